"""Orders through Utility Center: written once by the tag in their note, and read back by it."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Any, Final

from sync.errors import Bug, MostikError, Refused, Unknown
from sync.model import (
    Document,
    DocumentDraft,
    DocumentKind,
    DocumentLine,
    DocumentRef,
    DocumentRow,
    Mark,
    MarkKey,
    MarkState,
    NewPartner,
)
from sync.money import CENT, gross_of, net_of, round_half_up, scaled
from sync.ports import Clock, WrittenDocument
from sync.sentences import Sentence, say
from sync.tags import read_tag, tag, tag_beginning, tag_fits
from sync.warehouses.remote.keeper import Keeper
from sync.warehouses.remote.kept_marks import KeptMarks
from sync.warehouses.remote.once import Once
from sync.warehouses.utility_center.client import Client, Row
from sync.warehouses.utility_center.fields import (
    amount,
    cell,
    count,
    day_filter,
    day_of,
    flag,
    moment_of,
    name_of,
    quantised,
    word,
)
from sync.warehouses.utility_center.goods import Goods
from sync.warehouses.utility_center.partners import Partners
from sync.warehouses.utility_center.settings import PriceHabits
from sync.warehouses.warehouse_pro.codes import ORDER, SALE, SYSTEM_ROW, TYPE_OF_KIND, kind_of_type
from sync.warehouses.warehouse_pro.document_checks import lines_to_write
from sync.warehouses.warehouse_pro.texts import without_emoji

_WORD: Final = re.compile(r"\w+")
_LONGEST_LOOK_BACK: Final = timedelta(days=31)
"""The service can only be asked for single days."""
_HALF_CENT: Final = CENT / 2 + Decimal("0.000001")


class Documents:
    """Orders of one warehouse that Mostik wrote, and the traces of those that it did not."""

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
        self._zone = zone
        self._habits = habits
        self._machine = machine
        self.marks = KeptMarks(keeper)
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
        rows = self._rows_of_order(key)
        if not rows:
            return None
        mark = self._mark(key, rows)
        arrived = sum(_ref(row) == mark.ref for row in rows)
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

    def _rows_of_order(self, key: MarkKey) -> list[Row]:
        return self._rows_noting(f"{tag(key)}*", lambda note: read_tag(note) == key)

    def _mark(self, key: MarkKey, rows: Sequence[Row]) -> Mark:
        """The mark of an order by the rows that bear its tag; a sale counts before an order."""
        ref = max({_ref(row) for row in rows}, key=lambda each: (each.kind is DocumentKind.SALE, each.number))
        state = MarkState.OPEN if ref.kind is DocumentKind.ORDER else MarkState.SOLD
        fingerprint = rows_hash(row for row in rows if _ref(row) == ref)
        return Mark(key, ref, fingerprint, state, self._clock.now(), self._machine)

    def _read_back(self, key: MarkKey, number: int, lines: int) -> Mark:
        """The document as the service shows it.

        Raises Unknown where it cannot be seen: it was taken, so it must not be sent again.
        """
        try:
            found = self._find_whole(key, lines)
        except Refused:
            raise
        except MostikError as error:
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

    def documents(self, refs: Collection[DocumentRef]) -> dict[DocumentRef, Document]:
        """These documents as they are now; one of which no row is left is missing from the answer."""
        found: dict[DocumentRef, Document] = {}
        for ref in refs:
            rows = self._rows_of(ref)
            if rows:
                found[ref] = self._document(ref, rows)
        return found

    def missing(self, refs: Collection[DocumentRef]) -> list[DocumentRef]:
        """Those of ``refs`` of which no row is left: all tags are read page by page, and only a document
        whose note was changed is asked for by its number.
        """
        if not refs:
            return []
        tagged = {_ref(row) for row in self._rows_noting("Mostik:*", lambda note: read_tag(note) is not None)}
        return [ref for ref in refs if ref not in tagged and not self._rows_of(ref)]

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

    def tagged(self, shop_key: str) -> dict[str, list[DocumentRef]]:
        """Every order and sale whose note begins with a tag of this shop, by external id."""
        found: dict[str, list[DocumentRef]] = defaultdict(list)
        for external_id, rows in self._tagged_rows(shop_key).items():
            for row in rows:
                if _ref(row) not in found[external_id]:
                    found[external_id].append(_ref(row))
        return dict(found)

    def shops(self) -> dict[str, int]:
        """Shop keys in the tags of documents and how many orders each has."""
        orders: dict[str, set[str]] = defaultdict(set)
        for row in self._rows_noting("Mostik:*", lambda note: read_tag(note) is not None):
            key = read_tag(word(row, "note"))
            if key is not None:
                orders[key.shop_key].add(key.external_id)
        return {shop_key: len(each) for shop_key, each in sorted(orders.items())}

    def rebuild(self, shop_key: str) -> int:
        """Keep a mark for each tagged document that has none; how many."""
        made = 0
        for external_id, rows in self._tagged_rows(shop_key).items():
            key = MarkKey(shop_key, external_id)
            # An order whose answer was lost is settled where it is written, with the number of its lines.
            if self.marks.one(key) is None and self._once.unsettled(f"{shop_key}:{external_id}") is None:
                self.marks.keep(self._mark(key, rows))
                made += 1
        return made

    def noting(self, numbers: Collection[str], since: date) -> dict[str, DocumentRef]:
        """Of these order numbers those that stand as a word in the note of a document of ``since`` or later
        that no Mostik wrote."""
        wanted = frozenset(numbers)
        found: dict[str, DocumentRef] = {}
        for row in self._rows_since(since):
            note = word(row, "note")
            if read_tag(note) is None:
                ref = _ref(row)
                for number in wanted.intersection(_WORD.findall(note)):
                    found.setdefault(number, ref)
        return found

    def sold_since(self, moment: datetime) -> frozenset[int]:
        """Goods that left the warehouse by any document since ``moment`` (aware)."""
        since = moment.astimezone(self._zone).date()
        gone: set[int] = set()
        for row in self._rows_since(since, any_type=True):
            written = moment_of(row, "user_real_time", self._zone)
            if count(row, "sign") < 0 and (written is None or written >= moment):
                gone.add(count(row, "good_id"))
        return frozenset(gone)

    def open_lines(self, shop_key: str, since: datetime | None) -> dict[tuple[int, int], int]:
        """(good, location) -> ten-thousandths on our open orders written at or after ``since``."""
        counted = {mark.ref for mark in self.marks.open(shop_key) if since is None or mark.at >= since}
        lines: defaultdict[tuple[int, int], int] = defaultdict(int)
        for rows in self._tagged_rows(shop_key).values() if counted else ():
            for row in rows:
                if _ref(row) in counted:
                    lines[count(row, "good_id"), count(row, "object_id")] += scaled(amount(row, "quantity"))
        return dict(lines)

    def _tagged_rows(self, shop_key: str) -> dict[str, list[Row]]:
        """The rows of all documents with a tag of this shop, by external id."""
        found: dict[str, list[Row]] = defaultdict(list)
        beginning = tag_beginning(shop_key)
        for row in self._rows_noting(f"{beginning}*", lambda note: note.startswith(beginning)):
            key = read_tag(word(row, "note"))
            if key is not None:
                found[key.external_id].append(row)
        return found

    def _rows_noting(self, pattern: str, fits: Callable[[str], bool]) -> list[Row]:
        return self._client.matching(
            "Operations", lambda row: _is_document(row) and fits(word(row, "note")), note=pattern
        )

    def _rows_since(self, since: date, *, any_type: bool = False) -> Iterator[Row]:
        """Rows of documents of ``since`` or later; day by day, as the service knows no "since"."""
        today = self._clock.now().astimezone(self._zone).date()
        first = max(since, today - _LONGEST_LOOK_BACK)
        sample = self._client.any("Operations")
        if sample is None:
            return
        for row in self._rows_by_day(sample, first, today + timedelta(days=1)):
            if _is_document(row) or (any_type and count(row, "number") > 0):
                yield row

    def _rows_by_day(self, sample: Row, first: date, last: date) -> Iterator[Row]:
        known = day_of(sample, "date")
        understood = known is not None and any(
            day_of(row, "date") == known
            for row in self._client.rows_or_none("Operations", date=day_filter(sample, known))
        )
        if not understood:
            rows = self._client.rows("Operations")
            yield from (row for row in rows if first <= (day_of(row, "date") or date.min) <= last)
            return
        for distance in range((last - first).days + 1):
            day = first + timedelta(days=distance)
            rows = self._client.rows_or_none("Operations", date=day_filter(sample, day))
            # A service that does not know the filter sends everything each time.
            yield from (row for row in rows if day_of(row, "date") == day)

    def _rows_of(self, ref: DocumentRef) -> list[Row]:
        sample = self._client.any("Operations") or {}
        filters = {
            name_of(sample, "operation_type"): TYPE_OF_KIND[ref.kind],
            name_of(sample, "number"): ref.number,
        }
        rows = self._client.matching(
            "Operations", lambda row: _is_document(row) and _ref(row) == ref, **filters
        )
        return sorted(rows, key=lambda row: count(row, "id"))

    def _document(self, ref: DocumentRef, rows: Sequence[Row]) -> Document:
        lines = [self._line(row) for row in rows]
        notes = [word(row, "note") for row in rows]
        return Document(
            ref=ref,
            partner_id=count(rows[0], "partner_id"),
            day=day_of(rows[0], "date") or date.min,
            note=next((note for note in notes if read_tag(note)), notes[0]),
            rows=tuple(lines),
            total=round_half_up(sum((line.quantity * line.unit_price for line in lines), Decimal(0))),
            rows_hash=rows_hash(rows),
        )

    def _line(self, row: Row) -> DocumentRow:
        stored = amount(row, "price_out")
        if self._habits.gross:
            gross = stored
        elif cell(row, "vat_out") is not None:
            gross = stored + amount(row, "vat_out")
        else:
            gross = gross_of(stored, self._rate(row))
        return DocumentRow(
            product_id=count(row, "good_id"),
            location_id=count(row, "object_id"),
            quantity=amount(row, "quantity"),
            unit_price=gross,
            sign=count(row, "sign"),
        )

    def _rate(self, row: Row) -> Decimal:
        good = self._goods.row(count(row, "good_id"))
        return self._goods.rate_of(count(good or {}, "tax_group"))


def rows_hash(rows: Iterable[Row]) -> str:
    """A hash over good, object, quantity, price as kept (both at four decimals) and sign, in any order."""
    lines = sorted(
        (
            count(row, "good_id"),
            count(row, "object_id"),
            scaled(amount(row, "quantity")),
            scaled(amount(row, "price_out")),
            count(row, "sign"),
        )
        for row in rows
    )
    content = "\n".join(":".join(str(value) for value in line) for line in lines)
    return hashlib.sha256(content.encode("ascii")).hexdigest()


def _without(row: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {each: value for each, value in row.items() if each != name}


def _is_document(row: Row) -> bool:
    """An order or a sale: no row that only marks where a location's numbers begin, and no draft."""
    return (
        count(row, "operation_type") in (ORDER, SALE)
        and count(row, "number") > 0
        and count(row, "partner_id") > 0
    )


def _ref(row: Row) -> DocumentRef:
    return DocumentRef(kind_of_type(count(row, "operation_type")), count(row, "number"))


def _taken_but_unseen(detail: str) -> Unknown:
    return Unknown(
        say("Utility Center took the document but does not show it yet."),
        advice=say("Mostik looks it up before it tries again."),
        detail=detail,
    )
