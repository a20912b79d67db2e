"""Another program brought orders in until now: it is watched, taken over from, and never repeated."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sync.plan.actions import ActionKind
from sync.run.observer import OBSERVER
from sync.run.report import RowState, RunState
from tests.e2e.bridge import NOW
from tests.e2e.small_bridge import SmallBridge, row_of, rows_of, said


@pytest.fixture(autouse=True)
def _numbers_as_of_a_shop_of_some_age(small: SmallBridge) -> None:
    """Numbers of one figure stand in any note by chance."""
    small.simulator.account.counters["order"] = 48_200


def _written_by_other(small: SmallBridge, order: str, *, quantity: float = 1, number: int = 7001) -> None:
    """The other program's document of an order: its number in the note, the product at the shop's price."""
    line = small.in_shop(order)["products"][0]
    good = small.good(int(line["product_id"]))
    delivery = next(
        int(row[0])
        for row in small.query("SELECT ID FROM Goods WHERE Type <> 0 AND Code LIKE '%20' ORDER BY ID LIMIT 1")
    )
    assert small.profile.orders
    delivery = small.profile.orders.services.delivery.get("20", delivery)
    for product, pieces, price in (
        (good, quantity, float(line["price_brutto"])),
        (delivery, 1, float(small.in_shop(order)["delivery_price"])),
    ):
        small.change_warehouse(
            "INSERT INTO Operations (OperType, Acct, GoodID, PartnerID, ObjectID, OperatorID, UserID, Qtty, "
            "Sign, PriceOut, VATOut, Date, UserRealTime, Note) VALUES (19, ?, ?, 2, 5, 1, 1, ?, 0, ?, ?, "
            "'2026-11-22 00:00:00', '2026-11-22 10:00:00', ?)",
            number,
            product,
            pieces,
            price,
            price / 6,
            f"Online order {order}",
        )


def _connect(small: SmallBridge, **fields: object) -> None:
    small.change(connect=small.profile.connect.model_copy(update=fields))


def test_an_observer_writes_nothing_and_compares(small: SmallBridge) -> None:
    same, other, missing = (small.order((product, 1)) for product in small.products[:3])
    _written_by_other(small, same, number=7001)
    _written_by_other(small, other, number=7002, quantity=2)
    _connect(small, observer=True)
    small.set_good_stock(small.products[5], 3)
    small.simulator.forget_requests()
    report = small.run()
    assert report.preview
    assert report.planned[ActionKind.IMPORT_ORDER] == 3
    assert report.planned[ActionKind.SEND_STOCK] > 0
    assert small.simulator.writes() == 0
    assert small.tagged() == []
    assert "Mostik only watches" in row_of(report, OBSERVER).why.text()
    assert "just as Mostik would" in row_of(report, same, RowState.TOLD).why.text()
    assert "with a total of" in row_of(report, other, RowState.TOLD).why.text()
    assert "has not written this order" in row_of(report, missing, RowState.TOLD).why.text()
    again = small.run()
    assert again.planned[ActionKind.IMPORT_ORDER] == 3, "watching settles nothing"


def test_after_a_take_over_orders_of_the_other_are_linked_and_never_written(small: SmallBridge) -> None:
    before = small.order((small.products[0], 1))
    small.turn(hours=1)
    moment = small.clock.now()
    small.turn(minutes=1)
    theirs = small.order((small.products[1], 1))
    ours = small.order((small.products[2], 1))
    _written_by_other(small, theirs)
    _connect(small, take_over=moment)
    report = small.run()
    assert report.state is RunState.GREEN, said(report)
    assert "document 0000007001" in row_of(report, theirs, RowState.TOLD).why.text()
    assert small.tagged() == [(f"Mostik:bl-sample:{ours};", 1)]
    assert small.document(before) is None
    # It stays settled, whatever the buyer changes about it.
    small.simulator.panel.edit_order(int(theirs), user_comments="по-късно")
    small.turn(hours=25)
    later = small.run()
    assert not rows_of(later, RowState.FAILED, RowState.HELD), said(later)
    assert small.tagged() == [(f"Mostik:bl-sample:{ours};", 1)]
    small.assert_nothing_left()


def test_watching_and_then_taking_over_repeats_nothing(small: SmallBridge) -> None:
    theirs, ours = small.order((small.products[1], 1)), small.order((small.products[2], 1))
    _written_by_other(small, theirs)
    _connect(small, observer=True)
    small.run()
    _connect(small, observer=False, take_over=NOW - timedelta(days=1))
    small.turn(minutes=10)
    report = small.run()
    assert report.state is RunState.GREEN, said(report)
    assert small.tagged() == [(f"Mostik:bl-sample:{ours};", 1)]
    small.assert_nothing_left()


def test_without_a_take_over_nobody_looks_into_the_notes(small: SmallBridge) -> None:
    """A note with a number of its own is no reason to lose an order where no other program was."""
    order = small.order((small.products[1], 1))
    _written_by_other(small, order)
    small.run()
    assert small.tagged() == [(f"Mostik:bl-sample:{order};", 1)]
