"""Programs that work in one MariaDB warehouse at the same time: a Mostik, and the till of the shop.

``python -m tests.faults.mariadb_programs ROLE FIRST LAST`` reads the connection string from its standard
input, says ``ready``, waits for a second line, works and says in JSON what it did.
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from sync.clock import TurnedClock
from sync.errors import Unreachable
from sync.model import NewPartner
from sync.warehouses.warehouse_pro import WarehousePro
from sync.warehouses.warehouse_pro.connect import open_odbc
from sync.warehouses.warehouse_pro.dialect import Engine
from tests.contract.warehouses.bench import (
    CUP,
    FLOUR,
    NOW,
    SHOP_FLOOR,
    SOFIA,
    TEA,
    draft,
    key,
    line,
    paid,
    sale,
)

if TYPE_CHECKING:
    import pyodbc

_LOCK_WAITS = "SHOW GLOBAL STATUS LIKE 'Innodb_row_lock_waits'"


@dataclass
class Done:
    """``documents`` written by this program itself, ``repeats`` of a whole document, and the till's longest
    wait for somebody's lock, in seconds."""

    documents: int = 0
    repeats: int = 0
    longest_wait: float = 0
    waits: int = 0
    numbers: list[int] = field(default_factory=list)


# ---- Mostik ------------------------------------------------------------------------------------------------


def mostik(connection_string: str, first: int, last: int) -> Done:
    """Orders and sales by turns, half of them with a new partner."""
    database = open_odbc(Engine.MYSQL, connection_string, zone=SOFIA)
    warehouse = WarehousePro(database, clock=TurnedClock(NOW), zone=SOFIA, machine=f"M{first}")
    _wait_for_the_others()
    done = Done()
    for number in range(first, last):
        lines = (line(quantity="0.5"), line(TEA, "0.1", "4.90"), line(FLOUR, "0.25", "1.09", "9"))
        order = str(number)
        partner: int | NewPartner = NewPartner(f"К{number}") if number % 2 else 2
        wanted = (
            sale(*lines, order=order, partner=partner, payments=[paid("3.76")])
            if number % 3
            else draft(*lines, order=order, partner=partner)
        )
        while True:
            try:
                written = warehouse.write_document(wanted, key(order))
            except Unreachable:
                done.repeats += 1
                continue
            break
        if not written.already_there:
            done.documents += 1
    warehouse.close()
    return done


# ---- the till ----------------------------------------------------------------------------------------------


def till(connection_string: str, first: int, last: int) -> Done:
    """Sales as Warehouse Pro writes them: the number reserved, a row for each line, the stock lowered, what
    is due and what was paid, the cash book; one transaction each. It takes the goods in another order than
    Mostik does.
    """
    import pyodbc

    connection = pyodbc.connect(connection_string, autocommit=False)
    watching = pyodbc.connect(connection_string, autocommit=True)
    _wait_for_the_others()
    work = _Till(connection, watching)
    for number in range(first, last):
        while not work.sell(
            ((FLOUR, 1.0), (CUP, 0.25), (TEA, 0.5)) if number % 2 else ((TEA, 1.0), (CUP, 1.0))
        ):
            work.done.repeats += 1
    connection.close()
    watching.close()
    return work.done


class _Till:
    def __init__(self, connection: pyodbc.Connection, watching: pyodbc.Connection) -> None:
        self._connection = connection
        self._watching = watching
        self.done = Done()

    def sell(self, lines: tuple[tuple[int, float], ...]) -> bool:
        """One sale; False where the engine chose it as a deadlock's victim."""
        import pyodbc

        try:
            number = self._reserve()
            self._write(number, lines)
            self._connection.commit()
        except pyodbc.Error as error:
            self._connection.rollback()
            if "(1213)" not in str(error):
                raise
            return False
        self.done.documents += 1
        self.done.numbers.append(number)
        return True

    def _reserve(self) -> int:
        import pyodbc

        highest = self._ask("SELECT MAX(Acct) FROM operations WHERE OperType IN (2, 16)").fetchval() or 0
        for number in range(highest + 1, highest + 200):
            try:
                self._ask("INSERT INTO nextacct (NextAcct) VALUES (?)", f"S{number}")
            except pyodbc.IntegrityError:
                continue
            return number
        raise RuntimeError("no number is free")

    def _write(self, number: int, lines: tuple[tuple[int, float], ...]) -> None:
        total = 0.0
        for good, quantity in lines:
            total += quantity
            self._ask(
                "INSERT INTO operations (OperType, Acct, GoodID, PartnerID, ObjectID, OperatorID, Qtty, Sign,"
                " PriceIn, PriceOut, VATIn, VATOut, CurrencyID, CurrencyRate, Date, Lot, LotID, Note, UserID,"
                " UserRealTime)"
                " VALUES (2, ?, ?, 2, ?, 1, ?, -1, 1, 1, 0, 0, 1, 1, CURDATE(), ' ', 1, ' ', 1, NOW())",
                number, good, SHOP_FLOOR, quantity,
            )  # fmt: skip
            changed = self._ask(
                "UPDATE store SET Qtty = Qtty - ? WHERE ObjectID = ? AND GoodID = ?",
                quantity,
                SHOP_FLOOR,
                good,
            ).rowcount
            if changed != 1:
                raise RuntimeError(f"{changed} rows of stock were lowered")
        for mode in (-1, 1):
            self._ask(
                "INSERT INTO payments (Acct, OperType, PartnerID, ObjectID, Qtty, Mode, Sign, Date, UserID,"
                " UserRealTime, Type, TransactionNumber, EndDate)"
                " VALUES (?, 2, 2, ?, ?, ?, 1, CURDATE(), 1, NOW(), 1, ' ', CURDATE())",
                number, SHOP_FLOOR, total, mode,
            )  # fmt: skip
        self._ask(
            "INSERT INTO cashbook (Date, `Desc`, OperType, Sign, Profit, UserID, UserRealtime, ObjectID)"
            " VALUES (CURDATE(), 'x', 8, 1, ?, 1, NOW(), ?)",
            total,
            SHOP_FLOOR,
        )

    def _ask(self, sql: str, *parameters: object) -> pyodbc.Cursor:
        """Send a statement, and note how long it took where somebody waited for a lock meanwhile: on a busy
        machine everything takes long now and then, and that is no wait for us."""
        before, began = self._lock_waits(), time.perf_counter()
        try:
            return self._connection.execute(sql, *parameters)
        finally:
            took = time.perf_counter() - began
            if self._lock_waits() != before:
                self.done.waits += 1
                self.done.longest_wait = max(self.done.longest_wait, took)

    def _lock_waits(self) -> int:
        row = self._watching.execute(_LOCK_WAITS).fetchone()
        assert row is not None
        return int(row[1])


# ---- both
# ----------------------------------------------------------------------------------------------------


def _wait_for_the_others() -> None:
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()


def main(role: str, first: str, last: str) -> None:
    connection_string = sys.stdin.readline().rstrip("\n")
    work = {"mostik": mostik, "till": till}[role]
    sys.stdout.write(json.dumps(asdict(work(connection_string, int(first), int(last)))) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
