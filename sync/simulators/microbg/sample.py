"""The project's sample shop as starting data, from ``assets/demo``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from sync.simulators.microbg.books import Books, Company
from sync.simulators.microbg.program import fresh_books
from sync.simulators.microbg.tables import (
    ITEM_GROUPS,
    ITEMS,
    MEASURES,
    OBJECTS,
    PARTNER_GROUPS,
    PARTNERS,
    PAYMENT_TYPES,
    PRICE_GROUPS,
    Row,
    Table,
)
from sync.simulators.sample.files import WAREHOUSE_FILE, read

_SERVICE: Final = 8
_WRITTEN: Final = datetime.fromisoformat("2026-11-01T09:00:00")
_PARTNER_FIELDS: Final = {
    "Code": "Code",
    "Company": "Name",
    "MOL": "MOL",
    "City": "City",
    "Address": "Address",
    "Phone": "Phone",
    "eMail": "eMail",
    "Bulstat": "TaxID",
    "TaxNo": "VatID",
}


def sample_books() -> Books:
    """The invented shop "Калина Дом": its items with stock in four objects, and its partners. Euro with VAT.

    Raises OSError where the sample is not there.
    """
    content = read(WAREHOUSE_FILE)
    firm = content["Registration"]
    company = Company(
        name=firm["Company"], city=firm["City"], address=firm["Address"], contact_person=firm["MOL"]
    )
    company.inn, company.tax_no = firm["Bulstat"], firm["TaxNo"]
    books = fresh_books(company)
    for source, table in (("GoodsGroups", ITEM_GROUPS), ("PartnersGroups", PARTNER_GROUPS)):
        _insert_groups(books, table, content[source])
    for row in content["PaymentTypes"]:
        fields = {"id": row["ID"], "Name": row["Name"], "PaymentMethod": row["PaymentMethod"]}
        books.insert(PAYMENT_TYPES, {**fields, "FiscalMode": 2})
    for row in content["Objects"]:
        books.insert(OBJECTS, {"id": row["ID"], "Name": row["Name"], "PriceGroup": row.get("PriceGroup", 1)})
    for row in content["Partners"]:
        books.insert(PARTNERS, _partner(row))
    for row in content["Goods"]:
        books.insert(ITEMS, _item(books, row))
        for location, quantity in row.get("stock", {}).items():
            place = (int(location), int(row["ID"]))
            books.opening[place] = books.stock[place] = Decimal(str(quantity))
    return books


def _insert_groups(books: Books, table: Table, rows: list[dict[str, Any]]) -> None:
    by_path: dict[str, int] = {}
    for row in sorted(rows, key=lambda each: len(each["Code"])):
        by_path[row["Code"]] = row["ID"]
        parent = by_path.get(row["Code"][:-3], 0)
        books.insert(table, {"id": row["ID"], "Name": row["Name"], "Path": row["Code"], "parentId": parent})


def _partner(row: Mapping[str, Any]) -> Row:
    return {
        "id": row["ID"],
        **{field: row[column] for column, field in _PARTNER_FIELDS.items() if column in row},
        "GroupId": abs(row.get("GroupID", 1)),
        "PriceGroup": row.get("PriceGroup") or 1,
        "Discount": Decimal(str(row.get("Discount", 0))),
        "PartnerType": 1,
        "Deleted": bool(row.get("Deleted")),
        "DateUpdated": _WRITTEN,
    }


def _item(books: Books, row: Mapping[str, Any]) -> Row:
    """Prices with VAT; the sample gives PriceIn without."""
    fields: Row = {
        "id": row["ID"],
        "Code": row.get("Code", ""),
        "Barcode": row.get("BarCode1", ""),
        "Name": row["Name"],
        "GroupId": abs(row.get("GroupID", 1)),
        "NotStorable": bool(row.get("Type", 0) & _SERVICE),
        "TaxGroup": row.get("TaxGroup", 1),
        "MeasureId": _measure(books, row.get("Measure1", "бр.")),
        "Deleted": bool(row.get("Deleted")),
        "DateUpdated": _WRITTEN,
        "AddCodes": tuple(
            {"MeasureId": 1, "Code": row[column], "CodeType": 2, "Ratio": Decimal(1)}
            for column in ("BarCode2", "BarCode3")
            if row.get(column)
        ),
    }
    cost = Decimal(str(row.get("PriceIn", 0)))
    fields["PriceIn"] = (cost * (100 + books.rate(fields)) / 100).quantize(Decimal("0.0001"))
    for group in PRICE_GROUPS:
        fields[f"PriceOut{group}"] = Decimal(str(row.get(f"PriceOut{group}", 0)))
    return fields


def _measure(books: Books, name: str) -> int:
    for row in books.rows(MEASURES):
        if row["Name"] == name:
            return int(row["id"])
    return int(books.insert(MEASURES, {"Name": name})["id"])
