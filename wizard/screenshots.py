"""Pictures of the real window: every scene in each language, mode and scale, and contact sheets to look at.

``make screenshots`` calls it on a private screen. A scene is a name and a function that makes its screen.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from PIL import Image, ImageGrab

from wizard.app import App, ScreenFactory
from wizard.desk import Desk
from wizard.theme import SCALE_VARIABLE, WINDOW_SIZE, Mode
from wizard.window import Window

Scenes = Mapping[str, ScreenFactory]
_SHEET_WIDTH: Final = 760
_SHEET_COLUMNS: Final = 2


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
    languages: Sequence[str] = ("en", "bg", "pl"),
    modes: Sequence[Mode] = ("light", "dark"),
    percents: Sequence[int] = (100, 150),
    size: tuple[int, int] = WINDOW_SIZE,
) -> list[Path]:
    """Write one picture for each combination and a contact sheet for each language, mode and scale."""
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for percent in percents:
        os.environ[SCALE_VARIABLE] = str(percent)
        first = next(iter(scenes.values()))
        app = App(make_desk(), first, language=languages[0])
        app.window.geometry("+0+0")
        app.window.resize(*size)
        app.window.deiconify()
        for language in languages:
            for mode in modes:
                app.use_theme(mode)
                app.use_language(language)
                pictures = []
                for name, factory in scenes.items():
                    app.show(factory)
                    path = folder / f"{name}-{language}-{mode}-{percent}.png"
                    picture = grab(app.window)
                    picture.save(path)
                    written.append(path)
                    pictures.append(picture)
                sheet = folder / f"sheet-{language}-{mode}-{percent}.png"
                contact_sheet(pictures).save(sheet)
                written.append(sheet)
        app.leave()
    return written


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
