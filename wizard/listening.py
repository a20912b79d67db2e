"""Listening to a shop: a notice starts a sync at once, and the clock starts one where no notice came.

Notices can get lost, come twice or come before their order can be read, and the shop may switch them off. So
nothing depends on them: every run reads for itself, and the poll catches what was missed.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Protocol

from sync.errors import MostikError
from sync.ports import Clock
from sync.sentences import Sentence
from sync.shops.cloudcart.hooks import EVENTS, Hooks, HookState
from wizard.listening_state import ListeningState
from wizard.notices import NoticeDoor

_LOOK_AFTER_HOOKS: Final = timedelta(minutes=5)
_LET_THEM_GATHER: Final = timedelta(seconds=3)
"""Several notices of one order come close together; one run serves them all."""
_TICK_SECONDS: Final = 0.2

_log = logging.getLogger(__name__)


class Running(Protocol):
    """A sync that goes on."""

    @property
    def through(self) -> bool: ...
    def drain(self) -> object:
        """Take what it told so far, so that it never waits for a reader."""


@dataclass(slots=True)
class Listening:
    """Keeps a connection up to date. ``address``: where the shop finds the door, with https. ``poll``: how
    long it may be quiet before Mostik looks by itself. ``start`` begins a sync. ``key``: the hooks' own.
    ``shop`` and ``problem`` are as in :class:`ListeningState`.
    """

    door: NoticeDoor
    hooks: Hooks
    address: str
    clock: Clock
    start: Callable[[], Running]
    poll: timedelta = timedelta(minutes=1)
    key: str = ""
    shop: HookState | None = None
    problem: Sentence | None = None
    runs: int = 0
    revived: int = 0
    heard: int = 0
    _running: Running | None = None
    _told_at: datetime | None = None
    _ran_at: datetime | None = None
    _looked_at: datetime | None = field(default=None)

    def step(self) -> None:
        """One turn: answer a notice, look after the hooks, start a sync where one is due."""
        self.door.answer(_TICK_SECONDS)
        now = self.clock.now()
        told = self.door.take().total()
        if told:
            self.heard += told
            self._told_at = self._told_at or now
        self._look_after_hooks(now)
        if self._running is not None:
            self._running.drain()
            if not self._running.through:
                return
            self._running = None
        if self._due(now):
            self._told_at = None
            self._ran_at = now
            self.runs += 1
            self._running = self.start()

    def _due(self, now: datetime) -> bool:
        if self._ran_at is None or not self._ran_at <= now < self._ran_at + self.poll:
            return True
        return self._told_at is not None and now >= self._told_at + _LET_THEM_GATHER

    def _look_after_hooks(self, now: datetime) -> None:
        # A clock that was set back must not put it off for ever.
        if self._looked_at is not None and self._looked_at <= now < self._looked_at + _LOOK_AFTER_HOOKS:
            return
        self._looked_at = now
        try:
            found = self.hooks.ensure(self.address, self.key)
        except MostikError as error:
            self.problem = error.sentence
            # The poll goes on without notices, and the next look may find the shop again.
            _log.warning(
                "the shop's notices could not be looked after: %s %s", error.sentence.text(), error.detail
            )
            return
        self.problem, self.shop = None, HookState(on=EVENTS)
        self.revived += len(found.revived)
        if found.revived:
            _log.warning("the shop had switched off its notices of %s", ", ".join(found.revived))

    @property
    def state(self) -> ListeningState:
        """How it stands now."""
        return ListeningState(
            self.door.port,
            self._looked_at,
            self.shop,
            self.heard,
            self.door.strangers,
            self.runs,
            self.revived,
            self.problem,
        )

    def end(self) -> None:
        """Tell the shop that nobody listens any more. Raises MostikError where it cannot be reached."""
        self.hooks.remove(self.address)
