"""A picture of all tables before and after one thing was done, on whatever engine the bench stands on."""

from __future__ import annotations

from pathlib import Path

import pytest

from sync.errors import SettingsError
from sync.warehouses.warehouse_pro import probed_table, tables
from sync.warehouses.warehouse_pro.probe_difference import Difference, TableDifference
from tests.contract.warehouses.bench import CUP, NOW, SHOP_FLOOR, Bench, draft, key


class ProbeContract:
    """Inherited by a class with a fixture ``bench``."""

    @pytest.fixture
    def file(self, tmp_path: Path) -> Path:
        return tmp_path / "picture.zip"

    def _difference(self, bench: Bench, file: Path) -> Difference:
        return bench.again().every_table().compare(file, NOW)

    def _of(self, found: Difference, name: str) -> TableDifference:
        return next(each for each in found.tables if each.name.lower() == name)

    def test_all_tables_are_kept_and_nothing_differs(self, bench: Bench, file: Path) -> None:
        heard: list[str] = []
        picture = bench.warehouse.every_table().keep(file, NOW, heard.append)
        assert {each.lower() for each in heard} >= {each.name.lower() for each in tables.TABLES}
        assert picture.tables == len(heard)
        found = self._difference(bench, file)
        assert not [each.name for each in found.tables if each.differs or each.problem]
        assert found.after.rows == found.before.rows == picture.rows > 0
        assert not list(file.parent.glob("*.new"))

    def test_an_order_shows_as_its_rows(self, bench: Bench, file: Path) -> None:
        bench.warehouse.every_table().keep(file, NOW)
        bench.warehouse.write_document(draft(order="5120", text="Елена Маринова"), key("5120"))
        found = self._difference(bench, file)
        changed = {each.name.lower() for each in found.tables if each.differs}
        assert changed == {"operations", "nextacct", "mostikimports"}
        rows = self._of(found, "operations").added
        assert {row.values["OperType"] for row in rows} == {19}
        assert all(str(row.values["Note"]).startswith("Mostik:") for row in rows)
        assert not any("Елена" in str(value) for row in rows for value in row.values.values())

    def test_a_change_names_column_old_and_new(self, bench: Bench, file: Path) -> None:
        bench.warehouse.every_table().keep(file, NOW)
        bench.change(
            "UPDATE [Store] SET [Qtty] = ? WHERE [GoodID] = ? AND [ObjectID] = ?", 9.5, CUP, SHOP_FLOOR
        )
        bench.change("DELETE FROM [PriceRules]")
        (row,) = self._of(self._difference(bench, file), "store").changed
        assert row.columns == (("Qtty", 10, 9.5),)
        assert (row.where["GoodID"], row.where["ObjectID"]) == (CUP, SHOP_FLOOR)

    def test_a_table_of_the_sites_own_is_seen_come_and_go(self, bench: Bench, file: Path) -> None:
        create = "CREATE TABLE site_cards (num INTEGER, holder VARCHAR(50))"
        bench.warehouse.every_table().keep(file, NOW)
        bench.behind.define(create)
        bench.change("INSERT INTO site_cards (num, holder) VALUES (1, 'Иван Иванов')")
        new = self._of(self._difference(bench, file), "site_cards")
        assert (new.rows_before, new.rows_after) == (None, 1)
        assert "Иван" not in str(new.added[0].values)
        bench.warehouse.every_table().keep(file, NOW)
        bench.change("INSERT INTO site_cards (num, holder) VALUES (1, 'Иван Иванов')")
        bench.change("INSERT INTO site_cards (num, holder) VALUES (2, 'Мария')")
        heap = self._of(self._difference(bench, file), "site_cards")
        assert [row.values["num"] for row in heap.added] == [1, 2]
        bench.warehouse.every_table().keep(file, NOW)
        bench.change("DELETE FROM site_cards WHERE num = 2")
        less = self._of(self._difference(bench, file), "site_cards")
        assert [row.values["num"] for row in less.removed] == [2]
        bench.behind.define("DROP TABLE site_cards")
        gone = self._of(self._difference(bench, file), "site_cards")
        assert (gone.rows_before, gone.rows_after) == (3, None)

    def test_a_new_column_is_named(self, bench: Bench, file: Path) -> None:
        bench.behind.define("CREATE TABLE site_cards (num INTEGER)")
        try:
            bench.warehouse.every_table().keep(file, NOW)
            bench.behind.define("ALTER TABLE site_cards ADD COLUMN colour INTEGER")
            assert self._of(self._difference(bench, file), "site_cards").new_columns == ("colour",)
        finally:
            bench.behind.define("DROP TABLE site_cards")

    def test_older_rows_of_a_large_table_are_kept_as_signs(
        self, bench: Bench, file: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(probed_table, "WHOLE_UP_TO", 3)
        monkeypatch.setattr(probed_table, "NEWEST_KEPT", 2)
        bench.warehouse.every_table().keep(file, NOW)
        assert not [each.name for each in self._difference(bench, file).tables if each.differs]
        bench.change("UPDATE [Goods] SET [MinQtty] = 5 WHERE [ID] = ?", CUP)
        (row,) = self._of(self._difference(bench, file), "goods").changed
        assert not row.old_known
        assert ("MinQtty", None, 5) in row.columns
        bench.change("DELETE FROM [Goods] WHERE [ID] = ?", CUP)
        (gone,) = self._of(self._difference(bench, file), "goods").removed
        assert gone.values == {"ID": CUP}

    def test_without_a_picture_there_is_nothing_to_compare_with(self, bench: Bench, file: Path) -> None:
        with pytest.raises(SettingsError, match="no picture from before"):
            self._difference(bench, file)
        file.write_text("not a picture", encoding="utf-8")
        with pytest.raises(SettingsError, match="no picture from before"):
            self._difference(bench, file)
