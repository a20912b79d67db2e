from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.errors import SettingsError
from sync.warehouses.warehouse_pro import inspection, tables
from sync.warehouses.warehouse_pro.database import Database
from sync.warehouses.warehouse_pro.dialect import Engine
from sync.warehouses.warehouse_pro.existing_columns import Layout

VERSIONS = ("3.00", "3.01", "3.02", "3.04", "3.05", "3.06", "3.07")


def layout_of(version: str) -> Layout:
    """The tables and columns that existed in a schema version."""
    return {
        table.name.lower(): {
            column.name.lower(): column.size for column in table.columns if column.since <= version
        }
        for table in tables.TABLES
        if table.since <= version and not table.ours
    }


def test_a_fresh_warehouse_is_complete(database: Database) -> None:
    found = inspection.inspect(database)
    assert (found.engine, found.engine_title) == (Engine.SQLITE, "SQLite")
    assert (found.schema_version, found.stated_version) == ("3.07", "3.07")
    assert found.missing == ()
    assert found.closed == {}
    assert found.has_marks
    assert found.layout["goods"]["name"] == 255
    assert found.layout["store"]["lot"] == 250


@pytest.mark.parametrize("version", VERSIONS)
def test_the_version_is_told_by_its_columns(version: str) -> None:
    assert inspection.schema_version(layout_of(version)) == version


@pytest.mark.parametrize("version", ["", "3.00", "3.01"])
def test_too_old(version: str) -> None:
    with pytest.raises(SettingsError) as refused:
        inspection.refuse_too_old(layout_of(version))
    assert "3.02" in refused.value.sentence.text()
    assert "VATGroups" in refused.value.detail


@pytest.mark.parametrize("version", ["3.02", "3.04", "3.05", "3.06", "3.07"])
def test_old_enough(version: str) -> None:
    inspection.refuse_too_old(layout_of(version))


@pytest.mark.parametrize(
    ("version", "closed"),
    [
        (
            "3.02",
            {
                "sales",
                "follow_sales",
                "receipt_numbers",
                "other_currencies",
                "payment_days",
                "partner_notes",
                "print_names",
            },
        ),
        ("3.05", {"sales", "receipt_numbers", "other_currencies", "payment_days"}),
        ("3.06", {"sales", "other_currencies", "payment_days"}),
        ("3.07", set()),
    ],
)
def test_missing_columns_close_exactly_what_needs_them(version: str, closed: set[str]) -> None:
    found = inspection.closed_options(layout_of(version), version)
    assert set(found) == closed
    for sentence in found.values():
        assert version in sentence.text()
        assert "{" not in sentence.text()


def test_one_missing_column_closes_one_option() -> None:
    layout = dict(layout_of("3.07"))
    layout["operations"] = {name: 0 for name in layout["operations"] if name != "currencyrate"}
    found = inspection.closed_options(layout, "3.06")
    assert set(found) == {"other_currencies"}
    assert "Operations.CurrencyRate" in found["other_currencies"].text()
    assert inspection.missing_columns(layout) == ("Operations.CurrencyRate",)


def test_a_log_that_lacks_a_column_changes_no_version() -> None:
    layout = dict(layout_of("3.07"))
    del layout["applicationlog"]
    assert inspection.schema_version(layout) == "3.07"
    assert inspection.missing_columns(layout) == ("ApplicationLog",)


def test_other_programs() -> None:
    with pytest.raises(SettingsError, match="Invoice Pro"):
        inspection.refuse_other_programs({"items": {}, "partners": {}})
    with pytest.raises(SettingsError, match="Goods"):
        inspection.refuse_other_programs({"anything": {}})


@pytest.mark.parametrize("version", ["4.00", "10.1"])
def test_too_new(version: str) -> None:
    with pytest.raises(SettingsError, match="newer"):
        inspection.refuse_too_new(version)


@pytest.mark.parametrize("version", ["", "3.07", "3.08.112", "odd"])
def test_not_too_new(version: str) -> None:
    inspection.refuse_too_new(version)


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ("VARCHAR(255)", 255),
        ("INTEGER", 0),
        (None, 0),
        (-1, 0),
        (255, 255),
        (255.0, 255),
        (2_147_483_647, 0),
        ("", 0),
    ],
)
def test_room(size: object, expected: int) -> None:
    assert inspection.room(size) == expected


@given(st.sets(st.sampled_from([(t.name.lower(), c.name.lower()) for t in tables.TABLES for c in t.columns])))
def test_whatever_is_missing_is_named_and_never_breaks(absent: set[tuple[str, str]]) -> None:
    layout: dict[str, dict[str, int]] = {}
    for name, columns in layout_of("3.07").items():
        layout[name] = {column: size for column, size in columns.items() if (name, column) not in absent}
    version = inspection.schema_version(layout)
    assert version == "" or version in VERSIONS
    inspection.closed_options(layout, version)
    named = {tuple(each.lower().split(".")) for each in inspection.missing_columns(layout)}
    assert named == {pair for pair in absent if pair[0] != "mostikimports"} - {("nextacct", "id")}


def test_the_older_database_itself(database: Database) -> None:
    with database.transaction():
        for column in ("ObjectID", "Sign"):
            database.define(f"ALTER TABLE [Payments] DROP COLUMN [{column}]")
        database.define("DROP TABLE [Transformations]")
    found = inspection.inspect(database)
    assert found.schema_version == "3.06"
    assert {"sales", "follow_sales"} == set(found.closed)
    with database.transaction():
        assert database.insert(tables.PAYMENTS, {"Acct": 1, "Sign": 1, "Qtty": 5}) == 1
