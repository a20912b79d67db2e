"""What a text in a barcode field is: a code, nothing, a damaged number, or a pattern of a weighing scale.

Warehouse Pro keeps a list, divided by commas, in its third barcode, and writes the digits of weight and
price that a scale prints as the letters W, C and L; those are patterns, not codes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sync.matching.folding import fold, is_spreadsheet_number

GTIN_LENGTHS: Final = (8, 12, 13, 14)
"""Lengths of GTIN-8 (EAN-8), GTIN-12 (UPC-A), GTIN-13 (EAN-13) and GTIN-14."""

_DIVIDERS: Final = re.compile(r"[,;|\n]")
_SCALE: Final = re.compile(r"\d*[wcl][\dwcl]*")
_ROUNDED: Final = re.compile(r"\d{4,7}0{6,}")
_SHORTEST_WITHOUT_ZEROS: Final = 7
_ZERO_SIGN: Final = ord("0")


class BarcodeKind(StrEnum):
    """What stands in a barcode field. Only ``GTIN`` and ``OWN`` are compared."""

    GTIN = "gtin"
    """A number of the GS1 system: its check digit is right."""
    OWN = "own"
    """Digits that are no GTIN, such as a label of the shop's own."""
    SCALE = "scale pattern"
    DAMAGED = "damaged"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Barcode:
    """A barcode as read. ``key`` is equal for equal codes and empty where there is none; ``text`` as it
    was written.
    """

    kind: BarcodeKind
    key: str
    text: str


def has_right_check_digit(digits: str) -> bool:
    """The GS1 check: from the right, weights 1 and 3 by turns, sum divisible by 10. Leading zeros change
    nothing.

    Source: GS1 General Specifications, section 7.9 (standard check digit calculations).
    """
    signs = digits.encode("ascii")
    single, triple = signs[-1::-2], signs[-2::-2]
    total = sum(single) - _ZERO_SIGN * len(single) + 3 * (sum(triple) - _ZERO_SIGN * len(triple))
    return total % 10 == 0


def read_barcode(text: str) -> Barcode:
    """What one barcode is. A GTIN's key is the number without leading zeros, so that UPC-A and EAN-13
    agree, and a number whose zeros a spreadsheet dropped. Other digits are compared as they stand.
    """
    folded = text if text.isascii() and text.isdigit() else fold(text).replace("-", "")
    if is_spreadsheet_number(folded):
        return Barcode(BarcodeKind.DAMAGED, "", text)
    digits = folded.removesuffix(".0").removesuffix(",0")
    if not (digits.isascii() and digits.isdigit()):
        kind = BarcodeKind.SCALE if _SCALE.fullmatch(folded) else BarcodeKind.NONE
        return Barcode(kind, "", text)
    bare = digits.lstrip("0")
    if not bare:
        return Barcode(BarcodeKind.NONE, "", text)
    if (
        len(bare) >= _SHORTEST_WITHOUT_ZEROS
        and len(digits) <= GTIN_LENGTHS[-1]
        and has_right_check_digit(bare)
    ):
        return Barcode(BarcodeKind.GTIN, bare, text)
    if _ROUNDED.fullmatch(digits) and len(digits) in GTIN_LENGTHS:
        return Barcode(BarcodeKind.DAMAGED, "", text)
    return Barcode(BarcodeKind.OWN, digits, text)


def read_barcodes(texts: Iterable[str]) -> Iterator[Barcode]:
    """The barcodes in these fields, each of which may hold a list."""
    for text in texts:
        if text.isascii() and text.isdigit():
            yield read_barcode(text)
            continue
        # A decimal comma of a spreadsheet's "3,8E+12" divides nothing.
        parts = [text] if is_spreadsheet_number(fold(text)) else _DIVIDERS.split(text)
        for part in parts:
            if part.strip():
                yield read_barcode(part)
