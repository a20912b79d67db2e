"""What is wrong in a shop of CloudCart is said in a sentence, and stops nothing but the thing itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from sync.clock import TurnedClock
from sync.plan.actions import ActionKind
from sync.run.report import Report, ReportRow, RowState, RunState
from sync.simulators.cloudcart import Basket, CloudCartSimulator, Person, Piece, Settings, Shop
from tests.contract.warehouses.bench import CUP, CUPS, FLOUR, TEA
from tests.e2e.furnished import embedded
from tests.e2e.small_bridge import said
from tests.e2e.test_cloudcart import NOW, SHOP_KEY, Pair, make_pair


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    clock = TurnedClock(NOW)
    shop = Shop(Settings(stock_taken_at="pending"))
    with (
        CloudCartSimulator(shop, per_minute=None, clock=clock) as simulator,
        embedded(tmp_path) as warehouse,
    ):
        yield make_pair(tmp_path, simulator, warehouse, clock)


def choose(pair: Pair, step: str, **fields: Any) -> None:
    chosen = getattr(pair.profile, step).model_copy(update=fields)
    pair.profile = pair.profile.model_copy(update={step: chosen})


def rows(report: Report, key: str, *states: RowState) -> list[ReportRow]:
    return [row for row in report.rows if row.key == key and row.state in states]


def sentence(report: Report, key: object, *states: RowState) -> str:
    """What the one row about this thing says."""
    found = rows(report, str(key), *(states or tuple(RowState)))
    assert len(found) == 1, said(report)
    return found[0].why.text()


def came_in(pair: Pair) -> set[str]:
    return {document.note.split(";")[0] for document in pair.warehouse.judge.orders()}


def tag(order: int) -> str:
    return f"Mostik:{SHOP_KEY}:{order}"


# ---------------------------------------------------------------- the shop as a whole


def test_the_key_of_another_shop_opens_nothing_and_is_not_shown(pair: Pair) -> None:
    key = "KEYOFANOTHERSHOP" * 4
    pair.key = key
    report = pair.run()
    assert report.state is RunState.RED
    assert report.cause is not None
    assert report.cause.text() == "CloudCart does not accept the key."
    assert report.advice is not None
    assert "another shop" in report.advice.text()
    assert key not in str(report.as_data())
    assert pair.warehouse.judge.orders() == []


def test_a_plan_without_api_and_an_address_without_a_budget_say_what_to_change(pair: Pair) -> None:
    pair.simulator.owner.change_plan(0)
    report = pair.run()
    assert report.state is RunState.RED
    assert report.cause is not None
    assert report.cause.text() == "CloudCart gives this address no requests at all."
    assert report.advice is not None
    assert "main address" in report.advice.text()
    assert "plan" in report.advice.text()


# ---------------------------------------------------------------- orders


def test_an_order_in_another_currency_waits_alone(pair: Pair) -> None:
    odd = pair.buy(("1001", 1), payment="bank_transfer")
    pair.simulator.owner.edit_order(odd, currency="USD")
    good = pair.buy(("1003", 1), payment="bank_transfer")
    report = pair.run()
    assert sentence(report, odd).startswith("The order is in USD, and the warehouse has no rate of it")
    assert came_in(pair) == {tag(good)}


@pytest.mark.parametrize("mismatch", ["hold", "warn"])
def test_an_order_with_a_foreign_rate_of_vat_waits_alone_or_is_told(pair: Pair, mismatch: str) -> None:
    choose(pair, "orders", vat_mismatch=mismatch)
    german = Basket((Piece(pair.variants["1001"], 1, vat=19),), status="paid", payment="bank_transfer")
    order = pair.simulator.buyer.place(german)
    good = pair.buy(("1003", 1), payment="bank_transfer")
    report = pair.run()
    state = RowState.HELD if mismatch == "hold" else RowState.TOLD
    assert sentence(report, order, state) == f"Order {order} has 19 % VAT, which the warehouse does not have."
    assert came_in(pair) == ({tag(good)} if mismatch == "hold" else {tag(good), tag(order)})


def test_an_order_with_a_negative_total_waits_alone(pair: Pair) -> None:
    odd = pair.buy(("1001", 1), payment="bank_transfer")
    pair.simulator.owner.edit_order(odd, price_total=-500)
    good = pair.buy(("1003", 1), payment="bank_transfer")
    report = pair.run()
    assert sentence(report, odd) == "The order’s total is negative: -5.00 EUR."
    assert came_in(pair) == {tag(good)}


def test_a_number_that_no_register_knows_is_told_and_not_stored(pair: Pair) -> None:
    wrong = Person(company="Роза ЕООД", number="175074753", vat_number="BG175074753", email="a@example.com")
    order = pair.buy(("1001", 1), person=wrong, payment="bank_transfer")
    good = pair.buy(("1003", 1), payment="bank_transfer")
    report = pair.run()
    found = rows(report, str(order), RowState.HELD, RowState.TOLD)
    assert any("company number in the order fails the check" in row.why.text() for row in found), said(report)
    assert tag(good) in came_in(pair)


def test_a_firm_without_a_vat_number_comes_in_by_its_own_number(pair: Pair) -> None:
    """The shop asks VIES itself and leaves out a number that VIES does not know."""
    firm = Person(company="Роза ЕООД", number="175074752", email="a@example.com")
    order = pair.buy(("1001", 1), person=firm, payment="bank_transfer")
    pair.run()
    assert came_in(pair) == {tag(order)}
    assert list(pair.warehouse.judge.partners()).count("Роза ЕООД") == 1


def test_a_checkout_that_hides_the_company_number_is_told(pair: Pair) -> None:
    firm = Person(company="Роза ЕООД", email="a@example.com")
    order = pair.buy(("1001", 1), person=firm, payment="bank_transfer")
    report = pair.run()
    told = " ".join(row.why.text() for row in rows(report, str(order), RowState.TOLD))
    assert "names the company Роза ЕООД without a company number" in told
    assert came_in(pair) == {tag(order)}
    pair.assert_nothing_left()


# ---------------------------------------------------------------- products


def test_two_variants_with_one_sku_get_nothing_and_the_others_do(pair: Pair) -> None:
    twin = pair.simulator.owner.add_product("Чаша „Роза“ 2", price="6.00", quantity=44, sku="1001")
    report = pair.run()
    told = [row for row in report.rows if row.state is RowState.AMBIGUOUS]
    assert told, said(report)
    assert {"Чаша „Роза“", "Чаша „Роза“ 2"} & {row.title for row in told}
    assert pair.simulator.judge.variant(pair.variants["1001"]).quantity == 50
    assert pair.simulator.judge.variant(pair.simulator.owner.variant_of(twin)).quantity == 44
    assert pair.simulator.judge.variant(pair.variants["1003"]).quantity != 50


def test_a_variant_that_is_deleted_between_reading_and_writing_fails_alone(pair: Pair) -> None:
    pair.run()
    pair.simulator.owner.delete_variant(pair.variants["1003"])
    pair.warehouse.set_stock(FLOUR, 2)
    pair.warehouse.set_stock(TEA, 6)
    pair.clock.turn(timedelta(minutes=3))
    report = pair.run()
    (failed,) = [row for row in report.rows if row.state is RowState.FAILED]
    assert failed.kind is ActionKind.SEND_STOCK
    assert failed.why.text() == "This product was deleted in the shop."
    assert pair.simulator.judge.variant(pair.variants["A-2"]).quantity == 6


def test_a_category_that_is_gone_stops_the_new_products_that_need_it(pair: Pair) -> None:
    pair.warehouse.add("Goods", {"Name": "Ваза", "Code": "V-1", "GroupID": CUPS})
    choose(pair, "products", create_missing=True, default_category="404")
    pair.warehouse.set_stock(CUP, 4)
    report = pair.run()
    failed = [row for row in report.rows if row.kind is ActionKind.CREATE_SHOP_PRODUCT]
    assert {row.state for row in failed} == {RowState.FAILED}, said(report)
    assert {row.why.text() for row in failed} == {
        "The category chosen for new products is no longer in the shop."
    }
    assert pair.simulator.judge.variant(pair.variants["1001"]).quantity == 4
