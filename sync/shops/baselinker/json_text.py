"""JSON with exact decimals, in both directions, and without them for storing."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NoReturn


def parsed(text: bytes) -> Any:
    """The value of a JSON text in UTF-8; fractions become Decimal as they are written. Raises ValueError."""
    try:
        return json.loads(text.decode("utf-8-sig"), parse_float=Decimal, parse_constant=_no_number)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def written(value: Any) -> str:
    """The JSON text of ``value``; a Decimal is written as the number it is, never through a float."""
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValueError("not a number")
        return format(value, "f")
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{json.dumps(str(key))}:{written(item)}" for key, item in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ",".join(written(item) for item in value) + "]"
    return json.dumps(value)


def storable(value: Any) -> Any:
    """``value`` with its decimals as text: what is kept as JSON stays exact and is read the same way."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict):
        return {key: storable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [storable(item) for item in value]
    return value


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")
