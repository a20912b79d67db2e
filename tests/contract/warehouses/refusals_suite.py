"""Documents that are refused: nothing of them is written."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from sync.errors import Bug
from tests.contract.warehouses.bench import (
    CUP,
    CUSTOMER,
    GONE,
    OPERATOR,
    SHOP_FLOOR,
    TEA,
    Bench,
    draft,
    key,
    line,
    paid,
    sale,
)
from tests.contract.warehouses.document_checks import (
    refused,
)


class RefusalsContract:
    """A document that names what is not there, or whose amounts do not agree, leaves nothing behind."""

    @pytest.mark.parametrize("good", [GONE, 999])
    def test_a_good_that_is_gone(self, bench: Bench, good: int) -> None:
        refused(bench, draft(line(), line(good)), "Свалена" if good == GONE else "999")

    def test_a_location_that_is_gone(self, bench: Bench) -> None:
        refused(bench, draft(line(place=77), place=77), "77")
        bench.change("UPDATE [Objects] SET [Deleted] = ? WHERE [ID] = ?", -1, SHOP_FLOOR)
        refused(bench, draft(), str(SHOP_FLOOR))

    def test_a_user_that_is_gone(self, bench: Bench) -> None:
        refused(bench, draft(operator=44), "44")
        bench.change("UPDATE [Users] SET [Deleted] = ? WHERE [ID] = ?", -1, OPERATOR)
        refused(bench, draft(), "user")

    def test_a_partner_that_is_gone(self, bench: Bench) -> None:
        refused(bench, draft(partner=44), "44")
        bench.change("UPDATE [Partners] SET [Deleted] = ? WHERE [ID] = ?", -1, CUSTOMER)
        refused(bench, draft(), "partner")

    def test_a_payment_type_that_is_gone(self, bench: Bench) -> None:
        refused(bench, sale(payments=[paid("12", 44)]), "44")

    @pytest.mark.parametrize("quantity", ["-1", "1E+400", "1000000000"])
    def test_an_impossible_quantity(self, bench: Bench, quantity: str) -> None:
        wrong = replace(line(), quantity=Decimal(quantity))
        refused(bench, replace(draft(), lines=(wrong,)), "quantity")

    def test_no_lines(self, bench: Bench) -> None:
        refused(bench, replace(draft(), lines=()), "no lines")
        refused(bench, draft(line(quantity="0")), "no lines")

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
        refused(bench, sale(order="2"), "lots", "2")
        features = bench.again().features
        assert not features.sales
        assert "lots" in features.closed["sales"].text()
