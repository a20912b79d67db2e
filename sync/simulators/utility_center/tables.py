"""The tables behind the service: columns and kinds as the facts on Warehouse Pro give them (section 2).

Only what the service shows is here. ``Users.Password`` and ``CardNumber`` of users are left out, for no
integration may touch them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

Value = int | float | str | date | datetime | None
Row = dict[str, Value]
Kind = Literal["whole", "number", "text", "truth", "day", "moment"]

TEXT_LENGTH: Final = 255
TRUE: Final = -1
BLANK: Final = " "


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``length`` of texts in characters."""

    name: str
    kind: Kind
    length: int = TEXT_LENGTH

    def blank(self) -> Value:
        """What stands there where nobody filled it: 0, a single space (facts 1.8), or nothing for a date."""
        if self.kind in ("day", "moment"):
            return None
        if self.kind == "text":
            return BLANK
        return 0.0 if self.kind == "number" else 0


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its name as in the database, and its columns in their order."""

    name: str
    columns: tuple[Column, ...]

    def blank_row(self) -> Row:
        """A row in which nothing is filled."""
        return {column.name: column.blank() for column in self.columns}


def _columns(kind: Kind, *names: str, length: int = TEXT_LENGTH) -> tuple[Column, ...]:
    return tuple(Column(name, kind, length) for name in names)


_ID = _columns("whole", "ID")

GOODS: Final = Table(
    "Goods",
    (
        *_ID,
        *_columns("text", "Code", "BarCode1", "BarCode2", "BarCode3", "Catalog1", "Catalog2", "Catalog3"),
        *_columns("text", "Name", "Name2", "Measure1", "Measure2"),
        *_columns("number", "Ratio", "PriceIn"),
        *_columns("number", *(f"PriceOut{group}" for group in range(1, 11))),
        *_columns("number", "MinQtty", "NormalQtty"),
        *_columns("text", "Description"),
        *_columns("whole", "Type"),
        *_columns("truth", "IsRecipe"),
        *_columns("whole", "TaxGroup", "IsVeryUsed", "GroupID"),
        *_columns("truth", "Deleted"),
    ),
)
GOODS_GROUPS: Final = Table("GoodsGroups", (*_ID, *_columns("text", "Name", "Code")))
PARTNERS_GROUPS: Final = Table("PartnersGroups", (*_ID, *_columns("text", "Code", "Name")))
OBJECTS: Final = Table(
    "Objects",
    (
        *_ID,
        *_columns("text", "Code", "Name", "Name2"),
        *_columns("whole", "PriceGroup", "IsVeryUsed", "GroupID"),
        *_columns("truth", "Deleted"),
    ),
)
PARTNERS: Final = Table(
    "Partners",
    (
        *_ID,
        *_columns("text", "Code", "Company", "Company2", "MOL", "MOL2", "City", "City2", "Address"),
        *_columns("text", "Address2", "Phone", "Phone2", "Fax", "eMail", "TaxNo", "Bulstat", "BankName"),
        *_columns("text", "BankCode", "BankAcct", "BankVATName", "BankVATCode", "BankVATAcct"),
        *_columns("whole", "PriceGroup"),
        *_columns("number", "Discount"),
        *_columns("whole", "Type", "IsVeryUsed", "UserID", "GroupID"),
        *_columns("moment", "UserRealTime"),
        *_columns("truth", "Deleted"),
        *_columns("text", "CardNumber", "Note1", "Note2"),
        *_columns("whole", "PaymentDays"),
    ),
)
OPERATIONS: Final = Table(
    "Operations",
    (
        *_ID,
        *_columns("whole", "OperType", "Acct", "GoodID", "PartnerID", "ObjectID", "OperatorID"),
        *_columns("number", "Qtty"),
        *_columns("whole", "Sign"),
        *_columns("number", "PriceIn", "PriceOut", "VATIn", "VATOut", "Discount"),
        *_columns("whole", "CurrencyID"),
        *_columns("number", "CurrencyRate"),
        *_columns("day", "Date"),
        *_columns("text", "Lot", length=50),
        *_columns("whole", "LotID"),
        *_columns("text", "Note"),
        *_columns("whole", "SrcDocID", "UserID"),
        *_columns("moment", "UserRealTime"),
    ),
)
STORE: Final = Table(
    "Store",
    (
        *_ID,
        *_columns("whole", "ObjectID", "GoodID"),
        *_columns("number", "Qtty", "Price"),
        *_columns("text", "Lot", length=250),
        *_columns("whole", "LotID", "LotOrder"),
    ),
)
PAYMENTS: Final = Table(
    "Payments",
    (
        *_ID,
        *_columns("whole", "Acct", "OperType", "PartnerID", "ObjectID"),
        *_columns("number", "Qtty"),
        *_columns("whole", "Mode", "Sign"),
        *_columns("day", "Date"),
        *_columns("whole", "UserID"),
        *_columns("moment", "UserRealTime"),
        *_columns("whole", "Type"),
        *_columns("text", "TransactionNumber"),
        *_columns("day", "EndDate"),
    ),
)
PAYMENT_TYPES: Final = Table(
    "PaymentTypes", (*_ID, *_columns("text", "Name"), *_columns("whole", "PaymentMethod"))
)
DOCUMENTS: Final = Table(
    "Documents",
    (
        *_ID,
        *_columns("whole", "Acct"),
        *_columns("text", "InvoiceNumber"),
        *_columns("whole", "OperType"),
        *_columns("day", "InvoiceDate"),
        *_columns("whole", "DocumentType"),
        *_columns("day", "ExternalInvoiceDate"),
        *_columns("text", "ExternalInvoiceNumber"),
        *_columns("whole", "PaymentType"),
        *_columns("text", "Recipient"),
        *_columns("text", "EGN", length=50),
        *_columns("text", "Provider"),
        *_columns("day", "TaxDate"),
        *_columns("text", "Reason", "Description", "Place"),
    ),
)
USERS: Final = Table(
    "Users",
    (
        *_ID,
        *_columns("text", "Code", "Name", "Name2"),
        *_columns("whole", "IsVeryUsed", "GroupID", "UserLevel"),
        *_columns("truth", "Deleted"),
    ),
)
VAT_GROUPS: Final = Table(
    "VATGroups", (*_ID, *_columns("text", "Code", "Name"), *_columns("number", "VATValue"))
)

TABLES: Final = {
    table.name: table
    for table in (
        GOODS, GOODS_GROUPS, PARTNERS_GROUPS, OBJECTS, PARTNERS, OPERATIONS, STORE, PAYMENTS, PAYMENT_TYPES,
        DOCUMENTS, USERS, VAT_GROUPS,
    )
}  # fmt: skip
