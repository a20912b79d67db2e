"""What MariaDB refuses, really provoked: each becomes the right error with a sentence for the owner."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from sync.errors import Bug, MostikError, Refused, SettingsError, Unknown, Unreachable
from sync.warehouses.warehouse_pro import WarehousePro, tables
from sync.warehouses.warehouse_pro.connect import attach_odbc, open_odbc
from sync.warehouses.warehouse_pro.database import Database
from sync.warehouses.warehouse_pro.dialect import Engine
from sync.warehouses.warehouse_pro.driver_errors import (
    DatabaseNotThere,
    Deadlocked,
    DuplicateKey,
    Locked,
    NotLetIn,
    native_numbers,
)
from tests.contract.warehouses.bench import CUP, SHOP_FLOOR, SOFIA, TEA, Bench, draft, key, line, sale
from tests.contract.warehouses.on_mariadb import mariadb_bench
from tests.mariadb import PASSWORD, USUAL, MariaDb

_WAITING = (
    "SELECT CAST(VARIABLE_VALUE AS INT) FROM information_schema.GLOBAL_STATUS"
    " WHERE VARIABLE_NAME = 'INNODB_ROW_LOCK_CURRENT_WAITS'"
)
_LOWER = "UPDATE [Store] SET [Qtty] = [Qtty] - 1 WHERE [GoodID] = ? AND [ObjectID] = ?"


@pytest.fixture
def bench(mariadb: MariaDb) -> Iterator[Bench]:
    with mariadb_bench(mariadb, USUAL) as made:
        yield made


def _told(error: pytest.ExceptionInfo[MostikError], number: int, words: str) -> None:
    """The server's own number was understood, and the owner reads a sentence with advice."""
    assert native_numbers(error.value.detail)[0] == number
    assert words in error.value.sentence.text()
    assert PASSWORD not in error.value.detail + error.value.sentence.text()


# ---- connecting --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("database", "user", "password", "number"),
    [
        ("mysql", "mostik", "wrong", 1045),
        ("mysql", "nobody", PASSWORD, 1045),
    ],
)
def test_a_login_that_is_refused(
    mariadb: MariaDb, database: str, user: str, password: str, number: int
) -> None:
    with pytest.raises(SettingsError) as error:
        attach_odbc(
            Engine.MYSQL, mariadb.connection_string(database, user, password), zone=SOFIA, secrets=(password,)
        )
    _told(error, number, "did not let Mostik in")
    assert error.value.advice is not None
    assert "password" in error.value.advice.text()


def test_a_database_that_is_not_there(mariadb: MariaDb) -> None:
    with pytest.raises(DatabaseNotThere) as error:
        attach_odbc(Engine.MYSQL, mariadb.connection_string("not_there"), zone=SOFIA)
    _told(error, 1049, "has no database of this name")


def test_a_database_of_somebody_else(mariadb: MariaDb) -> None:
    mariadb.root.execute("CREATE OR REPLACE USER stranger@'127.0.0.1' IDENTIFIED BY 'x'")
    with pytest.raises(SettingsError) as error:
        attach_odbc(Engine.MYSQL, mariadb.connection_string("mysql", "stranger", "x"), zone=SOFIA)
    _told(error, 1044, "that this user may open")


def test_no_server(mariadb: MariaDb) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound but deaf: nobody else can listen there meanwhile
        port = taken.getsockname()[1]
        text = mariadb.connection_string("mysql").replace(f"PORT={mariadb.port}", f"PORT={port}")
        with pytest.raises(Unreachable) as error:
            attach_odbc(Engine.MYSQL, text, zone=SOFIA)
    _told(error, 2002, "does not answer")


def test_an_unknown_computer(mariadb: MariaDb) -> None:
    text = mariadb.connection_string("mysql").replace("127.0.0.1", "warehouse.invalid")
    with pytest.raises(Unreachable) as error:
        attach_odbc(Engine.MYSQL, text, zone=SOFIA)
    _told(error, 2005, "does not answer")


def test_too_many_connections(mariadb: MariaDb) -> None:
    mariadb.root.execute("CREATE OR REPLACE USER lonely@'127.0.0.1' IDENTIFIED BY 'x'")
    mariadb.root.execute("GRANT ALL ON *.* TO lonely@'127.0.0.1' WITH MAX_USER_CONNECTIONS 1")
    text = mariadb.connection_string("mysql", "lonely", "x")
    with closing(attach_odbc(Engine.MYSQL, text, zone=SOFIA)):
        with pytest.raises(Unreachable) as error:
            attach_odbc(Engine.MYSQL, text, zone=SOFIA)
        _told(error, 1226, "does not answer")


