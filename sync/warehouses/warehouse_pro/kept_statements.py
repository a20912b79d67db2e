"""Statements that were prepared once and are sent again: half the messages of a server that prepares each."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any, Final

_MOST: Final = 64
"""So many are kept; the one that rested longest goes first."""


class KeptStatements:
    """The cursors of one connection, each with the statement that it was prepared for.

    The driver sees that a statement is the same one by its very text object, so that is kept too.
    """

    def __init__(self) -> None:
        self._resting: OrderedDict[str, tuple[str, Any]] = OrderedDict()
        self._lent: dict[int, str] = {}

    def take(self, text: str) -> tuple[str, Any] | None:
        """The text and the cursor to send it with; None where none rests. It is nobody's until lent."""
        return self._resting.pop(text, None)

    def lend(self, text: str, cursor: Any) -> None:
        """Note that ``cursor`` was prepared for ``text`` and works now."""
        self._lent[id(cursor)] = text

    def give_back(self, cursor: Any) -> Any:
        """The cursor rests until its statement is sent again. Returns one that is to be closed, or None."""
        text = self._lent.pop(id(cursor), None)
        if text is None or text in self._resting:
            return cursor
        self._resting[text] = (text, cursor)
        return self._resting.popitem(last=False)[1][1] if len(self._resting) > _MOST else None

    def forget(self, cursor: Any) -> None:
        """It was closed."""
        self._lent.pop(id(cursor), None)
