"""Databases of older versions, 3.02 to 3.06: what they lack closes exactly the options that need it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest

from sync.errors import SettingsError
from sync.model import DocumentKind, DocumentRef, MarkKey, NewPartner, NewProduct
from sync.ports import ProductScope
from sync.warehouses.warehouse_pro import WarehousePro, tables
from tests.contract.warehouses.bench import (
    CUP,
    CUSTOMER,
    SHOP,
    SHOP_FLOOR,
    TEA,
    Bench,
    draft,
    key,
    line,
    paid,
    sale,
)
from tests.contract.warehouses.document_checks import refused

_ALWAYS_SINCE_3_07 = frozenset({"sales", "other_currencies", "payment_days"})
CLOSED: Mapping[str, frozenset[str]] = {
    "3.02": _ALWAYS_SINCE_3_07 | {"follow_sales", "receipt_numbers", "partner_notes", "print_names"},
    "3.04": _ALWAYS_SINCE_3_07 | {"follow_sales", "receipt_numbers", "partner_notes", "print_names"},
    "3.05": _ALWAYS_SINCE_3_07 | {"receipt_numbers"},
    "3.06": _ALWAYS_SINCE_3_07,
}


def make_older(bench: Bench, version: str) -> WarehousePro:
    """Take away all tables and columns that came after ``version``, and open the warehouse anew."""
    for table in tables.TABLES:
        newer = [column.name for column in table.columns if column.since > version]
        if table.since > version:
            bench.behind.define(f"DROP TABLE [{table.name}]")
        else:
            for column in newer:
                bench.behind.define(f"ALTER TABLE [{table.name}] DROP COLUMN [{column}]")
    bench.change("UPDATE [System] SET [Version] = ?", version)
    return bench.again()


class OlderSchemasContract:
    """Goods are read and orders written in every version from 3.02 on."""

    @pytest.mark.parametrize("version", CLOSED)
    def test_what_is_closed_and_why(self, bench: Bench, version: str) -> None:
        warehouse = make_older(bench, version)
        features = warehouse.features
        assert frozenset(features.closed) == CLOSED[version]
        assert not features.sales
        assert all(version in reason.text() for reason in features.closed.values())
        facts = warehouse.check()
        assert facts.passed, [step.said for step in facts.steps]
        assert facts.version == version
        refused(_with(bench, warehouse), sale(payments=[paid("12")]), "Payments.Sign")

    @pytest.mark.parametrize("version", CLOSED)
    def test_an_order_from_beginning_to_end(self, bench: Bench, version: str) -> None:
        warehouse = make_older(bench, version)
        new = NewPartner("Роза ООД", "203456785", "BG203456785", contact="Ана", city="Русе")
        first = warehouse.write_document(draft(line(), line(TEA, "0.5", "4.90"), partner=new), key())
        assert first.ref == DocumentRef(DocumentKind.ORDER, 1)
        assert [each.id for each in warehouse.find_partners(["203456785"], [], ["Роза ООД"])] == [
            CUSTOMER,
            first.partner_id,
        ]
        document = warehouse.documents([first.ref])[first.ref]
        assert (document.total, document.rows_hash) == (Decimal("14.45"), first.rows_hash)
        assert warehouse.open_order_lines(SHOP, None)[CUP, SHOP_FLOOR] == 20_000
        second = warehouse.replace_document(key(), first.rows_hash, draft(line(TEA)))
        warehouse.withdraw_document(key(), second.rows_hash)
        assert list(warehouse.open_marks(SHOP)) == []
        assert warehouse.tagged_documents(SHOP) == {}

    @pytest.mark.parametrize("version", CLOSED)
    def test_goods_partners_and_lists(self, bench: Bench, version: str) -> None:
        warehouse = make_older(bench, version)
        goods = {good.id: good for good in warehouse.products(ProductScope())}
        assert goods[CUP].prices["PriceOut2"] == 6
        assert dict(warehouse.stock_levels(ProductScope(), [SHOP_FLOOR]))[CUP] == 100_000
        assert dict(warehouse.price_levels(ProductScope(), "PriceOut1")) == {CUP: 50_000}
        assert [place.price_group for place in warehouse.locations()] == ["PriceOut2"] * 3
        assert len(warehouse.payment_types()) == (0 if version == "3.02" else 4)
        assert len(warehouse.users()) == 2
        (good,) = warehouse.create_products([NewProduct("Купа")], [MarkKey(SHOP, "1", "product")])
        assert warehouse.stock_now([good], [SHOP_FLOOR]) == {good: 0}
        warehouse.update_products({good: {"name": "Чиния", "price:PriceOut3": Decimal(7)}})
        warehouse.update_partner(CUSTOMER, {"name": "Лимон АД", "city": "Варна", "contact": "Петър"})
        (partner,) = warehouse.find_partners([], [], ["Лимон АД"])
        assert (partner.city, partner.contact) == ("Варна", "Петър")

    def test_a_table_that_a_site_lost(self, bench: Bench) -> None:
        bench.behind.define("DROP TABLE [Transformations]")
        warehouse = bench.again()
        assert set(warehouse.features.closed) == {"follow_sales"}
        written = warehouse.write_document(sale(), key())
        assert warehouse.documents([written.ref or DocumentRef(DocumentKind.SALE, 0)])

    def test_before_3_02_nothing_works(self, bench: Bench) -> None:
        with pytest.raises(SettingsError, match=r"3\.02 or newer"):
            make_older(bench, "3.01")


def _with(bench: Bench, warehouse: WarehousePro) -> Bench:
    """The bench with another warehouse; tables that are gone hold no rows."""
    return _OldBench(warehouse, bench.behind, bench.clock, bench.again)


class _OldBench(Bench):
    def rows_of_all_tables(self) -> dict[str, int]:
        layout = {name.lower() for name, _column, _size in self.behind.described_columns()}
        return {
            table.name: int(self.cell(f"SELECT COUNT(*) FROM [{table.name}]"))
            for table in tables.TABLES
            if table.name.lower() in layout
        }
