"""Values of a call, checked: texts with their lengths, numbers as text, days, words out of a list."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from sync.simulators.firmino.errors import Refusal
from sync.simulators.firmino.quirks import Quirks

_LARGEST: Final = Decimal(10) ** 12


def text(name: str, value: Any, length: int, quirks: Quirks) -> str:
    """A text of at most so many characters; nothing counts as empty."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Refusal(f"{name}: a text is expected")
    if len(value) > length:
        if quirks.too_long == "refused":
            raise Refusal(f"{name}: at most {length} characters")
        return value[:length]
    return value


def number(name: str, value: Any, places: int) -> Decimal:
    """A number, sent as text or as a JSON number, rounded to so many places."""
    found = _decimal(value)
    if found is None or not found.is_finite() or abs(found) > _LARGEST:
        raise Refusal(f"{name}: a number is expected")
    return found.quantize(Decimal(1).scaleb(-places))


def _decimal(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def ident(name: str, value: Any) -> int:
    """An id, as a number or as text."""
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise Refusal(f"{name}: an id is expected")
    return value


def day(name: str, value: Any) -> date:
    """A day as ``yyyy-mm-dd``."""
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise Refusal(f"{name}: yyyy-mm-dd is expected") from None


def word(name: str, value: Any, known: Collection[str]) -> str:
    """One of the words that the pages list."""
    if not isinstance(value, str) or value not in known:
        raise Refusal(f"{name}: one of {', '.join(known)} is expected")
    return value


def refuse_unknown(sent: dict[str, Any], known: Collection[str], quirks: Quirks) -> list[str]:
    """The fields that nothing takes; refused where the service does not ignore them."""
    left = [name for name in sent if name not in known]
    if left and quirks.unknown_field == "refused":
        raise Refusal(f"Unknown field: {left[0]}")
    return left
