"""The state of one company: its lists, operations, payments, invoices and stock.

Money in the company's currency, quantities in each item's measure, both exact; times in the service's own
local time, without a zone. Prices of items are kept as the company keeps them, with or without VAT.
"""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from sync.simulators.microbg.tables import (
    GROUPED,
    ITEM_GROUPS,
    ITEMS,
    MEASURES,
    PARTNER_GROUPS,
    PARTNERS,
    TABLES,
    TAX_GROUPS,
    Row,
    Table,
)

SERVICE_PATH: Final = "-1"
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LEVEL: Final = 3
NOTHING: Final = Decimal(0)


@dataclass(slots=True)
class Company:
    """The company's data and settings, as getCompanyData shows them. payment_to: the last day of the API."""

    name: str = "Фирма ЕООД"
    country_code: str = "BG"
    city: str = "София"
    currency_code: str = "EUR"
    address: str = "ул. Примерна 1"
    contact_person: str = "Мария Иванова"
    inn: str = "900000016"
    tax_no: str = "BG900000016"
    payment_to: date = date(2099, 12, 31)
    precision: int = 2
    quantity_precision: int = 3
    prices_with_vat: bool = True
    allow_negative_stock: bool = True
    auto_production: bool = False
    is_vat: bool = True


@dataclass(slots=True)
class Line:
    """One line of an operation. price_in and price_out per unit, as the operation's prices_with_vat says.

    factor: what is left of the amount after a discount that price_out does not hold. move: what it did to the
    stock of its location.
    """

    good: int
    quantity: Decimal
    price_in: Decimal
    price_out: Decimal
    discount: Decimal
    note: str
    rate: Decimal
    location: int
    sign: int
    move: Decimal
    factor: Decimal = Decimal(1)


@dataclass(slots=True)
class Operation:
    """One operation. own: whether this application made it. mark: its ExtAppDocId."""

    ident: int
    kind: int
    number: int
    day: date
    location: int
    partner: int
    user: int
    made: datetime
    changed: datetime
    own: bool
    mark: int | None
    prices_with_vat: bool
    null_vat: bool
    is_vat: bool
    note: str = ""
    deal_conditions: str = ""
    op_code: str = ""
    payment_type: int = 1
    lines: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class Payment:
    """Money paid on an operation."""

    ident: int
    operation: int
    amount: Decimal
    payment_type: int
    day: date


@dataclass(slots=True)
class Invoice:
    """A document of an operation: kind 1 invoice, 5 credit, 15 debit."""

    operation: int
    kind: int
    number: str
    day: date


