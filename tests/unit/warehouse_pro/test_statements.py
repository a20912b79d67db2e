from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.warehouses.warehouse_pro import statements, tables


def test_texts() -> None:
    assert statements.select(tables.GOODS, ("ID", "Name"), ("Deleted", "GroupID"), ("ID",)) == (
        "SELECT [ID], [Name] FROM [Goods] WHERE [Deleted] = ? AND [GroupID] = ? ORDER BY [ID]"
    )
    assert (
        statements.insert(tables.NEXT_ACCT, ("NextAcct",)) == "INSERT INTO [NextAcct] ([NextAcct]) VALUES (?)"
    )
    assert statements.insert(tables.NETWORK, ("Num", "Counter"), 2) == (
        "INSERT INTO [Network] ([Num], [Counter]) VALUES (?, ?), (?, ?)"
    )
    assert statements.update(tables.GOODS, ("Name", "Code"), ("ID",)) == (
        "UPDATE [Goods] SET [Name] = ?, [Code] = ? WHERE [ID] = ?"
    )
    assert statements.delete(tables.STORE, ("GoodID",)) == "DELETE FROM [Store] WHERE [GoodID] = ?"


def test_a_change_without_a_condition_is_never_made() -> None:
    with pytest.raises(ValueError, match="condition"):
        statements.delete(tables.STORE, ())
    with pytest.raises(ValueError, match="condition"):
        statements.update(tables.STORE, ("Qtty",), ())


def test_lists() -> None:
    assert statements.with_many("WHERE [ID] IN (...) AND 1 = 1", 3) == "WHERE [ID] IN (?, ?, ?) AND 1 = 1"
    for wrong in ("WHERE 1 = 1", "IN (...) OR IN (...)"):
        with pytest.raises(ValueError, match="exactly once"):
            statements.with_many(wrong, 3)


@given(count=st.integers(0, 5_000), limit=st.integers(1, 2_000))
def test_portions_add_up_and_keep_the_limit(count: int, limit: int) -> None:
    sizes = list(statements.portions(count, limit))
    assert sum(sizes) == count
    assert all(0 < size <= limit for size in sizes)


@given(limit=st.integers(1, 2_000), data=st.data())
def test_padding_holds_all_and_keeps_the_limit(limit: int, data: st.DataObject) -> None:
    count = data.draw(st.integers(1, limit))
    width = statements.padded(count, limit)
    assert count <= width <= limit


def test_few_different_sizes_are_sent() -> None:
    assert len({statements.padded(count, 500) for count in range(1, 501)}) <= 13


def test_phrases_are_put_where_they_belong() -> None:
    assert statements.filled("SELECT :price WHERE :price > 0", price="[PriceOut2]") == (
        "SELECT [PriceOut2] WHERE [PriceOut2] > 0"
    )
    with pytest.raises(ValueError, match="price"):
        statements.filled("SELECT :price")
    with pytest.raises(ValueError, match="asks for"):
        statements.filled("SELECT 1", price="[PriceOut2]")
    assert statements.placeholders(3) == "(?, ?, ?)"
    assert statements.column("PriceOut2") == "[PriceOut2]"
    for wrong in ("", "Price Out", "a]; DROP TABLE Goods", "1a"):
        with pytest.raises(ValueError, match="not a column"):
            statements.column(wrong)
