"""The look of the window: theme family, tones by mode, fonts, spacing, and styles on top of the theme.

All sizes are logical pixels and go through :func:`size`. Tones are hex values and do not follow a change of
theme by themselves: the window builds its screen anew then.
"""

from __future__ import annotations

import os
import tkinter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from tkinter import font as tkfont
from typing import Any, Final, Literal

import ttkbootstrap as ttk

Mode = Literal["light", "dark"]
SCALE_VARIABLE: Final = "MOSTIK_SCALE"
# Tk counts pixels a point; 4/3 is a screen of 96 dots an inch, on which a logical pixel is a pixel.
_PIXELS_A_POINT: Final = 4 / 3


class Tone(StrEnum):
    """What a colour means. A tone never stands alone: an icon and a word go with it."""

    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    INFO = "info"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class ToneColours:
    """The colours of a tone: text, a pale ground for it, the ground's border, and a full colour."""

    ink: str
    wash: str
    edge: str
    solid: str


@dataclass(frozen=True, slots=True)
class Palette:
    """All colours of a mode. ``background`` is the theme's own, on which entries and tables stand."""

    mode: Mode
    background: str
    page: str
    card: str
    side: str
    hairline: str
    ink: str
    disabled_ground: str
    disabled_ink: str
    small_warn: str
    track: str
    tones: Mapping[Tone, ToneColours]

    def tone(self, tone: Tone) -> ToneColours:
        return self.tones[tone]


LIGHT: Final = Palette(
    mode="light",
    background="#ffffff",
    page="#f4f6f8",
    card="#ffffff",
    side="#f4f6f8",
    hairline="#dde1e6",
    ink="#1c2530",
    disabled_ground="#e1e6ec",
    disabled_ink="#5d6975",
    small_warn="#c98309",
    track="#dde1e6",
    tones={
        Tone.GOOD: ToneColours("#176f42", "#e9f6ef", "#bfe3cf", "#219f5e"),
        Tone.WARN: ToneColours("#855000", "#fff5e1", "#f0d69f", "#e69a12"),
        Tone.BAD: ToneColours("#a1283a", "#fdeef0", "#f0c3ca", "#d0384b"),
        Tone.INFO: ToneColours("#2459a8", "#eef4fc", "#c6d8f2", "#2d6fd2"),
        Tone.QUIET: ToneColours("#57636f", "#f1f3f5", "#dde1e6", "#9fb0c1"),
    },
)
DARK: Final = Palette(
    mode="dark",
    background="#161c23",
    page="#161c23",
    card="#1e252d",
    side="#1b2129",
    hairline="#323b45",
    ink="#e6ebf0",
    disabled_ground="#2b333c",
    disabled_ink="#93a1af",
    small_warn="#d99a2b",
    track="#323b45",
    tones={
        Tone.GOOD: ToneColours("#6fce9b", "#17301f", "#2a5a40", "#3fa873"),
        Tone.WARN: ToneColours("#f0b95a", "#33290f", "#5e4a1e", "#d99a2b"),
        Tone.BAD: ToneColours("#f28b96", "#391d22", "#6b333c", "#d9566a"),
        Tone.INFO: ToneColours("#8db4ee", "#1b2a41", "#2f4b78", "#578cdb"),
        Tone.QUIET: ToneColours("#a7b7c7", "#29313a", "#3b444e", "#73839a"),
    },
)

ICONS: Final[Mapping[Tone, str]] = {
    Tone.GOOD: "check-circle-fill",
    Tone.WARN: "exclamation-triangle-fill",
    Tone.BAD: "x-octagon-fill",
    Tone.INFO: "record-circle-fill",
    Tone.QUIET: "circle",
}
SKIPPED_ICON: Final = "dash-circle-fill"
RUNNING_ICON: Final = "arrow-right-circle-fill"


class Font(StrEnum):
    """The named fonts, by use."""

    TITLE = "Title"
    SECTION = "Section"
    STRONG = "Strong"
    BODY = "TkDefaultFont"
    SMALL = "Small"
    SMALL_STRONG = "SmallStrong"
    BIG = "Big"


