"""Orders through Utility Center: written once by the tag in their note, and read back by it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import tzinfo
from decimal import Decimal
from typing import Any, Final

from sync.errors import Bug, MostikError, Refused, Unknown
from sync.model import (
    DocumentDraft,
    DocumentKind,
    DocumentLine,
    Mark,
    MarkKey,
    MarkState,
    NewPartner,
)
from sync.money import CENT, net_of
from sync.ports import Clock, WrittenDocument
from sync.sentences import Sentence, say
from sync.tags import tag_fits
from sync.warehouses.remote.keeper import Keeper
from sync.warehouses.remote.kept_marks import KeptMarks
from sync.warehouses.remote.once import Once
from sync.warehouses.utility_center.client import Client, Row
from sync.warehouses.utility_center.fields import count, flag, name_of, quantised, word
from sync.warehouses.utility_center.goods import Goods
from sync.warehouses.utility_center.operations import Operations, ref_of, rows_hash
from sync.warehouses.utility_center.partners import Partners
from sync.warehouses.utility_center.settings import PriceHabits
from sync.warehouses.warehouse_pro.codes import SYSTEM_ROW, TYPE_OF_KIND
from sync.warehouses.warehouse_pro.document_checks import lines_to_write
from sync.warehouses.warehouse_pro.texts import without_emoji

_HALF_CENT: Final = CENT / 2 + Decimal("0.000001")


class Documents:
    """Writes the orders of one warehouse, each once; ``operations`` reads them back."""

    def __init__(
        self,
        client: Client,
        goods: Goods,
        partners: Partners,
        keeper: Keeper,
        clock: Clock,
        zone: tzinfo,
        habits: PriceHabits,
        machine: str,
    ) -> None:
        self._client = client
        self._goods = goods
        self._partners = partners
        self._clock = clock
        self._habits = habits
        self._machine = machine
        self.marks = KeptMarks(keeper)
        self.operations = Operations(client, goods, clock, zone, habits)
        self._once = Once(keeper, clock, "document")

    # ------------------------------------------------------------ writing

    def write(self, draft: DocumentDraft, key: MarkKey) -> WrittenDocument:
        """Write an order once. Raises Refused, Unreachable (nothing was written) or Unknown."""
        known = self.marks.one(key)
        if known is not None and known.state is not MarkState.WITHDRAWN:
            return WrittenDocument(known.ref, known.rows_hash, already_there=True)
        if not tag_fits(key):
            raise Refused(say("The order’s number in the shop is too long for the note of a document."))
        if draft.kind is not DocumentKind.ORDER:
            raise Bug(say("Mostik meant to write a sale where only orders can be written."))
        lines = lines_to_write(draft.lines)
        self._check(draft, lines)
        partner_id: int | None = None

        def send() -> Mark:
            nonlocal partner_id
            partner_id = self._partner(draft, key)
            number = self._post(self._rows_to_send(draft, lines, partner_id))
            return self._read_back(key, number, len(lines))

        mark, there = self._once.make(
            f"{key.shop_key}:{key.external_id}",
            {"lines": len(lines)},
            find=lambda: self._find_whole(key, len(lines)),
            send=send,
            noted=self.marks.keep,
        )
        return WrittenDocument(mark.ref, mark.rows_hash, partner_id, self._warnings(draft), there)

    def _post(self, rows: list[dict[str, Any]]) -> int:
        """Send a document; the number that the service answers, 0 where it answers none.

        How the type of a document is called is told in two ways; without a document to look at, a refusal of
        the first is answered with the second.
        """
        sample = self._client.any("Operations")
        names = (name_of(sample, "operation_type"),) if sample else ("operation_type", "oper_type")
        for name in names:
            sent = [{name: row["operation_type"], **_without(row, "operation_type")} for row in rows]
            try:
                return count(self._client.post("Operation", sent), "number")
            except Refused:
                if name == names[-1]:
                    raise
        raise AssertionError("the last name returns or raises")

    def _find_whole(self, key: MarkKey, lines: int) -> Mark | None:
        """The document of this order, as a mark; None where there is none.

        Raises Refused where only a part of its lines arrived: through the service it can be neither mended
        nor deleted.
        """
        rows = self.operations.rows_of_order(key)
        if not rows:
            return None
        mark = self._mark(key, rows)
        arrived = sum(ref_of(row) == mark.ref for row in rows)
        if arrived != lines:
            raise Refused(
                say(
                    "Only {arrived} of {lines} lines of this order arrived in the warehouse, as document"
                    " {number}.",
                    arrived=arrived,
                    lines=lines,
                    number=mark.ref.shown(),
                ),
                advice=say("Delete that document in Warehouse Pro; Mostik then writes the order anew."),
            )
        return mark

    def _mark(self, key: MarkKey, rows: Sequence[Row]) -> Mark:
        """The mark of an order by the rows that bear its tag; a sale counts before an order."""
        ref = max(
            {ref_of(row) for row in rows}, key=lambda each: (each.kind is DocumentKind.SALE, each.number)
        )
        state = MarkState.OPEN if ref.kind is DocumentKind.ORDER else MarkState.SOLD
        fingerprint = rows_hash(row for row in rows if ref_of(row) == ref)
        return Mark(key, ref, fingerprint, state, self._clock.now(), self._machine)

    def _read_back(self, key: MarkKey, number: int, lines: int) -> Mark:
        """The document as the service shows it.

        Raises Unknown where it cannot be seen: it was taken, so it must not be sent again.
        """
        try:
            found = self._find_whole(key, lines)
        except MostikError as error:
            # A part of its lines is no refusal either: the intent stays open, so that nobody takes it for
            # whole.
            raise _taken_but_unseen(error.detail) from error
        if found is None:
            raise _taken_but_unseen(f"document {number} is not shown")
        return found

    def _check(self, draft: DocumentDraft, lines: Sequence[DocumentLine]) -> None:
        places = {location.id for location in self._goods.locations()}
        gone = {draft.location_id, *(line.location_id for line in lines)} - places
        if gone:
            raise Refused(
                say("The location {location} is no longer in the warehouse.", location=min(gone)),
                advice=say("Choose another location in the step Warehouses."),
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
        if not self._partners.is_there(draft.partner):
            raise Refused(
                say("The partner {partner} is no longer in the warehouse.", partner=draft.partner),
                advice=say("Choose another partner in the step Orders, or bring this one back."),
            )
        return draft.partner

    def _rows_to_send(
        self, draft: DocumentDraft, lines: Sequence[DocumentLine], partner_id: int
    ) -> list[dict[str, Any]]:
        """Rows as the service takes them; the fields of the document itself stand in each, so that none has
        to be taken over from the first."""
        costs = {line.product: self._cost(line.product) for line in lines}
        return [
            {
                "operation_type": TYPE_OF_KIND[draft.kind],
                "good_id": line.product,
                "partner_id": partner_id,
                "object_id": draft.location_id,
                "operator_id": draft.operator_id,
                "qtty": line.quantity,
                "price_in": costs[line.product],
                "price_out": self._stored(line.unit_price, line.vat_rate),
                "currency_id": SYSTEM_ROW,
                # The price is the one after the discount; whether the service would take it off again is
                # open.
                "discount": 0,
                "date": draft.day.isoformat(),
                "note": without_emoji(draft.note),
                "user_id": draft.operator_id,
            }
            for line in lines
        ]

    def _cost(self, product: int) -> Decimal:
        row = self._goods.row(product)
        if row is None:
            raise Refused(
                say("The product {product} is not in the warehouse.", product=product),
                advice=say("Link the shop’s product to another one."),
            )
        if flag(row, "deleted"):
            raise Refused(
                say("The product {name} was deleted in the warehouse.", name=word(row, "name")),
                advice=say("Bring it back in the warehouse, or link the shop’s product to another one."),
            )
        return quantised(row.get("price_in"))

    def _stored(self, gross: Decimal, rate: Decimal) -> Decimal:
        return gross if self._habits.gross else net_of(gross, rate)

    @staticmethod
    def _warnings(draft: DocumentDraft) -> tuple[Sentence, ...]:
        warnings = []
        if any(line.location_id != draft.location_id for line in draft.lines):
            warnings.append(
                say(
                    "Lines from several locations were written under one: Utility Center gives a document one"
                    " location."
                )
            )
        if without_emoji(draft.note) != draft.note:
            warnings.append(say("Characters that the warehouse cannot hold were replaced by question marks."))
        return tuple(warnings)

    # ------------------------------------------------------------ reading

    def known_marks(self, shop_key: str, external_ids: Collection[str], kind: str) -> dict[str, Mark]:
        """The kept marks of these things; an order whose answer was lost is looked up by its tag."""
        found = self.marks.some(shop_key, external_ids, kind)
        for external_id in external_ids if kind == "order" else ():
            lost = self._once.unsettled(f"{shop_key}:{external_id}")
            if external_id not in found and lost is not None:
                mark = self._find_whole(MarkKey(shop_key, external_id), int(lost.payload["lines"]))
                if mark is not None:
                    found[external_id] = mark
        return found

    def rebuild(self, shop_key: str) -> int:
        """Keep a mark for each tagged document that has none; how many."""
        made = 0
        for external_id, rows in self.operations.tagged_rows(shop_key).items():
            key = MarkKey(shop_key, external_id)
            # An order whose answer was lost is settled where it is written, with the number of its lines.
            if self.marks.one(key) is None and self._once.unsettled(f"{shop_key}:{external_id}") is None:
                self.marks.keep(self._mark(key, rows))
                made += 1
        return made


def _without(row: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {each: value for each, value in row.items() if each != name}


def _taken_but_unseen(detail: str) -> Unknown:
    return Unknown(
        say("Utility Center took the document but does not show it yet."),
        advice=say("Mostik looks it up before it tries again."),
        detail=detail,
    )