def test_a_database_that_is_no_warehouse(mariadb: MariaDb) -> None:
    with pytest.raises(SettingsError, match="does not hold a warehouse"):
        open_odbc(Engine.MYSQL, mariadb.connection_string("mysql"), zone=SOFIA)


# ---- somebody else at work ---------------------------------------------------------------------------------


def test_a_row_that_somebody_holds(bench: Bench) -> None:
    with bench.behind.transaction():
        bench.behind.execute(_LOWER, (CUP, SHOP_FLOOR))
        with pytest.raises(Locked) as error:
            bench.warehouse.write_document(sale(), key())
        _told(error, 1205, "busy")
        assert bench.warehouse.marks("bl-1001", ["5001"]) == {}
        assert bench.warehouse.stock_now([CUP], [SHOP_FLOOR]) == {CUP: 100_000}  # reading goes on
    assert not bench.warehouse.write_document(sale(), key()).already_there
    assert bench.stock(CUP, SHOP_FLOOR) == 7


def test_a_deadlock_has_one_victim_that_can_begin_anew(bench: Bench) -> None:
    """Two transactions take the same two rows in opposite order; the one that changed less is ended."""
    ours = bench.warehouse._database
    failed: list[MostikError] = []

    def other_way_round() -> None:
        try:
            with ours.transaction():
                ours.execute(_LOWER, (TEA, SHOP_FLOOR))
                first_taken.set()
                assert second_taken.wait(30)
                ours.execute(_LOWER, (CUP, SHOP_FLOOR))
        except MostikError as error:
            failed.append(error)

    first_taken, second_taken = threading.Event(), threading.Event()
    worker = threading.Thread(target=other_way_round)
    worker.start()
    with bench.behind.transaction():
        for good in (CUP, 4, 5):
            bench.behind.execute(_LOWER, (good, SHOP_FLOOR))
        assert first_taken.wait(30)
        second_taken.set()
        bench.behind.execute(_LOWER, (TEA, SHOP_FLOOR))
    worker.join(30)
    (victim,) = failed
    assert isinstance(victim, Deadlocked)
    assert native_numbers(victim.detail) == (1213,)
    assert "busy" in victim.sentence.text()
    assert bench.stock(TEA, SHOP_FLOOR) == pytest.approx(-0.9)


def test_a_sale_that_was_a_deadlocks_victim_is_written_all_the_same(mariadb: MariaDb, bench: Bench) -> None:
    """The till holds what we want next and wants what we hold; it has changed more, so we are the victim."""
    ours = bench.warehouse._database
    lowering = ours.dialect.render("UPDATE [Store]")
    lowered = 0

    def second_half() -> None:
        with till.transaction():
            till.insert_many(tables.INTERNAL_LOG, ("Message",), [(str(number),) for number in range(200)])
            till.execute(_LOWER, (TEA, SHOP_FLOOR))
            holds.set()
            assert wanted.wait(30)
            till.execute(_LOWER, (CUP, SHOP_FLOOR))

    def before_our_second_row(statement: str) -> None:
        nonlocal lowered
        lowered += lowering in statement
        if lowered == 2 and not wanted.is_set():
            wanted.set()
            while worker.is_alive() and not mariadb.root.execute(_WAITING).fetchval():
                pass

    (name,) = bench.behind.one("SELECT DATABASE()") or ("",)
    holds, wanted = threading.Event(), threading.Event()
    with closing(mariadb.attach(name)) as till:
        worker = threading.Thread(target=second_half)
        worker.start()
        assert holds.wait(30)
        ours.on_statement = before_our_second_row
        written = bench.warehouse.write_document(sale(line(), line(TEA, "1", "4.90")), key())
        worker.join(30)
    assert lowered > 2  # begun anew
    assert bench.all("SELECT [Acct], [GoodID] FROM [Operations] ORDER BY [ID]") == [(1, CUP), (1, TEA)]
    assert bench.stock(CUP, SHOP_FLOOR) == 7
    assert bench.stock(TEA, SHOP_FLOOR) == pytest.approx(-1.9)
    assert bench.warehouse.marks("bl-1001", ["5001"])["5001"].ref == written.ref


