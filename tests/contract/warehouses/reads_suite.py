"""Reading goods, stock, prices, lists and partners."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from sync.errors import Refused, SettingsError
from sync.model import PaymentMethod
from sync.ports import ProductScope
from sync.warehouses.warehouse_pro import tables
from tests.contract.warehouses.bench import (
    BOOK,
    CUP,
    CUPS,
    CUSTOMER,
    DELIVERY,
    FLOUR,
    FOOD,
    FREE,
    GONE,
    KITCHEN,
    NOW,
    SHOP_FLOOR,
    STORE_ROOM,
    TEA,
    TODAY,
    Bench,
    draft,
    key,
    line,
    sale,
)

EVERYTHING = ProductScope()


class ReadsContract:
    """Reads have no side effects and speak in gross prices and ten-thousandths."""

    def test_a_good_as_the_shopkeeper_knows_it(self, bench: Bench) -> None:
        cup = next(each for each in bench.warehouse.products(EVERYTHING) if each.id == CUP)
        assert (cup.code, cup.name, cup.measure) == ("1001", "Чаша „Роза“", "бр.")
        assert (cup.description, cup.catalogs) == ("Порцелан", ("", "2.5", ""))
        assert cup.barcodes == (
            "3800000000017",
            "20000001",
            "4006381333931",
        )  # lists divided, no scale patterns
        assert (cup.group_id, cup.vat_rate, cup.service) == (CUPS, Decimal(20), False)
        assert cup.prices == {"PriceIn": Decimal("3.1"), "PriceOut1": Decimal(5), "PriceOut2": Decimal(6)}

    def test_goods_come_by_id_without_deleted_ones_and_the_programs_own(self, bench: Bench) -> None:
        goods = list(bench.warehouse.products(EVERYTHING))
        assert [good.id for good in goods] == [CUP, TEA, FLOUR, BOOK, DELIVERY, FREE]
        assert list(bench.warehouse.product_ids(EVERYTHING)) == [good.id for good in goods]
        assert [good.id for good in goods if good.service] == [DELIVERY]
        assert goods[-1].prices == {}
        assert goods[-1].group_id == 1  # seeds carry -1
        assert bench.warehouse.newest_product() == FREE
        assert bench.warehouse.product_names([GONE, CUP, 999]) == {GONE: "Свалена", CUP: "Чаша „Роза“"}

    def test_the_programs_own_good_counts_once_somebody_gave_it_a_name(self, bench: Bench) -> None:
        bench.change("UPDATE [Goods] SET [Name] = ?, [PriceOut2] = ? WHERE [ID] = ?", "Свещ", 2.5, 1)
        assert next(bench.warehouse.product_ids(EVERYTHING)) == 1
        assert next(bench.warehouse.price_levels(EVERYTHING, "PriceOut2")) == (1, 25_000)

    @pytest.mark.parametrize("flag", [8, 16, 32, 9, 40])
    def test_services_by_their_flags(self, bench: Bench, flag: int) -> None:
        bench.change("UPDATE [Goods] SET [Type] = ? WHERE [ID] = ?", flag, CUP)
        assert next(bench.warehouse.products(EVERYTHING)).service
        assert CUP not in dict(bench.warehouse.stock_levels(EVERYTHING, [SHOP_FLOOR]))

    @pytest.mark.parametrize("flag", [0, 1, 2, 4, 7, 64, None])
    def test_goods_with_stock_by_their_flags(self, bench: Bench, flag: int | None) -> None:
        bench.change("UPDATE [Goods] SET [Type] = ? WHERE [ID] = ?", flag, CUP)
        assert not next(bench.warehouse.products(EVERYTHING)).service
        assert CUP in dict(bench.warehouse.stock_levels(EVERYTHING, [SHOP_FLOOR]))

    @pytest.mark.parametrize(
        ("groups", "expected"),
        [
            ((KITCHEN,), [CUP, BOOK]),  # with its subgroup
            ((CUPS,), [CUP]),
            ((CUPS, FOOD), [CUP, TEA, FLOUR]),
            ((1,), [DELIVERY, FREE]),  # group 1 also where the row says -1
            ((999,), []),
        ],
    )
    def test_groups_take_their_subgroups_along(
        self, bench: Bench, groups: tuple[int, ...], expected: list[int]
    ) -> None:
        scope = ProductScope(groups)
        assert [good.id for good in bench.warehouse.products(scope)] == expected
        assert list(bench.warehouse.product_ids(scope)) == expected
        levels = dict(bench.warehouse.stock_levels(scope, [SHOP_FLOOR]))
        assert list(levels) == [good for good in expected if good not in (DELIVERY, FREE)]
        prices = dict(bench.warehouse.price_levels(scope, "PriceOut2"))
        assert list(prices) == [good for good in expected if good != FREE]

    # ------------------------------------------------------------ stock

    def test_stock_is_summed_and_quantised(self, bench: Bench) -> None:
        levels = list(bench.warehouse.stock_levels(EVERYTHING, [SHOP_FLOOR, STORE_ROOM]))
        assert levels == [(CUP, 140_000), (TEA, 3_000), (FLOUR, 123_457), (BOOK, -30_000)]
        assert dict(bench.warehouse.stock_levels(EVERYTHING, [STORE_ROOM]))[CUP] == 40_000
        assert list(bench.warehouse.stock_levels(EVERYTHING, [])) == []

    def test_a_good_without_a_row_of_stock_is_unknown_and_not_zero(self, bench: Bench) -> None:
        bench.change("DELETE FROM [Store] WHERE [GoodID] = ? AND [ObjectID] = ?", TEA, SHOP_FLOOR)
        bench.change("UPDATE [Store] SET [Qtty] = ? WHERE [GoodID] = ?", None, BOOK)
        levels = dict(bench.warehouse.stock_levels(EVERYTHING, [SHOP_FLOOR]))
        assert TEA not in levels
        assert BOOK not in levels
        assert FREE not in levels
        assert bench.warehouse.stock_now([TEA, BOOK, FREE], [SHOP_FLOOR]) == {}

    def test_stock_of_some_goods_now(self, bench: Bench) -> None:
        places = [SHOP_FLOOR, STORE_ROOM]
        assert bench.warehouse.stock_now([FLOUR, CUP, GONE, DELIVERY, 999], places) == {
            CUP: 140_000,
            FLOUR: 123_457,
        }
        assert bench.warehouse.stock_now([], places) == {}
        assert bench.warehouse.stock_now([CUP], []) == {}
        assert bench.warehouse.stock_now(range(1, 1500), places) == dict(
            bench.warehouse.stock_levels(EVERYTHING, places)
        )

    def test_goods_that_left_since(self, bench: Bench) -> None:
        bench.warehouse.write_document(draft(line(FLOUR, "1", "1.09", "9")), key())
        bench.warehouse.write_document(sale(line(CUP), order="2"), key("2"))
        for number, partner in (
            (-3, CUSTOMER),
            (9, 0),
            (9, None),
        ):  # a draft of the program, and no documents
            bench.add(
                tables.OPERATIONS,
                OperType=2, Acct=number, PartnerID=partner, GoodID=TEA, Sign=-1, Qtty=1, UserRealTime=NOW,
            )  # fmt: skip
        assert bench.warehouse.products_sold_since(NOW) == {CUP}  # an order is not yet a sale
        assert bench.warehouse.products_sold_since(NOW + timedelta(seconds=1)) == frozenset()

    def test_lines_of_open_orders(self, bench: Bench) -> None:
        bench.warehouse.write_document(draft(line(quantity="0.5"), line()), key())
        bench.warehouse.write_document(draft(line(), order="2"), key("2"))
        bench.warehouse.write_document(sale(order="3"), key("3"))
        elsewhere = draft(line(place=STORE_ROOM), order="4", place=STORE_ROOM)
        bench.warehouse.write_document(elsewhere, key("4"))
        shop = key().shop_key
        expected = {(CUP, SHOP_FLOOR): 45_000, (CUP, STORE_ROOM): 20_000}
        assert bench.warehouse.open_order_lines(shop, None) == expected
        assert bench.warehouse.open_order_lines(shop, NOW) == expected
        assert bench.warehouse.open_order_lines(shop, NOW + timedelta(seconds=1)) == {}
        assert bench.warehouse.open_order_lines("another-shop", None) == {}

    def test_an_order_whose_rows_went_or_that_became_a_sale_holds_nothing_back(self, bench: Bench) -> None:
        for order in ("1", "2", "3"):
            bench.warehouse.write_document(draft(order=order), key(order))
        bench.change("DELETE FROM [Operations] WHERE [OperType] = ? AND [Acct] = ?", 19, 1)
        bench.add(tables.TRANSFORMATIONS, FromOperType=19, FromAcct=2, ToOperType=2, ToAcct=1)
        bench.change("UPDATE [Operations] SET [Qtty] = ? WHERE [Acct] = ?", 0.5, 3)
        assert bench.warehouse.open_order_lines(key().shop_key, None) == {(CUP, SHOP_FLOOR): 5_000}
        assert [mark.key.external_id for mark in bench.warehouse.open_marks(key().shop_key)] == ["1", "3"]

    # ------------------------------------------------------------ prices

    def test_prices_by_group(self, bench: Bench) -> None:
        assert list(bench.warehouse.price_levels(EVERYTHING, "PriceOut2")) == [
            (CUP, 60_000), (TEA, 49_000), (FLOUR, 10_900), (BOOK, 123_500), (DELIVERY, 59_900),
        ]  # fmt: skip
        assert list(bench.warehouse.price_levels(EVERYTHING, "PriceOut1")) == [(CUP, 50_000)]
        assert list(bench.warehouse.price_levels(EVERYTHING, "PriceOut10")) == []
        with pytest.raises(Refused):
            list(bench.warehouse.price_levels(EVERYTHING, "Name"))

    def test_net_prices_are_made_gross(self, bench: Bench) -> None:
        bench.configure(20, 0)
        prices = dict(bench.warehouse.price_levels(EVERYTHING, "PriceOut2"))
        assert prices == {CUP: 72_000, TEA: 58_800, FLOUR: 11_881, BOOK: 123_500, DELIVERY: 71_880}
        goods = {good.id: good for good in bench.warehouse.products(EVERYTHING)}
        assert goods[CUP].prices["PriceOut2"] == Decimal("7.2")
        assert goods[FLOUR].prices["PriceIn"] == Decimal("0.872")

    def test_prices_are_refused_where_nobody_says_whether_they_include_vat(self, bench: Bench) -> None:
        bench.configure(20, None)
        with pytest.raises(SettingsError, match="include VAT"):
            list(bench.warehouse.price_levels(EVERYTHING, "PriceOut2"))
        with pytest.raises(SettingsError, match="include VAT"):
            bench.warehouse.write_document(draft(), key())
        assert dict(bench.warehouse.stock_levels(EVERYTHING, [SHOP_FLOOR]))[CUP] == 100_000

    # ------------------------------------------------------------ lists

    def test_lists_of_the_wizard(self, bench: Bench) -> None:
        bench.add(tables.OBJECTS, Name="Затворен", Deleted=-1)
        bench.add(tables.USERS, Name="Напуснал", Deleted=-1)
        bench.change("UPDATE [Objects] SET [PriceGroup] = ? WHERE [ID] = ?", 2, STORE_ROOM)
        places = {place.id: place for place in bench.warehouse.locations()}
        assert list(places) == [1, SHOP_FLOOR, STORE_ROOM]
        assert places[SHOP_FLOOR].price_group == "PriceOut2"
        assert places[STORE_ROOM].price_group == "PriceOut3"
        assert [user.id for user in bench.warehouse.users()] == ["1", "2"]
        assert [(group.id, group.code) for group in bench.warehouse.product_groups()] == [
            (1, "-1"), (KITCHEN, "AAA"), (CUPS, "AAAAAA"), (FOOD, "AAB"),
        ]  # fmt: skip
        assert [(group.id, group.rate) for group in bench.warehouse.vat_groups()] == [
            (1, Decimal(20)),
            (2, Decimal(9)),
            (3, Decimal(0)),
        ]
        methods = [payment.method for payment in bench.warehouse.payment_types()]
        assert methods == [
            PaymentMethod.CASH, PaymentMethod.BANK, PaymentMethod.CARD, PaymentMethod.VOUCHER,
        ]  # fmt: skip
        groups = {group.id: group for group in bench.warehouse.price_groups()}
        assert len(groups) == 11
        assert groups["PriceOut2"].name == "Цена на дребно"
        assert groups["PriceIn"].name == "Доставна цена"
        assert groups["PriceOut10"].name == "Ценова група 8"
        assert {group.currency for group in groups.values()} == {"EUR"}

    def test_currencies(self, bench: Bench) -> None:
        assert bench.warehouse.base_currency() == "EUR"
        assert bench.warehouse.currency_rate("EUR", TODAY) == 1
        assert bench.warehouse.currency_rate("RON", TODAY) is None
        zloty = bench.add(tables.CURRENCIES, Currency="PLN", ExchangeRate=0.25)
        assert bench.warehouse.currency_rate("PLN", TODAY) is None  # a rate of nobody knows when
        for day, rate in (
            (date(2026, 11, 20), 0.235),
            (date(2026, 11, 21), 0.236),
            (date(2026, 11, 23), 0.237),
        ):
            bench.add(tables.CURRENCIES_HISTORY, CurrencyID=zloty, ExchangeRate=rate, Date=day)
        assert bench.warehouse.currency_rate("PLN", TODAY) == Decimal("0.236")
        assert bench.warehouse.currency_rate("PLN", date(2026, 11, 23)) == Decimal("0.237")
        assert bench.warehouse.currency_rate("PLN", date(2026, 11, 19)) is None
        bench.change("UPDATE [Currencies] SET [ExchangeRate] = ?", 2.0)
        with pytest.raises(SettingsError, match="currency"):
            bench.warehouse.base_currency()

    # ------------------------------------------------------------ partners

    def test_partners_by_number_mail_or_name(self, bench: Bench) -> None:
        find = bench.warehouse.find_partners
        (found,) = find(["203456785"], [], [])
        assert (found.id, found.name, found.city) == (CUSTOMER, "Кафе Лимон ООД", "Русе")
        assert (found.company_number, found.vat_number) == ("BG 203 456 785", "BG203456785")
        assert [each.id for each in find([], ["sales@limon.example"], [])] == [CUSTOMER]
        assert [each.id for each in find([], ["office@limon.example"], [])] == [CUSTOMER]
        assert [each.id for each in find([], [], ["кафе „ЛИМОН“ оод"])] == [CUSTOMER]
        assert list(find(["203"], ["limon.example"], ["Кафе"])) == []
        assert list(find([""], [""], ["", " "])) == []
        assert list(find([], [], [])) == []

    def test_one_number_of_both_is_enough(self, bench: Bench) -> None:
        by_number = bench.add(tables.PARTNERS, Company="А", Bulstat="131")
        by_vat_number = bench.add(tables.PARTNERS, Company="Б", TaxNo="BG132")
        found = bench.warehouse.find_partners(["131", "132"], [], [])
        assert [each.id for each in found] == [by_number, by_vat_number]

    def test_deleted_partners_are_not_found(self, bench: Bench) -> None:
        bench.change("UPDATE [Partners] SET [Deleted] = ? WHERE [ID] = ?", -1, CUSTOMER)
        assert list(bench.warehouse.find_partners(["203456785"], [], [])) == []

    def test_partners_are_searched_by_words(self, bench: Bench) -> None:
        search = bench.warehouse.search_partners
        city = bench.add(tables.PARTNERS, Company="Аптека Роза", City="Русе", Phone="0888 123 456")
        assert [each.id for each in search("РУСЕ", 10)] == [city, CUSTOMER]
        assert [each.id for each in search("русе лимон", 10)] == [CUSTOMER]
        assert [each.id for each in search("0888", 10)] == [city]
        assert [each.id for each in search("русе", 1)] == [city]
        assert search("", 1)
        bench.change("UPDATE [Partners] SET [Deleted] = ? WHERE [ID] = ?", -1, city)
        assert list(search("роза", 10)) == []

    def test_one_partner_by_its_number(self, bench: Bench) -> None:
        found = bench.warehouse.partner(CUSTOMER)
        assert found is not None
        assert found.name == "Кафе Лимон ООД"
        assert bench.warehouse.partner(987654) is None
        bench.change("UPDATE [Partners] SET [Deleted] = ? WHERE [ID] = ?", -1, CUSTOMER)
        assert bench.warehouse.partner(CUSTOMER) is None

    def test_many_partners_in_few_statements(self, bench: Bench) -> None:
        with bench.behind.transaction():
            bench.behind.insert_many(
                tables.PARTNERS,
                ("Company", "eMail"),
                [(f"Клиент {n}", f"k{n}@x.example") for n in range(1200)],
            )
        said: list[str] = []
        bench.warehouse._database.on_statement = said.append
        found = bench.warehouse.find_partners([], [f"k{n}@x.example" for n in range(1100)], [])
        assert len(found) == 1100
        assert len(said) <= 4

    # ------------------------------------------------------------ the connection test

    def test_a_sound_warehouse_passes(self, bench: Bench) -> None:
        before = bench.rows_of_all_tables()
        facts = bench.warehouse.check()
        assert facts.passed, [step.said for step in facts.steps]
        assert (facts.products, facts.locations, facts.partners) == (6, 3, 2)
        assert (facts.currency, facts.prices_include_vat) == ("EUR", True)
        assert (facts.negative_stock, facts.lots, facts.version) == (True, False, "3.07")
        assert facts.last_backup is None
        assert bench.rows_of_all_tables() == before

    def test_it_tells_the_programs_settings_and_the_last_backup(self, bench: Bench) -> None:
        bench.configure(12, 0)
        bench.configure(20, 0)
        bench.configure(23, 3)
        bench.change("UPDATE [System] SET [LastBackup] = ?", date(2026, 11, 1))
        facts = bench.warehouse.check()
        assert (facts.prices_include_vat, facts.negative_stock, facts.lots) == (False, False, True)
        assert facts.last_backup is not None
        assert facts.last_backup.isoformat() == "2026-10-31T22:00:00+00:00"

    def test_it_asks_where_prices_are_unclear(self, bench: Bench) -> None:
        bench.configure(20, None)
        facts = bench.warehouse.check()
        assert [step.passed for step in facts.steps] == [True, True, True, False, None]
        failed = facts.steps[3]
        assert failed.said is not None
        assert "include VAT" in failed.said.text()
        assert facts.prices_include_vat is None
