"""Reading single values of BaseLinker's answers, whatever shape PHP has given them.

Recorded or seen: booleans as true, 1 or "1"; ids as number or text, 0 for "none"; numbers as int, fraction or
text; an empty map as [], "" or {}; a map whose keys are 0, 1, … as a list. What cannot be understood raises
Unreadable; whoever knows to which order or product the value belongs makes a sentence of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
ZERO: Final = Decimal(0)
_TRUE: Final = frozenset({"1", "true", "yes"})
_FALSE: Final = frozenset({"", "0", "false", "no"})
_NUMBER: Final = re.compile(r"[+-]?([0-9]+([.,][0-9]*)?|[.,][0-9]+)([eE][+-]?[0-9]{1,3})?")
_LONGEST_NUMBER: Final = 15
"""Digits before the point. More is no price, quantity or time."""
_SMALLEST: Final = 20
"""Digits after the point."""

NOT_TAXED: Final[Mapping[Decimal, str]] = {
    Decimal(-1): "exempt",
    Decimal("-0.02"): "not subject",
    Decimal("-0.03"): "reverse charge",
}
"""Documented tax rates that are none: ZW, NP and OO."""


class Unreadable(ValueError):
    """A value that is not what it should be; ``name`` is the field's name in the answer."""

    def __init__(self, name: str, value: object) -> None:
        super().__init__(f"{name} is {value!r:.80}")
        self.name = name


def text(row: Mapping[str, Any], name: str) -> str:
    """A text without blanks at its ends; missing, null and empty are "". A number is written out."""
    value = row.get(name)
    if isinstance(value, str):
        return value.strip()
    if value is None or value in ([], {}):
        return ""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise Unreadable(name, value)
    return str(value)


def identifier(row: Mapping[str, Any], name: str) -> str:
    """An id as text; 0, "0", "", false and missing are "" (none)."""
    value = row.get(name)
    if value is False:
        return ""
    if isinstance(value, Decimal) and _plausible(value, name) == value.to_integral_value():
        value = int(value)
    shown = text({name: value}, name)
    return "" if shown == "0" else shown


def flag(row: Mapping[str, Any], name: str) -> bool:
    """A boolean; missing and empty are false."""
    value = row.get(name)
    if isinstance(value, bool):
        return value
    shown = text(row, name).lower()
    if shown in _TRUE:
        return True
    if shown in _FALSE:
        return False
    raise Unreadable(name, value)


def number(row: Mapping[str, Any], name: str) -> Decimal | None:
    """An exact number; missing, null and empty are None: unknown is never 0."""
    value = row.get(name)
    if isinstance(value, Decimal):
        return _plausible(value, name)
    shown = text(row, name).replace(" ", "").replace("\u00a0", "")
    if not shown:
        return None
    if not _NUMBER.fullmatch(shown):
        raise Unreadable(name, value)
    return _plausible(Decimal(shown.replace(",", ".")), name)


def needed_number(row: Mapping[str, Any], name: str) -> Decimal:
    """An exact number that must be there."""
    value = number(row, name)
    if value is None:
        raise Unreadable(name, row.get(name))
    return value


def moment(row: Mapping[str, Any], name: str) -> datetime | None:
    """A time, from unix seconds, in UTC; 0 and missing are None."""
    seconds = number(row, name)
    if seconds is None or seconds == 0:
        return None
    try:
        return _EPOCH + timedelta(seconds=int(seconds))
    except OverflowError:
        raise Unreadable(name, row.get(name)) from None


def seconds_of(time: datetime) -> int:
    """The unix second in which an aware ``time`` lies."""
    return (time - _EPOCH) // timedelta(seconds=1)


def table(row: Mapping[str, Any], name: str) -> dict[str, Any]:
    """A map by id; an empty one in any of PHP's shapes, and a list by its places."""
    value = row.get(name)
    if isinstance(value, dict):
        return value
    if isinstance(value, list):
        return {str(place): item for place, item in enumerate(value)}
    if value is None or value is False or value == "":
        return {}
    raise Unreadable(name, value)


def rows(answer: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """A list of records; also where PHP made a map of it."""
    found = list(table(answer, name).values())
    for row in found:
        if not isinstance(row, dict):
            raise Unreadable(name, row)
    return found


def numbers_by_id(row: Mapping[str, Any], name: str) -> dict[str, Decimal]:
    """A map of numbers by id, such as stock by warehouse; what is empty or no number there is left out."""
    values = table(row, name)
    found: dict[str, Decimal] = {}
    for key in values:
        try:
            value = number(values, key)
        except Unreadable:
            continue
        if value is not None:
            found[str(key)] = value
    return found


def vat(row: Mapping[str, Any], name: str) -> tuple[Decimal | None, str]:
    """A VAT rate in per cent (None: not told), and the name of an exemption where the rate is none."""
    rate = number(row, name)
    if rate is None:
        return None, ""
    exemption = NOT_TAXED.get(rate.normalize())
    if exemption:
        return Decimal(0), exemption
    if not 0 <= rate <= 100:
        raise Unreadable(name, row.get(name))
    return rate, ""


def _plausible(value: Decimal, name: str) -> Decimal:
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or value.adjusted() >= _LONGEST_NUMBER or exponent < -_SMALLEST:
        raise Unreadable(name, value)
    return value
