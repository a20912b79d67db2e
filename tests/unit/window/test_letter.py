"""The owner's choices in words."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sync.model import DocumentKind
from sync.profile import (
    DatabaseEngine,
    DatabaseWarehouse,
    Leader,
    MarkPlace,
    MicroBgWarehouse,
    Modules,
    Profile,
    SaleElsewhere,
)
from sync.simulators.sample.loading import make_warehouse
from tests.e2e.bridge import ZONE, sample_profile
from wizard.language import Language
from wizard.letter import Names, letter

NAMES = Names({"24102": "Paid"}, {4: "Store", 5: "Online"}, {"bl_901": "Main", "bl_902": "Shops"})
ENGLISH = Language.load("en")


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Profile:
    folder = tmp_path_factory.mktemp("letter")
    make_warehouse(folder / "warehouse.sqlite", ZONE)
    return sample_profile(folder, "http://127.0.0.1:9")


def _with(profile: Profile, step: str, **fields: object) -> Profile:
    model = getattr(profile, step)
    return profile.model_copy(update={step: model.model_copy(update=fields)})


def _lines(profile: Profile) -> dict[str, str]:
    return {line.step: line.text for line in letter(profile, NAMES, ENGLISH)}


def test_one_sentence_for_each_step_and_one_for_the_mark(profile: Profile) -> None:
    lines = _lines(profile)
    assert list(lines) == ["orders", "products", "warehouses", ""]
    assert "status **Paid** from BaseLinker since **24 Oct 2026**" in lines["orders"]
    assert "as **an order** in" in lines["orders"]
    assert "**Store and Online**" in lines["warehouses"]
    assert "**MostikImports**" in lines[""]


def test_modules_that_are_off_are_not_spoken_of(profile: Profile) -> None:
    only_stock = profile.model_copy(update={"modules": Modules(stock=True)})
    lines = _lines(only_stock)
    assert list(lines) == ["products", "warehouses"]
    assert "only **linked**" in lines["products"]


def test_a_sale_is_called_one(profile: Profile) -> None:
    assert "**a sale**" in _lines(_with(profile, "orders", document=DocumentKind.SALE))["orders"]


def test_when_an_order_becomes_a_sale_is_said_with_the_orders(profile: Profile) -> None:
    chosen = _with(profile, "orders", sale_statuses=("24102",))
    assert "In status **Paid** it makes **a sale**" in _lines(chosen)["orders"]
    database = DatabaseWarehouse(engine=DatabaseEngine.MYSQL, server="s", database="d")
    elsewhere = _with(chosen, "connect", warehouse=database)
    assert "**you** make the sale" in _lines(elsewhere)["orders"]
    kept = _with(elsewhere, "orders", sale_elsewhere=SaleElsewhere.KEEP_BACK)
    assert "**kept back** until status **Paid**" in _lines(kept)["orders"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"create_missing": False}, "**not created**"),
        ({"create_missing": True, "new_visible": False}, "created **hidden**"),
        ({"create_missing": True, "new_visible": True}, "created **visible**"),
        ({"leader": Leader.SHOP, "create_missing": True}, "are **created**."),
        ({"leader": Leader.SHOP}, "**from BaseLinker to Mostik’s warehouse**"),
        ({"leader": Leader.BY_HAND}, "**when you say so**"),
        ({"send_prices": False}, "**stay as they are**"),
        ({"update_name": True, "update_codes": True}, "Names, prices and barcodes and codes go"),
    ],
)
def test_what_goes_where(profile: Profile, fields: dict[str, object], said: str) -> None:
    assert said in _lines(_with(profile, "products", **fields))["products"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"send": False}, "**not sent** to BaseLinker"),
        ({"subtract_open_orders": True, "reserve": Decimal(1)}, "less open orders and 1 in reserve."),
        ({"subtract_open_orders": True, "reserve": Decimal(0)}, ", less open orders."),
        ({"subtract_open_orders": False, "reserve": Decimal(2)}, ", less 2 in reserve."),
    ],
)
def test_how_stock_is_summed(profile: Profile, fields: dict[str, object], said: str) -> None:
    assert said in _lines(_with(profile, "stock", **fields))["warehouses"]


def test_where_the_mark_lies(profile: Profile) -> None:
    assert "**Mostik**" in _lines(_with(profile, "connect", mark_place=MarkPlace.OWN_DATABASE))[""]
    assert "**note**" in _lines(_with(profile, "connect", mark_place=MarkPlace.NOTE))[""]


def test_a_warehouse_behind_an_interface_gets_no_table(profile: Profile) -> None:
    connect = profile.connect.model_copy(update={"warehouse": MicroBgWarehouse()})
    lines = _lines(profile.model_copy(update={"connect": connect}))
    assert "MostikImports" not in lines[""]
    assert "**note** of each document" in lines[""]


def test_a_name_with_stars_does_not_break_the_bold_letters(profile: Profile) -> None:
    names = Names({"24102": "**Paid**"})
    text = letter(profile, names, ENGLISH)[0].text
    assert text.count("**") % 2 == 0
    assert "∗∗Paid∗∗" in text
