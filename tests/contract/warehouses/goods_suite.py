"""Making and changing goods, locations and partners."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sync.errors import Bug, Refused
from sync.model import MarkKey, NewProduct
from sync.ports import ProductScope
from sync.warehouses.warehouse_pro import tables
from tests.contract.warehouses.bench import (
    CUP,
    CUPS,
    CUSTOMER,
    FREE,
    GONE,
    SHOP,
    TEA,
    Bench,
)

EVERYTHING = ProductScope()
KEY, OTHER = MarkKey(SHOP, "line:77", "product"), MarkKey(SHOP, "line:78", "product")
PLACE_KEY = MarkKey(SHOP, "bl_205", "location")


class GoodsContract:
    """New goods have all columns, rows of stock at every place and a mark; they are made once."""

    def test_every_column(self, bench: Bench) -> None:
        closed = bench.add(tables.OBJECTS, Name="Затворен", Deleted=-1)
        product = NewProduct(
            "Купа", "K-1", "3800000000024", Decimal(9), Decimal("10.90"), "PriceOut2", CUPS, "к-т", "Синя"
        )
        (good,) = bench.warehouse.create_products([product], [KEY])
        names = [column.name for column in tables.GOODS.columns]
        columns = ", ".join(f"[{name}]" for name in names)
        (cells,) = bench.all(f"SELECT {columns} FROM [Goods] WHERE [ID] = ?", good)
        row = dict(zip(names, cells, strict=True))
        given = {
            "ID": good, "Code": "K-1", "BarCode1": "3800000000024", "Name": "Купа", "Name2": "Купа",
            "Measure1": "к-т", "Measure2": "к-т", "Ratio": 1.0, "PriceOut2": 10.9, "Description": "Синя",
            "TaxGroup": 2, "GroupID": CUPS,
        }  # fmt: skip
        assert {name: row.pop(name) for name in given} == given
        assert set(row.values()) == {" ", 0}
        stock = bench.all(
            "SELECT [ObjectID], [Qtty], [Price], [Lot], [LotID] FROM [Store] WHERE [GoodID] = ?", good
        )
        assert sorted(stock) == [(place, 0.0, 0.0, " ", 1) for place in (1, 2, 3, closed)]
        mark = bench.warehouse.marks(SHOP, [KEY.external_id], "product")[KEY.external_id]
        assert mark.ref.number == good
        assert bench.warehouse.open_marks(SHOP) == []

    def test_a_good_is_made_once(self, bench: Bench) -> None:
        (first,) = bench.warehouse.create_products([NewProduct("Купа")], [KEY])
        both = bench.again().create_products([NewProduct("Друга"), NewProduct("Нова")], [KEY, OTHER])
        assert both == [first, first + 1]
        assert bench.cell("SELECT COUNT(*) FROM [Store] WHERE [GoodID] >= ?", first) == 6

    def test_the_same_key_twice_in_one_call(self, bench: Bench) -> None:
        made = bench.warehouse.create_products([NewProduct("Купа"), NewProduct("Купа")], [KEY, KEY])
        assert made[0] == made[1]

    def test_what_is_not_said(self, bench: Bench) -> None:
        (good, service) = bench.warehouse.create_products(
            [NewProduct("Купа", group_id=999), NewProduct("Такса", service=True, vat_rate=Decimal(0))],
            [KEY, OTHER],
        )
        goods = {each.id: each for each in bench.warehouse.products(EVERYTHING)}
        assert (goods[good].code, goods[service].code) == ("1007", "1008")  # not after a barcode of 14 digits
        assert (goods[good].vat_rate, goods[good].measure, goods[good].group_id) == (
            Decimal(20),
            "бр.",
            1,
        )
        assert (goods[service].service, goods[service].vat_rate, goods[service].prices) == (
            True,
            Decimal(0),
            {},
        )

    def test_prices_without_vat(self, bench: Bench) -> None:
        bench.configure(20, 0)
        product = NewProduct("Купа", vat_rate=Decimal(9), price=Decimal("10.90"))
        (good,) = bench.warehouse.create_products([product], [KEY])
        assert bench.cell("SELECT [PriceOut2] FROM [Goods] WHERE [ID] = ?", good) == pytest.approx(10)
        assert dict(bench.warehouse.price_levels(EVERYTHING, "PriceOut2"))[good] == 109_000

    def test_no_rows_of_stock_where_there_are_lots(self, bench: Bench) -> None:
        bench.configure(23, 4)
        (good,) = bench.warehouse.create_products([NewProduct("Купа")], [KEY])
        assert bench.cell("SELECT COUNT(*) FROM [Store] WHERE [GoodID] = ?", good) == 0

    def test_long_names_are_cut(self, bench: Bench) -> None:
        (good,) = bench.warehouse.create_products([NewProduct("Щ" * 500, description="д" * 300)], [KEY])
        row = bench.all("SELECT [Name], [Name2], [Description] FROM [Goods] WHERE [ID] = ?", good)
        assert row == [("Щ" * 255, "Щ" * 255, "д" * 255)]

    @pytest.mark.parametrize(
        ("products", "word"),
        [
            ([NewProduct("Нова"), NewProduct("Купа", code="A-2")], "Чай"),
            ([NewProduct("Нова", code=" 5 "), NewProduct("Купа", code="5")], "Two new"),
            ([NewProduct("Нова"), NewProduct("Купа", vat_rate=Decimal(7))], "7"),
            ([NewProduct("Нова"), NewProduct("  ")], "name"),
            ([NewProduct("Нова"), NewProduct("Купа", price=Decimal(1), price_group="Price")], "Price"),
        ],
    )
    def test_what_cannot_be_made_is_told_and_nothing_is_made(
        self, bench: Bench, products: list[NewProduct], word: str
    ) -> None:
        before = bench.rows_of_all_tables()
        with pytest.raises(Refused, match=word):
            bench.warehouse.create_products(products, [KEY, OTHER])
        assert bench.rows_of_all_tables() == before

    def test_the_code_of_a_deleted_good_is_free(self, bench: Bench) -> None:
        bench.warehouse.create_products([NewProduct("Купа", code="1006")], [KEY])

    # ------------------------------------------------------------ changes

    def test_fields_of_goods(self, bench: Bench) -> None:
        bench.change("UPDATE [Goods] SET [Name2] = [Name] WHERE [ID] = ?", CUP)
        bench.change("UPDATE [Goods] SET [Name2] = ? WHERE [ID] = ?", "Чай (бон)", TEA)
        bench.warehouse.update_products(
            {
                CUP: {
                    "name": "Чаша",
                    "barcode": "380",
                    "code": "X",
                    "description": "",
                    "price:PriceOut3": Decimal(7),
                },
                TEA: {"name": "Черен чай"},
                FREE: {},
            }
        )
        goods = {each.id: each for each in bench.warehouse.products(EVERYTHING)}
        cup = goods[CUP]
        assert (cup.name, cup.barcodes[0], cup.code, cup.description) == ("Чаша", "380", "X", "")
        assert cup.prices["PriceOut3"] == 7
        assert bench.cell("SELECT [Name2] FROM [Goods] WHERE [ID] = ?", CUP) == "Чаша"
        assert bench.cell("SELECT [Name2] FROM [Goods] WHERE [ID] = ?", TEA) == "Чай (бон)"
        assert bench.cell("SELECT [Description] FROM [Goods] WHERE [ID] = ?", CUP) == " "

    def test_net_prices_are_kept_net(self, bench: Bench) -> None:
        bench.configure(20, 0)
        bench.warehouse.update_products({CUP: {"price:PriceOut2": Decimal("7.20")}})
        assert bench.cell("SELECT [PriceOut2] FROM [Goods] WHERE [ID] = ?", CUP) == pytest.approx(6)

    def test_all_changes_or_none(self, bench: Bench) -> None:
        for bad, error in (({GONE: {"name": "x"}}, Refused), ({CUP: {"colour": "x"}}, Bug)):
            with pytest.raises(error):
                bench.warehouse.update_products({TEA: {"name": "x"}, **bad})
        assert bench.cell("SELECT [Name] FROM [Goods] WHERE [ID] = ?", TEA) == "Чай"

    def test_fields_of_partners(self, bench: Bench) -> None:
        bench.warehouse.update_partner(
            CUSTOMER, {"name": "Лимон АД", "city": "Варна", "email": "нов@лимон.example", "contact": "Петър"}
        )
        (row,) = bench.all(
            "SELECT [Company], [Company2], [City], [City2], [eMail], [MOL], [MOL2], [Bulstat], [UserRealTime]"
            " FROM [Partners] WHERE [ID] = ?",
            CUSTOMER,
        )
        assert row[:8] == (
            "Лимон АД", "Лимон АД", "Варна", "Русе - печат", "нов@лимон.example", "Петър", "Петър",
            "BG 203 456 785",
        )  # fmt: skip
        assert str(row[8]) == "2026-11-22 23:59:59"
        with pytest.raises(Refused):
            bench.warehouse.update_partner(999, {"name": "x"})
        with pytest.raises(Bug):
            bench.warehouse.update_partner(CUSTOMER, {"colour": "x"})
        bench.warehouse.update_partner(999, {})
