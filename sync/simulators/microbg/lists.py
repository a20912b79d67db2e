"""Reading lists: filters, the cursor, what changed since, and how rows are handed out (facts 5.2)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, TypeVar

from sync.simulators.microbg.arguments import Arguments
from sync.simulators.microbg.errors import INVALID_VALUE, NOT_FOUND, UNKNOWN_FIELD, Refusal
from sync.simulators.microbg.quirks import Quirks
from sync.simulators.microbg.wire import Fields, listed, moment

RowT = TypeVar("RowT")


def handed_out(
    rows: Iterable[RowT],
    asked: Arguments,
    quirks: Quirks,
    *,
    ident: Callable[[RowT], int],
    changed: Callable[[RowT], datetime | None],
    show: Callable[[RowT], Fields],
    wanted: int | None = None,
) -> Any:
    """The rows after ``fromId``, ``limit``, ``fromDate`` and ``Id``, in the order of their identifiers.

    wanted: an identifier already found out, used instead of ``Id``.
    """
    single = asked.whole("Id") if wanted is None else wanted
    ordered = sorted(rows, key=ident)
    if single is not None:
        return _one([row for row in ordered if ident(row) == single], quirks, ident=ident, show=show)
    since = asked.parameter("fromDate")
    if since is not None:
        ordered = [row for row in ordered if _is_since(changed(row), moment("fromDate", since), quirks)]
    start = asked.whole("fromId")
    if start is not None:
        ordered = [row for row in ordered if ident(row) >= start + (quirks.from_id == "exclusive")]
    return listed(((ident(row), show(row)) for row in ordered[: _limit(asked, quirks)]), quirks)


def refuse_left(asked: Arguments, quirks: Quirks) -> None:
    """What a reading call sends beyond its filters."""
    left = asked.left()
    if left and quirks.unknown_filter == "refused":
        raise Refusal(UNKNOWN_FIELD, ", ".join(left))


def _one(
    found: list[RowT], quirks: Quirks, *, ident: Callable[[RowT], int], show: Callable[[RowT], Fields]
) -> Any:
    if not found and quirks.not_found == "refused":
        raise Refusal(NOT_FOUND)
    if not found and quirks.not_found == "null":
        return None
    if found and quirks.single == "object":
        return show(found[0])
    return listed(((ident(row), show(row)) for row in found), quirks)


def _limit(asked: Arguments, quirks: Quirks) -> int | None:
    limit = asked.whole("limit")
    if limit is not None and limit < 1:
        raise Refusal(INVALID_VALUE, "limit")
    wishes = [each for each in (limit or quirks.default_limit, quirks.largest_limit) if each is not None]
    return min(wishes, default=None)


def _is_since(changed: datetime | None, since: datetime, quirks: Quirks) -> bool:
    if changed is None:
        return False
    return changed > since or (changed == since and quirks.from_date == "inclusive")
