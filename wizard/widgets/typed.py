"""What a person types, read: numbers with comma, point and spaces; dates in their usual forms. Pure."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Final

from babel import Locale
from babel.dates import format_date

# Blanks that thousands are parted with: the common one, no-break, narrow no-break, thin and figure space.
_BLANKS: Final = dict.fromkeys(map(ord, " \t\u00a0\u202f\u2009\u2007'’"))
_NUMBER: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_DATE_PATTERN: Final = {"bg": "dd.MM.yyyy", "pl": "dd.MM.yyyy", "en": "d MMM yyyy"}
_LANGUAGES: Final = ("bg", "pl", "en")
# "1 ноември 2026 г." and "1 listopada 2026 r."
_YEAR_WORDS: Final = frozenset({"г", "r"})


def read_number(text: str, language: str) -> Decimal | None:
    """The number in ``text``, or None. ``1 234,50``, ``1.234,50``, ``1,234.50``, ``1234.5`` are read.

    One single comma or point parts the decimals, except a comma before exactly three digits in English.
    """
    plain = text.translate(_BLANKS).replace("−", "-")
    decimal = _decimal_sign(plain, language)
    for separator in ",.":
        if separator != decimal:
            plain = plain.replace(separator, "")
    if decimal:
        plain = plain.replace(decimal, ".")
    if not _NUMBER.fullmatch(plain):
        return None
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None


def _decimal_sign(plain: str, language: str) -> str:
    """Which of comma and point parts the decimals in this number; empty where none does."""
    commas, points = plain.count(","), plain.count(".")
    if commas and points:
        last = max(plain.rindex(","), plain.rindex("."))
        # The one that stands last and once; where it comes twice, nothing can be made of the number.
        return plain[last]
    if commas + points != 1:
        return ""
    if language == "en" and commas and len(plain) - plain.index(",") == 4:
        return ""
    return "," if commas else "."


def read_date(text: str) -> date | None:
    """The day in ``text``, or None: ``1.11.2026``, ``01/11/26``, ``2026-11-01``, ``1 ноември 2026``.

    The day comes first wherever the year does not; two digits are a year of this century.
    """
    words = re.split(r"[\s./,\-]+", text.strip().lower())
    parts = [word for word in words if word and word not in _YEAR_WORDS]
    if len(parts) != 3:
        return None
    if not parts[1].isdigit():
        month = _months().get(parts[1])
        if month is None:
            return None
        parts[1] = str(month)
    if not all(part.isdigit() for part in parts):
        return None
    first, second, third = (int(part) for part in parts)
    year, month, day = (first, second, third) if len(parts[0]) == 4 else (third, second, first)
    try:
        return date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None


def show_date(day: date, language: str) -> str:
    """A day as the field shows it: in digits where people write it so, with the month's name in English."""
    return format_date(day, _DATE_PATTERN[language], locale=language)


@cache
def _months() -> dict[str, int]:
    found: dict[str, int] = {}
    for language in _LANGUAGES:
        names = Locale(language).months
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in names[context][width].items():
                    found[name.lower().rstrip(".")] = number
    return found
