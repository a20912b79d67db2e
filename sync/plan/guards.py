"""When a module asks before its first write (decisions, 6).

A catastrophe looks like zeros, prices by a telling factor, or a source that has suddenly become short. A
guard holds one module of one run and never orders. The first run of a connection has its preview as the
guard, not these.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from statistics import median
from typing import Final

from sync.money import LEVA_PER_EURO
from sync.plan.actions import Action, Guard, GuardAnswer, Module, ModulePlan
from sync.plan.prices import PriceChange
from sync.plan.stock import StockChange
from sync.profile import Guards
from sync.sentences import Sentence, mark, say

REMEMBERED_RUNS: Final = 10
"""The sizes of so many runs are compared with the present one."""

WAYS: Final[Mapping[GuardAnswer, Sentence]] = {
    GuardAnswer.SEND: Sentence(mark("Send all of it")),
    GuardAnswer.SEND_WITHOUT: Sentence(mark("Send without these")),
    GuardAnswer.KEEP_HELD: Sentence(mark("Keep it held")),
}
"""The three ways out, as the buttons say them."""


def guarded(plan: ModulePlan, guards: Iterable[Guard | None], *, confirmed: bool) -> ModulePlan:
    """The plan with the first of ``guards`` that fires, holding the items of all that do.

    Without a guard where the connection's first run is not yet ``confirmed`` (its preview is the guard),
    for orders, and for a plan without actions.
    """
    fired = [guard for guard in guards if guard is not None]
    if not confirmed or not fired or not plan.actions or plan.module is Module.ORDERS:
        return replace(plan, guard=None)
    items = frozenset[str]().union(*(guard.items for guard in fired))
    return replace(plan, guard=replace(fired[0], items=items))


# ---------------------------------------------------------------- zeros


def unexplained_zeros(actions: Iterable[Action], explained: Collection[int]) -> tuple[Action, ...]:
    """Actions that take a stocked item to 0 though no imported order and no sale since last time explains it.

    ``explained`` are the goods of both. An item that the shop never had, or had at 0, does not count.
    """
    return tuple(
        action
        for action in actions
        if isinstance(action.payload, StockChange)
        and action.payload.level == 0
        and action.payload.last
        and action.payload.good not in explained
    )


def zero_guard(zeros: Sequence[Action], stocked: int, zeros_before: int, settings: Guards) -> Guard | None:
    """Asks where at least ``zero_items`` items and more than ``zero_share`` of the stocked ones become 0
    unexplained.

    ``stocked`` counts the items of which the shop was last told more than 0; ``zeros_before`` the
    unexplained ones of the last 24 hours, which were stocked then, so that a catastrophe in small steps is
    seen too. One product has as many stock levels as the shop has warehouses for it, so levels are told.
    """
    count, of_all = len(zeros) + zeros_before, stocked + zeros_before
    if not zeros or count < settings.zero_items or count <= settings.zero_share * of_all:
        return None
    if zeros_before:
        cause = say(
            "{count} stock levels would become 0 and {before} did so in the last 24 hours, of {all} above 0; "
            "no order and no sale explains it.",
            count=len(zeros),
            before=zeros_before,
            all=of_all,
        )
    else:
        cause = say(
            "{count} of {all} stock levels above 0 would become 0; no order and no sale explains it.",
            count=count,
            all=of_all,
        )
    return Guard(
        Module.STOCK,
        say("Set {count} stock levels to 0 in the shop?", count=len(zeros)),
        cause,
        frozenset(action.key for action in zeros),
    )


# ---------------------------------------------------------------- prices


@dataclass(frozen=True, slots=True)
class _Band:
    """A telling factor between the new price and the old one, as exact number, and what it asks."""

    factor: Fraction
    question: str
    shown: str


_TOLERANCE: Final = Fraction(5, 1000)


def _bands(vat_rates: Iterable[Decimal]) -> tuple[_Band, ...]:
    leva, vat, cents = mark("Leva or euro?"), mark("With or without VAT?"), mark("Cents or whole amounts?")
    found = [
        _Band(Fraction(LEVA_PER_EURO), leva, f"× {LEVA_PER_EURO}"),
        _Band(1 / Fraction(LEVA_PER_EURO), leva, f"÷ {LEVA_PER_EURO}"),
        _Band(Fraction(100), cents, "× 100"),
        _Band(Fraction(1, 100), cents, "÷ 100"),
    ]
    for rate in vat_rates:
        factor = 1 + rate / 100
        found.append(_Band(Fraction(factor), vat, f"× {factor}"))
        found.append(_Band(1 / Fraction(factor), vat, f"÷ {factor}"))
    return tuple(found)


def price_guard(
    actions: Iterable[Action],
    items: int,
    settings: Guards,
    vat_rates: Iterable[Decimal] = (Decimal(20),),
) -> Guard | None:
    """Asks where more than ``price_share`` of the ``items`` (all that have a price) change by one telling
    factor.

    The factors: lev and euro, a hundred, and the VAT of ``vat_rates`` in per cent, each way, within half a
    per cent.
    """
    changes = [
        (action.key, Fraction(action.payload.price, action.payload.last))
        for action in actions
        if isinstance(action.payload, PriceChange) and action.payload.last
    ]
    if len(changes) <= settings.price_share * items:
        return None
    for band in _bands(vat_rates):
        low, high = band.factor * (1 - _TOLERANCE), band.factor * (1 + _TOLERANCE)
        keys = frozenset(key for key, ratio in changes if low <= ratio <= high)
        if keys and len(keys) > settings.price_share * items:
            return Guard(
                Module.PRODUCTS,
                Sentence(band.question),
                say(
                    "{count} of {all} prices would change by the same factor, {factor}.",
                    count=len(keys),
                    all=items,
                    factor=band.shown,
                ),
                keys,
            )
    return None


# ---------------------------------------------------------------- a short source


def shrink_guard(
    module: Module, size: int, earlier: Sequence[int], actions: Iterable[Action], settings: Guards
) -> Guard | None:
    """Asks where the source holds over ``shrink_share`` fewer goods than the median of the last ten runs.

    ``earlier``: the sizes of earlier runs, the latest last; without any there is nothing to compare with.
    "Send without these" leaves out what would become 0.
    """
    latest = earlier[-REMEMBERED_RUNS:]
    if not latest:
        return None
    usual = Decimal(str(median(latest)))
    if size >= usual * (1 - settings.shrink_share):
        return None
    return Guard(
        module,
        say("Is the list of goods complete?"),
        say("{size} goods were read; in earlier runs it was about {usual}.", size=size, usual=usual),
        frozenset(
            action.key
            for action in actions
            if isinstance(action.payload, StockChange) and action.payload.level == 0
        ),
    )
