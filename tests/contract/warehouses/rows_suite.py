"""Rows that are no documents, goods that are gone, stock that has no row."""

from __future__ import annotations

import pytest

from sync.model import DocumentKind, DocumentRef
from sync.ports import ProductScope
from sync.warehouses.warehouse_pro import tables
from tests.contract.warehouses.bench import (
    CUP,
    CUSTOMER,
    FREE,
    NOW,
    SHOP,
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
from tests.contract.warehouses.document_checks import refused

EVERYTHING = ProductScope()


class RowsContract:
    """What lies in the tables beside plain goods and documents."""

    @pytest.mark.parametrize(
        ("number", "partner"), [(9, 0), (9, None), (0, CUSTOMER), (-3, CUSTOMER), (-11, CUSTOMER)]
    )
    def test_markers_and_drafts_are_no_documents(
        self, bench: Bench, number: int, partner: int | None
    ) -> None:
        for oper_type in (2, 19):
            bench.add(
                tables.OPERATIONS,
                OperType=oper_type, Acct=number, PartnerID=partner, GoodID=CUP, ObjectID=SHOP_FLOOR, Qtty=5,
                Sign=-1 if oper_type == 2 else 0, Note="Mostik:bl-1001:5001; 5002", Date=TODAY,
                UserRealTime=NOW,
            )  # fmt: skip
        refs = [DocumentRef(kind, number) for kind in DocumentKind]
        warehouse = bench.warehouse
        assert warehouse.tagged_documents(SHOP) == {}
        assert warehouse.documents_noting(["5002"], TODAY) == {}
        assert warehouse.products_sold_since(NOW) == frozenset()
        assert warehouse.rebuild_marks(SHOP) == 0
        if number == 9:
            assert warehouse.missing_documents(refs) == refs
            assert warehouse.documents(refs) == {}
        assert not warehouse.write_document(draft(), key()).already_there
        # A marker counts as a number given out, a draft does not.
        assert (
            bench.cell("SELECT [Acct] FROM [Operations] WHERE [Note] LIKE ?", "%поръчка")
            == max(0, number) + 1
        )

    def test_a_good_deleted_while_its_order_waits(self, bench: Bench) -> None:
        bench.warehouse.write_document(draft(line(TEA)), key())
        bench.change("UPDATE [Goods] SET [Deleted] = ? WHERE [ID] = ?", -1, TEA)
        refused(bench, draft(line(TEA), order="2"), "Чай", "2")
        assert TEA not in dict(bench.warehouse.stock_levels(EVERYTHING, [SHOP_FLOOR]))
        assert bench.warehouse.open_order_lines(SHOP, None) == {(TEA, SHOP_FLOOR): 20_000}

    def test_missing_rows_of_stock_at_one_of_two_places(self, bench: Bench) -> None:
        bench.change("DELETE FROM [Store] WHERE [GoodID] = ? AND [ObjectID] = ?", CUP, STORE_ROOM)
        assert dict(bench.warehouse.stock_levels(EVERYTHING, [SHOP_FLOOR, STORE_ROOM]))[CUP] == 100_000
        bench.warehouse.write_document(sale(line(place=STORE_ROOM), place=STORE_ROOM), key())
        assert bench.stock(CUP, STORE_ROOM) == -2
        bench.warehouse.write_document(sale(line(FREE, "1", "1"), order="2"), key("2"))
        assert bench.warehouse.stock_now([CUP, FREE], [SHOP_FLOOR, STORE_ROOM]) == {
            CUP: 80_000,
            FREE: -10_000,
        }
