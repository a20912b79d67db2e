"""A real MariaDB server for the whole session, and databases of Warehouse Pro on it, furnished like the
embedded warehouse.

The server is started when the first test asks for it, one for each worker of the session, on this machine
alone. Databases are handed out, and what a test changed in them is put back: that takes a hundredth of a
second, where making the tables takes half a second.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from sync.warehouses.warehouse_pro.connect import attach_odbc
from sync.warehouses.warehouse_pro.create import NewWarehouse, create_tables, insert_first_rows
from sync.warehouses.warehouse_pro.database import Database
from sync.warehouses.warehouse_pro.dialect import Engine, Mysql
from tests.contract.warehouses.bench import SOFIA, furnish
from tests.mariadb_server import SOCKET

if TYPE_CHECKING:
    import pyodbc

_REPOSITORY: Final = Path(__file__).resolve().parents[1]
_DRIVER_NAME: Final = "MariaDB Unicode"
_DRIVER_FILES: Final = "lib*/**/odbc/libmaodbc.so"
_MEMORY: Final = Path("/dev/shm")
"""Where Linux keeps files in memory: a server there waits for no disk."""
_ROOM: Final = 1_000_000_000
_NOT_THERE: Final = "(1094)"
"""MariaDB's number for a connection that is not there."""
_COUNTER: Final = re.compile(r" AUTO_INCREMENT=\d+")
USER: Final = "mostik"
PASSWORD: Final = "тайна;{1}"
"""With all that a connection string must know to quote."""


@dataclass(frozen=True, slots=True)
class Make:
    """What kind of database: its character set and the engine that its tables are kept by."""

    charset: str = "utf8mb4"
    storage: str = "InnoDB"

    @property
    def template(self) -> str:
        return f"template_{self.charset}_{self.storage}".lower()


USUAL: Final = Make()


@dataclass(slots=True)
class MariaDb:
    """A running server. ``root`` is a connection that may do everything there, and commits by itself."""

    port: int
    driver: str
    root: pyodbc.Connection
    supervisor: subprocess.Popen[str]
    _free: dict[Make, list[str]] = field(default_factory=dict)
    _made: int = 0

    def connection_string(self, database: str, user: str = USER, password: str = PASSWORD) -> str:
        """What an owner would give; ``user`` may do everything in every database of the tests."""
        quoted = "{" + password.replace("}", "}}") + "}"
        return (
            f"DRIVER={{{self.driver}}};SERVER=127.0.0.1;PORT={self.port};DATABASE={database};"
            f"UID={user};PWD={quoted};"
        )

    def attach(self, database: str) -> Database:
        """Our own connection, without a look at what the database holds."""
        return attach_odbc(Engine.MYSQL, self.connection_string(database), zone=SOFIA)

    def empty(self, make: Make = USUAL) -> str:
        """The name of a new database without tables."""
        self._made += 1
        name = f"warehouse_{self._made}"
        self._create(name, make)
        return name

    @contextmanager
    def furnished(self, make: Make = USUAL) -> Iterator[str]:
        """The name of a database with all tables and a few goods (see tests/contract/warehouses/bench.py).

        Its content is put back afterwards; where a test changed the tables themselves it is dropped.
        """
        free = self._free.setdefault(make, [])
        name = free.pop() if free else self._copied(make)
        try:
            yield name
        except BaseException:
            self.drop(name)  # something may still hold its rows
            raise
        if self._put_back(name, make.template):
            free.append(name)
        else:
            self.drop(name)

    def drop(self, name: str) -> None:
        """Remove a database, also under the hands of those who still use it."""
        self.end_connections(name)
        self.root.execute(f"DROP DATABASE IF EXISTS `{name}`")

    def end_connections(self, database: str) -> int:
        """End every connection to the database at once, as a lost network would; how many there were."""
        found = self.root.execute(
            "SELECT ID FROM information_schema.PROCESSLIST WHERE DB = ? AND COMMAND <> 'Killed'", database
        ).fetchall()
        for (ident,) in found:
            self._end(int(ident))
        return len(found)

    def _end(self, ident: int) -> None:
        import pyodbc

        try:
            self.root.execute(f"KILL CONNECTION {ident}")
        except pyodbc.Error as error:
            # One that was closed a moment ago may still be listed.
            if _NOT_THERE not in str(error):
                raise

    # ------------------------------------------------------------ making and putting back

    def _create(self, name: str, make: Make) -> None:
        self.root.execute(f"DROP DATABASE IF EXISTS `{name}`")
        self.root.execute(
            f"CREATE DATABASE `{name}` CHARACTER SET {make.charset} COLLATE {make.charset}_general_ci"
        )

    def _copied(self, make: Make) -> str:
        if not self._tables(make.template):
            self._make_template(make)
        name = self.empty(make)
        for table in self._tables(make.template):
            self.root.execute(f"CREATE TABLE `{name}`.`{table}` LIKE `{make.template}`.`{table}`")
            self._fill(name, make.template, table)
        return name

    def _make_template(self, make: Make) -> None:
        self._create(make.template, make)
        connection = self.attach(make.template)
        connection.dialect = Mysql(make.storage)
        with closing(connection) as database:
            database.prepare()
            create_tables(database)
            insert_first_rows(database, NewWarehouse(company="Калина"))
            furnish(database)

    def _put_back(self, name: str, template: str) -> bool:
        """Give the tables their first rows again; False where they are no longer the same tables."""
        if self._shape(name) != self._shape(template):
            return False
        before, after = self._content(template), self._content(name)
        for table, content in before.items():
            if after[table] != content:
                self.root.execute(f"TRUNCATE `{name}`.`{table}`")
                self._fill(name, template, table)
        return True

    def _fill(self, name: str, template: str, table: str) -> None:
        self.root.execute(f"INSERT INTO `{name}`.`{table}` SELECT * FROM `{template}`.`{table}`")

    def _tables(self, database: str) -> list[str]:
        found = self.root.execute(
            "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = ?", database
        )
        return sorted(str(name) for (name,) in found.fetchall())

    def _content(self, database: str) -> dict[str, tuple[object, object]]:
        """Each table's sum over all its cells, and the number that its next row would get."""
        names = ", ".join(f"`{database}`.`{table}`" for table in self._tables(database))
        sums = {
            str(name).partition(".")[2]: cell
            for name, cell in self.root.execute(f"CHECKSUM TABLE {names}").fetchall()
        }
        found = self.root.execute(
            "SELECT TABLE_NAME, AUTO_INCREMENT FROM information_schema.TABLES WHERE TABLE_SCHEMA = ?",
            database,
        )
        return {str(table): (sums[str(table)], following) for table, following in found.fetchall()}

    def _shape(self, database: str) -> tuple[list[str], int]:
        """How the tables are made, and how many triggers they have."""
        made = [
            _COUNTER.sub("", self.root.execute(f"SHOW CREATE TABLE `{database}`.`{table}`").fetchall()[0][1])
            for table in self._tables(database)
        ]
        triggers = self.root.execute(f"SHOW TRIGGERS IN `{database}`").fetchall()
        return made, len(triggers)


