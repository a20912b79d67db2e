"""A day: typed in any usual form, or chosen in a calendar."""

from __future__ import annotations

import calendar
import tkinter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final

from babel import Locale
from babel.dates import format_date

from wizard.theme import Font, Space, Tone, palette, size
from wizard.widgets.buttons import PushButton
from wizard.widgets.choices import OnChange, nothing
from wizard.widgets.fields import TextField
from wizard.widgets.surface import Surface
from wizard.widgets.texts import Words
from wizard.widgets.tooltip import Tooltip
from wizard.widgets.typed import read_date, show_date
from wizard.widgets.window_of import window_of

_STEPS: Final = {"Left": -1, "Right": 1, "Up": -7, "Down": 7}


class DateField(TextField):
    """``day`` is the day that was typed or chosen; None where there is none or it cannot be read.

    ``today`` is asked when the calendar opens on an empty field.
    """

    def __init__(
        self,
        parent: tkinter.Misc,
        day: date | None = None,
        *,
        today: Callable[[], date],
        on_change: OnChange = nothing,
    ) -> None:
        super().__init__(parent, on_change=on_change, width=12)
        self._today = today
        self.columnconfigure(0, weight=0)
        self.columnconfigure(2, weight=1)
        self.day = day
        self.button = PushButton(self, "", self.open_calendar, icon_name="calendar3")
        self.button.grid(row=0, column=1, sticky="nsw", padx=(size(self, Space.S), 0))
        Tooltip(self.button, window_of(self).language.text("Choose a day"))
        self.calendar: Calendar | None = None
        self.control.bind("<FocusOut>", self._tidy, add="+")
        self.control.bind("<Alt-Down>", lambda _: self.open_calendar(), add="+")

    @property
    def day(self) -> date | None:
        return read_date(self.value)

    @day.setter
    def day(self, day: date | None) -> None:
        self.value = "" if day is None else show_date(day, window_of(self).language.code)

    def open_calendar(self) -> None:
        """Open the calendar below the field."""
        self.calendar = Calendar(self, self.day or self._today(), self._chosen)

    def _chosen(self, day: date) -> None:
        self.day = day
        self.control.focus_set()
        self._on_change()

    def _tidy(self, _event: tkinter.Event[Any]) -> None:
        day = self.day
        if day is not None:
            self.day = day


class Calendar(tkinter.Toplevel):
    """A month to choose a day from, by mouse or by arrows, Page Up and Down, Enter and Escape."""

    def __init__(self, field: DateField, day: date, chosen: Callable[[date], None]) -> None:
        colours = palette()
        super().__init__(field, background=colours.hairline)
        self.withdraw()
        self.overrideredirect(True)
        self.day = day
        self._field, self._chosen = field, chosen
        self._code = window_of(field).language.code
        self._inside = Surface(self, colours.card, padding=(Space.S, Space.S))
        self._inside.pack(padx=1, pady=1)
        self._draw()
        self.update_idletasks()
        x = min(field.winfo_rootx(), self.winfo_screenwidth() - self.winfo_reqwidth())
        y = field.winfo_rooty() + field.control.winfo_height()
        if y + self.winfo_reqheight() > self.winfo_screenheight():
            y = field.winfo_rooty() - self.winfo_reqheight()
        self.geometry(f"+{max(x, 0)}+{max(y, 0)}")
        self.deiconify()
        self.wait_visibility()
        self.grab_set()
        self.bind("<KeyPress>", self._key)
        self.bind("<Button-1>", self._click)
        self.focus_force()

    def take(self, day: date) -> None:
        """Choose a day and close."""
        self.close()
        self._chosen(day)

    def close(self) -> None:
        self.grab_release()
        self.destroy()
        # This window took the keyboard past the window manager, which does not give it back by itself.
        self._field.control.focus_force()

    def show_month(self, months: int) -> None:
        """Go on or back by months, staying on the same day where the month has it."""
        number = self.day.year * 12 + self.day.month - 1 + months
        year, month = divmod(number, 12)
        last = calendar.monthrange(year, month + 1)[1]
        self.day = date(year, month + 1, min(self.day.day, last))
        self._draw()

    def _draw(self) -> None:
        for child in self._inside.winfo_children():
            child.destroy()
        head = Surface(self._inside)
        head.grid(row=0, column=0, columnspan=7, sticky="ew", pady=(0, size(self, Space.XS)))
        self._arrow(head, "‹", -1).pack(side="left")
        self._arrow(head, "›", 1).pack(side="right")
        title = format_date(self.day, "LLLL yyyy", locale=self._code)
        Words(head, title, font=Font.STRONG, anchor="center").pack(fill="x", expand=True)
        names = Locale(self._code).days["stand-alone"]["short"]
        for column in range(7):
            Words(self._inside, names[column], font=Font.SMALL, tone=Tone.QUIET, anchor="center").grid(
                row=1, column=column, sticky="ew"
            )
            self._inside.columnconfigure(column, minsize=size(self, 34), uniform="day")
        weeks = calendar.Calendar(firstweekday=0).monthdatescalendar(self.day.year, self.day.month)
        for row, week in enumerate(weeks, start=2):
            for column, day in enumerate(week):
                self._cell(day).grid(row=row, column=column, sticky="nsew")

    def _arrow(self, parent: Surface, sign: str, months: int) -> tkinter.Label:
        label = self._label(parent, sign)
        label.bind("<Button-1>", lambda _: self.show_month(months))
        return label

    def _cell(self, day: date) -> tkinter.Label:
        colours = palette()
        label = self._label(self._inside, str(day.day))
        if day == self.day:
            info = colours.tone(Tone.INFO)
            label.configure(background=info.wash, foreground=info.ink, font=Font.STRONG.value)
        elif day.month != self.day.month:
            label.configure(foreground=colours.tone(Tone.QUIET).solid)
        label.bind("<Button-1>", lambda _: self.take(day))
        return label

    def _label(self, parent: Surface, text: str) -> tkinter.Label:
        colours = palette()
        return tkinter.Label(
            parent,
            text=text,
            font=Font.BODY.value,
            background=colours.card,
            foreground=colours.ink,
            padx=size(self, 6),
            pady=size(self, 4),
            cursor="hand2",
        )

    def _key(self, event: tkinter.Event[Any]) -> str:
        if event.keysym == "Escape":
            self.close()
        elif event.keysym in ("Return", "KP_Enter", "space"):
            self.take(self.day)
        elif event.keysym in ("Prior", "Next"):
            self.show_month(-1 if event.keysym == "Prior" else 1)
        elif event.keysym in _STEPS:
            self.day += timedelta(days=_STEPS[event.keysym])
            self._draw()
        return "break"

    def _click(self, event: tkinter.Event[Any]) -> None:
        # Under the grab a click elsewhere arrives here, outside of our own area.
        inside = 0 <= event.x_root - self.winfo_rootx() < self.winfo_width()
        if not (inside and 0 <= event.y_root - self.winfo_rooty() < self.winfo_height()):
            self.close()
