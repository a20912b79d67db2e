"""The judge behind a warehouse that is a database: it looks into the tables through a connection of its
own.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from sync.warehouses.warehouse_pro import tables
from sync.warehouses.warehouse_pro.codes import ORDER
from sync.warehouses.warehouse_pro.database import Database
from sync.warehouses.warehouse_pro.values import Value, number, text
from tests.contract.warehouses.bench import CUP, CUSTOMER, OPERATOR, SHOP_FLOOR, TODAY, Bench
from tests.contract.warehouses.port_bench import PortBench, SeenDocument, SeenLine

_ROWS = (
    "SELECT [Acct], [PartnerID], [Note], [GoodID], [ObjectID], [Qtty], [PriceOut] FROM [Operations]"
    " WHERE [OperType] = ? ORDER BY [Acct], [ID]"
)


class DatabaseJudge:
    """Looks through a connection of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def orders(self) -> Sequence[SeenDocument]:
        rows = list(self._database.rows(_ROWS, (ORDER,)))
        return [
            SeenDocument(
                acct,
                int(next(row[1] for row in rows if int(row[0]) == acct)),
                text(next(row[2] for row in rows if int(row[0]) == acct)),
                tuple(
                    SeenLine(int(row[3]), int(row[4]), _plain(row[5]), round(number(row[6]), 4))
                    for row in rows
                    if int(row[0]) == acct
                ),
            )
            for acct in sorted({int(row[0]) for row in rows})
        ]

    def goods(self) -> int:
        (row,) = self._database.rows("SELECT COUNT(*) FROM [Goods]")
        return int(row[0])

    def partners(self) -> Sequence[str]:
        return [text(name) for (name,) in self._database.rows("SELECT [Company] FROM [Partners]")]

    def delete_order(self, number: int) -> None:
        with self._database.transaction():
            self._database.execute(
                "DELETE FROM [Operations] WHERE [OperType] = ? AND [Acct] = ?", (ORDER, number)
            )

    def note_order(self, note: str) -> int:
        row: dict[str, Value] = {
            "OperType": ORDER, "Acct": 901, "GoodID": CUP, "PartnerID": CUSTOMER, "ObjectID": SHOP_FLOOR,
            "OperatorID": OPERATOR, "Qtty": 1.0, "PriceOut": 6.0, "Date": TODAY, "Note": note,
            "UserID": OPERATOR,
        }  # fmt: skip
        with self._database.transaction():
            self._database.insert(tables.OPERATIONS, row)
        return 901


def _plain(cell: object) -> Decimal:
    return number(cell).normalize()


def port_of(bench: Bench) -> PortBench:
    """The same warehouse, seen through the port only."""
    return PortBench(bench.warehouse, bench.clock, DatabaseJudge(bench.behind), bench.again)


def judge_of(database: Database) -> DatabaseJudge:
    """A judge behind this database; the connection stays the caller's."""
    return DatabaseJudge(database)
