"""Lists, single objects and relations (facts 1.3 to 1.7)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, Final

from sync.simulators.cloudcart.backend import Backend
from sync.simulators.cloudcart.calls import BASE, Answer, Request, document, plain
from sync.simulators.cloudcart.errors import bad_query, not_found
from sync.simulators.cloudcart.presenting import Presenter
from sync.simulators.cloudcart.query import Query, QueryReader
from sync.simulators.cloudcart.resources import RESOURCES
from sync.simulators.cloudcart.schema import Resource, related
from sync.simulators.cloudcart.tables import Row
from sync.simulators.cloudcart.wire import decimal, flag, moment

LINKS_HEADER: Final = "x-show-links"
_SINGLE_COLUMN: Final = {"property-options": {"name": "value"}}


def read_query(backend: Backend, resource: Resource, request: Request) -> Query:
    """The query of a call about this resource."""
    appends = {each.name: each.appends for each in RESOURCES.values()}
    return QueryReader(resource, backend.quirks, appends).read(request.query)


def read_list(backend: Backend, resource: Resource, request: Request) -> Answer:
    """One page, or in single-record mode one object or null."""
    query = read_query(backend, resource, request)
    rows = _listed_rows(backend, resource, query)
    presenter = _presenter(backend, query, request)
    if query.filters.keys() & resource.single_by:
        return document(presenter.document(resource, next(iter(rows), None)))
    return document(_page(presenter, resource, rows, query, request, backend))


def read_one(backend: Backend, resource: Resource, ident: str, request: Request) -> Answer:
    """One object; 404 where there is none."""
    row = backend.row(resource.name, ident)
    query = read_query(backend, resource, request)
    return document(_presenter(backend, query, request).document(resource, row))


def shown_row(backend: Backend, resource: Resource, row: Row, request: Request, status: int = 200) -> Answer:
    """The answer of a write, with what its query asks for."""
    query = read_query(backend, resource, request)
    headers = {}
    if status == 201:
        host = request.headers.get("host", "127.0.0.1")
        headers["Location"] = f"http://{host}{BASE}/{resource.name}/{row['id']}"
    return document(_presenter(backend, query, request).document(resource, row), status, headers)


def read_related(backend: Backend, resource: Resource, steps: tuple[str, ...], request: Request) -> Answer:
    """``/{res}/{id}/{rel}`` and ``/{res}/{id}/relationships/{rel}``."""
    row = backend.row(resource.name, steps[1])
    relation = resource.relation(steps[-1])
    if relation is None:
        raise not_found()
    if len(steps) == 4:
        query = Query()
        return document({"data": _presenter(backend, query, request).identifiers(relation, row)})
    target = RESOURCES[relation.target]
    query = read_query(backend, target, request)
    rows = related(backend, row, relation)
    presenter = _presenter(backend, query, request)
    if not relation.many:
        return document(presenter.document(target, next(iter(rows), None)))
    return document(_page(presenter, target, rows, query, request, backend))


def read_statuses(backend: Backend, request: Request) -> Answer:
    """``/order-status``: not JSON:API, not in pages. ``filter`` finds a part of a code or name."""
    wanted = dict(request.query).get("filter", "").lower()
    rows = [
        row for row in backend.shop.statuses if wanted in row["slug"].lower() or wanted in row["name"].lower()
    ]
    return plain({"data": rows})


def _presenter(backend: Backend, query: Query, request: Request) -> Presenter:
    return Presenter(backend, query, with_links=request.headers.get(LINKS_HEADER) == "1")


def _listed_rows(backend: Backend, resource: Resource, query: Query) -> list[Row]:
    tests = [_test(backend, resource, name, value) for name, value in query.filters.items()]
    if resource.name == "orders" and backend.quirks.archived_orders != "listed":
        tests.append(lambda row: row["date_archived"] is None)
    rows = [row for row in _candidates(backend, resource, query) if all(test(row) for test in tests)]
    if resource.name == "order-total" and backend.quirks.order_totals == "none":
        return []
    if not query.sort and backend.quirks.default_order == "newest_first":
        rows.reverse()
    for column, descending in reversed(query.sort):
        rows.sort(key=lambda row: _sort_key(row.get(column)), reverse=descending)
    return rows


def _candidates(backend: Backend, resource: Resource, query: Query) -> list[Row]:
    """The rows of the parent where a filter names it, else all: orders have many parts."""
    table = backend.table(resource.name)
    for column in ("order_id", "item_id"):
        value = query.filters.get(column, "")
        if value.isdecimal() and column in resource.columns():
            return table.where(column, int(value))
    return list(table)


def _sort_key(value: Any) -> tuple[bool, Any]:
    """Nothing comes before everything, letters without their case."""
    return value is not None, value.casefold() if isinstance(value, str) else value or 0


def _page(
    presenter: Presenter,
    resource: Resource,
    rows: list[Row],
    query: Query,
    request: Request,
    backend: Backend,
) -> dict[str, Any]:
    first = (query.number - 1) * query.size
    page = rows[first : first + query.size]
    last = max(1, -(-len(rows) // query.size))
    made = presenter.document(resource, page)
    made["meta"] = {
        "page": {
            "current-page": query.number,
            "per-page": query.size,
            "from": first + 1 if page else None,
            "to": first + len(page) if page else None,
            "total": len(rows),
            "last-page": last,
        }
    }
    if request.headers.get(LINKS_HEADER) == "1":
        made["links"] = _page_links(request, query, last, backend)
    return made


def _page_links(request: Request, query: Query, last: int, backend: Backend) -> dict[str, str | None]:
    def link(number: int) -> str:
        return f"{request.path}?page[number]={number}&page[size]={query.size}"

    links: dict[str, str | None] = {"first": link(1), "last": link(last)}
    null = backend.quirks.missing_links == "null"
    if query.number > 1 or null:
        links["prev"] = link(query.number - 1) if query.number > 1 else None
    if query.number < last or null:
        links["next"] = link(query.number + 1) if query.number < last else None
    return links


def _test(backend: Backend, resource: Resource, name: str, value: str) -> Callable[[Row], bool]:
    """What one filter asks of a row."""
    match resource.name, name:
        case "products", "sku" | "barcode":
            parents = {
                row["item_id"] for row in backend.table("variants") if _same(row.get(name), value, backend)
            }
            return lambda row: row["id"] in parents
        case "products", "property_option_id":
            return lambda row: value in map(str, row.get("_property_options") or ())
        case "products", "property_id":
            options = {
                each["id"] for each in backend.table("property-options") if str(each["property_id"]) == value
            }
            return lambda row: bool(options.intersection(row.get("_property_options") or ()))
        case "variants", "has_images":
            return lambda row: (flag(value) == "yes") == bool(row.get("_images"))
        case "orders" | "order-payment", "start_date" | "end_date":
            return _in_time(
                backend, name, value, "date_added" if resource.name == "orders" else "date_created"
            )
        case "orders", "geo_zone_id" | "geo_zone_name":
            there = {
                each["order_id"] for each in backend.table("order-shipping") if str(each.get(name)) == value
            }
            return lambda row: row["id"] in there
        case _:
            column = _SINGLE_COLUMN.get(resource.name, {}).get(name, name)
            kind = resource.attributes.get(column)
            if kind == "flag":
                return lambda row: row.get(column) == flag(value)
            if kind in ("moment", "iso"):
                at = moment(value, backend.zone)
                return lambda row: row.get(column) == at
            if kind == "decimal":
                number = decimal(value)
                return lambda row: row.get(column) == number
            return lambda row: _same(row.get(column), value, backend)


def _same(stored: object, value: str, backend: Backend) -> bool:
    text = "" if stored is None else str(stored)
    if backend.quirks.text_filter == "any_case":
        return text.casefold() == value.casefold()
    return text == value


def _in_time(backend: Backend, name: str, value: str, column: str) -> Callable[[Row], bool]:
    at = moment(value, backend.zone)
    if at is None:
        raise bad_query(backend.quirks.query_error_status, f"The {name} is not a date.", f"filter.{name}")
    if name == "start_date":
        return lambda row: at <= row[column]
    if len(value) == len("2026-01-31") and backend.quirks.end_date_covers == "whole_day":
        following = date.fromisoformat(value) + timedelta(days=1)
        end = datetime(following.year, following.month, following.day, tzinfo=backend.zone)
        return lambda row: row[column] < end
    return lambda row: row[column] <= at