# ---- starting and ending ----------------------------------------------------------------------------


def driver() -> str:
    """The ODBC driver's name, or its file where none is registered under that name."""
    import pyodbc

    if _DRIVER_NAME in pyodbc.drivers():
        return _DRIVER_NAME
    for folder in (Path("/usr"), Path("/usr/local")):
        for file in sorted(folder.glob(_DRIVER_FILES)):
            return str(file)
    pytest.fail("The tests need MariaDB's ODBC driver: apt-get install odbc-mariadb", pytrace=False)


def _folder(*, durable: bool) -> Path:
    in_memory = not durable and _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ROOM
    return Path(tempfile.mkdtemp(prefix="mostik-mariadb-", dir=_MEMORY if in_memory else None))


@contextmanager
def running(*, durable: bool = False) -> Iterator[MariaDb]:
    """A server of its own, made, started and ended; for the session, or for a test that kills it.

    ``durable``: on the disk and as careful as an installed one, to be measured.
    """
    import pyodbc

    pyodbc.pooling = False
    name = driver()
    folder = _folder(durable=durable)
    supervisor = subprocess.Popen(
        [sys.executable, "-m", "tests.mariadb_server", str(folder), *(["durable"] if durable else [])],
        cwd=_REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        assert supervisor.stdout is not None
        said = supervisor.stdout.readline().strip()
        if not said.isdecimal():
            pytest.fail(said or "MariaDB did not start.", pytrace=False)
        root = pyodbc.connect(
            f"DRIVER={{{name}}};SERVER=localhost;SOCKET={folder / SOCKET};UID=root;", autocommit=True
        )
        root.maxwrite = 1_000_000
        root.execute(f"CREATE USER {USER}@'127.0.0.1' IDENTIFIED BY '{PASSWORD}'")
        root.execute(f"GRANT ALL ON *.* TO {USER}@'127.0.0.1'")
        with closing(root):
            yield MariaDb(int(said), name, root, supervisor)
    finally:
        assert supervisor.stdin is not None
        supervisor.stdin.close()  # it ends the server and removes the folder
        supervisor.wait(timeout=90)


@pytest.fixture(scope="session")
def mariadb() -> Iterator[MariaDb]:
    """One server for all tests of this worker."""
    with running() as server:
        yield server
