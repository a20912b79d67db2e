"""Yes and no, as exports write it."""

from __future__ import annotations

from typing import Final

from sync.sentences import say
from sync.shops.files.misread import Misread, shown

_YES: Final = frozenset({"1", "yes", "y", "true", "да", "tak", "t", "on", "+", "x", "✓"})
_NO: Final = frozenset({"", "0", "no", "n", "false", "не", "nie", "f", "off", "-"})


def read_flag(cell: str) -> bool:
    """A yes or a no in English, Bulgarian or Polish, or 1 and 0; an empty cell is no. Raises Misread."""
    word = cell.strip().casefold()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise Misread(say("“{cell}” is neither yes nor no.", cell=shown(cell)))
