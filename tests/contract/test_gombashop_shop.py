"""GombaShop as a shop, against its stand-in: the files that it exports, and its pulling of the feed under
every policy for what a feed lacks.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import pytest

from sync.clock import TurnedClock
from sync.errors import MostikError, Refused, Unreachable
from sync.feed_places import FeedInFile, FeedPlace, FeedServed
from sync.model import NewShopProduct, ProductMark
from sync.ports import OrderQuery, Outcome, RawOrder, Shop
from sync.shops.feeds import FeedServer, new_word
from sync.shops.gombashop import GombaShop
from sync.shops.gombashop.adapter import feed_form, served_file
from sync.shops.gombashop.lines import CompletedLine
from sync.simulators.gombashop import (
    FeedPuller,
    Form,
    Order,
    OrderLine,
    PullReport,
    generated_shop,
    orders_file,
    products_file,
    stock_file,
)
from sync.simulators.gombashop import Shop as Simulated
from sync.systems import GombaShopShop
from sync.warehouses.remote.keeper import MemoryKeeper

SOFIA = ZoneInfo("Europe/Sofia")
NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
EVER = OrderQuery(NOW - timedelta(days=4000))
Policy = Literal["ignore", "move", "remove"]


@dataclass
class Place:
    """A simulated shop, its exports in a folder, and Mostik's side of it."""

    folder: Path
    simulated: Simulated
    clock: TurnedClock = field(default_factory=lambda: TurnedClock(NOW))
    keeper: MemoryKeeper = field(default_factory=MemoryKeeper)
    missing: Policy = "ignore"
    promotions: bool = False
    form: Literal["csv", "xml"] = "csv"
    feed: FeedPlace | None = None

    @property
    def exports(self) -> Path:
        return self.folder / "exports"

    @property
    def target(self) -> Path:
        return self.folder / "web" / f"products.{self.form}"

    @property
    def settings(self) -> GombaShopShop:
        return GombaShopShop(
            url="https://www.kalina.gombashop.com",
            exports=str(self.exports),
            folder=str(self.folder / "kept"),
            feed=self.feed or FeedInFile(path=str(self.target)),
            form=self.form,
            promotions=self.promotions,
            missing=self.missing,
        )

    def open(self, **sends: bool) -> GombaShop:
        return GombaShop(self.settings, "", self.clock, SOFIA, self.keeper, **sends)

    def export(self, form: Form | None = None, *, name: str = "", at: datetime | None = None) -> None:
        """The owner exports all three files."""
        form = form or Form()
        for kind, content in (
            ("поръчки", orders_file(self.simulated, form)),
            ("products", products_file(self.simulated, form)),
            ("справка", stock_file(self.simulated, form)),
        ):
            self.save(f"{kind}{name}.csv", content, at)

    def save(self, name: str, content: bytes, at: datetime | None = None) -> None:
        path = self.exports / name
        path.write_bytes(content)
        moment = (at or self.clock.now()).timestamp()
        os.utime(path, (moment, moment))

    def pull(self) -> PullReport:
        """The shop pulls the feed as its merchant set it up."""
        return FeedPuller(self.simulated, self.form, missing=self.missing).pull(self.target)


def make_place(folder: Path, simulated: Simulated | None = None, **details: object) -> Place:
    (folder / "exports").mkdir()
    (folder / "web").mkdir()
    place = Place(folder, simulated or generated_shop(), **details)  # type: ignore[arg-type]  # its fields
    place.export()
    return place


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return make_place(tmp_path)


def orders(shop: GombaShop, query: OrderQuery = EVER) -> list[RawOrder]:
    return [raw for page in shop.order_pages(query) for raw in page]


def said(error: pytest.ExceptionInfo[MostikError]) -> str:
    return error.value.sentence.text()


# ---- the connection


