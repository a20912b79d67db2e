"""The sample shop and its warehouse for scenes: before a first run, and after one. Each is made once."""

from __future__ import annotations

import atexit
import shutil
import sqlite3
import tempfile
from contextlib import closing
from functools import cache
from pathlib import Path

from storage.paths import Paths
from storage.profiles import Profiles
from storage.secrets import MemorySecrets
from sync.clock import TurnedClock
from sync.profile import Guards, Profile, SecretName
from sync.run.engine import run
from sync.simulators.sample.loading import load_account, make_warehouse
from tests.e2e.bridge import NOW, TOKEN, ZONE, sample_profile
from tests.e2e.command_line import fast_simulator
from wizard.app import App
from wizard.opening import open_connection
from wizard.progress import Finished

NAME = "Kalina Home"
_ORDERS = 60
"""Enough for every kind of row, and read in a moment."""


@cache
def scenes_folder() -> Path:
    """A folder that lasts as long as the program."""
    folder = Path(tempfile.mkdtemp(prefix="mostik-scenes-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def joined(name: str) -> Profile:
    """A shop that answers until the program ends, and a warehouse of its own."""
    folder = scenes_folder() / name
    folder.mkdir()
    make_warehouse(folder / "warehouse.sqlite", ZONE)
    simulator = fast_simulator(_ORDERS).start()
    atexit.register(simulator.stop)
    profile = sample_profile(folder, simulator.url)
    shop = profile.connect.shop.model_copy(update={"requests_per_minute": 1000})
    return profile.model_copy(
        update={
            "name": NAME,
            "connect": profile.connect.model_copy(update={"shop": shop}),
            "guards": Guards(usual_orders_a_day=1000),
            "confirmed_first_run": False,
        }
    )


@cache
def before_the_first_run() -> Profile:
    """A connection whose wizard is filled in, and that has not run."""
    return joined("wizard")


@cache
def after_a_run() -> Finished:
    """A first run of another one, with its record. Somebody has emptied its warehouse since then."""
    profile, clock = joined("run").model_copy(update={"confirmed_first_run": True}), TurnedClock(NOW)
    profiles = Profiles(Paths(scenes_folder() / "home"), clock.now)
    profiles.create(profile)
    secrets = MemorySecrets()
    secrets.save(profile.id, SecretName.SHOP_TOKEN, TOKEN)
    with profiles.open(profile.id, write=True) as journal:
        connection = open_connection(profile, journal, secrets, clock)
        try:
            report = run(connection)
        finally:
            connection.warehouse.close()
        with closing(sqlite3.connect(scenes_folder() / "run" / "warehouse.sqlite")) as database, database:
            database.execute("UPDATE Store SET Qtty = 0")
        return Finished(profile, report, journal.last_run())


def latest_order() -> str:
    """The number of the shop's newest order."""
    orders = dict(list(load_account(TOKEN).orders.items())[:_ORDERS])
    return str(max(orders, key=lambda order: int(orders[order]["date_confirmed"] or 0)))


def take_over(app: App, profile: Profile) -> None:
    """Make a connection known to the window, with its token and what its runs left behind."""
    app.desk.secrets.save(profile.id, SecretName.SHOP_TOKEN, TOKEN)
    target = app.desk.paths.state_file(profile.id)
    if target.exists():
        return
    source = Paths(scenes_folder() / "home").state_file(profile.id)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(source, target)
