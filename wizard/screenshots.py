"""Pictures of the real window: every scene in each language, mode and scale, and contact sheets to look at.

``make screenshots`` calls it on a private screen. A scene is a name and a function that makes its screen.
"""

from __future__ import annotations

import os
import tkinter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image, ImageGrab

from wizard.app import App, ScreenFactory
from wizard.desk import Desk
from wizard.help_screen import HelpWindow
from wizard.theme import SCALE_VARIABLE, WINDOW_SIZE, Mode
from wizard.widgets.dialog import Dialog
from wizard.window import Window

Scenes = Mapping[str, ScreenFactory]
_SHEET_WIDTH: Final = 760
_SHEET_COLUMNS: Final = 2
_SHEET_PICTURES: Final = 8


@dataclass(frozen=True, slots=True)
class Look:
    """How the window looks: its language, its mode and its scale in per cent."""

    language: str
    mode: Mode
    percent: int

    def __str__(self) -> str:
        return f"{self.language}-{self.mode}-{self.percent}"


def settle(window: Window) -> None:
    """Let the layout come to rest and be drawn."""
    for _ in range(12):
        window.update_idletasks()
        window.update()


def grab(window: Window) -> Image.Image:
    """The window as it is on the screen."""
    settle(window)
    left, top = window.winfo_rootx(), window.winfo_rooty()
    box = (left, top, left + window.winfo_width(), top + window.winfo_height())
    return ImageGrab.grab(bbox=box, xdisplay=os.environ.get("DISPLAY"))


def take(
    scenes: Scenes,
    make_desk: Callable[[], Desk],
    folder: Path,
    *,
    looks: Sequence[Look],
    size: tuple[int, int] = WINDOW_SIZE,
) -> None:
    """Write one picture of each scene in each look, and contact sheets for each look.

    A scale is that of a whole window, so the looks are taken scale by scale.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for percent in dict.fromkeys(look.percent for look in looks):
        os.environ[SCALE_VARIABLE] = str(percent)
        app = App(make_desk(), next(iter(scenes.values())), language="en")
        app.window.geometry("+0+0")
        app.window.resize(*size)
        app.go_home()
        app.window.deiconify()
        for look in looks:
            if look.percent == percent:
                app.use_theme(look.mode)
                app.use_language(look.language)
                pictures = [_picture(app, scenes[name], folder / f"{name}-{look}.png") for name in scenes]
                for number in range(0, len(pictures), _SHEET_PICTURES):
                    sheet = contact_sheet(pictures[number : number + _SHEET_PICTURES])
                    sheet.save(folder / f"sheet-{look}-{number // _SHEET_PICTURES + 1}.png")
        app.leave()


def _picture(app: App, scene: ScreenFactory, path: Path) -> Image.Image:
    """Show a scene and write its picture, with the small windows that are open over it."""
    app.show(scene)
    picture = grab(app.window)
    picture.save(path)
    close_small_windows(app.window)
    return picture


def small_windows(window: Window) -> list[tkinter.Toplevel]:
    """What is open over the main window; a tooltip and an open menu do not count."""
    return [child for child in window.winfo_children() if isinstance(child, HelpWindow | Dialog)]


def close_small_windows(window: Window) -> None:
    """Close what is open over the main window."""
    for child in small_windows(window):
        window.shortcuts.forget(child)
        child.destroy()


def contact_sheet(pictures: Sequence[Image.Image]) -> Image.Image:
    """All pictures on one, two in a row."""
    small = [
        picture.resize((_SHEET_WIDTH, round(picture.height * _SHEET_WIDTH / picture.width)))
        for picture in pictures
    ]
    row_height = max(picture.height for picture in small) + 8
    rows = -(-len(small) // _SHEET_COLUMNS)
    sheet = Image.new("RGB", (_SHEET_COLUMNS * (_SHEET_WIDTH + 8), rows * row_height), "#808080")
    for number, picture in enumerate(small):
        row, column = divmod(number, _SHEET_COLUMNS)
        sheet.paste(picture, (column * (_SHEET_WIDTH + 8), row * row_height))
    return sheet
