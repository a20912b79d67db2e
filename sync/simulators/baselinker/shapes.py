"""How values are written into an answer: empty maps, booleans and numbers in the account's own fashion."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from sync.simulators.baselinker.quirks import Quirks

Row = dict[str, Any]

_EMPTY_IN_TURN: tuple[Literal["list", "object", "text"], ...] = ("list", "object", "text")


class Shapes:
    """Writes values as the quirks say. Keeps count only for empty maps "in turn"."""

    def __init__(self, quirks: Quirks) -> None:
        self.quirks = quirks
        self._turn = 0

    def map(self, value: Mapping[str, Any] | None, name: str = "") -> Any:
        """A map as it is, or in its list form where it is empty or, by switch, has the keys 0, 1, 2."""
        if value:
            if self.quirks.sequential_map_as_list and all(
                key == str(position) for position, key in enumerate(value)
            ):
                return list(value.values())
            return value
        return self._empty(self.quirks.empty_map_of.get(name, self.quirks.empty_map))

    def _empty(self, way: Literal["list", "object", "text", "mixed"]) -> Any:
        if way == "mixed":
            way = _EMPTY_IN_TURN[self._turn % len(_EMPTY_IN_TURN)]
            self._turn += 1
        if way == "list":
            return []
        return {} if way == "object" else ""

    def warnings(self, warnings: Mapping[str, str]) -> Any:
        """The warnings of a bulk call by the id that was sent."""
        return dict(warnings) if warnings else self._empty(self.quirks.empty_warnings)

    def flag(self, value: bool, recorded: Literal["bool", "text"] = "bool") -> Any:
        """A boolean; ``recorded`` is how the real answers write this one."""
        way = self.quirks.booleans
        if way == "text" or (way == "recorded" and recorded == "text"):
            return "1" if value else "0"
        return int(value) if way == "number" else value

    def finish(self, answer: Row) -> Row:
        """The answer with every number as text, if the account is so."""
        if self.quirks.numbers != "strings":
            return answer
        return {key: _numbers_as_text(value) for key, value in answer.items()}


def _numbers_as_text(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _numbers_as_text(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_numbers_as_text(item) for item in value]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return value
