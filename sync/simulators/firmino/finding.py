"""find: text, filters, order and what there is of pages (pages, "Obiekt filtrów")."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from sync.simulators.firmino.books import Row
from sync.simulators.firmino.errors import Refusal
from sync.simulators.firmino.quirks import Quirks

_NAMES: Final = ("name", "code", "fullName", "shortName", "email", "tin", "phone", "documentName")
_NOTES: Final = ("note", "notes", "printNotes")
Keep = Callable[[Row, str], bool]
FILTERS: Final[Mapping[str, Mapping[str, Keep]]] = {
    "customers": {"countryCode": lambda row, value: row["countryCode"] == value},
    "articles": {"type": lambda row, value: row["type"] == value},
}
DOCUMENT_FILTERS: Final[Mapping[str, Keep]] = {
    "fromDate": lambda row, value: row["documentDate"] >= value,
    "toDate": lambda row, value: row["documentDate"] <= value,
    "year": lambda row, value: row["documentDate"][:4] == value,
    "documentState": lambda row, value: row["documentState"] == value,
    "documentType": lambda row, value: row.get("documentType") == value,
    "customer": lambda row, value: str((row["customer"] or {}).get("id")) == value,
}


def find(resource: str, rows: list[Row], sent: Mapping[str, Any], quirks: Quirks) -> tuple[list[Row], int]:
    """The rows asked for, and how many there would be without pages. Rows come as they are shown, whole."""
    kept = [row for row in rows if _has(row, str(sent.get("text") or ""), quirks)]
    for keep, value in _filters(resource, sent.get("filters") or [], quirks):
        kept = [row for row in kept if keep(row, value)]
    ordered = _ordered(kept, sent, quirks)
    return _page(ordered, sent, quirks), len(ordered)


def _has(row: Row, words: str, quirks: Quirks) -> bool:
    if not words or quirks.text_finds == "nothing":
        return True
    names = _NAMES if quirks.text_finds == "names" else (*_NAMES, *_NOTES)
    fields = [str(row[name]) for name in names if row.get(name)]
    fields += [str((row.get("customer") or {}).get("fullName") or "")]
    wanted = words.casefold()
    if quirks.text_match == "whole":
        return any(wanted == found.casefold() for found in fields)
    return any(wanted in found.casefold() for found in fields)


def _filters(resource: str, sent: Any, quirks: Quirks) -> list[tuple[Keep, str]]:
    known = FILTERS.get(resource)
    if known is None:
        known = {name: DOCUMENT_FILTERS[name] for name in quirks.document_filters}
    wanted = []
    for each in sent:
        if not isinstance(each, Mapping) or "name" not in each:
            raise Refusal("filters: objects with name and value are expected")
        if each["name"] in known:
            wanted.append((known[each["name"]], str(each.get("value"))))
        elif quirks.unknown_filter == "refused":
            raise Refusal(f"Unknown filter: {each['name']}")
    return wanted


def _ordered(rows: list[Row], sent: Mapping[str, Any], quirks: Quirks) -> list[Row]:
    name = sent.get("sortField")
    if not name:
        return sorted(rows, key=lambda row: row["id"], reverse=quirks.default_order == "newest_first")
    if any(name not in row for row in rows):
        raise Refusal(f"sortField: {name} is unknown")
    newest_first = str(sent.get("sortOrder") or "asc").lower() == "desc"
    in_order = sorted(rows, key=lambda row: row["id"])
    return sorted(in_order, key=lambda row: _key(row[name]), reverse=newest_first)


def _key(value: Any) -> tuple[int, int, str]:
    return (1, value, "") if isinstance(value, int) else (0, 0, str(value or ""))


def _page(rows: list[Row], sent: Mapping[str, Any], quirks: Quirks) -> list[Row]:
    asked = sent.get("size") if quirks.paging != "none" else None
    size = asked if isinstance(asked, int) and asked > 0 else quirks.default_size
    if quirks.largest_size is not None:
        size = min(size or quirks.largest_size, quirks.largest_size)
    if size is None:
        return rows
    page = int(sent.get("page") or 0)
    match quirks.paging:
        case "page_from_0":
            start = page * size
        case "page_from_1":
            start = max(page - 1, 0) * size
        case "offset":
            start = int(sent.get("offset") or 0)
        case _:
            start = 0
    return rows[start : start + size]
