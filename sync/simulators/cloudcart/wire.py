"""How values look in JSON, and how those of a query or a document are understood (facts 2, 8.12, 8.14)."""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from sync.simulators.cloudcart.quirks import Quirks
from sync.simulators.cloudcart.schema import Kind

MOMENT: Final = "%Y-%m-%d %H:%M:%S"
_YES: Final = frozenset({"yes", "1", "true"})
_NO: Final = frozenset({"no", "0", "false"})


def shown(value: Any, kind: Kind, quirks: Quirks, zone: tzinfo) -> Any:
    """A stored value as it stands in an answer."""
    if value is None:
        return None
    match kind:
        case "whole":
            return str(value) if quirks.integers_as == "text" else value
        case "decimal":
            return shown_decimal(value, quirks)
        case "flag":
            return value if quirks.flags_as == "yes_no" else int(value == "yes")
        case "moment" | "iso":
            return shown_moment(value, kind, quirks, zone)
        case _:
            return value


def shown_decimal(value: Decimal, quirks: Quirks) -> Any:
    """A quantity, or another decimal of three places."""
    match quirks.decimals_as:
        case "text":
            return f"{value:.3f}"
        case "float":
            return float(value)
        case _:
            return int(value) if value == value.to_integral_value() else float(value)


def shown_moment(value: datetime, kind: Kind, quirks: Quirks, zone: tzinfo) -> str:
    """A moment; with its offset if the kind has one, else in the zone of the switch."""
    local = value.astimezone(zone)
    if kind == "iso":
        return local.isoformat(timespec="seconds")
    return (local if quirks.moments_in == "site" else value.astimezone(UTC)).strftime(MOMENT)


def flag(value: object) -> str | None:
    """``yes`` or ``no`` of what callers write for it, or None."""
    text = str(value).lower()
    if text in _YES:
        return "yes"
    return "no" if text in _NO else None


def decimal(value: object) -> Decimal | None:
    """The number, or None. A truth is no number."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def whole(value: object) -> int | None:
    """The whole number, or None; 5.0 and "5" are whole, 5.5 is not."""
    found = decimal(value)
    return int(found) if found is not None and found == found.to_integral_value() else None


def moment(value: object, zone: tzinfo) -> datetime | None:
    """A moment written with or without its time and offset, or None."""
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)


def day(value: object) -> str | None:
    """A day as ``Y-m-d``, or None."""
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        return None