def test_a_number_that_is_taken_leaves_the_transaction_alive(bench: Bench) -> None:
    bench.add(tables.NEXT_ACCT, NextAcct="OR1")
    ours = bench.warehouse._database
    with ours.transaction():
        with pytest.raises(DuplicateKey) as error:
            ours.insert(tables.NEXT_ACCT, {"NextAcct": "OR1"})
        assert native_numbers(error.value.detail) == (1062,)
        ours.insert(tables.NEXT_ACCT, {"NextAcct": "OR2"})
    assert bench.all("SELECT [NextAcct] FROM [NextAcct] ORDER BY [NextAcct]") == [("OR1",), ("OR2",)]


# ---- the connection ----------------------------------------------------------------------------------------


def _end(mariadb: MariaDb, database: Database) -> None:
    (ident,) = database.one("SELECT CONNECTION_ID()") or (0,)
    mariadb.root.execute(f"KILL CONNECTION {ident}")


def test_a_connection_that_was_ended(mariadb: MariaDb, bench: Bench) -> None:
    _end(mariadb, bench.warehouse._database)
    with pytest.raises(Unreachable) as error:
        bench.warehouse.write_document(draft(), key())
    assert native_numbers(error.value.detail)[0] in (2006, 2013)
    with pytest.raises(Unreachable, match="has to be made again"):
        bench.warehouse.marks("bl-1001", ["5001"])
    assert bench.again().write_document(draft(), key()).ref


def test_a_connection_that_ends_in_a_transaction_leaves_nothing(mariadb: MariaDb, bench: Bench) -> None:
    ours = bench.warehouse._database
    before = bench.rows_of_all_tables()

    def ended_in_between() -> None:
        with ours.transaction():
            ours.insert(tables.NEXT_ACCT, {"NextAcct": "OR1"})
            _end(mariadb, ours)
            ours.insert(tables.NEXT_ACCT, {"NextAcct": "OR2"})

    with pytest.raises(Unreachable):
        ended_in_between()
    assert bench.rows_of_all_tables() == before


def test_a_connection_that_ends_before_the_commit_leaves_a_doubt(mariadb: MariaDb, bench: Bench) -> None:
    ours = bench.warehouse._database

    def ended_at_the_end() -> None:
        with ours.transaction():
            ours.insert(tables.NEXT_ACCT, {"NextAcct": "OR1"})
            _end(mariadb, ours)

    with pytest.raises(Unknown, match="while it was being changed"):
        ended_at_the_end()
    assert bench.cell("SELECT COUNT(*) FROM [NextAcct]") == 0


# ---- tables and rights -------------------------------------------------------------------------------------


def _write(bench: Bench) -> None:
    bench.warehouse.write_document(draft(), key())


@pytest.mark.parametrize(
    ("change", "number"),
    [
        ("RENAME TABLE [NextAcct] TO [gone]", 1146),
        ("ALTER TABLE [Operations] DROP COLUMN [Note]", 1054),
    ],
)
def test_a_table_or_column_that_vanished_in_a_run(bench: Bench, change: str, number: int) -> None:
    bench.warehouse.marks("bl-1001", ["5001"])
    _fails(bench, lambda: bench.behind.define(change), SettingsError, number, "lacks a table or a column")


def _fails(
    bench: Bench, prepare: Callable[[], object], kind: type[MostikError], number: int, words: str
) -> None:
    marks = bench.cell("SELECT COUNT(*) FROM [MostikImports]")
    prepare()
    with pytest.raises(kind) as error:
        _write(bench)
    assert type(error.value) is kind
    _told(error, number, words)
    assert bench.cell("SELECT COUNT(*) FROM [MostikImports]") == marks


_TRIGGER = (
    "CREATE TRIGGER refuse BEFORE INSERT ON [Operations] FOR EACH ROW"
    " SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'not today'"
)


@pytest.mark.parametrize(
    ("change", "number"),
    [
        (_TRIGGER, 1644),
        ("ALTER TABLE [Operations] ADD CONSTRAINT few CHECK ([OperatorID] > 2)", 4025),
    ],
)
def test_a_site_whose_own_rule_refuses_a_row(bench: Bench, change: str, number: int) -> None:
    _fails(bench, lambda: bench.behind.define(change), Refused, number, "rule")


