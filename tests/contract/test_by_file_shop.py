"""A shop that is joined by files: orders and products in, stock and prices out, and files as they really
come.
"""

from __future__ import annotations

import tracemalloc
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import ValidationError

from sync.errors import MostikError, Refused, SettingsError, Unreachable
from sync.model import NewShopProduct
from sync.ports import OrderQuery, Outcome, Publishing, Shop
from sync.shops.by_file.adapter import ByFile
from sync.shops.by_file.settings import OrderField, OrderFile
from tests.contract.by_file import ALL, ORDER_COLUMNS, SOFIA, Files, as_csv, line, listed, product


@pytest.fixture
def files(tmp_path: Path) -> Files:
    found = Files(tmp_path)
    found.products(
        product("11", "1001", "Чаша", "6,00", "5", "3800000000017"),
        product("12", "A-2", "Чай", "4,80", "не се следи"),
        product("13", "", "Без код", "1,00", "2"),
    )
    found.orders(
        line("A1", "1001", "2", "6,00", Доставка="5,00", Общо="21,80", Платена="да"),
        line("A1", "A-2", "1", "4,80", Платена=""),
        line("A2", "A-2", "3", "4,80", Дата="22.11.2026 09:00", Статус="платена", Плащане="Наложен платеж"),
    )
    return found


def held(files: Files, order: str, **change: object) -> str:
    """Why an order is held."""
    shop = files.open(**change)
    with pytest.raises(Refused) as refused:
        shop.read_order(listed(shop)[order].raw)
    return refused.value.sentence.text()


# ---- the connection


def test_the_test_passes_and_says_what_there_is(files: Files) -> None:
    shop = files.open()
    facts = shop.check()
    assert [(step.passed, step.said.text() if step.said else "") for step in facts.steps] == [
        (True, "Found 2 orders."),
        (True, "Found 3 products."),
        (True, ""),
    ]
    assert (facts.key, facts.name, facts.currency) == ("", "Калина", "EUR")
    port: Shop = shop
    publishing: Publishing = shop
    publishing.publish()
    assert publishing.feed_is_new
    features = port.features
    assert not any((features.order_status, features.product_create, features.lists_all_orders))
    assert not files.out_path.exists()
    assert not (files.folder / "kept").exists()


def test_a_file_that_is_not_there_fails_its_step_and_the_rest_is_not_tried(files: Files) -> None:
    files.orders_path.unlink()
    facts = files.open().check()
    assert [step.passed for step in facts.steps] == [False, None, None]
    assert facts.steps[0].said is not None
    assert facts.steps[0].said.text() == "The file orders.csv is not there."


def test_the_place_for_the_file_must_be_there(files: Files) -> None:
    out = {"path": str(files.folder / "none" / "stock.csv")}
    facts = files.open(out=False).check()
    assert [step.passed for step in facts.steps] == [True, True]
    settings = files.settings()
    assert settings.out is not None
    moved = settings.model_copy(update={"out": settings.out.model_copy(update=out)})
    assert [step.passed for step in ByFile(moved, files.clock, SOFIA).check().steps] == [True, True, False]


# ---- orders


def test_rows_of_one_number_are_one_order(files: Files) -> None:
    shop = files.open()
    raws = listed(shop)
    assert list(raws) == ["A1", "A2"]
    assert (raws["A1"].status_id, raws["A1"].confirmed_at) == (
        "нова",
        datetime(2026, 11, 21, 8, 30, tzinfo=UTC),
    )
    order = shop.read_order(raws["A1"].raw)
    assert [(each.sku, each.quantity, each.unit_price) for each in order.lines] == [
        ("1001", Decimal(2), Decimal("6.00")),
        ("A-2", Decimal(1), Decimal("4.80")),
    ]
    assert (order.total, order.paid, order.currency) == (Decimal("21.80"), Decimal("21.80"), "EUR")
    assert (order.delivery.name, order.delivery.city, order.email) == (
        "Елена Маринова",
        "Русе",
        "elena@example.com",
    )
    other = shop.read_order(raws["A2"].raw)
    assert (other.cash_on_delivery, other.paid) == (True, Decimal(0))


