"""The list of tables against what the fact sheet says of the real ones."""

from __future__ import annotations

import pytest

from sync.warehouses.warehouse_pro import tables
from sync.warehouses.warehouse_pro.schema import Kind, Table


def test_every_table_of_the_program_is_there_once() -> None:
    names = [table.name for table in tables.TABLES]
    assert len(names) == len(set(names)) == 31
    assert names[-1] == "MostikImports"


@pytest.mark.parametrize("table", tables.TABLES, ids=lambda table: table.name)
def test_keys_and_indexes_name_columns_that_exist(table: Table) -> None:
    for names in (table.primary_key, *table.indexes):
        for name in names:
            assert table.column(name).name == name
    assert len({column.name.lower() for column in table.columns}) == len(table.columns)


def test_goods_have_their_33_columns_in_the_real_order() -> None:
    names = [column.name for column in tables.GOODS.columns]
    assert len(names) == 33
    assert (names[0], names[12], names[14], names[23], names[32]) == (
        "ID",
        "Ratio",
        "PriceOut1",
        "PriceOut10",
        "Deleted",
    )


def test_operations_have_their_23_columns() -> None:
    assert len(tables.OPERATIONS.columns) == 23
    assert tables.OPERATIONS.column("lotid").since == "3.02"


def test_blank_row_has_a_space_for_texts_zero_for_numbers_and_the_needed_ones() -> None:
    row = tables.OPERATIONS.blank_row()
    assert "ID" not in row
    assert (row["Note"], row["Lot"], row["SrcDocID"], row["Qtty"], row["Date"]) == (" ", " ", 0, 0.0, None)
    assert (row["CurrencyID"], row["CurrencyRate"], row["LotID"]) == (1, 1.0, 1)
    assert tables.GOODS.blank_row()["Ratio"] == 1.0
    assert tables.PARTNERS.blank_row()["PriceGroup"] == 1


def test_our_marks_are_keyed_by_shop_kind_and_number_letter_by_letter() -> None:
    marks = tables.MOSTIK_IMPORTS
    assert marks.primary_key == ("ShopKey", "Kind", "ExternalId")
    assert [(marks.column(name).kind, marks.column(name).size) for name in marks.primary_key] == [
        (Kind.KEY_TEXT, 100),
        (Kind.KEY_TEXT, 20),
        (Kind.KEY_TEXT, 100),
    ]


def test_columns_of_a_version() -> None:
    assert tables.columns_of_version("3.07") == {
        "Partners": ("PaymentDays",),
        "Operations": ("CurrencyRate",),
        "Payments": ("ObjectID", "Sign"),
        "ApplicationLog": ("MessageSource",),
    }
    assert tables.columns_of_version("3.04") == {"PaymentTypes": ("ID", "Name", "PaymentMethod")}
    assert "VATGroups" in tables.columns_of_version("3.02")


def test_tables_are_found_in_any_letter_case() -> None:
    assert tables.table("cashbook") is tables.CASH_BOOK
    assert not tables.is_table_name("Items")
    with pytest.raises(KeyError):
        tables.table("Items")
