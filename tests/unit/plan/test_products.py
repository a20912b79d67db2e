"""What follows from a comparison: links, new products, changed texts, and what is left to the owner."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.matching import match
from sync.model import Catalog, Link, LinkedBy, NewProduct, Product, ProductGroup, ProductRole, ShopProduct
from sync.plan.actions import ActionKind, FindingState, ModulePlan
from sync.plan.product_creates import (
    LONGEST_NAME,
    IntoShop,
    IntoWarehouse,
    PricePath,
    ShopCreate,
    WarehouseCreate,
    category_paths,
)
from sync.plan.product_texts import ShopUpdate, WarehouseUpdate
from sync.plan.products import product_plan
from sync.profile import Leader, LineLinking, Products, UpdateMode

_CATALOG = Catalog("c", "Catalogue")
_SHOP_LEADS = Products(leader=Leader.SHOP, create_missing=True)
_WAREHOUSE_LEADS = Products(leader=Leader.WAREHOUSE, create_missing=True)


def _into_shop(**more: object) -> IntoShop:
    return IntoShop(catalog="c", catalog_name="Catalogue", **more)  # type: ignore[arg-type]  # a test's short way


def _into_warehouse(**more: object) -> IntoWarehouse:
    fields = {
        "catalog": "c",
        "catalog_name": "Catalogue",
        "warehouse_name": "Pro",
        "vat_rate": Decimal(20),
        **more,
    }
    return IntoWarehouse(**fields)  # type: ignore[arg-type]  # a test's short way


def _plan(
    here: Iterable[Product],
    there: Iterable[ShopProduct],
    settings: Products,
    into: IntoShop | IntoWarehouse | None = None,
    links: Iterable[Link] = (),
    apart: frozenset[tuple[str, str]] = frozenset(),
) -> ModulePlan:
    return product_plan(match(here, there, links, apart, settings.match_by), settings, _CATALOG, into)


def _there(
    number: int, name: str, sku: str = "", *eans: str, role: ProductRole = ProductRole.PLAIN
) -> ShopProduct:
    return ShopProduct(str(number), "c", name, sku=sku, eans=eans, role=role)


def _link(good: int, shop_id: int, role: ProductRole = ProductRole.PLAIN) -> Link:
    return Link(good, "c", str(shop_id), LinkedBy.SKU, role)


# ---------------------------------------------------------------- links


@pytest.mark.parametrize("leader", list(Leader))
def test_what_matches_is_linked_whoever_leads(leader: Leader) -> None:
    plan = _plan([Product(1, "A", "Чай")], [_there(5, "Tea", "A")], Products(leader=leader))
    (action,) = plan.actions
    assert action.kind is ActionKind.LINK_PRODUCT
    assert action.payload == Link(1, "c", "5", LinkedBy.SKU)
    assert (action.title, action.new, action.where) == ("Чай", "Tea", "Catalogue")


def test_a_link_says_by_what_and_to_what() -> None:
    settings = Products(match_by=(LineLinking.EAN, LineLinking.NAME))
    there = [_there(5, "x", "", "96385074", role=ProductRole.BUNDLE), _there(6, "мед")]
    plan = _plan([Product(1, "", "Чай", ("96385074",)), Product(2, "", "Мед")], there, settings)
    assert {action.payload for action in plan.actions} == {
        Link(1, "c", "5", LinkedBy.EAN, ProductRole.BUNDLE),
        Link(2, "c", "6", LinkedBy.NAME),
    }


def test_by_hand_nothing_happens_but_links() -> None:
    settings = Products(leader=Leader.BY_HAND, create_missing=True, update_name=True, update_codes=True)
    here, there = (
        [Product(1, "A", "Чай"), Product(2, "B", "Мед")],
        [_there(5, "Tea", "a"), _there(6, "C", "C")],
    )
    for into in (_into_shop(), _into_warehouse(), None):
        plan = _plan(here, there, settings, into)
        assert [action.kind for action in plan.actions] == [ActionKind.LINK_PRODUCT]


# ---------------------------------------------------------------- the warehouse leads


def test_a_new_product_of_the_shop_takes_along_what_the_owner_chose() -> None:
    good = Product(
        7,
        " T-1 ",
        "Чай ",
        ("28CCWWL", "96385074"),
        group_id=3,
        vat_rate=Decimal(9),
        description="Билков",
        prices={"PriceOut2": Decimal("9.78")},
    )
    into = _into_shop(
        categories={3: ("Храни", "Чайове")},
        prices=(PricePath("PriceOut2", "g", 1 / Fraction(Decimal("1.95583"))),),
        stock={7: {"bl_1": Decimal(12)}},
    )
    settings = _WAREHOUSE_LEADS.model_copy(update={"new_visible": True})
    plan = _plan([good], [], settings, into)
    (action,) = plan.actions
    assert isinstance(action.payload, ShopCreate)
    new = action.payload.product
    assert (action.payload.good, new.key, new.sku, new.ean, new.name) == (7, "T-1", "T-1", "96385074", "Чай")
    assert new.prices == {"g": Decimal(5)}
    assert new.stock == {"bl_1": Decimal(12)}
    assert (new.categories, new.visible, new.vat_rate) == (("Храни", "Чайове"), True, Decimal(9))
    assert plan.findings == ()


def test_new_products_are_hidden_and_keyed_by_barcode_where_there_is_no_code() -> None:
    plan = _plan([Product(7, " ", "Чай", ("96385074",))], [], _WAREHOUSE_LEADS, _into_shop())
    assert isinstance(plan.actions[0].payload, ShopCreate)
    new = plan.actions[0].payload.product
    assert (new.key, new.sku, new.visible, dict(new.stock)) == ("96385074", "", False, {})


@pytest.mark.parametrize(
    ("good", "state"),
    [
        (Product(1, "", "Чай"), FindingState.SKIPPED),
        (Product(1, "", "Чай", ("3.8E+12",)), FindingState.SKIPPED),
        (Product(1, "", "Чай", ("28CCWWL",)), FindingState.SKIPPED),
        (Product(1, "А-1", "Чай"), FindingState.HELD),
        (Product(1, "LINKED", "Чай"), FindingState.AMBIGUOUS),
    ],
)
def test_what_is_not_made_in_the_shop_is_told(good: Product, state: FindingState) -> None:
    others = [Product(9, "LINKED", "Мед")]
    there = [_there(5, "Tea", "A-1"), _there(6, "Honey", "LINKED")]
    plan = _plan([good, *others], there, _WAREHOUSE_LEADS, _into_shop(), [_link(9, 6)])
    assert plan.actions == ()
    assert state in [finding.state for finding in plan.findings]


def test_two_goods_of_one_code_are_not_both_made() -> None:
    plan = _plan([Product(1, "A", "Чай"), Product(2, "a", "Чай 2")], [], _WAREHOUSE_LEADS, _into_shop())
    assert plan.actions == ()
    assert [finding.state for finding in plan.findings] == [FindingState.AMBIGUOUS] * 2


def test_nothing_is_made_where_the_owner_did_not_choose_so_or_in_a_second_catalogue() -> None:
    good = [Product(1, "A", "Чай")]
    for plan in (
        _plan(good, [], Products(), _into_shop()),
        _plan(good, [], _WAREHOUSE_LEADS, _into_shop(creates=False)),
        _plan(good, [], _WAREHOUSE_LEADS),
    ):
        assert plan.actions == ()
        assert [finding.state for finding in plan.findings] == [FindingState.SKIPPED]


def test_a_damaged_barcode_is_left_out_and_told() -> None:
    plan = _plan([Product(1, "A", "Чай", ("3.8E+12",))], [], _WAREHOUSE_LEADS, _into_shop())
    assert isinstance(plan.actions[0].payload, ShopCreate)
    assert plan.actions[0].payload.product.ean == ""
    assert "3.8E+12" in plan.findings[0].why.text()


def test_chosen_texts_are_set_in_the_shop_and_nothing_else() -> None:
    settings = Products(update_name=True, update_codes=True, update_description=True)
    good = Product(1, "A-1", "Чай 50 г", ("96385074",), description="Нов")
    shop_product = _there(5, "Tea", "a-1", "4006381333931")
    into = _into_shop(descriptions={"5": "Old"})
    (action,) = _plan([good], [shop_product], settings, into, [_link(1, 5)]).actions
    assert isinstance(action.payload, ShopUpdate)
    assert action.payload.fields == {
        "name": "Чай 50 г",
        "sku": "A-1",
        "ean": "96385074",
        "description": "Нов",
    }
    assert action.old == "Tea · a-1 · 4006381333931 · Old"
    unread = _plan([good], [shop_product], settings, _into_shop(), [_link(1, 5)]).actions[0]
    assert isinstance(unread.payload, ShopUpdate)
    assert "description" not in unread.payload.fields
    (only_name,) = _plan(
        [good], [shop_product], Products(update_name=True), _into_shop(), [_link(1, 5)]
    ).actions
    assert isinstance(only_name.payload, ShopUpdate)
    assert only_name.payload.fields == {"name": "Чай 50 г"}


def test_a_text_is_never_replaced_by_an_empty_one() -> None:
    settings = Products(update_name=True, update_codes=True)
    plan = _plan(
        [Product(1, " ", " ")], [_there(5, "Tea", "A", "96385074")], settings, _into_shop(), [_link(1, 5)]
    )
    assert plan.actions == ()
    assert plan.unchanged == 1


def test_add_only_leaves_known_products_alone() -> None:
    settings = Products(update_name=True, mode=UpdateMode.ADD_ONLY)
    plan = _plan([Product(1, "A", "Чай")], [_there(5, "Tea", "A")], settings, _into_shop(), [_link(1, 5)])
    assert (plan.actions, plan.unchanged) == ((), 1)


# ---------------------------------------------------------------- the shop leads


def test_a_variant_becomes_a_good_of_its_own() -> None:
    variant = ShopProduct(
        "6",
        "c",
        "червена",
        sku="T-R",
        eans=("96385074",),
        role=ProductRole.VARIANT,
        parent_id="5",
        prices={"g": Decimal("10.00")},
    )
    into = _into_warehouse(
        parent_names={"5": "Тениска"}, prices=(PricePath("PriceOut2", "g"),), group_id=4, measure="бр."
    )
    plan = _plan([], [_there(5, "Тениска", role=ProductRole.PARENT), variant], _SHOP_LEADS, into)
    (action,) = plan.actions
    assert isinstance(action.payload, WarehouseCreate)
    assert action.payload.product == NewProduct(
        "Тениска червена",
        "T-R",
        "96385074",
        Decimal(20),
        Decimal(10),
        "PriceOut2",
        4,
        "бр.",
    )
    assert (action.payload.shop_id, action.payload.role, action.where) == ("6", ProductRole.VARIANT, "Pro")
    assert [finding.title for finding in plan.findings] == ["Тениска"]


def test_a_long_name_is_cut_and_another_vat_rate_told() -> None:
    product = ShopProduct("5", "c", "я" * 300, sku="A", vat_rate=Decimal(9))
    plan = _plan([], [product], _SHOP_LEADS, _into_warehouse())
    assert isinstance(plan.actions[0].payload, WarehouseCreate)
    assert plan.actions[0].payload.product.name == "я" * LONGEST_NAME
    assert plan.actions[0].payload.product.vat_rate == Decimal(20)
    assert [finding.state for finding in plan.findings] == [FindingState.TOLD] * 2


def test_a_product_without_code_is_made_only_where_names_were_compared() -> None:
    told = _plan([], [_there(5, "Чай")], _SHOP_LEADS, _into_warehouse())
    assert told.actions == ()
    assert [finding.state for finding in told.findings] == [FindingState.SKIPPED]
    by_name = _SHOP_LEADS.model_copy(update={"match_by": (LineLinking.SKU, LineLinking.NAME)})
    assert len(_plan([], [_there(5, "Чай")], by_name, _into_warehouse()).actions) == 1


def test_the_shop_s_texts_and_prices_go_into_the_warehouse() -> None:
    settings = Products(leader=Leader.SHOP, update_name=True, update_codes=True)
    product = ShopProduct(
        "5", "c", "Tea", sku="T-1", eans=("96385074",), prices={"g": Decimal("2.50"), "h": Decimal(0)}
    )
    good = Product(1, "t-1", "Чай", ("4006381333931",), prices={"PriceOut2": Decimal("2.40")})
    into = _into_warehouse(prices=(PricePath("PriceOut2", "g"), PricePath("PriceOut3", "h")))
    (action,) = _plan([good], [product], settings, into, [_link(1, 5)]).actions
    assert isinstance(action.payload, WarehouseUpdate)
    assert action.payload.fields == {
        "name": "Tea",
        "code": "T-1",
        "barcode": "96385074",
        "price:PriceOut2": Decimal("2.5"),
    }
    silent = settings.model_copy(update={"send_prices": False})
    (texts,) = _plan([good], [product], silent, into, [_link(1, 5)]).actions
    assert isinstance(texts.payload, WarehouseUpdate)
    assert "price:PriceOut2" not in texts.payload.fields


# ---------------------------------------------------------------- what is left to the owner


def test_what_needs_the_owner_is_told_with_advice() -> None:
    here = [Product(1, "A", "Чай"), Product(2, "A", "Мед"), Product(3, "К-1", "Свещ"), Product(4, "Z", "Z")]
    there = [
        _there(5, "Tea", "A"),
        _there(6, "Candle", "K-1"),
        _there(7, "Apart", "X"),
        _there(8, "Alone", "Y"),
    ]
    plan = _plan(here, there, Products(), _into_shop(), [_link(9, 99)], frozenset({("c", "7")}))
    found = {finding.key: finding.state for finding in plan.findings}
    assert found == {
        "match:c:5": FindingState.AMBIGUOUS,
        "match:c:6": FindingState.HELD,
        "match:c:7": FindingState.SKIPPED,
        "match:c:8": FindingState.SKIPPED,
        "match:c:good:4": FindingState.SKIPPED,
        "match:c:99": FindingState.REMOVED,
    }
    assert all(
        finding.advice
        for finding in plan.findings
        if finding.state in (FindingState.AMBIGUOUS, FindingState.HELD)
    )


def test_category_paths_from_the_codes_of_groups() -> None:
    groups = [
        ProductGroup(1, "-1", "Служебна група"),
        ProductGroup(2, "001", "Храни"),
        ProductGroup(3, "001002", "Чайове"),
        ProductGroup(4, "001002001", "Билкови"),
        ProductGroup(5, "002", "Дом"),
    ]
    assert category_paths(groups) == {
        2: ("Храни",),
        3: ("Храни", "Чайове"),
        4: ("Храни", "Чайове", "Билкови"),
        5: ("Дом",),
    }


# ---------------------------------------------------------------- what holds for any two catalogues

_TEXT = st.sampled_from(["", "A", "a ", "А", "B", "C-1", "C–1", "3.8E+12"])
_NAME = st.sampled_from(["Чай", "Мед ", "Tea", ""])
_EANS = st.lists(st.sampled_from(["96385074", "4006381333931", "12"]), max_size=2).map(tuple)
_PRICE = st.sampled_from([Decimal(0), Decimal("2.5"), Decimal("9.999")])
_GOODS = st.lists(
    st.builds(
        Product, st.integers(1, 20), _TEXT, _NAME, _EANS, prices=st.fixed_dictionaries({"PriceOut2": _PRICE})
    ),
    max_size=6,
    unique_by=lambda product: product.id,
)
_SHOP = st.lists(
    st.builds(
        ShopProduct,
        st.integers(1, 20).map(str),
        st.just("c"),
        _NAME,
        sku=_TEXT,
        eans=_EANS,
        role=st.sampled_from(ProductRole),
        prices=st.fixed_dictionaries({"g": _PRICE}),
    ),
    max_size=6,
    unique_by=lambda product: product.id,
)
_LINKS = st.lists(
    st.tuples(st.integers(1, 20), st.integers(1, 20)),
    max_size=3,
    unique_by=(lambda pair: pair[0], lambda pair: pair[1]),
)
_SETTINGS = st.builds(
    Products,
    leader=st.sampled_from(Leader),
    match_by=st.sampled_from([(LineLinking.SKU, LineLinking.EAN), (LineLinking.NAME,), tuple(LineLinking)]),
    update_name=st.booleans(),
    update_codes=st.booleans(),
    create_missing=st.booleans(),
)


def _any_plan(
    goods: list[Product], shop: list[ShopProduct], links: list[Link], settings: Products
) -> ModulePlan:
    prices = (PricePath("PriceOut2", "g"),)
    into = (
        _into_shop(prices=prices) if settings.leader is Leader.WAREHOUSE else _into_warehouse(prices=prices)
    )
    return _plan(goods, shop, settings, into, links)


@given(_GOODS, _SHOP, _LINKS, _SETTINGS)
def test_parents_and_bundles_are_linked_at_most(
    goods: list[Product], shop: list[ShopProduct], pairs: list[tuple[int, int]], settings: Products
) -> None:
    roles = {product.id: product.role for product in shop}
    for action in _any_plan(goods, shop, [_link(*pair) for pair in pairs], settings).actions:
        if isinstance(action.payload, (ShopUpdate, WarehouseUpdate, WarehouseCreate)):
            shop_id = action.key.rsplit(":", 1)[-1]
            assert roles[shop_id] in (ProductRole.PLAIN, ProductRole.VARIANT)


@given(_GOODS, _SHOP, _LINKS, _SETTINGS)
def test_after_doing_it_all_nothing_is_left_to_do(
    goods: list[Product], shop: list[ShopProduct], pairs: list[tuple[int, int]], settings: Products
) -> None:
    """Every action done as a shop and a warehouse would do it; then the plan is empty. Keys are each its
    own.
    """
    links = [_link(*pair) for pair in pairs]
    plan = _any_plan(goods, shop, links, settings)
    assert len({action.key for action in plan.actions}) == len(plan.actions)
    here = {product.id: product for product in goods}
    there = {product.id: product for product in shop}
    new = 100
    for action in plan.actions:
        match action.payload:
            case Link() as link:
                links.append(link)
            case ShopCreate(good, product):
                new += 1
                there[str(new)] = ShopProduct(
                    str(new),
                    "c",
                    product.name,
                    sku=product.sku,
                    eans=(product.ean,) if product.ean else (),
                    prices=product.prices,
                )
                links.append(_link(good, new))
            case WarehouseCreate(product, _, shop_id, role):
                new += 1
                here[new] = Product(
                    new,
                    product.code,
                    product.name,
                    (product.barcode,) if product.barcode else (),
                    prices={product.price_group: product.price} if product.price else {},
                )
                links.append(_link(new, int(shop_id), role))
            case ShopUpdate(_, _, shop_id, fields):
                old = there[shop_id]
                ean = fields.get("ean")
                there[shop_id] = ShopProduct(
                    shop_id,
                    "c",
                    fields.get("name", old.name),
                    sku=fields.get("sku", old.sku),
                    eans=(ean, *old.eans[1:]) if ean else old.eans,
                    role=old.role,
                    prices=old.prices,
                )
            case WarehouseUpdate(good, fields):
                known = here[good]
                barcode = fields.get("barcode")
                price = fields.get("price:PriceOut2")
                here[good] = Product(
                    good,
                    str(fields.get("code", known.code)),
                    str(fields.get("name", known.name)),
                    (str(barcode), *known.barcodes[1:]) if barcode else known.barcodes,
                    prices={"PriceOut2": price} if isinstance(price, Decimal) else known.prices,
                )
    again = _any_plan(list(here.values()), list(there.values()), links, settings)
    assert {action.key for action in plan.actions}.isdisjoint(action.key for action in again.actions)
    if not settings.update_codes and not settings.update_name:
        # A code or name that was changed can make a new match; without one there is nothing left at all.
        assert again.actions == ()
