"""Everything that one BaseLinker account holds, as plain rows in the shapes of the API's own answers.

One JSON file carries it: the lists and maps stand under the names the API gives them, so a recorded answer
can be pasted in. Rows may hold a few keys more than an answer shows (``type`` of a status, ``star`` of an
order); the methods leave them out. Products are kept sparse: a missing field has the value of
``PRODUCT_DEFAULTS``.

Money is in the order's or the price group's currency, gross unless a name says otherwise; times are unix
seconds.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

Row = dict[str, Any]

# Collections whose rows carry their own id: a list in the file, a map by that id in memory.
_KEYED_BY = {
    "orders": "order_id",
    "products": "product_id",
    "invoices": "invoice_id",
    "receipts": "receipt_id",
    "documents": "document_id",
}
# Maps from an id to something: JSON makes the keys texts.
_KEYED_BY_NUMBER = (
    "payments",
    "packages",
    "pick_pack_history",
    "transactions",
    "product_logs",
    "invoice_files",
    "receipt_files",
    "document_items",
)


class AccountFileError(ValueError):
    """A file that does not hold an account."""


@dataclass(slots=True)
class Account:
    """The state behind one account's tokens.

    sources: type -> id -> name. payments, packages, pick_pack_history, transactions: by order id.
    invoice_files, receipt_files: the file that was uploaded to the invoice or receipt, as
    ``data:<base64>``. document_items: by document id. product_logs: by product id. storage_products: by
    storage id such as "shop_2444". counters: the last id given, by kind of thing.
    """

    tokens: list[str] = field(default_factory=list)
    statuses: list[Row] = field(default_factory=list)
    status_groups: list[Row] = field(default_factory=list)
    sources: dict[str, dict[str, str]] = field(default_factory=dict)
    order_extra_fields: list[Row] = field(default_factory=list)
    orders: dict[int, Row] = field(default_factory=dict)
    archived_orders: list[int] = field(default_factory=list)
    payments: dict[int, list[Row]] = field(default_factory=dict)
    packages: dict[int, list[Row]] = field(default_factory=dict)
    pick_pack_history: dict[int, list[Row]] = field(default_factory=dict)
    transactions: dict[int, Row] = field(default_factory=dict)
    journal: list[Row] = field(default_factory=list)
    inventories: list[Row] = field(default_factory=list)
    warehouses: list[Row] = field(default_factory=list)
    price_groups: list[Row] = field(default_factory=list)
    categories: list[Row] = field(default_factory=list)
    manufacturers: list[Row] = field(default_factory=list)
    tags: list[Row] = field(default_factory=list)
    product_extra_fields: list[Row] = field(default_factory=list)
    integrations: list[Row] = field(default_factory=list)
    products: dict[int, Row] = field(default_factory=dict)
    product_logs: dict[int, list[Row]] = field(default_factory=dict)
    series: list[Row] = field(default_factory=list)
    invoices: dict[int, Row] = field(default_factory=dict)
    invoice_files: dict[int, str] = field(default_factory=dict)
    receipts: dict[int, Row] = field(default_factory=dict)
    receipt_files: dict[int, str] = field(default_factory=dict)
    document_series: list[Row] = field(default_factory=list)
    documents: dict[int, Row] = field(default_factory=dict)
    document_items: dict[int, list[Row]] = field(default_factory=dict)
    storages: list[Row] = field(default_factory=list)
    storage_products: dict[str, list[Row]] = field(default_factory=dict)
    counters: dict[str, int] = field(default_factory=dict)

    def next_id(self, kind: str, taken: Iterable[int] = ()) -> int:
        """A new id of that kind, above those given before and, on the first call, above those ``taken``."""
        if kind not in self.counters:
            self.counters[kind] = max(taken, default=0)
        self.counters[kind] += 1
        return self.counters[kind]

    def add_products(self, rows: Iterable[Row]) -> None:
        """Put in many products at once, as :mod:`~sync.simulators.baselinker.generate` yields them."""
        for row in rows:
            self.products[int(row["product_id"])] = row
            self._raise_counter("product", row["product_id"])

    def add_orders(self, rows: Iterable[Row]) -> None:
        """Put in many orders at once; the order of the rows is their order of insertion."""
        for row in rows:
            self.orders[int(row["order_id"])] = row
            self._raise_counter("order", row["order_id"])
            for line in row["products"]:
                self._raise_counter("order_line", int(line["order_product_id"]))

    def _raise_counter(self, kind: str, given: int) -> None:
        if kind in self.counters and self.counters[kind] < given:
            self.counters[kind] = given

    def to_json(self) -> Row:
        """The state as it stands in the file. Shares its rows with the account: write it out at once."""
        state: Row = {}
        for part in fields(self):
            value = getattr(self, part.name)
            state[part.name] = list(value.values()) if part.name in _KEYED_BY else value
        return state

    @classmethod
    def from_json(cls, state: Row) -> Account:
        """The account of such a state. Missing parts are empty; an unknown part raises AccountFileError."""
        known = {part.name for part in fields(cls)}
        unknown = sorted(set(state) - known)
        if unknown:
            raise AccountFileError(f"The account file holds unknown parts: {', '.join(unknown)}")
        parts: Row = {}
        for name, value in state.items():
            if name in _KEYED_BY:
                rows = value.values() if isinstance(value, dict) else value
                parts[name] = {int(row[_KEYED_BY[name]]): row for row in rows}
            elif name in _KEYED_BY_NUMBER:
                parts[name] = {int(key): item for key, item in value.items()}
            else:
                parts[name] = value
        return cls(**parts)

    def save(self, path: Path) -> None:
        """Write the whole state to one JSON file, UTF-8."""
        path.write_text(json.dumps(self.to_json(), ensure_ascii=False, indent=1), encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> Account:
        """Read such a file. Raises OSError, or AccountFileError for what is not an account."""
        try:
            return cls.from_json(json.loads(path.read_text(encoding="utf-8")))
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise AccountFileError(f"{path.name} does not hold an account") from error
