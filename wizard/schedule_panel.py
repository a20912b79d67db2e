"""When a connection runs by itself: a small window with a preset, or an interval for each direction."""

from __future__ import annotations

import tkinter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from storage.scheduler_note import SchedulerNote
from sync.model import Choice
from sync.profile import Profile, Schedule
from wizard.language import Language
from wizard.moments import day_and_time
from wizard.theme import Font, Space, Tone, size
from wizard.widgets import ChoiceField, Form, Note, Option, PushButton, Surface, Tiles, Toggle, Words
from wizard.widgets.dialog import Dialog
from wizard.widgets.window_of import window_of

INTERVALS: Final = (3, 5, 10, 15, 30, 60, 120, 240, 480, 720, 1440)
"""Minutes between two runs, to choose from."""
COMPARISONS: Final = (4, 8, 12, 24, 48, 168)
"""Hours between two full comparisons, to choose from."""
NEVER: Final = "never"
_OWN: Final = "own"
_WIDTH: Final = 600


@dataclass(frozen=True, slots=True)
class _Preset:
    id: str
    orders: int
    stock: int


PRESETS: Final = (_Preset("often", 3, 3), _Preset("usual", 15, 60), _Preset("calm", 240, 240))
"""The intervals of micro.bg's link, ours, and those of Utility Center's link with CloudCart."""
USUAL: Final = PRESETS[1]


_SILENT: Final = timedelta(minutes=30)
"""An entry that has not started Mostik for so long is told of."""


@dataclass(frozen=True, slots=True)
class SystemEntry:
    """The entry in the computer's scheduler, of which all connections have one together. ``make`` and
    ``remove`` get the panel, to show by :meth:`SchedulePanel.show_note` what came of it.
    """

    note: SchedulerNote
    now: Callable[[], datetime]
    make: Callable[[SchedulePanel], object]
    remove: Callable[[SchedulePanel], object]


