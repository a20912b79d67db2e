"""Texts made comparable: case, blanks, dashes and compatible forms folded, and letters that only look
alike.

Two strengths. :func:`fold` undoes what typing and spreadsheets do to a code; two texts that fold alike are
the same code. :func:`look_alike_form` also takes Cyrillic and Greek letters for the Latin ones they look
like; texts that agree only there are probably the same code, which the owner is asked.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from typing import Final

# Zero-width and other invisible characters, and control characters: none of them is ever meant in a code.
_INVISIBLE: Final = (
    *range(0x20),
    *range(0x7F, 0xA0),
    0x00AD,
    0x034F,
    0x061C,
    0x115F,
    0x1160,
    0x17B4,
    0x17B5,
    *range(0x180B, 0x1810),
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2070),
    0x3164,
    *range(0xFE00, 0xFE10),
    0xFEFF,
    0xFFA0,
    *range(0xFFF9, 0xFFFC),
)
_DASHES: Final = "‐‑‒–—―⁃−⸺⸻﹘﹣－"

_TIDY: Final[dict[int, str | None]] = {
    **dict.fromkeys(_INVISIBLE),
    **dict.fromkeys(map(ord, _DASHES), "-"),
}

# Lower-case letters after folding. Capitals decide what looks alike: codes are mostly written in capitals,
# and a
# small "в" was a "В" for whoever typed it.
_CYRILLIC: Final = dict(zip("авсенкмортхуѕіјһԁԛԝү", "abcehkmoptxysijhdqwy", strict=True))
_GREEK: Final = dict(zip("αβεζηικμνορτυχ", "abezhikmnoptyx", strict=True))
_LOOK_ALIKES: Final = str.maketrans({**_CYRILLIC, **_GREEK})

_SPREADSHEET_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)?[eе]\+\d+")


class Script(StrEnum):
    """The alphabet of a letter that looks like a Latin one."""

    CYRILLIC = "Cyrillic"
    GREEK = "Greek"


def fold(text: str) -> str:
    """``text`` without case, blanks and invisible characters, all dashes one, all compatible forms one
    (NFKC).
    """
    if text.isascii():
        folded = "".join(text.lower().split())
        return folded if folded.isprintable() else folded.translate(_TIDY)
    folded = _folded_once(text)
    # Taking out an invisible character can bring a letter and its accent together; a second look settles
    # that.
    while (again := _folded_once(folded)) != folded:
        folded = again
    return folded


def _folded_once(text: str) -> str:
    composed = unicodedata.normalize("NFKC", text.translate(_TIDY))
    folded = unicodedata.normalize("NFKC", composed.casefold()).translate(_TIDY)
    return "".join(folded.split())


def look_alike_form(folded: str) -> str:
    """A folded text with Latin letters in place of the Cyrillic and Greek ones that look like them."""
    return folded if folded.isascii() else folded.translate(_LOOK_ALIKES)


def look_alike_letters(folded: str, other: str) -> tuple[str, Script] | None:
    """The letters of ``folded`` that differ from ``other`` only by their alphabet, in capitals, each once.

    None where ``folded`` has no such letter, where several alphabets are mixed, or where the texts differ
    otherwise.
    """
    if len(folded) != len(other) or look_alike_form(folded) != look_alike_form(other):
        return None
    letters = [
        mine for mine, theirs in zip(folded, other, strict=True) if mine != theirs and not mine.isascii()
    ]
    for script, alphabet in ((Script.CYRILLIC, _CYRILLIC), (Script.GREEK, _GREEK)):
        if letters and all(letter in alphabet for letter in letters):
            return ", ".join(dict.fromkeys(letter.upper() for letter in letters)), script
    return None


def is_spreadsheet_number(folded: str) -> bool:
    """Whether a folded code is a number that a spreadsheet shortened, such as "3.8e+12": its digits are
    lost.
    """
    return "+" in folded and _SPREADSHEET_NUMBER.fullmatch(folded) is not None


def code_key(text: str) -> str:
    """A product code (SKU) folded for comparison; "" where it is no code: blank, only dashes or dots,
    damaged.
    """
    folded = fold(text)
    if not folded.strip("-._/") or is_spreadsheet_number(folded):
        return ""
    return folded
