"""Another program joins these two: Mostik takes over from a day, or watches beside it for now."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sync.sentences import Sentence, say
from wizard.answers import ABOUT, OBSERVER, TAKE_OVER
from wizard.language import Language
from wizard.theme import Space, Tone, size
from wizard.widgets import DateField, Form, Note, Option, Segments, Surface
from wizard.wizard_frame import Draft

WATCH, TAKE = "watch", "take over"


class TakeOverChoice:
    """What the owner chose, and its widgets. ``today`` is the shop's day."""

    def __init__(self, changed: Callable[[], object], today: Callable[[], date]) -> None:
        self._changed, self._today = changed, today
        self.watches = False
        self.first_day: date | None = None
        self.day: DateField | None = None
        self.ways: Segments | None = None
        self._language: Language | None = None
        self._place: Surface | None = None

    # ---- the draft

    def read(self, draft: Draft, zone: ZoneInfo) -> None:
        """Take what the draft holds; the day is that of the step orders."""
        self.watches = bool(draft.get(ABOUT, {}).get(OBSERVER, False))
        start = draft.get("orders", {}).get("start")
        if isinstance(start, str):
            self.first_day = datetime.fromisoformat(start).astimezone(zone).date()

    def write(self, draft: Draft, zone: ZoneInfo) -> None:
        """Put the choice into the draft: the day as the moment when it begins in the shop's time zone."""
        about: dict[str, Any] = draft.setdefault(ABOUT, {})
        about[OBSERVER] = self.watches
        about[TAKE_OVER] = None
        if not self.watches and self.first_day is not None:
            begins = datetime.combine(self.first_day, time(), zone).isoformat()
            about[TAKE_OVER] = begins
            draft.setdefault("orders", {})["start"] = begins

    @staticmethod
    def forget(draft: Draft) -> None:
        """There is no other program."""
        draft.setdefault(ABOUT, {}).update({OBSERVER: False, TAKE_OVER: None})

    def problem(self) -> Sentence | None:
        if self.watches or self.first_day is not None:
            return None
        return say("Choose the day from which Mostik takes the orders")

    # ---- the widgets

    def build(self, place: Surface, language: Language) -> None:
        """Make the widgets in ``place``, which is empty."""
        self._language, self._place = language, Surface(place)
        text = language.text
        self.ways = Segments(
            place,
            [
                Option(TAKE, text("Mostik takes over")),
                Option(WATCH, text("Only watch for now")),
            ],
            value=WATCH if self.watches else TAKE,
            on_change=self._chosen,
        )
        self.ways.pack(fill="x", pady=(size(place, Space.M), 0))
        self._place.pack(fill="x")
        self._fill()

    def _fill(self) -> None:
        place, language = self._place, self._language
        assert place is not None
        assert language is not None
        for child in place.winfo_children():
            child.destroy()
        self.day = None
        above = (size(place, Space.M), 0)
        if self.watches:
            Note(
                place,
                language.text(
                    "Mostik writes nothing. Each sync shows what it would have done, and whether the other "
                    "program did the same. Once you trust it, come back here and let Mostik take over."
                ),
                Tone.INFO,
            ).pack(fill="x", pady=above)
            return
        Note(
            place,
            language.text(
                "Mostik takes over from a day that you choose. Orders before it stay with the other program, "
                "and orders that it brought in since are recognised by their number and left to it; switch "
                "its import off on that day."
            ),
            Tone.WARN,
        ).pack(fill="x", pady=above)
        form = Form(place)
        form.pack(fill="x", pady=above)
        self.day = form.row(
            language.text("Mostik from"),
            DateField(form, self.first_day, today=self._today, on_change=self._day_chosen),
        )

    def _chosen(self) -> None:
        assert self.ways is not None
        self.watches = self.ways.value == WATCH
        self._fill()
        self._changed()

    def _day_chosen(self) -> None:
        assert self.day is not None
        assert self._language is not None
        self.first_day = self.day.day
        wrong = self.day.value and self.first_day is None
        self.day.error(self._language.text("This is no day. Write it like 1.11.2026.") if wrong else "")
        self._changed()
