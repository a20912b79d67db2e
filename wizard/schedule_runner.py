"""Which connections run by themselves now, and when the next one does. Pure: it starts nothing.

Orders come in and goods and stock go out each at their own interval. A run that takes longer than its
interval is not joined by a second one, and however many runs were missed, one makes up for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from storage.runs import RunRecord
from sync.plan.actions import Module
from sync.profile import Profile

MISSED_MATTERS: Final = 2
"""So many missed runs make a connection amber."""


class Direction(StrEnum):
    """What a scheduled run does: orders into the warehouse, or goods and stock out to the shop."""

    ORDERS = "orders"
    STOCK = "stock"


MODULES: Final[Mapping[Direction, tuple[Module, ...]]] = {
    Direction.ORDERS: (Module.ORDERS,),
    Direction.STOCK: (Module.PRODUCTS, Module.STOCK),
}
BY_SCHEDULE: Final = "schedule"
_TRIGGERS: Final = {direction: f"{BY_SCHEDULE} {direction.value}" for direction in Direction}


@dataclass(frozen=True, slots=True)
class LastRuns:
    """When each direction was last begun (UTC); None: never. ``running``: a run of the connection goes on."""

    orders: datetime | None = None
    stock: datetime | None = None
    running: bool = False

    def of(self, direction: Direction) -> datetime | None:
        return self.orders if direction is Direction.ORDERS else self.stock


@dataclass(frozen=True, slots=True)
class DueRun:
    """A run that is to begin now, with the directions that take part."""

    profile_id: str
    directions: tuple[Direction, ...]

    @property
    def trigger(self) -> str:
        """What the history keeps as its cause; :func:`last_runs` reads it again."""
        return BY_SCHEDULE if len(self.directions) > 1 else _TRIGGERS[self.directions[0]]

    @property
    def options(self) -> list[str]:
        """The options of the run's command line."""
        modules = [module for direction in self.directions for module in MODULES[direction]]
        chosen = [option for module in modules for option in ("--module", module.value)]
        return ["--trigger", self.trigger, *([] if len(self.directions) == len(Direction) else chosen)]


def last_runs(history: Iterable[RunRecord], *, running: bool) -> LastRuns:
    """What a history (the latest run first) says of each direction; a run by hand counts for both."""
    begun: dict[Direction, datetime] = {}
    for record in history:
        for direction in Direction:
            others = [trigger for other, trigger in _TRIGGERS.items() if other is not direction]
            if record.trigger not in others:
                begun.setdefault(direction, record.started_at)
    return LastRuns(begun.get(Direction.ORDERS), begun.get(Direction.STOCK), running)


def intervals(profile: Profile) -> Mapping[Direction, timedelta]:
    """How often each direction of a connection runs by itself; empty where the connection does not."""
    schedule, modules = profile.schedule, profile.modules
    # Before the first run the preview is the guard, so that one is begun by the owner.
    if not schedule.enabled or profile.paused or not profile.confirmed_first_run:
        return {}
    found: dict[Direction, timedelta] = {}
    if modules.orders and schedule.orders_every:
        found[Direction.ORDERS] = timedelta(minutes=schedule.orders_every)
    if (modules.stock or modules.products) and schedule.stock_every:
        found[Direction.STOCK] = timedelta(minutes=schedule.stock_every)
    return found


def due(
    profiles: Sequence[Profile],
    runs: Mapping[str, LastRuns],
    now: datetime,
    *,
    opened_at: datetime | None = None,
) -> list[DueRun]:
    """The runs to begin now, each connection at most once. ``opened_at`` is when the window was opened, for
    connections that run at its start.
    """
    found = []
    for profile in profiles:
        last = runs.get(profile.id, LastRuns())
        if last.running:
            continue
        directions = tuple(
            direction
            for direction, interval in intervals(profile).items()
            if _is_due(last.of(direction), interval, now)
            or (profile.schedule.run_at_start and _not_since(last.of(direction), opened_at))
        )
        if directions:
            found.append(DueRun(profile.id, directions))
    return found


def next_run(profile: Profile, last: LastRuns, now: datetime) -> datetime | None:
    """When the connection runs by itself next, ``now`` where it is overdue; None: only by hand."""
    moments = []
    for direction, interval in intervals(profile).items():
        begun = last.of(direction)
        moments.append(now if _is_due(begun, interval, now) or begun is None else begun + interval)
    return min(moments, default=None)


def missed(profile: Profile, last: LastRuns, now: datetime) -> int:
    """How many runs of the schedule should have begun since the last one and did not."""
    if last.running:
        return 0
    counts = [0]
    for direction, interval in intervals(profile).items():
        begun = last.of(direction)
        if begun is not None and begun <= now:
            counts.append((now - begun) // interval - 1)
    return max(counts)


def _is_due(begun: datetime | None, interval: timedelta, now: datetime) -> bool:
    # A run in the future was begun while this computer's clock was wrong; nothing can be counted from it.
    return begun is None or begun > now or now - begun >= interval


def _not_since(begun: datetime | None, opened_at: datetime | None) -> bool:
    return opened_at is not None and (begun is None or begun < opened_at)
