"""What a test looks at directly, past the API. Money in the shop's currency, quantities in pieces."""

from __future__ import annotations

import threading
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sync.simulators.cloudcart.backend import Backend
from sync.simulators.cloudcart.shop import Delivery, Hand, Letter, Move, StatusChange
from sync.simulators.cloudcart.tables import Row


@dataclass(frozen=True, slots=True)
class StoredVariant:
    """A variant; options as the names of its values."""

    id: int
    product_id: int
    product: str
    sku: str | None
    barcode: str | None
    price: Decimal
    quantity: Decimal
    weight: int
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoredLine:
    """A line; price before and final price after its own discount, for one piece."""

    id: int
    variant_id: int | None
    sku: str | None
    name: str
    quantity: Decimal
    price: Decimal
    final_price: Decimal


@dataclass(frozen=True, slots=True)
class StoredOrder:
    """An order. ``taken_off``: the shop has lowered its stock for it."""

    id: int
    status: str
    fulfilled: bool
    usn: str | None
    invoice_number: str | None
    total: Decimal
    shipping: Decimal
    discount: Decimal
    taken_off: bool
    added: datetime
    updated: datetime
    lines: tuple[StoredLine, ...]


class Judge:
    """Read-only. Rows are copies."""

    def __init__(self, backend: Backend, lock: threading.RLock) -> None:
        self._backend = backend
        self._lock = lock

    def rows(self, resource: str) -> list[Row]:
        """All rows of a resource, hidden columns too. KeyError if unknown."""
        with self._lock:
            return [dict(row) for row in self._backend.shop.table(resource)]

    def variants(self) -> list[StoredVariant]:
        """All variants, in the order of their making."""
        with self._lock:
            return [self._variant(row) for row in self._backend.shop.table("variants")]

    def variant(self, ident: int) -> StoredVariant:
        """One variant. KeyError if unknown."""
        with self._lock:
            row = self._backend.shop.table("variants").get(ident)
            if row is None:
                raise KeyError(ident)
            return self._variant(row)

    def by_sku(self, sku: str) -> list[StoredVariant]:
        """The variants with exactly this SKU, several where it is doubled."""
        return [variant for variant in self.variants() if variant.sku == sku]

    def orders(self) -> list[StoredOrder]:
        """All orders, in the order of their making."""
        with self._lock:
            return [self._order(row) for row in self._backend.shop.table("orders")]

    def order(self, ident: int) -> StoredOrder:
        """One order. KeyError if unknown."""
        with self._lock:
            row = self._backend.shop.table("orders").get(ident)
            if row is None:
                raise KeyError(ident)
            return self._order(row)

    def moves(self, variant_id: int | None = None, hand: Hand | None = None) -> list[Move]:
        """Every change of a quantity, of one variant or by one hand where asked for."""
        with self._lock:
            return [
                move
                for move in self._backend.shop.moves
                if variant_id in (None, move.variant_id) and hand in (None, move.hand)
            ]

    def lost_sales(self) -> list[Move]:
        """Writes over the API that put a quantity up to the value it had before the shop's last sale of it,
        as a push of a number read before that sale does.
        """
        found: list[Move] = []
        sold: dict[int, Move] = {}
        for move in self.moves():
            if move.hand == "sale" and move.after < move.before:
                sold[move.variant_id] = move
            elif move.hand == "api":
                last = sold.pop(move.variant_id, None)
                if last is not None and move.after == last.before:
                    found.append(move)
        return found

    def status_changes(self, order_id: int | None = None) -> list[StatusChange]:
        """Every change of a status, in order of time."""
        with self._lock:
            return [
                change for change in self._backend.shop.status_changes if order_id in (None, change.order_id)
            ]

    def deliveries(self) -> list[Delivery]:
        """Every attempt to deliver a notice."""
        with self._lock:
            return list(self._backend.shop.deliveries)

    def letters(self) -> list[Letter]:
        """The e-mails to the owner."""
        with self._lock:
            return list(self._backend.shop.letters)

    def doubles(self, column: str) -> dict[str, list[int]]:
        """Ids of the variants that share a ``sku`` or ``barcode``, or products that share a ``name``."""
        found: dict[str, list[int]] = defaultdict(list)
        for row in self.rows("products" if column == "name" else "variants"):
            if row[column]:
                found[row[column]].append(row["id"])
        return {text: ids for text, ids in found.items() if len(ids) > 1}

    def _variant(self, row: Row) -> StoredVariant:
        product = self._backend.shop.table("products").get(row["item_id"])
        options = (
            self._backend.shop.table("variant-options").get(row[f"v{place}_id"]) for place in (1, 2, 3)
        )
        return StoredVariant(
            id=row["id"],
            product_id=row["item_id"],
            product=product["name"] if product else "",
            sku=row["sku"],
            barcode=row["barcode"],
            price=_major(row["price"]),
            quantity=row["quantity"],
            weight=row["weight"],
            options=tuple(option["name"] for option in options if option is not None),
        )

    def _order(self, row: Row) -> StoredOrder:
        lines = self._backend.shop.table("order-products").where("order_id", row["id"])
        return StoredOrder(
            id=row["id"],
            status=row["status"],
            fulfilled=row["status_fulfillment"] == "fulfilled",
            usn=row["usn"],
            invoice_number=row["invoice_number"],
            total=_major(row["price_total"]),
            shipping=_major(row["_shipping"]),
            discount=_major(row["_discount"]),
            taken_off=row["_taken_off"],
            added=row["date_added"],
            updated=row["updated_at"],
            lines=tuple(
                StoredLine(
                    id=line["id"],
                    variant_id=line["variant_id"],
                    sku=line["sku"],
                    name=line["name"],
                    quantity=line["quantity"],
                    price=_major(line["price"]),
                    final_price=_major(line["order_price"]),
                )
                for line in lines
            ),
        )


def _major(amount: int) -> Decimal:
    return Decimal(amount) / 100
