"""Texts as fiscal devices print them: windows-1251, one line, cut at the device's width."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

ENCODING: Final = "cp1251"
_UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f\s]+")
# Letters that lose nothing but a stroke or dot where no decomposition says so.
_STROKED: Final = str.maketrans("łŁøØđĐ×", "lLoOdDx")


def printable(text: str, width: int, *, without: str = "") -> bytes:
    """``text`` in windows-1251, at most ``width`` characters.

    Control characters and the signs in ``without``, which the protocol uses itself, become spaces; letters
    that windows-1251 lacks lose their accents or become question marks.
    """
    plain = text.translate(dict.fromkeys(map(ord, without), " "))
    plain = _UNPRINTABLE.sub(" ", plain).strip()
    written = b"".join(_letter(letter) for letter in plain)
    return written[:width].rstrip()


def _letter(letter: str) -> bytes:
    plain = letter.translate(_STROKED)
    bare = "".join(part for part in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(part))
    for tried in (letter, plain, bare):
        try:
            return tried.encode(ENCODING)
        except UnicodeEncodeError:
            continue
    return b"?"
