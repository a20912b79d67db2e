"""The numbers of documents."""

from __future__ import annotations

import pytest

from sync.errors import SettingsError, Unreachable
from sync.model import DocumentKind, DocumentRef
from sync.warehouses.warehouse_pro import tables
from sync.warehouses.warehouse_pro.repeating import TRIES
from tests.contract.warehouses.bench import (
    SHOP,
    SHOP_FLOOR,
    STORE_ROOM,
    Bench,
    draft,
    key,
    line,
    sale,
)
from tests.contract.warehouses.document_checks import (
    marker,
    number_of,
    others,
    refused,
)


class NumbersContract:
    """A number of the type, reserved as the program does, never given out twice."""

    def test_numbers_follow_the_highest_of_the_type(self, bench: Bench) -> None:
        others(bench, 19, 122)
        others(bench, 2, 40)
        others(bench, 16, 47)  # consignment sales share the numbers of sales
        others(bench, 1, 900)
        numbers = [
            number_of(bench, draft(order="1")),
            number_of(bench, sale(order="2")),
            number_of(bench, draft(order="3")),
        ]  # fmt: skip
        assert numbers == [123, 48, 124]
        reserved = {name for (name,) in bench.all("SELECT [NextAcct] FROM [NextAcct]")}
        assert reserved == {"OR123", "S48", "OR124"}

    def test_a_number_that_another_station_reserved_is_passed_over(self, bench: Bench) -> None:
        for number in (1, 2, 3):
            bench.add(tables.NEXT_ACCT, NextAcct=f"OR{number}")
        assert number_of(bench, draft()) == 4

    def test_more_than_a_hundred_reserved_numbers_are_passed_over(self, bench: Bench) -> None:
        with bench.behind.transaction():
            names = [(f"OR{number}",) for number in range(1, 251)]
            bench.behind.insert_many(tables.NEXT_ACCT, ("NextAcct",), [*names, ("OR",), ("ORx",)])
        assert number_of(bench, draft()) == 251

    def test_drafts_of_the_program_do_not_count(self, bench: Bench) -> None:
        others(bench, 19, -3)
        assert number_of(bench, draft()) == 1

    def test_numbers_by_object(self, bench: Bench) -> None:
        bench.configure(48, -1)
        marker(bench, 19, SHOP_FLOOR, 1_999_999)
        marker(bench, 19, STORE_ROOM, 2_999_999, partner=0)
        others(bench, 19, 2_000_004, SHOP_FLOOR)
        assert number_of(bench, draft(order="1")) == 2_000_005
        assert number_of(bench, draft(line(place=STORE_ROOM), order="2", place=STORE_ROOM)) == 3_000_000
        assert number_of(bench, draft(order="3")) == 2_000_006
        assert bench.warehouse.missing_documents([DocumentRef(DocumentKind.ORDER, 2_999_999)])
        refused(bench, draft(line(place=1), order="4", place=1), "range", "4")

    def test_a_range_of_numbers_that_is_full(self, bench: Bench) -> None:
        bench.configure(48, -1)
        marker(bench, 19, SHOP_FLOOR, 99)
        marker(bench, 19, STORE_ROOM, 101)
        assert number_of(bench, draft(order="1")) == 100
        before = bench.rows_of_all_tables()
        with pytest.raises(SettingsError, match="number"):
            bench.warehouse.write_document(draft(order="2"), key("2"))
        assert bench.rows_of_all_tables() == before

    @pytest.mark.parametrize("tries", [1, 4, 5])
    def test_a_number_that_somebody_took_without_reserving_it(self, bench: Bench, tries: int) -> None:
        """Another program writes the same number while we write: no key forbids it, so we give way and begin
        anew, but not for ever."""
        database = bench.warehouse._database
        inserting = database.dialect.render("INSERT INTO [Operations]")
        intruded = 0

        def intrude(statement: str) -> None:
            nonlocal intruded
            if inserting in statement and intruded < tries:  # on SQL Server it stands in a batch
                intruded += 1
                database.on_statement = None
                database.insert(tables.OPERATIONS, {"OperType": 19, "Acct": 1, "PartnerID": 2, "GoodID": 1})
                database.on_statement = intrude

        bench.warehouse.marks(SHOP, ["0"])
        database.on_statement = intrude
        if tries < TRIES:
            assert number_of(bench, draft()) == 1
        else:
            with pytest.raises(Unreachable, match="at the same moment"):
                bench.warehouse.write_document(draft(), key())
            assert bench.warehouse.marks(SHOP, ["5001"]) == {}
        database.on_statement = None
        assert bench.cell("SELECT COUNT(*) FROM [Operations]") == (1 if tries < TRIES else 0)
