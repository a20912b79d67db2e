"""The gate, customers, articles and what find finds."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
import requests

from tests.unit.simulators.firmino.office import Office


@pytest.mark.parametrize(("switch", "status"), [("401", 401), ("403", 403), ("200", 200)])
def test_a_wrong_password_gets_a_page_or_a_refusal(office: Office, switch: str, status: int) -> None:
    office.quirks(wrong_login=switch)
    url = f"{office.simulator.url}articles/find"
    response = requests.post(url, json={}, auth=("somebody", "guessed"), timeout=10)
    assert response.status_code == status
    assert requests.post(url, json={}, timeout=10).status_code == status
    assert ("success" in response.text) == (switch == "200")


def test_an_article_is_shown_as_the_page_shows_it(office: Office) -> None:
    shown = office.call("articles/add", name="Talerz", code="T-1", priceGross="24.60", quantity="3")
    assert isinstance(shown.pop("id"), int)
    assert shown == {
        "name": "Talerz",
        "code": "T-1",
        "type": "good",
        "unit": "szt",
        "vatRate": "23",
        "classCode": None,
        "priceNet": "20.00",
        "priceGross": "24.60",
        "quantity": "3.0000",
        "note": None,
    }


def test_nothing_guards_against_doubles(office: Office) -> None:
    first = office.call("articles/add", name="Talerz", code="T-1")
    assert office.call("articles/add", name="Talerz", code="T-1")["id"] != first["id"]
    office.quirks(same_code="refused")
    assert "code" in office.refused("articles/add", name="Talerz", code="T-1")


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"name": "x"}, "code"),
        ({"name": "x", "code": "1", "vatRate": "22"}, "vatRate"),
        ({"name": "x", "code": "1" * 41}, "code"),
        ({"name": "x", "code": "1", "quantity": "dużo"}, "quantity"),
    ],
)
def test_an_article_is_checked(office: Office, fields: dict[str, Any], word: str) -> None:
    assert word in office.refused("articles/add", **fields)
    assert len(office.judge.articles()) == 1


def test_a_change_keeps_what_is_not_sent(office: Office) -> None:
    shown = office.call("articles/update", id=office.cup, note="kruche", colour="red")
    assert (shown["name"], shown["note"], shown["priceGross"]) == ("Kubek", "kruche", "12.30")
    assert office.simulator.not_taken == {"articles: colour": 1}
    assert office.call("articles/delete", id=office.cup) is None
    assert "Nothing" in office.refused("articles/get", id=office.cup)


def test_quantity_is_of_all_warehouses_or_of_one(office: Office) -> None:
    office.program.add_warehouse("Sklep")
    office.program.count(office.cup, Decimal(7), "Sklep")
    assert office.call("articles/get", id=office.cup)["quantity"] == "12.0000"
    office.quirks(quantity_means="one_warehouse", quantity_places=2)
    assert office.call("articles/get", id=office.cup)["quantity"] == "5.00"


def test_a_customer_has_a_short_name_of_its_own_and_a_valid_tin(office: Office) -> None:
    fields = {"fullName": "Jan Nowak", "locality": "Łódź"}
    assert "shortName" in office.refused("customers/add", **fields)
    assert "shortName" in office.refused("customers/add", **fields, shortName="MILA")
    assert "tin" in office.refused("customers/add", **fields, shortName="JAN", tin="1234567890")
    shown = office.call("customers/add", **fields, shortName="JAN", tin="526-000-12-46")
    assert (shown["countryCode"], shown["tin"], shown["email"]) == ("PL", "526-000-12-46", None)


def test_find_by_text_filter_and_order(office: Office) -> None:
    service = office.program.add_article("W-1", "Wysyłka", service=True)
    found = office.call("articles/find")
    assert [row["id"] for row in found["list"]] == [service, office.cup]
    by_code = office.call("articles/find", sortField="code", sortOrder="asc")["list"]
    assert [row["code"] for row in by_code] == ["KUB-1", "W-1"]
    services = office.call("articles/find", filters=[{"name": "type", "value": "service"}])
    assert [row["id"] for row in services["list"]] == [service]
    assert office.call("articles/find", text="kub-1", size=20)["list"][0]["id"] == office.cup
    assert office.call("customers/find", text="mila@example.org")["total"] == 1
    assert office.call("articles/find", filters=[{"name": "ean", "value": "5"}])["total"] == 2
    office.quirks(unknown_filter="refused")
    assert "ean" in office.refused("articles/find", filters=[{"name": "ean", "value": "5"}])


def test_find_has_several_shapes_and_pages(office: Office) -> None:
    for number in range(4):
        office.program.add_article(f"A-{number}", f"Artykuł {number}")
    office.quirks(found_as="bare", largest_size=3, default_order="oldest_first", paging="page_from_1")
    assert [row["code"] for row in office.call("articles/find", size=2, page=2)] == ["A-1", "A-2"]
    assert len(office.call("articles/find")) == 3
    office.quirks(found_as="content", paging="none")
    assert len(office.call("articles/find", size=2)["content"]) == 5


@pytest.mark.parametrize("place", ["response", "message", "error", "errors"])
def test_words_of_a_refusal_stand_in_several_places(office: Office, place: str) -> None:
    office.quirks(error_place=place, refused_status=422)
    response = office.raw("articles/get", {"id": 1})
    assert response.status_code == 422
    assert "Nothing with id 1" in str(response.json()[place])


def test_an_id_in_the_path_or_in_the_body(office: Office) -> None:
    assert office.call(f"articles/get/{office.cup}")["id"] == office.cup
    office.quirks(id_place="body")
    assert "id" in office.refused(f"articles/get/{office.cup}")
    office.quirks(not_found="null")
    assert office.call("articles/get", id=1) is None


def test_what_is_not_there(office: Office) -> None:
    assert office.raw("warehouses/find").status_code == 404
    assert office.raw("articles/download").status_code == 404
    assert "not simulated" in office.refused("purchase-documents/find")
    url = f"{office.simulator.url}articles/find"
    assert office.session.get(url, timeout=10).status_code == 405
    assert office.session.post(url, data=b"{", timeout=10).status_code == 400
    office.quirks(company_header="required")
    assert "companyShortName" in office.refused("articles/find")
    office.session.headers["companyShortName"] = "SKLEP"
    assert office.call("articles/find")["total"] == 1
    assert office.simulator.writes() == 0
