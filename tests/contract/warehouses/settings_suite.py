"""The program's own settings and price groups: lots, ten prices, groups of partners and objects."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sync.model import DocumentKind, DocumentRef, MarkKey, NewPartner, NewProduct
from sync.ports import ProductScope
from sync.warehouses.warehouse_pro import tables
from tests.contract.warehouses.bench import (
    CUP,
    CUSTOMER,
    SHOP,
    SHOP_FLOOR,
    STORE_ROOM,
    TEA,
    Bench,
    draft,
    key,
    line,
    sale,
)
from tests.contract.warehouses.document_checks import refused

EVERYTHING = ProductScope()
GROUPS = tuple(f"PriceOut{number}" for number in range(1, 11))


class SettingsContract:
    """What the owner chose in the warehouse program decides how it is read and written."""

    # ------------------------------------------------------------ lots (key 23)

    @pytest.mark.parametrize("management", [2, 3, 4, 5])
    def test_with_lots_orders_are_written_and_sales_refused(self, bench: Bench, management: int) -> None:
        bench.configure(23, management)
        warehouse = bench.again()
        assert warehouse.check().lots
        assert not warehouse.features.sales
        assert "lots" in warehouse.features.closed["sales"].text()
        written = warehouse.write_document(draft(), key())
        assert written.ref == DocumentRef(DocumentKind.ORDER, 1)
        again = warehouse.replace_document(key(), written.rows_hash, draft(line(TEA)))
        warehouse.withdraw_document(key(), again.rows_hash)
        refused(bench, sale(order="2"), "lots", "2")

    @pytest.mark.parametrize("management", [0, 1, 10, None])
    def test_without_lots_sales_are_written(self, bench: Bench, management: int | None) -> None:
        bench.configure(23, management)
        warehouse = bench.again()
        assert warehouse.features.sales
        assert warehouse.write_document(sale(), key()).ref == DocumentRef(DocumentKind.SALE, 1)
        assert bench.stock(CUP, SHOP_FLOOR) == 8

    def test_the_stock_of_all_lots_is_one_sum(self, bench: Bench) -> None:
        bench.configure(23, 5)
        for lot, quantity in ((7, 0.25), (8, 2.5), (9, -1)):
            bench.add(
                tables.STORE,
                GoodID=CUP,
                ObjectID=STORE_ROOM,
                Qtty=quantity,
                Lot=f"L{lot}",
                LotID=lot,
                LotOrder=lot,
            )
        assert dict(bench.warehouse.stock_levels(EVERYTHING, [STORE_ROOM]))[CUP] == 57_500
        assert bench.warehouse.stock_now([CUP], [STORE_ROOM]) == {CUP: 57_500}

    def test_a_setting_changed_while_mostik_works_counts_at_once(self, bench: Bench) -> None:
        bench.warehouse.write_document(sale(), key())
        bench.configure(23, 2)
        refused(bench, sale(order="2"), "lots", "2")
        bench.configure(23, 0)
        bench.configure(12, 0)
        refused(bench, sale(line(quantity="9"), order="2"), "too little", "2")

    # ------------------------------------------------------------ ten prices

    def test_each_of_the_ten_prices(self, bench: Bench) -> None:
        setting = ", ".join(f"[{name}] = {number}.25" for number, name in enumerate(GROUPS, start=1))
        bench.change(f"UPDATE [Goods] SET {setting} WHERE [ID] = ?", CUP)
        cup = next(bench.warehouse.products(EVERYTHING))
        for number, name in enumerate(GROUPS, start=1):
            assert dict(bench.warehouse.price_levels(EVERYTHING, name))[CUP] == number * 10_000 + 2_500
            assert cup.prices[name] == Decimal(f"{number}.25")
        assert list(bench.warehouse.price_levels(EVERYTHING, "PriceOut10")) == [(CUP, 102_500)]

    @pytest.mark.parametrize("empty", [0, -1.5, None])
    def test_nothing_below_a_price_is_a_price(self, bench: Bench, empty: float | None) -> None:
        bench.change("UPDATE [Goods] SET [PriceOut5] = ? WHERE [ID] <> ?", empty, TEA)
        bench.change("UPDATE [Goods] SET [PriceOut5] = ? WHERE [ID] = ?", 0.0001, TEA)
        assert list(bench.warehouse.price_levels(EVERYTHING, "PriceOut5")) == [(TEA, 1)]
        assert "PriceOut5" not in next(bench.warehouse.products(EVERYTHING)).prices

    def test_a_new_good_with_a_price_of_any_group(self, bench: Bench) -> None:
        products = [NewProduct(f"Купа {name}", price=Decimal("3.5"), price_group=name) for name in GROUPS]
        keys = [MarkKey(SHOP, name, "product") for name in GROUPS]
        made = bench.warehouse.create_products(products, keys)
        for good, name in zip(made, GROUPS, strict=True):
            assert dict(bench.warehouse.price_levels(EVERYTHING, name))[good] == 35_000
            row = bench.all(
                f"SELECT {', '.join(f'[{each}]' for each in GROUPS)} FROM [Goods] WHERE [ID] = ?", good
            )
            assert sum(row[0]) == 3.5

    # ------------------------------------------------------------ price groups of objects and partners

    def test_the_price_group_of_a_location(self, bench: Bench) -> None:
        expected = (*GROUPS, "PriceIn")
        for number, name in enumerate(expected):
            bench.change("UPDATE [Objects] SET [PriceGroup] = ? WHERE [ID] = ?", number, STORE_ROOM)
            assert bench.warehouse.locations()[-1].price_group == name

    @pytest.mark.parametrize("number", [None, -1, 11, 99])
    def test_a_price_group_that_nobody_knows_is_retail(self, bench: Bench, number: int | None) -> None:
        bench.change("UPDATE [Objects] SET [PriceGroup] = ? WHERE [ID] = ?", number, STORE_ROOM)
        assert bench.warehouse.locations()[-1].price_group == "PriceOut2"

    def test_the_price_group_and_discount_of_a_partner_change_no_order(self, bench: Bench) -> None:
        """What the shop's order says is what the buyer agreed to."""
        bench.change("UPDATE [Partners] SET [PriceGroup] = ?, [Discount] = ? WHERE [ID] = ?", 0, 10, CUSTOMER)
        written = bench.warehouse.write_document(draft(), key())
        assert bench.all("SELECT [PriceOut], [Discount] FROM [Operations]") == [(6.0, 0.0)]
        new = bench.warehouse.write_document(draft(order="2", partner=NewPartner("Ана")), key("2"))
        groups = bench.all("SELECT [PriceGroup], [Discount] FROM [Partners] WHERE [ID] = ?", new.partner_id)
        assert (written.partner_id, groups) == (CUSTOMER, [(1, 0.0)])
