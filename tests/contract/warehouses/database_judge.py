"""The judge behind a warehouse that is a database: it looks into the tables through a connection of its
own.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from sync.warehouses.warehouse_pro import tables
from sync.warehouses.warehouse_pro.codes import ORDER
from sync.warehouses.warehouse_pro.values import number, text
from tests.contract.warehouses.bench import CUP, CUSTOMER, OPERATOR, SHOP_FLOOR, TODAY, Bench
from tests.contract.warehouses.port_bench import PortBench, SeenDocument, SeenLine

_ROWS = (
    "SELECT [Acct], [PartnerID], [Note], [GoodID], [ObjectID], [Qtty], [PriceOut] FROM [Operations]"
    " WHERE [OperType] = ? ORDER BY [Acct], [ID]"
)


class DatabaseJudge:
    """Looks through the bench's second connection."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    def orders(self) -> Sequence[SeenDocument]:
        rows = self._bench.all(_ROWS, ORDER)
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
        return int(self._bench.cell("SELECT COUNT(*) FROM [Goods]"))

    def partners(self) -> Sequence[str]:
        return [text(name) for (name,) in self._bench.all("SELECT [Company] FROM [Partners]")]

    def delete_order(self, number: int) -> None:
        self._bench.change("DELETE FROM [Operations] WHERE [OperType] = ? AND [Acct] = ?", ORDER, number)

    def note_order(self, note: str) -> int:
        self._bench.add(
            tables.OPERATIONS,
            OperType=ORDER, Acct=901, GoodID=CUP, PartnerID=CUSTOMER, ObjectID=SHOP_FLOOR,
            OperatorID=OPERATOR, Qtty=1.0, PriceOut=6.0, Date=TODAY, Note=note, UserID=OPERATOR,
        )  # fmt: skip
        return 901


def _plain(cell: object) -> Decimal:
    return number(cell).normalize()


def port_of(bench: Bench) -> PortBench:
    """The same warehouse, seen through the port only."""
    return PortBench(bench.warehouse, bench.clock, DatabaseJudge(bench), bench.again)
