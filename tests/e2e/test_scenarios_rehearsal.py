"""A real program is rehearsed with one order: what is written, what is asked, and what each answer opens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.clock import TurnedClock
from sync.plan.actions import ActionKind
from sync.run.closing_sign import learn_sign
from sync.run.connection import Connection
from sync.run.engine import Wishes
from sync.run.rehearsal import REHEARSAL, ClosingSign, Stage, recall, rehearse_again
from sync.run.report import RowState, RunState
from tests.e2e.real_program import RealProgram
from tests.e2e.small_bridge import AFTER, make_small_bridge, row_of, said, small_simulator


@pytest.fixture
def real(tmp_path: Path, clock: TurnedClock) -> Iterator[RealProgram]:
    """A shop with three orders, joined to a real program, before the first run."""
    with small_simulator(clock) as simulator:
        made = make_small_bridge(tmp_path, simulator, clock)
        yield RealProgram(made.folder, made.simulator, made.profile, made.clock)


@pytest.fixture
def orders(real: RealProgram) -> list[str]:
    return [real.order((product, 2)) for product in real.products[:3]]


def _learn(real: RealProgram, *, sold: bool) -> str:
    told = real.in_connection(lambda connection: learn_sign(connection, sold=sold))
    return told.text() if told else ""


def _rehearse_again(real: RealProgram) -> str:
    def again(connection: Connection) -> str:
        kept = recall(connection.journal)
        assert kept
        return rehearse_again(connection, kept).text()

    return str(real.in_connection(again))


def test_the_first_run_writes_one_order_and_asks(real: RealProgram, orders: list[str]) -> None:
    shown = real.preview()
    assert shown.planned[ActionKind.IMPORT_ORDER] == 3
    assert "writes one order only" in row_of(shown, REHEARSAL).why.text()
    real.simulator.forget_requests()
    report = real.run()
    assert report.state is RunState.HELD, said(report)
    assert real.documents() == 1
    assert dict(report.done) == {ActionKind.IMPORT_ORDER: 1}
    written = [order for order in orders if real.document(order)]
    assert len(written) == 1
    number = real.document(written[0])[1]  # type: ignore[index]  # it was just found
    assert real.asked(report) == (
        f"Open order {number:010d} in Warehouse Pro. Are lines, prices, VAT and partner right?"
    )
    assert real.simulator.writes() == 0
    kept = real.rehearsal
    assert kept
    assert (kept.stage, kept.order_id, kept.schema) == (Stage.ASKED, written[0], "3.07")


def test_nothing_more_is_written_until_the_answer(real: RealProgram, orders: list[str]) -> None:
    first = real.run()
    real.turn(minutes=5)
    new = real.order()
    real.set_good_stock(real.products[7], 3)
    real.simulator.forget_requests()
    again = real.run()
    assert again.state is RunState.HELD
    assert again.cause == first.cause
    assert real.documents() == 1
    assert real.simulator.writes() == 0
    assert real.document(new) is None
    assert "3" in row_of(again, REHEARSAL, RowState.WAITS).why.text()
    stock_alone = real.profile.modules.model_copy(update={"orders": False})
    real.change(modules=stock_alone)
    assert real.run().state is RunState.HELD
    assert real.simulator.writes() == 0


def test_a_yes_opens_the_rest(real: RealProgram, orders: list[str]) -> None:
    real.run()
    report = real.run(Wishes(rehearsed=True))
    assert report.state is RunState.GREEN, said(report)
    assert sorted(real.tagged()) == sorted((f"Mostik:bl-sample:{order};", 1) for order in orders)
    assert all(real.in_shop(order)["order_status_id"] == AFTER for order in orders)
    kept = real.rehearsal
    assert kept
    assert (kept.stage, kept.schema, kept.answered_at) == (Stage.RIGHT, "3.07", real.clock.now())
    assert "Turn it into a sale in Warehouse Pro." in row_of(report, REHEARSAL).why.text()
    real.assert_nothing_left()
    real.turn(days=15)
    assert not [row for row in real.run().rows if row.key == REHEARSAL], "nobody is reminded for ever"


def test_after_a_no_nothing_is_written_until_it_is_rehearsed_again(
    real: RealProgram, orders: list[str]
) -> None:
    real.run()
    kept = real.rehearsal
    assert kept
    real.simulator.forget_requests()
    report = real.run(Wishes(rehearsed=False))
    assert report.state is RunState.HELD
    assert "was not right, so Mostik writes nothing more" in real.asked(report)
    assert report.advice
    assert "rehearse again" in report.advice.text()
    assert real.run().state is RunState.HELD
    assert (real.documents(), real.simulator.writes()) == (1, 0)

    told = _rehearse_again(real)
    assert told == f"Document {kept.number} was taken back."
    assert real.documents() == 0
    again = real.run()
    assert again.state is RunState.HELD
    assert real.documents() == 1
    assert real.rehearsal
    assert real.rehearsal.order_id == kept.order_id
    assert real.rehearsal.number != kept.number, "a used number is never used again"
    real.run(Wishes(rehearsed=True))
    assert sorted(real.tagged()) == sorted((f"Mostik:bl-sample:{order};", 1) for order in orders)


def test_an_order_that_the_owner_deleted_after_his_no_comes_in_again(
    real: RealProgram, orders: list[str]
) -> None:
    real.run()
    real.run(Wishes(rehearsed=False))
    real.change_warehouse("DELETE FROM Operations WHERE OperType = 19")
    told = _rehearse_again(real)
    assert "was deleted already" in told
    real.run()
    real.run(Wishes(rehearsed=True))
    assert sorted(real.tagged()) == sorted((f"Mostik:bl-sample:{order};", 1) for order in orders)


def test_without_an_order_the_shop_is_served_and_the_warehouse_left_alone(real: RealProgram) -> None:
    real.set_good_stock(real.products[3], 2)
    report = real.run()
    assert report.state is RunState.GREEN, said(report)
    assert real.shop_stock(real.products[3]) == 2
    assert real.rehearsal is None
    order = real.order()
    real.turn(minutes=5)
    assert real.run().state is RunState.HELD
    assert real.document(order)


def test_an_order_that_the_warehouse_refuses_is_no_rehearsal(real: RealProgram, orders: list[str]) -> None:
    real.change_warehouse("UPDATE Goods SET Deleted = -1 WHERE ID = ?", real.good(real.products[0]))
    report = real.run()
    assert report.state is RunState.HELD, said(report)
    assert real.documents() == 1
    assert real.document(orders[0]) is None


def test_another_schema_or_another_database_is_rehearsed_anew(real: RealProgram, orders: list[str]) -> None:
    real.run()
    real.run(Wishes(rehearsed=True))
    assert real.run().state is RunState.GREEN
    real.schema = "3.08"
    later = [real.order((product, 1)) for product in real.products[4:6]]
    report = real.run()
    assert report.state is RunState.HELD
    assert sum(real.document(order) is not None for order in later) == 1
    assert real.run(Wishes(rehearsed=True)).state is RunState.GREEN
    assert all(real.document(order) for order in later)


# ---------------------------------------------------------------- how an order becomes a sale


def test_the_transformation_of_the_program_is_read(real: RealProgram, orders: list[str]) -> None:
    real.run()
    real.run(Wishes(rehearsed=True))
    kept = real.rehearsal
    assert kept
    assert kept.ref
    assert _learn(real, sold=True) == "", "nothing happened yet"
    real.turned_into_sale(kept.ref.number, note=" ")
    real.change_warehouse(
        "INSERT INTO Transformations (FromOperType, FromAcct, ToOperType, ToAcct) VALUES (19, ?, 2, ?)",
        kept.ref.number,
        9000 + kept.ref.number,
    )
    real.turn(minutes=5)
    report = real.run()
    assert "the program notes which became which" in row_of(report, REHEARSAL).why.text()
    assert real.rehearsal
    assert real.rehearsal.sign is ClosingSign.TRANSFORMATION


def test_a_sale_with_the_same_note_closes_orders_from_then_on(real: RealProgram, orders: list[str]) -> None:
    """The program leaves the order as it is: without the sign it would be subtracted for ever."""
    real.change_stock(open_order_days=None)
    real.run()
    real.run(Wishes(rehearsed=True))
    kept = real.rehearsal
    assert kept
    assert kept.ref
    real.turned_into_sale(kept.ref.number)
    assert "has the same note" in _learn(real, sold=False)
    other = next(order for order in orders if order != kept.order_id)
    number = real.document(other)
    assert number
    real.turned_into_sale(number[1])
    real.turn(minutes=5)
    real.run()
    open_marks = real.in_connection(lambda one: one.warehouse.open_marks(one.shop_key))
    assert {mark.key.external_id for mark in open_marks} == set(orders) - {kept.order_id, other}


def test_rows_that_are_gone_are_a_sign_only_with_the_owners_word(
    real: RealProgram, orders: list[str]
) -> None:
    real.run()
    real.run(Wishes(rehearsed=True))
    kept = real.rehearsal
    assert kept
    assert kept.ref
    real.change_warehouse("DELETE FROM Operations WHERE OperType = 19 AND Acct = ?", kept.ref.number)
    assert _learn(real, sold=False) == ""
    assert "removes an order that became a sale" in _learn(real, sold=True)


def test_old_orders_are_subtracted_only_once_the_sign_is_known(real: RealProgram, orders: list[str]) -> None:
    product = real.products[1]
    real.set_good_stock(product, 10)
    real.change_stock(open_order_days=None)
    real.run()
    real.run(Wishes(rehearsed=True))
    assert real.shop_stock(product) == 8
    real.turn(days=20)
    real.run()
    assert real.shop_stock(product) == 10, "nobody knows whether an order of twenty days is still open"
    kept = real.rehearsal
    assert kept
    assert kept.ref
    assert kept.order_id != orders[1]
    real.change_warehouse(
        "INSERT INTO Transformations (FromOperType, FromAcct, ToOperType, ToAcct) VALUES (19, ?, 2, 9)",
        kept.ref.number,
    )
    _learn(real, sold=True)
    real.turn(minutes=5)
    real.run()
    assert real.shop_stock(product) == 8
