"""What the guards must know of earlier runs, as short texts that the journal keeps under a name.

A text that cannot be read counts as nothing known: the guards then compare with fewer runs, they do not fail.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any, Final

from sync.plan.guards import REMEMBERED_RUNS

_ZEROS_COUNT_FOR: Final = timedelta(hours=24)


def sizes(text: str | None) -> tuple[int, ...]:
    """The sizes of the source in earlier runs, the latest last."""
    return tuple(entry for entry in _entries(text) if isinstance(entry, int) and entry >= 0)


def with_size(text: str | None, size: int) -> str:
    """``text`` with the size of one more run; only as many as the guard looks at are kept."""
    return json.dumps([*sizes(text), size][-REMEMBERED_RUNS:])


def zeros_within_a_day(text: str | None, now: datetime) -> int:
    """How many unexplained zeros were sent in the 24 hours before ``now`` (aware)."""
    return sum(count for _, count in _recent(text, now))


def with_zeros(text: str | None, now: datetime, count: int) -> str:
    """``text`` with the unexplained zeros that were sent at ``now`` (aware); what is older than a day is
    dropped.
    """
    kept = [*_recent(text, now), (now, count)] if count else _recent(text, now)
    return json.dumps([[moment.isoformat(), number] for moment, number in kept])


def _recent(text: str | None, now: datetime) -> list[tuple[datetime, int]]:
    found: list[tuple[datetime, int]] = []
    for entry in _entries(text):
        match entry:
            case [str(written), int(count)]:
                try:
                    moment = datetime.fromisoformat(written)
                except ValueError:
                    continue
                # A moment ahead of the clock counts too: the clock was wrong once, the zeros were sent all
                # the same.
                if moment.tzinfo is not None and moment > now - _ZEROS_COUNT_FOR:
                    found.append((moment, count))
            case _:
                continue
    return found


def _entries(text: str | None) -> list[Any]:
    try:
        found = json.loads(text) if text else []
    except ValueError:
        return []
    return found if isinstance(found, list) else []
