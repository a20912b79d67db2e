"""Writing items, partners and groups."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.unit.simulators.microbg.desk import Desk


def test_a_new_item(desk: Desk) -> None:
    sent = {"Name": "Чиния", "Code": "P-1", "MeasureId": 1, "TaxGroup": 2, "PriceOut2": 4.5}
    ident = desk.call("insertItem", sent)["id"]
    (row,) = desk.call("getItems", Id=ident)
    assert (row["Code"], row["TaxValue"], row["PriceOut2"], row["GroupId"]) == ("P-1", 9, 4.5, 1)
    assert desk.judge.stock(desk.shop, ident) == 0


def test_a_code_may_be_generated(desk: Desk) -> None:
    desk.program.add_good("Стока", Code="41")
    sent = {"Name": "Чиния", "MeasureId": 1}
    assert desk.refused("insertItem", sent) == "_MISSING_FIELD"
    ident = desk.call("insertItem", sent, AutoGenerateCode=1)["id"]
    assert desk.call("getItems", Id=ident)[0]["Code"] == "42"
    assert desk.call("insertPartner", {"Name": "Анна"})["id"] > desk.buyer


@pytest.mark.parametrize(
    ("sent", "word"),
    [
        ({"Code": "1", "MeasureId": 1}, "_MISSING_FIELD"),
        ({"Name": "Ч", "Code": "1"}, "_MISSING_FIELD"),
        ({"Name": "Ч", "Code": "1", "MeasureId": 9}, "_INVALID_VALUE"),
        ({"Name": "Ч", "Code": "1", "MeasureId": 1, "TaxGroup": 9}, "_INVALID_VALUE"),
        ({"Name": "Ч", "Code": "1", "MeasureId": 1, "GroupId": 9}, "_INVALID_VALUE"),
        ({"Name": "Ч", "Code": "1", "MeasureId": 1, "PriceIn": "dear"}, "_INVALID_VALUE"),
        ({"Name": "Ч", "Code": "1", "MeasureId": 1, "PriceIn": True}, "_INVALID_VALUE"),
        (
            {"Name": "Ч", "Code": "1", "MeasureId": 1, "AddCodes": [{"Code": "2", "CodeType": 3}]},
            "_INVALID_VALUE",
        ),
        ({"Name": "Ч", "Code": "C-1", "MeasureId": 1}, "_DUPLICATE_CODE"),
    ],
)
def test_items_that_cannot_be_taken(desk: Desk, sent: dict[str, Any], word: str) -> None:
    assert desk.refused("insertItem", sent) == word
    assert len(desk.judge.goods()) == 1


def test_one_code_may_be_taken_twice(desk: Desk) -> None:
    desk.quirks(same_code="accepted")
    desk.call("insertItem", {"Name": "Чиния", "Code": "C-1", "MeasureId": 1})
    assert len(desk.call("getItems", Code="C-1")) == 2


def test_prices_sent_with_or_without_vat(desk: Desk) -> None:
    sent = {"Name": "Чиния", "Code": "P", "MeasureId": 1, "PriceOut1": 10}
    ident = desk.call("insertItem", {**sent, "PricesWithVat": 0})["id"]
    assert desk.call("getItems", Id=ident)[0]["PriceOut1"] == 12
    desk.call("editItem", {"id": ident, "PriceOut1": 10})
    assert desk.call("getItems", Id=ident)[0]["PriceOut1"] == 10
    desk.quirks(prices_sent="without_vat")
    desk.call("editItem", {"id": ident, "PriceOut1": 10})
    assert desk.call("getItems", Id=ident)[0]["PriceOut1"] == 12
    assert desk.call("getItems", Id=ident, PricesWithVat=0)[0]["PriceOut1"] == 10


def test_a_change_keeps_what_is_left_out_or_not(desk: Desk) -> None:
    desk.clock.turn(timedelta(hours=1))
    desk.call("editItem", {"Name": "Чаша за чай"}, Id=desk.cup)
    (row,) = desk.call("getItems", Id=desk.cup)
    assert (row["Name"], row["Code"], row["DateUpdated"]) == ("Чаша за чай", "C-1", "2026-11-20 13:00:00")
    desk.quirks(edit="whole")
    desk.call("editItem", {"id": desk.cup, "Name": "Чаша", "MeasureId": 1, "Code": "C-2"})
    (row,) = desk.call("getItems", Id=desk.cup)
    assert (row["Code"], row["Barcode"], row["PriceOut2"]) == ("C-2", "", 0)
    assert desk.refused("editItem", {"id": 99, "Name": "Ч"}) == "_NOT_FOUND"


def test_deleting_marks_or_removes(desk: Desk) -> None:
    desk.call("deleteItem", Id=desk.cup)
    assert desk.call("getItems", Id=desk.cup)[0]["Deleted"] == 1
    desk.quirks(deleting="removes")
    desk.call("deletePartner", {"id": desk.buyer})
    assert desk.call("getPartners", Id=desk.buyer) == []
    assert desk.refused("deletePartner", Id=desk.buyer) == "_NOT_FOUND"


def test_what_a_written_row_answers(desk: Desk) -> None:
    def insert(**switches: Any) -> Any:
        desk.quirks(created_answer=switches.pop("answer"), **switches)
        return desk.call("insertPartner", {"Name": "Анна"})

    assert insert(answer="bare_id") == desk.buyer + 1
    assert insert(answer="bare_id", ids="text") == str(desk.buyer + 2)
    assert insert(answer="row")["Name"] == "Анна"
    assert insert(answer="nothing") is None
    assert len(desk.judge.partners()) == 6


def test_groups_are_made_renamed_and_deleted(desk: Desk) -> None:
    top = desk.call("insertGroup", {"Name": "Клиенти"}, Module="Partners")["id"]
    below = desk.call("insertGroup", {"Module": "Partners", "Name": "Редовни", "parentId": top})["id"]
    desk.call("renameGroup", Module="Partners", Id=below, Name="Верни")
    rows = {row["id"]: row for row in desk.call("getGroups", Module="Partners")}
    assert (rows[below]["Name"], rows[below]["Path"]) == ("Верни", "AAAAAA")
    assert desk.refused("deleteGroup", Module="Partners", Id=top) == "_GROUP_NOT_EMPTY"
    assert desk.refused("deleteGroup", Module="Partners", Id=1) == "_GROUP_NOT_EMPTY"
    desk.call("deleteGroup", Module="Partners", Id=below)
    desk.call("deleteGroup", Module="Partners", Id=top)
    assert len(desk.call("getGroups", Module="Partners")) == 1


def test_where_fields_that_steer_stand(desk: Desk) -> None:
    desk.quirks(control_fields="parameters")
    assert desk.refused("deleteItem", {"id": desk.cup}) == "_MISSING_FIELD"
    desk.quirks(control_fields="data")
    assert desk.refused("deleteItem", Id=desk.cup) == "_MISSING_FIELD"
    desk.call("deleteItem", {"id": desk.cup})


def test_fields_that_nothing_takes(desk: Desk) -> None:
    desk.call("editPartner", {"id": desk.buyer, "Colour": "red", "GroupName": "x"})
    assert desk.simulator.not_taken == {"Partners: Colour": 1, "Partners: GroupName": 1}
    desk.quirks(unknown_field="refused")
    assert desk.refused("editPartner", {"id": desk.buyer, "Colour": "red"}) == "_UNKNOWN_FIELD"
