"""What is done with a database that is given from outside, tried on imitated ones."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from sync.warehouses.warehouse_pro import tables
from sync.warehouses.warehouse_pro.dialect import Engine
from tests.contract.warehouses.bench import CUP, draft, key
from tests.contract.warehouses.on_given_server import bench_over, make_file, refill
from tests.contract.warehouses.on_imitated import Imitated


def test_an_empty_database_is_filled_and_filled_again(tmp_path: Path) -> None:
    place = Imitated(Engine.MSSQL, tmp_path)
    for _ in range(2):
        refill(place.attach)
        with bench_over(place.attach) as bench:
            assert bench.rows_of_all_tables()["Operations"] == 0
            assert bench.cell("SELECT [Name] FROM [Goods] WHERE [ID] = ?", CUP) == "Чаша „Роза“"
            written = bench.warehouse.write_document(draft(), key())
            assert written.ref is not None
            assert written.ref.number == 1


def test_a_database_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    place = Imitated(Engine.MSSQL, tmp_path)
    place.make()
    with pytest.raises(pytest.fail.Exception, match="not empty"):
        refill(place.attach)
    with closing(place.open()) as database:
        assert database.one("SELECT COUNT(*) FROM [Goods]") == (8,)
        assert database.has(tables.GOODS)


def test_a_string_without_a_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(pytest.fail.Exception, match="DBQ"):
        make_file("DRIVER={Microsoft Access Driver (*.mdb, *.accdb)};PWD=x;", tmp_path)
