"""Writing sales: stock, payments, cash."""

from __future__ import annotations

import pytest

from sync.model import DocumentKind, DocumentRef, MarkState
from sync.warehouses.warehouse_pro import tables
from tests.contract.warehouses.bench import (
    CUP,
    CUSTOMER,
    DELIVERY,
    FREE,
    OPERATOR,
    SHOP,
    SHOP_FLOOR,
    TEA,
    Bench,
    key,
    line,
    paid,
    sale,
)
from tests.contract.warehouses.document_checks import (
    MIDNIGHT,
    NOW_HERE,
    refused,
    row_of,
    stock_equals_the_sum_of_operations,
)

_TIMES = "SELECT [Date], [EndDate], [UserRealTime] FROM [Payments]"


class SalesContract:
    """A sale lowers the stock, asks for money and notes what was paid."""

    def test_every_row(self, bench: Bench) -> None:
        lines = (line(), line(quantity="1"), line(DELIVERY, "1", "5.99"))
        written = bench.warehouse.write_document(
            sale(*lines, payments=[paid("20.00"), paid("3.99", 2)]), key()
        )
        assert written.ref == DocumentRef(DocumentKind.SALE, 1)
        assert bench.all("SELECT [OperType], [Sign], [GoodID] FROM [Operations] ORDER BY [ID]") == [
            (2, -1, CUP), (2, -1, CUP), (2, -1, DELIVERY),
        ]  # fmt: skip
        assert bench.stock(CUP, SHOP_FLOOR) == 7
        assert bench.stock(DELIVERY, SHOP_FLOOR) == -1  # as the program does
        payments = bench.all(
            "SELECT [Acct], [OperType], [PartnerID], [ObjectID], [Qtty], [Mode], [Sign], [UserID], [Type],"
            " [TransactionNumber] FROM [Payments] ORDER BY [ID]"
        )
        head = (1, 2, CUSTOMER, SHOP_FLOOR)
        assert payments == [
            (*head, 23.99, -1, 1, OPERATOR, 1, " "),
            (*head, 20.0, 1, 1, OPERATOR, 1, " "),
            (*head, 3.99, 1, 1, OPERATOR, 2, " "),
        ]
        assert [str(value) for value in bench.all(_TIMES)[2]] == [
            MIDNIGHT, "2026-12-06 00:00:00", NOW_HERE,
        ]  # fmt: skip
        cash = row_of(bench, "CashBook", OperType=8)
        assert (str(cash.pop("Date")), str(cash.pop("UserRealtime"))) == (MIDNIGHT, NOW_HERE)
        assert cash == {
            "ID": 1, "Desc": "Продажба № 0000000001", "OperType": 8, "Sign": 1, "Profit": 20.0,
            "UserID": OPERATOR, "ObjectID": SHOP_FLOOR,
        }  # fmt: skip
        (mark,) = bench.warehouse.marks(SHOP, ["5001"]).values()
        assert mark.state is MarkState.SOLD
        assert bench.warehouse.open_marks(SHOP) == []

    def test_an_unpaid_sale_is_due(self, bench: Bench) -> None:
        bench.warehouse.write_document(sale(), key())
        assert bench.all("SELECT [Qtty], [Mode], [Type] FROM [Payments]") == [(12.0, -1, 1)]
        assert bench.cell("SELECT COUNT(*) FROM [CashBook]") == 0

    def test_a_gift(self, bench: Bench) -> None:
        bench.warehouse.write_document(sale(line(price="0")), key())
        assert bench.all("SELECT [Qtty], [Mode] FROM [Payments]") == [(0.0, -1)]
        assert bench.stock(CUP, SHOP_FLOOR) == 8

    def test_a_missing_row_of_stock_is_made(self, bench: Bench) -> None:
        bench.warehouse.write_document(sale(line(FREE, "3", "1")), key())
        row = row_of(bench, "Store", GoodID=FREE)
        assert row.pop("ID") > 0
        assert row == {
            "ObjectID": SHOP_FLOOR, "GoodID": FREE, "Qtty": -3.0, "Price": 0.0, "Lot": " ", "LotID": 1,
            "LotOrder": 1,
        }  # fmt: skip

    def test_only_one_of_doubled_rows_of_stock_is_lowered(self, bench: Bench) -> None:
        bench.add(tables.STORE, GoodID=CUP, ObjectID=SHOP_FLOOR, Qtty=100)
        bench.warehouse.write_document(sale(), key())
        where = "WHERE [GoodID] = ? AND [ObjectID] = ? ORDER BY [ID]"
        rows = bench.all(f"SELECT [Qtty] FROM [Store] {where}", CUP, SHOP_FLOOR)
        assert rows == [(8.0,), (100.0,)]

    @pytest.mark.parametrize("setting", [-1, None])
    def test_negative_stock_where_the_program_allows_it(self, bench: Bench, setting: int | None) -> None:
        bench.configure(12, setting)  # without a setting it does
        bench.warehouse.write_document(sale(line(quantity="11")), key())
        assert bench.stock(CUP, SHOP_FLOOR) == -1

    def test_too_little_stock_is_refused_and_named(self, bench: Bench) -> None:
        bench.configure(12, 0)
        stock = bench.all("SELECT [ID], [Qtty] FROM [Store] ORDER BY [ID]")
        refused(
            bench, sale(line(TEA, "0.05", "4.90"), line(quantity="6"), line(quantity="4.5")), "Чаша „Роза“"
        )
        refused(bench, sale(line(FREE, "1", "1")), "Мостра")
        assert bench.all("SELECT [ID], [Qtty] FROM [Store] ORDER BY [ID]") == stock
        bench.warehouse.write_document(
            sale(line(quantity="4"), line(quantity="6"), line(DELIVERY, "1", "5.99")), key()
        )
        assert bench.stock(CUP, SHOP_FLOOR) == 0

    def test_floats_do_not_make_a_shortage(self, bench: Bench) -> None:
        bench.configure(12, 0)
        bench.change("UPDATE [Store] SET [Qtty] = ? WHERE [GoodID] = ?", 0.1 + 0.2 - 1e-12, TEA)
        bench.warehouse.write_document(sale(line(TEA, "0.3", "4.90")), key())
        assert abs(bench.stock(TEA, SHOP_FLOOR)) < 1e-9

    def test_stock_equals_the_sum_of_operations(self, bench: Bench) -> None:
        for number in range(12):
            bench.warehouse.write_document(
                sale(line(quantity=f"0.{number}1"), line(TEA, "0.1", "4.9"), order=str(number)),
                key(str(number)),
            )
        stock_equals_the_sum_of_operations(bench)
