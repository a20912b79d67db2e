"""Writing orders and sales: every column, stock, payments, numbers, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sync.errors import Bug, Refused, SettingsError, Unreachable
from sync.model import DocumentKind, DocumentLine, DocumentRef, MarkState, NewPartner
from sync.money import round_half_up
from sync.warehouses.warehouse_pro import tables
from tests.contract.warehouses.bench import (
    BOOK,
    CUP,
    CUSTOMER,
    DELIVERY,
    FLOUR,
    FREE,
    GONE,
    NOW,
    OPERATOR,
    SHOP,
    SHOP_FLOOR,
    STORE_ROOM,
    TEA,
    TODAY,
    Bench,
    draft,
    key,
    line,
    paid,
    sale,
)

_TIMES = "SELECT [Date], [EndDate], [UserRealTime] FROM [Payments]"
MIDNIGHT = "2026-11-22 00:00:00"
NOW_HERE = "2026-11-22 23:59:59"  # in Sofia, in full seconds


def _row(bench: Bench, table: str, **where: object) -> dict[str, Any]:
    columns = [column.name for column in bench.behind.dialect.columns(tables.table(table))]
    names = ", ".join(f"[{name}]" for name in columns)
    condition = " AND ".join(f"[{name}] = ?" for name in where)
    rows = bench.all(f"SELECT {names} FROM [{table}] WHERE {condition}", *where.values())  # type: ignore[arg-type]  # values of a test
    assert len(rows) == 1, rows
    return dict(zip(columns, rows[0], strict=True))


class OrdersContract:
    """An order: rows without effect on stock and money, under a number of its own, with a mark."""

    def test_every_column(self, bench: Bench) -> None:
        written = bench.warehouse.write_document(draft(line(discount="10")), key())
        assert written.ref == DocumentRef(DocumentKind.ORDER, 1)
        assert (written.partner_id, written.warnings, written.already_there) == (CUSTOMER, (), False)
        row = _row(bench, "Operations", Acct=1)
        assert row.pop("ID") > 0
        assert row.pop("VATIn") == pytest.approx(3.1 / 6)
        assert str(row.pop("Date")) == MIDNIGHT
        assert str(row.pop("UserRealTime")) == NOW_HERE
        assert row == {
            "OperType": 19, "Acct": 1, "GoodID": CUP, "PartnerID": CUSTOMER, "ObjectID": SHOP_FLOOR,
            "OperatorID": OPERATOR, "Qtty": 2.0, "Sign": 0, "PriceIn": 3.1, "PriceOut": 6.0, "VATOut": 1.0,
            "Discount": 10.0, "CurrencyID": 1, "CurrencyRate": 1.0, "Lot": " ", "LotID": 1,
            "Note": "Mostik:bl-1001:5001; поръчка", "SrcDocID": 0, "UserID": OPERATOR,
        }  # fmt: skip
        assert bench.all("SELECT [NextAcct] FROM [NextAcct]") == [("OR1",)]

    def test_it_touches_neither_stock_nor_money(self, bench: Bench) -> None:
        before = bench.rows_of_all_tables()
        stock = bench.all("SELECT [ID], [Qtty] FROM [Store] ORDER BY [ID]")
        bench.warehouse.write_document(draft(), key())
        after = bench.rows_of_all_tables()
        assert {name for name in after if after[name] != before[name]} == {
            "Operations", "NextAcct", "MostikImports",
        }  # fmt: skip
        assert bench.all("SELECT [ID], [Qtty] FROM [Store] ORDER BY [ID]") == stock

    def test_the_mark(self, bench: Bench) -> None:
        written = bench.warehouse.write_document(draft(), key())
        (mark,) = bench.warehouse.marks(SHOP, ["5001", "5002"]).values()
        assert (mark.key, mark.ref, mark.state) == (key(), written.ref, MarkState.OPEN)
        assert (mark.rows_hash, mark.machine) == (written.rows_hash, "КАСА-1")
        assert mark.at == NOW.replace(microsecond=0)
        assert list(bench.warehouse.open_marks(SHOP)) == [mark]
        assert bench.warehouse.known_shops() == {SHOP: 1}

    def test_one_order_is_written_once(self, bench: Bench) -> None:
        first = bench.warehouse.write_document(draft(), key())
        before = bench.rows_of_all_tables()
        second = bench.again().write_document(draft(line(TEA)), key())
        assert second == replace(first, already_there=True)
        assert bench.rows_of_all_tables() == before

    def test_two_lines_of_one_good_stay_two(self, bench: Bench) -> None:
        written = bench.warehouse.write_document(draft(line(quantity="1"), line(quantity="2")), key())
        assert written.ref is not None
        document = bench.warehouse.documents([written.ref])[written.ref]
        assert [(row.product_id, row.quantity) for row in document.rows] == [
            (CUP, Decimal(1)),
            (CUP, Decimal(2)),
        ]

    def test_read_back(self, bench: Bench) -> None:
        lines = (line(), line(FLOUR, "0.75", "1.0933", "9", STORE_ROOM), line(FREE, "1", "0"))
        written = bench.warehouse.write_document(draft(*lines), key())
        assert written.ref is not None
        missing = DocumentRef(DocumentKind.ORDER, 99)
        found = bench.warehouse.documents([written.ref, missing])
        assert list(found) == [written.ref]
        document = found[written.ref]
        assert (document.partner_id, document.day, document.total) == (CUSTOMER, TODAY, Decimal("12.82"))
        assert document.note.startswith("Mostik:bl-1001:5001;")
        assert document.rows_hash == written.rows_hash
        assert [(row.location_id, row.unit_price, row.sign) for row in document.rows] == [
            (SHOP_FLOOR, Decimal(6), 0), (STORE_ROOM, Decimal("1.0933"), 0), (SHOP_FLOOR, Decimal(0), 0),
        ]  # fmt: skip
        assert bench.warehouse.missing_documents([missing, written.ref]) == [missing]

    def test_prices_without_vat(self, bench: Bench) -> None:
        bench.configure(20, 0)
        written = bench.warehouse.write_document(draft(line(), line(FLOUR, "3", "1.09", "9")), key())
        rows = bench.all("SELECT [PriceOut], [VATOut], [PriceIn], [VATIn] FROM [Operations] ORDER BY [ID]")
        assert rows[0] == pytest.approx((5.0, 1.0, 3.1, 0.62))
        assert rows[1] == pytest.approx((1.0, 0.09, 0.8, 0.072))
        assert written.ref is not None
        document = bench.warehouse.documents([written.ref])[written.ref]
        assert document.total == Decimal("15.27")
        assert document.rows[0].unit_price == 6

    def test_the_hash_tells_every_change(self, bench: Bench) -> None:
        written = bench.warehouse.write_document(draft(line(), line(TEA, "1", "4.90")), key())
        assert written.ref is not None
        for change in ("[Qtty] = 3", "[PriceOut] = 6.01", "[ObjectID] = 3", "[GoodID] = 3", "[Sign] = -1"):
            column = change.split("]")[0].strip("[")
            (before,) = bench.all(f"SELECT [{column}] FROM [Operations] WHERE [GoodID] = ?", CUP)[0]
            bench.change(f"UPDATE [Operations] SET {change} WHERE [ID] = 1")
            assert bench.warehouse.documents([written.ref])[written.ref].rows_hash != written.rows_hash
            bench.change(f"UPDATE [Operations] SET [{column}] = ? WHERE [ID] = 1", before)
            assert bench.warehouse.documents([written.ref])[written.ref].rows_hash == written.rows_hash
        bench.change("UPDATE [Operations] SET [PriceOut] = ? WHERE [ID] = 1", 6.000_000_01)
        assert bench.warehouse.documents([written.ref])[written.ref].rows_hash == written.rows_hash

    # ------------------------------------------------------------ partners

    def test_a_new_partner(self, bench: Bench) -> None:
        new = NewPartner(
            "Роза ООД", "203456785", "BG203456785", "a@roza.example", "+359 2 1", "София", "ул. 1", "Ана"
        )
        written = bench.warehouse.write_document(draft(partner=new), key())
        row = _row(bench, "Partners", ID=written.partner_id)
        assert str(row.pop("UserRealTime")) == NOW_HERE
        printed = {
            "Company": "Роза ООД",
            "MOL": "Ана",
            "City": "София",
            "Address": "ул. 1",
            "Phone": "+359 2 1",
        }
        expected = {
            "ID": written.partner_id, "Code": "8", "eMail": "a@roza.example", "TaxNo": "BG203456785",
            "Bulstat": "203456785", "PriceGroup": 1, "Discount": 0.0, "Type": 0, "IsVeryUsed": -1,
            "UserID": OPERATOR, "GroupID": 1, "Deleted": 0, "PaymentDays": 0, **printed,
            **{f"{name}2": value for name, value in printed.items()},
        }  # fmt: skip
        blanks = {name: " " for name in row if name not in expected}
        assert row == {**expected, **blanks}
        assert written.partner_id == bench.cell("SELECT [PartnerID] FROM [Operations]")

    def test_partners_get_the_next_numeric_code(self, bench: Bench) -> None:
        for code in ("K-900", "12", "3800123456789", "0013", "14"):
            bench.add(tables.PARTNERS, Code=code, Company=code)
        codes = []
        for number in ("1", "2"):
            new = NewPartner(f"Клиент {number}")
            written = bench.warehouse.write_document(draft(order=number, partner=new), key(number))
            codes.append(bench.cell("SELECT [Code] FROM [Partners] WHERE [ID] = ?", written.partner_id))
            bench.add(tables.PARTNERS, Code="16", Company="Между тях")  # somebody else at work
        assert codes == ["15", "17"]

    def test_long_names_are_cut_with_a_warning(self, bench: Bench) -> None:
        new = NewPartner("Я" * 500, contact="ж" * 255)
        written = bench.warehouse.write_document(draft(partner=new), key())
        assert bench.cell("SELECT [Company] FROM [Partners] WHERE [ID] = ?", written.partner_id) == "Я" * 255
        assert bench.cell("SELECT [MOL] FROM [Partners] WHERE [ID] = ?", written.partner_id) == "ж" * 255
        assert len(written.warnings) == 1
        assert "500" in written.warnings[0].text()

    def test_strange_characters(self, bench: Bench) -> None:
        new = NewPartner("Ана\x00 \x07О'Нийл\r\n\t„Роза“ \ud83d end", address="ул. \u2028 Ъ'; DROP TABLE --")
        written = bench.warehouse.write_document(draft(partner=new, text="бърза\x1b"), key())
        (row,) = bench.all("SELECT [Company], [Address] FROM [Partners] WHERE [ID] = ?", written.partner_id)
        assert row == ("Ана О'Нийл „Роза“ end", "ул. Ъ'; DROP TABLE --")
        assert written.warnings == ()

    def test_a_partner_without_a_name_is_refused(self, bench: Bench) -> None:
        _refused(bench, draft(partner=NewPartner(" ")), "name")

    # ------------------------------------------------------------ refusals: nothing is written

    @pytest.mark.parametrize("good", [GONE, 999])
    def test_a_good_that_is_gone(self, bench: Bench, good: int) -> None:
        _refused(bench, draft(line(), line(good)), "Свалена" if good == GONE else "999")

    def test_a_location_that_is_gone(self, bench: Bench) -> None:
        _refused(bench, draft(line(place=77)), "77")
        bench.change("UPDATE [Objects] SET [Deleted] = ? WHERE [ID] = ?", -1, SHOP_FLOOR)
        _refused(bench, draft(line(place=STORE_ROOM)), str(SHOP_FLOOR))  # where the document itself stands

    def test_a_user_that_is_gone(self, bench: Bench) -> None:
        _refused(bench, draft(operator=44), "44")
        bench.change("UPDATE [Users] SET [Deleted] = ? WHERE [ID] = ?", -1, OPERATOR)
        _refused(bench, draft(), "user")

    def test_a_partner_that_is_gone(self, bench: Bench) -> None:
        _refused(bench, draft(partner=44), "44")
        bench.change("UPDATE [Partners] SET [Deleted] = ? WHERE [ID] = ?", -1, CUSTOMER)
        _refused(bench, draft(), "partner")

    def test_a_payment_type_that_is_gone(self, bench: Bench) -> None:
        _refused(bench, sale(payments=[paid("12", 44)]), "44")

    @pytest.mark.parametrize("quantity", ["-1", "1E+400", "1000000000"])
    def test_an_impossible_quantity(self, bench: Bench, quantity: str) -> None:
        wrong = replace(line(), quantity=Decimal(quantity))
        _refused(bench, replace(draft(), lines=(wrong,)), "quantity")

    def test_no_lines(self, bench: Bench) -> None:
        _refused(bench, replace(draft(), lines=()), "no lines")
        _refused(bench, draft(line(quantity="0")), "no lines")

    def test_lines_of_nothing_are_left_out(self, bench: Bench) -> None:
        bench.warehouse.write_document(draft(line(), line(TEA, "0")), key())
        assert bench.all("SELECT [GoodID] FROM [Operations]") == [(CUP,)]

    def test_a_total_that_the_lines_do_not_come_to(self, bench: Bench) -> None:
        before = bench.rows_of_all_tables()
        with pytest.raises(Bug, match="amount"):
            bench.warehouse.write_document(replace(draft(), total=Decimal("12.01")), key())
        assert bench.rows_of_all_tables() == before

    def test_a_note_without_its_tag(self, bench: Bench) -> None:
        before = bench.rows_of_all_tables()
        for note in ("", "поръчка 5001", draft(order="5002").note):
            with pytest.raises(Bug, match="tag"):
                bench.warehouse.write_document(replace(draft(), note=note), key())
        assert bench.rows_of_all_tables() == before

    def test_lots_do_not_hinder_orders(self, bench: Bench) -> None:
        bench.configure(23, 2)
        bench.again().write_document(draft(), key())
        _refused(bench, sale(order="2"), "lots", "2")
        features = bench.again().features
        assert not features.sales
        assert "lots" in features.closed["sales"].text()

    # ------------------------------------------------------------ numbers

    def test_numbers_follow_the_highest_of_the_type(self, bench: Bench) -> None:
        _others(bench, 19, 122)
        _others(bench, 2, 40)
        _others(bench, 16, 47)  # consignment sales share the numbers of sales
        _others(bench, 1, 900)
        numbers = [
            _number(bench, draft(order="1")),
            _number(bench, sale(order="2")),
            _number(bench, draft(order="3")),
        ]  # fmt: skip
        assert numbers == [123, 48, 124]
        reserved = {name for (name,) in bench.all("SELECT [NextAcct] FROM [NextAcct]")}
        assert reserved == {"OR123", "S48", "OR124"}

    def test_a_number_that_another_station_reserved_is_passed_over(self, bench: Bench) -> None:
        for number in (1, 2, 3):
            bench.add(tables.NEXT_ACCT, NextAcct=f"OR{number}")
        assert _number(bench, draft()) == 4

    def test_more_than_a_hundred_reserved_numbers_are_passed_over(self, bench: Bench) -> None:
        with bench.behind.transaction():
            names = [(f"OR{number}",) for number in range(1, 251)]
            bench.behind.insert_many(tables.NEXT_ACCT, ("NextAcct",), [*names, ("OR",), ("ORx",)])
        assert _number(bench, draft()) == 251

    def test_drafts_of_the_program_do_not_count(self, bench: Bench) -> None:
        _others(bench, 19, -3)
        assert _number(bench, draft()) == 1

    def test_numbers_by_object(self, bench: Bench) -> None:
        bench.configure(48, -1)
        _marker(bench, 19, SHOP_FLOOR, 1_999_999)
        _marker(bench, 19, STORE_ROOM, 2_999_999, partner=0)
        _others(bench, 19, 2_000_004, SHOP_FLOOR)
        assert _number(bench, draft(order="1")) == 2_000_005
        assert _number(bench, draft(line(place=STORE_ROOM), order="2", place=STORE_ROOM)) == 3_000_000
        assert _number(bench, draft(order="3")) == 2_000_006
        assert bench.warehouse.missing_documents([DocumentRef(DocumentKind.ORDER, 2_999_999)])
        _refused(bench, draft(order="4", place=1), "range", "4")

    def test_a_range_of_numbers_that_is_full(self, bench: Bench) -> None:
        bench.configure(48, -1)
        _marker(bench, 19, SHOP_FLOOR, 99)
        _marker(bench, 19, STORE_ROOM, 101)
        assert _number(bench, draft(order="1")) == 100
        before = bench.rows_of_all_tables()
        with pytest.raises(SettingsError, match="number"):
            bench.warehouse.write_document(draft(order="2"), key("2"))
        assert bench.rows_of_all_tables() == before

    def test_a_number_that_somebody_took_without_reserving_it(self, bench: Bench) -> None:
        """Another program writes the same number while we write: no key forbids it, so we give way."""
        database = bench.warehouse._database
        intruder = tables.OPERATIONS

        def intrude(statement: str) -> None:
            if statement.startswith("INSERT INTO [Operations]"):
                database.on_statement = None
                database.insert(intruder, {"OperType": 19, "Acct": 1, "PartnerID": 2, "GoodID": 1})

        bench.warehouse.marks(SHOP, ["0"])
        database.on_statement = intrude
        with pytest.raises(Unreachable, match="at the same moment"):
            bench.warehouse.write_document(draft(), key())
        database.on_statement = None
        assert bench.warehouse.marks(SHOP, ["5001"]) == {}
        assert bench.cell("SELECT COUNT(*) FROM [Operations]") == 0

    def test_quantities_and_amounts_to_the_cent(self, bench: Bench) -> None:
        lines = st.builds(
            line,
            st.sampled_from([CUP, TEA, FLOUR, BOOK, DELIVERY, FREE]),
            st.decimals("0.0001", "9999", places=4).map(str),
            st.decimals("-50", "5000", places=4).map(str),
            st.sampled_from(["0", "9", "20"]),
            st.sampled_from([SHOP_FLOOR, STORE_ROOM]),
        )
        orders = iter(range(1, 10_000))

        @settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow])
        @given(st.lists(lines, min_size=1, max_size=6), st.booleans(), st.sampled_from(DocumentKind))
        def written_and_read(written: list[DocumentLine], gross: bool, kind: DocumentKind) -> None:
            bench.configure(20, -1 if gross else 0)
            order = str(next(orders))
            wanted = draft(*written, order=order, kind=kind)
            result = bench.warehouse.write_document(wanted, key(order))
            assert result.ref is not None
            document = bench.warehouse.documents([result.ref])[result.ref]
            assert abs(document.total - wanted.total) <= (0 if gross else Decimal("0.01"))
            if kind is DocumentKind.SALE:
                due = bench.cell("SELECT [Qtty] FROM [Payments] WHERE [Acct] = ?", result.ref.number)
                assert round(due, 2) == float(wanted.total)
            rows = bench.all(
                "SELECT [Qtty], [PriceOut], [VATOut] FROM [Operations] WHERE [OperType] = ? AND [Acct] = ?"
                " ORDER BY [ID]",
                2 if kind is DocumentKind.SALE else 19,
                result.ref.number,
            )
            for each, (quantity, price, vat) in zip(written, rows, strict=True):
                with_vat = Decimal(price) if gross else Decimal(price) + Decimal(vat)
                assert round_half_up(with_vat, Decimal("0.00000001")) == each.unit_price
                expected = each.unit_price * each.vat_rate / (100 + each.vat_rate)
                assert abs(Decimal(vat) - expected) < Decimal("0.000000001")
                assert Decimal(repr(quantity)) == each.quantity

        written_and_read()
        _stock_equals_the_sum_of_operations(bench)


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
        cash = _row(bench, "CashBook", OperType=8)
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
        row = _row(bench, "Store", GoodID=FREE)
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
        _refused(
            bench, sale(line(TEA, "0.05", "4.90"), line(quantity="6"), line(quantity="4.5")), "Чаша „Роза“"
        )
        _refused(bench, sale(line(FREE, "1", "1")), "Мостра")
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

    def test_the_other_stock_of_an_order_with_two_places(self, bench: Bench) -> None:
        bench.warehouse.write_document(sale(line(), line(place=STORE_ROOM)), key())
        assert (bench.stock(CUP, SHOP_FLOOR), bench.stock(CUP, STORE_ROOM)) == (8, 2)

    def test_stock_equals_the_sum_of_operations(self, bench: Bench) -> None:
        for number in range(12):
            bench.warehouse.write_document(
                sale(line(quantity=f"0.{number}1"), line(TEA, "0.1", "4.9"), order=str(number)),
                key(str(number)),
            )
        _stock_equals_the_sum_of_operations(bench)


# ---------------------------------------------------------------- tools of these suites


def _refused(bench: Bench, wanted: Any, word: str, order: str = "5001") -> None:
    before = bench.rows_of_all_tables()
    with pytest.raises(Refused, match=word):
        bench.warehouse.write_document(wanted, key(order))
    assert bench.rows_of_all_tables() == before


def _number(bench: Bench, wanted: Any) -> int:
    order = wanted.note.split(":")[2].split(";")[0]
    written = bench.warehouse.write_document(wanted, key(order))
    assert written.ref is not None
    return written.ref.number


def _others(bench: Bench, oper_type: int, number: int, place: int = SHOP_FLOOR) -> None:
    bench.add(
        tables.OPERATIONS,
        OperType=oper_type,
        Acct=number,
        GoodID=CUP,
        PartnerID=CUSTOMER,
        ObjectID=place,
        Qtty=0,
    )


def _marker(bench: Bench, oper_type: int, place: int, number: int, partner: int | None = None) -> None:
    """A row with which an object's range of numbers begins; its partner is NULL or 0."""
    bench.add(
        tables.OPERATIONS, OperType=oper_type, Acct=number, ObjectID=place, PartnerID=partner, Qtty=None
    )


def _stock_equals_the_sum_of_operations(bench: Bench) -> None:
    moved = {
        (good, place): quantity
        for good, place, quantity in bench.all(
            "SELECT [GoodID], [ObjectID], SUM([Qtty] * [Sign]) FROM [Operations]"
            " GROUP BY [GoodID], [ObjectID]"
        )
    }
    assert moved
    began = {CUP: (10, 4), TEA: (0.1, 0.2), FLOUR: (12.345678, 0), BOOK: (-3, 0)}
    for (good, place), quantity in moved.items():
        before = began.get(good, (0, 0))[place - SHOP_FLOOR]
        rows = bench.cell("SELECT COUNT(*) FROM [Store] WHERE [GoodID] = ? AND [ObjectID] = ?", good, place)
        now = bench.stock(good, place) if rows else 0
        assert now == pytest.approx(before + quantity, abs=1e-7)
