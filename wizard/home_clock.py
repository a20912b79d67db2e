"""The window's own clock: listens to scheduled runs, looks for changes, and starts what is due.

It ticks whatever screen is shown, because the schedule counts while the window is open.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from wizard.jobs import RunJob
from wizard.notice_keeping import Begun
from wizard.progress import ProgressScreen
from wizard.session import HomeFacts, Session
from wizard.setup import Setup

if TYPE_CHECKING:
    from wizard.app import App

LISTEN_MS: Final = 1_000
LOOK_EVERY: Final = 15
"""With the first tick and every so many later the connections are read again: for other windows, and for
what is due.
"""
Found = tuple[HomeFacts, dict[str, RunJob], dict[str, Begun]]


class HomeClock:
    """Ticks from :meth:`start` until the window is closed. ``told`` gets what was read; ``moved`` is called
    when a scheduled run has told how far it is.
    """

    def __init__(
        self, app: App, session: Session, told: Callable[[HomeFacts], None], moved: Callable[[], None]
    ) -> None:
        self._app, self._session = app, session
        self._told, self._moved = told, moved
        self._ticks = 0
        self._looking = False
        self._next = ""

    def start(self) -> None:
        """Begin to tick."""
        self._next = self._app.window.after(LISTEN_MS, self._tick)

    def stop(self) -> None:
        """Tick no more: the window is going."""
        self._app.window.after_cancel(self._next)

    def _tick(self) -> None:
        self._ticks += 1
        self._next = self._app.window.after(LISTEN_MS, self._tick)
        ended = self._session.listen()
        news = self._session.notices.hear()
        if ended or self._session.notices.overdue or self._ticks % LOOK_EVERY == 1:
            self.look()
        elif self._session.running or news:
            self._moved()

    def look(self) -> None:
        """Read the connections and start what is due, beside the window."""
        if self._looking:
            return
        self._looking = True
        busy = self._busy()
        self._app.work(lambda: self._read(busy), self._have, self._failed)

    def _busy(self) -> frozenset[str]:
        """The connection that the owner runs or changes now, on the screen that is shown."""
        screen = self._app.screen
        if isinstance(screen, ProgressScreen):
            return frozenset({screen.request.profile_id})
        return frozenset({screen.profile_id}) if isinstance(screen, Setup) else frozenset()

    def _read(self, busy: frozenset[str]) -> Found:
        facts = self._session.read(ask_keyring=False)
        return facts, self._session.begin_due(facts, busy), self._session.begin_listening(facts)

    def _have(self, found: Found) -> None:
        self._looking = False
        facts, begun, listening = found
        self._session.took_up(begun)
        self._session.notices.keep_to([one.profile for one in facts.connections if one.profile])
        self._session.notices.took_up(listening)
        self._told(facts)

    def _failed(self, _error: Exception) -> None:
        # The log has it; the next tick tries again, and home says what it meets itself.
        self._looking = False
