"""A Warehouse Pro database by the owner's settings: opened, and found among those of its server."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import Final

from sync.systems import DatabaseEngine, DatabaseWarehouse
from sync.warehouses.warehouse_pro.connect import attach_odbc, open_odbc
from sync.warehouses.warehouse_pro.connection_strings import connection_string, engine_of
from sync.warehouses.warehouse_pro.database import Database
from sync.warehouses.warehouse_pro.dialect import Engine
from sync.warehouses.warehouse_pro.drivers import driver_for

ALWAYS_THERE: Final[Mapping[DatabaseEngine, str]] = {
    DatabaseEngine.MSSQL: "master",
    DatabaseEngine.MYSQL: "information_schema",
}
"""The database that every server has and every user may open, from which the others are asked for."""
_LISTS: Final[Mapping[Engine, str]] = {
    # Number 4 is the last of the server's own. Without a right the function says NULL, which counts as no.
    Engine.MSSQL: (
        "SELECT name, CASE WHEN OBJECT_ID(QUOTENAME(name) + N'..Goods') IS NOT NULL"
        " AND OBJECT_ID(QUOTENAME(name) + N'..Operations') IS NOT NULL THEN 2 ELSE 0 END"
        " FROM sys.databases WHERE database_id > 4 AND state = 0 AND HAS_DBACCESS(name) = 1 ORDER BY name"
    ),
    Engine.MYSQL: (
        "SELECT s.SCHEMA_NAME, COUNT(t.TABLE_NAME) FROM information_schema.SCHEMATA AS s"
        " LEFT JOIN information_schema.TABLES AS t ON t.TABLE_SCHEMA = s.SCHEMA_NAME"
        " AND t.TABLE_NAME IN ('goods', 'operations')"
        " WHERE s.SCHEMA_NAME NOT IN ('information_schema', 'mysql', 'performance_schema', 'sys')"
        " GROUP BY s.SCHEMA_NAME ORDER BY s.SCHEMA_NAME"
    ),
}


@dataclass(frozen=True, slots=True)
class FoundDatabase:
    """A database of a server that the user may open. ``is_warehouse``: it has the tables that tell."""

    name: str
    is_warehouse: bool


def open_database(settings: DatabaseWarehouse, password: str, *, zone: tzinfo) -> Database:
    """Open a Warehouse Pro database and inspect it; ``password`` "" where there is none.

    Raises SettingsError (no driver, not let in, no warehouse) or Unreachable, with the password blotted out
    of the details.
    """
    engine = engine_of(settings)
    return open_odbc(engine, _string(settings, password), zone=zone, secrets=[password])


def list_databases(settings: DatabaseWarehouse, password: str) -> list[FoundDatabase]:
    """The databases of a server that the user may open, those of Warehouse Pro first, then by name.

    ``settings`` name :data:`ALWAYS_THERE` as the database. Raises SettingsError or Unreachable.
    """
    engine = engine_of(settings)
    string = _string(settings, password)
    with closing(attach_odbc(engine, string, zone=UTC, secrets=[password])) as database:
        found = [FoundDatabase(str(name), int(tables) == 2) for name, tables in database.rows(_LISTS[engine])]
    return sorted(found, key=lambda one: (not one.is_warehouse, one.name.casefold()))


def _string(settings: DatabaseWarehouse, password: str) -> str:
    return connection_string(settings, password, driver_for(engine_of(settings), settings.driver))
