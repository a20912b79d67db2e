"""A shop that is joined by files: its columns are chosen in the window, and it comes from there to a clean
audit.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from storage.profiles import Profiles
from sync.audit import audit
from sync.plan.actions import ActionKind
from sync.profile import Connect, EmbeddedWarehouse
from sync.run.connection import Connection
from sync.run.engine import preview, run
from sync.run.report import RunState
from sync.shops.by_file.settings import ByFileShop, OrderField
from sync.shops.files import DateForm, DecimalSign, Encoding
from tests.contract.by_file import line
from tests.e2e.furnished import embedded
from tests.e2e.small_bridge import said
from tests.e2e.test_by_file import make_pair
from tests.gui.connect_place import NAME, Nowhere, begin, connect_step, next_is_on, setup_in
from tests.gui.hands import Mouse
from tests.gui.harness import DeskForTests, click, keys, pump, settle
from wizard.answers import answer_of
from wizard.app import App
from wizard.opening import open_connection
from wizard.saving import save_connection
from wizard.steps.column_mapping import ColumnMappingStep

OpenApp = Callable[..., App]


def _columns(app: App) -> ColumnMappingStep[Any]:
    """The open step of the columns, once the file was looked at and read."""
    step = setup_in(app).step
    assert isinstance(step, ColumnMappingStep)
    pump(app.window, lambda: step.results.preview is not None or step.problem() is not None, "the preview")
    settle(app.window)
    return step


def test_columns_are_chosen_and_the_connection_goes_to_a_clean_audit(
    open_app: OpenApp, desk: DeskForTests, tmp_path: Path
) -> None:
    hand = Mouse()
    with embedded(tmp_path) as warehouse:
        pair = make_pair(tmp_path, warehouse)
        files = pair.files
        # Nobody can tell 03.04. from 04.03., and the name of a column says nothing.
        files.orders(
            line("S-1", "1001", "2", "6,00", Дата="03.11.2026 10:30") | {"Код": "1001"},
            line("S-2", "A-2", "1", "4,80", Дата="04.11.2026 10:30"),
            line("S-3", "A-2", "две", "4,80", Дата="05.11.2026 10:30"),
            encoding="windows-1251",
        )
        content = files.orders_path.read_bytes().replace("Код;".encode("cp1251"), "Х;".encode("cp1251"))
        files.write(files.orders_path, content)
        assert isinstance(warehouse.settings, EmbeddedWarehouse)
        app = open_app(Nowhere)
        step = begin(app, {"about": {"name": NAME}})
        click(step.shop.shops.tiles["by file"].radio)
        panel = step.shop.by_file
        hand.write(panel.shop_name, "Kalina")
        hand.write(panel.files["orders"], str(files.orders_path))
        assert not panel.test_button.enabled
        hand.press(panel.column_buttons["orders"])

        orders = _columns(app)
        assert orders.looked is not None
        assert orders.looked.form.encoding is Encoding.WINDOWS_1251
        assert orders.chosen.columns[OrderField.NUMBER] == "Поръчка"
        assert orders.problem() is not None, "the dates can be read in two ways"
        assert "dates" in str(orders.problem())
        hand.choose(orders.dates, DateForm.DAY_FIRST)  # type: ignore[attr-defined]  # of the orders' columns
        assert orders.table is not None
        hand.choose(orders.table.fields[OrderField.CODE], "Х")
        pump(app.window, lambda: orders.results.preview is not None, "the preview")
        assert orders.results.preview is not None
        assert (orders.results.preview.good, orders.results.preview.wrong) == (2, 1)
        first = orders.results.preview.rows[0]
        assert (first.row, str(first.problem)) == (4, "Row 4: “две” under “Брой” is no number.")
        keys(app.window, "alt+d")
        settle(app.window)

        panel = connect_step(app).shop.by_file
        hand.write(panel.files["products"], str(files.products_path))
        hand.press(panel.column_buttons["products"])
        products = _columns(app)
        assert products.problem() is None
        keys(app.window, "alt+d")
        settle(app.window)

        step = connect_step(app)
        panel = step.shop.by_file
        hand.write(panel.out.file, str(files.out_path))
        hand.press(panel.out.decimal.buttons[","])
        hand.press(panel.test_button)
        assert step.shop.passed
        hand.press(step.warehouse.programs.tiles["embedded"].radio)
        hand.press(step.warehouse.own.mode.buttons["open"])
        hand.write(step.warehouse.own.file, warehouse.settings.path)
        hand.press(step.warehouse.test_button)
        assert next_is_on(app)
        setup = setup_in(app)
        setup.keep()
        connect = answer_of(setup.draft, "connect")
        assert isinstance(connect, Connect)
        shop = connect.shop
        assert isinstance(shop, ByFileShop)
        assert shop.orders is not None
        assert (shop.orders.decimal, shop.orders.date_form) == (DecimalSign.COMMA, DateForm.DAY_FIRST)
        profile = pair.profile.model_copy(update={"id": setup.profile_id, "name": NAME, "connect": connect})
        assert profile.orders is not None
        start = profile.orders.start.replace(day=1)
        profile = profile.model_copy(update={"orders": profile.orders.model_copy(update={"start": start})})
        save_connection(desk, profile, dict(setup.typed), saved=False)

        def in_it(act: Callable[[Connection], Any], *, write: bool = True) -> Any:
            with Profiles(desk.paths, desk.clock.now).open(profile.id, write=write) as journal:
                used = journal if write else journal.open_scratch_copy()
                opened = open_connection(profile, used, desk.secrets, desk.clock)
                with closing(opened.warehouse):
                    return act(opened)

        shown = in_it(preview, write=False)
        assert shown.planned[ActionKind.IMPORT_ORDER] == 2, said(shown)
        assert not files.out_path.exists()
        report = in_it(run)
        assert report.state is not RunState.RED, said(report)
        assert len(warehouse.judge.orders()) == 2
        assert files.given_out()["1001"]["quantity"] == "8"
        assert in_it(run).planned == {}
        found = in_it(audit)
        assert found.clean, found.rows


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 workbook"])
def test_a_file_that_is_no_table_is_told_on_the_step(
    open_app: OpenApp, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "orders.csv"
    path.write_bytes(content)
    app = open_app(Nowhere)
    step = begin(app, {"about": {"name": NAME}})
    click(step.shop.shops.tiles["by file"].radio)
    Mouse().write(step.shop.by_file.files["orders"], str(path))
    Mouse().press(step.shop.by_file.column_buttons["orders"])
    columns = _columns(app)
    problem = columns.problem()
    assert problem is not None
    assert ("empty" if not content else "workbook") in problem.text()
