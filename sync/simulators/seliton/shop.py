"""The state of one shop: rows by resource, the people's consent, tokens, and what the XML API was sent."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field, fields
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

Row = dict[str, Any]

SINGULAR: Final = {
    "attributes": "attribute",
    "brands": "brand",
    "categories": "category",
    "customers": "customer",
    "orders": "order",
    "pages": "page",
    "products": "product",
    "scriptCodes": "scriptCode",
}


@dataclass(slots=True)
class Grant:
    """A code or a token: what it allows, and until when."""

    scopes: frozenset[str]
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class XmlCall:
    """One call of the XML API that passed its door. parameters: all but username and secret."""

    action: str
    version: str
    parameters: dict[str, str]


@dataclass(slots=True)
class Shop:
    """Everything that the shop knows. Not thread-safe: callers hold the lock.

    rows: by resource and id, fields under their wire names; multilingual texts by upper-case language;
    money as Decimal in ``currency``, with VAT where the shop's prices are. xml_orders: what getorders
    answers, put there by the test, for its grammar is not on record.
    """

    currency: str = "EUR"
    languages: tuple[str, ...] = ("BG",)
    vat_rate: Decimal = Decimal(20)
    rows: dict[str, dict[int, Row]] = field(default_factory=lambda: {name: {} for name in SINGULAR})
    variant_stock: dict[int, Decimal] = field(default_factory=dict)
    codes: dict[str, Grant] = field(default_factory=dict)
    tokens: dict[str, Grant] = field(default_factory=dict)
    refreshes: dict[str, Grant] = field(default_factory=dict)
    consents: bool = True
    xml_orders: bytes = b""
    xml_calls: list[XmlCall] = field(default_factory=list)
    last: dict[str, int] = field(default_factory=lambda: {"orders": 2047})

    def insert(self, resource: str, row: Row) -> Row:
        """A new row with the next id."""
        ident = self.last.get(resource, 0) + 1
        self.last[resource] = ident
        made: Row = {f"{SINGULAR[resource]}Id": ident, **row}
        self.rows[resource][ident] = made
        return made

    def next_of(self, name: str) -> int:
        """The next number of a kind that has no rows of its own, such as lines."""
        self.last[name] = self.last.get(name, 0) + 1
        return self.last[name]

    def snapshot(self) -> Shop:
        """A copy to come back to."""
        return copy.deepcopy(self)

    def restore(self, backup: Shop) -> None:
        """Everything as it was when the copy was taken; the copy may be used again."""
        earlier = backup.snapshot()
        for each in fields(self):
            setattr(self, each.name, getattr(earlier, each.name))
