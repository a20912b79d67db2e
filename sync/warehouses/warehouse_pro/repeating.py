"""A change that lost against another program at the same moment is made again at once."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Final, TypeVar

from sync.errors import Unreachable
from sync.warehouses.warehouse_pro.driver_errors import Deadlocked

Result = TypeVar("Result")
TRIES: Final = 5
_LOG: Final = logging.getLogger(__name__)


class NumberTaken(Unreachable):
    """Another program's rows carry the number of our new document; nothing of ours was written."""


def repeated(change: Callable[[], Result]) -> Result:
    """What ``change`` gives: a whole transaction of ours, begun anew where it was a deadlock's victim or its
    number was taken meanwhile.

    A lock that is merely held is not waited for again: another try would keep a run waiting as long once
    more, and the next run comes anyway. Raises what the last try raised.
    """
    for attempt in range(1, TRIES):
        try:
            return change()
        except (Deadlocked, NumberTaken) as error:
            _LOG.info(
                "a change of the warehouse is made again, try %d: %s", attempt + 1, type(error).__name__
            )
    return change()
