"""Making an empty warehouse: the tables on any engine, the rows that every warehouse begins with, the
embedded file.

The first row (ID 1) of each list is the program's own "system" row; its rows carry group -1, which the
program reads as group 1, as a warehouse made by Warehouse Pro does. Readers must bear both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from decimal import Decimal
from pathlib import Path
from typing import Final

from sync.errors import Bug, SettingsError
from sync.money import lawful_rate
from sync.sentences import say
from sync.warehouses.warehouse_pro import tables
from sync.warehouses.warehouse_pro.connect import EMBEDDED_FORMAT, attach_file
from sync.warehouses.warehouse_pro.database import Database
from sync.warehouses.warehouse_pro.inspection import NEWEST_VERSION, inspect
from sync.warehouses.warehouse_pro.schema import Table
from sync.warehouses.warehouse_pro.seed_names import NAMES, OPERATION_TYPES, SeedNames
from sync.warehouses.warehouse_pro.values import TRUE, Value

APPLICATION_ID: Final = 0x4D6F7374
"""SQLite's ``application_id`` of an embedded warehouse ("Most")."""
SYSTEM_ID: Final = 1
OPERATOR_ID: Final = 2
"""The user of an embedded warehouse under whom Mostik writes."""
_SEED_GROUP: Final = -1
_OWNER_LEVEL: Final = 3


@dataclass(frozen=True, slots=True)
class NewWarehouse:
    """What the owner says about a warehouse to be made.

    ``language`` of the first rows' names: bg, pl or en. ``vat_rates`` in per cent, the main one first.
    ``base_currency`` is the currency of all prices (three letters); ``prices_include_vat`` whether they are
    gross.
    """

    company: str
    base_currency: str = "EUR"
    language: str = "bg"
    vat_rates: Sequence[Decimal] = (Decimal(20), Decimal(9), Decimal(0))
    prices_include_vat: bool = True
    negative_stock: bool = True


def create_embedded(path: Path, settings: NewWarehouse, *, zone: tzinfo) -> None:
    """Make an embedded warehouse file. It appears under its name only when it is complete.

    Raises SettingsError where the file exists already or the folder cannot be written to.
    """
    if path.exists():
        raise SettingsError(
            say("The file {name} exists already.", name=path.name),
            advice=say("Choose another name for the new warehouse, or open the existing one."),
        )
    making = path.with_name(path.name + ".new")
    try:
        for leftover in (
            making,
            *(making.with_name(making.name + end) for end in ("-wal", "-shm", "-journal")),
        ):
            leftover.unlink(missing_ok=True)
        _fill_file(making, settings, zone)
        making.rename(path)
    except OSError as error:
        raise SettingsError(
            say("The warehouse file {name} cannot be made.", name=str(path)),
            advice=say("Choose a folder that exists and where you may write."),
            detail=f"{type(error).__name__} {error.errno}",
        ) from error


def _fill_file(path: Path, settings: NewWarehouse, zone: tzinfo) -> None:
    if not path.parent.is_dir():
        raise FileNotFoundError(str(path.parent))
    database = attach_file(path, zone=zone, create=True)
    try:
        database.define("PRAGMA journal_mode = WAL")
        database.prepare()
        with database.transaction():
            database.define(f"PRAGMA application_id = {APPLICATION_ID}")
            database.define(f"PRAGMA user_version = {EMBEDDED_FORMAT}")
            create_tables(database)
            _insert_first_rows(database, settings)
        inspect(database)
    finally:
        database.close()


def create_tables(database: Database, only: Sequence[Table] = tables.TABLES) -> None:
    """Make tables and indexes on any engine. MySQL makes each final at once, so there this is no
    transaction."""
    for table in only:
        place = database.ours_in if table.ours else ""
        database.define(database.dialect.create_table(table, place))
        for index in database.dialect.create_indexes(table, place):
            database.define(index)


def insert_first_rows(database: Database, settings: NewWarehouse) -> None:
    """Fill freshly made tables with the rows that every warehouse begins with, in one transaction."""
    with database.transaction():
        _insert_first_rows(database, settings)


def _insert_first_rows(database: Database, settings: NewWarehouse) -> None:
    names = NAMES[settings.language]
    _insert_settings(database, settings)
    _insert_lists(database, settings, names)
    _insert_system_rows(database, settings, names)


