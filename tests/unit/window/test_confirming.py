"""The pure and the blocking parts of confirming, retrying and saving."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.paths import Paths
from sync.errors import SettingsError
from sync.plan.actions import Module
from sync.profile import Guards
from sync.run.report import ReportRow, RowState
from sync.sentences import say
from wizard.language import Language
from wizard.only_these import only_options
from wizard.preview import many_orders
from wizard.summary_csv import harmless
from wizard.summary_rows import retry_keys
from wizard.terminal.arguments import parse
from wizard.warehouse_copy import copy_warehouse

FIRST = date(2026, 11, 1)
NOW = datetime(2026, 11, 22, 14, 5, tzinfo=UTC)


def _days(each: int, days: int) -> list[date]:
    return [FIRST + timedelta(days=number) for number in range(days) for _ in range(each)]


def test_more_than_fifty_and_three_usual_days_are_many() -> None:
    assert not many_orders([], Guards())
    assert not many_orders(_days(1, 50), Guards())
    assert many_orders(_days(1, 51), Guards())
    assert not many_orders(_days(20, 3), Guards())
    assert many_orders(_days(20, 4), Guards())
    assert not many_orders(_days(20, 4), Guards(usual_orders_a_day=30))
    assert many_orders(_days(20, 3), Guards(usual_orders_a_day=5))


def _row(key: str) -> ReportRow:
    return ReportRow(Module.ORDERS, RowState.FAILED, key, "", say("Because."))


def test_what_is_tried_again_is_named_by_its_order_too() -> None:
    assert retry_keys([_row("5118"), _row("status:5119"), _row("number:5120")]) == frozenset(
        {"5118", "5119", "5120", "status:5119", "number:5120"}
    )
    assert retry_keys([_row("5118"), _row("module:stock")]) is None


@pytest.mark.parametrize("count", [3, 5000])
def test_few_and_many_items_reach_the_command_line_alike(tmp_path: Path, count: int) -> None:
    keys = {f"stock:30411:bl_901:{number}" for number in range(count)} | {"-odd"}
    options = only_options(Paths(tmp_path), "sample", keys)
    # A command line of Windows takes 32,767 letters.
    assert sum(map(len, options)) < 20_000
    read = parse(["sync", "sample", *options], Language.load("en"))
    assert read.only is not None
    assert set(read.only) == keys


def test_a_file_of_keys_that_is_not_there_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(["sync", "sample", "--only-from", "gone.txt"], Language.load("en"))
    assert "gone.txt" in capsys.readouterr().err


@given(st.text())
def test_no_cell_begins_a_formula(text: str) -> None:
    cell = harmless(text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert cell in (text, f"'{text}")


def test_a_copy_never_takes_the_place_of_another(tmp_path: Path) -> None:
    file = tmp_path / "склад 1.sqlite"
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("CREATE TABLE Goods (ID INTEGER)")
        database.execute("INSERT INTO Goods VALUES (7)")
    first, second = copy_warehouse(file, NOW), copy_warehouse(file, NOW)
    assert (first.name, second.name) == (
        "склад 1.copy-2026-11-22-1405.sqlite",
        "склад 1.copy-2026-11-22-1405-2.sqlite",
    )
    with closing(sqlite3.connect(second)) as database:
        assert database.execute("SELECT ID FROM Goods").fetchall() == [(7,)]


def test_a_warehouse_that_is_gone_leaves_no_half_copy(tmp_path: Path) -> None:
    with pytest.raises(SettingsError):
        copy_warehouse(tmp_path / "gone.sqlite", NOW)
    assert list(tmp_path.iterdir()) == []
