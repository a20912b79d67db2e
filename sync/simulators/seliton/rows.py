"""Rows as JSON and back: sparse fields, filters, order, pages; partial changes and whole lists."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from sync.simulators.seliton.errors import Refusal
from sync.simulators.seliton.quirks import Quirks
from sync.simulators.seliton.schema import CONTAINS, SCHEMAS, Field, blank
from sync.simulators.seliton.shop import SINGULAR, Row, Shop

ZONE = ZoneInfo("Europe/Sofia")
_PARAMETERS = ("access_token", "limit", "offset", "fields", "order")


def listed(shop: Shop, resource: str, asked: Mapping[str, str], quirks: Quirks) -> Row:
    """One page, and how many rows the filter finds (facts 1.1)."""
    rows = list(shop.rows[resource].values())
    parameter, column = CONTAINS.get(resource, ("", ""))
    unknown = asked.keys() - {*_PARAMETERS, parameter}
    if unknown and quirks.unknown_parameter == "refused":
        raise Refusal(f"Unknown parameter {min(unknown)}")
    if parameter and asked.get(parameter):
        rows = [row for row in rows if _contains(row.get(column), asked[parameter])]
    rows = _ordered(resource, rows, asked.get("order", ""), quirks)
    offset = _whole("offset", asked.get("offset", "0"))
    limit = _whole("limit", asked.get("limit", str(quirks.default_limit)))
    if quirks.largest_limit is not None:
        limit = min(limit, quirks.largest_limit)
    page = [shown(resource, row, asked, quirks) for row in rows[offset : offset + limit]]
    return {resource: page, "_metadata": {"count": len(rows)}}


def shown(resource: str, row: Row, asked: Mapping[str, str], quirks: Quirks) -> Row:
    """A row as JSON; with ``fields`` only those."""
    wanted = {name for name in asked.get("fields", "").split(",") if name}
    whole: Row = {f"{SINGULAR[resource]}Id": _shown_whole(row[f"{SINGULAR[resource]}Id"], quirks)}
    for name, each in SCHEMAS[resource].items():
        if name == "customerPassword" or (wanted and name not in wanted):
            continue
        value = row.get(name)
        if value is None and quirks.empty != "null":
            if quirks.empty == "empty_text":
                whole[name] = ""
        else:
            whole[name] = _shown(each, value, quirks)
    if wanted:
        return {name: value for name, value in whole.items() if name in wanted}
    return whole


def taken(resource: str, row: Row | None, sent: Mapping[str, Any], quirks: Quirks) -> Row:
    """The row with what is sent: partial, read-only fields passed over, lists replaced as a whole."""
    schema, made = SCHEMAS[resource], dict(row) if row is not None else blank(resource)
    ident = f"{SINGULAR[resource]}Id"
    for name, value in sent.items():
        each = schema.get(name)
        if each is None:
            if quirks.unknown_field == "refused" and name != ident:
                raise Refusal(f"Unknown field {name}")
            continue
        if not each.read_only:
            made[name] = _taken(name, each, value, made.get(name), quirks)
    return made


def _ordered(resource: str, rows: list[Row], order: str, quirks: Quirks) -> list[Row]:
    ident = f"{SINGULAR[resource]}Id"
    newest_first = quirks.default_order == "newest_first"
    name, _, direction = order.partition(":")
    if not order:
        return sorted(rows, key=lambda row: int(row[ident]), reverse=newest_first)
    if name != ident and name not in SCHEMAS[resource]:
        raise Refusal(f"Cannot order by {name}")
    filled = sorted((row for row in rows if row.get(name) is not None), key=lambda row: int(row[ident]))
    empty = [row for row in rows if row.get(name) is None]
    return empty + sorted(filled, key=lambda row: _key(row[name]), reverse=direction == "desc")


def _key(value: Any) -> Any:
    return str(value) if isinstance(value, list | dict) else value


def _contains(value: Any, part: str) -> bool:
    texts = value.values() if isinstance(value, dict) else (value,)
    return any(part.casefold() in str(text or "").casefold() for text in texts)


def _whole(name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise Refusal(f"{name}: a whole number is expected")
    return int(text)


def _shown(each: Field, value: Any, quirks: Quirks) -> Any:
    if value is None:
        return None
    match each.kind:
        case "money":
            return _number(value, quirks.money, 2)
        case "quantity":
            return _number(value, quirks.quantities, None)
        case "moment":
            return _moment(value, quirks)
        case "whole":
            return _shown_whole(value, quirks)
        case "list":
            return [_shown_line(line, quirks) for line in value]
    return value


def _shown_line(line: Row, quirks: Quirks) -> Row:
    """One of a list, whose fields say by their values what they are."""
    made: Row = {}
    for name, value in line.items():
        if isinstance(value, Decimal):
            quantity = name == "orderItemQty"
            made[name] = _number(
                value, quirks.quantities if quantity else quirks.money, None if quantity else 2
            )
        elif isinstance(value, int) and not isinstance(value, bool):
            made[name] = _shown_whole(value, quirks)
        else:
            made[name] = value
    return made


def _number(value: Decimal, how: str, places: int | None) -> int | float | str:
    if how == "text":
        return f"{value:.{places}f}" if places is not None else f"{value.normalize():f}"
    return int(value) if value == value.to_integral_value() else float(value)


def _shown_whole(value: int, quirks: Quirks) -> int | str:
    return value if quirks.ids == "number" else str(value)


def _moment(value: datetime, quirks: Quirks) -> int | str:
    aware = value.astimezone(ZONE)
    match quirks.dates:
        case "seconds":
            return int(value.astimezone(UTC).timestamp())
        case "iso":
            return aware.isoformat(timespec="seconds")
        case "text":
            return aware.strftime("%Y-%m-%d %H:%M:%S")


def _taken(name: str, each: Field, value: Any, before: Any, quirks: Quirks) -> Any:
    if value is None:
        return [] if each.kind == "list" else None
    match each.kind:
        case "languages":
            return _languages(name, value, before, quirks)
        case "money" | "quantity":
            return _amount(name, value, quirks)
        case "whole":
            return _whole(name, str(value))
        case "list":
            if not isinstance(value, list):
                raise Refusal(f"{name}: a list is expected")
            return [dict(line) for line in value]
        case "choice":
            if value not in each.choices:
                raise Refusal(f"{name}: one of {', '.join(each.choices)} is expected")
        case "flag":
            if not isinstance(value, bool):
                raise Refusal(f"{name}: true or false is expected")
        case _:
            if not isinstance(value, str):
                raise Refusal(f"{name}: a text is expected")
    return value


def _languages(name: str, value: Any, before: Any, quirks: Quirks) -> Row:
    """Sent with lower-case keys, kept and returned with upper-case ones."""
    if not isinstance(value, dict):
        raise Refusal(f"{name}: texts by language are expected")
    if quirks.language_keys_sent == "lower" and any(key != key.lower() for key in value):
        raise Refusal(f"{name}: languages in lower case are expected")
    return {**(before or {}), **{str(key).upper(): str(text) for key, text in value.items()}}


def _amount(name: str, value: Any, quirks: Quirks) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise Refusal(f"{name}: a number is expected")
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        raise Refusal(f"{name}: a number is expected") from None
    if not found.is_finite():
        raise Refusal(f"{name}: a number is expected")
    if name == "productQuantity" and found != found.to_integral_value():
        if quirks.fractional_quantity == "refused":
            raise Refusal(f"{name}: a whole number is expected")
        if quirks.fractional_quantity == "cut":
            return Decimal(int(found))
    return found
