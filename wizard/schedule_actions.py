"""What the schedule panel asks for: the entry in the computer’s scheduler, and what its start says."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from storage.scheduler_note import SchedulerNote
from sync.profile import Profile, Schedule
from wizard.schedule_panel import SchedulePanel, SystemEntry
from wizard.system_schedule import SystemSchedule

if TYPE_CHECKING:
    from wizard.app import App

_LOOK_MS: Final = 1000
_LOOKS: Final = 60
"""So often the first start of the computer's scheduler is looked for."""


class ScheduleActions:
    """One for each time the panel is opened. ``system`` is the scheduler of this computer."""

    def __init__(self, app: App, system: SystemSchedule) -> None:
        self._app, self._system = app, system

    def open(self, load: Callable[[], Profile], keep: Callable[[Schedule], object]) -> None:
        """Read the connection with ``load``, which blocks, and open its panel; ``keep`` gets what is
        chosen.
        """

        def save(panel: SchedulePanel, chosen: Schedule) -> None:
            panel.close()
            keep(chosen)

        def opened(found: tuple[Profile, SchedulerNote]) -> None:
            profile, note = found
            entry = SystemEntry(note, self._app.desk.clock.now, self._make_entry, self._remove_entry)
            SchedulePanel(self._app.window, profile, save, entry if self._system.possible else None)

        self._app.work(lambda: (load(), self._system.state()), opened)

    def _make_entry(self, panel: SchedulePanel) -> None:
        """Have the entry made, and wait a while for what its first start says of the secrets."""

        def look(tries: int, note: SchedulerNote) -> None:
            if not panel.winfo_exists():
                return
            panel.show_note(note)
            screen = self._app.screen
            if note.ran_at is None and tries and screen is not None:
                screen.after(_LOOK_MS, lambda: self._app.work(self._system.state, partial(look, tries - 1)))

        def make() -> SchedulerNote:
            self._system.make(self._app.desk.clock.now())
            return self._system.state()

        self._app.work(make, partial(look, _LOOKS), partial(self._entry_failed, panel))

    def _remove_entry(self, panel: SchedulePanel) -> None:
        def remove() -> SchedulerNote:
            self._system.remove()
            return self._system.state()

        self._app.work(remove, panel.show_note, partial(self._entry_failed, panel))

    def _entry_failed(self, panel: SchedulePanel, error: Exception) -> None:
        if panel.winfo_exists():
            panel.close()
        self._app.show_error(error)
