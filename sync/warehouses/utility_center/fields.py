"""Reading the fields of a row, whatever of the likely names and shapes the service gives them. Pure.

The names are the columns of Warehouse Pro in snake_case. Of some only the meaning is known ("a row of stock
is object, item, quantity, price"), so each is read under every name that it may have.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from sync.warehouses.warehouse_pro.values import day, moment, text, truth, whole

_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "good_id": ("good_id", "item_id", "goods_id"),
    "object_id": ("object_id", "location_id"),
    "quantity": ("qtty", "qty", "quantity"),
    "number": ("document_number", "acct", "number"),
    "operation_type": ("operation_type", "oper_type"),
    "name": ("name", "company"),
    "email": ("e_mail", "email"),
    "contact": ("mol",),
    "vat_value": ("vat_value", "value", "tax_value", "rate"),
    "group_id": ("group_id",),
    "tax_group": ("tax_group", "tax_group_id", "vat_group_id"),
    "measure": ("measure1", "measure_1", "measure"),
    "method": ("payment_method", "method"),
    "price_group": ("price_group",),
    "payment_amount": ("qtty", "amount", "sum", "quantity"),
}

Row = Mapping[str, Any]


def name_of(row: Row, field: str) -> str:
    """Under which name this row has the field; the likeliest where it has none."""
    names = _NAMES.get(field, (field,))
    return next((name for name in names if name in row), names[0])


def cell(row: Row, field: str) -> object:
    """The value of a field, None where the row has none."""
    return row.get(name_of(row, field))


def word(row: Row, field: str) -> str:
    """A text without blanks around it."""
    return text(cell(row, field))


def count(row: Row, field: str) -> int:
    """A whole number; 0 where there is none or it is not one."""
    try:
        return whole(cell(row, field))
    except ValueError:
        return 0


def flag(row: Row, field: str) -> bool:
    """Yes or no: true, -1, 1 and "true" are yes."""
    value = cell(row, field)
    if isinstance(value, str):
        return value.strip().lower() not in ("", "0", "false", "no")
    return truth(int(value) if isinstance(value, bool) else value)


def amount(row: Row, field: str) -> Decimal:
    """A number at four decimals; 0 where there is none."""
    return quantised(cell(row, field))


def quantised(value: object) -> Decimal:
    """A number as sent, at four decimals."""
    try:
        return round(Decimal(str(value if value is not None else 0).strip().replace(",", ".") or 0), 4)
    except InvalidOperation:
        return Decimal(0)


def numbered(row: Row, beginning: str, how_many: int) -> list[object]:
    """Fields such as ``barcode1`` to ``barcode3``, also written ``bar_code_1``."""
    spellings = {"barcode": ("barcode", "bar_code"), "price_out": ("price_out", "priceout")}
    found: list[object] = []
    for place in range(1, how_many + 1):
        names = [
            f"{spelling}{dash}{place}"
            for spelling in spellings.get(beginning, (beginning,))
            for dash in ("", "_")
        ]
        found.append(next((row[name] for name in names if name in row), None))
    return found


_DOTTED: Final = re.compile(r"(\d\d)\.(\d\d)\.(\d{4})")


def day_of(row: Row, field: str) -> date | None:
    """A day, written 2026-11-22, 2026-11-22T00:00:00 or 22.11.2026."""
    return day(_undotted(cell(row, field)))


def moment_of(row: Row, field: str, zone: tzinfo) -> datetime | None:
    """A moment, aware; a text without a zone is what the clock of ``zone`` showed."""
    return moment(_undotted(cell(row, field)), zone)


def day_filter(sample: Row, wanted: date) -> str:
    """A filter for a day, written as the service writes days. A document's day has no time, so it is
    equal.
    """
    if _DOTTED.match(text(cell(sample, "date"))):
        return f"{wanted:%d.%m.%Y}"
    return wanted.isoformat()


def _undotted(value: object) -> object:
    return _DOTTED.sub(r"\3-\2-\1", value) if isinstance(value, str) else value


def numbers_of_partner(row: Row) -> tuple[str, str]:
    """The company's number and its VAT number. Which of the two fields is which is told in two ways, so it is
    told by the letters of a VAT number, and by the fields' names only where none has letters.
    """
    tax, vat = (word(row, name) for name in number_names(row))
    if tax[:1].isalpha() and not vat[:1].isalpha():
        return vat, tax
    return tax, vat


def number_names(row: Row) -> tuple[str, str]:
    """The names under which this row has the company's number and the VAT number."""
    tax = next((name for name in ("tax_id", "bulstat") if name in row), "tax_id")
    vat = next((name for name in ("vat_id", "tax_no") if name in row), "vat_id")
    return tax, vat
