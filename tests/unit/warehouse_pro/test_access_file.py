"""A real file of Access 2003, read as far as anything on Debian can read one: whole tables, without
conditions.

How the file was made: ``fixtures/make_access_file.py``. Writing, conditions, joins and parameters need
Microsoft's own driver, which Windows alone has; see tests/contract/warehouses/test_access.py.
"""

from __future__ import annotations

import csv
import lzma
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

import pytest

from sync.errors import MostikError
from sync.warehouses.warehouse_pro import tables, values
from sync.warehouses.warehouse_pro.connect import attach_odbc
from sync.warehouses.warehouse_pro.database import Database
from sync.warehouses.warehouse_pro.dialect import ACCESS, Engine
from sync.warehouses.warehouse_pro.goods_scope import product_groups
from tests.contract.warehouses.bench import CUP, FLOUR, SOFIA

_PACKED: Final = Path(__file__).parent / "fixtures" / "warehouse.mdb.xz"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("access") / "warehouse.mdb"  # the driver takes ASCII paths only
    path.write_bytes(lzma.decompress(_PACKED.read_bytes()))
    return path


@pytest.fixture
def database(file: Path) -> Iterator[Database]:
    with closing(attach_odbc(Engine.ACCESS, f"DRIVER={{MDBTools}};DBQ={file};", zone=SOFIA)) as attached:
        yield attached


def exported(file: Path, table: str) -> list[dict[str, str]]:
    text = subprocess.run(
        ["mdb-export", str(file), table], check=True, capture_output=True, encoding="utf-8", timeout=30
    ).stdout
    return list(csv.DictReader(text.splitlines()))


def test_it_is_a_file_of_access(file: Path) -> None:
    assert file.read_bytes()[4:19] == b"Standard Jet DB"
    listed = subprocess.run(
        ["mdb-tables", "-1", str(file)], check=True, capture_output=True, encoding="utf-8", timeout=30
    ).stdout.split()
    assert {*listed} == {table.name for table in tables.TABLES if not table.ours}


def test_its_columns_are_those_of_the_schema(file: Path) -> None:
    for table in (tables.GOODS, tables.PARTNERS, tables.STORE, tables.CONFIGURATION, tables.CURRENCIES):
        (first, *_) = exported(file, table.name)
        assert [*first] == [column.name for column in ACCESS.columns(table)]


def test_mostik_reads_what_another_program_reads(file: Path, database: Database) -> None:
    others = exported(file, "Goods")
    ours = list(database.rows("SELECT * FROM [Goods]"))
    assert len(ours) == len(others) == 8
    for row, other in zip(ours, others, strict=True):
        cells = dict(zip(other, row, strict=True))
        assert str(cells["ID"]) == other["ID"]
        assert (cells["Name"], cells["BarCode3"]) == (other["Name"], other["BarCode3"])
        assert values.number(cells["PriceIn"]) == values.number(other["PriceIn"])


def test_cyrillic_numbers_and_blanks(database: Database) -> None:
    goods = {row[0]: row for row in database.rows("SELECT [ID], [Name], [PriceIn], [Catalog1] FROM [Goods]")}
    _, name, cost, blank = goods[CUP]
    assert name == "Чаша „Роза“"
    assert str(values.number(cost)) == "3.1000"
    assert (blank, values.text(blank)) == (" ", "")
    stock = [row for row in database.rows("SELECT [GoodID], [Qtty] FROM [Store]") if row[0] == FLOUR]
    assert [str(values.number(quantity)) for _, quantity in stock] == ["0.0000", "12.3457", "0.0000"]


def test_the_groups_of_goods(database: Database) -> None:
    found = [(group.code, group.name) for group in product_groups(database)]
    assert found == [("-1", "Служебна група"), ("AAA", "Кухня"), ("AAAAAA", "Чаши"), ("AAB", "Храни")]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(MostikError) as error:
        attach_odbc(Engine.ACCESS, f"DRIVER={{MDBTools}};DBQ={tmp_path / 'none.mdb'};", zone=SOFIA)
    assert "Microsoft Access" in error.value.sentence.text()