@pytest.mark.parametrize(
    ("change", "number"),
    [
        ("ALTER TABLE [NextAcct] MODIFY [NextAcct] VARCHAR(2)", 1406),
        ("ALTER TABLE [Operations] MODIFY [Acct] TINYINT, MODIFY [PartnerID] TINYINT", 1264),
    ],
)
def test_a_value_that_does_not_fit_is_refused_and_never_made_to_fit(
    bench: Bench, change: str, number: int
) -> None:
    bench.add(tables.OPERATIONS, OperType=19, Acct=127, PartnerID=2, GoodID=CUP)
    _fails(bench, lambda: bench.behind.define(change), Refused, number, "does not fit its field")


@contextmanager
def _as(mariadb: MariaDb, bench: Bench, rights: str) -> Iterator[Bench]:
    """The bench with a warehouse that is opened by a user with these rights alone."""
    (name,) = bench.behind.one("SELECT DATABASE()") or ("",)
    mariadb.root.execute("CREATE OR REPLACE USER clerk@'127.0.0.1' IDENTIFIED BY 'x'")
    for right in rights.split(";"):
        mariadb.root.execute(f"GRANT {right} TO clerk@'127.0.0.1'".replace("DB.", f"`{name}`."))
    text = mariadb.connection_string(name, "clerk", "x")
    with closing(open_odbc(Engine.MYSQL, text, zone=SOFIA, lock_wait_ms=1_000)) as database:
        warehouse = WarehousePro(database, clock=bench.clock, zone=SOFIA)
        yield Bench(warehouse, bench.behind, bench.clock, bench.again)


def test_a_user_who_may_only_read(mariadb: MariaDb, bench: Bench) -> None:
    with _as(mariadb, bench, "SELECT ON DB.*") as seen:
        assert seen.warehouse.stock_now([CUP], [SHOP_FLOOR]) == {CUP: 100_000}
        step = next(step for step in seen.warehouse.check().steps if step.passed is False)
        assert step.said is not None
        assert "did not let Mostik in" in step.said.text()
        _fails(seen, lambda: None, NotLetIn, 1142, "did not let Mostik in")


def test_a_user_who_may_not_write_into_one_table(mariadb: MariaDb, bench: Bench) -> None:
    rights = "SELECT ON DB.*;INSERT, UPDATE ON DB.mostikimports;INSERT ON DB.nextacct"
    with _as(mariadb, bench, rights) as seen:
        _fails(seen, lambda: None, NotLetIn, 1142, "did not let Mostik in")
    assert bench.cell("SELECT COUNT(*) FROM [NextAcct]") == 0


def test_a_server_that_may_only_be_read(mariadb: MariaDb, bench: Bench) -> None:
    with _as(mariadb, bench, "SELECT, INSERT, UPDATE, DELETE ON DB.*") as seen:
        mariadb.root.execute("SET GLOBAL read_only = 1")
        try:
            _fails(seen, lambda: None, SettingsError, 1290, "only be read")
        finally:
            mariadb.root.execute("SET GLOBAL read_only = 0")
        assert seen.warehouse.write_document(draft(), key()).ref


def test_a_table_without_room(mariadb: MariaDb, bench: Bench) -> None:
    """A table in the server's memory with a limit stands in for a full disk: the same number."""
    bench.behind.define("SET SESSION max_heap_table_size = 16384")
    bench.behind.define("ALTER TABLE [NextAcct] ENGINE = MEMORY")
    names = ((f"X{number}",) for number in range(2_000))
    with pytest.raises(SettingsError) as error, bench.behind.transaction():
        bench.behind.insert_many(tables.NEXT_ACCT, ("NextAcct",), names)
    _told(error, 1114, "no room")


def test_a_damaged_table(mariadb: MariaDb, bench: Bench) -> None:
    """MyISAM's index file cut short, as after a power cut."""
    (folder,) = mariadb.root.execute("SELECT @@datadir").fetchone() or ("",)
    (name,) = bench.behind.one("SELECT DATABASE()") or ("",)
    bench.behind.define("ALTER TABLE [Goods] ENGINE = MyISAM")
    mariadb.root.execute("FLUSH TABLES")
    index = Path(str(folder), str(name), "goods.MYI")
    with index.open("r+b") as file:
        file.truncate(100)
    with pytest.raises(SettingsError) as error:
        bench.warehouse.product_names([CUP])
    assert "damaged" in error.value.sentence.text()
    mariadb.root.execute(f"DROP TABLE `{name}`.goods")


def test_a_statement_that_mostik_got_wrong_is_its_own_mistake(bench: Bench) -> None:
    with pytest.raises(Bug):
        bench.behind.one("SELEC 1")
