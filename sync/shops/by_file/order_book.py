"""The orders of an export: its rows put together by the order's number, each order whole or held.

A broken row is never left out of its order. Where its number can be told, that order is held; where it
cannot, the orders before and after it are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Any, Final

from sync.errors import SettingsError
from sync.model import Choice
from sync.ports import Clock, OrderQuery, RawOrder
from sync.sentences import Sentence
from sync.shops.by_file.settings import OrderField, OrderFile
from sync.shops.by_file.source import Manner, Signature, Source, manner_of_numbers
from sync.shops.by_file.troubles import RowTrouble, broken_neighbour, empty_cell
from sync.shops.files import DateForm, Misread, Row, Table, read_moment

PAGE: Final = 200
MOST_TROUBLES: Final = 1_000
_AMOUNTS: Final = (
    OrderField.QUANTITY,
    OrderField.PRICE,
    OrderField.DELIVERY_PRICE,
    OrderField.FEE,
    OrderField.DISCOUNT,
    OrderField.TOTAL,
)

Cells = tuple[str, ...]


@dataclass(slots=True)
class Rows:
    """The rows of one order as they stand in one file: number of the row, cells by the settings' fields."""

    file: str
    changed_at: datetime
    rows: list[tuple[int, Cells]] = field(default_factory=list)
    trouble: RowTrouble | None = None


@dataclass(slots=True)
class _Found:
    """What was read of the files: orders by number, and rows that belong to none for certain."""

    signature: Signature
    orders: dict[str, Rows] = field(default_factory=dict)
    troubles: list[RowTrouble] = field(default_factory=list)


