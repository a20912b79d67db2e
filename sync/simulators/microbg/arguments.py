"""What a call sends, piece by piece, so that at its end what nobody asked for can be told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

from sync.simulators.microbg.errors import MISSING_FIELD, Refusal
from sync.simulators.microbg.quirks import Quirks
from sync.simulators.microbg.signature import Call
from sync.simulators.microbg.wire import Fields, flag, number, whole

T = TypeVar("T")
_SPELLINGS: Final = {"Id": ("Id", "id")}


class Arguments:
    """One call's parameters and data. :meth:`left` names what no function looked at."""

    def __init__(self, call: Call, quirks: Quirks) -> None:
        self.function = call.function
        self._parameters = call.parameters
        self._data = dict(call.data)
        self._quirks = quirks
        self._seen: set[str] = set()

    def parameter(self, name: str) -> Any:
        """A parameter of a reading call; None where it is not sent."""
        for spelling in _SPELLINGS.get(name, (name,)):
            self._seen.add(spelling)
            if spelling in self._parameters:
                return self._parameters[spelling]
        return None

    def control(self, name: str) -> Any:
        """A field that steers a writing call: from the parameters, the data or either (a switch). None where
        it is not sent. It no longer counts as data.
        """
        for spelling in _SPELLINGS.get(name, (name,)):
            from_data = (
                self._data.pop(spelling, None) if self._quirks.control_fields != "parameters" else None
            )
            if self._quirks.control_fields != "data" and (found := self.parameter(spelling)) is not None:
                return found
            if from_data is not None:
                return from_data
        return None

    def data(self) -> Fields:
        """The data that remain to be stored."""
        return self._data

    def left(self) -> list[str]:
        """Parameters that nobody asked for."""
        return sorted(self._parameters.keys() - self._seen)

    def whole(self, name: str) -> int | None:
        """A whole number among the parameters of a reading call."""
        return _read(whole, name, self.parameter(name))

    def flag(self, name: str) -> bool | None:
        """Yes or no among the parameters of a reading call."""
        return _read(flag, name, self.parameter(name))

    def control_whole(self, name: str) -> int | None:
        """A whole number that steers a writing call."""
        return _read(whole, name, self.control(name))

    def control_flag(self, name: str) -> bool:
        """Yes or no that steers a writing call; no without it."""
        return bool(_read(flag, name, self.control(name)))

    def needed_id(self) -> int:
        """The identifier of what a writing call is about."""
        found = self.control_whole("Id")
        if found is None:
            raise Refusal(MISSING_FIELD, "Id")
        return found

    def ids(self, name: str) -> frozenset[int] | None:
        """Identifiers as a list, or as text with commas; None where there are none."""
        value = self.parameter(name)
        if value is None or value in ("", []):
            return None
        if isinstance(value, str):
            value = [each.strip() for each in value.split(",")]
        parts = value if isinstance(value, list) else [value]
        return frozenset(whole(name, each) for each in parts)


def needed(sent: Fields, name: str) -> Any:
    """A field that has to be there and to hold something."""
    value = sent.get(name)
    if value is None or value == "":
        raise Refusal(MISSING_FIELD, name)
    return value


def needed_number(sent: Fields, name: str) -> Any:
    """A number that has to be there."""
    return number(name, needed(sent, name))


def _read(reader: Callable[[str, Any], T], name: str, value: Any) -> T | None:
    return None if value is None else reader(name, value)
