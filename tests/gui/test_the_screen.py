"""The ground the window's tests stand on: a font with the owners' letters, and focus that comes back."""

from __future__ import annotations

import subprocess
import tkinter
from tkinter import font


def _type(window: tkinter.Tk, text: str, into: tkinter.Entry) -> None:
    """Types as a person does, and returns when all of it has arrived, or 10 seconds later."""

    def look() -> None:
        if into.get() == text:
            window.quit()
        window.after(20, look)

    window.after(20, look)
    window.after(10_000, window.quit)
    with subprocess.Popen(["xdotool", "type", "--delay", "20", text]):
        window.mainloop()


def _close_and_wait_for_focus(root: tkinter.Tk, dialog: tkinter.Toplevel, entry: tkinter.Entry) -> None:
    """Returns when the window manager has given the keyboard back, or 10 seconds later."""
    entry.bind("<FocusIn>", lambda _event: root.quit())
    root.after(0, dialog.destroy)
    late = root.after(10_000, root.quit)
    root.mainloop()
    root.after_cancel(late)
    entry.unbind("<FocusIn>")


def test_typing_reaches_the_window_again_after_a_dialog() -> None:
    root = tkinter.Tk()
    try:
        entry = tkinter.Entry(root)
        entry.pack()
        entry.wait_visibility()
        entry.focus_force()
        root.update()
        dialog = tkinter.Toplevel(root)
        dialog.wait_visibility()
        dialog.grab_set()
        dialog.focus_force()
        root.update()
        _close_and_wait_for_focus(root, dialog, entry)
        # Latin letters: for one that the keyboard lacks xdotool borrows a key, now and then too late.
        _type(root, "most", into=entry)
        assert entry.get() == "most"
    finally:
        root.destroy()


def test_the_owners_letters_have_a_width() -> None:
    root = tkinter.Tk()
    try:
        letters = font.nametofont("TkDefaultFont")
        assert all(letters.measure(letter) > 0 for letter in "жЩъѝłąźЇ€")
    finally:
        root.destroy()
