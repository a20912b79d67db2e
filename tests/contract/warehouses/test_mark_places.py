"""The three places of the marks on a real MariaDB server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from sync.clock import TurnedClock
from sync.errors import SettingsError
from sync.model import MarkKey
from sync.profile import MarkPlace
from sync.warehouses.warehouse_pro import WarehousePro
from sync.warehouses.warehouse_pro.connect import open_odbc
from sync.warehouses.warehouse_pro.database import Database
from sync.warehouses.warehouse_pro.dialect import Engine
from sync.warehouses.warehouse_pro.mark_places import OWN_DATABASE, keep_marks_in, not_offered
from tests.contract.warehouses.bench import NOW, SHOP, SOFIA, Bench, draft, key
from tests.contract.warehouses.marks_suite import MarksContract
from tests.mariadb import PASSWORD, MariaDb


@contextmanager
def bench_with_marks(server: MariaDb, place: MarkPlace) -> Iterator[Bench]:
    """A real Warehouse Pro database: it has no table of ours."""
    with server.furnished() as name:
        server.root.execute(f"DROP TABLE `{name}`.`mostikimports`")
        clock = TurnedClock(NOW)
        opened: list[Database] = []

        def program() -> WarehousePro:
            database = open_odbc(Engine.MYSQL, server.connection_string(name), zone=SOFIA, lock_wait_ms=1_000)
            keep_marks_in(database, place)
            opened.append(database)
            return WarehousePro(database, clock=clock, zone=SOFIA, machine="КАСА-1", mark_place=place)

        behind = open_odbc(Engine.MYSQL, server.connection_string(name), zone=SOFIA)
        keep_marks_in(behind, place)
        opened.append(behind)
        try:
            yield Bench(program(), behind, clock, program)
        finally:
            for each in opened:
                each.close()
            server.root.execute(f"DROP DATABASE IF EXISTS `{OWN_DATABASE}`")


class TestTable(MarksContract):
    table = "SHOW TABLES LIKE 'mostikimports'"

    @pytest.fixture
    def bench(self, mariadb: MariaDb) -> Iterator[Bench]:
        with bench_with_marks(mariadb, MarkPlace.TABLE) as made:
            yield made

    def lose(self, bench: Bench) -> None:
        bench.change("DELETE FROM [MostikImports]")


class TestOwnDatabase(MarksContract):
    table = f"SHOW DATABASES LIKE '{OWN_DATABASE}'"

    @pytest.fixture
    def bench(self, mariadb: MariaDb) -> Iterator[Bench]:
        with bench_with_marks(mariadb, MarkPlace.OWN_DATABASE) as made:
            yield made

    def lose(self, bench: Bench) -> None:
        bench.change("DELETE FROM [MostikImports]")

    def test_the_vendors_database_gets_no_table(self, bench: Bench) -> None:
        before = bench.all("SHOW TABLES")
        bench.warehouse.write_document(draft(), key())
        assert bench.all("SHOW TABLES") == before


class TestNote(MarksContract):
    @pytest.fixture
    def bench(self, mariadb: MariaDb) -> Iterator[Bench]:
        with bench_with_marks(mariadb, MarkPlace.NOTE) as made:
            yield made

    def test_the_vendors_database_gets_no_table(self, bench: Bench) -> None:
        before = bench.all("SHOW TABLES")
        bench.warehouse.write_document(draft(), key())
        assert bench.all("SHOW TABLES") == before

    def test_the_order_of_another_shop_is_another_order(self, bench: Bench) -> None:
        bench.warehouse.write_document(draft(), key())
        assert bench.warehouse.marks("bl-2", ["5001"]) == {}
        assert bench.warehouse.marks(SHOP, ["500"]) == {}
        assert not bench.warehouse.marks(SHOP, ["5001"], kind="product")
        assert bench.warehouse.known_shops() == {MarkKey(SHOP, "5001").shop_key: 1}


def test_a_user_who_may_make_no_table_is_told_what_to_do(mariadb: MariaDb) -> None:
    with mariadb.furnished() as name:
        mariadb.root.execute(f"DROP TABLE `{name}`.`mostikimports`")
        mariadb.root.execute(f"CREATE USER clerk@'127.0.0.1' IDENTIFIED BY '{PASSWORD}'")
        mariadb.root.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON `{name}`.* TO clerk@'127.0.0.1'")
        database = open_odbc(Engine.MYSQL, mariadb.connection_string(name, "clerk"), zone=SOFIA)
        try:
            warehouse = WarehousePro(database, clock=TurnedClock(NOW), zone=SOFIA)
            with pytest.raises(SettingsError, match="may not make its table") as caught:
                warehouse.write_document(draft(), key())
            assert "notes alone" in caught.value.advice.text()  # type: ignore[union-attr]
            in_notes = WarehousePro(database, clock=TurnedClock(NOW), zone=SOFIA, mark_place=MarkPlace.NOTE)
            assert in_notes.write_document(draft(), key()).ref
        finally:
            database.close()
            mariadb.root.execute("DROP USER clerk@'127.0.0.1'")


def test_where_a_place_cannot_be_there_is_a_reason() -> None:
    assert not_offered(Engine.SQLITE, MarkPlace.OWN_DATABASE)
    assert not_offered(Engine.SQLITE, MarkPlace.NOTE)
    assert not_offered(Engine.ACCESS, MarkPlace.OWN_DATABASE)
    for engine in (Engine.MSSQL, Engine.MYSQL):
        assert all(not_offered(engine, place) is None for place in MarkPlace)
    assert all(not_offered(engine, MarkPlace.TABLE) is None for engine in Engine)
