"""A Warehouse Pro database by the owner's settings, opened with the driver that fits."""

from __future__ import annotations

from datetime import tzinfo

from sync.systems import DatabaseWarehouse
from sync.warehouses.warehouse_pro.connect import open_odbc
from sync.warehouses.warehouse_pro.connection_strings import connection_string, engine_of
from sync.warehouses.warehouse_pro.database import Database
from sync.warehouses.warehouse_pro.drivers import driver_for


def open_database(settings: DatabaseWarehouse, password: str, *, zone: tzinfo) -> Database:
    """Open a Warehouse Pro database and inspect it; ``password`` "" where there is none.

    Raises SettingsError (no driver, not let in, no warehouse) or Unreachable, with the password blotted out
    of the details.
    """
    engine = engine_of(settings)
    string = connection_string(settings, password, driver_for(engine, settings.driver))
    return open_odbc(engine, string, zone=zone, secrets=[password])
