"""Values as JSON and back: kinds, readings of truth, and the style of PHP's ``json_encode``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from sync.simulators.microbg.errors import INVALID_VALUE, UNKNOWN_FIELD, Refusal
from sync.simulators.microbg.quirks import Quirks
from sync.simulators.microbg.tables import ITEM_GROUPS, PARTNER_GROUPS, Column, Row, Table

Fields = dict[str, Any]

MOMENT: Final = "%Y-%m-%d %H:%M:%S"
DAY: Final = "%Y-%m-%d"
_LONG_NAMES: Final = {"id": "GroupId", "Name": "GroupName", "Path": "GroupPath"}
_WHOLE: Final = re.compile(r"-?\d{1,18}", re.ASCII)
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d)?", re.ASCII)
_LARGEST: Final = Decimal(10) ** 12
_PLACES: Final = Decimal("0.000001")
_CODE_FIELDS: Final = ("MeasureId", "Code", "CodeType", "Ratio")


def as_json(value: Any) -> bytes:
    """ASCII only and slashes escaped, as PHP writes it."""
    return json.dumps(value, separators=(",", ":")).replace("/", "\\/").encode("ascii")


def names_of(table: Table, quirks: Quirks) -> dict[str, str]:
    """The JSON name of each field."""
    long = quirks.group_names == "long" and table in (ITEM_GROUPS, PARTNER_GROUPS)
    return {
        column.name: (_LONG_NAMES if long else {}).get(column.name, column.name) for column in table.columns
    }


def shown(table: Table, row: Row, quirks: Quirks) -> Fields:
    """A row as a JSON object."""
    names = names_of(table, quirks)
    return {
        names[column.name]: _shown_value(column, row.get(column.name), quirks) for column in table.columns
    }


def listed(rows: Iterable[tuple[int, Fields]], quirks: Quirks) -> Any:
    """Rows with their identifiers as a list, or as a map by identifier; PHP writes an empty map as a list."""
    found = list(rows)
    if quirks.rows_as == "map" and found:
        return {str(ident): fields for ident, fields in found}
    return [fields for _, fields in found]


def shown_id(ident: int, quirks: Quirks) -> int | str:
    """An identifier."""
    return ident if quirks.ids == "number" else str(ident)


def shown_number(value: Decimal, quirks: Quirks) -> int | float | str:
    """Money, a quantity or a rate; PHP writes 12.0 as 12."""
    if quirks.numbers == "text":
        return f"{value:.4f}"
    return int(value) if value == value.to_integral_value() else float(value)


def shown_flag(value: bool, quirks: Quirks) -> int | bool | str:
    """Yes or no, where the sheet does not number them otherwise."""
    if quirks.truths == "json":
        return value
    return str(int(value)) if quirks.truths == "text" else int(value)


def shown_vat(value: bool, quirks: Quirks, *, company: bool) -> int | bool | str:
    """IsVat: 1 and 2, or a flag as all others."""
    if quirks.is_vat == "1_2" or (quirks.is_vat == "company_1_2" and company):
        number = 1 if value else 2
        return str(number) if quirks.truths == "text" else number
    return shown_flag(value, quirks)


def shown_text(value: str, quirks: Quirks) -> str | None:
    """A text; an empty one may be nothing."""
    return value or ("" if quirks.empty_text == "empty" else None)


def shown_moment(value: datetime | None) -> str | None:
    """A time in the service's own zone."""
    return None if value is None else value.strftime(MOMENT)


def taken(table: Table, sent: Mapping[str, Any], quirks: Quirks) -> tuple[Row, list[str]]:
    """The columns that a JSON object fills, and the names that no column takes."""
    names = {wire: name for name, wire in names_of(table, quirks).items()}
    columns = {column.name: column for column in table.columns if column.written}
    row: Row = {}
    unknown: list[str] = []
    for name, value in sent.items():
        column = columns.get(names.get(name, ""))
        if column is None:
            unknown.append(name)
        else:
            row[column.name] = _taken_value(column, name, value, quirks)
    if unknown and quirks.unknown_field == "refused":
        refuse_unknown(unknown)
    return row, unknown


def refuse_unknown(names: Iterable[str]) -> None:
    """Refuse fields that nobody asked for."""
    raise Refusal(UNKNOWN_FIELD, ", ".join(sorted(names)))