_FONTS: Final[Mapping[Font, tuple[int, Literal["normal", "bold"]]]] = {
    Font.TITLE: (17, "bold"),
    Font.SECTION: (11, "bold"),
    Font.STRONG: (10, "bold"),
    Font.SMALL: (9, "normal"),
    Font.SMALL_STRONG: (9, "bold"),
    Font.BIG: (20, "bold"),
}
_FAMILIES: Final = ("Segoe UI", "Noto Sans", "DejaVu Sans")
_NAMED_BY_TK: Final = (
    "TkDefaultFont",
    "TkTextFont",
    "TkMenuFont",
    "TkHeadingFont",
    "TkCaptionFont",
    "TkTooltipFont",
)


class Space:
    """The only distances there are, in logical pixels."""

    XS: Final = 4
    S: Final = 8
    M: Final = 12
    L: Final = 16
    XL: Final = 24
    XXL: Final = 32


WINDOW_SIZE: Final = (1180, 760)
SMALLEST_WINDOW: Final = (960, 600)
SIDE_WIDTH: Final = 232
TOP_BAR_HEIGHT: Final = 60
BUTTON_BAR_HEIGHT: Final = 58
CARD_PADDING: Final = (18, 14)
TWO_COLUMNS_FROM: Final = 800
ROW_HEIGHT: Final = 32
ICON_GAP: Final = 7


def size(widget: tkinter.Misc, logical: float) -> int:
    """Logical pixels as pixels of the screen on which ``widget`` stands."""
    return int(ttk.scale_size(widget, logical))


def palette() -> Palette:
    """The colours of the theme that is shown now."""
    style = ttk.Style.get_instance()
    return DARK if style is not None and style.theme_mode == "dark" else LIGHT


def tone_colours(tone: Tone) -> ToneColours:
    """The colours of a tone in the theme that is shown now."""
    return palette().tone(tone)


def icon(name: str, logical: int | tuple[int, int], colour: str) -> str:
    """An icon of the library's own font as an image for ``image=``."""
    return str(ttk.Icon(name, logical, colour))


def scaling_from_environment(environment: Mapping[str, str] | None = None) -> float | None:
    """Tk's scaling for the percent in MOSTIK_SCALE (``150``), or None to follow the system."""
    text = (os.environ if environment is None else environment).get(SCALE_VARIABLE, "").strip().rstrip("%")
    try:
        percent = float(text)
    except ValueError:
        return None
    if not 50 <= percent <= 400:
        return None
    return _PIXELS_A_POINT * percent / 100


def theme_name(mode: Mode) -> str:
    return f"mostik-{mode}"


def register_themes() -> None:
    """Make the theme family known; called before the window is opened."""
    # Two calls, because white text on the dark primary needs an anchor of its own to reach 4.5 : 1.
    ttk.Theme(
        name="mostik",
        primary="#2d6fd2",
        success="#219f5e",
        info="#3b8fb5",
        warning="#a86200",
        danger="#d0384b",
        neutral="#91a5b9",
        light={"background": LIGHT.background, "foreground": LIGHT.ink},
    ).register()
    ttk.Theme(
        name="mostik",
        primary="#1654b5",
        success="#219f5e",
        info="#3b8fb5",
        warning="#a86200",
        danger="#d0384b",
        neutral="#91a5b9",
        dark={"background": DARK.background, "foreground": DARK.ink},
    ).register()


