"""BaseLinker as a shop, over a real socket, against a server with the platform's quirks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from math import ceil
from typing import Any

import pytest

from sync.clock import TurnedClock
from sync.errors import Refused, SettingsError, Unreachable
from sync.http import TimeOuts
from sync.model import NewShopProduct, ProductRole
from sync.ports import OrderQuery, Outcome, Shop
from sync.profile import BaseLinkerShop
from sync.shops.baselinker import BaseLinker
from sync.simulators.baselinker import (
    BaseLinkerSimulator,
    Fault,
    FaultKind,
    LimitRules,
    Quirks,
    many_orders,
    many_products,
    small_account,
)

TOKEN = "1-23-CONTRACT"
START = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
FIRST_ORDER = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
CATALOG, OWN, READ_ONLY, GROUP = "307", "bl_205", "shop_2334", "105"
NEW, PAID = 101, 102

QUIRKS = {
    "usual": Quirks(),
    "2022": Quirks(numbers="2022", empty_map="text", empty_warnings="text", booleans="text"),
    "texts": Quirks(numbers="strings", empty_map="mixed", booleans="number", escape_unicode=True),
    "objects": Quirks(
        empty_map="object", sequential_map_as_list=True, booleans="true", empty_warnings="list"
    ),
}


@dataclass
class Site:
    """A simulated account and our way to it."""

    simulator: BaseLinkerSimulator
    shop: BaseLinker
    clock: TurnedClock

    def counted(self, method: str) -> int:
        return self.simulator.counts[method]


@contextmanager
def site(
    quirks: Quirks | None = None, limits: LimitRules | None = None, per_minute: int = 1000, **changes: Any
) -> Iterator[Site]:
    clock = TurnedClock(START)
    account = small_account(token=TOKEN)
    rules = limits or LimitRules(per_minute=None)
    with BaseLinkerSimulator(account, quirks=quirks, limits=rules, clock=clock) as simulator:
        settings = BaseLinkerShop(url=simulator.url, requests_per_minute=per_minute)
        shop = BaseLinker(
            settings, changes.pop("token", TOKEN), clock, time_outs=TimeOuts(2, 5, 10), **changes
        )
        try:
            yield Site(simulator, shop, clock)
        finally:
            shop.close()


@pytest.fixture(params=QUIRKS)
def here(request: pytest.FixtureRequest) -> Iterator[Site]:
    with site(QUIRKS[request.param]) as made:
        yield made


def fill(there: Site, groups: Sequence[int], *, shuffled: bool = False) -> list[int]:
    """Orders in groups that share a second each. ``shuffled``: ids and insertion run against each other."""
    ids: list[int] = []
    for place, size in enumerate(groups):
        start = FIRST_ORDER + timedelta(minutes=place)
        rows = list(
            many_orders(size, per_second=size, start=start, first_id=1_000_001 + len(ids), seed=place)
        )
        if shuffled:
            rows = rows[1::2] + rows[::2]
        there.simulator.account.add_orders(rows)
        ids += [row["order_id"] for row in rows]
    there.simulator.refresh()
    return ids


def listed(there: Site, **query: Any) -> list[str]:
    asked = OrderQuery(since=FIRST_ORDER, **query)
    return [raw.id for page in there.shop.order_pages(asked) for raw in page]


def add_order(there: Site, **fields: Any) -> str:
    line = {"name": "Mug", "price_brutto": 10.1, "quantity": 2, "tax_rate": 23}
    return str(there.simulator.panel.add_order([{**line, **fields.pop("line", {})}], **fields))


# ---- connection


def test_it_is_a_shop() -> None:
    with site() as there:
        shop: Shop = there.shop
        assert shop.features.platform == "baselinker"


def test_check(here: Site) -> None:
    here.simulator.account.add_products(many_products(3))
    here.simulator.refresh()
    add_order(here, date_confirmed=int(START.timestamp()) - 600)
    facts = here.shop.check()
    assert facts.passed
    assert [step.passed for step in facts.steps] == [True] * 4
    assert facts.currency == "PLN"
    assert facts.key == ""
    assert "3 products" in str(facts.steps[-1].said)
    assert here.simulator.writes() == 0


def test_check_with_a_wrong_token() -> None:
    with site(token="9-9-WRONG") as there:
        facts = there.shop.check()
    assert [step.passed for step in facts.steps] == [True, False, None, None]
    assert "My account" in str(facts.steps[1].advice)


def test_check_of_nobody() -> None:
    with site() as there:
        there.simulator.stop()
        facts = there.shop.check()
    assert [step.passed for step in facts.steps] == [False, None, None, None]


def test_lists(here: Site) -> None:
    assert [choice.id for choice in here.shop.order_statuses()] == ["101", "102", "103", "104", "105"]
    catalog = here.shop.catalogs()[0]
    assert (catalog.id, catalog.price_groups, catalog.warehouses) == (CATALOG, (GROUP,), (OWN, READ_ONLY))
    assert catalog.default_warehouse == OWN
    assert [(known.id, known.writable) for known in here.shop.warehouses()] == [
        (OWN, True),
        (READ_ONLY, False),
    ]
    assert [(group.id, group.currency) for group in here.shop.price_groups()] == [(GROUP, "PLN")]
    fields = [choice.id for choice in here.shop.order_number_fields()]
    assert fields == ["extra_field_1", "extra_field_2", "custom_extra_field_135", "admin_comments"]


# ---- listing orders


@pytest.mark.parametrize("tie_break", ["order_id", "date_add", "insertion", "reverse_insertion"])
@pytest.mark.parametrize("burst", [1, 50, 99])
@pytest.mark.parametrize("shuffled", [False, True])
def test_listing_needs_few_reads(tie_break: Any, burst: int, shuffled: bool) -> None:
    groups = [20, burst, 30, 1, burst, 60, burst]
    with site(Quirks(tie_break=tie_break)) as there:
        ids = fill(there, groups, shuffled=shuffled)
        assert sorted(listed(there)) == sorted(map(str, ids))
        shared = max(groups)
        assert there.counted("getOrders") <= ceil((len(ids) - shared) / (100 - shared)) + 1


@pytest.mark.parametrize("tie_break", ["order_id", "date_add", "insertion", "reverse_insertion"])
@pytest.mark.parametrize("burst", [99, 100, 101, 250])
@pytest.mark.parametrize("shuffled", [False, True])
def test_a_burst_in_one_second_is_listed_completely(tie_break: Any, burst: int, shuffled: bool) -> None:
    with site(Quirks(tie_break=tie_break)) as there:
        ids = fill(there, [20, burst, 30, burst, 5], shuffled=shuffled)
        found = listed(there)
        assert sorted(found) == sorted(map(str, ids))
        assert there.counted("getOrders") < 60


@pytest.mark.parametrize("sorted_by", ["cursor", "date_confirmed", "date_add", "order_id"])
@pytest.mark.parametrize("size", [40, 100, 330])
def test_whatever_field_sorts(sorted_by: Any, size: int) -> None:
    with site(Quirks(orders_sorted_by=sorted_by)) as there:
        ids = fill(there, [1] * size)
        assert sorted(listed(there)) == sorted(map(str, ids))


def test_only_one_status_and_only_since() -> None:
    with site() as there:
        fill(there, [3])
        paid = add_order(there, status_id=PAID)
        old = add_order(there, status_id=PAID)
        there.simulator.panel.edit_order(int(old), date_confirmed=int(FIRST_ORDER.timestamp()) - 1)
        there.simulator.refresh()
        assert listed(there, status_id=str(PAID)) == [paid]
        assert old not in listed(there)


def test_unconfirmed_orders_when_asked(here: Site) -> None:
    confirmed = add_order(here)
    open_order = add_order(here, confirmed=False)
    assert listed(here) == [confirmed]
    assert listed(here, include_unconfirmed=True) == [confirmed, open_order]
    raw = here.shop.orders_by_id([open_order])[open_order]
    assert raw.confirmed_at is None
    assert here.shop.read_order(raw.raw).confirmed_at is None


# ---- one order


def test_an_order_as_the_model_has_it(here: Site) -> None:
    product = here.simulator.panel.add_product(307, name="Mug", sku="M-1", ean="5901234123457", tax_rate=23)
    order_id = add_order(
        here,
        line={"product_id": product, "price_brutto": 10.1, "quantity": 3, "warehouse_id": 205},
        delivery_price=12.5,
        payment_method_cod="1",
        want_invoice="1",
        invoice_nip="BG175074752",
        invoice_country_code="BG",
        extra_field_1="mark",
        custom_extra_fields={"135": "WZ 7"},
    )
    raw = here.shop.orders_by_id([order_id])[order_id]
    order = here.shop.read_order(raw.raw)
    assert order.id == order_id
    assert order.total == Decimal("42.8")
    assert order.cash_on_delivery
    assert order.wants_invoice
    assert order.company_number == "BG175074752"
    assert order.billing.country == "BG"
    assert order.extra_fields["extra_field_1"] == "mark"
    assert order.extra_fields["custom_extra_field_135"] == "WZ 7"
    line = order.lines[0]
    assert (line.product_id, line.sku, line.warehouse_id) == (str(product), "M-1", OWN)
    assert (line.unit_price, line.quantity, line.vat_rate) == (Decimal("10.1"), Decimal(3), Decimal(23))
    assert here.shop.orders_by_id(["999", order_id, "x"]).keys() == {order_id}


def test_statuses_are_set_in_one_request(here: Site) -> None:
    orders = [add_order(here) for _ in range(5)]
    result = here.shop.set_order_status(orders, str(PAID))
    assert not result.refused
    assert here.counted("setOrderStatuses") == 1
    assert all(raw.status_id == str(PAID) for raw in here.shop.orders_by_id(orders).values())


def test_one_missing_order_does_not_stop_the_others() -> None:
    with site() as there:
        orders = [add_order(there) for _ in range(5)]
        result = there.shop.set_order_status([*orders, "999999"], str(PAID))
        assert set(result.refused) == {"999999"}
        assert all(raw.status_id == str(PAID) for raw in there.shop.orders_by_id(orders).values())


@pytest.mark.parametrize(
    "field_id", ["extra_field_1", "extra_field_2", "custom_extra_field_135", "admin_comments"]
)
def test_our_number_goes_into_a_field(here: Site, field_id: str) -> None:
    order_id = add_order(here, admin_comments="call first")
    for _ in range(2):
        assert here.shop.set_order_number(order_id, field_id, "0000000123") is Outcome.DONE
    order = here.shop.read_order(here.shop.orders_by_id([order_id])[order_id].raw)
    if field_id == "admin_comments":
        assert order.staff_comment == "call first 0000000123"
    else:
        assert order.extra_fields[field_id] == "0000000123"
        assert order.staff_comment == "call first"


def test_the_staffs_comment_is_never_cut() -> None:
    with site() as there:
        order_id = add_order(there, admin_comments="x" * 195)
        with pytest.raises(Refused):
            there.shop.set_order_number(order_id, "admin_comments", "0000000123")
        assert there.simulator.writes() == 0


# ---- the journal


def test_a_journal_that_is_off_does_not_tell() -> None:
    with site() as there:
        add_order(there)
        assert there.shop.order_changes("") is None


@pytest.mark.parametrize("page", [1, 3, 100])
@pytest.mark.parametrize("row_on", ["vanished", "result"])
def test_changes_from_the_journal(page: int, row_on: Any) -> None:
    with site(Quirks(journal_activated=True, journal_page=page, merge_row_on=row_on)) as there:
        panel = there.simulator.panel
        orders = [add_order(there) for _ in range(5)]
        told = there.shop.order_changes("")
        assert told is not None
        changes, cursor = told
        assert {change.order_id for change in changes} >= set(orders)
        assert not any(change.gone for change in changes)
        assert there.shop.order_changes(cursor) == ([], cursor)

        panel.set_status(int(orders[0]), PAID)
        panel.delete_order(int(orders[1]))
        merged = str(panel.merge_orders(int(orders[2]), [int(orders[3])], technical=False))
        told = there.shop.order_changes(cursor)
        assert told is not None
        by_id = {change.order_id: change for change in told[0]}
        assert not by_id[orders[0]].gone
        assert by_id[orders[1]].gone
        assert merged == orders[2]
        assert by_id[orders[3]].gone
        assert by_id[orders[3]].merged_into == orders[2]
        assert not by_id[orders[2]].gone
        assert orders[4] not in by_id


# ---- products


def test_products_with_roles_codes_and_levels(here: Site) -> None:
    panel = here.simulator.panel
    codes: dict[str, Any] = {"sku": "A", "ean": "1", "ean_additional": [{"ean": "2"}]}
    plain = panel.add_product(307, name="Чаша", tax_rate=20, prices={GROUP: 402}, stock={OWN: 11}, **codes)
    parent = panel.add_product(307, name="Shirt", sku="B", tax_rate=23)
    variant = panel.add_product(307, name="Shirt XL", sku="B-XL", parent_id=parent, stock={OWN: 2})
    bundle = panel.add_product(307, name="Set", sku="C", is_bundle=True, bundle_products={str(plain): 2})
    found = {product.id: product for product in here.shop.products(CATALOG)}
    roles = {product.id: product.role for product in found.values()}
    assert roles == {
        str(plain): ProductRole.PLAIN,
        str(parent): ProductRole.PARENT,
        str(variant): ProductRole.VARIANT,
        str(bundle): ProductRole.BUNDLE,
    }
    mug = found[str(plain)]
    assert (mug.name, mug.sku, mug.eans, mug.vat_rate) == ("Чаша", "A", ("1", "2"), Decimal(20))
    assert mug.prices == {GROUP: Decimal(402)}
    assert mug.stock[OWN] == Decimal(11)
    assert found[str(variant)].parent_id == str(parent)
    assert mug.visible is None


@pytest.mark.parametrize("count", [0, 1, 999, 1000, 1001])
def test_pages_of_products(count: int) -> None:
    with site() as there:
        there.simulator.account.add_products(many_products(count))
        there.simulator.refresh()
        found = [product.id for product in there.shop.products(CATALOG)]
        assert len(found) == len(set(found)) == count
        assert found == sorted(found, key=int)
        assert there.counted("getInventoryProductsList") <= count // 1000 + 1
        assert there.counted("getInventoryProductsData") <= ceil(count / 200) + 1


def test_variants_beyond_a_page() -> None:
    with site() as there:
        there.simulator.account.add_products(many_products(700, variants_every=2, variants=2))
        there.simulator.refresh()
        found = list(there.shop.products(CATALOG))
        assert len({product.id for product in found}) == len(found) == 700 + 700
        parents = {product.id for product in found if product.role is ProductRole.PARENT}
        assert parents == {product.parent_id for product in found if product.role is ProductRole.VARIANT}


def test_a_catalogue_that_is_gone() -> None:
    with site() as there, pytest.raises(SettingsError, match="catalogue"):
        list(there.shop.products("999"))


def test_stock_and_prices_are_set(here: Site) -> None:
    panel = here.simulator.panel
    products = [panel.add_product(307, name=f"P{number}", sku=str(number)) for number in range(3)]
    ids = [str(product) for product in products]
    result = here.shop.set_stock(CATALOG, {item: {OWN: Decimal(7)} for item in [*ids, "999999"]})
    assert set(result.refused) == {"999999"}
    assert not result.unknown
    assert [panel.stock(product, OWN) for product in products] == [7, 7, 7]
    assert not here.shop.set_prices(CATALOG, {ids[0]: {GROUP: Decimal("12.34")}}).refused
    prices = {product.id: product.prices for product in here.shop.products(CATALOG)}
    assert prices[ids[0]] == {GROUP: Decimal("12.34")}


def test_stock_that_is_never_sent(here: Site) -> None:
    panel = here.simulator.panel
    plain = panel.add_product(307, name="P", sku="1", stock={OWN: 1})
    parent = panel.add_product(307, name="Shirt", sku="2")
    panel.add_product(307, name="Shirt XL", sku="3", parent_id=parent)
    bundle = panel.add_product(307, name="Set", sku="4", is_bundle=True, bundle_products={str(plain): 2})
    levels = {
        str(parent): {OWN: Decimal(5)},
        str(bundle): {OWN: Decimal(5)},
        str(plain): {OWN: Decimal(5), READ_ONLY: Decimal(5)},
    }
    assert set(here.shop.set_stock(CATALOG, levels).refused) == set(levels)
    assert set(here.shop.set_stock(CATALOG, {str(plain): {OWN: Decimal("1.5")}}).refused) == {str(plain)}
    assert here.simulator.writes() == 0


def test_a_thousand_levels_in_one_write() -> None:
    with site() as there:
        there.simulator.account.add_products(many_products(1000))
        there.simulator.refresh()
        ids = [product.id for product in there.shop.products(CATALOG)]
        there.simulator.forget_requests()
        assert not there.shop.set_stock(CATALOG, {item: {OWN: Decimal(4)} for item in ids}).refused
        assert there.counted("updateInventoryProductsStock") == 1
        assert there.counted("getInventoryProductsData") == 5


def test_storage_documents_that_forbid_stock_do_not_cost_a_request_each() -> None:
    with site(Quirks(storage_documents="refused")) as there:
        there.simulator.account.add_products(many_products(300))
        there.simulator.refresh()
        ids = [product.id for product in there.shop.products(CATALOG)]
        result = there.shop.set_stock(CATALOG, {item: {OWN: Decimal(4)} for item in ids})
        assert set(result.refused) == set(ids)
        assert there.counted("updateInventoryProductsStock") < 60


def test_reservations_where_the_catalogue_keeps_them() -> None:
    with site(Quirks(reservations_on=True)) as there:
        product = there.simulator.panel.add_product(307, name="P", sku="1", stock={OWN: 10})
        add_order(there, line={"product_id": product, "quantity": 3})
        assert there.shop.catalogs()[0].subtracts_reservations
        found = next(there.shop.products(CATALOG))
        assert found.stock == {OWN: Decimal(10)}
        assert found.reserved == {OWN: Decimal(3)}
    with site() as there:
        there.simulator.panel.add_product(307, name="P", sku="1")
        list(there.shop.products(CATALOG))
        assert there.counted("getInventoryProductsStock") == 0


def test_counting_asks_for_no_details(here: Site) -> None:
    before = here.shop.product_count(CATALOG)
    here.simulator.panel.add_product(307, name="P", sku="AB-1")
    assert here.shop.product_count(CATALOG) == before + 1 == len(list(here.shop.products(CATALOG)))
    with site() as there:
        there.shop.product_count(CATALOG)
        assert there.counted("getInventoryProductsData") == 0


def test_finding_is_exact(here: Site) -> None:
    panel = here.simulator.panel
    wanted = panel.add_product(307, name="P", sku="AB-1", ean="5901234123457")
    panel.add_product(307, name="Q", sku="AB-12")
    twin = panel.add_product(307, name="R", sku="AB-1")
    assert {product.id for product in here.shop.find_product(CATALOG, "AB-1")} == {str(wanted), str(twin)}
    assert [product.id for product in here.shop.find_product(CATALOG, "5901234123457")] == [str(wanted)]
    assert not here.shop.find_product(CATALOG, "AB")
    assert not here.shop.find_product(CATALOG, "")


def test_a_product_is_made_with_its_categories(here: Site) -> None:
    new = NewShopProduct(
        catalog=CATALOG,
        key="N-1",
        name="Нова чаша",
        sku="N-1",
        ean="5901234123457",
        vat_rate=Decimal(20),
        description="<p>ąę</p>",
        prices={GROUP: Decimal("9.99")},
        stock={OWN: Decimal(3)},
        categories=("Home", "Mugs"),
    )
    first = here.shop.create_product(new)
    second = here.shop.create_product(replace(new, sku="N-2", key="N-2"))
    assert here.counted("addInventoryCategory") == 2
    found = {product.id: product for product in here.shop.products(CATALOG)}
    assert found.keys() == {first, second}
    made = found[first]
    assert (made.name, made.sku, made.vat_rate) == ("Нова чаша", "N-1", Decimal(20))
    assert made.prices == {GROUP: Decimal("9.99")}
    assert made.stock[OWN] == Decimal(3)


def test_texts_are_changed_and_the_rest_stays(here: Site) -> None:
    product = str(here.simulator.panel.add_product(307, name="P", sku="1", prices={GROUP: 5}, stock={OWN: 2}))
    changes = {"name": "Нов", "sku": "2", "ean": "5901234123457", "description": "text"}
    assert here.shop.update_product(CATALOG, product, changes) is Outcome.DONE
    found = next(here.shop.products(CATALOG))
    assert (found.name, found.sku, found.eans) == ("Нов", "2", ("5901234123457",))
    assert (found.prices, found.stock[OWN]) == ({GROUP: Decimal(5)}, Decimal(2))
    assert here.shop.descriptions(CATALOG, [product, "999999"]) == {product: "text"}
    with pytest.raises(Refused):
        here.shop.update_product(CATALOG, "999999", {"name": "x"})
    with pytest.raises(Refused):
        here.shop.update_product(CATALOG, product, {"sku": "x" * 51})


# ---- invoices and payments


def test_an_invoice_is_issued_once_and_gets_a_file(here: Site) -> None:
    invoices = here.shop.invoices
    order_id = add_order(here)
    assert {known.id: known.kind for known in invoices.series()}["15"] == "INVOICE"
    invoice_id = invoices.issue(order_id, "15")
    assert invoices.issue(order_id, "15") == invoice_id
    assert here.counted("addInvoice") == 1
    content = b"%PDF-1.4 \xfb\xef\xff ++//"
    assert invoices.attach_file(invoice_id, content, "0000000077") is Outcome.DONE
    assert invoices.file(invoice_id, attached=True)[1] == content
    issued = invoices.of_order(order_id)[0]
    assert issued.external_number == "0000000077"
    assert issued.gross == Decimal("20.2")
    assert [invoice.id for page in invoices.pages() for invoice in page] == [invoice_id]


def test_payments_of_an_order(here: Site) -> None:
    order_id = add_order(here)
    here.simulator.panel.pay_order(int(order_id), 5.5, "T-1")
    payment = here.shop.invoices.payments(order_id)[-1]
    assert (payment.before, payment.after, payment.external_id) == (Decimal(0), Decimal("5.5"), "T-1")
    assert payment.at is not None


# ---- limits


def test_the_pace_keeps_below_the_limit() -> None:
    with site(limits=LimitRules(per_minute=100), per_minute=80) as there:
        for _ in range(250):
            there.shop.order_statuses()
        assert there.clock.now() - START >= timedelta(minutes=3)
        assert there.simulator.handled["getOrderStatusList"] == 250


@pytest.mark.parametrize("zone", ["Europe/Warsaw", "UTC"])
@pytest.mark.parametrize("http_status", [200, 429])
@pytest.mark.parametrize("block", [timedelta(minutes=3), timedelta(minutes=10)])
def test_a_block_is_waited_out(zone: Any, http_status: int, block: timedelta) -> None:
    told: list[datetime] = []
    rules = LimitRules(per_minute=5, zone=zone, http_status=http_status, block=block, retries_prolong=True)
    with site(limits=rules, on_wait=told.append) as there:
        for _ in range(6):
            there.shop.order_statuses()
        assert block <= there.clock.now() - START <= block + timedelta(seconds=5)
        assert told
        assert abs(told[-1] - (START + block)) <= timedelta(seconds=5)


def test_a_create_goes_on_after_a_block_and_is_made_once() -> None:
    with site(limits=LimitRules(per_minute=1)) as there:
        there.shop.order_statuses()
        made = there.shop.create_product(NewShopProduct(catalog=CATALOG, key="K", name="K", sku="K"))
        there.clock.turn(timedelta(minutes=30))
        assert [int(made)] == list(there.simulator.account.products)


def test_another_program_that_eats_the_whole_budget() -> None:
    with site() as there:
        there.simulator.faults.add(Fault(FaultKind.LIMIT_EXCEEDED, times=None))
        with pytest.raises(Unreachable) as caught:
            there.shop.order_statuses()
        assert caught.value.until is not None
        assert caught.value.until > there.clock.now()
        assert there.clock.now() - START < timedelta(minutes=22)
        assert there.counted("getOrderStatusList") <= 22
