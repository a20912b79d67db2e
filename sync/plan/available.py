"""How much of a good the shop may offer, and the answer to "why 3?".

available = stock over the chosen locations − open orders − orders that are not yet in the warehouse − the
fixed reserve. Quantities here are whole ten-thousandths of the good's first unit, as :mod:`sync.money`
scales them. What is not known stays unknown: a good without any stock row has no available quantity, not 0.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from sync.model import Catalog
from sync.money import SCALE, scaled, unscaled
from sync.ports import ShopFeatures
from sync.profile import Stock
from sync.sentences import Sentence, say


@dataclass(frozen=True, slots=True)
class OfferRules:
    """What the owner and the platform make of a stock. ``reserve`` and ``minimum`` in ten-thousandths.

    ``step``: the smallest part of a piece that the shop takes, in ten-thousandths; what is smaller is
    floored. ``zero_below_minimum``: below
    the minimum the shop gets 0, else the number.
    """

    reserve: int = 0
    minimum: int = 0
    zero_below_minimum: bool = False
    step: int = SCALE
    shop_lowers: Literal["", "paid", "pending"] = ""
    """When the shop takes an order's pieces off its own quantity, where that is known."""

    @classmethod
    def of(cls, settings: Stock, features: ShopFeatures) -> OfferRules:
        """The rules in the owner's settings and the platform's features."""
        return cls(
            scaled(settings.reserve),
            scaled(settings.minimum),
            settings.below_minimum == "zero",
            scaled(features.stock_step),
            features.lowers_stock,
        )


@dataclass(frozen=True, slots=True)
class HeldBack:
    """What holds stock back, by good, in ten-thousandths.

    ``open_orders``: lines of our open orders in the warehouse, ``not_imported``: orders of the shop that
    have no document yet. ``shop_subtracts``: the shop keeps reservations itself, so that neither is taken
    off here as well.
    """

    open_orders: Mapping[int, int] = field(default_factory=dict)
    not_imported: Mapping[int, int] = field(default_factory=dict)
    shop_subtracts: bool = False

    def by_good(self) -> Mapping[int, int]:
        """The sum of both by good; empty where the shop subtracts."""
        if self.shop_subtracts:
            return {}
        if not self.not_imported:
            return self.open_orders
        total = dict(self.open_orders)
        for good, quantity in self.not_imported.items():
            total[good] = total.get(good, 0) + quantity
        return total


def held_back(
    settings: Stock,
    catalog: Catalog,
    locations: Collection[int],
    open_orders: Mapping[tuple[int, int], int],
    not_imported: Mapping[tuple[int, int], int],
) -> HeldBack:
    """What holds stock back at ``locations``; both mappings are (good, location) -> ten-thousandths.

    Nothing of our open orders where the owner did not choose to subtract them. Orders that are not yet in
    the warehouse count always: the shop has sold those pieces, and the old number must not come back. An
    order of which the shop tells that it has not taken it off yet is in neither: it does so itself later, and
    would be subtracted on both sides.
    """
    return HeldBack(
        _at(locations, open_orders) if settings.subtract_open_orders else {},
        _at(locations, not_imported),
        catalog.subtracts_reservations,
    )


def _at(locations: Collection[int], lines: Mapping[tuple[int, int], int]) -> Mapping[int, int]:
    total: dict[int, int] = {}
    for (good, location), quantity in lines.items():
        if location in locations and quantity > 0:
            total[good] = total.get(good, 0) + quantity
    return total


def offer(stock: int, held: int, rules: OfferRules) -> int:
    """What is sent to the shop for this stock, of which ``held`` is held back; never below 0."""
    available = stock - held - rules.reserve
    if available <= 0 or (available < rules.minimum and rules.zero_below_minimum):
        return 0
    return available - available % rules.step


def total_quantity(lines: Iterable[tuple[int, int, int]]) -> Mapping[tuple[int, int], int]:
    """(good, location, ten-thousandths) of lines summed to (good, location) -> ten-thousandths,
    fractions kept.
    """
    total: dict[tuple[int, int], int] = {}
    for good, location, quantity in lines:
        total[good, location] = total.get((good, location), 0) + quantity
    return total


def why(good: int, stock: int | None, held: HeldBack, rules: OfferRules) -> tuple[Sentence, ...]:
    """The formula with its numbers for one good, a sentence a step; the last one says what the shop gets.

    ``stock`` None: the good has no stock row at the chosen locations.
    """
    if stock is None:
        return (say("The good has no stock entry at the chosen locations, so nothing is sent for it."),)
    steps = [say("Stock at the chosen locations: {stock}.", stock=unscaled(stock))]
    open_orders, waiting = held.open_orders.get(good, 0), held.not_imported.get(good, 0)
    if held.shop_subtracts:
        steps.append(say("The shop itself keeps open orders apart, so they are not subtracted here."))
        open_orders = waiting = 0
    if open_orders:
        steps.append(say("Minus {quantity} on open orders in the warehouse.", quantity=unscaled(open_orders)))
    if waiting:
        steps.append(say("Minus {quantity} on orders not yet in the warehouse.", quantity=unscaled(waiting)))
    if rules.shop_lowers == "paid":
        steps.append(
            say("The shop itself takes an order off once it is paid or sent; not subtracted until then.")
        )
    elif rules.shop_lowers == "pending":
        steps.append(
            say("The shop itself takes an order off once it is placed; those not here yet are subtracted.")
        )
    if rules.reserve:
        steps.append(say("Minus {quantity} kept in reserve.", quantity=unscaled(rules.reserve)))
    available = stock - open_orders - waiting - rules.reserve
    level = offer(stock, open_orders + waiting, rules)
    if available < 0:
        steps.append(
            say("That is {quantity}, less than nothing: the shop gets 0.", quantity=unscaled(available))
        )
    elif 0 < available < rules.minimum and rules.zero_below_minimum:
        steps.append(
            say("That is below the minimum of {minimum}: the shop gets 0.", minimum=unscaled(rules.minimum))
        )
    elif level != available:
        steps.append(
            say(
                "That is {quantity}; the shop takes whole pieces only: it gets {level}.",
                quantity=unscaled(available),
                level=unscaled(level),
            )
        )
    else:
        steps.append(say("The shop gets {level}.", level=unscaled(level)))
    return tuple(steps)
