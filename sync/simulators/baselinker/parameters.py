"""The ``parameters`` of a call, read as leniently as PHP does.

Numbers may be texts, lists may be empty maps.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Literal

from sync.simulators.baselinker import errors
from sync.simulators.baselinker.errors import ConnectorError
from sync.simulators.baselinker.numbers import Number, number

LARGEST_AMOUNT = 10**12
_FALSE_TEXTS = frozenset({"", "0", "false"})


def is_true(value: Any) -> bool:
    """PHP's idea of truth for what a JSON can hold, with "false" read as false."""
    if isinstance(value, str):
        return value.strip().lower() not in _FALSE_TEXTS
    return bool(value)


def as_integer(value: Any) -> int | None:
    """A whole number given as number or as text, else None."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int):
        return value
    try:
        found = number(value) if isinstance(value, float | str) and value != "" else None
    except ValueError:
        return None
    return found if isinstance(found, int) else None


class Parameters:
    """One call's parameters by name.

    A wrong type is refused with a code of our own (undocumented, facts 7.5).
    """

    def __init__(self, values: Mapping[str, Any], too_long_text: Literal["cut", "error"] = "cut") -> None:
        self.values = values
        self._too_long_text = too_long_text

    @classmethod
    def parse(cls, text: str | None, too_long_text: Literal["cut", "error"] = "cut") -> Parameters:
        """From the form field. Missing, empty, ``{}`` and ``[]`` all mean none (facts 1.1)."""
        if text is None or not text.strip():
            return cls({}, too_long_text)
        try:
            values = json.loads(text)
        except ValueError as error:
            raise ConnectorError(errors.PARSE_JSON_PARAMETERS, "Invalid JSON in parameters") from error
        if values == []:
            values = {}
        if not isinstance(values, dict):
            raise ConnectorError(errors.PARSE_JSON_PARAMETERS, "Invalid JSON in parameters")
        return cls(values, too_long_text)

    def has(self, name: str) -> bool:
        """Whether the field was sent at all, with whatever value but null."""
        return self.values.get(name) is not None

    def nested(self, values: Any) -> Parameters:
        """The same reading for one row inside these parameters."""
        if not isinstance(values, dict):
            raise ConnectorError(errors.PARAMETER, "A row has to be an object")
        return Parameters(values, self._too_long_text)

    def integer(self, name: str, default: int = 0) -> int:
        """A whole number, as number or text; nothing and "" give the default."""
        value = self.values.get(name)
        if value is None or value == "":
            return default
        found = as_integer(value)
        if found is None:
            raise ConnectorError(errors.PARAMETER, f"{name} has to be an int")
        return found

    def needed_integer(self, name: str) -> int:
        """A whole number that must be there."""
        if not self.has(name) or self.values[name] == "":
            raise ConnectorError(errors.PARAMETER, f"{name} is required")
        return self.integer(name)

    def amount(self, name: str, default: Number = 0) -> Number:
        """A number that may have a fraction."""
        value = self.values.get(name)
        if value is None or value == "":
            return default
        if not isinstance(value, int | float | str):
            raise ConnectorError(errors.PARAMETER, f"{name} has to be a number")
        try:
            found = number(value)
        except ValueError as error:
            raise ConnectorError(errors.PARAMETER, f"{name} has to be a number") from error
        if abs(found) > LARGEST_AMOUNT:
            raise ConnectorError(errors.PARAMETER, f"{name} is too large")
        return found

    def flag(self, name: str, default: bool = False) -> bool:
        """True, 1, "1" and "true" are yes."""
        value = self.values.get(name)
        return default if value is None else is_true(value)

    def text(self, name: str, limit: int, default: str = "") -> str:
        """A text of at most ``limit`` characters; a longer one is cut or refused by the account's switch."""
        value = self.values.get(name)
        if value is None:
            return default
        if isinstance(value, dict | list):
            raise ConnectorError(errors.PARAMETER, f"{name} has to be a text")
        written = str(int(value)) if isinstance(value, bool) else str(value)
        if len(written) > limit and self._too_long_text == "error":
            raise ConnectorError(errors.TEXT_TOO_LONG, f"{name} is longer than {limit} characters")
        return written[:limit]

    def mapping(self, name: str) -> dict[str, Any]:
        """A map; nothing, ``[]`` and "" are empty, and a list gets the keys 0, 1, 2 as in PHP."""
        value = self.values.get(name)
        if value is None or value == "":
            return {}
        if isinstance(value, list):
            return {str(position): item for position, item in enumerate(value)}
        if not isinstance(value, dict):
            raise ConnectorError(errors.PARAMETER, f"{name} has to be a map")
        return value

    def items(self, name: str) -> list[Any]:
        """A list; a map gives its values as in PHP, a single value is refused."""
        value = self.values.get(name)
        if value is None or value == "":
            return []
        if isinstance(value, dict):
            return list(value.values())
        if not isinstance(value, list):
            raise ConnectorError(errors.PARAMETER, f"{name} has to be a list")
        return value

    def integers(self, name: str) -> list[int]:
        """A list of whole numbers."""
        found = [as_integer(item) for item in self.items(name)]
        if None in found:
            raise ConnectorError(errors.PARAMETER, f"{name} has to hold ints only")
        return [item for item in found if item is not None]
