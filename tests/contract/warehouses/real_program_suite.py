"""What is left to Warehouse Pro itself: refused with a sentence, and nothing is half-written."""

from __future__ import annotations

import pytest

from sync.errors import Refused
from sync.model import MarkKey
from tests.contract.warehouses.bench import CUP, SHOP, STORE_ROOM, Bench, draft, key, line, sale
from tests.contract.warehouses.document_checks import refused


class RealProgramContract:
    """Mostik is a guest in the program's database."""

    def test_a_document_stands_at_one_object(self, bench: Bench) -> None:
        for wanted in (draft(line(), line(place=STORE_ROOM)), sale(line(place=STORE_ROOM))):
            refused(bench, wanted, "several locations")

    def test_orders_are_turned_into_sales_there(self, bench: Bench) -> None:
        bench.warehouse.write_document(draft(), key())
        before = bench.rows_of_all_tables()
        with pytest.raises(Refused, match="in Warehouse Pro itself"):
            bench.warehouse.turn_into_sale(key(), [])
        assert bench.rows_of_all_tables() == before
        assert bench.warehouse.open_order_lines(SHOP, None) == {(CUP, 2): 20_000}

    def test_locations_are_made_there(self, bench: Bench) -> None:
        before = bench.rows_of_all_tables()
        with pytest.raises(Refused, match="in the program itself"):
            bench.warehouse.create_location("Онлайн", MarkKey(SHOP, "bl_205", "location"))
        assert bench.rows_of_all_tables() == before

    def test_characters_that_not_every_table_can_hold_are_replaced(self, bench: Bench) -> None:
        written = bench.warehouse.write_document(draft(text="🎁 подарък"), key())
        assert bench.cell("SELECT [Note] FROM [Operations]").endswith("; ? подарък")
        assert [warning.text() for warning in written.warnings] == [
            "Characters that this warehouse cannot hold were replaced by ?: Mostik:bl-1001:5001; ? подарък"
        ]
