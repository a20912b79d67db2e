"""Reading CloudCart's values: minor units, yes and no, moments, and numbers in whatever type they come. Pure.

The vendor documents prices as whole minor units; decimals may come as numbers or texts, so everything is read
through Decimal.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from decimal import Decimal, InvalidOperation
from typing import Any, Final

_HUNDRED: Final = Decimal(100)

Attributes = Mapping[str, Any]


def text(value: object) -> str:
    """A text without blanks around it; None is empty."""
    return "" if value is None else str(value).strip()


def decimal(value: object) -> Decimal:
    """A number in any type; nothing is 0. Raises ValueError for what is none."""
    written = text(value)
    if not written:
        return Decimal(0)
    try:
        number = Decimal(written)
    except InvalidOperation:
        raise ValueError(f"{written[:40]!r} is no number") from None
    if not number.is_finite():
        raise ValueError(f"{written[:40]!r} is no number")
    return number


def money(value: object) -> Decimal:
    """An amount that came in minor units, in whole ones."""
    return decimal(value) / _HUNDRED


def minor_units(amount: Decimal) -> int:
    """An amount (at most two decimals) as CloudCart takes it."""
    return int((amount * _HUNDRED).to_integral_value())


def yes(value: object) -> bool:
    """Yes or no, written "yes", 1, "1" or true."""
    return text(value).lower() in {"yes", "1", "true"}


def moment(value: object, zone: tzinfo) -> datetime | None:
    """A moment, aware, in UTC. A text without an offset is what the shop's clock showed (``zone``)."""
    written = text(value)
    if not written or written.startswith("0000"):
        return None
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)


def clock_text(value: datetime, zone: tzinfo) -> str:
    """A moment as the shop's clock shows it, for a filter."""
    return value.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")
