"""Connections with a past, for the tests of home: state files as runs leave them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from storage.profiles import Profiles
from sync.plan.actions import ActionKind, Module
from sync.profile import (
    BaseLinkerShop,
    Connect,
    EmbeddedWarehouse,
    Modules,
    Profile,
    Schedule,
    SecretName,
)
from sync.run.report import Report, ReportRow, RowState, RunState
from sync.sentences import Sentence, say
from tests.gui.harness import DeskForTests
from wizard.app import ScreenFactory
from wizard.home import Home
from wizard.session import Session

OFTEN = Schedule(enabled=True, orders_every=15, stock_every=60)
NOW = datetime(2026, 11, 22, 12, 5, tzinfo=UTC)
LEASING = say("The payment method “{way}” has no payment type yet.", way="Leasing")
REFUSED = say("BaseLinker does not know this token.")


def connection(connection_id: str, name: str, **fields: Any) -> Profile:
    """A connection as the wizard saves it."""
    return Profile(
        id=connection_id,
        name=name,
        connect=Connect(
            shop=BaseLinkerShop(url="http://127.0.0.1:1/connector.php"),
            warehouse=EmbeddedWarehouse(path="warehouse.sqlite"),
        ),
        modules=Modules(orders=True, products=True, stock=True),
        schedule=fields.pop("schedule", Schedule()),
        confirmed_first_run=fields.pop("confirmed_first_run", True),
        **fields,
    )


def waiting_orders(count: int) -> list[ReportRow]:
    """Orders that need the owner, all for one reason."""
    return [
        ReportRow(Module.ORDERS, RowState.HELD, str(number), f"48 {200 + number}", LEASING)
        for number in range(count)
    ]


def failed_prices(count: int) -> list[ReportRow]:
    """Prices that were not sent."""
    return [
        ReportRow(
            Module.PRODUCTS,
            RowState.FAILED,
            str(number),
            f"Honey {number}",
            say("BaseLinker refuses product {id}: {text}", id=number, text="it is in an archive"),
            kind=ActionKind.SEND_PRICE,
        )
        for number in range(count)
    ]


def report(
    state: RunState,
    began: datetime,
    *,
    orders: int = 0,
    levels: int = 0,
    prices: int = 0,
    rows: Sequence[ReportRow] = (),
    cause: Sentence | None = None,
    seconds: int = 38,
) -> Report:
    """A run's report with these counts."""
    done = {
        ActionKind.IMPORT_ORDER: orders,
        ActionKind.SEND_STOCK: levels,
        ActionKind.SEND_PRICE: prices,
    }
    counts = {kind: count for kind, count in done.items() if count}
    ended = began + timedelta(seconds=seconds)
    return Report(state, began, ended, done=counts, planned=counts, rows=tuple(rows), cause=cause)


class Started:
    """Stands where a run is started as a child process: notes what was asked for."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, tuple[str, ...]]] = []
        self.cancelled = 0
        self.told: list[dict[str, Any]] = []
        self.through = False

    def __call__(self, profile_id: str, options: Any = (), *, secrets: Any = None) -> Started:
        assert secrets == {SecretName.SHOP_TOKEN.value: "1-23-SECRET"}
        self.calls.append((profile_id, tuple(options)))
        return self

    def drain(self) -> list[dict[str, Any]]:
        told, self.told = self.told, []
        return told

    def cancel(self) -> None:
        self.cancelled += 1


@dataclass
class HomePlace:
    """A desk with connections, and the window on home."""

    desk: DeskForTests
    sessions: list[Session] = field(default_factory=list)

    @property
    def profiles(self) -> Profiles:
        return Profiles(self.desk.paths, self.desk.clock.now)

    def add(self, profile: Profile, reports: Sequence[Report] = (), *, trigger: str = "by hand") -> Profile:
        """A connection with its token and these runs, the oldest first."""
        self.profiles.create(profile)
        self.desk.secrets.save(profile.id, SecretName.SHOP_TOKEN, "1-23-SECRET")
        with self.profiles.open(profile.id, write=True) as journal:
            for each in reports:
                number = journal.begin_run(trigger, each.started_at)
                journal.end_run(number, each.ended_at, each.state.value, each.as_data())
        return profile

    def add_story(self) -> None:
        """The three connections of the design: one fine, one that needs its owner, one that has stopped."""
        self.add(
            connection("home", "Kalina Home", schedule=OFTEN),
            [*usual_runs(13), _latest(RunState.GREEN, 12, 158, 31)],
        )
        gifts = [_latest(RunState.AMBER, 5, 22, 0, rows=waiting_orders(2))]
        self.add(connection("gifts", "Kalina Gifts", schedule=OFTEN), usual_runs(13, failing=True) + gifts)
        stopped = [
            report(RunState.RED, NOW - timedelta(minutes=minutes), cause=REFUSED, seconds=2)
            for minutes in (40, 25)
        ]
        self.add(connection("outlet", "Kalina Outlet", paused=True), usual_runs(12) + stopped)

    def home(self, start: Any = None, *, ticking: bool = False) -> ScreenFactory:
        """The first screen, for ``open_app``; ``start`` starts runs, without it nothing really begins.
        ``ticking``: with the window's own clock, which else would do something in the middle of a test.
        """
        begin: Any = start or Started()
        session = Session(self.desk, start=begin)
        session.ticking = not ticking
        self.sessions.append(session)
        return lambda app: Home(app, session, start=begin)


def usual_runs(count: int, *, failing: bool = False) -> list[Report]:
    """Runs of the days before, of different sizes."""
    runs = []
    for number in range(count):
        began = NOW - timedelta(days=count - number, minutes=7)
        rows = failed_prices(number % 4) if failing and number % 3 == 1 else []
        state = RunState.AMBER if rows else RunState.GREEN
        runs.append(report(state, began, orders=3 + number * 5 % 17, levels=number * 7 % 40, rows=rows))
    return runs


def _latest(state: RunState, orders: int, levels: int, prices: int, rows: Sequence[ReportRow] = ()) -> Report:
    began = NOW - timedelta(minutes=6)
    return report(state, began, orders=orders, levels=levels, prices=prices, rows=rows)
