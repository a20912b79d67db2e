"""What an owner has before the real window: the sample shop on a socket, a warehouse in a file, a keyring,
real threads, real time and real child processes.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest
from jeepney import MatchRule, message_bus  # type: ignore[import-untyped]  # it has no types
from jeepney.io.blocking import Proxy, open_dbus_connection  # type: ignore[import-untyped]

from storage.paths import Paths
from storage.profiles import Profiles
from storage.secrets import SecretKeeper
from sync.clock import SystemClock
from sync.plan.actions import Module
from sync.profile import Guards, SecretName
from sync.run.report import Report, RunState
from sync.simulators.baselinker import BaseLinkerSimulator, LimitRules
from sync.simulators.baselinker.faults import Fault, FaultKind
from sync.simulators.sample.loading import make_warehouse
from tests.e2e.bridge import TOKEN, ZONE, sample_profile
from tests.e2e.command_line import fast_simulator
from wizard import resuming
from wizard.app import App
from wizard.jobs import ThreadWorkers
from wizard.real_desk import RealDesk
from wizard.terminal.demo_proof import Snapshot, compared, snapshot
from wizard.window_secrets import WindowSecrets
from wizard.wizard_frame import Draft

OpenApp = Callable[..., App]
_SECRETS: Final = "org.freedesktop.secrets"


def desk_with(keyring: SecretKeeper, paths: Paths | None = None) -> RealDesk:
    """The program's own desk with this keyring."""
    thread = ThreadWorkers("keyring")
    return RealDesk(
        paths=paths or Paths.of_user(),
        secrets=WindowSecrets(keyring, thread),
        clock=SystemClock(),
        workers=ThreadWorkers("work", 4),
        keyring_thread=thread,
    )


@dataclass(frozen=True, slots=True)
class Databases:
    """The warehouse and the shop at one moment, and how many links runs made, read past all of Mostik."""

    both: Snapshot
    links: int

    def changes_since(self, before: Databases) -> dict[Module, int]:
        """How many changes they show, by the module that makes them."""
        documents, marks, goods, statuses, numbers, levels, prices = (
            pair.database for pair in compared(_NOTHING, before.both, self.both)
        )
        assert documents == marks
        return {
            Module.ORDERS: documents + statuses + numbers,
            Module.PRODUCTS: goods + prices + self.links - before.links,
            Module.STOCK: levels,
        }


_LONG_AGO: Final = datetime(2026, 1, 1, tzinfo=UTC)
_NOTHING: Final = Report(RunState.GREEN, _LONG_AGO, _LONG_AGO)
"""Only the databases' side of a comparison counts here; the summary's is read from the screen."""


def look(file: Path, simulator: BaseLinkerSimulator) -> Databases:
    """Both sides as they are now."""
    links = 0
    for state_file in Paths.of_user().connections.glob("*.sqlite"):
        with closing(sqlite3.connect(state_file)) as database:
            counted = database.execute("SELECT COUNT(*) FROM link WHERE linked_by <> 'hand'")
            links += int(counted.fetchone()[0])
    return Databases(snapshot(file, simulator), links)


@dataclass
class WholePlace:
    """The owner's shop and warehouse."""

    simulator: BaseLinkerSimulator
    file: Path

    def look(self) -> Databases:
        """Both sides as they are now."""
        return look(self.file, self.simulator)

    def save_connection(self, desk: RealDesk, token: str = TOKEN) -> None:
        """A connection as the wizard saves it, whose first run the owner has agreed to."""
        profile = sample_profile(self.file.parent, self.simulator.url)
        shop = profile.connect.shop.model_copy(update={"requests_per_minute": 1000})
        connect = profile.connect.model_copy(update={"shop": shop})
        profile = profile.model_copy(update={"connect": connect, "guards": Guards(usual_orders_a_day=1000)})
        Profiles(desk.paths, desk.clock.now).create(profile)
        if token:
            desk.secrets.save(profile.id, SecretName.SHOP_TOKEN, token)

    def hang_at_stock(self) -> None:
        """The first request that sends stock waits until the faults are released or the shop stops."""
        self.simulator.faults.add(Fault(FaultKind.HANG, method="updateInventoryProductsStock"))

    def stop_shop(self) -> None:
        """From now on nobody answers at the shop's address."""
        self.simulator.stop()

    def start_shop(self) -> None:
        """The same shop answers again at the same address."""
        before = self.simulator
        self.simulator = BaseLinkerSimulator(
            before.account, limits=LimitRules(per_minute=None), port=before.port
        ).start()
        self.simulator.counts.update(before.counts)

    def orders_by_tag(self) -> Counter[str]:
        """Each tag in the notes of the warehouse's orders, and how many documents bear it."""
        with closing(sqlite3.connect(self.file)) as database:
            rows = database.execute(
                "SELECT SUBSTR(Note, 1, INSTR(Note, ';')), COUNT(DISTINCT Acct) FROM Operations "
                "WHERE OperType = 19 AND Note LIKE 'Mostik:%' GROUP BY 1"
            )
            return Counter({str(tag): int(count) for tag, count in rows})


@contextmanager
def whole_place(
    folder: Path, monkeypatch: pytest.MonkeyPatch, *, orders: int | None = None
) -> Iterator[WholePlace]:
    """Make both, the shop with its first ``orders`` orders. A new connection then reaches the shop on this
    computer, the one thing that an owner cannot type.
    """
    file = folder / "warehouse.sqlite"
    make_warehouse(file, ZONE)
    with fast_simulator(orders) as simulator:
        shop = {"platform": "baselinker", "url": simulator.url, "requests_per_minute": 1000}
        begin = resuming.new_setup

        def begin_here(app: App, draft: Draft | None = None) -> None:
            begin(app, draft if draft is not None else {"connect": {"shop": dict(shop)}})

        monkeypatch.setattr(resuming, "new_setup", begin_here)
        place = WholePlace(simulator, file)
        try:
            yield place
        finally:
            place.stop_shop()


@contextmanager
def open_keyring() -> Iterator[str]:
    """A GNOME keyring on a session bus of its own; gives the address of the bus."""
    bus = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--nosyslog", "--print-address"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
    )
    assert bus.stdout is not None
    address = bus.stdout.readline().strip()
    environment = {**os.environ, "DBUS_SESSION_BUS_ADDRESS": address}
    # No screen, so that it could only fail and never ask.
    environment.pop("DISPLAY")
    daemon = subprocess.Popen(
        ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
    )
    assert daemon.stdin is not None
    daemon.stdin.write(b"test")
    daemon.stdin.close()
    try:
        _wait_for_secrets(address)
        yield address
    finally:
        for program in (daemon, bus):
            program.terminate()
            program.wait(timeout=20)
        assert daemon.stdout is not None
        daemon.stdout.close()
        bus.stdout.close()


def _wait_for_secrets(address: str) -> None:
    """Wait on the bus until the keyring has its name there."""
    rule = MatchRule(
        type="signal",
        interface="org.freedesktop.DBus",
        member="NameOwnerChanged",
        path="/org/freedesktop/DBus",
    )
    rule.add_arg_condition(0, _SECRETS)
    with open_dbus_connection(bus=address) as connection:
        bus = Proxy(message_bus, connection, timeout=20)
        bus.AddMatch(rule)
        with connection.filter(rule) as owned:
            if not bus.NameHasOwner(_SECRETS)[0]:
                connection.recv_until_filtered(owned, timeout=20)