def test_orders_are_chosen_by_status_and_moment(files: Files) -> None:
    shop = files.open()
    assert list(listed(shop, OrderQuery(datetime(2026, 11, 1, tzinfo=UTC), "платена"))) == ["A2"]
    assert list(listed(shop, OrderQuery(datetime(2026, 11, 22, tzinfo=UTC)))) == ["A2"]
    assert [status.id for status in shop.order_statuses()] == ["нова", "платена"]
    assert [way.id for way in shop.payment_ways()] == ["Банков превод", "Наложен платеж"]
    assert set(shop.orders_by_id(["A1", "none"])) == {"A1"}


def test_a_new_export_is_seen_and_the_same_one_is_not_read_again(files: Files) -> None:
    shop = files.open()
    listed(shop)
    slept = files.clock.monotonic()
    listed(shop)
    assert files.clock.monotonic() == slept
    files.orders(line("A3", "1001", "1", "6,00"))
    assert list(listed(shop)) == ["A3"]


def test_one_row_an_order_with_its_lines_in_the_cells(files: Files) -> None:
    files.orders(line("B1", "1001|A-2", "2|1", "6,00|4,80", Общо="16,80"), line("B2", "1001", "1|2", "6,00"))
    shop = files.open(orders={"list_separator": "|"})
    raws = listed(shop)
    order = shop.read_order(raws["B1"].raw)
    assert [(each.sku, each.quantity) for each in order.lines] == [("1001", Decimal(2)), ("A-2", Decimal(1))]
    assert held(files, "B2", orders={"list_separator": "|"}) == "Row 3: 1 entries under “Код” where 2 belong."


def test_prices_of_whole_lines_without_vat(files: Files) -> None:
    files.orders(line("C1", "1001", "3", "15,00", Доставка="5,00", Общо="24,00"))
    shop = files.open(orders={"price_is": "line", "prices_include_vat": False})
    order = shop.read_order(listed(shop)["C1"].raw)
    assert (order.lines[0].unit_price, order.delivery_price, order.total) == (
        Decimal(6),
        Decimal(6),
        Decimal(24),
    )


def test_xml_with_lines_inside_the_orders(files: Files) -> None:
    path = files.folder / "orders.xml"
    files.write(
        path,
        b"<Orders><Order><No>X1</No><At>2026-11-21T10:00:00Z</At><Lines><L><Sku>1001</Sku><Q>2</Q><P>6.00</P></L>"
        b"<L><Sku>A-2</Sku><Q>1</Q><P>4.80</P></L></Lines></Order></Orders>",
    )
    columns = {
        OrderField.NUMBER: "No", OrderField.DATE: "At", OrderField.CODE: "Lines/L/Sku",
        OrderField.QUANTITY: "Lines/L/Q", OrderField.PRICE: "Lines/L/P",
    }  # fmt: skip
    table = {"kind": "xml", "record": "Orders/Order", "line": "Lines/L"}
    change = {
        "path": str(path),
        "columns": columns,
        "table": table,
        "decimal": ".",
        "date_form": "year-month-day",
    }
    shop = files.open(orders=change)
    order = shop.read_order(listed(shop)["X1"].raw)
    assert [(each.sku, each.quantity) for each in order.lines] == [("1001", Decimal(2)), ("A-2", Decimal(1))]
    assert order.status_id == "—"


def test_a_folder_of_exports_in_which_the_newest_has_the_last_word(files: Files) -> None:
    folder = files.folder / "exports"
    folder.mkdir()
    files.write(folder / "b.csv", as_csv([line("A1", "1001", "1", "6,00"), line("A2", "A-2", "1", "4,80")]))
    files.clock.turn(timedelta(hours=1))
    files.write(folder / "a.csv", as_csv([line("A1", "1001", "5", "6,00", Статус="платена")]))
    shop = files.open(orders={"path": str(folder), "pattern": "*.csv"})
    raws = listed(shop)
    assert (sorted(raws), raws["A1"].status_id) == (["A1", "A2"], "платена")
    assert shop.read_order(raws["A1"].raw).lines[0].quantity == 5


