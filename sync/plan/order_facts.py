"""What the planning of an order works with: facts that the run has read, and why an order waits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Protocol
from zoneinfo import ZoneInfo

from sync.model import NewProduct, OrderLine, VatGroup
from sync.plan.partners import PartnerBook
from sync.sentences import Sentence


class OrderHeld(Exception):
    """This order cannot become a document until the owner does something."""

    def __init__(self, why: Sentence, advice: Sentence | None = None) -> None:
        super().__init__(why.text())
        self.why = why
        self.advice = advice


@dataclass(frozen=True, slots=True)
class LineProduct:
    """The good of an order's line: its id, or None with the reason (``candidates`` where several would
    do).
    """

    product_id: int | None
    candidates: tuple[int, ...] = ()
    said: Sentence | None = None


class LineFinder(Protocol):
    """Finds the good of an order's line by link and codes."""

    def find(self, line: OrderLine) -> LineProduct: ...


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """What the run has read for planning orders.

    ``product_vat`` has every good that may be written, by id, with its VAT rate in per cent.
    ``rate_to_base`` tells how many units of the base currency one unit of a currency is worth on a day by
    the warehouse's own table. ``mixed_locations``: whether lines of one document may come from different
    locations. ``turns_into_sales``: the warehouse can make a sale of an order.
    """

    base_currency: str
    vat_groups: tuple[VatGroup, ...]
    product_vat: Mapping[int, Decimal]
    rate_to_base: Callable[[str, date], Decimal | None]
    partners: PartnerBook
    lines: LineFinder
    today: date
    zone: ZoneInfo
    country: str
    mixed_locations: bool = True
    turns_into_sales: bool = False
    known_services: Mapping[str, int] = field(default_factory=dict)
    """Service goods made earlier, by :func:`service_key`."""


@dataclass(frozen=True, slots=True)
class ProductToMake:
    """A good that a document needs and that is not there yet; ``key`` is the same for every order that
    needs it.
    """

    key: str
    product: NewProduct


def base_rate(vat_groups: Sequence[VatGroup]) -> Decimal:
    """The warehouse's base VAT rate: that of its first group, 0 where it has none."""
    return min(vat_groups, key=lambda group: group.id).rate if vat_groups else Decimal(0)
