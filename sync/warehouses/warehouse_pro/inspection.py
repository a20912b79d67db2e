"""Is this database a Warehouse Pro's, of which schema, and which options does it close?

The version row of the program did not change over years of changing tables, so what counts is which columns
exist. A column that is missing closes exactly the options that need it; below schema 3.02 (no VAT groups, no
lots) nothing works.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from sync.errors import SettingsError
from sync.sentences import Sentence, mark, say
from sync.warehouses.warehouse_pro.database import Database
from sync.warehouses.warehouse_pro.dialect import Engine
from sync.warehouses.warehouse_pro.existing_columns import Layout
from sync.warehouses.warehouse_pro.schema import Kind
from sync.warehouses.warehouse_pro.tables import MOSTIK_IMPORTS, TABLES, columns_of_version, table
from sync.warehouses.warehouse_pro.values import text

OLDEST_VERSION: Final = "3.02"
NEWEST_VERSION: Final = "3.07"
_VERSIONS: Final = ("3.00", "3.01", "3.02", "3.04", "3.05", "3.06", "3.07")
_WRITTEN: Final = (
    "Operations", "NextAcct", "Partners", "Store", "Payments", "CashBook", "Transformations", "MostikImports",
)  # fmt: skip
"""What a document is written into: all of it, or nothing."""
_TELLING: Final = frozenset(
    {
        "Goods",
        "Objects",
        "Partners",
        "Operations",
        "Store",
        "Payments",
        "PaymentTypes",
        "VATGroups",
        "ECRReceipts",
    }
)
"""The version is told by these tables; that a site lacks a column of a log says nothing."""

_ESSENTIAL: Final[Mapping[str, tuple[str, ...]]] = {
    "Goods": (
        "ID", "Code", "BarCode1", "Name", "Measure1", "PriceIn", "PriceOut2", "TaxGroup", "GroupID",
        "Deleted",
    ),
    "GoodsGroups": ("ID", "Code", "Name"),
    "Objects": ("ID", "Code", "Name", "Deleted"),
    "Partners": ("ID", "Code", "Company", "Bulstat", "eMail", "Phone", "Deleted"),
    "Users": ("ID", "Name", "Deleted"),
    "Operations": (
        "ID", "OperType", "Acct", "GoodID", "PartnerID", "ObjectID", "Qtty", "Sign", "PriceIn", "PriceOut",
        "VATIn", "VATOut", "Date", "LotID", "Note", "UserID", "UserRealTime",
    ),
    "Store": ("ID", "ObjectID", "GoodID", "Qtty", "Price", "LotID"),
    "VATGroups": ("ID", "VATValue"),
    "NextAcct": ("NextAcct",),
    "Configuration": ("Key", "Value", "UserID"),
    "Currencies": ("ID", "Currency", "ExchangeRate"),
}  # fmt: skip


class NotThisWarehouse(SettingsError):
    """The database is open, and is no Warehouse Pro's or of a version that Mostik cannot work with."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """An option by name, the tables ("Transformations") and columns ("Payments.Sign") it needs, and the
    reason if closed."""

    option: str
    needs: tuple[str, ...]
    reason: str


REQUIREMENTS: Final = (
    Requirement(
        "sales",
        ("Payments.Sign", "Payments.ObjectID", "PaymentTypes"),
        mark("Sales with payments cannot be written: this Warehouse Pro ({version}) lacks {missing}."),
    ),
    Requirement(
        "follow_sales",
        ("Transformations",),
        mark("Mostik cannot see which order became a sale: this Warehouse Pro ({version}) lacks {missing}."),
    ),
    Requirement(
        "receipt_numbers",
        ("ECRReceipts.ReceiptDate", "ECRReceipts.Total"),
        mark("Receipts cannot be noted in Warehouse Pro: this version ({version}) lacks {missing}."),
    ),
    Requirement(
        "other_currencies",
        ("Operations.CurrencyRate",),
        mark("Orders in another currency cannot be written: this Warehouse Pro ({version}) lacks {missing}."),
    ),
    Requirement(
        "payment_days",
        ("Partners.PaymentDays", "Payments.EndDate"),
        mark("A partner’s days for paying are not known: this Warehouse Pro ({version}) lacks {missing}."),
    ),
    Requirement(
        "partner_notes",
        ("Partners.Note1", "Partners.Note2"),
        mark("Notes cannot be kept with a partner: this Warehouse Pro ({version}) lacks {missing}."),
    ),
    Requirement(
        "print_names",
        ("Partners.Company2", "Objects.Name2", "Users.Name2"),
        mark("Names for printing cannot be set: this Warehouse Pro ({version}) lacks {missing}."),
    ),
    Requirement(
        "location_prices",
        ("Objects.PriceGroup",),
        mark("A location has no price group of its own: this Warehouse Pro ({version}) lacks {missing}."),
    ),
)


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a database is. ``schema_version`` is told by its columns, ``stated_version`` by its version
    row."""

    engine: Engine
    engine_title: str
    schema_version: str
    stated_version: str
    layout: Layout
    missing: tuple[str, ...] = ()
    closed: Mapping[str, Sentence] = field(default_factory=dict)
    has_marks: bool = False
    """Mostik's own table stands in this database."""


