"""Which products a list, stock or price call shows: its filters, order and page of 1000 (facts 2.5, 2.6)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sync.simulators.baselinker.backend import Backend
from sync.simulators.baselinker.parameters import Parameters, as_integer
from sync.simulators.baselinker.products import name_of

Row = dict[str, Any]
Check = Callable[[Row], bool]

PRODUCTS_PAGE = 1000


def page(
    backend: Backend, parameters: Parameters, with_variants: bool = False, filters: bool = True
) -> list[Row]:
    """The products of the page asked for (1-based), ascending by id unless ``filter_sort`` is "id DESC"."""
    inventory = backend.inventory(parameters)
    ids: Sequence[int] = backend.product_index.ids(inventory["inventory_id"], with_variants)
    if filters and parameters.text("filter_sort", 20).upper() == "ID DESC":
        ids = ids[::-1]
    start = (max(parameters.integer("page", 1), 1) - 1) * PRODUCTS_PAGE
    known = backend.account.products
    checks = _checks(inventory, parameters) if filters else []
    if not checks:
        return [known[product_id] for product_id in ids[start : start + PRODUCTS_PAGE]]
    rows = [known[product_id] for product_id in ids]
    for check in checks:
        rows = list(filter(check, rows))
    return rows[start : start + PRODUCTS_PAGE]


def _checks(inventory: Row, parameters: Parameters) -> list[Check]:
    """One question for each filter sent.

    Price filters look at the default price group, stock filters at the sum of all warehouses (both assumed).
    """
    checks: list[Check] = []
    for name, field in (("filter_id", "product_id"), ("filter_category_id", "category_id")):
        wanted_id = parameters.integer(name)
        if wanted_id:
            checks.append(_has_id(field, wanted_id))
    ean = parameters.text("filter_ean", 32)
    if ean:
        checks.append(lambda row: row.get("ean") == ean or ean in _additional_eans(row))
    for name, field, length in (("filter_sku", "sku", 50), ("filter_asin", "asin", 50)):
        wanted_text = parameters.text(name, length)
        if wanted_text:
            checks.append(_has_text(field, wanted_text))
    part = parameters.text("filter_name", 200).lower()
    if part:
        checks.append(lambda row: part in name_of(row).lower())
    place = parameters.text("filter_locations", 20)
    if place:
        checks.append(lambda row: place in row.get("locations", {}).values())
    group = str(inventory["default_price_group"])
    checks += _range(parameters, "price", lambda row: row.get("prices", {}).get(group, 0))
    checks += _range(parameters, "stock", lambda row: sum(row.get("stock", {}).values()))
    return checks


def _has_id(field: str, wanted: int) -> Check:
    return lambda row: as_integer(row.get(field, 0)) == wanted


def _has_text(field: str, wanted: str) -> Check:
    return lambda row: row.get(field) == wanted


def _additional_eans(row: Row) -> list[str]:
    return [str(item.get("ean", "")) for item in row.get("ean_additional", [])]


def _range(parameters: Parameters, name: str, amount: Callable[[Row], Any]) -> list[Check]:
    checks: list[Check] = []
    if parameters.has(f"filter_{name}_from"):
        least = parameters.amount(f"filter_{name}_from")
        checks.append(lambda row: bool(amount(row) >= least))
    if parameters.has(f"filter_{name}_to"):
        most = parameters.amount(f"filter_{name}_to")
        checks.append(lambda row: bool(amount(row) <= most))
    return checks
