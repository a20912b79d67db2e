"""Connecting and the modules in every language and scale: nothing is cut, covered or outside."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from sync.warehouses.warehouse_pro.servers import FoundDatabase
from tests.gui.connect_place import NAME, ConnectPlace, Nowhere, connect_place
from tests.gui.harness import DeskForTests, assert_layout, assert_letters_unique
from wizard.app import App
from wizard.readings import read_shop, read_warehouse
from wizard.setup import Setup
from wizard.steps import steps_of_wizard
from wizard.steps.connect import ConnectStep
from wizard.theme import SMALLEST_WINDOW, WINDOW_SIZE

OpenApp = Callable[..., App]


@pytest.fixture
def place(desk: DeskForTests, tmp_path: Path) -> Iterator[ConnectPlace]:
    with connect_place(desk, tmp_path) as made:
        made.keep_token("kept")
        made.note(made.latest_order())
        made.sql(
            "INSERT INTO MostikImports"
            " (ShopKey, Kind, ExternalId, OperType, Acct, RowsHash, State, At, Machine)"
            " VALUES ('bl-1', 'order', '1', 19, 1, 'x', 'open', '2026-11-20 10:00:00', '')"
        )
        yield made


_USUAL = [("en", 100), ("bg", 200), ("pl", 150)]
_OTHERS = [(each, percent) for percent in (100, 150, 200) for each in ("en", "bg", "pl")]


@pytest.mark.parametrize(
    ("language", "percent"),
    [*_USUAL, *(pytest.param(*look, marks=pytest.mark.sweep) for look in _OTHERS if look not in _USUAL)],
)
def test_every_state_has_its_place(
    open_app: OpenApp, place: ConnectPlace, language: str, percent: int
) -> None:
    app = open_app(Nowhere, language=language, percent=percent)

    def wizard(name: str, at: str, warehouse: Path | None) -> Setup:
        draft = place.draft(name=NAME, warehouse=warehouse, modules={"orders": True})
        draft["about"]["other_program"] = "yes"
        return Setup(app, steps_of_wizard(), name, draft=draft, at=at)

    passed, modules = wizard("kept", "connect", place.file), wizard("kept", "modules", place.file)
    passed.shop_lists = modules.shop_lists = read_shop(passed.shop())
    with closing(passed.warehouse()) as opened:
        passed.warehouse_lists = modules.warehouse_lists = read_warehouse(opened)
    failed = wizard("kept", "connect", place.folder / "missing.sqlite")

    def database(**settings: object) -> Setup:
        setup = wizard("new", "connect", None)
        setup.draft["connect"]["warehouse"] = {"program": "warehouse pro", **settings}
        return setup

    listed = database(engine="mysql", server="office", user="sklad")
    assert isinstance(listed.step, ConnectStep)
    listed.step.warehouse.pro.database.found = (
        FoundDatabase("sklad_kalina_home_and_garden", True),
        FoundDatabase("wordpress", False),
    )
    databases = (
        database(engine="mssql"),
        database(engine="mssql", server="OFFICE", instance="SQLEXPRESS", trusted_login=True),
        database(engine="mysql", server="127.0.0.1", port=1, user="sklad", database="sklad"),
        database(engine="access", path="sklad.mdb"),
        listed,
    )
    for setup in (wizard("new", "connect", None), failed, passed, modules, *databases):
        # In the small window first; what fits there is only looked at again where nothing is enlarged.
        for size in (SMALLEST_WINDOW, WINDOW_SIZE) if percent == 100 else (SMALLEST_WINDOW,):
            app.window.resize(*size)
            app.show(lambda _app, shown=setup: shown)  # type: ignore[misc]  # bound now
            assert_layout(app.window)
        assert_letters_unique(app.window)
