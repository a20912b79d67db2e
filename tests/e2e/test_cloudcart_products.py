"""Products between a warehouse and CloudCart: compared by one attribute, made with their variants, marks and
categories, and brought once from the shop.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from sync.clock import TurnedClock
from sync.model import Product
from sync.plan.actions import ActionKind
from sync.ports import ProductScope
from sync.profile import Leader, LineLinking, Marking, Modules, SkuField
from sync.run.connection import Connection
from sync.run.engine import Wishes
from sync.run.report import Report, RowState
from sync.simulators.cloudcart import CloudCartSimulator, Fault, FaultKind, NewVariant, Shop
from tests.contract.warehouses.bench import CUPS
from tests.e2e.furnished import Cell, embedded, through_utility_center
from tests.e2e.small_bridge import failures, said
from tests.e2e.test_cloudcart import NOW, Pair, make_pair


class Goods(Pair):
    """The pair, for products only. ``add`` puts a good into the group of cups."""

    def change(self, **products: Any) -> None:
        assert self.profile.products is not None
        changed = self.profile.products.model_copy(update=products)
        self.profile = self.profile.model_copy(update={"products": changed})

    def add(self, name: str, code: str, stock: float = 5, **columns: Cell) -> int:
        usual: dict[str, Cell] = {"Name2": name, "GroupID": CUPS, "TaxGroup": 1, "PriceOut2": 20.0}
        good = self.warehouse.add("Goods", {"Name": name, "Code": code, **usual, **columns})
        self.warehouse.set_stock(good, stock)
        return good

    def shirts(self, *sizes: str) -> list[int]:
        return [
            self.add(
                f"Тениска „Море“ {size}",
                "T-1",
                BarCode1=f"38000000100{place}",
                Catalog1=f"Размер-{size}",
                Catalog2="Цвят – Син",
                Catalog3="0,2",
            )
            for place, size in enumerate(sizes, start=10)
        ]

    def goods(self) -> dict[str, Product]:
        def read(connection: Connection) -> dict[str, Product]:
            return {good.name: good for good in connection.warehouse.products(ProductScope())}

        found: dict[str, Product] = self._with(read, write=True)
        return found

    def product(self, name: str) -> dict[str, Any]:
        (row,) = [row for row in self.simulator.judge.rows("products") if row["name"] == name]
        return row

    def run_again(self) -> Report:
        self.clock.turn(timedelta(hours=25))
        return self.run()

    def settled(self) -> Report:
        report = self.run_again()
        assert not failures(report), said(report)
        return report

    def assert_empty(self) -> None:
        """Compared anew, there is nothing to do."""
        self.simulator.forget_requests()
        again = self.run_again()
        assert again.planned == {}, said(again)
        assert self.simulator.writes() == 0


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock(NOW)


@pytest.fixture(params=["embedded", "utility center"])
def pair(request: pytest.FixtureRequest, tmp_path: Path, clock: TurnedClock) -> Iterator[Goods]:
    with ExitStack() as stack:
        door = embedded(tmp_path) if request.param == "embedded" else through_utility_center()
        warehouse = stack.enter_context(door)
        simulator = stack.enter_context(CloudCartSimulator(Shop(), per_minute=None, clock=clock))
        made = make_pair(tmp_path, simulator, warehouse, clock)
        profile = made.profile.model_copy(
            update={"modules": Modules(products=True, stock=True), "orders": None}
        )
        goods = Goods(tmp_path, simulator, replace(warehouse, rehearsed=False), profile, clock, made.variants)
        goods.change(match_by=(LineLinking.EAN,), create_missing=True, new_visible=True)
        yield goods


# ---- variants, marks, categories


def test_goods_of_one_code_become_one_product_with_variants(pair: Goods) -> None:
    pair.change(marking=Marking(featured=True, sell_at_zero=True, weight_from=3), match_by=(LineLinking.EAN,))
    pair.shirts("M", "L")
    pair.add("Торба малка", "BAG", BarCode1="3800000020016")
    pair.add("Торба голяма", "BAG", BarCode1="3800000020023")
    report = pair.settled()

    shirt = pair.product("Тениска „Море“")
    assert [shirt[mark] for mark in ("active", "featured", "new", "tracking", "continue_selling")] == [
        "yes", "yes", "no", "yes", "yes",
    ]  # fmt: skip
    made = {row.barcode: row for row in pair.simulator.judge.variants() if row.product_id == shirt["id"]}
    assert {row.options for row in made.values()} == {("M", "Син"), ("L", "Син")}
    medium = made["3800000010010"]
    assert (medium.price, medium.quantity, medium.weight) == (Decimal(20), Decimal(5), 200)
    categories = {row["id"]: row for row in pair.simulator.judge.rows("categories")}
    category = categories[shirt["category_id"]]
    assert (category["name"], categories[category["parent_id"]]["name"]) == ("Чаши", "Кухня")
    bags = [row for row in report.rows if row.title.startswith("Торба")]
    assert {row.state for row in bags} == {RowState.AMBIGUOUS}
    assert "BAG" in bags[0].why.text()
    pair.assert_empty()

    # A size that comes later is one more variant of the same product; none of the others is touched.
    pair.add("Тениска „Море“ S", "T-1", BarCode1="3800000010997", Catalog1="размер-S", Catalog2="Цвят-Син")
    pair.settled()
    there = [row for row in pair.simulator.judge.variants() if row.product_id == shirt["id"]]
    assert {row.options[0] for row in there} == {"M", "L", "S"}
    assert {row.id for row in made.values()} < {row.id for row in there}
    pair.assert_empty()


@pytest.mark.parametrize("request_kind", ["POST /products", "POST /variants", "POST /variant-options"])
def test_lost_answers_make_no_doubles(pair: Goods, request_kind: str) -> None:
    pair.shirts("M", "L", "S")
    pair.simulator.faults.add(Fault(FaultKind.DROP_AFTER, request=request_kind, times=2))
    pair.run_again()
    pair.simulator.faults.clear()
    for _ in range(2):
        pair.run_again()
    shirt = pair.product("Тениска „Море“")
    made = [row for row in pair.simulator.judge.variants() if row.product_id == shirt["id"]]
    assert sorted(row.options[0] for row in made) == ["L", "M", "S"]
    pair.assert_empty()


def test_variants_join_the_product_that_the_shop_has_and_never_change_its_kinds(pair: Goods) -> None:
    owner = pair.simulator.owner
    shirt = owner.add_product(
        "Риза", parameters=("Размер", "Цвят"),
        variants_of=[NewVariant("20.00", 5, barcode="380000001010", options=("M", "Син"))],
    )  # fmt: skip
    owner.edit_variant(owner.variant_of(shirt), barcode="3800000010010")
    plain = owner.add_product("Шал", price=9, quantity=1, barcode="3800000030015")
    pair.shirts("M", "L")
    pair.add("Шал син", "SH", BarCode1="3800000030015", Catalog1="Цвят-Син")
    pair.add("Шал бял", "SH", BarCode1="3800000030022", Catalog1="Цвят-Бял")
    report = pair.run_again()
    assert not failures(report), said(report)
    there = [row for row in pair.simulator.judge.variants() if row.product_id == shirt]
    assert {row.options for row in there} == {("M", "Син"), ("L", "Син")}
    assert len([row for row in pair.simulator.judge.variants() if row.product_id == plain]) == 1
    (held,) = [row for row in report.rows if row.title == "Шал бял"]
    assert held.state is RowState.HELD
    assert "without variants" in held.why.text()
    pair.assert_empty()


def test_by_code_alone_variants_cannot_be_told_apart(pair: Goods) -> None:
    pair.change(match_by=(LineLinking.SKU,))
    pair.shirts("M", "L")
    report = pair.run_again()
    told = [row for row in report.rows if row.title.startswith("Тениска")]
    assert {row.state for row in told} == {RowState.HELD}
    assert not [row for row in pair.simulator.judge.rows("products") if "Тениска" in row["name"]]


def test_the_second_barcode_is_the_sku(pair: Goods) -> None:
    pair.change(match_by=(LineLinking.SKU,), sku_field=SkuField.SECOND_BARCODE)
    pair.add("Чаша син кант", "K-7", BarCode2="NEW", PriceOut2=7.0)
    pair.add("Чиния", "K-8", BarCode2="PLATE-8")
    pair.settled()
    assert pair.simulator.judge.variant(pair.variants["NEW"]).price == 7, "linked with the shop's SKU NEW"
    assert [row.product for row in pair.simulator.judge.by_sku("PLATE-8")] == ["Чиния"]
    pair.assert_empty()


def test_marks_and_weights_of_matching_products_by_choice(pair: Goods) -> None:
    pair.change(match_by=(LineLinking.SKU,), create_missing=False)
    cup, tea = pair.variants["1001"], pair.variants["A-2"]
    pair.settled()
    pair.change(marking=Marking(featured=True, weight_from=2))
    pair.assert_empty()
    pair.change(marking=Marking(featured=True, weight_from=2, on_matching=True))
    report = pair.settled()
    assert report.done[ActionKind.UPDATE_SHOP_PRODUCT] == 3, said(report)
    products = {row["id"]: row for row in pair.simulator.judge.rows("products")}
    judge = pair.simulator.judge
    assert products[judge.variant(cup).product_id]["featured"] == "yes"
    assert products[judge.variant(tea).product_id]["continue_selling"] == "yes", "what is not chosen stays"
    assert products[judge.variant(pair.variants["NEW"]).product_id]["featured"] == "no", "not linked"
    assert judge.variant(cup).weight == 2500
    pair.assert_empty()


def test_a_good_without_a_group_goes_into_the_chosen_category(pair: Goods) -> None:
    pair.add("Сам", "SOLO", BarCode1="3800000040014", GroupID=1)
    refused = pair.run_again()
    assert ["category" in row.why.text() for row in failures(refused)] == [True], said(refused)
    chosen = pair.simulator.owner.add_category("Разни")
    pair.change(default_category=str(chosen))
    pair.settled()
    assert pair.product("Сам")["category_id"] == chosen
    pair.assert_empty()


# ---- all products of the shop, once


def test_all_products_are_brought_once(pair: Goods) -> None:
    owner = pair.simulator.owner
    owner.add_product(
        "Тениска",
        parameters=("Размер",),
        variants_of=[
            NewVariant("20.00", 3, "T-M", "3800000050013", options=("M",)),
            NewVariant("21.50", 1, "T-L", "3800000050020", options=("L",)),
        ],
    )
    owner.add_product("Подарък без код", price="3.00", quantity=1)
    twin = owner.add_product("Двойник", price="1.00", quantity=1, sku="NEW")
    pair.change(match_by=(LineLinking.SKU,), create_missing=False, bring_all=NOW)
    pair.profile = pair.profile.model_copy(update={"modules": Modules(products=True)})

    shown = pair.preview()
    assert shown.planned[ActionKind.CREATE_WAREHOUSE_PRODUCT] == 3, said(shown)
    before = pair.warehouse.judge.goods()
    report = pair.run()
    assert not failures(report), said(report)
    assert pair.warehouse.judge.goods() == before + 3
    goods = pair.goods()
    large = goods["Тениска, L"]
    assert (large.code, large.barcodes, large.prices["PriceOut2"]) == (
        "T-L",
        ("3800000050020",),
        Decimal("21.50"),
    )
    assert "Подарък без код" in goods
    (left,) = [row for row in report.rows if row.key == "bring all"]
    assert left.state is RowState.HELD
    assert "3 come now, 2 wait for you" in left.why.text()

    # Half-done it stays on: what the owner has settled comes with the next run, and then it is off.
    owner.edit_variant(owner.variant_of(twin), sku="TWIN")
    report = pair.run()
    assert report.done[ActionKind.CREATE_WAREHOUSE_PRODUCT] == 2, said(report)
    assert [row.state for row in report.rows if row.key == "bring all"] == [RowState.TOLD] * 2
    owner.add_product("Нов в магазина", price="1.00", quantity=1, sku="LATER")
    pair.assert_empty()
    assert pair.warehouse.judge.goods() == before + 5

    # Asked for again, it is another wish.
    pair.change(bring_all=NOW + timedelta(days=9))
    pair.settled()
    assert pair.warehouse.judge.goods() == before + 6
    pair.assert_empty()


def test_known_goods_get_name_and_barcode_of_the_shop_once_and_nothing_goes_back(pair: Goods) -> None:
    cup = pair.variants["1001"]
    owner = pair.simulator.owner
    owner.edit_variant(cup, barcode="3800000077775")
    pair.change(
        match_by=(LineLinking.SKU,), create_missing=False, update_name=True, update_codes=True, bring_all=NOW
    )
    pair.profile = pair.profile.model_copy(update={"modules": Modules(products=True)})
    good = next(good for good in pair.goods().values() if good.code == "1001")
    # Something stays open, so that the wish stays on.
    owner.add_product("Двойник", price="1.00", quantity=1, sku="NEW")
    before = pair.simulator.judge.variant(cup)
    report = pair.run()
    assert not failures(report), said(report)
    there = next(each for each in pair.goods().values() if each.id == good.id)
    assert there.barcodes[0] == "3800000077775"
    assert pair.simulator.judge.variant(cup) == before
    report = pair.run()
    assert ActionKind.UPDATE_WAREHOUSE_PRODUCT not in report.done
    assert pair.simulator.judge.variant(cup).barcode == "3800000077775"


def test_brought_by_the_second_barcode(pair: Goods) -> None:
    pair.change(
        match_by=(LineLinking.SKU,), sku_field=SkuField.SECOND_BARCODE, create_missing=False, bring_all=NOW
    )
    pair.profile = pair.profile.model_copy(update={"modules": Modules(products=True)})
    pair.run()
    assert pair.goods()["Непозната"].second_barcode == "NEW"


def test_no_stock_is_sent_for_what_was_never_counted(pair: Goods) -> None:
    """The shop keeps selling what it has until somebody counts it in here."""
    new = pair.variants["NEW"]
    pair.change(match_by=(LineLinking.SKU,), create_missing=False, bring_all=NOW)
    pair.run()
    report = pair.run_again()
    assert pair.simulator.judge.variant(new).quantity == 50
    (waits,) = [row for row in report.rows if row.key == "stock:never counted"]
    assert "not counted in the warehouse yet: 1." in waits.why.text()
    pair.assert_empty()
    assert pair.audit().clean
    good = pair.goods()["Непозната"].id
    pair.warehouse.set_stock(good, 7)
    pair.settled()
    assert pair.simulator.judge.variant(new).quantity == 7
    pair.warehouse.set_stock(good, 0)
    report = pair.settled()
    assert pair.simulator.judge.variant(new).quantity == 0, "counted once, sold out is sold out"
    assert not [row for row in report.rows if row.key == "stock:never counted"]


def test_half_done_it_stays_on_whoever_leads(pair: Goods) -> None:
    pair.simulator.owner.add_product("Втори", price="2.00", quantity=1, sku="SECOND")
    pair.change(leader=Leader.BY_HAND, match_by=(LineLinking.SKU,), create_missing=False, bring_all=NOW)
    only = frozenset({f"good:shop:{pair.variants['NEW']}"})
    report = pair.run(Wishes(only=only))
    assert report.done == {ActionKind.CREATE_WAREHOUSE_PRODUCT: 1}, said(report)
    report = pair.run()
    assert report.done[ActionKind.CREATE_WAREHOUSE_PRODUCT] == 1, said(report)
    told = [row.why.text() for row in report.rows if row.key == "bring all"]
    assert "switched off" in told[-1]
    assert {"Непозната", "Втори"} <= set(pair.goods())
    assert not [row for row in pair.run().rows if row.key == "bring all"]
