"""Stock levels read in sets, quantised to ten-thousandths where they leave the database."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from sync.warehouses.warehouse_pro import tables
from sync.warehouses.warehouse_pro.codes import ORDER, SERVICE_FLAGS
from sync.warehouses.warehouse_pro.database import Database
from sync.warehouses.warehouse_pro.goods_scope import Scope
from sync.warehouses.warehouse_pro.statements import filled, placeholders

# The sums are walked in the order of an index that holds all that they need: SQLite and SQL Server then add
# up while reading and neither sort nor gather.
_SUMS: Final = (
    "SELECT [s].[GoodID], SUM([s].[Qtty]):group"
    " FROM [Store] AS [s] INNER JOIN [Goods] AS [g] ON [g].[ID] = [s].[GoodID]"
    " WHERE [s].[ObjectID] IN :locations AND [s].[GoodID] >= ? AND [s].[Qtty] IS NOT NULL"
    " AND ([g].[Deleted] = 0 OR [g].[Deleted] IS NULL) AND ([g].[Type] IS NULL OR NOT :service)"
)
_IN_ORDER: Final = " GROUP BY [s].[GoodID] ORDER BY [s].[GoodID]"
_THESE_GOODS: Final = " AND [s].[GoodID] IN (...)"
_SOLD: Final = (
    "SELECT DISTINCT [GoodID] FROM [Operations]"
    " WHERE [UserRealTime] >= ? AND [Sign] = -1 AND [Acct] > 0 AND [PartnerID] > 0"
)
_OPEN_LINES: Final = (
    "SELECT [o].[GoodID], [o].[ObjectID], SUM([o].[Qtty])"
    " FROM [MostikImports] AS [m] INNER JOIN [Operations] AS [o]"
    " ON [o].[OperType] = [m].[OperType] AND [o].[Acct] = [m].[Acct]"
    " WHERE [m].[ShopKey] = ? AND [m].[Kind] = 'order' AND [m].[State] = 'open' AND [m].[OperType] = ?"
    " AND [o].[PartnerID] > 0"
)
_SINCE: Final = " AND [m].[At] >= ?"
_NOT_TURNED: Final = (
    " AND NOT EXISTS (SELECT [t].[ID] FROM [Transformations] AS [t]"
    " WHERE [t].[FromOperType] = [m].[OperType] AND [t].[FromAcct] = [m].[Acct])"
)
_BY_PLACE: Final = " GROUP BY [o].[GoodID], [o].[ObjectID]"


def stock_levels(database: Database, scope: Scope, locations: Sequence[int]) -> Iterator[tuple[int, int]]:
    """(good, stock over ``locations`` in ten-thousandths) by ascending good, without services and deleted
    goods.

    A good without any row of stock there is left out.
    """
    if not locations:
        return
    parameters = (*locations, scope.first)
    if scope.is_everything:
        for good, quantity in database.rows(_sums(database, locations) + _IN_ORDER, parameters):
            yield good, round(quantity * 10_000)
        return
    sums = _sums(database, locations, with_group=True)
    for good, quantity, group in database.rows(sums + _IN_ORDER, parameters):
        if scope.holds(group):
            yield good, round(quantity * 10_000)


def stock_now(
    database: Database, product_ids: Collection[int], locations: Sequence[int]
) -> Mapping[int, int]:
    """The stock of these goods as it is now, as :func:`stock_levels`."""
    if not locations:
        return {}
    sql = _sums(database, locations) + _THESE_GOODS + _IN_ORDER
    return {
        int(good): round(quantity * 10_000)
        for good, quantity in database.rows_in(sql, product_ids, before=(*locations, 0))
    }


def _sums(database: Database, locations: Sequence[int], *, with_group: bool = False) -> str:
    service = database.dialect.flagged("[g].[Type]", SERVICE_FLAGS)
    return filled(
        _SUMS,
        group=", MIN([g].[GroupID])" if with_group else "",
        locations=placeholders(len(locations)),
        service=f"({service})",
    )


def products_sold_since(database: Database, moment: datetime) -> frozenset[int]:
    """Goods that left any location by any document since ``moment`` (aware)."""
    return frozenset(int(good) for (good,) in database.rows(_SOLD, (moment,)))


def open_order_lines(
    database: Database, shop_key: str, since: datetime | None
) -> Mapping[tuple[int, int], int]:
    """(good, location) -> ten-thousandths on our orders that are open, written at or after ``since``.

    An order whose rows are gone, or that the program turned into another document, holds nothing back.
    """
    sql = _OPEN_LINES + (_SINCE if since else "")
    if database.has(tables.TRANSFORMATIONS):
        sql += _NOT_TURNED
    parameters = (shop_key, ORDER, *((since,) if since else ()))
    return {
        (int(good), int(location)): round((quantity or 0) * 10_000)
        for good, location, quantity in database.rows(sql + _BY_PLACE, parameters)
    }
