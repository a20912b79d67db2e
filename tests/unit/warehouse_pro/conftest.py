from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sync.warehouses.warehouse_pro.connect import open_embedded
from sync.warehouses.warehouse_pro.create import NewWarehouse, create_embedded
from sync.warehouses.warehouse_pro.database import Database

SOFIA = ZoneInfo("Europe/Sofia")


@pytest.fixture
def warehouse_file(tmp_path: Path) -> Path:
    """A fresh embedded warehouse, in a folder whose name a link or a web address would have to escape."""
    folder = tmp_path / "Склад №1 100% ?#"
    folder.mkdir()
    path = folder / "магазин.sqlite"
    create_embedded(path, NewWarehouse(company="Фирма ООД"), zone=SOFIA)
    return path


@pytest.fixture
def database(warehouse_file: Path) -> Iterator[Database]:
    opened = open_embedded(warehouse_file, zone=SOFIA, lock_wait_ms=20)
    yield opened
    opened.close()
