"""The shop takes an order's pieces off its own quantity at a moment of its own; Mostik subtracts them from
then on, and never on both sides, for each answer that the owner can give on the step Connect.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

import pytest

from sync.clock import TurnedClock
from sync.profile import CloudCartShop
from sync.simulators.cloudcart import CloudCartSimulator, Settings, Shop
from tests.contract.warehouses.bench import CUP
from tests.e2e.furnished import embedded
from tests.e2e.small_bridge import failures, said
from tests.e2e.test_cloudcart import NOW, Pair, make_pair

Lowers = Literal["", "paid", "pending"]
MakePair = Callable[[Lowers], Pair]
"""A shop that lowers at this moment (one that does not say it lowers at once) and a warehouse with 10
cups.
"""


@pytest.fixture
def make(tmp_path: Path) -> Iterator[MakePair]:
    clock = TurnedClock(NOW)
    made: list[CloudCartSimulator] = []
    with embedded(tmp_path) as warehouse:

        def pair(lowers: Lowers) -> Pair:
            shop = Shop(Settings(stock_taken_at=lowers or "pending"))
            simulator = CloudCartSimulator(shop, per_minute=None, clock=clock).start()
            made.append(simulator)
            return answering(make_pair(tmp_path, simulator, warehouse, clock), lowers)

        yield pair
        for simulator in made:
            simulator.stop()


def answering(pair: Pair, lowers: Lowers) -> Pair:
    connect = pair.profile.connect
    assert isinstance(connect.shop, CloudCartShop)
    shop = connect.shop.model_copy(update={"lowers_stock": lowers})
    pair.profile = pair.profile.model_copy(update={"connect": connect.model_copy(update={"shop": shop})})
    return choose(pair, "orders", statuses=("paid",))


def choose(pair: Pair, step: str, **fields: Any) -> Pair:
    chosen = getattr(pair.profile, step).model_copy(update=fields)
    pair.profile = pair.profile.model_copy(update={step: chosen})
    return pair


def synced(pair: Pair) -> int:
    """The cups that the shop offers after a run."""
    pair.clock.turn(timedelta(minutes=3))
    report = pair.run()
    assert not failures(report), said(report)
    return in_shop(pair)


def in_shop(pair: Pair) -> int:
    return int(pair.simulator.judge.variant(pair.variants["1001"]).quantity)


def test_an_order_that_the_shop_has_lowered_is_subtracted_before_it_comes_in(make: MakePair) -> None:
    pair = make("pending")
    assert synced(pair) == 10
    order = pair.buy(("1001", 3), status="pending", payment="bank_transfer")
    assert in_shop(pair) == 7
    assert synced(pair) == 7, "the pieces do not come back"
    pair.warehouse.set_stock(CUP, 9)
    assert synced(pair) == 6
    pair.simulator.buyer.pay(order)
    assert synced(pair) == 6, "on an open order now, and still only once"
    assert len(pair.warehouse.judge.orders()) == 1
    pair.assert_nothing_left()


def test_an_order_that_the_shop_lowers_later_is_not_subtracted_before(make: MakePair) -> None:
    pair = make("paid")
    assert synced(pair) == 10
    order = pair.buy(("1001", 3), status="pending", payment="bank_transfer")
    pair.warehouse.set_stock(CUP, 9)
    assert synced(pair) == 9
    pair.simulator.buyer.pay(order)
    assert in_shop(pair) == 6
    assert synced(pair) == 6
    pair.assert_nothing_left()


def test_an_open_order_that_the_shop_lowers_later_is_left_to_it(make: MakePair) -> None:
    pair = choose(make("paid"), "orders", statuses=("pending", "paid"))
    order = pair.buy(("1001", 3), status="pending", payment="bank_transfer")
    assert synced(pair) == 10, "subtracted now, it would be missing twice once it is paid"
    assert len(pair.warehouse.judge.orders()) == 1
    pair.simulator.buyer.pay(order)
    assert in_shop(pair) == 7
    assert synced(pair) == 7
    pair.assert_nothing_left()


def test_an_order_that_is_sent_before_it_is_paid_is_subtracted_from_then_on(make: MakePair) -> None:
    pair = choose(make("paid"), "orders", statuses=("pending", "paid"))
    order = pair.buy(("1001", 3), status="pending", payment="cod")
    assert synced(pair) == 10
    pair.simulator.owner.fulfil(order)
    assert in_shop(pair) == 7
    assert synced(pair) == 7
    pair.warehouse.set_stock(CUP, 9)
    assert synced(pair) == 6
    pair.assert_nothing_left()


@pytest.mark.parametrize(("waiting", "offered"), [(False, 9), (True, 6)])
def test_without_an_answer_the_owners_choice_counts(make: MakePair, waiting: bool, offered: int) -> None:
    pair = choose(make(""), "stock", subtract_waiting_orders=waiting)
    pair.buy(("1001", 3), status="pending", payment="bank_transfer")
    pair.warehouse.set_stock(CUP, 9)
    assert synced(pair) == offered


def test_a_cancelled_order_gives_its_pieces_back(make: MakePair) -> None:
    pair = make("pending")
    order = pair.buy(("1001", 3), status="pending", payment="bank_transfer")
    assert synced(pair) == 7
    pair.simulator.owner.cancel(order)
    assert synced(pair) == 10
    pair.assert_nothing_left()