def make_fonts(root: tkinter.Misc) -> None:
    """Set the family of Tk's own fonts and name ours; on Windows Segoe UI, else the first that is there."""
    there = set(tkfont.families(root))
    family = next((name for name in _FAMILIES if name in there), None)
    for name in _NAMED_BY_TK:
        named = tkfont.nametofont(name, root)
        named.configure(size=10, weight="normal")
        if family:
            named.configure(family=family)
    tkfont.nametofont("TkTooltipFont", root).configure(size=9)
    known = set(tkfont.names(root))
    base = tkfont.nametofont("TkDefaultFont", root).actual("family")
    for font, (points, weight) in _FONTS.items():
        if font.value in known:
            tkfont.nametofont(font.value, root).configure(family=base, size=points, weight=weight)
        else:
            # Tk forgets a named font when its Python object goes, so the window keeps them.
            made = tkfont.Font(root, name=font.value, family=base, size=points, weight=weight)
            _kept(root).append(made)


def _kept(root: tkinter.Misc) -> list[tkfont.Font]:
    fonts: list[tkfont.Font] | None = getattr(root, "mostik_fonts", None)
    if fonts is None:
        fonts = []
        root.mostik_fonts = fonts  # type: ignore[attr-defined]  # Tk objects carry what must live as long
    return fonts


def settle_styles(root: tkinter.Misc) -> None:
    """Set what the theme leaves open. Called when the theme is up, and again after every change of it."""
    style = ttk.Style()
    colours = palette()
    quiet = colours.tone(Tone.QUIET)
    info = colours.tone(Tone.INFO)
    # Building one of each first: a style that is set before it exists would be built over.
    for made in (
        ttk.Radiobutton(root, bootstyle="primary toolbutton"),
        ttk.Button(root, bootstyle="primary"),
        ttk.Treeview(root),
    ):
        made.destroy()
    style.configure(
        "primary.Toolbutton",
        background=colours.background,
        foreground=colours.ink,
        bordercolor=str(style.colors.border),
        lightcolor=colours.background,
        darkcolor=colours.background,
        focuscolor=colours.ink,
    )
    style.map(
        "primary.TButton",
        background=[("disabled", colours.disabled_ground), *_of(style, "primary.TButton", "background")],
        foreground=[("disabled", colours.disabled_ink)],
        bordercolor=[("disabled", colours.disabled_ground), *_of(style, "primary.TButton", "bordercolor")],
        darkcolor=[("disabled", colours.disabled_ground), *_of(style, "primary.TButton", "darkcolor")],
        lightcolor=[("disabled", colours.disabled_ground), *_of(style, "primary.TButton", "lightcolor")],
    )
    style.configure(
        "Treeview",
        rowheight=size(root, ROW_HEIGHT),
        borderwidth=0,
        relief="flat",
        background=colours.background,
        fieldbackground=colours.background,
        foreground=colours.ink,
        bordercolor=colours.background,
        lightcolor=colours.background,
        darkcolor=colours.background,
    )
    style.map(
        "Treeview",
        background=[("selected", info.wash)],
        foreground=[("selected", colours.ink)],
    )
    style.configure(
        "Treeview.Heading",
        font=Font.SMALL_STRONG.value,
        background=colours.background,
        foreground=quiet.ink,
        relief="flat",
        padding=(size(root, 5), size(root, 8)),
    )
    style.map("Treeview.Heading", background=[("active", quiet.wash)], foreground=[("active", colours.ink)])
    style.configure("TLabel", space=size(root, ICON_GAP))
    style.layout("Treeview", [("Treeview.treearea", {"sticky": "nswe"})])
    style.layout("Treeview.Item", _ITEM_WITHOUT_INDICATOR)
    root.option_add("*TCombobox*Listbox.font", "TkDefaultFont")


_ITEM_WITHOUT_INDICATOR: Final[list[Any]] = [
    (
        "Treeitem.padding",
        {
            "sticky": "nswe",
            "children": [
                ("Treeitem.image", {"side": "left", "sticky": ""}),
                ("Treeitem.text", {"side": "left", "sticky": ""}),
            ],
        },
    )
]


def _of(style: ttk.Style, name: str, option: str) -> list[Any]:
    """What a style maps already for an option, without the disabled state."""
    found: list[Any] = list(style.map(name, query_opt=option))
    return [entry for entry in found if entry[0] != "disabled"]
