"""The tables of Warehouse Pro that Mostik reads or writes: columns, keys, blanks, and the schema version they
came with.

Source: the published 3.07 schema of the maker's open-source sister program and column listings of real
databases, which agree. Column order is that of the real tables. The version of a column says in which schema
it first appeared; it is how an older database is recognised, because the version row itself is not to be
relied on.

Blanks: the real tables have neither defaults nor foreign keys on SQL Server, so a writer fills every column
itself. A blank text is one space, a blank number 0, a blank date NULL; where 0 would be wrong (a ratio, a
rate, the row of the "no lot" lot) the column names its own blank.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sync.warehouses.warehouse_pro.schema import (
    Table,
    dates,
    datetimes,
    floats,
    identity,
    ints,
    key_texts,
    since,
    smallints,
    texts,
)


def _group_table(name: str) -> Table:
    return Table(name, (*identity(), *texts("Code", "Name")), indexes=(("Code",),))


GOODS: Final = Table(
    "Goods",
    (
        *identity(),
        *texts("Code", "BarCode1", "BarCode2", "BarCode3", "Catalog1", "Catalog2", "Catalog3"),
        *texts("Name", "Name2", "Measure1", "Measure2"),
        *floats("Ratio", blank=1.0),
        *floats("PriceIn", *(f"PriceOut{number}" for number in range(1, 11))),
        *floats("MinQtty", "NormalQtty"),
        *texts("Description"),
        *ints("Type", "IsRecipe"),
        *ints("TaxGroup", blank=1),
        *ints("IsVeryUsed"),
        *ints("GroupID", blank=1),
        *ints("Deleted"),
    ),
    indexes=(
        ("Code",),
        ("BarCode1",),
        ("BarCode2",),
        ("Catalog1",),
        ("Name",),
        ("ID", "Deleted", "Type", "GroupID"),
    ),
)
GOODS_GROUPS: Final = Table(
    "GoodsGroups",
    (*identity(), *texts("Name", "Code")),
    indexes=(("Code",),),  # this one alone has Name first
)
OBJECTS: Final = Table(
    "Objects",
    (
        *identity(),
        *texts("Code", "Name"),
        *since("3.05", texts("Name2")),
        *since("3.00", ints("PriceGroup", blank=1)),
        *ints("IsVeryUsed"),
        *ints("GroupID", blank=1),
        *ints("Deleted"),
    ),
    indexes=(("Code",), ("Name",)),
)
OBJECTS_GROUPS: Final = _group_table("ObjectsGroups")
PARTNERS: Final = Table(
    "Partners",
    (
        *identity(),
        *texts("Code", "Company"),
        *since("3.05", texts("Company2")),
        *texts("MOL"),
        *since("3.05", texts("MOL2")),
        *texts("City"),
        *since("3.05", texts("City2")),
        *texts("Address", "Address2", "Phone"),
        *since("3.05", texts("Phone2")),
        *texts("Fax", "eMail"),
        *since("3.01", texts("TaxNo")),
        *texts("Bulstat", "BankName", "BankCode", "BankAcct", "BankVATName", "BankVATCode", "BankVATAcct"),
        *ints("PriceGroup", blank=1),
        *floats("Discount"),
        *smallints("Type", "IsVeryUsed"),
        *ints("UserID", "GroupID", blank=1),
        *datetimes("UserRealTime"),
        *ints("Deleted"),
        *since("3.01", texts("CardNumber")),
        *since("3.05", texts("Note1", "Note2")),
        *since("3.07", ints("PaymentDays")),
    ),
    indexes=(("Code",), ("Company",), ("Bulstat",), ("TaxNo",), ("eMail",), ("Phone",)),
)
PARTNERS_GROUPS: Final = _group_table("PartnersGroups")
USERS: Final = Table(
    "Users",
    (
        *identity(),
        *texts("Code", "Name"),
        *since("3.05", texts("Name2")),
        *ints("IsVeryUsed"),
        *ints("GroupID", blank=1),
        *texts("Password", size=50),
        *ints("UserLevel", "Deleted"),
        *since("3.01", texts("CardNumber")),
    ),
)
USERS_GROUPS: Final = _group_table("UsersGroups")
OPERATIONS: Final = Table(
    "Operations",
    (
        *identity(),
        *ints("OperType", "Acct", "GoodID", "PartnerID", "ObjectID", "OperatorID"),
        *floats("Qtty"),
        *ints("Sign"),
        *floats("PriceIn", "PriceOut", "VATIn", "VATOut", "Discount"),
        *ints("CurrencyID", blank=1),
        *since("3.07", floats("CurrencyRate", blank=1.0)),
        *dates("Date"),
        *texts("Lot", size=50),
        *since("3.02", ints("LotID", blank=1)),
        *texts("Note"),
        *ints("SrcDocID", "UserID"),
        *datetimes("UserRealTime"),
    ),
    indexes=(
        ("OperType", "Acct"),
        ("GoodID", "ObjectID"),
        ("PartnerID",),
        ("ObjectID", "OperType", "Acct"),
        ("Date",),
        ("UserRealTime",),
    ),
)
OPERATION_TYPE: Final = Table(
    "OperationType",
    (
        *identity(),
        *texts("BG", "EN", "DE", "RU", "TR", "SQ", "SR", "RO"),
        *since("3.05", texts("GR")),
    ),
)
STORE: Final = Table(
    "Store",
    (
        *identity(),
        *ints("ObjectID", "GoodID"),
        *floats("Qtty", "Price"),
        *texts("Lot", size=250),
        *since("3.02", ints("LotID", "LotOrder", blank=1)),
    ),
    # All that the sums of stock need, and no index on the object alone: SQLite, which counts nothing, would
    # take that one and then sort.
    indexes=(("GoodID", "ObjectID", "Qtty"),),
)
PAYMENTS: Final = Table(
    "Payments",
    (
        *identity(),
        *ints("Acct", "OperType", "PartnerID"),
        *since("3.07", ints("ObjectID")),
        *floats("Qtty"),
        *ints("Mode"),
        *since("3.07", ints("Sign")),
        *dates("Date"),
        *ints("UserID"),
        *datetimes("UserRealTime"),
        *ints("Type", blank=1),
        *texts("TransactionNumber"),
        *since("3.00", dates("EndDate")),
    ),
    indexes=(("OperType", "Acct"), ("PartnerID",), ("Date",)),
)
PAYMENT_TYPES: Final = Table(
    "PaymentTypes", (*identity(), *texts("Name"), *ints("PaymentMethod", blank=1)), since="3.04"
)
DOCUMENTS: Final = Table(
    "Documents",
    (
        *identity(),
        *ints("Acct"),
        *texts("InvoiceNumber"),
        *smallints("OperType"),
        *dates("InvoiceDate"),
        *smallints("DocumentType"),
        *dates("ExternalInvoiceDate"),
        *texts("ExternalInvoiceNumber"),
        *smallints("PaymentType"),
        *texts("Recipient"),
        *texts("EGN", size=50),  # 255 on MySQL; the narrower one is safe on both
        *texts("Provider"),
        *since("3.01", dates("TaxDate"), texts("Reason", "Description", "Place")),
    ),
    indexes=(("OperType", "Acct"), ("InvoiceNumber",)),
)
VAT_GROUPS: Final = Table(
    "VATGroups", (*identity(), *texts("Code", "Name"), *floats("VATValue")), since="3.02"
)
CURRENCIES: Final = Table(
    "Currencies",
    (
        *identity(),
        *texts("Currency", size=3),
        *texts("Description"),
        *floats("ExchangeRate"),
        *ints("Deleted"),
    ),
)
CURRENCIES_HISTORY: Final = Table(
    "CurrenciesHistory",
    (*identity(), *ints("CurrencyID"), *floats("ExchangeRate"), *dates("Date"), *ints("UserID", blank=1)),
    indexes=(("CurrencyID", "Date"),),
)
NEXT_ACCT: Final = Table(
    "NextAcct",
    (*texts("NextAcct", size=50), *identity()),  # the identity exists on SQL Server only
    primary_key=("NextAcct",),
)
TRANSFORMATIONS: Final = Table(
    "Transformations",
    (
        *identity(),
        *ints("RootOperType", "RootAcct", "FromOperType", "FromAcct", "ToOperType", "ToAcct", "UserID"),
        *datetimes("UserRealTime"),
    ),
    indexes=(("FromOperType", "FromAcct"), ("ToOperType", "ToAcct")),
    since="3.05",
)
LOTS: Final = Table(
    "Lots",
    (*identity(), *texts("SerialNo"), *dates("EndDate", "ProductionDate"), *texts("Location")),
    since="3.02",
)
CASH_BOOK: Final = Table(
    "CashBook",
    (
        *identity(),
        *dates("Date"),
        *texts("Desc"),
        *ints("OperType", "Sign"),
        *floats("Profit"),
        *ints("UserID"),
        *datetimes("UserRealtime"),
        *ints("ObjectID"),
    ),
    indexes=(("Date",),),
)
CONFIGURATION: Final = Table(
    "Configuration",
    (*identity(), *texts("Key", "Value", size=50), *ints("UserID", blank=-1)),
    indexes=(("UserID",),),
)
REGISTRATION: Final = Table(
    "Registration",
    (
        *identity(),
        *texts("Code", "Company", "MOL", "City", "Address", "Phone", "Fax", "eMail", "TaxNo", "Bulstat"),
        *texts("BankName", "BankCode", "BankAcct", "BankVATAcct"),
        *ints("UserID", blank=1),
        *datetimes("UserRealTime"),
        *ints("IsDefault"),
        *since("3.06", texts("Note1", "Note2")),
        *ints("Deleted"),
    ),
)
SYSTEM: Final = Table(
    "System",
    (*texts("Version", size=20), *smallints("ProductID"), *dates("LastBackup")),
    primary_key=("Version",),
)
ECR_RECEIPTS: Final = Table(
    "ECRReceipts",
    (
        *identity(),
        *ints("OperType", "Acct", "ReceiptID"),
        *since("3.06", datetimes("ReceiptDate")),
        *ints("ReceiptType"),
        *texts("ECRID", "Description"),
        *since("3.06", floats("Total")),
        *ints("UserID"),
        *datetimes("UserRealTime"),
    ),
    indexes=(("OperType", "Acct"), ("ECRID", "ReceiptType")),
    since="3.05",
)
PRICE_RULES: Final = Table(
    "PriceRules",
    (*identity(), *texts("Name"), *texts("Formula", size=1000), *ints("Enabled", "Priority")),
    since="3.02",
)
APPLICATION_LOG: Final = Table(
    "ApplicationLog",
    (
        *identity(),
        *texts("Message"),
        *ints("UserID"),
        *datetimes("UserRealtime"),
        *since("3.07", texts("MessageSource", size=50)),
    ),
)
INTERNAL_LOG: Final = Table("InternalLog", (*identity(), *texts("Message", size=3000)))
NETWORK: Final = Table("Network", ints("Num", "Counter"), primary_key=("Num",))
USERS_SECURITY: Final = Table(
    "UsersSecurity",
    (*identity(), *ints("UserID"), *texts("ControlName", size=100), *ints("State")),
    indexes=(("UserID",),),
)
MOSTIK_IMPORTS: Final = Table(
    "MostikImports",
    (
        *key_texts(("ShopKey", 100), ("Kind", 20), ("ExternalId", 100)),
        *ints("OperType", "Acct"),
        *texts("RowsHash", size=64),
        *texts("State", size=20),
        *datetimes("At"),
        *texts("Machine", size=100),
    ),
    primary_key=("ShopKey", "Kind", "ExternalId"),
    indexes=(("OperType", "Acct"),),
    ours=True,
)

TABLES: Final[tuple[Table, ...]] = (
    GOODS,
    GOODS_GROUPS,
    OBJECTS,
    OBJECTS_GROUPS,
    PARTNERS,
    PARTNERS_GROUPS,
    USERS,
    USERS_GROUPS,
    OPERATIONS,
    OPERATION_TYPE,
    STORE,
    PAYMENTS,
    PAYMENT_TYPES,
    DOCUMENTS,
    VAT_GROUPS,
    CURRENCIES,
    CURRENCIES_HISTORY,
    NEXT_ACCT,
    TRANSFORMATIONS,
    LOTS,
    CASH_BOOK,
    CONFIGURATION,
    REGISTRATION,
    SYSTEM,
    ECR_RECEIPTS,
    PRICE_RULES,
    APPLICATION_LOG,
    INTERNAL_LOG,
    NETWORK,
    USERS_SECURITY,
    MOSTIK_IMPORTS,
)
"""Every table, the program's own first and ours last."""

_BY_NAME: Final = {table.name.lower(): table for table in TABLES}


def table(name: str) -> Table:
    """The table of this name, in any letter case. Raises KeyError."""
    return _BY_NAME[name.lower()]


def is_table_name(name: str) -> bool:
    return name.lower() in _BY_NAME


def columns_of_version(version: str, tables: Iterable[Table] = TABLES) -> dict[str, tuple[str, ...]]:
    """Which columns came with schema ``version`` ("3.07"), by table; a table that came with it has all of
    them here."""
    found: dict[str, tuple[str, ...]] = {}
    for each in tables:
        names = tuple(column.name for column in each.columns if max(each.since, column.since) == version)
        if names and not each.ours:
            found[each.name] = names
    return found
