"""The sample shop as starting data."""

from __future__ import annotations

from sync.simulators.utility_center import UtilityCenterSimulator, sample_books


def test_the_sample_is_whole_and_adds_up() -> None:
    simulator = UtilityCenterSimulator(sample_books())
    judge = simulator.judge
    simulator.stop()
    goods = judge.rows("Goods")
    assert len(goods) > 100
    assert len(judge.rows("Store")) == len(goods) * len(judge.rows("Objects"))
    assert any(row["Qtty"] for row in judge.rows("Store"))
    assert judge.stock_differences() == {}
    assert all(row["Name2"] == row["Name"] for row in goods)
    assert {row["ID"]: row["VATValue"] for row in judge.rows("VATGroups")} == {1: 20, 2: 9, 3: 0}
    groups = {row["ID"] for row in judge.rows("GoodsGroups")}
    assert {abs(int(str(row["GroupID"]))) for row in goods} <= groups
