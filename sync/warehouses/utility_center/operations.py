"""The orders and sales of one warehouse, read back through Utility Center: by number, by tag, by day."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Final

from sync.model import Document, DocumentRef, DocumentRow, MarkKey
from sync.money import gross_of, round_half_up, scaled
from sync.ports import Clock
from sync.tags import read_tag, tag, tag_beginning
from sync.warehouses.utility_center.client import Client, Row
from sync.warehouses.utility_center.fields import (
    amount,
    cell,
    count,
    day_filter,
    day_of,
    moment_of,
    name_of,
    word,
)
from sync.warehouses.utility_center.goods import Goods
from sync.warehouses.utility_center.settings import PriceHabits
from sync.warehouses.warehouse_pro.codes import ORDER, SALE, TYPE_OF_KIND, kind_of_type

_WORD: Final = re.compile(r"\w+")
_LONGEST_LOOK_BACK: Final = timedelta(days=31)
"""The service can only be asked for single days."""


class Operations:
    """Reads documents. What the service makes of a filter is never taken on trust."""

    def __init__(self, client: Client, goods: Goods, clock: Clock, zone: tzinfo, habits: PriceHabits) -> None:
        self._client = client
        self._goods = goods
        self._clock = clock
        self._zone = zone
        self._habits = habits

    def documents(self, refs: Collection[DocumentRef]) -> dict[DocumentRef, Document]:
        """These documents as they are now; one of which no row is left is missing from the answer."""
        found: dict[DocumentRef, Document] = {}
        for ref in refs:
            rows = self.rows_of(ref)
            if rows:
                found[ref] = self._document(ref, rows)
        return found

    def missing(self, refs: Collection[DocumentRef]) -> list[DocumentRef]:
        """Those of ``refs`` of which no row is left: all tags are read page by page, and only a document
        whose note was changed is asked for by its number.
        """
        if not refs:
            return []
        tagged = {
            ref_of(row) for row in self._rows_noting("Mostik:*", lambda note: read_tag(note) is not None)
        }
        return [ref for ref in refs if ref not in tagged and not self.rows_of(ref)]

    def tagged(self, shop_key: str) -> dict[str, list[DocumentRef]]:
        """Every order and sale whose note begins with a tag of this shop, by external id."""
        found: dict[str, list[DocumentRef]] = defaultdict(list)
        for external_id, rows in self.tagged_rows(shop_key).items():
            for row in rows:
                if ref_of(row) not in found[external_id]:
                    found[external_id].append(ref_of(row))
        return dict(found)

    def shops(self) -> dict[str, int]:
        """Shop keys in the tags of documents and how many orders each has."""
        orders: dict[str, set[str]] = defaultdict(set)
        for row in self._rows_noting("Mostik:*", lambda note: read_tag(note) is not None):
            key = read_tag(word(row, "note"))
            if key is not None:
                orders[key.shop_key].add(key.external_id)
        return {shop_key: len(each) for shop_key, each in sorted(orders.items())}

    def rows_of_order(self, key: MarkKey) -> list[Row]:
        return self._rows_noting(f"{tag(key)}*", lambda note: read_tag(note) == key)

    def noting(self, numbers: Collection[str], since: date) -> dict[str, DocumentRef]:
        """Of these order numbers those that stand as a word in the note of a document of ``since`` or later
        that no Mostik wrote."""
        wanted = frozenset(numbers)
        found: dict[str, DocumentRef] = {}
        for row in self._rows_since(since):
            note = word(row, "note")
            if read_tag(note) is None:
                ref = ref_of(row)
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

    def open_lines(self, shop_key: str, counted: Collection[DocumentRef]) -> dict[tuple[int, int], int]:
        """(good, location) -> ten-thousandths on these documents of a shop."""
        lines: defaultdict[tuple[int, int], int] = defaultdict(int)
        for rows in self.tagged_rows(shop_key).values() if counted else ():
            for row in rows:
                if ref_of(row) in counted:
                    lines[count(row, "good_id"), count(row, "object_id")] += scaled(amount(row, "quantity"))
        return dict(lines)

    def tagged_rows(self, shop_key: str) -> dict[str, list[Row]]:
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

    def rows_of(self, ref: DocumentRef) -> list[Row]:
        sample = self._client.any("Operations") or {}
        filters = {
            name_of(sample, "operation_type"): TYPE_OF_KIND[ref.kind],
            name_of(sample, "number"): ref.number,
        }
        rows = self._client.matching(
            "Operations", lambda row: _is_document(row) and ref_of(row) == ref, **filters
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


def _is_document(row: Row) -> bool:
    """An order or a sale: no row that only marks where a location's numbers begin, and no draft."""
    return (
        count(row, "operation_type") in (ORDER, SALE)
        and count(row, "number") > 0
        and count(row, "partner_id") > 0
    )


def ref_of(row: Row) -> DocumentRef:
    return DocumentRef(kind_of_type(count(row, "operation_type")), count(row, "number"))
