"""The one window (Tk's root): its size, scaling, theme, fonts and icon, its keys and its language."""

from __future__ import annotations

import sys
import tkinter
from pathlib import Path
from typing import Final

import ttkbootstrap as ttk
from PIL import Image, ImageTk

from wizard import theme
from wizard.language import Language
from wizard.theme import Mode
from wizard.widgets.context_menu import install_context_menu
from wizard.widgets.keys import Keys
from wizard.widgets.scrolling import install_scrolling

CLASS_NAME: Final = "Mostik"


def icons_folder() -> Path:
    """Where the logo lies, in a checkout and in an installation alike."""
    return Path(__file__).resolve().parent.parent / "assets" / "icons"


class Window(ttk.App):
    """Tk's root. There is one in a process; after it is destroyed a new one may be made."""

    def __init__(self, language: Language, mode: Mode, logical_size: tuple[int, int] | None = None) -> None:
        theme.register_themes()
        super().__init__(
            title=language.text("Mostik"),
            theme=theme.theme_name(mode),
            iconphoto=str(_icon_file()),
            scaling=theme.scaling_from_environment(),
            className=CLASS_NAME,
        )
        self.withdraw()
        self.language = language
        # The library warns of what it does not know and goes on; here it would be a mistake of ours.
        ttk.set_bootstyle_strict(True)
        self.set_theme_modes(light=theme.theme_name("light"), dark=theme.theme_name("dark"))
        theme.make_fonts(self)
        theme.settle_styles(self)
        self._logos: dict[tuple[Mode, int], ImageTk.PhotoImage] = {}
        self.shortcuts = Keys(self)
        install_context_menu(self, lambda: self.language)
        install_scrolling(self)
        self._take_size(logical_size)

    def destroy(self) -> None:
        """Close the window. What waited is given up: Tk would go on calling it beside the next window."""
        for waiting in self.tk.splitlist(self.tk.call("after", "info")):
            # Not by `after_cancel`: it would take the name from the part that asked, which clears it itself.
            self.tk.call("after", "cancel", waiting)
        super().destroy()

    @property
    def mode(self) -> Mode:
        return theme.palette().mode

    def use_theme(self, mode: Mode) -> None:
        """Change the theme. What stands in the window must be built anew after it."""
        if mode != self.mode:
            self.theme_use(theme.theme_name(mode))
            theme.settle_styles(self)

    def logical_size(self) -> tuple[int, int]:
        """The window's width and height in logical pixels."""
        factor = theme.size(self, 1000) / 1000
        return round(self.winfo_width() / factor), round(self.winfo_height() / factor)

    def resize(self, width: int, height: int) -> None:
        """Give the window a size in logical pixels."""
        self.geometry(f"{theme.size(self, width)}x{theme.size(self, height)}")

    def logo(self, logical: int) -> ImageTk.PhotoImage:
        """The logo as a picture of this size, in the colour of the theme."""
        key = (self.mode, logical)
        if key not in self._logos:
            edge = theme.size(self, logical)
            name = "mostik-dark.png" if self.mode == "dark" else "mostik.png"
            with Image.open(icons_folder() / name) as picture:
                small = picture.resize((edge, edge), Image.Resampling.LANCZOS)
            self._logos[key] = ImageTk.PhotoImage(small, master=self)
        return self._logos[key]

    def _take_size(self, wanted: tuple[int, int] | None) -> None:
        width, height = wanted or theme.WINDOW_SIZE
        least_width, least_height = theme.SMALLEST_WINDOW
        self.minsize(theme.size(self, least_width), theme.size(self, least_height))
        width = min(theme.size(self, max(width, least_width)), self.winfo_screenwidth())
        height = min(theme.size(self, max(height, least_height)), self.winfo_screenheight())
        self.geometry(f"{width}x{height}")
        self.configure(background=theme.palette().background)


def root_of(widget: tkinter.Misc) -> Window:
    """The window of a widget."""
    root = widget.nametowidget(".")
    assert isinstance(root, Window)
    return root


def _icon_file() -> Path:
    return icons_folder() / ("mostik.ico" if sys.platform == "win32" else "mostik.png")


def system_mode() -> Mode:
    """Light or dark as the system has it, where it tells; light elsewhere."""
    if sys.platform == "win32":
        return _windows_mode()
    else:  # noqa: RET505 - written so that the type checker sees one platform at a time
        return "light"


if sys.platform == "win32":

    def _windows_mode() -> Mode:
        import winreg

        name = r"Software\Microsoft\Windows\CurrentVersion\Themes\Personalize"
        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, name) as key:
                value, _ = winreg.QueryValueEx(key, "AppsUseLightTheme")
        except OSError:
            return "light"
        return "light" if value else "dark"
