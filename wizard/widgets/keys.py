"""Keys that work on every layout: Ctrl+C/V/X/A/Z and Alt+letter by key place, Enter, Escape, F1, Ctrl+F.

Tk binds a shortcut to the letter that a key types, so on a Cyrillic layout Ctrl+V does nothing by itself.
Here the place of the key on the keyboard counts as well.

Key places: on Windows ``keycode`` is the virtual key, which for letters is the Latin letter's ASCII code
(Microsoft, "Virtual-Key Codes"); on X11 it is the evdev scan code plus 8 (xkeyboard-config, keycodes/evdev).
"""

from __future__ import annotations

import tkinter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

Event = tkinter.Event  # the type of every handler's argument

_X11_ROWS: Final = ((24, "qwertyuiop"), (38, "asdfghjkl"), (52, "zxcvbnm"))
_X11_LETTERS: Final[Mapping[int, str]] = {
    first + place: letter for first, row in _X11_ROWS for place, letter in enumerate(row)
}
# What the same key types in Bulgarian: the phonetic layout and the standard one of 2006 (БДС 5237).
_PHONETIC: Final = dict(zip("qwertyuiopasdfghjklzxcvbnm", "явертъуиопасдфгхйклзьцжбнм", strict=True))
_STANDARD: Final = dict(zip("qwertyuiopasdfghjklzxcvbnm", "ыуеишщксдзьяаожгтнвюйъэфхп", strict=True))

_EDITING: Final[Mapping[str, str]] = {"c": "<<Copy>>", "v": "<<Paste>>", "x": "<<Cut>>", "a": "<<SelectAll>>"}
_TEXT_CLASSES: Final = frozenset({"TEntry", "Entry", "TCombobox", "TSpinbox", "Spinbox", "Text"})
_OWN_ENTER: Final = frozenset({"TButton", "Button", "Text", "Treeview", "Listbox"})
_CONTROL: Final = 0x4
_ALT_X11: Final = 0x8
_ALT_WINDOWS: Final = 0x20000
_HISTORY: Final = 100


def split_letter(text: str) -> tuple[str, int]:
    """A text with ``&`` before its Alt letter as what is shown and the letter's place, -1 where it has none.

    ``&&`` is an ampersand.
    """
    shown, place, position = "", -1, 0
    while position < len(text):
        if text[position] == "&" and position + 1 < len(text):
            if text[position + 1] != "&" and place < 0:
                place = len(shown)
            position += 1
        shown += text[position]
        position += 1
    return shown, place


def latin_letter(event: Event[Any], system: str) -> str:
    """The Latin letter on the pressed key, whatever layout is set; empty for other keys."""
    if system == "win32":
        return chr(event.keycode).lower() if 65 <= event.keycode <= 90 else ""
    return _X11_LETTERS.get(event.keycode, "")


def typed_letter(event: Event[Any]) -> str:
    """The letter that the key types on the layout that is set; empty where it types none."""
    if len(event.char) == 1 and event.char.isalpha():
        return event.char.lower()
    number = event.keysym_num
    if 0x6C0 <= number <= 0x6FF:
        # X11's old Cyrillic names are numbered as KOI8-R (X11 keysymdef.h).
        return bytes([number & 0xFF]).decode("koi8_r").lower()
    if number >= 0x1000000:
        return chr(number - 0x1000000).lower()
    if len(event.keysym) == 1 and event.keysym.isalpha():
        return event.keysym.lower()
    return ""


def letters_of(event: Event[Any], system: str) -> tuple[str, ...]:
    """The letters that a pressed key may mean, the likeliest first."""
    place = latin_letter(event, system)
    found = [typed_letter(event), place, _PHONETIC.get(place, ""), _STANDARD.get(place, "")]
    return tuple(dict.fromkeys(letter for letter in found if letter))


@dataclass(slots=True)
class _Toplevel:
    """What the keys of one window mean."""

    letters: list[tuple[str, tkinter.Misc, Callable[[], object]]] = field(default_factory=list)
    enter: Callable[[tkinter.Misc | None], bool] | None = None
    escape: Callable[[], object] | None = None
    help: Callable[[], object] | None = None
    find: tkinter.Misc | None = None
    others: dict[str, Callable[[], object]] = field(default_factory=dict)


