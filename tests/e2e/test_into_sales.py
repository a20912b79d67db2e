"""Orders of the shop become sales of the warehouse: never by themselves, at chosen statuses, once and only
once, under every kind of warehouse.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from sync.clock import TurnedClock
from sync.model import DocumentKind, DocumentRef
from sync.plan.actions import ActionKind
from sync.profile import SaleElsewhere
from sync.run.engine import Wishes
from sync.run.report import ReportRow, RowState
from sync.run.seen_to import see_to
from sync.run.taking_back import orders_of_run
from sync.simulators.cloudcart import CloudCartSimulator, Settings, Shop
from sync.simulators.microbg import MicrobgSimulator
from sync.simulators.microbg.faults import Fault, FaultKind
from tests.contract.warehouses.bench import CUP, SHOP_FLOOR
from tests.contract.warehouses.microbg import furnished_books as microbg_books
from tests.e2e.furnished import embedded, in_micro_bg, of_micro_bg, on_mariadb
from tests.e2e.small_bridge import failures, said
from tests.e2e.test_cloudcart import NOW, SHOP_KEY, Pair, make_pair
from tests.mariadb import MariaDb


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock(NOW)


@pytest.fixture
def simulator(clock: TurnedClock) -> Iterator[CloudCartSimulator]:
    with CloudCartSimulator(Shop(Settings(stock_taken_at="pending")), per_minute=None, clock=clock) as made:
        yield made


@pytest.fixture(params=["embedded", "micro.bg"])
def turning(
    request: pytest.FixtureRequest, tmp_path: Path, clock: TurnedClock, simulator: CloudCartSimulator
) -> Iterator[Pair]:
    """A warehouse that makes sales of orders, by status "paid"."""
    with ExitStack() as stack:
        door = embedded(tmp_path) if request.param == "embedded" else in_micro_bg()
        yield selling(make_pair(tmp_path, simulator, stack.enter_context(door), clock))


@pytest.fixture
def elsewhere(
    tmp_path: Path, clock: TurnedClock, simulator: CloudCartSimulator, mariadb: MariaDb
) -> Iterator[Pair]:
    """A database of Warehouse Pro, which alone makes sales of orders."""
    with on_mariadb(mariadb) as warehouse:
        yield selling(make_pair(tmp_path, simulator, warehouse, clock))


def selling(pair: Pair, **fields: Any) -> Pair:
    return choose(pair, statuses=("pending", "paid"), sale_statuses=("paid", "completed"), **fields)


def choose(pair: Pair, **fields: Any) -> Pair:
    assert pair.profile.orders
    orders = pair.profile.orders.model_copy(update=fields)
    pair.profile = pair.profile.model_copy(update={"orders": orders})
    return pair


def documents(pair: Pair) -> dict[int, DocumentRef]:
    """The one document of each order; fails where there are two."""
    found: dict[str, list[DocumentRef]] = pair._with(
        lambda connection: connection.warehouse.tagged_documents(SHOP_KEY), write=False
    )
    assert all(len(refs) == 1 for refs in found.values()), found
    return {int(order): refs[0] for order, refs in found.items()}


def kinds(pair: Pair) -> dict[int, DocumentKind]:
    return {order: ref.kind for order, ref in documents(pair).items()}


def cups(pair: Pair) -> int:
    levels: dict[int, int] = pair._with(
        lambda connection: connection.warehouse.stock_now([CUP], [SHOP_FLOOR]), write=False
    )
    return levels[CUP] // 10_000


def in_shop(pair: Pair) -> int:
    return int(pair.simulator.judge.variant(pair.variants["1001"]).quantity)


def rows_about(report: Any, order: int) -> list[ReportRow]:
    return [row for row in report.rows if row.key in (str(order), f"sale:{order}")]


# ---------------------------------------------------------------- where the warehouse can


def test_an_order_becomes_a_sale_at_its_status_and_one_first_seen_there_at_once(turning: Pair) -> None:
    waits = turning.buy(("1001", 2), status="pending", payment="bank_transfer")
    turning.first_run()
    sold = turning.buy(("1001", 1), payment="bank_transfer")
    turning.clock.turn(timedelta(minutes=3))
    report = turning.run()
    assert not failures(report), said(report)
    assert kinds(turning) == {waits: DocumentKind.ORDER, sold: DocumentKind.SALE}
    offered, stock = in_shop(turning), cups(turning)
    assert offered == stock - 2, "the open order holds its pieces back"

    turning.simulator.owner.mark_paid(waits)
    turning.clock.turn(timedelta(minutes=3))
    shown = turning.preview()
    assert shown.planned[ActionKind.TURN_INTO_SALE] == 1, said(shown)
    assert ActionKind.SEND_STOCK not in shown.planned, "neither more nor less can be sold than before"
    found = turning.audit()
    assert found.clean
    assert [row.key for row in found.rows] == [str(waits)], "told, and not wrong"

    report = turning.run()
    assert not failures(report), said(report)
    assert report.done[ActionKind.TURN_INTO_SALE] == 1
    assert kinds(turning) == {waits: DocumentKind.SALE, sold: DocumentKind.SALE}
    assert cups(turning) == stock - 2
    assert in_shop(turning) == offered
    number = documents(turning)[waits].shown()
    (row,) = rows_about(report, waits)
    assert (row.state, row.where) == (RowState.DONE, number)
    (stored,) = [each for each in turning.simulator.judge.rows("orders") if each["id"] == waits]
    assert number in stored["note_administrator"], "the shop has the sale's number"
    turning.assert_nothing_left()


def test_never_by_itself_and_always(turning: Pair) -> None:
    never = turning.buy(("1001", 1), status="pending", payment="bank_transfer")
    choose(turning, sale_statuses=())
    turning.first_run()
    turning.simulator.owner.mark_paid(never)
    turning.clock.turn(timedelta(minutes=3))
    assert not failures(turning.run())
    assert kinds(turning) == {never: DocumentKind.ORDER}
    choose(turning, document=DocumentKind.SALE)
    always = turning.buy(("1001", 1), status="pending", payment="bank_transfer")
    turning.clock.turn(timedelta(minutes=3))
    assert not failures(turning.run())
    assert kinds(turning) == {never: DocumentKind.ORDER, always: DocumentKind.SALE}
    turning.assert_nothing_left()


def test_an_order_that_is_edited_and_paid_between_two_runs_is_sold_as_edited(turning: Pair) -> None:
    order = turning.buy(("1001", 1), status="pending", payment="bank_transfer")
    turning.first_run()
    line = turning.simulator.judge.order(order).lines[0].id
    turning.simulator.owner.edit_quantity(order, line, 3)
    turning.simulator.owner.mark_paid(order)
    stock = cups(turning)
    turning.clock.turn(timedelta(minutes=3))
    report = turning.run()
    assert not failures(report), said(report)
    assert report.done[ActionKind.CHANGE_ORDER] == report.done[ActionKind.TURN_INTO_SALE] == 1
    assert kinds(turning) == {order: DocumentKind.SALE}
    assert cups(turning) == stock - 3
    turning.assert_nothing_left()


def test_a_sale_is_never_taken_back_nor_followed(turning: Pair) -> None:
    order = turning.buy(("1001", 1), status="pending", payment="bank_transfer")
    first = turning.run()
    turning.run(Wishes(rehearsed=True))
    turning.simulator.owner.mark_paid(order)
    turning.clock.turn(timedelta(minutes=3))
    turning.run()
    (standing,) = turning._with(lambda connection: orders_of_run(connection, first), write=False)
    assert not standing.can_be_taken_back
    line = turning.simulator.judge.order(order).lines[0].id
    turning.simulator.owner.edit_quantity(order, line, 2)
    turning.clock.turn(timedelta(minutes=3))
    report = turning.run()
    (row,) = rows_about(report, order)
    assert row.state is RowState.HELD
    assert "became final" in row.why.text()
    assert kinds(turning) == {order: DocumentKind.SALE}


def test_a_lost_answer_makes_no_second_sale(
    tmp_path: Path, clock: TurnedClock, simulator: CloudCartSimulator
) -> None:
    with MicrobgSimulator(microbg_books()) as desk:
        pair = selling(make_pair(tmp_path, simulator, of_micro_bg(desk), clock))
        order = pair.buy(("1001", 2), status="pending", payment="bank_transfer")
        pair.first_run()
        pair.simulator.owner.mark_paid(order)
        stock = cups(pair)
        desk.faults.add(Fault(FaultKind.DROP_AFTER, "saveOperation"))
        clock.turn(timedelta(minutes=3))
        report = pair.run()
        assert not failures(report), said(report)
        assert kinds(pair) == {order: DocumentKind.SALE}
        assert cups(pair) == stock - 2
        pair.assert_nothing_left()


# ---------------------------------------------------------------- where only the program can


def test_elsewhere_the_order_is_written_as_one_and_listed_until_it_is_a_sale(elsewhere: Pair) -> None:
    order = elsewhere.buy(("1001", 2), status="pending", payment="bank_transfer")
    elsewhere.first_run()
    elsewhere.simulator.owner.mark_paid(order)
    straight = elsewhere.buy(("1001", 1), payment="bank_transfer")
    elsewhere.clock.turn(timedelta(minutes=3))
    report = elsewhere.run()
    assert not failures(report), said(report)
    assert kinds(elsewhere) == {order: DocumentKind.ORDER, straight: DocumentKind.ORDER}
    elsewhere.clock.turn(timedelta(minutes=3))
    report = elsewhere.run()
    for each in (order, straight):
        (row,) = rows_about(report, each)
        assert row.state is RowState.TOLD
        assert "still an order" in row.why.text()
    assert elsewhere.audit().clean

    elsewhere._with(
        lambda connection: see_to(connection.journal, [str(straight)], connection.orders), write=True
    )
    number = documents(elsewhere)[order].number
    turn_in_program(elsewhere, number)
    elsewhere.clock.turn(timedelta(minutes=3))
    report = elsewhere.run()
    assert rows_about(report, order) == rows_about(report, straight) == [], said(report)


def turn_in_program(pair: Pair, number: int) -> None:
    """The owner makes a sale of the order in the program, which notes which document became which."""

    def act(connection: Any) -> None:
        database = connection.warehouse._database
        with database.transaction():
            database.execute(
                "INSERT INTO [Transformations] ([RootOperType], [RootAcct], [FromOperType], [FromAcct], "
                "[ToOperType], [ToAcct], [UserID]) VALUES (19, ?, 19, ?, 2, 9001, 1)",
                (number, number),
            )

    pair._with(act, write=True)


def test_kept_back_the_order_is_written_once_as_a_sale(elsewhere: Pair) -> None:
    choose(elsewhere, sale_elsewhere=SaleElsewhere.KEEP_BACK)
    order = elsewhere.buy(("1001", 2), status="pending", payment="bank_transfer")
    report = elsewhere.run()
    assert kinds(elsewhere) == {}
    (row,) = rows_about(report, order)
    assert row.state is RowState.WAITS
    assert "Kept back" in row.why.text()
    stock = cups(elsewhere)
    elsewhere.simulator.owner.mark_paid(order)
    elsewhere.clock.turn(timedelta(minutes=3))
    rehearsed = elsewhere.run()
    assert kinds(elsewhere) == {order: DocumentKind.SALE}, said(rehearsed)
    elsewhere.clock.turn(timedelta(minutes=3))
    report = elsewhere.run(Wishes(rehearsed=True))
    assert not failures(report), said(report)
    assert cups(elsewhere) == stock - 2
    assert in_shop(elsewhere) == stock - 2
    elsewhere.assert_nothing_left()