# ---- orders that are held


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"Брой": ""}, "Row 2: the cell under “Брой” is empty."),
        ({"Брой": "две"}, "Row 2: “две” under “Брой” is no number."),
        ({"Брой": "-1"}, "Row 2: “-1” under “Брой” is below 0."),
        ({"Цена": "12.34"}, "Row 2: “12.34” under “Цена” is no number."),
        ({"Дата": "вчера"}, "Row 2: “вчера” under “Дата” is no date as you chose it."),
        (
            {"Код": "3,8E+12"},
            "Row 2: a spreadsheet shortened the code “3,8E+12” under “Код”, so its digits are lost.",
        ),
        ({"Общо": "30,00"}, "The order’s rows give 12 together, and its total says 30."),
        (
            {"Платена": "може би"},
            "Row 2: “може би” under “Платена” says neither that it is paid nor that it is not.",
        ),
        ({"Цена": "6,00 EUR", "Доставка": "5,00 лв."}, "The order’s amounts are in BGN, EUR."),
        ({"Код": "", "Артикул": ""}, "Row 2: the cell under “Код” is empty."),
    ],
)
def test_an_order_that_is_not_clear_is_held_whole(files: Files, change: dict[str, str], said: str) -> None:
    # A second order keeps the file's own manner of dates and numbers beyond doubt.
    files.orders(line("D1", "1001", "2", "6,00") | change, line("D2", "A-2", "1", "4,80"))
    assert held(files, "D1") == said
    shop = files.open()
    assert shop.read_order(listed(shop)["D2"].raw).total == Decimal("4.80")


def test_rows_of_one_order_must_not_contradict_each_other(files: Files) -> None:
    files.orders(line("E1", "1001", "1", "6,00"), line("E1", "A-2", "1", "4,80", Статус="отказана"))
    assert (
        held(files, "E1")
        == "Row 3: the order has “отказана” under “Статус”, and “нова” in another of its rows."
    )


@pytest.mark.parametrize("broken", ["A9;само две\n", ";" * 13 + "x\n"])
def test_a_broken_row_holds_the_orders_beside_it(files: Files, broken: str) -> None:
    rows = as_csv([line(f"F{place}", "1001", "1", "6,00") for place in range(1, 5)]).decode("utf-8-sig")
    lines = rows.splitlines(keepends=True)
    files.write(files.orders_path, "".join([*lines[:3], broken, *lines[3:]]).encode())
    shop = files.open()
    raws = listed(shop)
    assert list(raws) == ["F1", "F2", "F3", "F4"]
    for order in ("F1", "F4"):
        shop.read_order(raws[order].raw)
    for order in ("F2", "F3"):
        assert held(files, order) == "Row 4 beside this order is broken and may belong to it."
    facts = shop.check()
    assert facts.steps[0].said is not None
    assert facts.steps[0].said.text() == "Found 4 orders; 1 rows are broken, the first is row 4."


def test_a_file_of_broken_rows_alone_is_told(files: Files) -> None:
    files.write(files.orders_path, as_csv([line("G1", "1001", "1", "6,00")]).splitlines()[0] + b"\nx;y\n")
    with pytest.raises(SettingsError) as told:
        listed(files.open())
    assert told.value.sentence.text().startswith("Row 2 is too short")


# ---- files that are not what they were


@pytest.mark.parametrize(("separator", "encoding"), [(",", "windows-1251"), ("\t", "utf-16"), ("|", "utf-8")])
def test_an_export_saved_anew_by_a_spreadsheet_is_still_read(
    files: Files, separator: str, encoding: str
) -> None:
    files.orders(line("H1", "1001", "2", "6,00"), separator=separator, encoding=encoding)
    shop = files.open()
    assert shop.read_order(listed(shop)["H1"].raw).delivery.city == "Русе"


