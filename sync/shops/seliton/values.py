"""Reading Seliton's values: numbers as numbers or texts, moments in three forms, texts by language. Pure.

The vendor's own client shows which fields there are; how an empty one, a number or a moment is written is not
published, so each is read in every form that it may have.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any, Final

Row = Mapping[str, Any]

_MILLISECONDS_FROM: Final = 100_000_000_000
_HUNDRED: Final = Decimal(100)
_CENT: Final = Decimal("0.01")
_FOUR_PLACES: Final = Decimal("0.0001")


def text(value: object) -> str:
    """A text without blanks around it; what is not there is empty."""
    return "" if value is None else str(value).strip()


def number(value: object) -> Decimal | None:
    """A number in any type; None where there is none. Raises ValueError for what is no number."""
    written = text(value)
    if not written:
        return None
    try:
        found = Decimal(written)
    except InvalidOperation:
        raise ValueError(f"{written[:40]!r} is no number") from None
    if not found.is_finite():
        raise ValueError(f"{written[:40]!r} is no number")
    return found


def amount(value: object) -> Decimal:
    """A number, 0 where there is none."""
    return number(value) or Decimal(0)


def yes(value: object) -> bool:
    """Yes or no, written true, 1, "1" or "true"."""
    return text(value).lower() in {"true", "1", "yes"}


def ident(value: object) -> str:
    """An id as text; "" for none, which may be written 0."""
    written = text(value)
    return "" if written == "0" else written


def moment(value: object, zone: tzinfo) -> datetime | None:
    """A moment, aware, in UTC: seconds since 1970, ISO, or what the shop's clock showed (``zone``)."""
    written = text(value)
    if not written or written.startswith("0000"):
        return None
    try:
        if written.isdecimal():
            seconds = int(written)
            return datetime.fromtimestamp(seconds / 1000 if seconds >= _MILLISECONDS_FROM else seconds, UTC)
        found = datetime.fromisoformat(written)
        return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        # What no calendar has; which of the three it is depends on the system.
        return None


def in_language(value: object, language: str) -> str:
    """A text of several languages in this one (two capitals), else in the first that has any; a plain text as
    it is.
    """
    if not isinstance(value, Mapping):
        return text(value)
    texts = {str(key).upper(): text(each) for key, each in value.items()}
    return texts.get(language) or next((each for each in texts.values() if each), "")


def with_language(value: object, language: str, written: str) -> dict[str, str]:
    """A text of several languages as it is sent, with small letters for the languages: all that were there,
    and this one anew.
    """
    there = value.items() if isinstance(value, Mapping) else ()
    return {**{str(key).lower(): text(each) for key, each in there}, language.lower(): written}


def made_gross(price: Decimal, vat_rate: Decimal) -> Decimal:
    """A price without VAT with it, in whole cents."""
    return (price * (1 + vat_rate / _HUNDRED)).quantize(_CENT, ROUND_HALF_UP)


def made_net(price: Decimal, vat_rate: Decimal) -> Decimal:
    """A price with VAT without it, with so many decimals that it comes back to the cent."""
    return (price / (1 + vat_rate / _HUNDRED)).quantize(_FOUR_PLACES, ROUND_HALF_UP)


def plain(value: object) -> object:
    """What JSON takes, for a decimal: a whole number where it is one."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(f"{type(value).__name__} cannot be sent")
