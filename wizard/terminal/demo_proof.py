"""Looks into both databases of the demo directly, past Mostik's own adapters, and compares with a summary."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sync.plan.actions import ActionKind
from sync.run.report import Report
from sync.sentences import mark
from sync.simulators.baselinker import BaseLinkerSimulator

_ORDER: Final = 19
"""Operations.OperType of a customer's order."""
_NUMBER_FIELDS: Final = ("extra_field_1", "extra_field_2", "custom_extra_fields")


@dataclass(frozen=True, slots=True)
class Comparison:
    """One number of a summary, and what the database says."""

    what: str
    summary: int
    database: int

    @property
    def equal(self) -> bool:
        return self.summary == self.database


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Both databases at one moment, read directly. Keys name one value of the shop each."""

    documents: int
    marks: int
    goods: int
    rows: frozenset[str]
    statuses: Mapping[int, Any]
    numbers: Mapping[int, Any]
    stock: Mapping[tuple[int, str], Any]
    prices: Mapping[tuple[int, str], Any]
    writes: int
    """Requests so far that were no questions, counted by the shop."""


def snapshot(warehouse: Path, simulator: BaseLinkerSimulator) -> Snapshot:
    """Read both sides: the warehouse's file by SQL, the shop's account in the simulator's memory."""
    with closing(sqlite3.connect(warehouse)) as database:
        documents = _one(database, "SELECT COUNT(DISTINCT Acct) FROM Operations WHERE OperType = ?", _ORDER)
        marks = _one(database, "SELECT COUNT(*) FROM MostikImports WHERE Kind = ?", "order")
        goods = _one(database, "SELECT COUNT(*) FROM Goods")
        rows = frozenset(database.iterdump())
    with simulator.lock:
        account = simulator.account
        return Snapshot(
            documents=documents,
            marks=marks,
            goods=goods,
            rows=rows,
            statuses={ident: order["order_status_id"] for ident, order in account.orders.items()},
            numbers={
                ident: [repr(order.get(name)) for name in _NUMBER_FIELDS]
                for ident, order in account.orders.items()
            },
            stock=_values(account.products, "stock"),
            prices=_values(account.products, "prices"),
            writes=simulator.writes(),
        )


def _one(database: sqlite3.Connection, query: str, *values: object) -> int:
    (count,) = database.execute(query, values).fetchone()
    return int(count)


def _values(products: Mapping[int, Mapping[str, Any]], name: str) -> dict[tuple[int, str], Any]:
    return {
        (ident, place): value
        for ident, product in products.items()
        for place, value in product.get(name, {}).items()
    }


def compared(report: Report, before: Snapshot, after: Snapshot) -> list[Comparison]:
    """The numbers of a summary beside the differences that both databases show since ``before``."""
    done = report.done
    return [
        Comparison(what, sum(done.get(kind, 0) for kind in kinds), found)
        for what, kinds, found in (
            (
                mark("orders in the warehouse’s table of documents"),
                (ActionKind.IMPORT_ORDER,),
                after.documents - before.documents,
            ),
            (
                mark("marks beside them"),
                (ActionKind.IMPORT_ORDER,),
                after.marks - before.marks,
            ),
            (
                mark("goods made in the warehouse"),
                (ActionKind.CREATE_WAREHOUSE_PRODUCT,),
                after.goods - before.goods,
            ),
            (
                mark("order statuses that changed in the shop"),
                (ActionKind.SET_ORDER_STATUS,),
                _differences(before.statuses, after.statuses),
            ),
            (
                mark("document numbers in the shop’s orders"),
                (ActionKind.WRITE_ORDER_NUMBER,),
                _differences(before.numbers, after.numbers),
            ),
            (
                mark("stock levels that changed in the shop"),
                (ActionKind.SEND_STOCK,),
                _differences(before.stock, after.stock),
            ),
            (
                mark("prices that changed in the shop"),
                (ActionKind.SEND_PRICE,),
                _differences(before.prices, after.prices),
            ),
        )
    ]


def _differences(before: Mapping[Any, Any], after: Mapping[Any, Any]) -> int:
    return sum(before.get(key) != after.get(key) for key in before.keys() | after.keys())


def changed_rows(before: Snapshot, after: Snapshot) -> int:
    """How many rows of the warehouse's file were added, removed or changed."""
    return len(before.rows ^ after.rows)
