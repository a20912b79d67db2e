"""What the suites of documents ask of a warehouse behind its back."""

from __future__ import annotations

from typing import Any

import pytest

from sync.errors import Refused
from sync.warehouses.warehouse_pro import tables
from tests.contract.warehouses.bench import (
    BOOK,
    CUP,
    CUSTOMER,
    FLOUR,
    SHOP_FLOOR,
    TEA,
    Bench,
    key,
)

MIDNIGHT = "2026-11-22 00:00:00"
NOW_HERE = "2026-11-22 23:59:59"  # in Sofia, in full seconds


def row_of(bench: Bench, table: str, **where: object) -> dict[str, Any]:
    columns = [column.name for column in bench.behind.dialect.columns(tables.table(table))]
    names = ", ".join(f"[{name}]" for name in columns)
    condition = " AND ".join(f"[{name}] = ?" for name in where)
    rows = bench.all(f"SELECT {names} FROM [{table}] WHERE {condition}", *where.values())  # type: ignore[arg-type]  # values of a test
    assert len(rows) == 1, rows
    return dict(zip(columns, rows[0], strict=True))


def refused(bench: Bench, wanted: Any, word: str, order: str = "5001") -> None:
    before = bench.rows_of_all_tables()
    with pytest.raises(Refused, match=word):
        bench.warehouse.write_document(wanted, key(order))
    assert bench.rows_of_all_tables() == before


def number_of(bench: Bench, wanted: Any) -> int:
    order = wanted.note.split(":")[2].split(";")[0]
    written = bench.warehouse.write_document(wanted, key(order))
    assert written.ref is not None
    return written.ref.number


def others(bench: Bench, oper_type: int, number: int, place: int = SHOP_FLOOR) -> None:
    bench.add(
        tables.OPERATIONS,
        OperType=oper_type,
        Acct=number,
        GoodID=CUP,
        PartnerID=CUSTOMER,
        ObjectID=place,
        Qtty=0,
    )


def marker(bench: Bench, oper_type: int, place: int, number: int, partner: int | None = None) -> None:
    """A row with which an object's range of numbers begins; its partner is NULL or 0."""
    bench.add(
        tables.OPERATIONS, OperType=oper_type, Acct=number, ObjectID=place, PartnerID=partner, Qtty=None
    )


def stock_equals_the_sum_of_operations(bench: Bench) -> None:
    moved = {
        (good, place): quantity
        for good, place, quantity in bench.all(
            "SELECT [GoodID], [ObjectID], SUM([Qtty] * [Sign]) FROM [Operations]"
            " GROUP BY [GoodID], [ObjectID]"
        )
    }
    assert moved
    began = {CUP: (10, 4), TEA: (0.1, 0.2), FLOUR: (12.345678, 0), BOOK: (-3, 0)}
    for (good, place), quantity in moved.items():
        before = began.get(good, (0, 0))[place - SHOP_FLOOR]
        rows = bench.cell("SELECT COUNT(*) FROM [Store] WHERE [GoodID] = ? AND [ObjectID] = ?", good, place)
        now = bench.stock(good, place) if rows else 0
        assert now == pytest.approx(before + quantity, abs=1e-7)
