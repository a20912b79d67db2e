"""Numbers as they stand in the JSON: whole ones without a fraction, sums made in Decimal."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

Number = int | float
CENT = Decimal("0.01")


def decimal(value: Any) -> Decimal:
    """Any number or numeric text as a Decimal; nothing and "" are 0. Raises ValueError for other texts."""
    if value is None or value == "" or isinstance(value, bool):
        return Decimal(int(bool(value)))
    try:
        result = Decimal(str(value).strip())
    except InvalidOperation as error:
        raise ValueError(f"{value!r} is not a number") from error
    if not result.is_finite():
        raise ValueError(f"{value!r} is not a number")
    return result


def number(value: Any) -> Number:
    """The same value for the JSON: int where it is whole, else float (facts 3.1: mixed in the recordings)."""
    exact = decimal(value)
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def cents(value: Decimal) -> Decimal:
    """An amount rounded half up to two places."""
    return value.quantize(CENT, rounding=ROUND_HALF_UP)