class Keys:
    """The keys of the whole program. One object a root; what they mean is kept by window (toplevel)."""

    def __init__(self, root: tkinter.Tk) -> None:
        self._root = root
        self._system = str(root.tk.call("tk", "windowingsystem"))
        self._windows: dict[str, _Toplevel] = {}
        self._histories: dict[str, list[str]] = {}
        self._bind()

    # ---- what a screen says

    def forget(self, toplevel: tkinter.Misc) -> None:
        """The window's screen changed: nothing that was said for it counts any more."""
        self._windows.pop(str(toplevel), None)

    def claim(self, letter: str, widget: tkinter.Misc, command: Callable[[], object]) -> None:
        """Alt+``letter`` calls ``command`` as long as ``widget`` is shown and not disabled."""
        self._of(widget).letters.append((letter.lower(), widget, command))

    def letters(self, toplevel: tkinter.Misc) -> list[tuple[str, tkinter.Misc]]:
        """The letters claimed by what is shown in a window now, for the test that each is unique."""
        kept = self._windows.get(str(toplevel), _Toplevel())
        return [(letter, widget) for letter, widget, _ in kept.letters if _is_ready(widget)]

    def on_enter(self, toplevel: tkinter.Misc, call: Callable[[tkinter.Misc | None], bool]) -> None:
        """Enter calls ``call`` with the widget that has the focus, unless that widget uses Enter itself."""
        self._of(toplevel).enter = call

    def on_escape(self, toplevel: tkinter.Misc, call: Callable[[], object]) -> None:
        self._of(toplevel).escape = call

    def on_help(self, toplevel: tkinter.Misc, call: Callable[[], object]) -> None:
        self._of(toplevel).help = call

    def on_find(self, widget: tkinter.Misc) -> None:
        """Ctrl+F moves to this search field."""
        self._of(widget).find = widget

    def on_key(self, toplevel: tkinter.Misc, keysym: str, call: Callable[[], object]) -> None:
        """Another key of the screen, by Tk's name with modifiers, such as ``F5`` or ``Control-n``."""
        self._of(toplevel).others[keysym] = call

    # ---- what the keyboard says

    def _bind(self) -> None:
        root = self._root
        root.bind_all("<Control-KeyPress>", self._control, add="+")
        root.bind_all("<Alt-KeyPress>", self._alt)
        for key in ("<Return>", "<KP_Enter>"):
            root.bind_all(key, self._enter, add="+")
        root.bind_all("<Escape>", self._escape, add="+")
        root.bind_all("<F1>", self._help, add="+")
        for number in range(2, 13):
            root.bind_all(f"<F{number}>", self._other, add="+")
        root.bind_all("<KeyRelease>", self._note_value, add="+")
        root.bind_all("<FocusIn>", self._note_value, add="+")
        # The library takes Space from buttons, and the wheel must scroll the page, never change a choice.
        root.bind_class("TButton", "<Key-space>", _press)
        for name in ("TCombobox", "TSpinbox"):
            for wheel in ("<MouseWheel>", "<Button-4>", "<Button-5>", "<Shift-MouseWheel>"):
                root.unbind_class(name, wheel)

    def _of(self, widget: tkinter.Misc) -> _Toplevel:
        return self._windows.setdefault(str(widget.winfo_toplevel()), _Toplevel())

    def _at(self, event: Event[Any]) -> _Toplevel | None:
        widget = event.widget
        # Parts of a combobox are known to Tcl alone and arrive as text; their keys are their own.
        if not isinstance(widget, tkinter.Misc):
            return None
        return self._windows.get(str(widget.winfo_toplevel()))

    def _control(self, event: Event[Any]) -> str | None:
        if _state(event) & (_ALT_WINDOWS if self._system == "win32" else _ALT_X11):
            return None
        letter = latin_letter(event, self._system)
        by_letter = typed_letter(event)
        if by_letter.isascii() and by_letter:
            letter = by_letter
        widget = event.widget
        if isinstance(widget, tkinter.Misc) and widget.winfo_class() in _TEXT_CLASSES:
            if letter == "z":
                self.undo(widget)
                return "break"
            # Where the layout types the Latin letter, Tk's own binding has done it already.
            if letter in _EDITING and not by_letter.isascii():
                widget.event_generate(_EDITING[letter])
                return "break"
        kept = self._at(event)
        if kept is None:
            return None
        if letter == "f" and kept.find is not None and _is_ready(kept.find):
            kept.find.focus_set()
            return "break"
        call = kept.others.get(f"Control-{letter}")
        if call is not None:
            call()
            return "break"
        return None

    def _alt(self, event: Event[Any]) -> str | None:
        kept = self._at(event)
        if kept is None:
            return None
        for wanted in letters_of(event, self._system):
            for letter, widget, command in kept.letters:
                if letter == wanted and _is_ready(widget):
                    command()
                    return "break"
        return None

    def _enter(self, event: Event[Any]) -> str | None:
        widget = event.widget
        if not isinstance(widget, tkinter.Misc) or widget.winfo_class() in _OWN_ENTER:
            return None
        kept = self._at(event)
        if kept is not None and kept.enter is not None and kept.enter(widget):
            return "break"
        return None

    def _escape(self, event: Event[Any]) -> str | None:
        kept = self._at(event)
        if kept is not None and kept.escape is not None:
            kept.escape()
            return "break"
        return None

    def _help(self, event: Event[Any]) -> str | None:
        kept = self._at(event)
        if kept is not None and kept.help is not None:
            kept.help()
            return "break"
        return None

    def _other(self, event: Event[Any]) -> str | None:
        kept = self._at(event)
        call = kept.others.get(event.keysym) if kept is not None else None
        if call is None:
            return None
        call()
        return "break"

    # ---- undo, which Tk's entries lack

    def _note_value(self, event: Event[Any]) -> None:
        widget = event.widget
        if isinstance(widget, tkinter.Misc) and widget.winfo_class() in ("TEntry", "Entry"):
            self.note_value(widget)

    def note_value(self, widget: tkinter.Misc) -> None:
        """Remember what an entry holds now as a state that undo can come back to; never a secret."""
        if str(widget.cget("show")):
            self._histories.pop(str(widget), None)
            return
        history = self._histories.get(str(widget))
        if history is None:
            history = self._histories[str(widget)] = []
            widget.bind("<Destroy>", lambda _: self._histories.pop(str(widget), None), add="+")
        value = _value(widget)
        if not history or history[-1] != value:
            history.append(value)
            del history[:-_HISTORY]

    def undo(self, widget: tkinter.Misc) -> None:
        """Put an entry back to what it held before its last change."""
        history = self._histories.get(str(widget), [])
        if history and history[-1] == _value(widget):
            history.pop()
        if history and isinstance(widget, tkinter.Entry):
            widget.delete(0, "end")
            widget.insert(0, history[-1])


def _value(widget: tkinter.Misc) -> str:
    return str(widget.tk.call(str(widget), "get"))


def _state(event: Event[Any]) -> int:
    return event.state if isinstance(event.state, int) else 0


def _press(event: Event[Any]) -> str:
    event.widget.tk.call(str(event.widget), "invoke")
    return "break"


def _is_ready(widget: tkinter.Misc) -> bool:
    """Whether a widget is there, on the screen and can be used."""
    try:
        if not widget.winfo_viewable():
            return False
        return not bool(widget.tk.call(str(widget), "instate", "disabled"))
    except tkinter.TclError:
        # Destroyed, or a plain widget without states: only the second can still be used.
        return bool(widget.tk.call("winfo", "exists", str(widget)))


def tab_order(first: tkinter.Misc, limit: int = 500) -> list[tkinter.Misc]:
    """The widgets that Tab visits from ``first`` on, once round: for tests of the reading order."""
    order = [first]
    here = first.tk_focusNext()
    while here is not None and here is not first and len(order) < limit:
        order.append(here)
        here = here.tk_focusNext()
    return order
