"""Lists: filters, paging and their headers (facts 9.2; market 3.2)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sync.simulators.utility_center.books import whole
from sync.simulators.utility_center.errors import bad_request, not_found
from sync.simulators.utility_center.names import names_of
from sync.simulators.utility_center.quirks import Quirks
from sync.simulators.utility_center.tables import OPERATIONS, Column, Row, Table, Value
from sync.simulators.utility_center.wire import day_of

Query = dict[str, str]
Test = Callable[[Value], bool]

PAGE: Final = "page"
PAGE_SIZE: Final = "page_size"


@dataclass(frozen=True, slots=True)
class Page:
    """One page of rows, and the headers that tell where it stands."""

    rows: list[Row]
    headers: dict[str, str]


def fitting(table: Table, rows: Iterable[Row], query: Query, quirks: Quirks) -> list[Row]:
    """The rows that pass every filter, in the order in which they are shown."""
    tests = _tests(table, query, quirks)
    found = [] if tests is None else [
        row
        for row in rows
        if _is_shown(table, row, quirks) and all(test(row[column]) for column, test in tests)
    ]  # fmt: skip
    return found[::-1] if quirks.newest_first else found


def page_of(rows: list[Row], query: Query, quirks: Quirks) -> Page:
    """The page that the query asks for; the first one without."""
    size = _positive(query, PAGE_SIZE, quirks.default_page_size, least=1)
    if quirks.largest_page_size is not None:
        size = min(size, quirks.largest_page_size)
    asked = _positive(query, PAGE, quirks.first_page, least=quirks.first_page) - quirks.first_page
    pages = -(-len(rows) // size) or quirks.pages_of_nothing
    if asked and asked >= pages:
        if quirks.beyond_last_page == "not_found":
            raise not_found("There is no such page.")
        if quirks.beyond_last_page == "last_page":
            asked = max(pages - 1, 0)
    headers = {"X-CurrentPage": str(asked + quirks.first_page), "X-TotalPages": str(pages)}
    if quirks.paging_headers == "when_asked" and not query.keys() & {PAGE, PAGE_SIZE}:
        headers = {}
    return Page(rows[asked * size : (asked + 1) * size], headers)


def _tests(table: Table, query: Query, quirks: Quirks) -> list[tuple[str, Test]] | None:
    """By column what its value has to pass; None where nothing can pass."""
    columns = {column.name: column for column in table.columns}
    known = {
        wire: columns[name]
        for name, wire in names_of(table, quirks).items()
        if wire not in quirks.not_filterable
    }
    tests: list[tuple[str, Test]] = []
    for name, wanted in query.items():
        if name in (PAGE, PAGE_SIZE):
            continue
        if name in known:
            tests.append((known[name].name, _test(known[name], name, wanted, quirks)))
        elif quirks.unknown_filter == "refused":
            raise bad_request(f"{name}: there is no such filter.")
        elif quirks.unknown_filter == "nothing":
            return None
    return tests


def _test(column: Column, name: str, wanted: str, quirks: Quirks) -> Test:
    if column.kind == "text":
        pattern = _pattern(wanted, quirks)
        return lambda value: pattern.fullmatch(str(value or "").rstrip()) is not None
    if column.kind == "truth":
        return lambda value: bool(value) is _truth(name, wanted)
    if column.kind in ("day", "moment"):
        moment = day_of(wanted, name, quirks)
        day_only = column.kind == "day" or len(wanted) <= len("2026-01-01")
        return lambda value: _same_time(value, moment, day_only=day_only)
    amount = _amount(name, wanted)
    return lambda value: value == amount


def _pattern(wanted: str, quirks: Quirks) -> re.Pattern[str]:
    """Blanks at the end do not count, as in the database; only a ``*`` makes it a pattern."""
    parts = {"*": ".*"}
    if quirks.wildcards != "star":
        parts |= {"%": ".*", "_": "."}
    is_pattern = "*" in wanted
    text = wanted.rstrip()
    found, place = "", 0
    while place < len(text):
        letters = re.match(r"\[([^\]]+)\]", text[place:])
        if is_pattern and quirks.wildcards == "like_with_sets" and letters:
            found += "[" + re.sub(r"([\\\[])", r"\\\1", letters[1]) + "]"
            place += letters.end()
            continue
        found += parts.get(text[place], re.escape(text[place])) if is_pattern else re.escape(text[place])
        place += 1
    return re.compile(found, re.DOTALL if quirks.case_sensitive else re.DOTALL | re.IGNORECASE)


def _is_shown(table: Table, row: Row, quirks: Quirks) -> bool:
    if quirks.deleted_rows == "hidden" and row.get("Deleted"):
        return False
    is_marker = table is OPERATIONS and (not row["PartnerID"] or whole(row["Acct"]) <= 0)
    return not (is_marker and quirks.marker_rows == "hidden")


def _same_time(value: Value, wanted: datetime, *, day_only: bool) -> bool:
    if isinstance(value, datetime) and not day_only:
        return value.replace(microsecond=0) == wanted
    day = value.date() if isinstance(value, datetime) else value
    return isinstance(day, date) and day == wanted.date()


def _truth(name: str, wanted: str) -> bool:
    found = {"true": True, "-1": True, "1": True, "false": False, "0": False}.get(wanted.lower())
    if found is None:
        raise bad_request(f"{name}: not true or false.")
    return found


def _amount(name: str, wanted: str) -> float:
    try:
        return float(wanted)
    except ValueError:
        raise bad_request(f"{name}: not a number.") from None


def _positive(query: Query, name: str, usual: int, *, least: int) -> int:
    text = query.get(name)
    if text is None:
        return usual
    if not (text.isascii() and text.isdigit()) or int(text) < least:
        raise bad_request(f"{name}: not a number from {least}.")
    return int(text)
