"""The wizard's first steps with a real shop on a socket and real warehouse files."""

from __future__ import annotations

import sqlite3
import tkinter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sync.profile import EmbeddedWarehouse, SecretName
from sync.simulators.baselinker import BaseLinkerSimulator
from tests.e2e.bridge import TOKEN, ZONE, sample_simulator
from tests.gui.harness import DeskForTests, settle
from tests.sample_warehouse import copy_warehouse
from wizard.app import App
from wizard.resuming import new_setup
from wizard.screen import TopBarScreen
from wizard.setup import Setup
from wizard.steps.connect import ConnectStep
from wizard.steps.modules import ModulesStep
from wizard.widgets import Surface, Words
from wizard.wizard_frame import Draft

NAME = "Kalina Home"


class Nowhere(TopBarScreen):
    """What the window goes back to."""

    has_actions = False

    def build_body(self, body: Surface) -> None:
        Words(body, "Home").pack()


@dataclass
class ConnectPlace:
    """A shop, and where the sample warehouse lies. ``draft`` answers what a person cannot type: the address
    of the simulated shop.
    """

    desk: DeskForTests
    simulator: BaseLinkerSimulator
    folder: Path
    made: list[Path] = field(default_factory=list)

    @property
    def file(self) -> Path:
        """The sample warehouse, made when it is first asked for."""
        path = self.folder / "sample.sqlite"
        if not path.exists():
            copy_warehouse(path, ZONE)
        return path

    def draft(self, *, warehouse: Path | None = None, name: str = "", **steps: dict[str, Any]) -> Draft:
        connect: dict[str, Any] = {"shop": {"platform": "baselinker", "url": self.simulator.url}}
        if warehouse is not None:
            connect["warehouse"] = EmbeddedWarehouse(path=str(warehouse)).model_dump()
        return {"about": {"name": name}, "connect": connect, **steps}

    def keep_token(self, profile_id: str = "connection", token: str = TOKEN) -> None:
        self.desk.secrets.save(profile_id, SecretName.SHOP_TOKEN, token)

    def sql(self, statement: str, *parameters: object) -> None:
        """Change the sample warehouse as another program would."""
        with closing(sqlite3.connect(self.file)) as database:
            database.execute(statement, parameters)
            database.commit()

    def note(self, order: str, number: int = 77) -> None:
        """A document that another program wrote for an order of the shop."""
        self.sql(
            "INSERT INTO Operations (OperType, Acct, GoodID, PartnerID, ObjectID, Qtty, Date, Note)"
            " VALUES (2, ?, 5, 2, 1, 1, ?, ?)",
            number,
            date(2026, 11, 20).isoformat(),
            f"Поръчка {order}",
        )

    def latest_order(self) -> str:
        orders = self.simulator.account.orders
        return str(max(orders, key=lambda order: int(orders[order]["date_confirmed"] or 0)))


@contextmanager
def connect_place(desk: DeskForTests, folder: Path) -> Iterator[ConnectPlace]:
    with sample_simulator(desk.clock) as simulator:
        yield ConnectPlace(desk, simulator, folder)


def begin(app: App, draft: Draft) -> ConnectStep:
    """The wizard for a new connection at its first step."""
    new_setup(app, draft)
    settle(app.window)
    return connect_step(app)


def setup_in(app: App) -> Setup:
    assert isinstance(app.screen, Setup)
    return app.screen


def connect_step(app: App) -> ConnectStep:
    step = setup_in(app).step
    assert isinstance(step, ConnectStep)
    return step


def modules_step(app: App) -> ModulesStep:
    step = setup_in(app).step
    assert isinstance(step, ModulesStep)
    return step


def words_in(widget: tkinter.Misc | None) -> str:
    """All texts that stand in a widget."""
    assert widget is not None
    found = []
    for child in widget.winfo_children():
        with suppress(tkinter.TclError):  # most widgets have no text
            found.append(str(child.cget("text")))
        found.append(words_in(child))
    return " ".join(part for part in found if part)


def reason(app: App) -> str:
    """What stands beside Next."""
    return setup_in(app)._bar.reason_text


def next_is_on(app: App) -> bool:
    button = setup_in(app).next_button
    assert button is not None
    return button.enabled
