"""Orders and sale documents of Firmino: written once by the tag in their notes, and looked up by it.

The API has no key against doubles, and a deleted document's number comes again, so a document is known by its
id (decisions, 11). A sale document that stands is never changed: what was printed stays as it is.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from sync.errors import MostikError, Refused, Unknown
from sync.model import (
    DocumentDraft,
    DocumentKind,
    DocumentLine,
    DocumentPayment,
    DocumentRef,
    Mark,
    MarkKey,
    MarkState,
    NewPartner,
)
from sync.money import Money
from sync.ports import Clock, WrittenDocument
from sync.sentences import Sentence, say
from sync.tags import tag, tag_fits
from sync.warehouses.firmino.client import Client
from sync.warehouses.firmino.company import Company
from sync.warehouses.firmino.customers import Customers
from sync.warehouses.firmino.goods import PLACE, Goods
from sync.warehouses.firmino.lines import items_of
from sync.warehouses.firmino.papers import ORDERS, RESOURCES, SALES, final_type, is_oss, sale_type
from sync.warehouses.firmino.payments import pay_whole
from sync.warehouses.firmino.register import Register, ref_of, rows_hash, same_lines, tag_of, total_of
from sync.warehouses.firmino.values import Row, day_of, ident, part, text
from sync.warehouses.remote.keeper import Keeper
from sync.warehouses.remote.kept_marks import KeptMarks
from sync.warehouses.remote.once import Once
from sync.warehouses.warehouse_pro.document_checks import lines_to_write

_NOTE_ROOM: Final = 1000


class Documents:
    """Writes the documents of one company, each once; ``register`` reads them back."""

    def __init__(
        self,
        client: Client,
        company: Company,
        goods: Goods,
        customers: Customers,
        register: Register,
        marks: KeptMarks,
        keeper: Keeper,
        clock: Clock,
        machine: str,
    ) -> None:
        self._client = client
        self._company = company
        self._goods = goods
        self._customers = customers
        self.register = register
        self.marks = marks
        self._clock = clock
        self._machine = machine
        self._once = Once(keeper, clock, "document")
        self._sale_once = Once(keeper, clock, "sale")

    # ------------------------------------------------------------ writing

    def write(self, draft: DocumentDraft, key: MarkKey) -> WrittenDocument:
        """Write an order, or a sale where the owner chose so, once. Raises Refused, Unreachable (nothing was
        written) or Unknown.
        """
        known = self.marks.one(key)
        if known is not None and known.state is not MarkState.WITHDRAWN:
            return WrittenDocument(known.ref, known.rows_hash, already_there=True)
        if not tag_fits(key):
            raise Refused(say("The order’s number in the shop is too long for the note of a document."))
        items = self._items(draft)
        partner_id: int | None = None
        warnings: list[Sentence] = []

        def find() -> tuple[Row, Mark] | None:
            return self._found(key, draft, items)

        def send() -> tuple[Row, Mark]:
            nonlocal partner_id
            partner_id = self._partner(draft, key)
            body = {**self._body(draft, key, items), "customer": {"id": partner_id}}
            row = self._read_back(draft.kind, key, self._client.make(f"{RESOURCES[draft.kind]}/add", body))
            if tag_of(row) != key:
                warnings.append(_note_not_kept())
            return row, self._mark(key, draft.kind, row)

        def noted(found: tuple[Row, Mark]) -> None:
            row, mark = found
            # Before the intent ends: where the payment's answer is lost, the next run looks at it again.
            if mark.ref.kind is DocumentKind.SALE:
                warnings.extend(pay_whole(self._client, row, draft.payments))
            self.marks.keep(mark)

        (row, mark), there = self._once.make(
            _name(key),
            {"kind": draft.kind.value, "pays": bool(draft.payments)},
            find=find,
            send=send,
            noted=noted,
        )
        warnings.extend(self._difference(row, draft))
        return WrittenDocument(mark.ref, mark.rows_hash, partner_id, tuple(warnings), there)

    def replace(self, key: MarkKey, expected_hash: str, draft: DocumentDraft) -> WrittenDocument:
        """Write the lines of an open order anew, if nobody changed it."""
        ref, row = self._untouched(key, expected_hash)
        wanted = final_type(draft.paper, vat_payer=self._company.vat_payer)
        if text(row, "finalDocumentType") not in ("", wanted):
            raise Refused(
                say("Order {number} is to become another kind of document now.", number=ref.shown()),
                advice=say("Firmino’s API cannot change that. Change the order in Firmino by hand."),
            )
        items = self._items(draft)
        partner_id = self._partner(draft, key)
        body = {**self._body(draft, key, items), "customer": {"id": partner_id}}
        body.pop("finalDocumentType", None)
        self._client.change(ORDERS, ref.number, body)
        again = self.register.one(ref)
        if again is None:
            raise _taken_but_unseen(ref.shown())
        mark = self._mark(key, DocumentKind.ORDER, again)
        self.marks.keep(mark)
        return WrittenDocument(mark.ref, mark.rows_hash, partner_id, tuple(self._difference(again, draft)))

    def withdraw(self, key: MarkKey, expected_hash: str) -> None:
        """Take an open order back, if nobody changed it. Its number is free again then."""
        ref, _row = self._untouched(key, expected_hash)
        try:
            self._client.act(ORDERS, "delete", ref.number)
        except Unknown:
            if self.register.one(ref) is not None:
                raise
        self.marks.set_state(key, MarkState.WITHDRAWN)

    def turn_into_sale(self, key: MarkKey, payments: Sequence[DocumentPayment]) -> WrittenDocument:
        """Issue the final document of an open order, of the type which the order names from its beginning."""
        mark = self.marks.one(key)
        if mark is None:
            raise Refused(say("The order {number} is not in the warehouse.", number=key.external_id))
        if mark.ref.kind is DocumentKind.SALE:
            return WrittenDocument(mark.ref, mark.rows_hash, already_there=True)
        order = self.register.one(mark.ref)
        if order is None:
            raise Refused(say("The order {number} is not in the warehouse.", number=mark.ref.shown()))
        warnings: list[Sentence] = []

        def find() -> Row | None:
            return self._sale_of(key, order)

        def send() -> Row:
            made = self._client.make(f"{ORDERS}/add-end-doc", {"id": mark.ref.number})
            if "items" in made and ident(made):
                return made
            row = self._read_back(DocumentKind.SALE, key, made) if ident(made) else find()
            if row is None:
                raise _taken_but_unseen(mark.ref.shown())
            return row

        def noted(row: Row) -> None:
            if tag_of(row) != key:
                self._client.change(SALES, ident(row), {"printNotes": tag(key)})
            warnings.extend(pay_whole(self._client, row, payments))
            self.marks.keep(replace(self._mark(key, DocumentKind.SALE, row), state=MarkState.SOLD))

        row, there = self._sale_once.make(_name(key), {}, find=find, send=send, noted=noted)
        sale = self._mark(key, DocumentKind.SALE, row)
        return WrittenDocument(sale.ref, sale.rows_hash, ident(part(row, "customer")), tuple(warnings), there)

    # ------------------------------------------------------------ the parts of a document

    def _items(self, draft: DocumentDraft) -> list[dict[str, str | int]]:
        lines = lines_to_write(draft.lines)
        elsewhere = {draft.location_id, *(line.location_id for line in lines)} - {PLACE}
        if elsewhere:
            raise Refused(
                say("The location {location} is no longer in the warehouse.", location=min(elsewhere)),
                advice=say("Choose another location in the step Warehouses."),
            )
        return items_of(lines, draft.total, self._articles(lines))

    def _articles(self, lines: Sequence[DocumentLine]) -> dict[int, Row]:
        found: dict[int, Row] = {}
        for product in dict.fromkeys(line.product for line in lines):
            row = self._goods.row(product)
            if row is None:
                raise Refused(
                    say("The product {product} is not in the warehouse.", product=product),
                    advice=say("Link the shop’s product to another one."),
                )
            found[product] = row
        return found

    def _body(
        self, draft: DocumentDraft, key: MarkKey, items: Sequence[Mapping[str, object]]
    ) -> dict[str, Any]:
        body: dict[str, Any] = {
            "documentDate": draft.day.isoformat(),
            "priceType": "gross",
            # Of a sale the pages keep this note alone, and it is printed, so it holds the tag and no more.
            "printNotes": tag(key),
            "items": list(items),
        }
        payer = self._company.vat_payer
        if draft.kind is DocumentKind.ORDER:
            return {
                **body,
                "notes": draft.note[:_NOTE_ROOM],
                "finalDocumentType": final_type(draft.paper, vat_payer=payer),
            }
        body |= {"saleDate": draft.day.isoformat(), "documentType": sale_type(draft.paper, vat_payer=payer)}
        return {**body, "ossProcedure": True} if is_oss(draft.paper) else body

    def _partner(self, draft: DocumentDraft, key: MarkKey) -> int:
        if isinstance(draft.partner, NewPartner):
            return self._customers.make(draft.partner, key)
        if self._customers.one(draft.partner) is None:
            raise Refused(
                say("The partner {partner} is no longer in the warehouse.", partner=draft.partner),
                advice=say("Choose another partner in the step Orders, or bring this one back."),
            )
        return draft.partner

    @staticmethod
    def _difference(row: Row, draft: DocumentDraft) -> list[Sentence]:
        total = total_of(row)
        if total == draft.total:
            return []
        return [
            say(
                "Firmino’s document comes to {there}, the order to {here}.",
                there=Money(total, "PLN"),
                here=Money(draft.total, "PLN"),
            )
        ]

    # ------------------------------------------------------------ finding

    def _found(
        self, key: MarkKey, draft: DocumentDraft, items: Sequence[Mapping[str, object]]
    ) -> tuple[Row, Mark] | None:
        """The document of this order: by its tag; after a lost answer also one without any tag that has the
        same day, kind and lines, for a Firmino that keeps no notes.
        """
        lost = self._once.unsettled(_name(key))
        found = self.register.of_order(key, lost.begun_at if lost else None)
        if found is not None:
            ref, row = found
            return row, self._mark(key, ref.kind, row)
        if lost is None:
            return None
        for row in self.register.whole(draft.kind, lost.begun_at.date()):
            same = day_of(row, "documentDate") == draft.day and same_lines(row, items)
            if same and self._is_nobodys(draft.kind, row, key.shop_key):
                return row, self._mark(key, draft.kind, row)
        return None

    def _sale_of(self, key: MarkKey, order: Row) -> Row | None:
        """The final document of an order: by the tag; after a lost answer also by customer and lines."""
        lost = self._sale_once.unsettled(_name(key))
        found = self.register.of_order(key, lost.begun_at if lost else None)
        if found is not None and found[0].kind is DocumentKind.SALE:
            return found[1]
        if lost is None:
            return None
        wanted = (ident(part(order, "customer")), rows_hash(order))
        for row in self.register.whole(DocumentKind.SALE, lost.begun_at.date()):
            same = (ident(part(row, "customer")), rows_hash(row)) == wanted
            if same and self._is_nobodys(DocumentKind.SALE, row, key.shop_key):
                return row
        return None

    def _is_nobodys(self, kind: DocumentKind, row: Row, shop_key: str) -> bool:
        ref = ref_of(kind, row)
        return tag_of(row) is None and all(mark.ref != ref for mark in self.marks.of_shop(shop_key))

    def _read_back(self, kind: DocumentKind, key: MarkKey, answer: Row) -> Row:
        """The document as Firmino shows it. Raises Unknown where it cannot be seen: it was taken, so it must
        not be sent again.
        """
        if tag_of(answer) == key and "items" in answer:
            return answer
        try:
            if ident(answer):
                row = self.register.one(DocumentRef(kind, ident(answer)))
            else:
                found = self.register.of_order(key)
                row = found[1] if found else None
        except MostikError as error:
            raise _taken_but_unseen(error.detail) from error
        if row is None:
            raise _taken_but_unseen(f"{RESOURCES[kind]} {ident(answer)}")
        return row

    def _mark(self, key: MarkKey, kind: DocumentKind, row: Row) -> Mark:
        state = MarkState.OPEN if kind is DocumentKind.ORDER else MarkState.SOLD
        return Mark(key, ref_of(kind, row), rows_hash(row), state, self._clock.now(), self._machine)

    def _untouched(self, key: MarkKey, expected_hash: str) -> tuple[DocumentRef, Row]:
        mark = self.marks.one(key)
        if mark is not None and mark.ref.kind is DocumentKind.SALE:
            raise Refused(
                say("Document {number} is a sale, and Mostik never changes one.", number=mark.ref.shown()),
                advice=say("Correct it in the warehouse program."),
            )
        row = None if mark is None else self.register.one(mark.ref)
        if mark is None or row is None:
            raise Refused(say("The order {number} is not in the warehouse.", number=key.external_id))
        if rows_hash(row) != expected_hash:
            raise Refused(
                say("Somebody changed document {number} in the warehouse.", number=mark.ref.shown()),
                advice=say("Change it there by hand as the order in the shop says."),
            )
        return mark.ref, row

    # ------------------------------------------------------------ reading

    def known_marks(self, shop_key: str, external_ids: Collection[str], kind: str) -> dict[str, Mark]:
        """The kept marks of these things; an order whose answer was lost is looked up by its tag.

        One that has still to be paid is not told: writing it once more finds it and pays it.
        """
        found = self.marks.some(shop_key, external_ids, kind)
        unknown = [each for each in external_ids if each not in found] if kind == "order" else []
        for external_id in unknown:
            key = MarkKey(shop_key, external_id)
            lost = self._once.unsettled(_name(key))
            if lost is not None and not lost.payload.get("pays"):
                there = self.register.of_order(key, lost.begun_at)
                if there is not None:
                    found[external_id] = self._mark(key, there[0].kind, there[1])
        return found

    def rebuild(self, shop_key: str) -> int:
        """Keep a mark for each tagged document that has none; how many."""
        made = 0
        for key, ref, row in self.register.tagged_rows(shop_key):
            if self.marks.one(key) is None and self._once.unsettled(_name(key)) is None:
                self.marks.keep(self._mark(key, ref.kind, row))
                made += 1
        return made


def _name(key: MarkKey) -> str:
    return f"{key.shop_key}:{key.external_id}"


def _note_not_kept() -> Sentence:
    return say(
        "Firmino kept no note with this document, so only this computer knows to which order it belongs."
    )


def _taken_but_unseen(detail: str) -> Unknown:
    return Unknown(
        say("Firmino took the document but does not show it yet."),
        advice=say("Mostik looks it up before it tries again."),
        detail=detail,
    )
