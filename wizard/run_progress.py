"""How far a run is, from the events of its child process. Pure; numbers and titles, no words yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sync.plan.actions import ActionKind, Module, Value, value_from_data
from sync.run.events import Step, event_name
from sync.sentences import Sentence

_TELL_AFTER: Final = 5.0
_BACK_TO_THE_SHOP: Final = frozenset(
    {ActionKind.SET_ORDER_STATUS, ActionKind.WRITE_ORDER_NUMBER, ActionKind.KEEP_DOCUMENT}
)


class Station(StrEnum):
    """What a run does one after the other."""

    READ = "read"
    ORDERS = "orders"
    BACK = "back"
    LEVELS = "levels"
    PRODUCTS = "products"


@dataclass(frozen=True, slots=True)
class Current:
    """The item that the run is at."""

    module: Module
    kind: ActionKind
    title: str
    old: Value | None = None
    new: Value | None = None


@dataclass(slots=True)
class RunProgress:
    """Hears the events of one run. ``only``: the keys to which it is limited, None for all.

    Moments of ``hear`` and ``seconds_left`` are seconds of a clock that never goes back.
    """

    only: Collection[str] | None = None
    step: Step | None = None
    total: int | None = None
    done: int = 0
    skipped: int = 0
    failed: int = 0
    current: Current | None = None
    waits_until: datetime | None = None
    said: list[Sentence] = field(default_factory=list)
    report: Mapping[str, Any] | None = None
    planned: Counter[Station] = field(default_factory=Counter)
    through_by_station: Counter[Station] = field(default_factory=Counter)
    read_seconds: float | None = None
    _began: float | None = None
    _wrote_since: float | None = None
    _last_at: float = 0.0
    _plans: list[Sequence[Mapping[str, Any]]] = field(default_factory=list)
    _values: dict[tuple[str, str, str], Mapping[str, Any]] | None = None

    @property
    def through(self) -> int:
        """Changes that are settled one way or another."""
        return self.done + self.skipped + self.failed

    @property
    def shown_total(self) -> int:
        """The total, never below what is through: an import may bring more changes with it."""
        return max(self.total or 0, self.through)

    @property
    def writing(self) -> bool:
        return self._wrote_since is not None

    @property
    def ended(self) -> bool:
        return self.report is not None

    def station(self) -> Station:
        """Where the run is."""
        if not self.writing:
            return Station.READ
        if self.current is None:
            return self._first_open(Station.ORDERS)
        station = _station(self.current.module, self.current.kind)
        # What follows may be done without telling of each item.
        return station if self._is_open(station) else self._first_open(station)

    def is_finished(self, station: Station) -> bool:
        """Whether the run has left this station behind it, and all that was planned there is settled."""
        if station is Station.READ:
            return self.writing
        if not self.writing or self._is_open(station):
            return False
        return self.station() is not station or self.through >= (self.total or 0)

    def hear(self, event: Mapping[str, Any], at: float) -> None:
        """One event as JSON values."""
        self._began = at if self._began is None else self._began
        self._last_at = at
        match event_name(event):
            case "step":
                self._begin_step(Step(event["step"]), at)
            case "planned":
                self._plan(event["plan"]["actions"])
            case "total":
                self.total = int(event["changes"])
            case "item":
                self._begin_item(event)
            case "progress":
                self._count(event)
            case "waiting":
                self.waits_until = datetime.fromisoformat(event["until"])
            case "said":
                self.said.append(Sentence.from_data(event["sentence"]))
            case "ended":
                self.report = event["report"]
        if event_name(event) != "waiting":
            self.waits_until = None

    def seconds_left(self, at: float) -> float | None:
        """How long the rest will take at the pace so far; None where nobody can know yet."""
        if self._wrote_since is None or self.total is None or not self.through:
            return None
        so_far = at - self._wrote_since
        if so_far < _TELL_AFTER or self.through >= self.total:
            return None
        return so_far / self.through * (self.total - self.through)

    def _begin_step(self, step: Step, at: float) -> None:
        self.step = step
        if step is Step.WRITE and self._wrote_since is None:
            self._wrote_since = at
            self.read_seconds = at - (self._began if self._began is not None else at)

    def _plan(self, actions: Sequence[Mapping[str, Any]]) -> None:
        self._plans.append(actions)
        self._values = None
        for action in actions:
            if self.only is None or action["key"] in self.only:
                self.planned[_station(Module(action["module"]), ActionKind(action["kind"]))] += 1

    def _begin_item(self, event: Mapping[str, Any]) -> None:
        found = self._planned_values().get((event["module"], event["kind"], event["title"]), {})
        self.current = Current(
            Module(event["module"]),
            ActionKind(event["kind"]),
            str(event["title"]),
            value_from_data(found.get("old")),
            value_from_data(found.get("new")),
        )

    def _planned_values(self) -> dict[tuple[str, str, str], Mapping[str, Any]]:
        if self._values is None:
            self._values = {
                (action["module"], action["kind"], action["title"]): action
                for actions in self._plans
                for action in actions
            }
        return self._values

    def _count(self, event: Mapping[str, Any]) -> None:
        before = self.through
        self.done, self.skipped, self.failed = event["done"], event["skipped"], event["failed"]
        left = self.through - before
        while left > 0:
            station = self.station() if self.writing else self._first_open(Station.ORDERS)
            room = self.planned[station] - self.through_by_station[station]
            # An import may bring more than was planned; it counts where the run is.
            settled = min(left, room) if room > 0 else left
            self.through_by_station[station] += settled
            left -= settled

    def _is_open(self, station: Station) -> bool:
        return self.through_by_station[station] < self.planned[station]

    def _first_open(self, otherwise: Station) -> Station:
        """The first station that has something left to do."""
        return next((each for each in Station if self._is_open(each)), otherwise)


def _station(module: Module, kind: ActionKind) -> Station:
    if kind in _BACK_TO_THE_SHOP:
        return Station.BACK
    if module is Module.ORDERS:
        return Station.ORDERS
    if module is Module.STOCK or kind is ActionKind.SEND_PRICE:
        return Station.LEVELS
    return Station.PRODUCTS
