"""Every fault, on a read, on an absolute write and on a create: nothing lost, nothing doubled."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from sync.clock import SystemClock, TurnedClock
from sync.errors import Cancelled, MostikError, Refused, SettingsError, Unknown, Unreachable
from sync.http import TimeOuts
from sync.model import NewShopProduct
from sync.ports import Clock, OrderQuery, Outcome
from sync.profile import BaseLinkerShop
from sync.shops.baselinker import BaseLinker
from sync.simulators.baselinker import (
    BaseLinkerSimulator,
    Fault,
    FaultKind,
    LimitRules,
    many_orders,
    small_account,
)

TOKEN = "1-23-FAULTY+TOKEN/WITH=SIGNS"
START = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
CATALOG, OWN = "307", "bl_205"

DONE_BUT_LOST = (
    FaultKind.RESET_AFTER,
    FaultKind.TRUNCATED,
    FaultKind.HTML_502_AFTER,
    FaultKind.INVALID_UTF8,
    FaultKind.HANG_AFTER,
)
"""The call took effect, and the answer cannot be read."""
NOT_DONE_BUT_WHO_KNOWS = (
    FaultKind.RESET_BEFORE,
    FaultKind.HTML_200,
    FaultKind.HTML_502,
    FaultKind.HTML_503,
    FaultKind.HANG,
)
"""Nothing happened, but from outside it looks like the above."""
PASSING = (*DONE_BUT_LOST, *NOT_DONE_BUT_WHO_KNOWS, FaultKind.HTTP_429)
REFUSALS = (FaultKind.ACCOUNT_BLOCKED, FaultKind.ACCESS_REVOKED)


@dataclass
class Site:
    """A simulated account with one product, and our way to it."""

    simulator: BaseLinkerSimulator
    shop: BaseLinker
    clock: Clock
    product: str

    def break_down(self, kind: FaultKind, method: str, times: int | None = 1) -> None:
        self.simulator.faults.add(Fault(kind, method=method, times=times))

    def stock(self) -> int:
        return int(self.simulator.panel.stock(int(self.product), OWN))

    def made(self) -> int:
        return len(self.simulator.account.products) - 1


@contextmanager
def site(clock: Clock | None = None, time_outs: TimeOuts | None = None) -> Iterator[Site]:
    clock = clock or TurnedClock(START)
    simulated = BaseLinkerSimulator(
        small_account(token=TOKEN), limits=LimitRules(per_minute=None), clock=clock
    )
    with simulated as simulator:
        settings = BaseLinkerShop(url=simulator.url, requests_per_minute=1000)
        shop = BaseLinker(settings, TOKEN, clock, time_outs=time_outs or TimeOuts(2, 0.3, 10))
        product = simulator.panel.add_product(307, name="Żółty kubek", sku="A")
        try:
            yield Site(simulator, shop, clock, str(product))
        finally:
            simulator.faults.release_all()
            shop.close()


@pytest.fixture
def there() -> Iterator[Site]:
    with site() as made:
        yield made


def new_product() -> NewShopProduct:
    return NewShopProduct(catalog=CATALOG, key="NEW", name="Nowa", sku="NEW")


# ---- reads


@pytest.mark.parametrize("kind", PASSING)
def test_a_read_survives_a_passing_fault(there: Site, kind: FaultKind) -> None:
    there.break_down(kind, "getInventoryProductsList", times=2)
    assert [product.id for product in there.shop.products(CATALOG)] == [there.product]


@pytest.mark.parametrize("kind", PASSING)
def test_a_read_gives_up_in_the_end(there: Site, kind: FaultKind) -> None:
    there.break_down(kind, "getOrderStatusList", times=None)
    with pytest.raises(Unreachable):
        there.shop.order_statuses()
    assert there.simulator.counts["getOrderStatusList"] == 4
    facts = there.shop.check()
    assert facts.steps[0].passed is False
    assert facts.steps[0].advice is not None


@pytest.mark.parametrize("kind", REFUSALS)
def test_what_the_owner_must_mend_is_not_tried_again(there: Site, kind: FaultKind) -> None:
    there.break_down(kind, "getOrderStatusList")
    with pytest.raises(SettingsError) as caught:
        there.shop.order_statuses()
    assert caught.value.advice is not None
    assert there.simulator.counts["getOrderStatusList"] == 1


@pytest.mark.parametrize("kind", PASSING)
@pytest.mark.parametrize("at_request", [1, 3])
def test_a_listing_loses_nothing(there: Site, kind: FaultKind, at_request: int) -> None:
    there.simulator.account.add_orders(many_orders(250, per_second=30))
    there.simulator.refresh()
    there.simulator.faults.add(Fault(kind, method="getOrders", at_request=at_request))
    pages = there.shop.order_pages(OrderQuery(since=datetime(2026, 1, 1, tzinfo=UTC)))
    found = [raw.id for page in pages for raw in page]
    assert len(found) == len(set(found)) == 250


def test_a_page_that_comes_twice_is_not_asked_for_ever(there: Site) -> None:
    there.simulator.account.add_orders(many_orders(250))
    there.simulator.refresh()
    there.simulator.faults.add(Fault(FaultKind.REPEATED_PAGE, method="getOrders", at_request=2, times=None))
    with pytest.raises(Refused):
        list(there.shop.order_pages(OrderQuery(since=datetime(2026, 1, 1, tzinfo=UTC))))
    assert there.simulator.counts["getOrders"] < 10


def test_an_empty_page_where_an_order_must_be_is_asked_again(there: Site) -> None:
    there.simulator.account.add_orders(many_orders(250))
    there.simulator.refresh()
    there.simulator.faults.add(Fault(FaultKind.EMPTY_PAGE, method="getOrders", at_request=2))
    pages = there.shop.order_pages(OrderQuery(since=datetime(2026, 1, 1, tzinfo=UTC)))
    assert sum(len(page) for page in pages) == 250


def test_a_wrong_charset_is_read_as_the_utf8_it_is(there: Site) -> None:
    there.break_down(FaultKind.WRONG_CHARSET, "getInventoryProductsList")
    assert [product.name for product in there.shop.products(CATALOG)] == ["Żółty kubek"]


# ---- absolute writes


@pytest.mark.parametrize("kind", PASSING)
def test_an_absolute_write_is_repeated(there: Site, kind: FaultKind) -> None:
    there.break_down(kind, "updateInventoryProductsStock", times=2)
    result = there.shop.set_stock(CATALOG, {there.product: {OWN: Decimal(7)}})
    assert not result.refused
    assert not result.unknown
    assert there.stock() == 7


@pytest.mark.parametrize("kind", [*DONE_BUT_LOST, *NOT_DONE_BUT_WHO_KNOWS])
def test_a_write_without_an_answer_is_unknown_for_its_items(there: Site, kind: FaultKind) -> None:
    there.break_down(kind, "updateInventoryProductsStock", times=None)
    read_only = {"shop_2334": Decimal(1)}
    result = there.shop.set_stock(CATALOG, {there.product: {OWN: Decimal(7)}, "5": read_only})
    assert result.unknown == {there.product}
    assert set(result.refused) == {"5"}
    there.break_down(kind, "addInventoryProduct", times=None)
    assert there.shop.update_product(CATALOG, there.product, {"name": "x"}) is Outcome.UNKNOWN
    assert there.made() == 0


def test_a_write_that_surely_did_not_arrive_is_unreachable(there: Site) -> None:
    there.break_down(FaultKind.HTTP_429, "updateInventoryProductsPrices", times=None)
    with pytest.raises(Unreachable):
        there.shop.set_prices(CATALOG, {there.product: {"105": Decimal(7)}})
    there.simulator.stop()
    with pytest.raises(Unreachable):
        there.shop.set_prices(CATALOG, {there.product: {"105": Decimal(7)}})


@pytest.mark.parametrize("kind", [*DONE_BUT_LOST, *NOT_DONE_BUT_WHO_KNOWS])
def test_an_order_is_written_again(there: Site, kind: FaultKind) -> None:
    order_id = str(there.simulator.panel.add_order([{"name": "x", "price_brutto": 1, "quantity": 1}]))
    there.break_down(kind, "setOrderFields")
    there.break_down(kind, "setOrderStatus")
    assert there.shop.set_order_number(order_id, "admin_comments", "0000000001") is Outcome.DONE
    assert not there.shop.set_order_status([order_id], "102").unknown
    order = there.shop.read_order(there.shop.orders_by_id([order_id])[order_id].raw)
    assert (order.staff_comment, order.status_id) == ("0000000001", "102")
    there.break_down(kind, "setOrderStatus", times=None)
    assert there.shop.set_order_status([order_id], "101").unknown == {order_id}


# ---- creates


@pytest.mark.parametrize("kind", DONE_BUT_LOST)
def test_a_create_whose_answer_was_lost_is_found_again(there: Site, kind: FaultKind) -> None:
    there.break_down(kind, "addInventoryProduct", times=None)
    if kind is FaultKind.INVALID_UTF8:
        # Only a broken letter in the answer is a fault; this answer has none of its own.
        there.simulator.faults.clear()
        there.break_down(FaultKind.TRUNCATED, "addInventoryProduct", times=None)
    with pytest.raises(Unknown):
        there.shop.create_product(new_product())
    assert there.made() == 1
    assert len(there.shop.find_product(CATALOG, "NEW")) == 1
    assert there.simulator.counts["addInventoryProduct"] == 1


@pytest.mark.parametrize("kind", NOT_DONE_BUT_WHO_KNOWS)
def test_a_create_that_looks_done_but_is_not(there: Site, kind: FaultKind) -> None:
    there.break_down(kind, "addInventoryProduct")
    with pytest.raises(Unknown):
        there.shop.create_product(new_product())
    assert there.shop.find_product(CATALOG, "NEW") == []
    assert there.shop.create_product(new_product())
    assert there.made() == 1


def test_a_create_that_never_arrived_was_not_made(there: Site) -> None:
    there.break_down(FaultKind.HTTP_429, "addInventoryProduct")
    with pytest.raises(Unreachable):
        there.shop.create_product(new_product())
    there.break_down(FaultKind.REDIRECT, "addInventoryProduct")
    with pytest.raises(Unreachable):
        there.shop.create_product(new_product())
    assert there.simulator.strays == []
    there.simulator.stop()
    with pytest.raises(Unreachable):
        there.shop.create_product(new_product())
    assert there.made() == 0


@pytest.mark.parametrize("kind", [FaultKind.RESET_AFTER, FaultKind.RESET_BEFORE])
def test_a_lost_category_leaves_the_product_unmade_and_is_not_doubled(there: Site, kind: FaultKind) -> None:
    new = NewShopProduct(catalog=CATALOG, key="NEW", name="Nowa", sku="NEW", categories=("Home", "Mugs"))
    there.break_down(kind, "addInventoryCategory")
    with pytest.raises(Unreachable):
        there.shop.create_product(new)
    assert there.made() == 0
    there.shop.create_product(new)
    assert sorted(row["name"] for row in there.simulator.account.categories) == ["Home", "Mugs"]


@pytest.mark.parametrize("kind", [FaultKind.RESET_AFTER, FaultKind.RESET_BEFORE, FaultKind.TRUNCATED])
def test_an_invoice_is_never_issued_twice(there: Site, kind: FaultKind) -> None:
    order_id = str(there.simulator.panel.add_order([{"name": "x", "price_brutto": 1, "quantity": 1}]))
    there.break_down(kind, "addInvoice")
    with pytest.raises(Unknown):
        there.shop.invoices.issue(order_id, "15")
    assert there.shop.invoices.issue(order_id, "15")
    assert len(there.simulator.account.invoices) == 1


def test_a_create_waits_out_a_block(there: Site) -> None:
    there.break_down(FaultKind.LIMIT_EXCEEDED, "addInventoryProduct")
    assert there.shop.create_product(new_product())
    assert there.made() == 1
    assert there.clock.now() - START > timedelta(minutes=9)


# ---- slowness and cancelling


def test_an_answer_that_drips_is_cut_off() -> None:
    with site(SystemClock(), TimeOuts(connect=1, read=1, whole=0.3)) as there:
        there.break_down(FaultKind.SLOW, "addInventoryProduct")
        with pytest.raises(Unknown):
            there.shop.create_product(new_product())
        assert there.made() == 1


def test_a_cancel_is_noticed_while_a_block_lasts() -> None:
    waited: list[datetime] = []

    def on_wait(until: datetime) -> None:
        waited.append(until)
        if len(waited) > 5:
            raise Cancelled

    clock = TurnedClock(START)
    with BaseLinkerSimulator(small_account(token=TOKEN), clock=clock) as simulator:
        simulator.faults.add(Fault(FaultKind.LIMIT_EXCEEDED))
        shop = BaseLinker(BaseLinkerShop(url=simulator.url), TOKEN, clock, on_wait)
        with pytest.raises(Cancelled):
            shop.order_statuses()
        shop.close()
    assert clock.now() - START < timedelta(seconds=10)


# ---- secrets


@pytest.mark.parametrize("kind", [kind for kind in FaultKind if kind is not FaultKind.SLOW])
def test_the_token_stands_in_no_text(there: Site, kind: FaultKind, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    calls: list[Callable[[], object]] = [
        there.shop.order_statuses,
        lambda: there.shop.set_prices(CATALOG, {there.product: {"105": Decimal(7)}}),
        lambda: there.shop.create_product(new_product()),
        there.shop.check,
    ]
    texts = []
    for call in calls:
        there.simulator.faults.add(Fault(kind, times=None))
        try:
            texts.append(str(call()))
        except MostikError as error:
            texts += [str(error), repr(error), error.detail, str(error.advice), traceback.format_exc()]
    texts += [record.getMessage() for record in caplog.records]
    assert len(texts) >= len(calls)
    for text in texts:
        assert "FAULTY" not in text
