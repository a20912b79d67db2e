"""Prices for the shop: both sides walked in step by ascending good, objects for differences only.

Prices are gross. A price of another currency is changed by law (lev and euro) or by the factor that the
owner typed, and rounded half up to cents once, at the end. A price of 0 is no price and is never sent.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from sync.errors import SettingsError
from sync.money import LEVA_PER_EURO, SCALE, Money
from sync.plan.actions import Action, ActionKind, Finding, FindingState, Module, ModulePlan
from sync.sentences import Sentence, say

_PER_CENT = SCALE // 100
"""Ten-thousandths in a cent."""


@dataclass(frozen=True, slots=True)
class PriceChange:
    """One price to be sent, the payload of its action. ``last`` (None: never sent) and ``price`` gross, in
    ten-thousandths of the shop group's currency.
    """

    catalog: str
    price_group: str
    good: int
    shop_id: str
    last: int | None
    price: int

    @property
    def key(self) -> str:
        """The key of the action."""
        return f"price:{self.catalog}:{self.price_group}:{self.shop_id}"


@dataclass(frozen=True, slots=True)
class PriceTarget:
    """Where prices go: a catalogue and a price group of the shop, with its name and currency."""

    catalog: str
    price_group: str
    name: str
    currency: str


@dataclass(slots=True)
class PriceWalk:
    """What one walk found. ``rounded`` counts prices of the same currency with parts of a cent,
    ``missing`` linked goods without a price.
    """

    target: PriceTarget
    converted: bool = False
    changes: list[PriceChange] = field(default_factory=list)
    unchanged: int = 0
    missing: int = 0
    rounded: int = 0

    @property
    def items(self) -> int:
        """All items that have a price on this side."""
        return len(self.changes) + self.unchanged


def conversion(source: str, target: str, factor: Decimal | None) -> Fraction:
    """How many ``target`` one ``source`` is, exactly: 1, the law's rate for lev and euro, else the owner's
    factor.

    Raises SettingsError where the currencies differ otherwise and the owner typed no factor.
    """
    if source == target:
        return Fraction(1)
    law = {("EUR", "BGN"): Fraction(LEVA_PER_EURO), ("BGN", "EUR"): 1 / Fraction(LEVA_PER_EURO)}
    if (source, target) in law:
        return law[source, target]
    if factor is not None:
        return Fraction(factor)
    raise SettingsError(
        say(
            "The warehouse’s prices are in {source}, the shop’s group in {target}, and no factor is set.",
            source=source or "?",
            target=target or "?",
        ),
        advice=say(
            "Choose a price group in {source}, or type the factor for this pair.", source=source or "?"
        ),
    )


def convert(price: int, rate: Fraction) -> int:
    """A price in ten-thousandths at an exact rate, rounded half up to cents, in ten-thousandths again."""
    return (
        (2 * price * rate.numerator + _PER_CENT * rate.denominator)
        // (2 * _PER_CENT * rate.denominator)
        * _PER_CENT
    )


def compare_prices(
    levels: Iterable[tuple[int, int]],
    sent: Iterable[tuple[int, str, int | None]],
    target: PriceTarget,
    rate: Fraction,
    removed: Container[int] = frozenset(),
) -> PriceWalk:
    """Walk the warehouse's prices and the last confirmed ones in step.

    ``levels``: (good, gross price in ten-thousandths of the base currency) and ``sent``: (good, shop id,
    last price or None, of the group's currency), both by ascending good. ``rate`` as :func:`conversion`
    gives it. Goods in ``removed`` keep their price in the shop, unmentioned: the stock tells of them.
    """
    walk = PriceWalk(target, converted=rate != 1)
    same, unchanged, rounded, missing = not walk.converted, 0, 0, 0
    # (2pn + cd) // 2cd is p·n/d in cents, rounded half up; the three factors do not change in the loop.
    double, half, whole = 2 * rate.numerator, _PER_CENT * rate.denominator, 2 * _PER_CENT * rate.denominator
    price_of = iter(levels)
    here, price = next(price_of, (None, 0))
    for good, shop_id, last in sent:
        while here is not None and here < good:
            here, price = next(price_of, (None, 0))
        there = (price * double + half) // whole * _PER_CENT if here == good else 0
        if there <= 0:
            missing += good not in removed
        elif there == last:
            unchanged += 1
            rounded += same and there != price
        else:
            rounded += same and there != price
            walk.changes.append(PriceChange(target.catalog, target.price_group, good, shop_id, last, there))
    walk.unchanged, walk.rounded, walk.missing = unchanged, rounded, missing
    return walk


def price_plan(walks: Iterable[PriceWalk], titles: Mapping[int, str]) -> ModulePlan:
    """The price part of the module products. ``titles``: names of the goods with a difference."""
    actions: list[Action] = []
    findings: list[Finding] = []
    unchanged = 0
    for walk in walks:
        unchanged += walk.unchanged
        findings.extend(_walk_findings(walk))
        actions.extend(
            _action(change, walk, titles.get(change.good) or str(change.good)) for change in walk.changes
        )
    return ModulePlan(Module.PRODUCTS, tuple(actions), tuple(findings), unchanged)


def changed_goods(walks: Iterable[PriceWalk]) -> frozenset[int]:
    """The goods whose names :func:`price_plan` will show."""
    return frozenset(change.good for walk in walks for change in walk.changes)


def amount(price: int, currency: str) -> Money:
    """A price in ten-thousandths as money, with two decimals (more only where it has parts of a cent)."""
    if price % _PER_CENT:
        return Money(Decimal(price).scaleb(-4), currency)
    return Money(Decimal(price // _PER_CENT).scaleb(-2), currency)


def _action(change: PriceChange, walk: PriceWalk, title: str) -> Action:
    currency = walk.target.currency
    return Action(
        module=Module.PRODUCTS,
        kind=ActionKind.SEND_PRICE,
        key=change.key,
        title=title,
        where=walk.target.name,
        old=None if change.last is None else amount(change.last, currency),
        new=amount(change.price, currency),
        why=_why(change, walk),
        payload=change,
    )


def _why(change: PriceChange, walk: PriceWalk) -> Sentence:
    if change.last is None:
        return say("The price is sent for the first time.")
    if walk.converted:
        return say(
            "The price in the warehouse, changed into {currency}, is another.", currency=walk.target.currency
        )
    return say("The price in the warehouse changed.")


def _walk_findings(walk: PriceWalk) -> Iterator[Finding]:
    target = walk.target
    key = f"price:{target.catalog}:{target.price_group}"
    if walk.missing:
        yield Finding(
            Module.PRODUCTS,
            FindingState.SKIPPED,
            f"{key}:missing",
            target.name,
            say("{count} linked goods have no price in the chosen price group.", count=walk.missing),
            say("Their price in the shop stays as it is."),
        )
    if walk.rounded:
        yield Finding(
            Module.PRODUCTS,
            FindingState.TOLD,
            f"{key}:rounded",
            target.name,
            say(
                "{count} prices have parts of a cent; the shop gets them rounded to cents.",
                count=walk.rounded,
            ),
        )
