"""Whatever goes wrong at whichever request, the next healthy run ends where an undisturbed one ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sync.clock import TurnedClock
from sync.profile import UnknownLine
from sync.run.report import RunState
from sync.simulators.baselinker.faults import Fault, FaultKind
from sync.simulators.baselinker.methods import METHODS
from tests.e2e.bridge import NOW, TOKEN
from tests.e2e.end_state import differences, end_state
from tests.e2e.small_bridge import (
    CANCELLED,
    MAIN,
    NEW,
    TAKEN,
    SmallBridge,
    make_small_bridge,
    said,
    small_simulator,
)

Make = Callable[[str], SmallBridge]
KINDS = tuple(FaultKind)


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    """Makes bridges side by side, each with a shop of its own where a little of everything is to be done."""
    simulators = []

    def bridge(name: str) -> SmallBridge:
        folder = tmp_path / name
        folder.mkdir()
        clock = TurnedClock(NOW)
        simulator = small_simulator(clock).start()
        simulators.append(simulator)
        return _busy(make_small_bridge(folder, simulator, clock))

    yield bridge
    for simulator in simulators:
        simulator.stop()


def _busy(bridge: SmallBridge) -> SmallBridge:
    new = bridge.new_group(("N-1", "Ново 1", 5.0), ("N-2", "Ново 2", 6.0))
    tea = int(bridge.query("SELECT ID FROM GoodsGroups WHERE Code = 'AAA'")[0][0])
    bridge.change_products(create_missing=True, update_name=True, groups=(new, tea))
    bridge.change_warehouse("UPDATE Goods SET GroupID = 60 WHERE ID > 30 AND GroupID <> ?", new)
    bridge.change_orders(unknown_line=UnknownLine.CREATE)
    bridge.simulator.panel.set_stock(bridge.products[4], MAIN, 7)
    bridge.simulator.panel.set_price(bridge.products[4], 301, 99)
    bridge.order((bridge.products[0], 1), (bridge.products[1], 2))
    bridge.order(
        (bridge.products[2], 1), email="other@example.com", invoice_fullname="Друг", lower_stock=True
    )
    bridge.order_of([{"name": "Свещ", "sku": "NEW-7", "price_brutto": 12.5, "tax_rate": 20, "quantity": 2}])
    bridge.order((bridge.products[3], 1), status=NEW)
    bridge.order((bridge.products[5], 1), status=CANCELLED)
    return bridge


def _afterwards(bridge: SmallBridge) -> dict[str, Any]:
    """The state after a healthy run, an hour and a bit later."""
    bridge.simulator.faults.clear()
    if TOKEN not in bridge.simulator.account.tokens:
        bridge.simulator.account.tokens.append(TOKEN)
    bridge.turn(minutes=61)
    bridge.run()
    return end_state(bridge)


def _undisturbed(make: Make) -> tuple[dict[str, Any], int]:
    bridge = make("undisturbed")
    bridge.simulator.forget_requests()
    report = bridge.run()
    assert report.state is RunState.AMBER or report.state is RunState.GREEN, said(report)
    requests = len(bridge.simulator.requests)
    expected = _afterwards(bridge)
    assert bridge.run().planned == {}
    return expected, requests


def _check(make: Make, kind: FaultKind, at_request: int, times: int, expected: dict[str, Any]) -> None:
    bridge = make(f"{kind.name}-{at_request}-{times}")
    fault = bridge.simulator.faults.add(Fault(kind, at_request=at_request, times=times))
    fault.release.set()  # what hangs ends at once: the connection is closed without an answer
    where = (kind, at_request, times)
    report = bridge.run()
    assert "mistake" not in said(report), (where, said(report))
    if kind is FaultKind.REPEATED_PAGE and any(
        METHODS[method].changes for _fault, method in bridge.simulator.faults.happened
    ):
        return  # a write that is answered as done and was not looks to everybody like one that was
    assert differences(_afterwards(bridge), expected) == {}, where
    again = bridge.run()
    assert again.planned == {}, (where, said(again))
    assert bridge.audit().clean, where
    bridge.simulator.stop()


@pytest.mark.timeout(300)
@pytest.mark.parametrize("share", [0, 1, pytest.param(2, marks=pytest.mark.sweep)])
def test_a_sample_of_faults_at_a_sample_of_requests(make: Make, share: int) -> None:
    expected, requests = _undisturbed(make)
    assert requests > 20
    places = [
        (kind, (place * 7 + 3) % requests + 1) for place, kind in enumerate(KINDS * 2) if place % 3 == share
    ]
    for kind, at_request in places[:5]:
        _check(make, kind, at_request, 1 if at_request % 2 else 6, expected)


@pytest.mark.sweep
@pytest.mark.timeout(7_200)
@pytest.mark.parametrize("kind", KINDS)
def test_every_fault_at_every_request(make: Make, kind: FaultKind) -> None:
    expected, requests = _undisturbed(make)
    for at_request in range(1, requests + 1):
        for times in (1, 6):
            _check(make, kind, at_request, times, expected)


def test_what_is_to_be_done_is_a_little_of_everything(make: Make) -> None:
    bridge = make("what")
    methods = {request.method for request in bridge.simulator.requests}
    assert methods == set()
    report = bridge.run()
    methods = {request.method for request in bridge.simulator.requests}
    assert {
        "getOrders",
        "setOrderFields",
        "setOrderStatuses",
        "getInventoryProductsList",
        "addInventoryProduct",
        "updateInventoryProductsStock",
        "updateInventoryProductsPrices",
    } <= methods, said(report)
    assert {order["order_status_id"] for order in bridge.simulator.account.orders.values()} > {NEW, CANCELLED}
    assert TAKEN not in {order["order_status_id"] for order in bridge.simulator.account.orders.values()}
