"""Stock for the shop: both sides walked in step by ascending good, objects for differences only.

Unknown is never 0. A linked good that has no stock row is left alone; only a good that was really deleted,
or left the chosen groups, goes to 0, and that is told.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Final

from sync.money import SCALE, unscaled
from sync.plan.actions import Action, ActionKind, Finding, FindingState, Module, ModulePlan
from sync.plan.available import OfferRules
from sync.sentences import Sentence, mark, say


class StockCause(StrEnum):
    """Why a number is sent."""

    FIRST = "first"
    CHANGED = "changed"
    GONE = "gone to 0"
    BACK = "back from 0"
    NEGATIVE = "negative"
    BELOW_MINIMUM = "below the minimum"
    HELD = "held back"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class StockChange:
    """One number to be sent, the payload of its action. ``last`` (None: never sent) and ``level`` in
    ten-thousandths.

    ``stock`` is what the warehouse held when this was planned, None for a good that is gone.
    """

    catalog: str
    warehouse: str
    good: int
    shop_id: str
    last: int | None
    level: int
    stock: int | None
    cause: StockCause

    @property
    def key(self) -> str:
        """The key of the action."""
        return f"stock:{self.catalog}:{self.warehouse}:{self.shop_id}"


@dataclass(frozen=True, slots=True)
class StockTarget:
    """Where numbers go: a catalogue and a warehouse of the shop; ``name`` for people."""

    catalog: str
    warehouse: str
    name: str


@dataclass(slots=True)
class StockWalk:
    """What one walk found. ``stocked`` counts the items of which the shop was last told more than 0.

    ``left_alone`` are removed goods that keep their number in the shop because the owner chose so.
    """

    target: StockTarget
    changes: list[StockChange] = field(default_factory=list)
    unchanged: int = 0
    unknown: int = 0
    stocked: int = 0
    left_alone: int = 0


def compare_stock(
    levels: Iterable[tuple[int, int]],
    sent: Iterable[tuple[int, str, int | None]],
    target: StockTarget,
    *,
    held: Mapping[int, int],
    rules: OfferRules,
    removed: Container[int] = frozenset(),
    removed_to_zero: bool = True,
) -> StockWalk:
    """Walk the warehouse's stock and the last confirmed values in step.

    ``levels``: (good, stock) and ``sent``: (good, shop id, last value or None), both by ascending good and
    in ten-thousandths. ``held``: what is held back by good. ``removed``: goods that are deleted or left
    the chosen groups, usually :class:`AllBut` those present; a good that is missing from ``levels`` otherwise
    is unknown.
    """
    walk = StockWalk(target)
    stocked = unchanged = 0
    reserve, step = rules.reserve, rules.step
    least = rules.minimum if rules.zero_below_minimum else 0
    held_of = held.get
    anything_held = bool(held)
    stock_of = iter(levels)
    here, stock = next(stock_of, (None, 0))
    # The hot loop: a hundred thousand items that are equal cost a few comparisons each and make no object.
    # What one
    # item gets is :func:`sync.plan.available.offer`, written out because a call would cost more than the
    # rest.
    for good, shop_id, last in sent:
        while here is not None and here < good:
            here, stock = next(stock_of, (None, 0))
        if last:
            stocked += 1
        if here != good:
            _missing(walk, good, shop_id, last, gone=good in removed, to_zero=removed_to_zero)
            continue
        level = stock - reserve
        if anything_held:
            level -= held_of(good, 0)
        if level <= 0 or level < least:
            level = 0
        else:
            level -= level % step
        if level == last:
            unchanged += 1
        else:
            cause = _cause(stock, held_of(good, 0), level, last, rules)
            walk.changes.append(
                StockChange(target.catalog, target.warehouse, good, shop_id, last, level, stock, cause)
            )
    walk.stocked = stocked
    walk.unchanged += unchanged
    return walk


def _missing(
    walk: StockWalk, good: int, shop_id: str, last: int | None, *, gone: bool, to_zero: bool
) -> None:
    if not gone:
        walk.unknown += 1
    elif not to_zero:
        walk.left_alone += 1
    elif last == 0:
        walk.unchanged += 1
    else:
        target = walk.target
        walk.changes.append(
            StockChange(target.catalog, target.warehouse, good, shop_id, last, 0, None, StockCause.REMOVED)
        )


def _cause(stock: int, held: int, level: int, last: int | None, rules: OfferRules) -> StockCause:
    if level == 0:
        if stock < 0:
            return StockCause.NEGATIVE
        if held and stock > rules.reserve:
            return StockCause.HELD
        if rules.zero_below_minimum and stock - rules.reserve >= SCALE:
            return StockCause.BELOW_MINIMUM
        return StockCause.FIRST if last is None else StockCause.GONE
    if last is None:
        return StockCause.FIRST
    return StockCause.BACK if last == 0 else StockCause.CHANGED


@dataclass(frozen=True, slots=True)
class AllBut:
    """All goods but the ``present`` ones of the warehouse's scope: those that were deleted or left it.

    Only the few linked goods without a level are ever looked up, so the links need not be walked for it.
    """

    present: frozenset[int]

    def __contains__(self, good: object) -> bool:
        return good not in self.present


# Gone to 0 first, because every minute of a wrong "in stock" can be an order that cannot be kept.
_FIRST, _SECOND, _THEN = range(3)

_WHY: Final = {
    StockCause.FIRST: mark("The stock is sent for the first time."),
    StockCause.CHANGED: mark("The stock changed."),
    StockCause.GONE: mark("No longer in stock."),
    StockCause.BACK: mark("In stock again."),
    StockCause.BELOW_MINIMUM: mark("Below the minimum, so the shop gets 0."),
    StockCause.HELD: mark("All that is there is held back by open orders."),
    StockCause.REMOVED: mark("The good was deleted or left the chosen groups."),
}
_SENTENCES: Final = {cause: Sentence(template) for cause, template in _WHY.items()}


def stock_plan(
    walks: Iterable[StockWalk], titles: Mapping[int, str], *, hides_removed: bool = False
) -> ModulePlan:
    """The plan of the module stock from its walks: gone to 0 first, then back from 0, then the rest.

    ``titles``: names of the goods with a difference (those missing are shown by number). ``hides_removed``:
    the shop no longer shows what left the warehouse.
    """
    actions: list[tuple[int, Action]] = []
    findings: list[Finding] = []
    unchanged = 0
    for walk in walks:
        unchanged += walk.unchanged
        findings.extend(_walk_findings(walk))
        for change in walk.changes:
            title = titles.get(change.good) or str(change.good)
            actions.append((_rank(change), _action(change, walk.target, title)))
            if change.cause is StockCause.REMOVED:
                findings.append(_removed(change, title, hidden=hides_removed))
    actions.sort(key=lambda ranked: ranked[0])
    return ModulePlan(Module.STOCK, tuple(action for _, action in actions), tuple(findings), unchanged)


def changed_goods(walks: Iterable[StockWalk]) -> frozenset[int]:
    """The goods whose names :func:`stock_plan` will show."""
    return frozenset(change.good for walk in walks for change in walk.changes)


def _rank(change: StockChange) -> int:
    if change.level == 0:
        return _FIRST
    return _SECOND if change.last == 0 else _THEN


def _action(change: StockChange, target: StockTarget, title: str) -> Action:
    return Action(
        module=Module.STOCK,
        kind=ActionKind.SEND_STOCK,
        key=change.key,
        title=title,
        where=target.name,
        old=None if change.last is None else unscaled(change.last),
        new=unscaled(change.level),
        why=_why(change),
        payload=change,
    )


def _why(change: StockChange) -> Sentence:
    if change.cause is StockCause.NEGATIVE:
        stock = unscaled(change.stock) if change.stock is not None else Decimal(0)
        return say("The stock in the warehouse is negative ({stock}), so the shop gets 0.", stock=stock)
    return _SENTENCES[change.cause]


def _removed(change: StockChange, title: str, *, hidden: bool) -> Finding:
    return Finding(
        Module.STOCK,
        FindingState.REMOVED,
        change.key,
        title,
        say("The good was deleted or left the chosen groups, so its stock in the shop becomes 0."),
        say("The product stays in the shop and is hidden there.")
        if hidden
        else say("The product stays in the shop; remove or hide it there if it is no longer sold."),
    )


def _walk_findings(walk: StockWalk) -> Iterator[Finding]:
    target = walk.target
    if walk.unknown:
        yield Finding(
            Module.STOCK,
            FindingState.SKIPPED,
            f"stock:{target.catalog}:{target.warehouse}:unknown",
            target.name,
            say("{count} linked goods have no stock entry at the chosen locations.", count=walk.unknown),
            say("Their number in the shop stays as it is until the warehouse knows one."),
        )
    if walk.left_alone:
        yield Finding(
            Module.STOCK,
            FindingState.REMOVED,
            f"stock:{target.catalog}:{target.warehouse}:removed",
            target.name,
            say(
                "{count} linked goods were deleted or left the groups; their number in the shop stays.",
                count=walk.left_alone,
            ),
        )
