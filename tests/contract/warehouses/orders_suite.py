"""Writing orders: every column, the mark, the partner, amounts."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

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
)
from tests.contract.warehouses.document_checks import (
    MIDNIGHT,
    NOW_HERE,
    refused,
    row_of,
    stock_equals_the_sum_of_operations,
)


class OrdersContract:
    """An order: rows without effect on stock and money, under a number of its own, with a mark."""

    def test_every_column(self, bench: Bench) -> None:
        written = bench.warehouse.write_document(draft(line(discount="10")), key())
        assert written.ref == DocumentRef(DocumentKind.ORDER, 1)
        assert (written.partner_id, written.warnings, written.already_there) == (CUSTOMER, (), False)
        row = row_of(bench, "Operations", Acct=1)
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
        lines = (line(), line(FLOUR, "0.75", "1.0933", "9"), line(FREE, "1", "0"))
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
            (SHOP_FLOOR, Decimal(6), 0), (SHOP_FLOOR, Decimal("1.0933"), 0), (SHOP_FLOOR, Decimal(0), 0),
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
        row = row_of(bench, "Partners", ID=written.partner_id)
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
        refused(bench, draft(partner=NewPartner(" ")), "name")

    def test_quantities_and_amounts_to_the_cent(self, bench: Bench) -> None:
        lines = st.builds(
            line,
            st.sampled_from([CUP, TEA, FLOUR, BOOK, DELIVERY, FREE]),
            st.decimals("0.0001", "9999", places=4).map(str),
            st.decimals("-50", "5000", places=4).map(str),
            st.sampled_from(["0", "9", "20"]),
        )
        orders = iter(range(1, 10_000))

        @settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow])
        @given(
            st.lists(lines, min_size=1, max_size=6),
            st.sampled_from([SHOP_FLOOR, STORE_ROOM]),
            st.booleans(),
            st.sampled_from(DocumentKind),
        )
        def written_and_read(drawn: list[DocumentLine], place: int, gross: bool, kind: DocumentKind) -> None:
            written = [replace(each, location_id=place) for each in drawn]
            bench.configure(20, -1 if gross else 0)
            order = str(next(orders))
            wanted = draft(*written, order=order, kind=kind, place=place)
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
        stock_equals_the_sum_of_operations(bench)
