"""The functions that read the company and its lists (facts 5.2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any, Final

from sync.simulators.microbg.arguments import Arguments
from sync.simulators.microbg.books import Books
from sync.simulators.microbg.errors import INVALID_VALUE, NOT_FOUND, UNKNOWN_FUNCTION, Refusal
from sync.simulators.microbg.lists import handed_out
from sync.simulators.microbg.prices import converted, item_in, meant, rounded
from sync.simulators.microbg.quirks import Quirks
from sync.simulators.microbg.tables import (
    BANK_ACCOUNTS,
    GROUPS,
    ITEMS,
    MEASURES,
    OBJECTS,
    PARTNERS,
    PAYMENT_TYPES,
    PRICE_GROUPS,
    TAX_GROUPS,
    Row,
    Table,
)
from sync.simulators.microbg.task import Task
from sync.simulators.microbg.wire import (
    Fields,
    listed,
    shown,
    shown_flag,
    shown_id,
    shown_number,
    shown_text,
    shown_vat,
)

_PARTNER_FILTERS: Final = {"Code": "Code", "TaxNo": "TaxID", "Email": "eMail", "Phone": "Phone"}


def company_data(task: Task) -> Fields:
    """getCompanyData; spelled as the vendor does."""
    company = task.books.company
    return {
        "CompanyName": company.name,
        "CountryCode": company.country_code,
        "City": company.city,
        "currencyCode": company.currency_code,
        "Address": company.address,
        "ContactPerson": shown_text(company.contact_person, task.quirks),
        "Inn": company.inn,
        "TaxNo": shown_text(company.tax_no, task.quirks),
        "PaymentToDate": company.payment_to.isoformat(),
        "Percision": company.precision,
        "QntPercision": company.quantity_precision,
        "PricesWithVat": shown_flag(company.prices_with_vat, task.quirks),
        "AllowNegativeQnt": shown_flag(company.allow_negative_stock, task.quirks),
        "AutoProduction": shown_flag(company.auto_production, task.quirks),
        "IsVat": shown_vat(company.is_vat, task.quirks, company=True),
    }


def bank_accounts(task: Task) -> Any:
    """getBankAccounts."""
    return _list(task.books, BANK_ACCOUNTS, task.sent, task.quirks)


def tax_groups(task: Task) -> Any:
    """getTaxGroups."""
    return _list(task.books, TAX_GROUPS, task.sent, task.quirks)


def payment_types(task: Task) -> Any:
    """getPaymentTypes."""
    return _list(task.books, PAYMENT_TYPES, task.sent, task.quirks)


def objects(task: Task) -> Any:
    """getObjects."""
    return _list(task.books, OBJECTS, task.sent, task.quirks)


def measures(task: Task) -> Any:
    """getMeasures, which may not exist (a switch)."""
    if task.quirks.measures == "unknown":
        raise Refusal(UNKNOWN_FUNCTION, task.sent.function)
    return _list(task.books, MEASURES, task.sent, task.quirks)


def groups(task: Task) -> Any:
    """getGroups: all of a module, one by its identifier, or those at a path."""
    table = group_table(task.sent.parameter("Module"))
    mode = task.sent.parameter("Mode") or "All"
    path = task.sent.parameter("Path")
    if mode not in ("All", "ById", "ByPath"):
        raise Refusal(INVALID_VALUE, "Mode")
    wanted = task.sent.whole("Id")
    rows = task.books.rows(table)
    if mode == "ByPath":
        subtree = task.quirks.groups_by_path == "subtree"
        rows = [row for row in rows if row["Path"] == path or (subtree and row["Path"].startswith(str(path)))]
    elif mode == "ById":
        rows = [row for row in rows if row["id"] == wanted]
    return listed(((row["id"], shown(table, row, task.quirks)) for row in rows), task.quirks)


def partners(task: Task) -> Any:
    """getPartners; each filter is an exact match."""
    rows = task.books.rows(PARTNERS)
    for name, column in _PARTNER_FILTERS.items():
        wanted = task.sent.parameter(name)
        rows = [row for row in rows if wanted is None or row[column] == str(wanted)]
    return _hand_out(PARTNERS, rows, task.sent, task.quirks)


def items(task: Task) -> Any:
    """getItems; Code and Barcode are exact matches."""
    rows: Iterable[Row] = task.books.rows(ITEMS)
    rows = _equal(rows, task.sent.parameter("Code"), lambda row: _codes(row, "Code", 1, task.quirks))
    rows = _equal(rows, task.sent.parameter("Barcode"), lambda row: _codes(row, "Barcode", 2, task.quirks))
    with_vat = meant(task.sent.flag("PricesWithVat"), task.quirks.prices_read, task.books)
    return _hand_out(
        ITEMS, [item_in(task.books, row, with_vat=with_vat) for row in rows], task.sent, task.quirks
    )


def item_quantities(task: Task) -> Any:
    """getItemQuantities: what is there in one object, or in all together. Services have none."""
    place, wanted = task.sent.whole("ObjectId"), task.sent.ids("ItemIds")
    if place is not None and task.books.row(OBJECTS, place) is None:
        raise Refusal(NOT_FOUND, "ObjectId")
    rows = [row for row in _wanted_items(task.books, wanted, task.quirks) if not row["NotStorable"]]
    there = quantities(task.books, place)
    if task.quirks.quantity_rows == "moved":
        rows = [row for row in rows if row["id"] in there]
    found = []
    for row in rows:
        quantity = rounded(there[row["id"]], task.books.company.quantity_precision)
        fields = {"ItemId": shown_id(row["id"], task.quirks), "Qtty": shown_number(quantity, task.quirks)}
        found.append((row["id"], fields))
    return listed(found, task.quirks)


def item_prices(task: Task) -> Any:
    """getItemPrices of one price group."""
    group = task.sent.whole("PriceGroup")
    group = task.quirks.default_price_group if group is None else group
    if group not in PRICE_GROUPS:
        raise Refusal(INVALID_VALUE, "PriceGroup")
    with_vat = meant(task.sent.flag("PricesWithVat"), task.quirks.prices_read, task.books)
    wanted = task.sent.ids("ItemIds")
    have, digits = task.books.company.prices_with_vat, task.books.company.precision
    found = []
    for row in _wanted_items(task.books, wanted, task.quirks):
        price = converted(row[f"PriceOut{group}"], task.books.rate(row), have=have, want=with_vat)
        shown_price = shown_number(price if have == with_vat else rounded(price, digits), task.quirks)
        fields = {"ItemId": shown_id(row["id"], task.quirks), task.quirks.item_price_name: shown_price}
        found.append((row["id"], fields))
    return listed(found, task.quirks)


def group_table(module: Any) -> Table:
    """The groups of a Module."""
    if module not in GROUPS:
        raise Refusal(INVALID_VALUE, "Module")
    return GROUPS[module]


def quantities(books: Books, place: int | None) -> defaultdict[int, Decimal]:
    """What is there of each item, in one object or in all."""
    found: defaultdict[int, Decimal] = defaultdict(Decimal)
    for (location, item), there in books.stock.items():
        if place in (None, location):
            found[item] += there
    return found


def _list(books: Books, table: Table, asked: Arguments, quirks: Quirks) -> Any:
    return _hand_out(table, books.rows(table), asked, quirks)


def _hand_out(table: Table, rows: Iterable[Row], asked: Arguments, quirks: Quirks) -> Any:
    if quirks.deleted_rows == "hidden":
        rows = [row for row in rows if not row.get("Deleted")]
    if not any(column.name == "DateUpdated" for column in table.columns):
        asked.parameter("fromDate")  # a list that keeps no time is read whole
        return listed(((row[table.key], shown(table, row, quirks)) for row in rows), quirks)
    return handed_out(
        rows,
        asked,
        quirks,
        ident=lambda row: int(row[table.key]),
        changed=lambda row: row["DateUpdated"],
        show=lambda row: shown(table, row, quirks),
    )


def _equal(rows: Iterable[Row], wanted: Any, texts: Callable[[Row], tuple[str, ...]]) -> list[Row]:
    return [row for row in rows if wanted is None or str(wanted) in texts(row)]


def _codes(row: Row, column: str, kind: int, quirks: Quirks) -> tuple[str, ...]:
    if quirks.code_filter == "main":
        return (row[column],)
    return (row[column], *(code["Code"] for code in row["AddCodes"] if code["CodeType"] == kind))


def _wanted_items(books: Books, wanted: frozenset[int] | None, quirks: Quirks) -> list[Row]:
    return [
        row
        for row in books.rows(ITEMS)
        if (wanted is None or row["id"] in wanted)
        and not (row["Deleted"] and quirks.deleted_rows == "hidden")
    ]
