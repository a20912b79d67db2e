"""BaseLinker and Streamsoft Firmino set up in the window by mouse, to the PDF at the order."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from storage.profiles import Profiles
from sync.audit import audit
from sync.model import DocumentKind
from sync.plan.actions import ActionKind
from sync.profile import Connect, FirminoWarehouse, Orders, PrintedPapers, SecretName
from sync.run.connection import Connection
from sync.run.engine import Wishes, preview, run
from sync.simulators.baselinker.starter import SAMPLE_ACCESS
from sync.simulators.firmino import Fault, FaultKind
from tests.e2e.firmino_pair import FILE_FIELD, FirminoPair, firmino_pair
from tests.e2e.small_bridge import said
from tests.gui.connect_place import NAME, Nowhere, begin, next_is_on, setup_in, words_in
from tests.gui.hands import Mouse
from tests.gui.harness import DeskForTests, settle
from wizard.answers import ABOUT, answer_of, draft_of
from wizard.app import App
from wizard.opening import open_connection
from wizard.readings import read_shop, read_warehouse
from wizard.saving import save_connection
from wizard.setup import Setup
from wizard.steps import steps_of_wizard
from wizard.steps.connect import ConnectStep
from wizard.steps.orders import OrdersStep

OpenApp = Callable[..., App]


def _at_connect(app: App, pair: FirminoPair) -> ConnectStep:
    """The step with the simulators' addresses, which nobody can type."""
    connect = {
        "shop": {"platform": "baselinker", "url": pair.shop.url},
        "warehouse": {"program": "firmino", "url": pair.firmino.url},
    }
    return begin(app, {ABOUT: {"name": NAME}, "connect": connect})


def _prove_firmino(step: ConnectStep, pair: FirminoPair, *, stock: str = "all") -> None:
    hand, panel = Mouse(), step.warehouse.firmino
    hand.write(panel.login, pair.firmino.credentials[0])
    hand.write(panel.password, pair.firmino.credentials[1])
    if stock:
        hand.press(panel.stock.buttons[stock])
    hand.press(step.warehouse.test_button)
    settle(step.setup.app.window)


def _orders_step(app: App, connect: Connect, pair: FirminoPair) -> OrdersStep:
    """The step orders of this connection, with the lists of both sides."""
    profile = pair.profile.model_copy(update={"connect": connect})
    draft = draft_of(profile)
    draft[ABOUT]["saved"] = False

    def made(app: App) -> Setup:
        done = ("connect", "modules")
        setup = Setup(app, steps_of_wizard(), profile.id, draft=draft, done=done, at="orders")
        setup.typed[SecretName.SHOP_TOKEN] = SAMPLE_ACCESS
        setup.typed[SecretName.FIRMINO_PASSWORD] = pair.firmino.credentials[1]
        with closing(setup.warehouse()) as warehouse:
            setup.shop_lists, setup.warehouse_lists = read_shop(setup.shop()), read_warehouse(warehouse)
        return setup

    app.show(made)
    settle(app.window)
    setup = setup_in(app)
    step = setup.step
    assert isinstance(step, OrdersStep)
    return step


def test_set_up_by_mouse_it_brings_the_pdf_to_the_order(
    open_app: OpenApp, desk: DeskForTests, tmp_path: Path
) -> None:
    with firmino_pair(tmp_path, desk.clock) as pair:
        app = open_app(Nowhere)
        step = _at_connect(app, pair)
        Mouse().write(step.shop.token, SAMPLE_ACCESS)
        Mouse().press(step.shop.test_button)
        _prove_firmino(step, pair)
        assert step.warehouse.passed, words_in(step.warehouse.panel)
        assert next_is_on(app)
        assert "never by EAN" in words_in(step.requirements.place)
        setup_in(app).keep()
        connect = answer_of(setup_in(app).draft, "connect")
        assert isinstance(connect, Connect)
        assert isinstance(connect.warehouse, FirminoWarehouse)
        assert connect.warehouse.stock == "all"
        connect = connect.model_copy(update={"country": "PL", "time_zone": "Europe/Warsaw"})

        orders_step = _orders_step(app, connect, pair)
        assert orders_step.back is not None
        papers = orders_step.back.papers
        assert papers.switch is not None
        Mouse().press(papers.switch.control)
        assert orders_step.problem() is not None
        assert papers.where is not None
        Mouse().choose(papers.where, f"field:{FILE_FIELD}")
        settle(app.window)
        assert orders_step.problem() is None
        answer = Orders.model_validate(orders_step.collect())
        assert (answer.papers.send, answer.papers.place_name) == (True, "Faktura")

        assert pair.profile.orders
        chosen = {"document": DocumentKind.SALE, "papers": answer.papers}
        orders = pair.profile.orders.model_copy(update=chosen)
        profile = pair.profile.model_copy(update={"connect": connect, "orders": orders})
        save_connection(desk, profile, dict(setup_in(app).typed), saved=False)

        def in_it(act: Callable[[Connection], Any], *, write: bool = True) -> Any:
            with Profiles(desk.paths, desk.clock.now).open(profile.id, write=write) as journal:
                used = journal if write else journal.open_scratch_copy()
                opened = open_connection(profile, used, desk.secrets, desk.clock)
                with closing(opened.warehouse):
                    return act(opened)

        order = pair.order()
        shown = in_it(preview, write=False)
        assert shown.planned[ActionKind.KEEP_DOCUMENT] == 1, said(shown)
        in_it(run)
        in_it(lambda connection: run(connection, Wishes(rehearsed=True)))
        assert pair.file_at(order) == "Paragon VAT 1/11/2026"
        assert in_it(run).planned == {}
        assert in_it(audit).clean


def test_the_two_open_points_are_said_and_tried(
    open_app: OpenApp, desk: DeskForTests, tmp_path: Path
) -> None:
    with firmino_pair(tmp_path, desk.clock) as pair:
        step = _at_connect(open_app(Nowhere), pair)
        panel = step.warehouse.firmino
        _prove_firmino(step, pair, stock="")
        assert step.warehouse.passed
        assert "shows 9" in words_in(step.warehouse.panel)
        assert "takes no stock" in words_in(step.warehouse._warned)
        customer = pair.firmino.program.add_customer("JAN", "Jan")
        pair.firmino.program.write("sale", customer, [])
        pair.firmino.faults.add(Fault(FaultKind.CUT, request="sale-documents/download", times=None))
        Mouse().press(panel.try_print)
        settle(step.setup.app.window)
        assert panel.collect().get("prints", "") == ""
        pair.firmino.faults.clear()
        Mouse().press(panel.try_print)
        settle(step.setup.app.window)
        assert panel.collect()["prints"] == "file"


@pytest.mark.parametrize("known", [True, False])
def test_without_a_file_there_is_no_switch_but_the_reason(
    open_app: OpenApp, desk: DeskForTests, tmp_path: Path, known: bool
) -> None:
    with firmino_pair(tmp_path, desk.clock) as pair:
        pair.shop.account.order_extra_fields.clear()
        if not known:
            pair.shop.account.series.clear()
        step = _orders_step(open_app(Nowhere), pair.profile.connect, pair)
        assert step.back is not None
        papers = step.back.papers
        if known:
            assert papers.switch is not None
            assert papers.papers == PrintedPapers().model_dump(mode="json")
        else:
            assert papers.switch is None
            assert "field of the type File" in words_in(papers.place)
