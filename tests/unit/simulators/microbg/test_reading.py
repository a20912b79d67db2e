"""Lists: fields, filters, the cursor, what changed since, and the readings of the sheet."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.unit.simulators.microbg.desk import Desk, Fields


def _ids(rows: list[Fields]) -> list[int]:
    return [row["id"] for row in rows]


def test_the_fields_of_an_item(desk: Desk) -> None:
    (cup,) = desk.call("getItems", Code="C-1")
    assert list(cup) == [
        "id", "Code", "Barcode", "Name", "GroupId", "GroupName", "GroupPath", "NotStorable", "TaxGroup",
        "TaxValue", "MeasureId", "MeasureName", "PriceIn", *(f"PriceOut{group}" for group in range(1, 11)),
        "Deleted", "Description", "WarrantyMonths", "WarrantyDays", "DateUpdated", "AddCodes",
    ]  # fmt: skip
    assert (cup["Name"], cup["TaxValue"], cup["MeasureName"]) == ("Чаша", 20, "бр.")
    assert (cup["GroupPath"], cup["PriceOut2"], cup["Deleted"]) == ("-1", 12, 0)
    assert cup["DateUpdated"] == "2026-11-20 12:00:00"


def test_the_fields_of_a_partner_and_its_filters(desk: Desk) -> None:
    (found,) = desk.call("getPartners", TaxNo="900000016")
    assert (found["id"], found["Name"], found["eMail"]) == (desk.buyer, "Мила ЕООД", "mila@example.org")
    assert found["Deleted"] == 2
    assert desk.call("getPartners", Email="mila@example.org") == [found]
    assert desk.call("getPartners", Email="mila@example.org", Phone="1") == []
    desk.program.mark_deleted("Partners", desk.buyer)
    assert desk.call("getPartners", Id=desk.buyer)[0]["Deleted"] == 1


def test_the_small_lists(desk: Desk) -> None:
    desk.program.add("BankAccounts", BankName="Банка", IBAN="BG00")
    assert desk.call("getBankAccounts")[0]["IBAN"] == "BG00"
    assert desk.call("getTaxGroups")[0] == {"TaxGroup": 1, "Name": "Основна група", "TaxValue": 20}
    first = {"id": 1, "Name": "В брой", "PaymentMethod": 1, "FiscalMode": 1, "Deleted": 0}
    assert desk.call("getPaymentTypes")[0] == first
    shop = {"id": desk.shop, "Name": "Магазин", "Address": "", "PriceGroup": 2, "Deleted": 0}
    assert desk.call("getObjects")[-1] == shop


def test_groups(desk: Desk) -> None:
    top = desk.program.add_group("Порцелан")
    below = desk.program.add_group("Чаши", parent=top)
    rows = desk.call("getGroups", Module="Items", Mode="All")
    assert [row["Path"] for row in rows] == ["-1", "AAA", "AAAAAA"]
    assert rows[2] == {"id": below, "Name": "Чаши", "Path": "AAAAAA", "parentId": top}
    assert _ids(desk.call("getGroups", Module="Items", Mode="ById", Id=below)) == [below]
    assert _ids(desk.call("getGroups", Module="Items", Mode="ByPath", Path="AAA")) == [top, below]
    desk.quirks(groups_by_path="one", group_names="long")
    (found,) = desk.call("getGroups", Module="Items", Mode="ByPath", Path="AAA")
    assert (found["GroupId"], found["GroupName"], found["GroupPath"]) == (top, "Порцелан", "AAA")
    assert desk.refused("getGroups", Module="Colours") == "_INVALID_VALUE"


def test_quantities_of_one_object_and_of_all(desk: Desk) -> None:
    service = desk.program.add_good("Доставка", NotStorable=True)
    plate = desk.program.add_good("Чиния")
    desk.program.set_stock(1, desk.cup, "2.5")
    assert desk.call("getItemQuantities", ObjectId=desk.shop, ItemIds=[desk.cup]) == [
        {"ItemId": desk.cup, "Qtty": 5}
    ]
    rows = desk.call("getItemQuantities")
    assert rows == [{"ItemId": desk.cup, "Qtty": 7.5}, {"ItemId": plate, "Qtty": 0}]
    assert service not in {row["ItemId"] for row in rows}
    assert desk.refused("getItemQuantities", ObjectId=99) == "_NOT_FOUND"
    desk.quirks(quantity_rows="moved")
    assert [row["ItemId"] for row in desk.call("getItemQuantities")] == [desk.cup]


def test_prices_of_a_group_with_and_without_vat(desk: Desk) -> None:
    def price(**parameters: Any) -> Fields:
        (row,) = desk.call("getItemPrices", ItemIds=str(desk.cup), **parameters)
        return dict(row)

    assert price(PriceGroup=2) == {"ItemId": desk.cup, "Price": 12}
    assert price(PriceGroup=2, PricesWithVat=0)["Price"] == 10
    assert price(PriceGroup=1, PricesWithVat=0)["Price"] == 8.33
    assert price()["Price"] == 10
    desk.quirks(prices_read="without_vat", item_price_name="PriceOut", default_price_group=2)
    assert price() == {"ItemId": desk.cup, "PriceOut": 10}
    assert desk.call("getItems", Id=desk.cup)[0]["PriceOut2"] == 10
    assert desk.call("getItems", Id=desk.cup, PricesWithVat=1)[0]["PriceOut2"] == 12
    assert desk.refused("getItemPrices", PriceGroup=11) == "_INVALID_VALUE"


def test_the_cursor_walks_over_everything_once(desk: Desk) -> None:
    goods = [desk.cup, *(desk.program.add_good(f"Стока {number}") for number in range(4))]
    assert _ids(desk.call("getItems", fromId=goods[1], limit=2)) == goods[1:3]
    desk.quirks(from_id="exclusive")
    assert _ids(desk.call("getItems", fromId=goods[1], limit=2)) == goods[2:4]
    desk.quirks(default_limit=3, largest_limit=4)
    assert _ids(desk.call("getItems")) == goods[:3]
    assert _ids(desk.call("getItems", limit=100)) == goods[:4]
    assert desk.refused("getItems", limit=0) == "_INVALID_VALUE"


def test_what_changed_since(desk: Desk) -> None:
    desk.clock.turn(timedelta(minutes=1))
    plate = desk.program.add_good("Чиния")
    since = "2026-11-20 12:01:00"
    assert _ids(desk.call("getItems", fromDate=since)) == [plate]
    desk.quirks(from_date="exclusive")
    assert desk.call("getItems", fromDate=since) == []
    assert _ids(desk.call("getItems", fromDate="2026-11-20")) == [desk.cup, plate]
    assert desk.refused("getItems", fromDate="yesterday") == "_INVALID_VALUE"


def test_one_row_by_its_identifier(desk: Desk) -> None:
    assert _ids(desk.call("getItems", Id=str(desk.cup))) == [desk.cup]
    assert desk.call("getItems", Id=99) == []
    desk.quirks(single="object", not_found="null")
    assert desk.call("getItems", Id=desk.cup)["Code"] == "C-1"
    assert desk.call("getItems", Id=99) is None
    desk.quirks(not_found="refused")
    assert desk.refused("getItems", Id=99) == "_NOT_FOUND"


def test_added_codes_may_be_searched_too(desk: Desk) -> None:
    code = {"MeasureId": 1, "Code": "380", "CodeType": 2, "Ratio": 6}
    desk.call("editItem", {"id": desk.cup, "AddCodes": [code]})
    assert desk.call("getItems", Id=desk.cup)[0]["AddCodes"] == [code]
    assert desk.call("getItems", Barcode="380") == []
    desk.quirks(code_filter="added_codes_too")
    assert _ids(desk.call("getItems", Barcode="380")) == [desk.cup]
    assert desk.call("getItems", Code="380") == []


def test_rows_may_be_a_map_that_is_a_list_when_empty(desk: Desk) -> None:
    desk.quirks(rows_as="map")
    assert desk.call("getItems").keys() == {str(desk.cup)}
    assert desk.call("getItems", Code="none") == []


@pytest.mark.parametrize(
    ("deleted", "item", "partner"), [("partners_1_2", 0, 2), ("1_0", 0, 0), ("1_2", 2, 2)]
)
def test_readings_of_deleted(desk: Desk, deleted: str, item: int, partner: int) -> None:
    desk.quirks(deleted=deleted)
    assert desk.call("getItems")[0]["Deleted"] == item
    assert desk.call("getPartners")[0]["Deleted"] == partner
    desk.call("editPartner", {"id": desk.buyer, "Deleted": 1})
    assert desk.call("getPartners", Id=desk.buyer)[0]["Deleted"] == 1


def test_values_may_be_texts(desk: Desk) -> None:
    desk.quirks(ids="text", numbers="text", truths="text", empty_text="null", is_vat="1_2")
    (cup,) = desk.call("getItems")
    assert (cup["id"], cup["PriceOut2"], cup["Deleted"]) == (str(desk.cup), "12.0000", "0")
    assert cup["Description"] is None
    assert desk.call("getPartners")[0]["Deleted"] == "2"
    assert desk.call("getCompanyData")["IsVat"] == "1"
    desk.quirks(truths="json")
    assert desk.call("getItems")[0]["NotStorable"] is False


def test_deleted_rows_may_be_hidden(desk: Desk) -> None:
    desk.program.mark_deleted("Items", desk.cup)
    assert desk.call("getItems")[0]["Deleted"] == 1
    desk.quirks(deleted_rows="hidden")
    assert desk.call("getItems") == []
    assert desk.call("getItemPrices") == []


def test_a_filter_that_does_not_exist(desk: Desk) -> None:
    assert len(desk.call("getItems", Colour="red")) == 1
    assert desk.simulator.not_taken == {"getItems: Colour": 1}
    desk.quirks(unknown_filter="refused")
    assert desk.refused("getItems", Colour="red") == "_UNKNOWN_FIELD"
