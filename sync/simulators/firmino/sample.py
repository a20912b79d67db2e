"""The project's sample shop as starting data, from ``assets/demo``."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from sync.simulators.firmino.books import Books, Company
from sync.simulators.firmino.entries import write_article, write_customer
from sync.simulators.firmino.program import fresh_books
from sync.simulators.firmino.quirks import Quirks
from sync.simulators.sample.files import WAREHOUSE_FILE, read

_PLAIN: Final = Quirks(too_long="cut")
_SERVICE: Final = 8


def sample_books() -> Books:
    """The invented shop "Калина Дом": its articles with the stock of its objects as warehouses, and its
    partners. Prices as they are, read as PLN.

    Raises OSError where the sample is not there.
    """
    content = read(WAREHOUSE_FILE)
    books = fresh_books(Company(short_name="KALINA", place=content["Registration"]["City"]))
    names = {str(row["ID"]): str(row["Name"]) for row in content["Objects"]}
    books.warehouses.extend(names.values())
    for row in content["Goods"]:
        if not row.get("Deleted"):
            _add_article(books, row, names)
    for row in content["Partners"]:
        if not row.get("Deleted"):
            _add_customer(books, row)
    return books


def _add_article(books: Books, row: Mapping[str, Any], names: Mapping[str, str]) -> None:
    code = str(row.get("Code") or row["ID"]).strip() or str(row["ID"])
    sent = {
        "code": code,
        "name": row["Name"],
        "unit": row.get("Measure1", "szt"),
        "type": "service" if row.get("Type", 0) & _SERVICE else "good",
        "priceGross": str(row.get("PriceOut2", 0)),
    }
    article = write_article(books, sent, _PLAIN)["id"]
    for place, quantity in row.get("stock", {}).items():
        warehouse = names.get(str(place), books.shown_warehouse)
        books.count(warehouse, article, Decimal(str(quantity)))


def _add_customer(books: Books, row: Mapping[str, Any]) -> None:
    sent = {
        "shortName": f"{row['Company'][:15]} {row['ID']}",
        "fullName": row["Company"],
        "locality": row.get("City") or "София",
        "countryCode": "BG",
        "street": row.get("Address"),
        "phone": row.get("Phone"),
        "email": row.get("eMail"),
        "tin": row.get("TaxNo"),
    }
    write_customer(books, sent, _PLAIN)
