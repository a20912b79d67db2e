"""CloudCart as a shop, against its stand-in, under every reading of what the fact sheet leaves open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from sync.clock import TurnedClock
from sync.errors import MostikError, Refused, SettingsError, Unknown, Unreachable
from sync.model import NewShopProduct, Order, ProductMark, ProductRole
from sync.ports import OrderQuery, Outcome, Shop
from sync.profile import CloudCartShop
from sync.shops.cloudcart import CloudCart
from sync.simulators.cloudcart import (
    SAMPLE_KEY,
    Basket,
    CloudCartSimulator,
    Fault,
    FaultKind,
    NewVariant,
    Person,
    Piece,
    Quirks,
)

SOFIA = ZoneInfo("Europe/Sofia")
NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


@dataclass
class Place:
    """A small shop: a mug, a shirt in two sizes, and what nobody has given a code."""

    simulator: CloudCartSimulator
    clock: TurnedClock
    shop: CloudCart
    mug: int
    shirt: int

    def order(self, order_id: int) -> Order:
        raw = self.shop.orders_by_id([str(order_id)])[str(order_id)]
        return self.shop.read_order(raw.raw)


def open_shop(
    simulator: CloudCartSimulator, clock: TurnedClock, key: str = SAMPLE_KEY, url: str = "", share: int = 60
) -> CloudCart:
    settings = CloudCartShop(url=url or simulator.origin, requests_per_minute=share)
    return CloudCart(settings, key, clock, SOFIA)


def make_place(quirks: Quirks | None = None, per_minute: int | None = None) -> Iterator[Place]:
    clock = TurnedClock(NOW)
    with CloudCartSimulator(quirks=quirks, per_minute=per_minute, clock=clock) as simulator:
        owner = simulator.owner
        owner.add_payment_way("cod", "Наложен платеж")
        owner.add_payment_way("bank_transfer", "Банков превод")
        mug = owner.add_product("Чаша „Роза“", price="6.00", quantity=14, sku="1001", barcode="3800000000017")
        shirt = owner.add_product(
            "Тениска",
            parameters=("Размер",),
            variants_of=[
                NewVariant("20.00", 3, "T-M", options=("M",)),
                NewVariant("21.50", 0, "T-L", options=("L",)),
            ],
        )
        owner.add_product("Без код", price="1.00", quantity=1, tracking="no")
        shop = open_shop(simulator, clock)
        yield Place(simulator, clock, shop, owner.variant_of(mug), owner.variant_of(shirt))
        shop.close()


@pytest.fixture
def place() -> Iterator[Place]:
    yield from make_place()


READINGS = (
    Quirks(
        query_error_status=400, include_error_status=400, linkage="always", decimals_as="float",
        missing_links="null",
    ),
    Quirks(linkage="never", decimals_as="text", integers_as="text", flags_as="number", tax_names="columns"),
    Quirks(
        order_money_names="plain", order_totals="none", fees_in="modification", subtotal="before_discount"
    ),
    Quirks(
        order_money_names="both", order_status_name="both", status_id_holds="number", order_patch="api_page"
    ),
    Quirks(
        default_order="newest_first", text_filter="exact", read_only_attributes="refused",
        limit_reset="date",
    ),
    Quirks(order_patch="entity_page", archived_orders="hidden", voucher_in_line_prices=True),
    Quirks(
        default_variant=True, same_parameter_again="deletes", shortest_category_name=3, missing_related=422
    ),
)  # fmt: skip


@pytest.fixture(params=range(len(READINGS)))
def any_place(request: pytest.FixtureRequest) -> Iterator[Place]:
    yield from make_place(READINGS[request.param])


def confirmed(place: Place, **details: object) -> int:
    pieces = (Piece(place.mug, 2), Piece(place.shirt, 1))
    return place.simulator.buyer.place(Basket(pieces, **details))  # type: ignore[arg-type]  # fields of a basket


# ---- the connection


def test_the_test_passes_and_names_the_shop(place: Place) -> None:
    confirmed(place)
    facts = place.shop.check()
    assert [step.passed for step in facts.steps] == [True] * 4
    assert (facts.currency, facts.key) == ("EUR", "cc-127-0-0-1")
    shop: Shop = place.shop
    assert shop.features.platform == "cloudcart"


def test_a_wrong_key_is_told_at_its_step(place: Place) -> None:
    facts = open_shop(place.simulator, place.clock, key="X" * 64).check()
    assert [step.passed for step in facts.steps] == [True, False, None, None]
    assert facts.steps[1].said is not None
    assert facts.steps[1].said.text() == "CloudCart does not accept the key."


@pytest.mark.parametrize("limit_body", ["flat", "json_api"])
def test_an_address_without_a_budget(place: Place, limit_body: str) -> None:
    place.simulator.quirks = Quirks(limit_body=limit_body)  # type: ignore[arg-type]  # one of its values
    place.simulator.owner.change_plan(0)
    facts = place.shop.check()
    failed = next(step for step in facts.steps if not step.passed)
    assert failed.said is not None
    assert failed.said.text() == "CloudCart gives this address no requests at all."


def test_another_currency_than_the_owner_said(place: Place) -> None:
    place.simulator.shop.settings.currency = "BGN"
    confirmed(place)
    facts = place.shop.check()
    assert facts.steps[-1].said is not None
    assert facts.steps[-1].said.text() == "The shop’s last order is in BGN, not in EUR."


@pytest.mark.parametrize(
    "url", ["", "shop name", "http://shop.example", "https://name:word@shop.example", "ftp://x.bg"]
)
def test_addresses_that_get_no_key(url: str) -> None:
    with pytest.raises(SettingsError):
        CloudCart(CloudCartShop(url=url), SAMPLE_KEY, TurnedClock(NOW), SOFIA)


# ---- products


def test_variants_are_products_and_their_product_is_the_parent(any_place: Place) -> None:
    products = {product.id: product for product in any_place.shop.products("shop")}
    mug = products[str(any_place.mug)]
    assert (mug.name, mug.sku, mug.eans, mug.role) == (
        "Чаша „Роза“",
        "1001",
        ("3800000000017",),
        ProductRole.PLAIN,
    )
    assert (mug.prices, mug.stock, mug.visible) == ({"retail": Decimal(6)}, {"shop": Decimal(14)}, True)
    medium = products[str(any_place.shirt)]
    assert (medium.name, medium.role) == ("Тениска, M", ProductRole.VARIANT)
    parent = products[medium.parent_id]
    assert (parent.name, parent.role) == ("Тениска", ProductRole.PARENT)
    uncounted = next(product for product in products.values() if product.name == "Без код")
    assert uncounted.stock == {}
    assert any_place.shop.product_count("shop") == 4
    assert [found.id for found in any_place.shop.find_product("shop", "1001")] == [mug.id]
    assert [found.id for found in any_place.shop.find_product("shop", "3800000000017")] == [mug.id]
    assert any_place.shop.find_product("shop", "nothing") == []


def test_pages_that_drift_lose_nothing(place: Place) -> None:
    owner = place.simulator.owner
    made = [
        owner.add_product(f"Стока {number}", price=1, quantity=1, sku=f"S{number}") for number in range(230)
    ]
    pages = place.shop.products("shop")
    first = [next(pages).id for _ in range(50)]
    for product in made[:30]:
        owner.delete_product(product)
    rest = [product.id for product in pages]
    there = {str(row.id) for row in place.simulator.judge.variants()}
    assert there <= {*first, *rest}
    assert len(rest) == len(set(rest))


def test_stock_and_prices_are_set_as_absolute_values(any_place: Place) -> None:
    shop = any_place.shop
    mug, medium = str(any_place.mug), str(any_place.shirt)
    result = shop.set_stock(
        "shop", {mug: {"shop": Decimal("2.5")}, medium: {"shop": Decimal(0)}, "99999": {"shop": Decimal(1)}}
    )
    assert result.unknown == frozenset()
    assert {ident: said.text() for ident, said in result.refused.items()} == {
        "99999": "This product was deleted in the shop."
    }
    assert shop.set_prices("shop", {mug: {"retail": Decimal("6.60")}}).refused == {}
    seen = any_place.simulator.judge.variant(any_place.mug)
    assert (seen.quantity, seen.price) == (Decimal("2.5"), Decimal("6.60"))
    assert any_place.simulator.judge.variant(any_place.shirt).quantity == 0


@pytest.mark.parametrize(
    "kind",
    [
        FaultKind.DROP_AFTER,
        FaultKind.HTML_502_AFTER,
        FaultKind.ERROR_500_AFTER,
        FaultKind.CUT,
        FaultKind.EMPTY_BODY,
    ],
)
def test_a_lost_answer_is_asked_again_with_the_same_value(place: Place, kind: FaultKind) -> None:
    place.simulator.faults.add(Fault(kind, request="PATCH /variants/{id}"))
    assert place.shop.set_stock("shop", {str(place.mug): {"shop": Decimal(3)}}).unknown == frozenset()
    assert place.simulator.judge.variant(place.mug).quantity == 3


def test_a_shop_that_stays_silent_leaves_the_rest_for_the_next_run(place: Place) -> None:
    levels = {str(place.mug): {"shop": Decimal(3)}, str(place.shirt): {"shop": Decimal(4)}}
    place.simulator.faults.add(
        Fault(FaultKind.DROP_AFTER, request="PATCH /variants/{id}", at_request=2, times=None)
    )
    result = place.shop.set_stock("shop", levels)
    assert result.unknown == {str(place.shirt)}
    place.simulator.faults.clear()
    place.simulator.faults.add(Fault(FaultKind.MAINTENANCE, times=None))
    with pytest.raises(Unreachable):
        place.shop.set_stock("shop", levels)


def test_many_writes_keep_to_the_share_of_the_plan(place: Place) -> None:
    """N writes take at most N / (L - 1) minutes and 3 % with a share of L, another program beside."""
    clock = TurnedClock(NOW)
    with CloudCartSimulator(per_minute=100, clock=clock) as simulator:
        ids = [
            simulator.owner.variant_of(simulator.owner.add_product(f"P{number}", price=1, quantity=1))
            for number in range(300)
        ]
        other = simulator.second_consumer(30)
        shop = open_shop(simulator, clock, share=60)
        before = clock.monotonic()
        for start in range(0, 300, 30):
            batch = {str(ident): {"shop": Decimal(7)} for ident in ids[start : start + 30]}
            assert shop.set_stock("shop", batch).refused == {}
        minutes = (clock.monotonic() - before) / 60
        assert minutes <= 300 / (60 - 1) * 1.03
        assert {row.quantity for row in simulator.judge.variants()} == {Decimal(7)}
        other.stop()
        shop.close()


def test_what_the_limit_turned_away_is_sent_again(place: Place) -> None:
    for kind in (FaultKind.FLAT_429, FaultKind.HTML_429):
        place.simulator.faults.add(Fault(kind, request="PATCH /variants/{id}"))
        place.shop.set_stock("shop", {str(place.mug): {"shop": Decimal(9)}})
        assert place.simulator.judge.variant(place.mug).quantity == 9


# ---- new products


def new(**values: object) -> NewShopProduct:
    given: dict[str, object] = {
        "catalog": "shop",
        "key": "2001",
        "name": "Чиния",
        "sku": "2001",
        "ean": "3800000000024",
        "prices": {"retail": Decimal("7.20")},
        "stock": {"shop": Decimal(5)},
        "categories": ("Кухня", "Чинии"),
        **values,
    }
    return NewShopProduct(**given)  # type: ignore[arg-type]  # fields of a new product


def test_a_product_and_its_variant_are_made(any_place: Place) -> None:
    ident = any_place.shop.create_product(new())
    seen = any_place.simulator.judge.variant(int(ident))
    assert (seen.sku, seen.barcode, seen.price, seen.quantity) == (
        "2001",
        "3800000000024",
        Decimal("7.20"),
        Decimal(5),
    )
    categories = {row["name"] for row in any_place.simulator.judge.rows("categories")}
    assert {"Кухня", "Чинии"} <= categories
    again = any_place.shop.create_product(new())
    assert again == ident
    assert len(any_place.simulator.judge.by_sku("2001")) == 1
    (made,) = [row for row in any_place.simulator.judge.rows("products") if row["name"] == "Чиния"]
    assert (made["active"], made["tracking"]) == ("no", "yes")


@pytest.mark.parametrize("request_kind", ["POST /products", "POST /variants", "POST /categories"])
@pytest.mark.parametrize("kind", [FaultKind.DROP_AFTER, FaultKind.DROP_BEFORE])
def test_a_create_whose_answer_was_lost_is_taken_up_again(
    place: Place, request_kind: str, kind: FaultKind
) -> None:
    place.simulator.faults.add(Fault(kind, request=request_kind))
    with pytest.raises((Unknown, Unreachable)):
        place.shop.create_product(new())
    # As the engine does in the next run: looked up by its key, then made.
    again = open_shop(place.simulator, place.clock)
    found = again.find_product("shop", "2001")
    ident = found[0].id if found else again.create_product(new())
    assert [row.id for row in place.simulator.judge.by_sku("2001")] == [int(ident)]
    assert len([row for row in place.simulator.judge.rows("products") if row["name"] == "Чиния"]) == 1


def test_a_family_of_variants(place: Place) -> None:
    made = []
    for size, code in (("S", "B-S"), ("M", "B-M"), ("s", "B-S2")):
        variant = new(
            key=code, sku=code, ean="", name=f"Блуза {size}", options={"Размер": size, "Цвят": "Син"},
            family="B", family_name="Блуза",
        )  # fmt: skip
        made.append(place.shop.create_product(variant))
    products = [row for row in place.simulator.judge.rows("products") if row["name"] == "Блуза"]
    assert len(products) == 1
    assert len(set(made)) == 2, "the same options are the same variant"
    with pytest.raises(Refused) as refused:
        place.shop.create_product(
            new(key="B-X", sku="B-X", options={"Цвят": "Бял"}, family="B", family_name="Блуза")
        )
    assert "other kinds of variants" in refused.value.sentence.text()
    assert len(place.simulator.judge.by_sku("B-M")) == 1


def test_texts_of_a_product_and_codes_of_a_variant(place: Place) -> None:
    fields = {"name": "Чаша „Лале“", "description": "<p>Нова</p>", "sku": "1001-A", "ean": "3800000000031"}
    assert place.shop.update_product("shop", str(place.mug), fields) is Outcome.DONE
    mug = next(product for product in place.shop.products("shop") if product.id == str(place.mug))
    assert (mug.name, mug.sku, mug.eans) == ("Чаша „Лале“", "1001-A", ("3800000000031",))
    assert place.shop.descriptions("shop", [mug.id]) == {mug.id: "<p>Нова</p>"}
    assert place.shop.update_product("shop", "99999", {"sku": "x"}) is Outcome.NOT_DONE


def test_marks_belong_to_the_product_and_the_weight_to_its_variant(any_place: Place) -> None:
    shop, shirt = any_place.shop, str(any_place.shirt)
    marks = {ProductMark.NEW: True, ProductMark.CONTINUE_SELLING: True}
    assert shop.features.marks >= marks.keys()
    assert shop.set_marks("shop", shirt, marks, 250) is Outcome.DONE
    medium, large = (product for product in shop.products("shop") if product.role is ProductRole.VARIANT)
    assert (medium.weight_grams, large.weight_grams) == (250, 0)
    for product in (medium, large):
        assert product.marks == {
            ProductMark.ACTIVE: True,
            ProductMark.FEATURED: False,
            ProductMark.NEW: True,
            ProductMark.TRACKING: True,
            ProductMark.CONTINUE_SELLING: True,
        }
    assert shop.set_marks("shop", "99999", marks, None) is Outcome.NOT_DONE


def test_categories_are_named_from_the_root_down(any_place: Place) -> None:
    owner = any_place.simulator.owner
    kitchen = owner.add_category("Кухня")
    cups = owner.add_category("Чаши", kitchen)
    names = {choice.id: choice.name for choice in any_place.shop.categories()}
    assert (names[str(kitchen)], names[str(cups)]) == ("Кухня", "Кухня / Чаши")


def test_one_more_variant_of_a_product_that_is_there(any_place: Place) -> None:
    shop = any_place.shop
    medium = next(product for product in shop.products("shop") if product.id == str(any_place.shirt))
    small = new(key="T-S", sku="T-S", ean="", options={"Размер": "S"}, family="T", parent_id=medium.parent_id)
    made = shop.create_product(small)
    there = {product.id: product for product in shop.products("shop")}
    assert there[made].parent_id == medium.parent_id
    with pytest.raises(Refused) as refused:
        shop.create_product(replace(small, key="OTHER", sku="OTHER", options={"Размер": "M"}))
    assert "with the code T-M" in refused.value.sentence.text()
    assert medium.id in there


# ---- orders


def test_an_order_with_all_that_belongs_to_it(any_place: Place) -> None:
    firm = Person(
        company="Лимон ООД", number="203456785", vat_number="BG203456785", responsible="Иван Лимонов"
    )
    number = confirmed(
        any_place, person=firm, delivery_price="5.90", fee="1.20", payment="cod", note="Звънете"
    )
    order = any_place.order(number)
    assert (order.number, order.currency, order.status_id) == (str(number), "EUR", "pending")
    assert [(line.sku, line.quantity, line.unit_price, line.product_id) for line in order.lines] == [
        ("1001", Decimal(2), Decimal(6), str(any_place.mug)),
        ("T-M", Decimal(1), Decimal(20), str(any_place.shirt)),
    ]
    assert (order.delivery_price, order.fee, order.discount) == (Decimal("5.9"), Decimal("1.2"), Decimal(0))
    assert order.total == any_place.simulator.judge.order(number).total
    assert (order.cash_on_delivery, order.paid) == (True, Decimal(0))
    assert order.payment_way == "Наложен платеж"
    assert (order.company_number, order.billing.company) == ("203456785", "Лимон ООД")
    assert (order.email, order.phone, order.billing.city) == ("maria@example.com", "+359880000001", "София")
    assert order.wants_invoice
    assert order.comment == "Звънете"
    assert order.confirmed_at == NOW


@pytest.mark.parametrize("details", [{"percent": 10, "voucher": "TEN"}, {"flat": "3.33", "voucher": "FLAT"}])
def test_vouchers_are_the_order_s_discount(any_place: Place, details: dict[str, object]) -> None:
    number = confirmed(any_place, delivery_price="4.00", **details)
    assert any_place.order(number).total == any_place.simulator.judge.order(number).total


def test_a_discount_on_a_piece_stays_in_its_price(any_place: Place) -> None:
    number = any_place.simulator.buyer.place(Basket((Piece(any_place.mug, 3, discount="0.50"),)))
    order = any_place.order(number)
    assert order.total == any_place.simulator.judge.order(number).total
    assert order.lines[0].unit_price == Decimal("5.50")


def test_listed_by_status_from_a_day_on(any_place: Place) -> None:
    first = confirmed(any_place)
    any_place.clock.sleep(3600)
    second = confirmed(any_place)
    any_place.simulator.owner.mark_paid(second)
    any_place.clock.sleep(3600)
    pages = list(any_place.shop.order_pages(OrderQuery(NOW - timedelta(days=1))))
    assert [raw.id for page in pages for raw in page] == [str(first), str(second)]
    paid = list(any_place.shop.order_pages(OrderQuery(NOW - timedelta(days=1), "paid")))
    assert [raw.id for page in paid for raw in page] == [str(second)]
    late = list(any_place.shop.order_pages(OrderQuery(NOW + timedelta(minutes=30))))
    assert [raw.id for page in late for raw in page] == [str(second)]


def test_orders_that_leave_the_status_while_they_are_listed(place: Place) -> None:
    numbers = []
    for _ in range(230):
        numbers.append(place.simulator.buyer.place(Basket((Piece(place.mug, 1, price=1),), person=Person())))
        place.simulator.owner.set_quantity(place.mug, 10)
        place.clock.sleep(1)
    pages = place.shop.order_pages(OrderQuery(NOW, "pending"))
    seen = [raw.id for raw in next(iter([next(pages)]))]
    for number in numbers[:40]:
        place.simulator.owner.mark_paid(number)
    seen += [raw.id for page in pages for raw in page]
    assert {str(number) for number in numbers} <= set(seen)


def test_changes_are_told_by_the_moment_of_change(any_place: Place) -> None:
    shop = any_place.shop

    def told(after: str) -> tuple[list[str], str]:
        changes, cursor = shop.order_changes(after) or ([], "")
        return [change.order_id for change in changes], cursor

    first = str(confirmed(any_place))
    assert told("")[0] == [first]
    any_place.clock.sleep(3600)
    second = str(confirmed(any_place))
    both, cursor = told(told("")[1])
    assert second in both
    any_place.clock.sleep(3600)
    any_place.simulator.owner.mark_paid(int(first))
    changed, cursor = told(cursor)
    assert changed[0] == first, "what changed last is told first; a little before the cursor is told again"
    requests = len(any_place.simulator.requests)
    assert set(shop.orders_by_id([first])) == {first}
    assert len(any_place.simulator.requests) == requests, "what was just told needs no further request"
    assert told(cursor)[0] == [first], "nothing older than the overlap comes again"


def test_a_deleted_order_is_missing(place: Place) -> None:
    number = confirmed(place)
    place.simulator.owner.delete_order(number)
    assert place.shop.orders_by_id([str(number), "abc"]) == {}


def test_status_and_number_go_back(any_place: Place) -> None:
    number = confirmed(any_place, payment="bank_transfer")
    assert any_place.shop.set_order_status([str(number)], "paid").refused == {}
    assert any_place.simulator.judge.order(number).status == "paid"
    fields = {choice.id for choice in any_place.shop.order_number_fields()}
    assert fields == {"note_administrator", "usn"}
    written = any_place.shop.set_order_number(str(number), "note_administrator", "0000000123")
    patchable = any_place.simulator.quirks.order_patch in ("entity_page", "both")
    assert written is (Outcome.DONE if patchable else Outcome.NOT_DONE)
    if patchable:
        again = any_place.shop.set_order_number(str(number), "note_administrator", "0000000123")
        assert again is Outcome.DONE
        assert str(any_place.simulator.judge.rows("orders")[0]["note_administrator"]).count("0000000123") == 1


def test_the_owner_s_note_is_kept(place: Place) -> None:
    number = confirmed(place)
    place.simulator.owner.edit_order(number, note_administrator="Да се провери")
    assert place.shop.set_order_number(str(number), "note_administrator", "0000000123") is Outcome.DONE
    assert place.simulator.judge.rows("orders")[0]["note_administrator"] == "Да се провери 0000000123"


def test_a_status_that_the_shop_does_not_take(place: Place) -> None:
    number = confirmed(place)
    result = place.shop.set_order_status([str(number)], "completed")
    assert list(result.refused) == [str(number)]
    assert place.simulator.judge.order(number).status == "pending"


def test_statuses_are_the_shop_s_own_and_the_platform_s(place: Place) -> None:
    own = place.simulator.owner.add_status("Опакована")
    ids = [choice.id for choice in place.shop.order_statuses()]
    assert own in ids
    assert {"pending", "paid", "completed", "cancelled", "refunded"} <= set(ids)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    "broken", [FaultKind.HTML_200, FaultKind.EMPTY_BODY, FaultKind.CUT, FaultKind.HTML_520]
)
def test_what_stands_between_is_no_answer(place: Place, broken: FaultKind) -> None:
    place.simulator.faults.add(Fault(broken, times=None))
    with pytest.raises(MostikError) as error:
        list(place.shop.order_pages(OrderQuery(NOW)))
    assert isinstance(error.value, Unreachable)
    assert SAMPLE_KEY not in f"{error.value} {error.value.detail}"


# ---- other programs


def test_a_shop_of_its_own_shows_no_other_program(place: Place) -> None:
    assert place.shop.signs_of_others() == ()
    place.shop.hooks.ensure("https://till.example/mostik", key="a" * 40)
    assert place.shop.signs_of_others() == (), "Mostik's own hooks are no other program's"


def test_hooks_and_products_of_another_program_are_told(place: Place) -> None:
    client = place.shop._client
    for event, url in (
        ("order.created", "https://erp.example/in"),
        ("order.updated", "https://erp.example/up"),
    ):
        client.make("webhooks", {"url": url, "event": event, "active": "yes"})
    place.simulator.owner.add_product("Чай", price="1.00", sku="T", app_import="microinvest-17")
    told = [sign.text() for sign in place.shop.signs_of_others()]
    assert len(told) == 2
    assert "erp.example" in told[0]
    assert "application Microinvest" in told[1]
