"""The lists behind the service and their fields, spelled as the sheet spells them (facts 5.2).

A column that is not ``written`` follows from others and is only shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

Row = dict[str, Any]
Kind = Literal["id", "whole", "number", "text", "flag", "deleted", "partner_deleted", "moment", "codes"]

PRICE_GROUPS: Final = range(1, 11)


@dataclass(frozen=True, slots=True)
class Column:
    """One field of a row."""

    name: str
    kind: Kind
    written: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """One list: its name, the field that identifies a row, and its fields in their order."""

    name: str
    columns: tuple[Column, ...]
    key: str = "id"


def _columns(kind: Kind, *names: str, written: bool = True) -> tuple[Column, ...]:
    return tuple(Column(name, kind, written) for name in names)


_ID: Final = _columns("id", "id", written=False)
_CHANGED: Final = _columns("moment", "DateUpdated", written=False)
_OF_GROUP: Final = (*_columns("id", "GroupId"), *_columns("text", "GroupName", "GroupPath", written=False))

ITEMS: Final = Table(
    "Items",
    (
        *_ID,
        *_columns("text", "Code", "Barcode", "Name"),
        *_OF_GROUP,
        *_columns("flag", "NotStorable"),
        *_columns("id", "TaxGroup"),
        *_columns("number", "TaxValue", written=False),
        *_columns("id", "MeasureId"),
        *_columns("text", "MeasureName", written=False),
        *_columns("number", "PriceIn", *(f"PriceOut{group}" for group in PRICE_GROUPS)),
        *_columns("deleted", "Deleted"),
        *_columns("text", "Description"),
        *_columns("whole", "WarrantyMonths", "WarrantyDays"),
        *_CHANGED,
        *_columns("codes", "AddCodes"),
    ),
)
PARTNERS: Final = Table(
    "Partners",
    (
        *_ID,
        *_columns("text", "Code", "Name", "MOL", "City", "Address", "Phone", "eMail", "TaxID", "VatID"),
        *_columns("whole", "PriceGroup"),
        *_columns("text", "CardNumber"),
        *_columns("number", "Discount"),
        *_columns("whole", "PartnerType"),
        *_OF_GROUP,
        *_columns("text", "ContactPerson", "PartnerNote"),
        *_columns("partner_deleted", "Deleted"),
        *_CHANGED,
    ),
)
_GROUP_FIELDS: Final = (
    *_ID,
    *_columns("text", "Name"),
    *_columns("text", "Path", written=False),
    *_columns("id", "parentId"),
)
ITEM_GROUPS: Final = Table("ItemGroups", _GROUP_FIELDS)
PARTNER_GROUPS: Final = Table("PartnerGroups", _GROUP_FIELDS)
OBJECTS: Final = Table(
    "Objects",
    (
        *_ID,
        *_columns("text", "Name", "Address"),
        *_columns("whole", "PriceGroup"),
        Column("Deleted", "deleted"),
    ),
)
PAYMENT_TYPES: Final = Table(
    "PaymentTypes",
    (
        *_ID,
        *_columns("text", "Name"),
        *_columns("whole", "PaymentMethod", "FiscalMode"),
        Column("Deleted", "deleted"),
    ),
)
TAX_GROUPS: Final = Table(
    "TaxGroups",
    (*_columns("id", "TaxGroup", written=False), *_columns("text", "Name"), *_columns("number", "TaxValue")),
    key="TaxGroup",
)
BANK_ACCOUNTS: Final = Table("BankAccounts", (*_ID, *_columns("text", "BankName", "IBAN", "BIC")))
"""The sheet names no field of a bank account; these are our own."""
MEASURES: Final = Table("Measures", (*_ID, *_columns("text", "Name")))

TABLES: Final = {
    table.name: table
    for table in (
        ITEMS, PARTNERS, ITEM_GROUPS, PARTNER_GROUPS, OBJECTS, PAYMENT_TYPES, TAX_GROUPS, BANK_ACCOUNTS,
        MEASURES,
    )
}  # fmt: skip
GROUPS: Final = {"Items": ITEM_GROUPS, "Partners": PARTNER_GROUPS}
"""The table of groups by its Module."""
GROUPED: Final = {ITEMS.name: ITEM_GROUPS, PARTNERS.name: PARTNER_GROUPS}