def test_the_test_passes_and_names_the_shop(place: Place) -> None:
    shop: Shop = place.open()
    facts = shop.check()
    assert [step.passed for step in facts.steps] == [True] * 4
    assert (facts.key, facts.name, facts.currency) == (
        "gs-kalina-gombashop-com",
        "www.kalina.gombashop.com",
        "EUR",
    )
    assert not (place.folder / "kept").exists(), "a test leaves nothing behind"


@pytest.mark.parametrize(
    ("spoil", "step", "sentence"),
    [
        (lambda place: [each.unlink() for each in place.exports.iterdir()], 1, "There is no product export"),
        (lambda place: (place.folder / "web").rmdir(), 2, "is not there"),
        (lambda place: place.exports.rename(place.folder / "elsewhere"), 0, "is not there"),
    ],
)
def test_what_is_missing_is_told_at_its_step(
    place: Place, spoil: Callable[[Place], object], step: int, sentence: str
) -> None:
    spoil(place)
    steps = place.open().check().steps
    assert [each.passed for each in steps] == [True] * step + [False] + [None] * (3 - step)
    told = steps[step].said
    assert told is not None
    assert sentence in told.text()


def test_a_workbook_instead_of_a_csv_is_told(place: Place) -> None:
    for path in place.exports.iterdir():
        path.unlink()
    place.save("products.xlsx", b"PK\x03\x04" + b"\x00" * 200)
    told = place.open().check().steps[1].said
    assert told is not None
    assert "workbook" in told.text()


# ---- products


def test_products_are_known_by_their_own_code_and_others_by_their_number(place: Place) -> None:
    found = {product.id: product for product in place.open().products("shop")}
    assert len(found) == len(place.simulated.items), "rows that are repeated are one product"
    plain, shared, blank = found["sku:CM000M"], found["#102"], found["#104"]
    assert (plain.sku, plain.prices, plain.visible) == ("CM000M", {"price": Decimal("4.90")}, True)
    assert (shared.sku, found["#103"].sku, blank.sku) == ("CM001M", "CM001M", "")
    assert found["sku:CM009M"].visible is False
    assert found["sku:CM013M"].marks == {ProductMark.NEW: True}
    assert found["sku:CM006M"].name == 'Чаша "Роса" 6', "HTML is undone"
    assert found["sku:CM004М"].sku.endswith("М"), "a look-alike letter is the shop's own key"


def test_a_quantity_is_known_only_where_its_name_is_the_only_one(place: Place) -> None:
    found = {product.id: product for product in place.open().products("shop")}
    assert found["sku:CM008M"].stock == {"shop": Decimal(8)}
    assert found["sku:CM010M"].stock == {}, "not tracked"
    assert found["sku:CM007M"].stock == {}, "two products have its name"


@pytest.mark.parametrize(
    "form",
    [
        Form("utf-8", ";"),
        Form("windows-1251", ";", "comma_with_currency", "Да/Не", repeated=2),
        Form(prices="comma_with_currency", flags="Да/Не", entities=False),
    ],
)
def test_files_written_otherwise_say_the_same(tmp_path: Path, form: Form) -> None:
    place = make_place(tmp_path)
    before = list(place.open().products("shop"))
    place.export(form)
    assert list(place.open().products("shop")) == before
    assert len(orders(place.open())) == len(place.simulated.orders)


def test_products_in_leva_are_not_taken_for_euro(place: Place) -> None:
    text = products_file(place.simulated).decode("utf-8").replace("4.90", "9.58 лв.")
    place.save("products.csv", text.encode("utf-8"))
    prices = {product.id: product.prices for product in place.open().products("shop")}
    assert prices["sku:CM000M"] == {"price": Decimal("4.90")}


def test_without_a_product_export_there_are_no_products(tmp_path: Path) -> None:
    place = make_place(tmp_path, Simulated())
    (place.exports / "products.csv").unlink()
    assert list(place.open().products("shop")) == []


# ---- orders


def test_every_order_is_listed_once_the_earliest_first(place: Place) -> None:
    found = orders(place.open())
    assert [raw.id for raw in found] == [order.number for order in place.simulated.orders]
    assert found[5].id == "20260115", "digits alone stay a text"
    moments = [raw.confirmed_at for raw in found]
    assert moments[0] == place.simulated.orders[0].at.replace(tzinfo=SOFIA)
    assert moments == sorted(moments, key=lambda moment: moment or NOW)


