"""What the parts of a connection's journal share: the database they run on and the time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from typing import TypeVar

from storage.sqlite import StateDatabase

Item = TypeVar("Item")


class JournalPart:
    """One subject of a connection's journal. ``now`` gives the present moment (aware), the engine's own where
    it is turned.
    """

    def __init__(self, database: StateDatabase, now: Callable[[], datetime]) -> None:
        self.database = database
        self.now = now

    def transaction(self) -> AbstractContextManager[None]:
        """Bind several calls into one transaction; inside another one it can be undone by itself."""
        return self.database.writing()


def batches(items: Collection[Item], size: int = 500) -> Iterator[list[Item]]:
    """``items`` in lists short enough for one query: databases limit the number of its parameters."""
    listed = list(items)
    for start in range(0, len(listed), size):
        yield listed[start : start + size]
