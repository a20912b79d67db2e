"""What the step connect is made of: ticks, requirements, places, new warehouses, traces of other programs."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.paths import Paths
from sync.clock import TurnedClock
from sync.errors import SettingsError
from sync.model import Catalog, Choice, DocumentKind, DocumentRef, Location, ShopWarehouse
from sync.ports import CheckStep, ShopFacts, WarehouseFacts
from sync.profile import BaseLinkerShop, EmbeddedWarehouse, SecretName
from sync.sentences import say
from sync.warehouses.warehouse_pro import tables
from sync.warehouses.warehouse_pro.connect import open_embedded
from sync.warehouses.warehouse_pro.values import Value
from tests.e2e.bridge import NOW, TOKEN, ZONE, sample_simulator
from tests.sample_warehouse import copy_warehouse
from wizard.finished_steps import finished_steps
from wizard.new_warehouse import free_file, known_files, make_warehouse_file
from wizard.opening import open_shop, open_warehouse
from wizard.other_connector import look_for_other_connector
from wizard.places import ZONE_OF_COUNTRY, country_choices, country_for, zone_choices, zone_name
from wizard.readings import ShopLists, WarehouseLists
from wizard.steps.requirements import baselinker_requirements, warehouse_requirements
from wizard.steps.ticks import SHOP_TICKS, WAREHOUSE_TICKS, failed_at_end, failed_at_once, passed, ticks
from wizard.wizard_frame import Draft

LANGUAGES = ("en", "bg", "pl")


# ---- ticks


def _steps(*states: bool | None) -> list[CheckStep]:
    return [CheckStep(say("step"), state, say("said")) for state in states]


def test_a_tick_stands_for_all_of_its_steps() -> None:
    shown = ticks(_steps(True, True, True, False, None), WAREHOUSE_TICKS)
    assert [step.passed for step in shown] == [True, True, True, False]
    assert shown[-1].said == say("said")
    assert [step.name.text() for step in shown] == [
        "Reached",
        "It is a warehouse",
        "May read and write",
        "Sample not read",
    ]


@given(st.integers(0, 5))
def test_what_the_test_did_not_come_to_waits(failing: int) -> None:
    states = [True] * failing + [False] * (failing < 5) + [None] * (4 - failing)
    shown = ticks(_steps(*states), WAREHOUSE_TICKS)
    assert passed(shown) == (failing == 5)
    assert sum(step.passed is False for step in shown) == (failing < 5)


def test_a_test_that_could_not_begin_or_end() -> None:
    error = SettingsError(say("No file."), advice=say("Choose one."), detail="ENOENT")
    first = failed_at_once(error, WAREHOUSE_TICKS)
    assert [step.passed for step in first] == [False, None, None, None]
    assert (first[0].said, first[0].advice, first[0].detail) == (error.sentence, error.advice, "ENOENT")
    assert [step.passed for step in failed_at_end(error, SHOP_TICKS)] == [True, True, True, False]
    assert not passed(())


# ---- requirements


def test_what_a_list_shows_is_verified_and_the_rest_is_left_to_the_owner() -> None:
    facts = ShopFacts(())
    empty = baselinker_requirements(ShopLists(facts))
    assert [one.met for one in empty][:3] == [False, False, False]
    assert all(one.way is not None for one in empty)
    full = baselinker_requirements(
        ShopLists(
            facts,
            statuses=(Choice("1", "New"),),
            catalogs=(Catalog("1", "Main"),),
            warehouses=(
                ShopWarehouse("shop_1", "Shop", writable=False),
                ShopWarehouse("bl_1", "Ours", writable=True),
            ),
        )
    )
    assert [one.met for one in full][:3] == [True, True, True]
    assert None in [one.met for one in full]
    assert [one.met for one in warehouse_requirements(WarehouseLists(WarehouseFacts(())))] == [False, None]
    there = WarehouseLists(WarehouseFacts(()), locations=(Location(1, "1", "Shop", ""),))
    assert warehouse_requirements(there)[0].met


# ---- places


@pytest.mark.parametrize("language", LANGUAGES)
def test_countries_and_time_zones_have_names(language: str) -> None:
    assert {choice.id for choice in country_choices(language, "DE")} == {"BG", "PL", "DE"}
    zones = {choice.id: choice.name for choice in zone_choices(language, "Asia/Tokyo")}
    assert {"Europe/Sofia", "Europe/Warsaw", "Asia/Tokyo"} <= set(zones)
    assert all(zones.values())
    assert country_for(language) in ZONE_OF_COUNTRY


def test_a_polish_owner_is_taken_to_be_in_poland() -> None:
    assert (country_for("pl"), country_for("bg"), country_for("en")) == ("PL", "BG", "BG")
    assert zone_name("Europe/Sofia", "bg") == "София"


# ---- new warehouses


@pytest.mark.parametrize(
    ("company", "name"),
    [
        ("Калина Дом ЕООД", "warehouse-калина-дом-еоод.sqlite"),
        ("con", "warehouse-con.sqlite"),
        ("../../etc/passwd", "warehouse-etc-passwd.sqlite"),
        ("***", "warehouse.sqlite"),
        ("a" * 200, f"warehouse-{'a' * 40}.sqlite"),
    ],
)
def test_a_new_file_is_named_after_the_company(tmp_path: Path, company: str, name: str) -> None:
    paths = Paths(tmp_path)
    path = free_file(paths, company)
    assert (path.parent, path.name) == (tmp_path / "warehouses", name)
    path.parent.mkdir()
    path.touch()
    assert free_file(paths, company).name == name.replace(".sqlite", "-2.sqlite")
    assert known_files(paths) == [path]


@pytest.mark.parametrize(
    ("country", "currency", "rates"), [("BG", "EUR", [20, 9, 0]), ("PL", "PLN", [23, 8, 5, 0])]
)
def test_a_new_warehouse_has_the_rates_of_its_country(
    tmp_path: Path, country: str, currency: str, rates: list[int]
) -> None:
    path = tmp_path / "deep" / "new.sqlite"
    make_warehouse_file(
        path, company="Shop", country=country, currency=currency, prices_include_vat=True, zone="Europe/Sofia"
    )
    settings = EmbeddedWarehouse(path=str(path))
    with closing(open_warehouse(settings, {}, TurnedClock(NOW), "Europe/Sofia")) as warehouse:
        assert [int(group.rate) for group in warehouse.vat_groups()] == rates
        facts = warehouse.check()
    assert (facts.passed, facts.currency, facts.prices_include_vat) == (True, currency, True)


# ---- which steps are finished


def test_steps_are_finished_up_to_the_first_gap() -> None:
    connect = {
        "shop": {"platform": "baselinker"},
        "warehouse": {"program": "embedded", "path": "x"},
        "shop_key": "bl-1",
    }
    about = {"name": "Shop"}
    assert finished_steps({}) == []
    assert finished_steps({"about": about, "connect": connect}) == ["connect"]
    assert finished_steps({"connect": connect}) == []
    without_key = {"shop": {"platform": "baselinker"}, "warehouse": {"program": "embedded", "path": "x"}}
    assert finished_steps({"about": about, "connect": without_key}) == []
    draft: Draft = {"about": about, "connect": connect, "modules": {"stock": True}, "products": {}}
    assert finished_steps(draft) == ["connect", "modules", "products"]
    assert finished_steps({**draft, "warehouses": {"location_for_orders": 1}})[-1] == "warehouses"


# ---- other programs


def test_numbers_of_the_shop_in_foreign_notes_are_traces_of_another_program(tmp_path: Path) -> None:
    clock = TurnedClock(NOW)
    path = tmp_path / "sample.sqlite"
    copy_warehouse(path, ZONE)
    with sample_simulator(clock) as simulator:
        settings, secrets = EmbeddedWarehouse(path=str(path)), {SecretName.SHOP_TOKEN: TOKEN}
        shop = open_shop(BaseLinkerShop(url=simulator.url), secrets, clock, lambda _until: None)
        with closing(open_warehouse(settings, {}, clock, "Europe/Sofia")) as warehouse:
            trace = look_for_other_connector(shop, warehouse, clock.now())
            assert trace.looked_for > 0
            assert not trace.found
        orders = simulator.account.orders
        latest = str(max(orders, key=lambda order: int(orders[order]["date_confirmed"] or 0)))
        with closing(open_embedded(path, zone=ZONE)) as database, database.transaction():
            row: dict[str, Value] = {
                "GoodID": 5,
                "PartnerID": 2,
                "ObjectID": 1,
                "Qtty": 1,
                "Date": NOW.date(),
            }
            database.insert(
                tables.OPERATIONS,
                {**tables.OPERATIONS.blank_row(), **row, "OperType": 2, "Acct": 77, "Note": f"no. {latest}"},
            )
        with closing(open_warehouse(settings, {}, clock, "Europe/Sofia")) as warehouse:
            trace = look_for_other_connector(shop, warehouse, clock.now())
    assert trace.found == {latest: DocumentRef(DocumentKind.SALE, 77)}