def _insert_settings(database: Database, settings: NewWarehouse) -> None:
    database.insert(tables.SYSTEM, {"Version": NEWEST_VERSION, "ProductID": 1})
    database.insert(tables.NETWORK, {})
    main_rate = settings.vat_rates[0]
    configuration: Mapping[int, str] = {
        1: "0",  # production by itself: off
        12: str(TRUE if settings.negative_stock else 0),
        20: str(TRUE if settings.prices_include_vat else 0),
        23: "0",  # stock valued at the average price, no lots
        28: "0",
        40: f"{main_rate.normalize():f}",
        48: "0",  # one range of numbers for all locations
        56: "0",
    }
    rows = [(f"configkey{key}", value, -1) for key, value in configuration.items()]
    database.insert_many(tables.CONFIGURATION, ("Key", "Value", "UserID"), rows)


def _insert_lists(database: Database, settings: NewWarehouse, names: SeedNames) -> None:
    for bulgarian, english in OPERATION_TYPES:
        database.insert(tables.OPERATION_TYPE, {"BG": bulgarian, "EN": english})
    for method, name in enumerate(names.payment_types, start=1):
        _insert_expected(database, tables.PAYMENT_TYPES, method, {"Name": name, "PaymentMethod": method})
    for position, rate in enumerate(settings.vat_rates, start=1):
        name = names.main_vat if position == 1 else names.other_vat.format(rate=f"{rate.normalize():f}")
        row: dict[str, Value] = {"Code": str(position), "Name": name, "VATValue": rate}
        _insert_expected(database, tables.VAT_GROUPS, position, row)
    for currency, rate in currency_rates(settings.base_currency).items():
        database.insert(
            tables.CURRENCIES,
            {
                "Currency": currency,
                "Description": names.currencies.get(currency, currency),
                "ExchangeRate": rate,
            },
        )


def currency_rates(base: str) -> dict[str, Decimal]:
    """``ExchangeRate`` of each currency of a new warehouse: how many units of ``base`` one unit of it is
    worth.

    The base has 1. That the rate is to be multiplied with (leva under a base of euro: 0.51129…, euro under a
    base of leva: 1.95583, as the national bank quotes it) is how Bulgarian programs keep it; the real
    program's own use has not been seen. Only rates fixed by law are filled in; any other the owner enters
    with its date.
    """
    rates = {base: Decimal(1)}
    for other in ("EUR", "BGN"):
        worth = lawful_rate(other, base)
        if other != base and worth is not None:
            rates[other] = worth
    return rates


def _insert_system_rows(database: Database, settings: NewWarehouse, names: SeedNames) -> None:
    group: dict[str, Value] = {"Code": "-1", "Name": names.system_group}
    for table in (tables.GOODS_GROUPS, tables.OBJECTS_GROUPS, tables.PARTNERS_GROUPS, tables.USERS_GROUPS):
        _insert_expected(database, table, SYSTEM_ID, group)
    _insert_expected(database, tables.LOTS, SYSTEM_ID, {})
    _insert_expected(
        database,
        tables.GOODS,
        SYSTEM_ID,
        {
            "Name": names.system_good,
            "Name2": names.system_good,
            "Measure1": names.piece,
            "Measure2": names.piece,
            "IsVeryUsed": 1,
            "GroupID": _SEED_GROUP,
        },
    )
    _insert_expected(
        database,
        tables.OBJECTS,
        SYSTEM_ID,
        {
            "Name": names.system_location,
            "Name2": names.system_location,
            "IsVeryUsed": 1,
            "GroupID": _SEED_GROUP,
        },
    )
    _insert_expected(
        database,
        tables.PARTNERS,
        SYSTEM_ID,
        {"Company": names.system_partner, "Company2": names.system_partner, "GroupID": _SEED_GROUP},
    )
    _insert_users(database, names)
    _insert_expected(database, tables.STORE, SYSTEM_ID, {"ObjectID": SYSTEM_ID, "GoodID": SYSTEM_ID})
    _insert_expected(
        database, tables.REGISTRATION, SYSTEM_ID, {"Company": settings.company, "IsDefault": TRUE}
    )


def _insert_users(database: Database, names: SeedNames) -> None:
    _insert_expected(
        database,
        tables.USERS,
        SYSTEM_ID,
        {
            "Name": names.system_user,
            "Name2": names.system_user,
            "IsVeryUsed": 1,
            "GroupID": _SEED_GROUP,
            "UserLevel": _OWNER_LEVEL,
        },
    )
    operator: dict[str, Value] = {"Code": "1", "Name": "Mostik", "Name2": "Mostik"}
    _insert_expected(database, tables.USERS, OPERATOR_ID, operator)


def _insert_expected(database: Database, table: Table, row_id: int, values: Mapping[str, Value]) -> None:
    """Insert a first row whose number others refer to."""
    found = database.insert(table, values)
    if found != row_id:
        raise Bug(
            say("A new warehouse’s first rows got unexpected numbers."),
            detail=f"{table.name} {row_id}: {found}",
        )
