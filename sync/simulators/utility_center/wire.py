"""Rows as JSON and back: names, kinds, lengths."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any, Final

from sync.simulators.utility_center.errors import bad_request
from sync.simulators.utility_center.names import names_of
from sync.simulators.utility_center.quirks import Quirks
from sync.simulators.utility_center.tables import BLANK, PAYMENTS, TRUE, Column, Row, Table, Value

Fields = dict[str, Any]

_DATE_STYLES: Final = {
    "iso_moment": "%Y-%m-%dT%H:%M:%S",
    "iso_day": "%Y-%m-%d",
    "blank_between": "%Y-%m-%d %H:%M:%S",
    "dotted": "%d.%m.%Y",
}
_ISO: Final = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d)?)?", re.ASCII)
_DOTTED: Final = re.compile(r"(\d\d)\.(\d\d)\.(\d{4})", re.ASCII)
_FIRST_DAY, _LAST_DAY = date(1900, 1, 1), date(2079, 6, 6)
_WHOLE_LIMIT: Final = 2**31
_BEYOND_BMP: Final = re.compile("[\U00010000-\U0010ffff]")


def shown(table: Table, row: Row, quirks: Quirks) -> Fields:
    """A row as a JSON object."""
    names = names_of(table, quirks)
    fields = {names[column.name]: _shown_value(column, row[column.name], quirks) for column in table.columns}
    if table is PAYMENTS and quirks.payment_sign == "opposite" and isinstance(row["Sign"], int):
        fields[names["Sign"]] = -row["Sign"]
    return fields


def taken(table: Table, fields: Any, quirks: Quirks) -> tuple[Row, list[str]]:
    """The columns that a JSON object fills, and the names that no column has.

    ``id`` is left out: the service gives it. Refuses what is no object, and values of another kind.
    """
    if not isinstance(fields, dict):
        raise bad_request("A JSON object is expected.")
    columns = {column.name: column for column in table.columns}
    known = {wire: columns[name] for name, wire in names_of(table, quirks).items()}
    unknown = sorted(fields.keys() - known.keys())
    if unknown and quirks.unknown_field == "refused":
        raise bad_request(f"Unknown fields: {', '.join(unknown)}.")
    row = {
        known[name].name: _taken_value(known[name], name, value, quirks)
        for name, value in fields.items()
        if name in known and known[name].name != "ID"
    }
    if table is PAYMENTS and quirks.payment_sign == "opposite" and isinstance(row.get("Sign"), int):
        row["Sign"] = -_as_whole("sign", row["Sign"])
    return row, unknown


def day_of(text: str, name: str, quirks: Quirks) -> datetime:
    """A moment from text, in the service's own local time; a bare day is its midnight."""
    dotted = _DOTTED.fullmatch(text) if quirks.dates == "dotted" else None
    iso = f"{dotted[3]}-{dotted[2]}-{dotted[1]}" if dotted else text
    try:
        found = datetime.fromisoformat(iso) if _ISO.fullmatch(iso) else None
    except ValueError:
        found = None
    if found is None:
        raise bad_request(f"{name}: not a date.")
    if not _FIRST_DAY <= found.date() <= _LAST_DAY:
        raise bad_request(f"{name}: the day is out of range.")
    return found


def _shown_value(column: Column, value: Value, quirks: Quirks) -> Any:
    if value is None:
        return None
    if isinstance(value, date):
        moment = value if isinstance(value, datetime) else datetime.combine(value, time())
        return moment.strftime(_DATE_STYLES[quirks.dates])
    if column.kind == "text" and not str(value).strip():
        return {"space": BLANK, "empty": "", "null": None}[quirks.blank_text]
    if column.kind == "truth" and quirks.truths == "json":
        return bool(value)
    if column.kind == "number" and quirks.numbers == "text":
        return str(value)
    return value


def _taken_value(column: Column, name: str, value: Any, quirks: Quirks) -> Value:
    if column.kind == "text":
        return _as_text(column, name, value, quirks)
    if column.kind == "truth":
        return TRUE if _as_truth(name, value) else 0
    if column.kind in ("day", "moment"):
        if value is None:
            return None
        if not isinstance(value, str):
            raise bad_request(f"{name}: not a date.")
        moment = day_of(value, name, quirks)
        return moment.date() if column.kind == "day" else moment
    if quirks.numbers == "text" and isinstance(value, str):
        value = _number_in(name, value)
    return _as_whole(name, value) if column.kind == "whole" else _as_number(name, value)


def _as_text(column: Column, name: str, value: Any, quirks: Quirks) -> str:
    if value is None:
        return BLANK
    if not isinstance(value, str):
        raise bad_request(f"{name}: not a text.")
    if _BEYOND_BMP.search(value):
        if quirks.emoji == "refused":
            raise bad_request(f"{name}: a letter that the database cannot keep.")
        if quirks.emoji == "question_mark":
            value = _BEYOND_BMP.sub("?", value)
    if len(value) > column.length:
        if quirks.too_long_text == "refused":
            raise bad_request(f"{name}: longer than {column.length} characters.")
        value = value[: column.length]
    return value if value.strip() else BLANK


def _as_truth(name: str, value: Any) -> bool:
    if isinstance(value, bool) or value in (-1, 0, 1):
        return bool(value)
    raise bad_request(f"{name}: not true or false.")


def _as_whole(name: str, value: Any) -> int:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not -_WHOLE_LIMIT <= value < _WHOLE_LIMIT:
        raise bad_request(f"{name}: not a whole number.")
    return value


def _as_number(name: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise bad_request(f"{name}: not a number.")
    return float(value)


def _number_in(name: str, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise bad_request(f"{name}: not a number.") from None
