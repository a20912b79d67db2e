"""Brings the committed sample into an embedded warehouse and into the BaseLinker simulator."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path
from typing import Final

from sync.errors import Bug
from sync.sentences import say
from sync.simulators.baselinker.account import Account
from sync.simulators.sample.files import ACCOUNT_FILE, LATER_FILE, WAREHOUSE_FILE, Row, read
from sync.simulators.sample.warehouse import OWN_COMPANY, VAT_GROUP_IDS
from sync.warehouses.warehouse_pro.connect import open_embedded
from sync.warehouses.warehouse_pro.create import NewWarehouse, create_embedded
from sync.warehouses.warehouse_pro.database import Database
from sync.warehouses.warehouse_pro.schema import Table
from sync.warehouses.warehouse_pro.statements import select
from sync.warehouses.warehouse_pro.tables import GOODS, OBJECTS, REGISTRATION, STORE, VAT_GROUPS, table
from sync.warehouses.warehouse_pro.values import Value

_COPIES: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "Goods": (("Name", "Name2"), ("Measure1", "Measure2")),
    "Objects": (("Name", "Name2"),),
    "Users": (("Name", "Name2"),),
    "Partners": tuple((name, f"{name}2") for name in ("Company", "MOL", "City", "Address", "Phone")),
}
"""Columns that the program fills with a copy for printing."""
_MADE_AT: Final = datetime(2026, 1, 2, 7, 0, tzinfo=UTC)
_CREATED: Final[dict[str, dict[str, Value]]] = {
    "Partners": {"UserID": 3, "UserRealTime": _MADE_AT},
    "Registration": {"UserID": 3, "UserRealTime": _MADE_AT},
}
_STOCK: Final = "stock"


def load_warehouse(database: Database) -> None:
    """Fills an embedded warehouse that was just made, with euro as its currency, in one transaction.

    Every good gets a row of stock for every object, also where it has none. Raises Bug where the warehouse is
    not new.
    """
    content = read(WAREHOUSE_FILE)
    with database.transaction():
        _refuse_other_vat_groups(database)
        database.update(
            REGISTRATION, {**content.pop(REGISTRATION.name), **_CREATED[REGISTRATION.name]}, {"ID": 1}
        )
        for name, rows in content.items():
            if isinstance(rows, list):
                _insert(database, table(name), rows)
        missing = list(_missing_stock(database, content[GOODS.name]))
        database.insert_many(STORE, ("ObjectID", "GoodID", "Qtty", "Price"), missing)


def make_warehouse(path: Path, zone: tzinfo) -> None:
    """Makes an embedded warehouse file with the sample in it. Raises SettingsError where the file exists
    already.
    """
    create_embedded(path, NewWarehouse(company=OWN_COMPANY), zone=zone)
    database = open_embedded(path, zone=zone)
    try:
        load_warehouse(database)
    finally:
        database.close()


def load_account(token: str = "") -> Account:
    """The sample's BaseLinker account for the simulator; without a ``token`` nobody can sign in yet."""
    account = Account.load(ACCOUNT_FILE)
    account.tokens = [token] if token else []
    return account


def status_changes() -> dict[int, int]:
    """What happens in the shop between two runs of the demo: order id -> the status that it reaches."""
    return {int(order): int(status) for order, status in read(LATER_FILE)["status_changes"].items()}


def choices() -> Row:
    """The choices that fit the sample on both sides, as ``later.json`` names them."""
    found: Row = read(LATER_FILE)["choices"]
    return found


def move_later_orders(account: Account, moment: datetime) -> list[int]:
    """Lets the waiting orders reach their status at ``moment`` (aware), as a person in the panel would;
    returns their ids.

    A simulator that already runs keeps sorted views of its orders: tell it afterwards that orders changed.
    """
    changes = status_changes()
    for order_id, status in changes.items():
        account.orders[order_id] |= {"order_status_id": status, "date_in_status": int(moment.timestamp())}
    return list(changes)


def _insert(database: Database, into: Table, rows: list[Row]) -> None:
    """Inserts rows in the order of their numbers; the engine counts the numbers up, so they must follow
    its own.
    """
    columns = list(dict.fromkeys(name for row in rows for name in row if name not in ("ID", _STOCK)))
    copies = _COPIES.get(into.name, ())
    created = _CREATED.get(into.name, {})
    names = [*columns, *(copy for _, copy in copies), *created]
    blanks = into.blank_row()
    if rows and "ID" in rows[0] and _highest(database, into) != rows[0]["ID"] - 1:
        raise Bug(say("The sample can be loaded into a new warehouse only."), detail=into.name)
    database.insert_many(
        into,
        names,
        (
            [
                *(_value(name, row.get(name, blanks[name])) for name in columns),
                *(_value(name, row.get(name, blanks[name])) for name, _ in copies),
                *created.values(),
            ]
            for row in rows
        ),
    )


def _highest(database: Database, of: Table) -> int:
    row = database.one(" ".join(("SELECT MAX([ID]) FROM", f"[{of.name}]")))
    return int(row[0] or 0) if row else 0


def _refuse_other_vat_groups(database: Database) -> None:
    found = {int(ident): int(rate) for ident, rate in database.rows(select(VAT_GROUPS, ("ID", "VATValue")))}
    if found != {ident: rate for rate, ident in VAT_GROUP_IDS.items()}:
        raise Bug(say("The sample can be loaded into a new warehouse only."), detail=VAT_GROUPS.name)


def _value(column: str, value: Value) -> Value:
    return date.fromisoformat(value) if column == "Date" and isinstance(value, str) else value


def _missing_stock(database: Database, goods: list[Row]) -> Iterator[tuple[int, int, Value, Value]]:
    """Object, good, quantity and cost of every row of stock that is not there yet."""
    stock = {row["ID"]: row.get(_STOCK, {}) for row in goods}
    there = {(int(place), int(good)) for place, good in database.rows(select(STORE, ("ObjectID", "GoodID")))}
    costs = list(database.rows(select(GOODS, ("ID", "PriceIn"), order_by=("ID",))))
    objects = [int(ident) for (ident,) in database.rows(select(OBJECTS, ("ID",), order_by=("ID",)))]
    for good, cost in costs:
        for place in objects:
            if (place, int(good)) not in there:
                yield place, int(good), stock.get(int(good), {}).get(str(place), 0), cost