def test_orders_are_asked_for_by_status_day_and_number(place: Place) -> None:
    shop = place.open()
    confirmed = [order.number for order in place.simulated.orders if order.status == "Потвърдена"]
    assert [raw.id for raw in orders(shop, OrderQuery(EVER.since, "Потвърдена"))] == confirmed
    since = place.simulated.orders[20].at.replace(tzinfo=SOFIA)
    assert len(orders(shop, OrderQuery(since))) == 10
    assert set(shop.orders_by_id([confirmed[0], "no such"])) == {confirmed[0]}
    assert {"Нова", "Върната"} <= {status.id for status in shop.order_statuses()}
    assert {way.id for way in shop.payment_ways()} == {"Наложен платеж", "Банков превод"}


def test_an_order_waits_for_its_lines_and_nothing_is_guessed(place: Place) -> None:
    shop = place.open()
    for raw in orders(shop):
        with pytest.raises(Refused, match="does not say how much"):
            shop.read_order(raw.raw)


def complete(shop: GombaShop, raw: RawOrder, order: Order) -> None:
    """The owner completes the lines, as he sees them in the panel."""
    asked = shop.asked(raw.raw)
    assert [proposal.line.name for proposal in asked] == [line.name.strip() for line in order.lines]
    shop.complete(
        raw.raw,
        [
            CompletedLine(
                proposal.line.name,
                Decimal(line.quantity),
                line.price,
                proposal.line.options,
                proposal.good.sku if proposal.good else "",
                proposal.good.id if proposal.good else "",
            )
            for proposal, line in zip(asked, order.lines, strict=True)
        ],
    )


def test_completed_orders_say_everything_to_the_cent(place: Place) -> None:
    shop = place.open()
    by_number = {order.number: order for order in place.simulated.orders}
    for raw in orders(shop):
        complete(shop, raw, by_number[raw.id])
    found = {raw.id: shop.read_order(raw.raw) for raw in orders(place.open())}
    for number, order in by_number.items():
        read = found[number]
        assert (read.total, read.status_id) == (order.total, order.status)
        assert read.currency == ("BGN" if order.at.year < 2026 else "EUR")
        assert [(line.quantity, line.unit_price) for line in read.lines] == [
            (Decimal(line.quantity), line.price) for line in order.lines
        ]
        assert read.paid == (order.total if order.paid_at else 0)
        assert read.cash_on_delivery == (order.payment == "Наложен платеж")
        assert read.delivery.postcode == read.billing.postcode == order.postcode
        assert (read.wants_invoice, read.company_number) == (bool(order.company), order.bulstat)
    with_option = next(line for order in found.values() for line in order.lines if line.attributes)
    assert with_option.attributes == "Цвят: Червен"


def test_lines_have_to_make_what_the_shop_says(place: Place) -> None:
    shop = place.open()
    raw = orders(shop)[0]
    for lines in (
        [],
        [CompletedLine("Стока 0", Decimal(0), Decimal(1))],
        [CompletedLine("x", Decimal(1), Decimal(1))],
    ):
        with pytest.raises(Refused):
            shop.complete(raw.raw, lines)
    assert "lines" not in orders(place.open())[0].raw


def test_the_price_of_today_is_proposed_in_the_orders_own_currency(place: Place) -> None:
    shop = place.open()
    first, last = orders(shop)[0], orders(shop)[-1]
    (old,) = [proposal for proposal in shop.asked(first.raw) if proposal.line.name == "Стока 0"]
    assert old.price == place.simulated.orders[0].lines[0].price, "leva"
    assert {proposal.price for proposal in shop.asked(last.raw)} <= {
        line.price for line in place.simulated.orders[-1].lines
    } | {None}


