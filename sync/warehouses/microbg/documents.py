"""Orders and sales of micro.bg: written under a number of our own, found again by it and by the tag in the
note.

``ExtAppDocId`` is a whole number that the application chooses; a second save under it *changes* the
document. So the numbers come from a counter of ours that is written down before the call, and beyond the
highest number that micro.bg shows, whenever the counter is new (decisions, 11).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, tzinfo
from decimal import Decimal
from typing import Any, Final

from sync.errors import Bug, MostikError, Refused, Unknown
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
from sync.money import CENT
from sync.ports import Clock, WrittenDocument
from sync.sentences import Sentence, say
from sync.tags import read_tag, tag_fits
from sync.warehouses.microbg.client import Client, Row, rows_in, whole
from sync.warehouses.microbg.goods import Goods
from sync.warehouses.microbg.operations import OVERLAP, Operations, gross_price, rows_hash
from sync.warehouses.microbg.partners import Partners
from sync.warehouses.microbg.values import is_deleted, number, text
from sync.warehouses.remote.keeper import Keeper
from sync.warehouses.remote.kept_marks import KeptMarks
from sync.warehouses.remote.once import Once
from sync.warehouses.warehouse_pro.codes import SALE, TYPE_OF_KIND
from sync.warehouses.warehouse_pro.document_checks import lines_to_write

_COUNTER: Final = "micro.bg: last document number of ours"
_EXTERNAL: Final = "micro.bg: document number of "
_HALF_CENT: Final = CENT / 2 + Decimal("0.000001")


class _NumberTaken(Exception):
    """The number of ours for an order already belongs to another document."""


class Documents:
    """Writes the orders and sales of one company, each once; ``operations`` reads them back."""

    def __init__(
        self,
        client: Client,
        goods: Goods,
        partners: Partners,
        marks: KeptMarks,
        keeper: Keeper,
        clock: Clock,
        zone: tzinfo,
        machine: str,
    ) -> None:
        self._client = client
        self._goods = goods
        self._partners = partners
        self.marks = marks
        self.operations = Operations(client, keeper, zone)
        self._keeper = keeper
        self._clock = clock
        self._zone = zone
        self._machine = machine
        self._once = Once(keeper, clock, "document")
        self._looked_at: datetime | None = None

    # ------------------------------------------------------------ writing

    def write(self, draft: DocumentDraft, key: MarkKey) -> WrittenDocument:
        """Write an order or a sale once. Raises Refused, Unreachable (nothing was written) or Unknown."""
        known = self.marks.one(key)
        if known is not None and known.state is not MarkState.WITHDRAWN:
            return WrittenDocument(known.ref, known.rows_hash, already_there=True)
        if not tag_fits(key):
            raise Refused(say("The order’s number in the shop is too long for the note of a document."))
        lines = lines_to_write(draft.lines)
        self._check(draft, lines)
        try:
            return self._write_under(self._external(key), draft, lines, key)
        except _NumberTaken:
            # Another computer took it meanwhile; saving under it would change that document.
            return self._write_under(self._next_external(key), draft, lines, key)

    def _write_under(
        self, external: int, draft: DocumentDraft, lines: Sequence[DocumentLine], key: MarkKey
    ) -> WrittenDocument:
        partner_id: int | None = None

        def send() -> Mark:
            nonlocal partner_id
            partner_id = self._partner(draft, key)
            answer = self._save(external, draft, lines, partner_id)
            return self._read_back(key, external, answer)

        mark, there = self._once.make(
            _name(key),
            {"external": external},
            find=lambda: self._found(key, external),
            send=send,
            noted=self.marks.keep,
        )
        warnings = () if _one_place(draft) else (_several_places(),)
        return WrittenDocument(mark.ref, mark.rows_hash, partner_id, warnings, there)

    def replace(self, key: MarkKey, expected_hash: str, draft: DocumentDraft) -> WrittenDocument:
        """Write an open order anew under the same number of ours, if nobody changed it."""
        operation = self._untouched(key, expected_hash)
        lines = lines_to_write(draft.lines)
        self._check(draft, lines)
        partner_id = self._partner(draft, key)
        external = whole(operation.get("ExtAppDocId"))
        answer = self._save(external, draft, lines, partner_id)
        mark = self._read_back(key, external, answer)
        self.marks.keep(mark)
        return WrittenDocument(mark.ref, mark.rows_hash, partner_id)

    def withdraw(self, key: MarkKey, expected_hash: str) -> None:
        """Take an open order back, if nobody changed it."""
        operation = self._untouched(key, expected_hash)
        self._client.change("deleteOperation", {"id": whole(operation.get("id"))})
        self.marks.set_state(key, MarkState.WITHDRAWN)

    def turn_into_sale(self, key: MarkKey, payments: Sequence[DocumentPayment]) -> WrittenDocument:
        """Make a sale of an open order that nobody changed: the same document under the same number of ours
        becomes one, so that there are never both. After a lost answer it is looked up first.
        """
        mark = self.known_marks(key.shop_key, [key.external_id], key.kind).get(key.external_id)
        if mark is not None and mark.ref.kind is DocumentKind.SALE:
            return WrittenDocument(mark.ref, mark.rows_hash, already_there=True)
        operation = self._untouched(key, mark.rows_hash if mark else "")
        external = whole(operation.get("ExtAppDocId"))
        found, there = self._once.make(
            _name(key),
            {"external": external},
            find=lambda: self._sold(key, external),
            send=lambda: self._send_as_sale(key, operation, payments),
            noted=self.marks.keep,
        )
        if found.ref.kind is not DocumentKind.SALE:
            raise Refused(
                say("micro.bg left the order {number} an order.", number=found.ref.shown()),
                advice=say("Turn it into a sale in micro.bg itself."),
            )
        partner_id = whole(operation.get("PartnerId"))
        return WrittenDocument(found.ref, found.rows_hash, partner_id, already_there=there)

    def _sold(self, key: MarkKey, external: int) -> Mark | None:
        found = self._found(key, external)
        return found if found is not None and found.ref.kind is DocumentKind.SALE else None

    def _send_as_sale(self, key: MarkKey, operation: Row, payments: Sequence[DocumentPayment]) -> Mark:
        sale = {
            **operation,
            "OperType": SALE,
            "PricesWithVat": 1,
            "Items": [
                {
                    "ItemId": whole(line.get("ItemId")),
                    "Qtty": number(line, "Qtty"),
                    "Price": gross_price(operation, line),
                    "Discount": 0,
                    "TaxValue": number(line, "TaxValue"),
                }
                for line in rows_in(operation.get("Items"))
            ],
            "Payments": self._payments(payments),
        }
        answer = self._client.make("saveOperation", sale, ByExtAppDocId=1)
        return self._read_back(key, whole(operation.get("ExtAppDocId")), answer)

    def _save(
        self, external: int, draft: DocumentDraft, lines: Sequence[DocumentLine], partner_id: int
    ) -> Any:
        rates = {group.rate for group in self._goods.vat_groups()}
        data = {
            "OperType": TYPE_OF_KIND[draft.kind],
            "ExtAppDocId": external,
            "DateIssued": f"{draft.day.isoformat()} 00:00:00",
            "ObjectId": draft.location_id,
            "PartnerId": partner_id,
            "PricesWithVat": 1,
            "Note": draft.note,
            "PaymentTypeId": draft.due_type_id,
            "Items": [
                {
                    "ItemId": line.product,
                    "Qtty": line.quantity,
                    "Price": line.unit_price,
                    # The price is the one after the discount.
                    "Discount": 0,
                    **({"TaxValue": line.vat_rate} if line.vat_rate in rates else {}),
                }
                for line in lines
            ],
            "Payments": self._payments(draft.payments),
        }
        # Under a number of ours a repeat changes the document into the same, so it is as good as absolute;
        # but it is sent once only, because what another program did in between would be undone.
        return self._client.make("saveOperation", data, ByExtAppDocId=1)

    def _payments(self, payments: Sequence[DocumentPayment]) -> list[dict[str, object]]:
        now = self._clock.now().astimezone(self._zone)
        return [
            {"Amount": payment.amount, "PaymentTypeId": payment.type_id, "Date": f"{now:%Y-%m-%d %H:%M:%S}"}
            for payment in payments
            if payment.amount
        ]

    def _check(self, draft: DocumentDraft, lines: Sequence[DocumentLine]) -> None:
        places = {location.id for location in self._goods.locations()}
        gone = {draft.location_id, *(line.location_id for line in lines)} - places
        if gone:
            raise Refused(
                say("The location {location} is no longer in the warehouse.", location=min(gone)),
                advice=say("Choose another location in the step Warehouses."),
            )
        for product in dict.fromkeys(line.product for line in lines):
            row = self._goods.row(product)
            if row is None:
                raise Refused(
                    say("The product {product} is not in the warehouse.", product=product),
                    advice=say("Link the shop’s product to another one."),
                )
            if is_deleted(row):
                raise Refused(
                    say("The product {name} was deleted in the warehouse.", name=text(row, "Name")),
                    advice=say("Bring it back in the warehouse, or link the shop’s product to another one."),
                )
        total = sum((line.quantity * line.unit_price for line in lines), Decimal(0))
        if abs(total - draft.total) > _HALF_CENT:
            raise Bug(
                say("The document would come to another amount than the order, so it was not written."),
                detail=f"{total} instead of {draft.total}",
            )

    def _partner(self, draft: DocumentDraft, key: MarkKey) -> int:
        if isinstance(draft.partner, NewPartner):
            return self._partners.make(draft.partner, key)
        if self._partners.one(draft.partner) is None:
            raise Refused(
                say("The partner {partner} is no longer in the warehouse.", partner=draft.partner),
                advice=say("Choose another partner in the step Orders, or bring this one back."),
            )
        return draft.partner

    # ------------------------------------------------------------ our own numbers

    def _external(self, key: MarkKey) -> int:
        """The number of ours for this order, written down before it is used."""
        kept = self._keeper.recall(f"{_EXTERNAL}{_name(key)}")
        if kept:
            return int(kept)
        last = self._keeper.recall(_COUNTER)
        return self._keep_external(key, int(last) if last else self._highest_there())

    def _next_external(self, key: MarkKey) -> int:
        """Another number of ours for this order, beyond all that micro.bg shows."""
        return self._keep_external(key, self._highest_there())

    def _keep_external(self, key: MarkKey, highest: int) -> int:
        self._keeper.remember(_COUNTER, str(highest + 1))
        self._keeper.remember(f"{_EXTERNAL}{_name(key)}", str(highest + 1))
        return highest + 1

    def _highest_there(self) -> int:
        """The highest number of ours that micro.bg shows, for a counter that begins (anew)."""
        return max((whole(row.get("ExtAppDocId")) for row in self.operations.rows()), default=0)

    # ------------------------------------------------------------ finding

    def _found(self, key: MarkKey, external: int) -> Mark | None:
        """The document of this order, by its tag, as a mark.

        Everything is read once; after that only what changed since, so that a document of another computer is
        seen without reading all again. Raises _NumberTaken where our number belongs to another document:
        saving would change that one.
        """
        lost = self._once.unsettled(_name(key))
        since = min((each for each in (self._looked_at, lost and lost.begun_at) if each), default=None)
        looked_at = self._clock.now()
        rows = list(self.operations.rows(None if self._looked_at is None else (since or looked_at) - OVERLAP))
        self._looked_at = looked_at
        for row in rows:
            if read_tag(text(row, "Note")) == key:
                return self._mark(key, row)
        if any(whole(row.get("ExtAppDocId")) == external for row in rows):
            raise _NumberTaken
        return None

    def _read_back(self, key: MarkKey, external: int, answer: object) -> Mark:
        rows = rows_in(answer)
        ident = whole(rows[0].get("id")) if rows else 0
        try:
            found = self.operations.one(ident) if ident else None
            if found is None or read_tag(text(found, "Note")) != key:
                since = self._clock.now() - OVERLAP
                found = next(
                    (row for row in self.operations.rows(since) if whole(row.get("ExtAppDocId")) == external),
                    None,
                )
        except MostikError as error:
            raise _taken_but_unseen(error.detail) from error
        if found is None:
            raise _taken_but_unseen(f"ExtAppDocId {external}")
        return self._mark(key, found)

    def _mark(self, key: MarkKey, row: Row) -> Mark:
        ref = self.operations.keep_id(row)
        state = MarkState.OPEN if ref.kind is DocumentKind.ORDER else MarkState.SOLD
        return Mark(key, ref, rows_hash(row), state, self._clock.now(), self._machine)

    def _untouched(self, key: MarkKey, expected_hash: str) -> Row:
        mark = self.marks.one(key)
        row = None if mark is None else self.operations.by_ref(mark.ref)
        if mark is None or row is None or mark.ref.kind is not DocumentKind.ORDER:
            raise Refused(say("The order {number} is not in the warehouse.", number=key.external_id))
        if rows_hash(row) != expected_hash:
            raise Refused(
                say("Somebody changed document {number} in the warehouse.", number=mark.ref.shown()),
                advice=say("Change it there by hand as the order in the shop says."),
            )
        return row

    # ------------------------------------------------------------ reading

    def known_marks(self, shop_key: str, external_ids: Collection[str], kind: str) -> dict[str, Mark]:
        """The kept marks of these things; an order whose answer was lost is looked up, and kept once it is
        seen as what it was to become.
        """
        found = self.marks.some(shop_key, external_ids, kind)
        for external_id in external_ids if kind == "order" else ():
            key = MarkKey(shop_key, external_id)
            lost = self._once.unsettled(_name(key))
            mark = None if lost is None else self._found(key, int(lost.payload["external"]))
            if mark is not None and mark.ref != _ref(found.get(external_id)):
                self.marks.keep(mark)
                self._once.settle(_name(key))
                found[external_id] = mark
        return found

    def rebuild(self, shop_key: str) -> int:
        """Keep a mark, and our number, for each tagged document that has none; how many."""
        made = 0
        for key, row in self.operations.tagged_rows(shop_key):
            if self.marks.one(key) is None and self._once.unsettled(_name(key)) is None:
                self._keeper.remember(f"{_EXTERNAL}{_name(key)}", str(whole(row.get("ExtAppDocId")) or ""))
                self.marks.keep(self._mark(key, row))
                made += 1
        return made


def _ref(mark: Mark | None) -> DocumentRef | None:
    return None if mark is None else mark.ref


def _name(key: MarkKey) -> str:
    return f"{key.shop_key}:{key.external_id}"


def _one_place(draft: DocumentDraft) -> bool:
    return all(line.location_id == draft.location_id for line in draft.lines)


def _several_places() -> Sentence:
    return say("Lines from several locations were written under one: micro.bg gives a document one location.")


def _taken_but_unseen(detail: str) -> Unknown:
    return Unknown(
        say("micro.bg took the document but does not show it yet."),
        advice=say("Mostik looks it up before it tries again."),
        detail=detail,
    )