def whole(name: str, value: Any) -> int:
    """A whole number, also as text: PHP does not mind."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, str) and _WHOLE.fullmatch(value):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= 2**63:
        raise Refusal(INVALID_VALUE, name)
    return value


def number(name: str, value: Any) -> Decimal:
    """A number, also as text, to six decimals."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise Refusal(INVALID_VALUE, name)
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        raise Refusal(INVALID_VALUE, name) from None
    if not found.is_finite() or abs(found) >= _LARGEST:
        raise Refusal(INVALID_VALUE, name)
    return found.quantize(_PLACES).normalize() + 0


def text(name: str, value: Any) -> str:
    """A text; a number counts as its digits."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise Refusal(INVALID_VALUE, name)
    return str(value)


def flag(name: str, value: Any) -> bool:
    """Yes or no: 1 and 0, true and false, also as text."""
    if value in (0, 1, "0", "1"):
        return bool(int(value))
    raise Refusal(INVALID_VALUE, name)


def moment(name: str, value: Any) -> datetime:
    """``Y-m-d H:i:s``, or a bare day as its midnight; the service's own time."""
    written = text(name, value)
    try:
        found = datetime.fromisoformat(written) if _MOMENT.fullmatch(written) else None
    except ValueError:
        found = None
    if found is None:
        raise Refusal(INVALID_VALUE, name)
    return found


def day(name: str, value: Any) -> date:
    """The day of a time."""
    return moment(name, value).date()


def _shown_value(column: Column, value: Any, quirks: Quirks) -> Any:
    match column.kind:
        case "id":
            return shown_id(value, quirks)
        case "number":
            return shown_number(value, quirks)
        case "text":
            return shown_text(value, quirks)
        case "flag":
            return shown_flag(value, quirks)
        case "deleted" | "partner_deleted":
            return _shown_deleted(column, value, quirks)
        case "moment":
            return shown_moment(value)
        case "codes":
            return [_shown_code(each, quirks) for each in value]
        case "whole":
            return str(value) if quirks.ids == "text" else value


def _shown_deleted(column: Column, value: bool, quirks: Quirks) -> int | bool | str:
    if _counts_from_one(column, quirks):
        number = 1 if value else 2
        return str(number) if quirks.truths == "text" else number
    return shown_flag(value, quirks)


def _shown_code(code: Fields, quirks: Quirks) -> Fields:
    return {
        "MeasureId": shown_id(code["MeasureId"], quirks),
        "Code": code["Code"],
        "CodeType": shown_id(code["CodeType"], quirks),
        "Ratio": shown_number(code["Ratio"], quirks),
    }


def _counts_from_one(column: Column, quirks: Quirks) -> bool:
    return quirks.deleted == "1_2" or (quirks.deleted == "partners_1_2" and column.kind == "partner_deleted")


def _taken_value(column: Column, name: str, value: Any, quirks: Quirks) -> Any:
    match column.kind:
        case "id" | "whole":
            return whole(name, value)
        case "number":
            return number(name, value)
        case "text":
            return text(name, value)
        case "deleted" | "partner_deleted" if _counts_from_one(column, quirks):
            if value not in (1, 2, "1", "2"):
                raise Refusal(INVALID_VALUE, name)
            return int(value) == 1
        case "flag" | "deleted" | "partner_deleted":
            return flag(name, value)
        case "codes":
            return _taken_codes(name, value)
    raise Refusal(INVALID_VALUE, name)


def _taken_codes(name: str, value: Any) -> tuple[Fields, ...]:
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise Refusal(INVALID_VALUE, name)
    found = []
    for each in value:
        if each.keys() - set(_CODE_FIELDS) or "Code" not in each:
            raise Refusal(INVALID_VALUE, name)
        kind = whole("CodeType", each.get("CodeType", 1))
        if kind not in (1, 2):
            raise Refusal(INVALID_VALUE, "CodeType")
        found.append(
            {
                "MeasureId": whole("MeasureId", each.get("MeasureId", 1)),
                "Code": text("Code", each["Code"]),
                "CodeType": kind,
                "Ratio": number("Ratio", each.get("Ratio", 1)),
            }
        )
    return tuple(found)