class SchedulePanel(Dialog):
    """Shows the schedule of a connection; ``save`` gets the new one and the panel, to close it.

    ``system`` None: the scheduler of this computer is none that Mostik knows.
    """

    def __init__(
        self,
        root: tkinter.Tk,
        profile: Profile,
        save: Callable[[SchedulePanel, Schedule], object],
        system: SystemEntry | None = None,
    ) -> None:
        self._language: Language = window_of(root).language
        super().__init__(root, self.text("Schedule"), width=_WIDTH)
        self._profile, self._save = profile, save
        schedule = profile.schedule
        Words(
            self.inside,
            self.text("When {name} syncs by itself", name=profile.name),
            font=Font.SECTION,
            wrap=True,
        ).pack(fill="x")
        gap = (size(self, Space.M), 0)
        self.enabled = Toggle(
            self.inside,
            self.text("Sync by itself"),
            hint=self.text("Off: only when you press Sync now."),
            value=schedule.enabled,
            on_change=self._look,
        )
        self.enabled.pack(fill="x", pady=gap)
        self.presets = Tiles(
            self.inside,
            self._preset_options(),
            value=_preset_of(schedule),
            on_change=self._preset_chosen,
            smallest=190,
        )
        self.presets.pack(fill="x", pady=gap)
        form = Form(self.inside)
        form.pack(fill="x", pady=gap)
        self.orders = self._interval(form, self.text("Orders in"), schedule.orders_every, INTERVALS)
        self.stock = self._interval(form, self.text("Stock and prices out"), schedule.stock_every, INTERVALS)
        self.comparison = form.row(
            self.text("Full comparison"),
            ChoiceField(
                form,
                [
                    Choice(str(hours), self._hours(hours))
                    for hours in _with(COMPARISONS, schedule.full_comparison_hours)
                ],
                str(schedule.full_comparison_hours),
            ),
        )
        self.comparison.hint(
            self.text(
                "Finds what somebody changed in the shop’s own panel. It reads everything and takes longer."
            )
        )
        self.at_start = Toggle(
            self.inside, self.text("Also when Mostik is opened"), value=schedule.run_at_start
        )
        self.at_start.pack(fill="x", pady=gap)
        self._system = system
        self.remark = Note(self.inside, "", Tone.INFO)
        self.remark.pack(fill="x", pady=gap)
        self.key_state = Words(self.remark.body, wrap=True)
        self.key_state.pack(fill="x")
        self.by_computer = PushButton(self.remark.body, "", self._press_by_computer)
        self._note = system.note if system else SchedulerNote()
        self._say_note()
        bar = Surface(self.inside)
        bar.pack(fill="x", pady=(size(self, Space.XL), 0))
        self.main = PushButton(bar, self.text("Save"), self._press_save, rank="main")
        self.main.pack(side="right", padx=(size(self, Space.S), 0))
        PushButton(bar, self.text("Cancel"), self.close).pack(side="right")
        window_of(root).shortcuts.on_enter(self, lambda _focus: self._entered())
        self._look()
        self.open(self.enabled.control)

    def text(self, template: str, /, **fields: object) -> str:
        """A literal text in the owner's language."""
        return self._language.text(template, **fields)

    @property
    def schedule(self) -> Schedule:
        """What is chosen now."""
        return Schedule(
            enabled=self.enabled.value,
            orders_every=_minutes(self.orders),
            stock_every=_minutes(self.stock),
            run_at_start=self.at_start.value,
            full_comparison_hours=int(self.comparison.value or 24),
        )

    # ---- the parts

    def _preset_options(self) -> list[Option]:
        text = self.text
        return [
            Option("often", text("Every few minutes"), text("Both ways every 3 minutes, as micro.bg does")),
            Option("usual", text("Usual"), text("Orders every 15 minutes, stock and prices every hour")),
            Option("calm", text("Every 4 hours"), text("Both ways, as Utility Center does")),
            Option(_OWN, text("Your own"), text("As chosen below")),
        ]

    def _interval(self, form: Form, label: str, minutes: int | None, offered: Sequence[int]) -> ChoiceField:
        choices = [Choice(NEVER, self.text("by hand only"))]
        choices += [Choice(str(each), self._every(each)) for each in _with(offered, minutes)]
        field = ChoiceField(
            form, choices, str(minutes) if minutes else NEVER, on_change=self._interval_chosen
        )
        return form.row(label, field)

    def _every(self, minutes: int) -> str:
        count = self._language.count
        if minutes == 1440:
            return self.text("once a day")
        if minutes == 60:
            return self.text("every hour")
        if minutes % 60 == 0:
            return count("every {count} hour", "every {count} hours", minutes // 60)
        return count("every {count} minute", "every {count} minutes", minutes)

    def _hours(self, hours: int) -> str:
        count = self._language.count
        if hours == 24:
            return self.text("once a day")
        if hours % 24 == 0:
            return count("every {count} day", "every {count} days", hours // 24)
        return count("every {count} hour", "every {count} hours", hours)

    def _remark(self) -> str:
        if not self._profile.confirmed_first_run:
            return self.text(
                "The first run is yours: look at what it will do and start it. After that the schedule "
                "counts."
            )
        counts = self.text(
            "It counts while this window is open. What was missed is made up for once, when you open Mostik."
        )
        if self._system is None:
            return counts
        if self._note.made_at is None:
            more = self.text(
                "The computer can start it while the window is closed, as long as you are signed in."
            )
            return f"{counts} {more}"
        return self.text(
            "The computer starts Mostik every {minutes} minutes while you are signed in, "
            "for every connection.",
            minutes=self._note.minutes,
        )

    def _key_words(self) -> tuple[str, Tone]:
        """Whether the start by the computer could read the keys."""
        note, language = self._note, self._language
        if self._system is None or note.made_at is None:
            return "", Tone.INFO
        if note.ran_at is None:
            return self.text("It is started for the first time now…"), Tone.INFO
        now, zone = self._system.now(), ZoneInfo(self._profile.connect.time_zone)
        moment = day_and_time(note.ran_at, now, zone, language)
        if note.problem is not None:
            said = self.text("Last start: {moment}. The keys could not be read.", moment=moment)
            return f"{said} {language.say(note.problem)}", Tone.BAD
        said = self.text("Last start: {moment}. The keys could be read.", moment=moment)
        if now - note.ran_at <= _SILENT:
            return said, Tone.GOOD
        late = self.text("If the computer was on since then, look into its scheduler.")
        return f"{said} {late}", Tone.WARN

    def show_note(self, note: SchedulerNote) -> None:
        """Say what is known of the entry now."""
        self._note = note
        self._say_note()
        self.by_computer.enable(True)
        self.fit()

    def _say_note(self) -> None:
        self.remark.say(self._remark())
        said, tone = self._key_words()
        self.key_state.say(said, tone)
        self.key_state.pack_configure(pady=(size(self, Space.S) if said else 0, 0))
        if self._system is None or not self._profile.confirmed_first_run:
            return
        made = self._note.made_at is not None
        self.by_computer.say(
            self.text("Do not let the computer start it") if made else self.text("Let the computer start it")
        )
        self.by_computer.pack(anchor="w", pady=(size(self, Space.S), 0))

    def _press_by_computer(self) -> None:
        if self._system is None:
            return
        self.by_computer.enable(False)
        change = self._system.make if self._note.made_at is None else self._system.remove
        change(self)

    # ---- what the owner does

    def _preset_chosen(self) -> None:
        preset = next((each for each in PRESETS if each.id == self.presets.value), None)
        if preset is not None:
            self.orders.value, self.stock.value = str(preset.orders), str(preset.stock)
        self._look()

    def _interval_chosen(self) -> None:
        self.presets.value = _preset_of(self.schedule)
        self._look()

    def _look(self) -> None:
        on = self.enabled.value
        if on and not (_minutes(self.orders) or _minutes(self.stock)):
            # Switched on without an interval it would never run, so it begins with the usual one.
            self.orders.value, self.stock.value = str(USUAL.orders), str(USUAL.stock)
            self.presets.value = USUAL.id
        for field in (self.orders, self.stock):
            field.control.configure(state="readonly" if on else "disabled")
        for tile in self.presets.tiles.values():
            tile.radio.state(["!disabled" if on else "disabled"])
        self.at_start.enable(on)

    def _entered(self) -> bool:
        self._press_save()
        return True

    def _press_save(self) -> None:
        self._save(self, self.schedule)


def _with(offered: Sequence[int], kept: int | None) -> list[int]:
    """What is offered, and what is kept where that is something else."""
    return sorted({*offered, *([kept] if kept else [])})


def _minutes(field: ChoiceField) -> int | None:
    return int(field.value) if field.value not in (None, NEVER) else None


def _preset_of(schedule: Schedule) -> str:
    for preset in PRESETS:
        if (schedule.orders_every, schedule.stock_every) == (preset.orders, preset.stock):
            return preset.id
    return _OWN if schedule.orders_every or schedule.stock_every else ""