def test_a_column_that_is_gone_is_told(files: Files) -> None:
    files.orders({name: cell for name, cell in line("I1", "1001", "2", "6,00").items() if name != "Брой"})
    with pytest.raises(SettingsError) as told:
        listed(files.open())
    assert told.value.sentence.text() == "The file orders.csv has no column “Брой”."


def test_another_decimal_sign_is_never_taken_for_thousands(files: Files) -> None:
    files.orders(line("J1", "1001", "2", "1.250"), line("J2", "1001", "2", "6.50"))
    with pytest.raises(SettingsError) as told:
        listed(files.open())
    assert "otherwise than you chose" in told.value.sentence.text()


def test_dates_the_american_way_are_never_taken_for_ours(files: Files) -> None:
    files.orders(
        line("K1", "1001", "2", "6,00", Дата="11/03/2026"), line("K2", "1001", "2", "6,00", Дата="11/23/2026")
    )
    with pytest.raises(SettingsError) as told:
        listed(files.open())
    assert "otherwise than you chose" in told.value.sentence.text()


def test_half_a_file_gives_nothing(files: Files) -> None:
    files.orders(
        line("L1", "1001", "2", "6,00"), line("L2", "1001", "2", "6,00", Артикул='Чаша "Роза" голяма')
    )
    content = files.orders_path.read_bytes()
    files.write(files.orders_path, content[: content.index("Роза".encode()) + 4])
    with pytest.raises(MostikError) as told:
        listed(files.open())
    assert isinstance(told.value, Unreachable)


# ---- products


def test_products_with_what_is_not_known_left_open(files: Files) -> None:
    products = {each.id: each for each in files.open().products("file")}
    assert list(products) == ["11", "12", "13"]
    cup = products["11"]
    assert (cup.sku, cup.name, cup.eans) == ("1001", "Чаша", ("3800000000017",))
    assert (cup.prices, cup.stock) == ({"retail": Decimal(6)}, {"shop": Decimal(5)})
    assert products["12"].stock == {}, "what is not counted is unknown and not 0"
    assert [each.id for each in files.open().find_product("file", "A-2")] == ["12"]


def test_repeated_rows_are_one_product_and_contradicting_ones_none(files: Files) -> None:
    cup = product("11", "1001", "Чаша", "6,00")
    files.products(cup, cup, product("12", "A-2", "Чай", "4,80"), product("12", "A-2", "Чай", "5,80"))
    shop = files.open()
    assert [each.id for each in shop.products("file")] == ["11"]
    assert shop.product_count("file") == 1
    facts = shop.check()
    assert facts.steps[1].said is not None
    assert facts.steps[1].said.text() == "Found 1 products; 1 rows have mistakes, the first is row 5."


def test_a_newer_export_settles_what_an_older_one_contradicted(files: Files) -> None:
    folder = files.folder / "exports"
    folder.mkdir()
    tea = product("12", "A-2", "Чай", "4,80")
    files.write(
        folder / "b.csv",
        as_csv([tea, product("12", "A-2", "Чай", "5,80"), product("13", "X", "Лимон", "1,00")]),
    )
    files.clock.turn(timedelta(hours=1))
    files.write(folder / "a.csv", as_csv([product("12", "A-2", "Чай", "5,90")]))
    settings = files.settings(out=False)
    assert settings.products is not None
    moved = settings.model_copy(
        update={"products": settings.products.model_copy(update={"path": str(folder), "pattern": "*.csv"})}
    )
    found = {each.id: each.prices["retail"] for each in ByFile(moved, files.clock, SOFIA).products("file")}
    assert found == {"12": Decimal("5.90"), "13": Decimal("1.00")}


@pytest.mark.sweep
def test_long_exports_need_little_memory(files: Files) -> None:
    rows = 30_000
    files.orders(*(line(f"S-{place // 2}", f"C{place}", "1", "6,00") for place in range(rows)))
    files.products(*(product(str(place), f"C{place}", f"Стока {place}", "6,00") for place in range(rows)))
    shop = files.open()
    tracemalloc.start()
    try:
        assert sum(len(page) for page in shop.order_pages(ALL)) == rows // 2
        assert sum(1 for _ in shop.products("file")) == rows
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    # A hundred thousand rows stay below 200 MB so.
    assert peak < 60_000_000


