"""What a spreadsheet does to codes and texts: rounded barcodes, lost zeros, formulas."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

_ROUNDED: Final = re.compile(r"\d(?:[.,]\d+)?E\+?\d{1,2}", re.IGNORECASE)
_FORMULA_SIGNS: Final = ("=", "+", "-", "@", "\t", "\r")
_KEPT_AS_TEXT: Final = re.compile(r'="([^"]*)"')
_NUMBER: Final = re.compile(r"[+-]?\d[\d \u00a0.,]*")
_LENGTHS: Final = (8, 12, 13, 14)
"""How many digits a GTIN has."""


def spoilt_code(code: str) -> bool:
    """Whether a spreadsheet wrote a long number in its short form (``3.8E+12``): the digits are gone."""
    return _ROUNDED.fullmatch(code.strip()) is not None and "e" in code.casefold()


def lost_zeros(codes: Iterable[str]) -> dict[str, str]:
    """Barcodes that seem to have lost the zeros at their beginning, with what they probably were.

    A code of digits whose length is none of a GTIN, and which with zeros before it has the check digit of the
    length that most codes of the column have. Nothing is mended by this; the owner is told.
    """
    all_digits = [code for code in codes if code.isascii() and code.isdigit()]
    lengths = Counter(len(code) for code in all_digits if len(code) in _LENGTHS)
    usual = lengths.most_common(1)[0][0] if lengths else 13
    found = {}
    for code in all_digits:
        if len(code) in _LENGTHS or not 5 <= len(code) < usual:
            continue
        padded = code.zfill(usual)
        if _check_digit_fits(padded):
            found[code] = padded
    return found


def _check_digit_fits(code: str) -> bool:
    weighted = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(code)))
    return weighted % 10 == 0


def harmless(text: str) -> str:
    """A text for a cell of a CSV file, so that a spreadsheet takes it for no formula: an apostrophe before
    it.

    Numbers with a sign stay as they are.
    """
    if text.startswith(_FORMULA_SIGNS) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def without_guard(cell: str) -> str:
    """A cell as it was meant: without the apostrophe of :func:`harmless`, and without the formula
    ``="0123"`` by which exports keep a spreadsheet from changing a code.
    """
    if cell.startswith("'") and cell[1:].startswith(_FORMULA_SIGNS):
        return cell[1:]
    kept = _KEPT_AS_TEXT.fullmatch(cell)
    return kept[1] if kept else cell
