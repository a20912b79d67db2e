"""A small shop whose orders came in and wait for their receipts, beside a simulated device in the network."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from storage.profiles import Profiles
from sync.clock import SystemClock, TurnedClock
from sync.profile import Profile, SecretName
from sync.receipts.family import Family
from sync.receipts.settings import AuditFile, NetworkConnection, PrintWhen, Receipts
from sync.run.engine import run
from sync.simulators.fiscal import Family as SimulatedFamily
from sync.simulators.fiscal import FiscalSimulator, usual
from tests.e2e.bridge import NOW, TOKEN
from tests.e2e.receipts_bridge import CARD, make_receipts_bridge, receipts_with
from tests.e2e.small_bridge import small_simulator
from wizard.desk import Desk
from wizard.opening import open_connection


class RunningClock(SystemClock):
    """Time that begins at a moment of the tests and then passes, because devices answer in real time."""

    def __init__(self, start: datetime = NOW) -> None:
        self._start = start
        self._began = time.monotonic()

    def now(self) -> datetime:
        return self._start + timedelta(seconds=time.monotonic() - self._began)


@dataclass
class ReceiptsPlace:
    """The device, and the connection whose orders came in."""

    profile: Profile
    device: FiscalSimulator
    orders: Sequence[str]

    @property
    def receipts(self) -> Receipts:
        assert self.profile.receipts
        return self.profile.receipts


@contextmanager
def receipts_place(
    folder: Path, desk: Desk, *, orders: int = 3, audit: bool = False
) -> Iterator[ReceiptsPlace]:
    """Bring in so many orders that are paid by card and printed by hand; the device listens until the end."""
    folder.mkdir(parents=True, exist_ok=True)
    clock = TurnedClock(NOW)
    # Its reports take no longer than the tests need.
    settings = replace(usual(SimulatedFamily.DATECS_P), long_work=0.1)
    device = FiscalSimulator(SimulatedFamily.DATECS_P, RunningClock(), settings)
    with small_simulator(clock) as shop, device.on_tcp() as way:
        bridge = make_receipts_bridge(folder, shop, clock)
        numbers = [bridge.order(payment_method=CARD) for _ in range(orders)]
        receipts = receipts_with(device, Family.DATECS_P, when=PrintWhen.BY_HAND)
        assert receipts.device
        connection = NetworkConnection(host=way.host, port=way.port)
        changes: dict[str, object] = {"device": receipts.device.model_copy(update={"connection": connection})}
        if audit:
            changes["audit"] = AuditFile(
                company_number="203456786",
                shop_number="RF123",
                domain="kalina.example",
                created=NOW.date() - timedelta(days=900),
            )
        profile = bridge.profile.model_copy(
            update={"receipts": receipts.model_copy(update=changes), "confirmed_first_run": True}
        )
        profiles = Profiles(desk.paths, clock.now)
        profiles.create(profile)
        desk.secrets.save(profile.id, SecretName.SHOP_TOKEN, TOKEN)
        with profiles.open(profile.id, write=True) as journal:
            opened = open_connection(profile, journal, desk.secrets, clock)
            try:
                run(opened)
            finally:
                opened.warehouse.close()
        yield ReceiptsPlace(profile, device, numbers)