class OrderBook:
    """The orders that an export holds now. Read once, and anew only when a file has changed."""

    def __init__(self, settings: OrderFile, clock: Clock, zone: tzinfo) -> None:
        self._settings = settings
        self._zone = zone
        self._source = Source(settings, clock)
        self._fields = tuple(settings.columns)
        self._found: _Found | None = None

    # ---- asked by the shop

    def pages(self, query: OrderQuery) -> Iterator[Sequence[RawOrder]]:
        """Pages of orders, ascending by confirmation."""
        chosen = [
            raw
            for number, rows in self._read().orders.items()
            if (raw := self._raw(number, rows)).confirmed_at is not None
            and raw.confirmed_at >= query.since
            and (not query.status_id or raw.status_id == query.status_id)
        ]
        chosen.sort(key=lambda raw: (raw.confirmed_at, raw.id))
        for start in range(0, len(chosen), PAGE):
            yield chosen[start : start + PAGE]

    def by_id(self, order_ids: Sequence[str]) -> dict[str, RawOrder]:
        """Those of these orders that the files hold."""
        orders = self._read().orders
        return {each: self._raw(each, orders[each]) for each in order_ids if each in orders}

    def statuses(self, further: Sequence[str]) -> list[Choice]:
        """The statuses that the orders bear, and ``further`` ones; without a column of them a single one."""
        found = dict.fromkeys(self._status(rows) for rows in self._read().orders.values())
        return [Choice(each, each) for each in dict.fromkeys([*found, *further])]

    def payment_ways(self) -> list[Choice]:
        """The ways of paying of all orders."""
        found = dict.fromkeys(
            self._first(rows, OrderField.PAYMENT_WAY) for rows in self._read().orders.values()
        )
        return [Choice(each, each) for each in found if each]

    @property
    def count(self) -> int:
        return len(self._read().orders)

    @property
    def troubles(self) -> Sequence[RowTrouble]:
        """Broken rows, at most a thousand of them."""
        return self._read().troubles

    def all(self) -> Iterator[RawOrder]:
        """Every order, in the files' order."""
        for number, rows in self._read().orders.items():
            yield self._raw(number, rows)

    # ---- reading

    def _read(self) -> _Found:
        signature = self._source.signature()
        if self._found is None or self._found.signature != signature:
            found = _Found(signature)
            for table in self._source.tables():
                self._add(table, found)
            self._found = found
        return self._found

    def _add(self, table: Table, found: _Found) -> None:
        """The orders of one file; they replace those of an older one as a whole."""
        here: dict[str, Rows] = {}
        memory: dict[str, str] = {}
        names = [self._settings.columns[each] for each in self._fields]
        place = self._fields.index(OrderField.NUMBER)
        changed_at = datetime.fromtimestamp(table.fingerprint.changed_ns / 1e9, UTC)
        before = ""
        pending: list[RowTrouble] = []
        for row in table.rows():
            trouble = self._trouble(table, row, names[place])
            if trouble is not None:
                if len(found.troubles) < MOST_TROUBLES:
                    found.troubles.append(trouble)
                if before:
                    _hold(here[before], _neighbour(trouble))
                pending.append(trouble)
                continue
            cells = tuple(memory.setdefault(text, text) for text in (row.cells[name] for name in names))
            number = cells[place]
            rows = here.setdefault(number, Rows(table.path.name, changed_at))
            rows.rows.append((row.number, cells))
            for each in pending:
                _hold(rows, _neighbour(each))
            pending.clear()
            before = number
        if pending and not here:
            raise SettingsError(pending[0].said)
        self._refuse_other_manner(table.path.name, here)
        found.orders.update(here)

    def _trouble(self, table: Table, row: Row, number: str) -> RowTrouble | None:
        said = row.problem
        if said is None and not row.cells[number]:
            said = empty_cell(row.number, number)
        return None if said is None else RowTrouble(table.path.name, row.number, said)

    def _refuse_other_manner(self, file: str, orders: Mapping[str, Rows]) -> None:
        if not self._settings.list_separator:
            numbers = manner_of_numbers(self._settings.decimal)
            for place in (self._fields.index(each) for each in _AMOUNTS if each in self._fields):
                _watch(numbers, orders, place)
            numbers.refuse_other(file)
        form = self._settings.date_form
        dates = Manner(
            lambda cell: self._moment(cell, form) is not None,
            lambda cell: any(self._moment(cell, each) for each in DateForm if each is not form),
        )
        _watch(dates, orders, self._fields.index(OrderField.DATE))
        dates.refuse_other(file)

    # ---- an order

    def _raw(self, number: str, rows: Rows) -> RawOrder:
        moment = self._moment(self._first(rows, OrderField.DATE), self._settings.date_form)
        content: dict[str, Any] = {
            "file": rows.file,
            "fields": [each.value for each in self._fields],
            "rows": [[row, *cells] for row, cells in rows.rows],
        }
        if rows.trouble is not None:
            content["trouble"] = rows.trouble.said.as_data()
        return RawOrder(
            id=number,
            status_id=self._status(rows),
            # An order whose date cannot be read is still seen, and then held for that.
            confirmed_at=moment or rows.changed_at,
            raw=content,
        )

    def _status(self, rows: Rows) -> str:
        return self._first(rows, OrderField.STATUS) or NO_STATUS

    def _first(self, rows: Rows, wanted: OrderField) -> str:
        """The first cell of the order under a field that is not empty."""
        if wanted not in self._fields:
            return ""
        place = self._fields.index(wanted)
        return next((cells[place] for _row, cells in rows.rows if cells[place]), "")

    def _moment(self, cell: str, form: DateForm) -> datetime | None:
        try:
            return read_moment(cell, form, self._zone)
        except Misread:
            return None


NO_STATUS: Final = "—"
"""The status of orders whose file has no column of statuses, or an empty cell there."""


def _watch(manner: Manner, orders: Mapping[str, Rows], place: int) -> None:
    for rows in orders.values():
        for _number, cells in rows.rows:
            manner.see(cells[place])


def _neighbour(trouble: RowTrouble) -> RowTrouble:
    return RowTrouble(trouble.file, trouble.row, broken_neighbour(trouble.row))


def _hold(rows: Rows, trouble: RowTrouble) -> None:
    rows.trouble = rows.trouble or trouble


def trouble_of(raw: Mapping[str, Any]) -> Sentence | None:
    """Why an order is held that has a broken row, or may have one."""
    data = raw.get("trouble")
    return Sentence.from_data(data) if isinstance(data, dict) else None
