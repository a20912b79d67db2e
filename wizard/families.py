"""Things that belong together, directly or over others. Pure."""

from __future__ import annotations

from collections.abc import Hashable, Sequence


class Families:
    """Families of things, each with a number of its own (union-find with halved paths)."""

    def __init__(self) -> None:
        self._numbers: dict[Hashable, int] = {}
        self._above: list[int] = []
        self._things: list[list[Hashable]] = []

    def add(self, thing: Hashable) -> int:
        number = self._numbers.get(thing)
        if number is None:
            number = self._numbers[thing] = len(self._above)
            self._above.append(number)
            self._things.append([thing])
        return number

    def knows(self, thing: Hashable) -> bool:
        return thing in self._numbers

    def of(self, thing: Hashable) -> int:
        """The number of its family."""
        number, above = self.add(thing), self._above
        while above[number] != number:
            above[number] = above[above[number]]
            number = above[number]
        return number

    def join(self, one: Hashable, other: Hashable) -> None:
        first, second = self.of(one), self.of(other)
        if first == second:
            return
        if len(self._things[first]) < len(self._things[second]):
            first, second = second, first
        self._above[second] = first
        self._things[first] += self._things[second]
        self._things[second] = []

    def members(self, family: int) -> Sequence[Hashable]:
        return self._things[family]