def inspect(database: Database) -> Inspection:
    """Look at the columns that exist, and let ``database`` leave out those that do not.

    Raises SettingsError where this is no Warehouse Pro, one older than 3.02, or one newer than Mostik knows.
    """
    layout = _layout(database)
    refuse_other_programs(layout)
    refuse_too_old(layout)
    database.layout = layout
    stated = _stated_version(database, layout)
    refuse_too_new(stated)
    missing = missing_columns(layout)
    version = schema_version(layout)
    closed = {**closed_options(layout, version), **closed_by_engine(_unsafe(database))}
    return Inspection(
        engine=database.dialect.engine,
        engine_title=database.dialect.title,
        schema_version=version,
        stated_version=stated,
        layout=layout,
        missing=missing,
        closed=closed,
        has_marks=MOSTIK_IMPORTS.name.lower() in layout,
    )


def _layout(database: Database) -> Layout:
    layout: dict[str, dict[str, int]] = {}
    for name, column, size in database.described_columns():
        layout.setdefault(name.lower(), {})[column.lower()] = room(size)
    return layout


def room(size: object) -> int:
    """A text column's room from a number of characters or a declared type ("VARCHAR(255)"); 0: no limit, or
    not a text."""
    if size is None:
        return 0
    found = re.search(r"\((\d+)\)", str(size)) if isinstance(size, str) else None
    if found:
        return int(found[1])
    try:
        number = int(float(str(size)))
    except ValueError:
        return 0
    return number if 0 < number < 1_000_000 else 0


def refuse_other_programs(layout: Layout) -> None:
    """Raises SettingsError where the tables are not those of Warehouse Pro."""
    if "goods" in layout and "operations" in layout:
        return
    if "items" in layout:
        raise NotThisWarehouse(
            say("This is a database of Microinvest Invoice Pro, not of Warehouse Pro."),
            advice=say("Choose the database of Warehouse Pro."),
        )
    raise NotThisWarehouse(
        say("This database does not hold a warehouse: the goods (table Goods) are missing."),
        advice=say("Choose the database that Warehouse Pro itself opens, or a warehouse made by Mostik."),
    )


def refuse_too_old(layout: Layout) -> None:
    """Raises SettingsError where something is missing without which no good can be read and no order
    written."""
    absent = [
        f"{name}.{column}" if name.lower() in layout else name
        for name, columns in _ESSENTIAL.items()
        for column in columns
        if column.lower() not in layout.get(name.lower(), {})
    ]
    if absent:
        raise NotThisWarehouse(
            say(
                "This Warehouse Pro is too old: Mostik needs version {version} or newer.",
                version=OLDEST_VERSION,
            ),
            advice=say("Update Warehouse Pro, let it convert its database, then connect again."),
            detail="missing: " + ", ".join(dict.fromkeys(absent)),
        )


def refuse_too_new(stated_version: str) -> None:
    """Raises SettingsError for another main version than 3, whose tables nobody has seen yet."""
    main = re.match(r"\d+", stated_version)
    if main and int(main[0]) > 3:
        raise NotThisWarehouse(
            say(
                "This warehouse has version {version}, newer than this Mostik knows.", version=stated_version
            ),
            advice=say("Update Mostik, then connect again."),
        )


def missing_columns(layout: Layout) -> tuple[str, ...]:
    """Tables and columns of schema 3.07 that do not exist, as "Table" or "Table.Column"."""
    found: list[str] = []
    for each in TABLES:
        if each.ours:
            continue
        existing = layout.get(each.name.lower())
        if existing is None:
            found.append(each.name)
            continue
        found.extend(
            f"{each.name}.{column.name}"
            for column in each.columns
            if column.name.lower() not in existing and (each.name, column.kind) != ("NextAcct", Kind.IDENTITY)
        )
    return tuple(found)


def schema_version(layout: Layout) -> str:
    """The newest version up to which every telling column exists; "" for one before 3.00. Pure."""
    reached = ""
    for version in _VERSIONS:
        needed = columns_of_version(version)
        for name, columns in needed.items():
            existing = layout.get(name.lower(), {})
            if name in _TELLING and any(column.lower() not in existing for column in columns):
                return reached
        reached = version
    return reached


def closed_options(layout: Layout, version: str) -> dict[str, Sentence]:
    """The options that need something that does not exist, each with its reason. Pure."""
    closed: dict[str, Sentence] = {}
    for requirement in REQUIREMENTS:
        missing = [need for need in requirement.needs if not _exists(layout, need)]
        if missing:
            closed[requirement.option] = Sentence(
                requirement.reason, {"version": version, "missing": ", ".join(missing)}
            )
    return closed


def closed_by_engine(unsafe: Collection[str]) -> dict[str, Sentence]:
    """The options that need changes that can be taken back, where these tables (lower case) know none.
    Pure."""
    written = [name for name in _WRITTEN if name.lower() in unsafe]
    if not written:
        return {}
    reason = say(
        "Orders and sales cannot be written: the tables {tables} are kept without transactions (MyISAM).",
        tables=", ".join(written),
    )
    return {"orders": reason, "sales": reason}


def _unsafe(database: Database) -> frozenset[str]:
    if database.dialect.unsafe_tables is None:
        return frozenset()
    return frozenset(str(name).lower() for (name,) in database.rows(database.dialect.unsafe_tables))


def _exists(layout: Layout, need: str) -> bool:
    name, _, column = need.partition(".")
    existing = layout.get(table(name).name.lower(), {})
    return column.lower() in existing if column else bool(existing)


def _stated_version(database: Database, layout: Layout) -> str:
    if "version" not in layout.get("system", {}):
        return ""
    row = database.one("SELECT [Version] FROM [System] WHERE [ProductID] = ?", (1,))
    return text(row[0]) if row else ""
