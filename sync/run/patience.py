"""How often in a row the other side may be away before the rest waits for the next run."""

from __future__ import annotations

from typing import Final

from sync.errors import MostikError, SettingsError, Unknown, Unreachable

LOST_AFTER: Final = 3
"""After so many failures in a row that are no fault of the item, the rest waits for the next run."""


class Patience:
    """Counts failures in a row that concern the whole other side: it is away, its answers are lost, or it
    turns us away.

    Each of them was tried several times already, so that an outage of an hour must not be met once an item.
    """

    def __init__(self) -> None:
        self._failures = 0

    def relief(self) -> None:
        """An item came through."""
        self._failures = 0

    def bear(self, error: MostikError) -> None:
        """An item failed. Raises ``error`` where it is the last one to be borne."""
        if not isinstance(error, (Unreachable, Unknown, SettingsError)):
            self._failures = 0
            return
        self._failures += 1
        if self._failures >= LOST_AFTER:
            raise error
