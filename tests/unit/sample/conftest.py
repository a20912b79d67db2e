"""The committed sample, and an embedded warehouse that holds it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sync.simulators.baselinker.account import Account
from sync.simulators.sample.files import WAREHOUSE_FILE, Row, read
from sync.simulators.sample.loading import load_account
from sync.warehouses.warehouse_pro.connect import open_embedded
from sync.warehouses.warehouse_pro.create import NewWarehouse, create_embedded
from sync.warehouses.warehouse_pro.database import Database
from tests.sample_warehouse import copy_warehouse

SOFIA = ZoneInfo("Europe/Sofia")


@pytest.fixture(scope="session")
def sample() -> Row:
    """The content of warehouse.json."""
    return read(WAREHOUSE_FILE)


@pytest.fixture(scope="session")
def goods(sample: Row) -> list[Row]:
    """Rows of Goods that are sold: neither deleted nor a service."""
    return [row for row in sample["Goods"] if not row.get("Deleted") and not row.get("Type")]


@pytest.fixture
def account() -> Account:
    """A fresh account: tests may change it."""
    return load_account("1-23-SAMPLE")


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Database]:
    """An embedded warehouse that holds the sample."""
    path = tmp_path / "kalina.db"
    copy_warehouse(path, SOFIA)
    database = open_embedded(path, zone=SOFIA)
    yield database
    database.close()


@pytest.fixture
def empty_warehouse(tmp_path: Path) -> Iterator[Database]:
    """An embedded warehouse as it is made, with the system rows only."""
    path = tmp_path / "empty.db"
    create_embedded(path, NewWarehouse(company="Празен склад"), zone=SOFIA)
    database = open_embedded(path, zone=SOFIA)
    yield database
    database.close()