@dataclass(slots=True)
class Books:
    """Everything that the service knows. Not thread-safe: callers hold the lock.

    opening: by (object, item) what was there before the first operation. denied: functions that the chosen
    user has no right to. used: whether the owner has the application in use.
    """

    company: Company = field(default_factory=Company)
    tables: dict[str, dict[int, Row]] = field(default_factory=lambda: {name: {} for name in TABLES})
    operations: dict[int, Operation] = field(default_factory=dict)
    payments: list[Payment] = field(default_factory=list)
    invoices: list[Invoice] = field(default_factory=list)
    stock: defaultdict[tuple[int, int], Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    opening: defaultdict[tuple[int, int], Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    denied: set[str] = field(default_factory=set)
    used: bool = True
    user: int = 1
    _last: dict[str, int] = field(default_factory=dict)

    def rows(self, table: Table) -> list[Row]:
        """All rows in the order of their making, with the fields that follow from others."""
        return [self.completed(table, row) for row in self.tables[table.name].values()]

    def row(self, table: Table, ident: object) -> Row | None:
        """The row with this identifier, as it is kept."""
        if isinstance(ident, bool) or not isinstance(ident, int):
            return None
        return self.tables[table.name].get(ident)

    def insert(self, table: Table, values: Row) -> Row:
        """A new row with the identifier given or the next one. An unknown column or a taken one raises
        ValueError.
        """
        row = blank_row(table)
        rows = self.tables[table.name]
        unknown = values.keys() - row.keys()
        ident = values.get(table.key) or self.next_id(table.name)
        if unknown or ident in rows:
            raise ValueError(f"{table.name} cannot take {ident} with {sorted(unknown)}")
        row.update(values)
        row[table.key] = ident
        rows[ident] = row
        self._last[table.name] = max(ident, self._last.get(table.name, 0))
        return row

    def next_id(self, name: str) -> int:
        """A number that no row of this list has had; counts it as used."""
        self._last[name] = self._last.get(name, 0) + 1
        return self._last[name]

    def next_code(self, table: Table) -> str:
        """The largest numeric code + 1."""
        codes = (row["Code"] for row in self.tables[table.name].values())
        return str(max((int(code) for code in codes if code.isascii() and code.isdigit()), default=0) + 1)

    def next_number(self, kind: int) -> int:
        """The largest number of this type + 1."""
        return max((each.number for each in self.operations.values() if each.kind == kind), default=0) + 1

    def next_path(self, table: Table, parent: str) -> str:
        """The path of a further group below ``parent``: three letters a level (facts 5.2)."""
        taken = {row["Path"] for row in self.tables[table.name].values()}
        for number in range(len(_LETTERS) ** _LEVEL):
            path = parent + _letters(number)
            if path not in taken:
                return path
        raise ValueError("no room for a further group")

    def completed(self, table: Table, row: Row) -> Row:
        """A copy with the fields that follow from others."""
        whole = dict(row)
        groups = GROUPED.get(table.name)
        if groups is not None:
            group = self.row(groups, row["GroupId"]) or {}
            whole["GroupName"], whole["GroupPath"] = group.get("Name", ""), group.get("Path", "")
        if table is ITEMS:
            whole["TaxValue"] = self.rate(row)
            whole["MeasureName"] = (self.row(MEASURES, row["MeasureId"]) or {}).get("Name", "")
        return whole

    def rate(self, item: Row) -> Decimal:
        """The item's VAT rate in percent."""
        group = self.row(TAX_GROUPS, item["TaxGroup"])
        return group["TaxValue"] if group else NOTHING

    def marked(self, mark: int, kind: int | None = None) -> Operation | None:
        """The application's own operation with this ExtAppDocId."""
        for each in self.operations.values():
            if each.own and each.mark == mark and kind in (None, each.kind):
                return each
        return None

    def members(self, groups: Table, ident: int) -> Iterable[Row]:
        """The items or partners of a group."""
        table = {ITEM_GROUPS.name: ITEMS, PARTNER_GROUPS.name: PARTNERS}[groups.name]
        return (row for row in self.tables[table.name].values() if row["GroupId"] == ident)

    def snapshot(self) -> Books:
        """A copy to come back to: a backup."""
        return copy.deepcopy(self)

    def restore(self, backup: Books) -> None:
        """Everything as it was when the backup was taken; the backup may be used again."""
        earlier = backup.snapshot()
        for each in fields(self):
            setattr(self, each.name, getattr(earlier, each.name))


def blank_row(table: Table) -> Row:
    """A row in which nothing is filled; fields that follow from others are not kept, except a group's
    path.
    """
    kept = (column for column in table.columns if column.written or column.name in _KEPT)
    return {table.key: 0, **{column.name: _BLANKS[column.kind] for column in kept}}


_KEPT: Final = ("Path", "DateUpdated")
_BLANKS: Final[dict[str, object]] = {
    "id": 0,
    "whole": 0,
    "number": NOTHING,
    "text": "",
    "flag": False,
    "deleted": False,
    "partner_deleted": False,
    "moment": None,
    "codes": (),
}


def _letters(number: int) -> str:
    found = ""
    for _ in range(_LEVEL):
        number, place = divmod(number, len(_LETTERS))
        found = _LETTERS[place] + found
    return found
