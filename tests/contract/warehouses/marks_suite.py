"""What every place of the marks promises: an order once, rebuilt from tags, and nothing made before the
first write."""

from __future__ import annotations

from typing import Any

import pytest

from sync.errors import Refused
from sync.model import DocumentKind, MarkState
from sync.warehouses.warehouse_pro import WarehousePro
from tests.contract.warehouses.bench import SHOP, Bench, draft, key, line


class MarksContract:
    """Inherited by a class with a fixture ``bench`` whose warehouse has no marks yet. ``table`` is where they
    lie, empty for the notes alone."""

    table = ""

    def _tables(self, bench: Bench) -> list[tuple[Any, ...]]:
        return bench.all(self.table) if self.table else []

    def test_reading_makes_nothing_and_finds_nothing(self, bench: Bench) -> None:
        warehouse = bench.warehouse
        assert warehouse.marks(SHOP, ["5001"]) == {}
        assert warehouse.open_marks(SHOP) == []
        assert warehouse.known_shops() == {}
        assert warehouse.open_order_lines(SHOP, None) == {}
        assert self._tables(bench) == []

    def test_an_order_is_written_once(self, bench: Bench) -> None:
        first = bench.warehouse.write_document(draft(), key())
        again = bench.again().write_document(draft(), key())
        assert again.already_there
        assert again.ref == first.ref
        mark = bench.again().marks(SHOP, ["5001"])["5001"]
        assert mark.ref == first.ref
        assert mark.state is MarkState.OPEN
        assert mark.rows_hash == first.rows_hash
        assert bench.again().known_shops() == {SHOP: 1}
        assert (
            bench.again().open_order_lines(SHOP, None) == bench.warehouse.open_order_lines(SHOP, None) != {}
        )
        assert bench.cell("SELECT COUNT(DISTINCT [Acct]) FROM [Operations] WHERE [OperType] = 19") == 1

    def test_an_untouched_order_is_changed_and_taken_back(self, bench: Bench) -> None:
        first = bench.warehouse.write_document(draft(), key())
        mark = bench.warehouse.marks(SHOP, ["5001"])["5001"]
        changed = bench.warehouse.replace_document(key(), mark.rows_hash, draft(line(quantity="3")))
        assert changed.ref == first.ref
        mark = bench.again().marks(SHOP, ["5001"])["5001"]
        assert mark.rows_hash == changed.rows_hash
        bench.warehouse.withdraw_document(key(), mark.rows_hash)
        assert bench.again().open_marks(SHOP) == []
        again = bench.again().write_document(draft(), key())
        assert not again.already_there

    def test_a_touched_order_is_left_alone(self, bench: Bench) -> None:
        bench.warehouse.write_document(draft(), key())
        bench.change("UPDATE [Operations] SET [Qtty] = 7 WHERE [OperType] = 19")
        warehouse = bench.again()
        mark = warehouse.marks(SHOP, ["5001"])["5001"]
        (document,) = warehouse.documents({mark.ref}).values()
        assert document.rows_hash != mark.rows_hash
        with pytest.raises(Refused):
            warehouse.replace_document(key(), mark.rows_hash, draft())

    def test_a_note_of_full_length_keeps_its_tag(self, bench: Bench) -> None:
        bench.warehouse.write_document(draft(text="ю" * 300), key())
        mark = bench.again().marks(SHOP, ["5001"])["5001"]
        assert mark.ref.kind is DocumentKind.ORDER
        (document,) = bench.again().documents({mark.ref}).values()
        assert document.rows_hash == mark.rows_hash
        assert len(document.note) <= 255

    def test_lost_marks_come_back_from_the_tags(self, bench: Bench) -> None:
        written = bench.warehouse.write_document(draft(), key())
        self.lose(bench)
        bench.again().rebuild_marks(SHOP)
        other: WarehousePro = bench.again()
        assert other.marks(SHOP, ["5001"])["5001"].ref == written.ref
        assert other.write_document(draft(), key()).already_there

    def lose(self, bench: Bench) -> None:
        """The marks are gone, as after a restored database that lacks them."""
