"""What a feed says of one product."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class FeedField(StrEnum):
    """What a feed can say; the value is the column's or element's usual name."""

    SKU = "sku"
    NAME = "name"
    PRICE = "price"
    OLD_PRICE = "old_price"
    QUANTITY = "quantity"
    NEW = "new"
    HIDDEN = "hidden"
    PROMO = "promo"


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One product of a feed. ``sku`` is the key by which the shop finds it, and stands in a feed once.

    Prices gross, in the feed's currency; ``quantity`` in pieces. What is None is not known: its cell is left
    empty, because unknown is never 0.
    """

    sku: str
    name: str = ""
    price: Decimal | None = None
    old_price: Decimal | None = None
    quantity: Decimal | None = None
    new: bool | None = None
    hidden: bool | None = None
    promo: bool | None = None

    def value(self, field: FeedField) -> str | Decimal | bool | None:
        """What this item says under a field."""
        found: str | Decimal | bool | None = getattr(self, field.value)
        return found