# ---- stock and prices out


def test_stock_and_prices_go_out_in_one_whole_file(files: Files) -> None:
    shop = files.open()
    result = shop.set_stock(
        "file",
        {
            "11": {"shop": Decimal(3)},
            "12": {"shop": Decimal("2.5")},
            "13": {"shop": Decimal(1)},
            "99": {"shop": Decimal(1)},
        },
    )
    assert {ident: said.text() for ident, said in result.refused.items()} == {
        "13": "The product has no code in the shop’s export.",
        "99": "The shop’s export does not have this product any more.",
    }
    assert files.given_out() == {
        "1001": {"code": "1001", "name": "Чаша", "price": "6", "quantity": "3"},
        "A-2": {"code": "A-2", "name": "Чай", "price": "4,8", "quantity": "2,5"},
    }
    again = files.open()
    assert again.set_prices("file", {"11": {"retail": Decimal("6.60")}}).refused == {}
    assert files.given_out()["1001"] == {"code": "1001", "name": "Чаша", "price": "6,6", "quantity": "3"}
    assert files.given_out()["A-2"]["quantity"] == "2,5"
    shown = {each.id: each for each in files.open().products("file")}
    assert (shown["11"].prices, shown["11"].stock) == ({"retail": Decimal("6.60")}, {"shop": Decimal(3)})


def test_products_that_share_a_code_do_not_go_out(files: Files) -> None:
    files.products(product("11", "1001", "Чаша", "6,00"), product("12", "1001", "Чаша 2", "7,00"))
    result = files.open().set_stock("file", {"11": {"shop": Decimal(1)}})
    assert result.refused["11"].text() == "Several products of the shop’s export have the code 1001."


def test_a_file_that_somebody_took_away_comes_back(files: Files) -> None:
    shop = files.open()
    shop.set_stock("file", {"11": {"shop": Decimal(3)}})
    assert not shop.feed_is_new
    files.out_path.unlink()
    files.open().publish()
    assert files.given_out()["1001"]["quantity"] == "3"


def test_prices_without_vat_come_back_as_they_went(files: Files) -> None:
    settings = files.settings()
    assert settings.products is not None
    net = settings.model_copy(
        update={"products": settings.products.model_copy(update={"prices_include_vat": False})}
    )
    shop = ByFile(net, files.clock, SOFIA)
    assert next(iter(shop.products("file"))).prices == {"retail": Decimal("7.2")}
    shop.set_prices("file", {"11": {"retail": Decimal("6.05")}})
    assert files.given_out()["1001"]["price"] == "5,0417"
    assert next(iter(shop.products("file"))).prices == {"retail": Decimal("6.05")}


def test_columns_are_needed_before_anything_is_read() -> None:
    for missing in (OrderField.NUMBER, OrderField.DATE, OrderField.QUANTITY, OrderField.PRICE):
        columns = {each: name for each, name in ORDER_COLUMNS.items() if each is not missing}
        with pytest.raises(ValidationError):
            OrderFile(path="x.csv", columns=columns)


def test_what_a_file_cannot_do_is_refused_and_never_a_fault_of_mostik(files: Files) -> None:
    shop = files.open(out=False)
    assert shop.price_groups() == []
    assert [each.writable for each in shop.warehouses()] == [False]
    with pytest.raises(SettingsError):
        shop.set_stock("file", {"11": {"shop": Decimal(1)}})
    with pytest.raises(Refused):
        shop.create_product(NewShopProduct("file", "2001", "Чиния"))
    assert set(shop.set_order_status(["A1"], "платена").refused) == {"A1"}
    assert shop.set_order_number("A1", "note", "7") is Outcome.NOT_DONE
    assert shop.update_product("file", "11", {"name": "Чаша"}) is Outcome.NOT_DONE