def test_an_order_that_changed_asks_again(place: Place) -> None:
    shop = place.open()
    order, raw = place.simulated.orders[-1], orders(shop)[-1]
    complete(shop, raw, order)
    order.lines.append(OrderLine("Стока 0", 1, Decimal("4.90")))
    place.export(name=" нов", at=place.clock.now() + timedelta(minutes=5))
    again = orders(place.open())[-1]
    with pytest.raises(Refused, match="has changed in the shop"):
        shop.read_order(again.raw)
    order.lines.pop()
    place.export(name=" нов", at=place.clock.now() + timedelta(minutes=9))
    assert place.open().read_order(orders(place.open())[-1].raw).total == order.total


def test_the_newest_of_several_exports_counts(place: Place) -> None:
    order = place.simulated.orders[-1]
    order.status = "Върната"
    first = place.simulated.orders.pop(0)
    place.export(name="2", at=NOW + timedelta(hours=1))
    found = {raw.id: raw for raw in orders(place.open())}
    assert found[order.number].status_id == "Върната"
    assert first.number in found, "an older file still tells what the newer one leaves out"


def test_rows_that_cannot_be_read_are_told_and_the_others_come(place: Place) -> None:
    rows = orders_file(place.simulated).decode("utf-8").splitlines()
    rows[1] = rows[1][: len(rows[1]) // 2]
    rows[2] = rows[2].replace("2026-", "2026/33/", 1)
    place.save("поръчки.csv", "\n".join(rows).encode("utf-8"))
    pages = place.open().order_pages(EVER)
    assert len(next(pages)) == len(place.simulated.orders) - 2
    with pytest.raises(Refused, match="2 rows of the exported orders cannot be read; the first is row 2"):
        next(pages)


def test_amounts_that_do_not_add_up_are_the_owners(place: Place) -> None:
    place.simulated.orders[-1].discount = Decimal("1.00")
    text = orders_file(place.simulated).decode("utf-8").replace(",1.00,", ",2.00,", 1)
    place.save("поръчки.csv", text.encode("utf-8"))
    shop = place.open()
    with pytest.raises(Refused, match="do not make"):
        shop.read_order(orders(shop)[-1].raw)


@pytest.mark.parametrize("content", [b"", b'\xef\xbb\xbf\xd0\xa1,"x'])
def test_a_file_that_is_still_being_written_waits(place: Place, content: bytes) -> None:
    place.save("поръчки.csv", content)
    with pytest.raises(Unreachable):
        orders(place.open())


def test_an_order_cannot_be_written_to(place: Place) -> None:
    shop = place.open()
    assert not shop.features.order_status
    assert not shop.features.order_number_fields
    assert shop.order_number_fields() == []
    assert shop.set_order_status(["A0F3"], "Завършена").refused
    assert shop.set_order_number("A0F3", "note", "1") is Outcome.NOT_DONE


# ---- the feed


def item(place: Place, sku: str) -> object:
    (found,) = [each for each in place.simulated.items.values() if each.sku == sku]
    return found


@pytest.mark.parametrize("form", ["csv", "xml"])
@pytest.mark.parametrize("missing", ["ignore", "move", "remove"])
def test_what_is_sent_arrives_and_nothing_is_lost(
    tmp_path: Path, missing: Policy, form: Literal["csv", "xml"]
) -> None:
    place = make_place(tmp_path, missing=missing, form=form)
    before = dict(place.simulated.items)
    shop = place.open()
    assert not shop.set_stock(
        "shop", {"sku:CM000M": {"shop": Decimal(3)}, "sku:CM009M": {"shop": Decimal(1)}}
    ).refused
    assert not shop.set_prices("shop", {"sku:CM000M": {"price": Decimal("5.55")}}).refused
    report = place.pull()
    assert (report.wrong, report.added) == ([], [])
    cup, hidden = before[101], before[110]
    assert (cup.quantity, cup.price) == (Decimal(3), Decimal("5.55"))
    assert (hidden.quantity, hidden.hidden, hidden.price) == (Decimal(1), True, Decimal("13.90"))
    named = {ident for ident, each in before.items() if each.sku}
    assert named <= set(place.simulated.items), "what has a code is never removed"
    assert not any(before[ident].moved for ident in named)
    assert before[102].quantity == 1, "a product that Mostik has no word on keeps its quantity"


@pytest.mark.parametrize("missing", ["ignore", "move", "remove"])
def test_a_good_that_left_the_warehouse_stays_hidden_with_nothing(tmp_path: Path, missing: Policy) -> None:
    place = make_place(tmp_path, missing=missing)
    shop = place.open()
    shop.set_stock("shop", {"sku:CM000M": {"shop": Decimal(3)}})
    shop.set_marks("shop", "sku:CM000M", {ProductMark.ACTIVE: False}, None)
    shop.set_stock("shop", {"sku:CM000M": {"shop": Decimal(0)}})
    place.pull()
    cup = place.simulated.items[101]
    assert (cup.quantity, cup.hidden, cup.moved) == (Decimal(0), True, False)
    place.export(at=NOW + timedelta(hours=1))
    shop = place.open()
    shop.set_prices("shop", {"sku:CM000M": {"price": Decimal(6)}})
    place.pull()
    assert cup.hidden, "a new price brings it not back"
    place.clock.turn(timedelta(hours=2))
    shop.set_stock("shop", {"sku:CM000M": {"shop": Decimal(2)}})
    shop.publish()
    place.pull()
    assert (cup.quantity, cup.hidden) == (Decimal(2), False)


def test_a_new_product_is_made_by_the_pull_and_then_known_from_the_export(place: Place) -> None:
    shop = place.open()
    product = NewShopProduct(
        "shop",
        "НОВ-1",
        "Нова стока",
        sku="НОВ-1",
        prices={"price": Decimal("7.20")},
        stock={"shop": Decimal(4)},
        visible=True,
        marks={ProductMark.NEW: True},
    )
    assert shop.create_product(product) == "sku:НОВ-1"
    assert [each.id for each in shop.find_product("shop", "НОВ-1")] == ["sku:НОВ-1"]
    shop.publish()
    place.pull()
    made = place.simulated.items[max(place.simulated.items)]
    assert (made.name, made.price, made.quantity, made.new, made.hidden) == (
        "Нова стока",
        Decimal("7.2"),
        Decimal(4),
        True,
        False,
    )
    place.export(at=NOW + timedelta(hours=1))
    again = place.open()
    assert [each.id for each in again.find_product("shop", "НОВ-1")] == ["sku:НОВ-1"]
    for wrong in (
        NewShopProduct("shop", "", "Без код", prices={"price": Decimal(1)}),
        NewShopProduct("shop", "X", "Без цена", sku="X"),
    ):
        with pytest.raises(Refused):
            again.create_product(wrong)


def test_products_that_a_feed_cannot_name_are_refused_one_by_one(place: Place) -> None:
    result = place.open().set_stock(
        "shop", {ident: {"shop": Decimal(1)} for ident in ("#102", "#104", "sku:nothing", "sku:CM000M")}
    )
    told = {ident: why.text() for ident, why in result.refused.items()}
    assert set(told) == {"#102", "#104", "sku:nothing"}
    assert "Several products of the shop have the code CM001M" in told["#102"]
    assert "no code in the shop" in told["#104"]


def test_marks_that_the_owner_changed_in_the_shop_stay(place: Place) -> None:
    place.open().set_stock("shop", {"sku:CM000M": {"shop": Decimal(3)}})
    place.pull()
    cup = place.simulated.items[101]
    cup.hidden = cup.new = True
    place.export(at=NOW + timedelta(hours=1))
    shop = place.open()
    shop.publish()
    place.pull()
    assert (cup.hidden, cup.new) == (True, True)
    place.clock.turn(timedelta(hours=2))
    shop.set_marks("shop", "sku:CM000M", {ProductMark.NEW: False}, None)
    shop.publish()
    place.pull()
    assert (cup.hidden, cup.new) == (True, False)


def test_only_what_is_looked_after_stands_in_the_feed(place: Place) -> None:
    place.open(sends_prices=False).set_stock("shop", {"sku:CM000M": {"shop": Decimal(3)}})
    assert place.target.read_text(encoding="utf-8").splitlines()[0] == "sku,name,quantity,new,hidden"
    place.simulated.items[101].price = Decimal(99)
    place.pull()
    assert place.simulated.items[101].price == Decimal(99), "the owner's own price stays"
    place.open(sends_stock=False).publish()
    assert "quantity" not in place.target.read_text(encoding="utf-8").splitlines()[0]


def test_promotions_are_sent_where_the_owner_wants_it(tmp_path: Path) -> None:
    place = make_place(tmp_path, promotions=True)
    shop = place.open()
    assert [group.id for group in shop.price_groups()] == ["price", "old price"]
    shop.set_prices("shop", {"sku:CM000M": {"price": Decimal(4), "old price": Decimal(5)}})
    place.pull()
    cup = place.simulated.items[101]
    assert (cup.price, cup.old_price, cup.promo) == (Decimal(4), Decimal(5), True)
    shop.set_prices("shop", {"sku:CM000M": {"price": Decimal(5)}})
    place.pull()
    assert cup.promo is False


def test_without_the_export_a_shop_that_removes_is_given_no_feed(tmp_path: Path) -> None:
    place = make_place(tmp_path, missing="remove")
    place.open().set_stock("shop", {"sku:CM000M": {"shop": Decimal(3)}})
    before = place.target.read_bytes()
    (place.exports / "products.csv").unlink()
    with pytest.raises(Refused) as error:
        place.open().set_stock("shop", {"sku:CM000M": {"shop": Decimal(9)}})
    assert "takes away what the feed does not name" in said(error)
    assert place.target.read_bytes() == before


def test_the_feed_is_written_again_only_for_something_new(place: Place) -> None:
    shop = place.open()
    assert shop.feed_is_new
    shop.set_stock("shop", {"sku:CM000M": {"shop": Decimal(3)}})
    assert not place.open().feed_is_new
    stands = place.target.stat().st_mtime_ns
    shop.set_stock("shop", {"sku:CM000M": {"shop": Decimal(3)}})
    place.open().publish()
    assert place.target.stat().st_mtime_ns == stands


def test_a_folder_is_a_place_for_the_feed_too(tmp_path: Path) -> None:
    place = make_place(tmp_path, feed=FeedInFile(path=str(tmp_path / "web")))
    shop = place.open()
    assert shop.check().passed
    shop.set_stock("shop", {"sku:CM000M": {"shop": Decimal(3)}})
    assert place.pull().edited == ["CM000M"]


def test_a_shop_on_the_network_pulls_what_mostik_serves(tmp_path: Path) -> None:
    word = new_word()
    place = make_place(tmp_path, feed=FeedServed(word=word))
    shop = place.open()
    assert shop.check().passed
    shop.set_stock("shop", {"sku:CM000M": {"shop": Decimal(3)}})
    form = feed_form(place.settings, sends_stock=True, sends_prices=True)
    with FeedServer(served_file(place.settings, form), form.content_type, word, "127.0.0.1") as server:
        FeedPuller(place.simulated).pull(f"http://127.0.0.1:{server.port}/{word}/products.csv")
    assert place.simulated.items[101].quantity == 3


def products_and_values(shop: GombaShop) -> Sequence[tuple[str, object, object]]:
    return [(product.id, dict(product.prices), dict(product.stock)) for product in shop.products("shop")]


def test_what_the_feed_says_is_what_the_shop_is_taken_to_have(place: Place) -> None:
    shop = place.open()
    shop.set_stock("shop", {"sku:CM000M": {"shop": Decimal(3)}})
    shop.set_prices("shop", {"sku:CM000M": {"price": Decimal("5.55")}})
    expected = ("sku:CM000M", {"price": Decimal("5.55")}, {"shop": Decimal(3)})
    assert expected in products_and_values(place.open())
