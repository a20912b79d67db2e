"""The state: the tables with their rows, the settings of the program, and what follows from both.

Money and quantities are floats here, because the real columns are (facts 1.9); a stand-in with exact numbers
would hide the noise that a client has to live with. Nothing here guards against doubles (facts 1.5).
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from typing import Final

from sync.simulators.utility_center.tables import (
    BLANK,
    GOODS,
    OBJECTS,
    OPERATIONS,
    STORE,
    TABLES,
    Row,
    Table,
    Value,
)

SALE: Final = 2
CONSIGNMENT_SALE: Final = 16
NUMBERS_PER_LOCATION: Final = 1_000_000
RESERVING_TYPES: Final = (19, 33)


@dataclass(slots=True)
class Settings:
    """Choices of the program (facts 9.3); no end point shows them.

    allow_negative_stock: key 12. prices_with_vat: key 20. goods_management: key 23 (0 average price, 1 last
    price, 2 FIFO, 3 LIFO, 4 choice, 5 FEFO; 2 to 5 keep lots). numbers_per_location: key 48.
    """

    allow_negative_stock: bool = True
    prices_with_vat: bool = True
    goods_management: int = 0
    numbers_per_location: bool = False

    @property
    def with_lots(self) -> bool:
        """Whether stock is kept lot by lot."""
        return self.goods_management in (2, 3, 4, 5)


@dataclass(slots=True)
class Books:
    """Everything that the service knows, by table and ID. Not thread-safe: callers hold the lock.

    opening: by (object, good) the quantity that was there before the first operation, in the good's Measure1.
    """

    settings: Settings = field(default_factory=Settings)
    tables: dict[str, dict[int, Row]] = field(default_factory=lambda: {name: {} for name in TABLES})
    opening: dict[tuple[int, int], float] = field(default_factory=dict)
    _stock: dict[tuple[int, int], list[Row]] = field(default_factory=dict)
    _last: dict[str, int] = field(default_factory=dict)

    def rows(self, table: Table) -> Iterable[Row]:
        """All rows in the order of their making."""
        return self.tables[table.name].values()

    def row(self, table: Table, ident: Value) -> Row | None:
        """The row with this ID."""
        return self.tables[table.name].get(ident) if isinstance(ident, int) else None

    def insert(self, table: Table, values: Row) -> Row:
        """A new row, unfilled columns blank; with the ID given or the next one.

        A column that the table does not have and an ID that is taken raise ValueError.
        """
        rows = self.tables[table.name]
        row = table.blank_row()
        unknown = values.keys() - row.keys()
        ident = values.get("ID") or self._last.get(table.name, 0) + 1
        if unknown or not isinstance(ident, int) or ident in rows:
            raise ValueError(f"{table.name} cannot take ID {ident} and columns {sorted(unknown)}")
        row.update(values)
        row["ID"] = ident
        rows[ident] = row
        self._last[table.name] = max(ident, self._last.get(table.name, 0))
        if table is STORE:
            self._stock.setdefault(_place(row), []).append(row)
        return row

    def delete(self, table: Table, ident: Value) -> None:
        """Remove a row for good. A row that is not there raises KeyError."""
        gone = self.tables[table.name].pop(whole(ident))
        if table is STORE:
            place = _place(gone)
            self._stock[place] = [row for row in self._stock[place] if row is not gone]

    def next_code(self, table: Table) -> str:
        """The largest numeric code + 1; other codes do not count (facts 4.5, 4.6)."""
        codes = (str(row["Code"]).strip() for row in self.rows(table))
        return str(max((int(code) for code in codes if code.isascii() and code.isdigit()), default=0) + 1)

    def document(self, kind: int, number: int) -> list[Row]:
        """The rows of one document."""
        return [row for row in self.rows(OPERATIONS) if row["OperType"] == kind and row["Acct"] == number]

    def next_number(self, kind: int, location: int) -> int:
        """The next document number (facts 3.3).

        Largest + 1 over all locations, or in the location's own range, which a marker row opens. Sales and
        consignment sales share their numbers.
        """
        kinds = (SALE, CONSIGNMENT_SALE) if kind in (SALE, CONSIGNMENT_SALE) else (kind,)
        apart = self.settings.numbers_per_location
        largest = max(
            (
                whole(row["Acct"])
                for row in self.rows(OPERATIONS)
                if row["OperType"] in kinds and (row["ObjectID"] == location or not apart)
            ),
            default=0,
        )
        return max(largest, location * NUMBERS_PER_LOCATION if apart else 0) + 1

    def opens_range(self, kind: int, location: int) -> bool:
        """Whether the location still lacks the marker row of its numbers."""
        return self.settings.numbers_per_location and not any(
            row["OperType"] == kind and row["ObjectID"] == location and whole(row["Acct"]) > 0
            for row in self.rows(OPERATIONS)
        )

    def stock_rows(self, location: int, good: int) -> list[Row]:
        """The rows of Store of one good in one location: one, or one a lot, or none."""
        return list(self._stock.get((location, good), ()))

    def reserved(self, location: int, good: int) -> float:
        """What customer orders hold back (facts 4.2), in Measure1."""
        return sum(
            number(row["Qtty"])
            for row in self.rows(OPERATIONS)
            if row["OperType"] in RESERVING_TYPES
            and row["ObjectID"] == location
            and row["GoodID"] == good
            and whole(row["Acct"]) > 0
        )

    def add_stock_rows(self, *, good: int | None = None, location: int | None = None) -> None:
        """A row of stock for every location of a new good, or every good of a new location (facts 4.5)."""
        if self.settings.with_lots:
            return
        goods = self.tables[GOODS.name] if good is None else (good,)
        places = self.tables[OBJECTS.name] if location is None else (location,)
        for place, item in ((place, item) for item in goods for place in places):
            cost = self.tables[GOODS.name][item]["PriceIn"]
            self.insert_stock(place, item, {"Price": cost})

    def insert_stock(self, location: int, good: int, values: Row) -> Row:
        """One more row of stock; its order is its ID unless given (facts 2.7)."""
        blank: Row = {"ObjectID": location, "GoodID": good, "Lot": BLANK, "LotID": 1}
        row = self.insert(STORE, {**blank, **values})
        row["LotOrder"] = values.get("LotOrder") or row["ID"]
        return row

    def snapshot(self) -> Books:
        """A copy to come back to: a backup of the warehouse."""
        return copy.deepcopy(self)

    def restore(self, backup: Books) -> None:
        """Everything as it was when the backup was taken; the backup may be used again."""
        earlier = backup.snapshot()
        for each in fields(self):
            setattr(self, each.name, getattr(earlier, each.name))


def real_rows(rows: Iterable[Row]) -> Iterator[Row]:
    """Without numbering markers and drafts (facts 3.3)."""
    return (row for row in rows if row["PartnerID"] and whole(row["Acct"]) > 0)


def _place(row: Row) -> tuple[int, int]:
    return whole(row["ObjectID"]), whole(row["GoodID"])


def whole(value: Value) -> int:
    """The value of a column that holds whole numbers; nothing counts as 0."""
    if value is None:
        return 0
    if not isinstance(value, int):
        raise TypeError(f"{value!r} is no whole number")
    return value


def number(value: Value) -> float:
    """The value of a column that holds numbers; nothing counts as 0."""
    if value is None:
        return 0.0
    if not isinstance(value, int | float):
        raise TypeError(f"{value!r} is no number")
    return float(value)
