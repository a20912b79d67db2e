"""Numbers of documents: "%N/%M/%Y" with a count of its own for every series and month or year."""

from __future__ import annotations

from datetime import UTC, datetime

from sync.simulators.baselinker.backend import Backend


def next_number(backend: Backend, series_key: str, number_format: str) -> tuple[int, int, int, str]:
    """The next count in a series, its month, its year and the full number.

    A format without ``%M`` is counted by the year, and its month is 0.

    Months change at midnight UTC here; the account's own time zone is not in the API.
    """
    today = datetime.fromtimestamp(backend.now(), UTC)
    month = today.month if "%M" in number_format else 0
    count = backend.account.next_id(f"{series_key}:{today.year}:{month}")
    full = (
        number_format.replace("%N", str(count)).replace("%M", f"{month:02d}").replace("%Y", str(today.year))
    )
    return count, month, today.year, full[:30]
