"""Mostik as a real child process, beside the sample shop in the test's own process."""

from __future__ import annotations

import io
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from storage.paths import Paths
from storage.profiles import Profiles
from sync.profile import Profile
from sync.simulators.baselinker import BaseLinkerSimulator, LimitRules
from sync.simulators.sample.loading import load_account
from tests.e2e.bridge import TOKEN, ZONE, sample_profile
from tests.sample_warehouse import copy_warehouse
from wizard.jobs import StandardInput
from wizard.language import Language
from wizard.terminal.arguments import parse
from wizard.terminal.commands import run_command
from wizard.terminal.desk import Desk
from wizard.terminal.output import Output

REPOSITORY = Path(__file__).resolve().parents[2]
NAME = "Калина Дом"


@dataclass(frozen=True)
class Ended:
    """A command that has ended."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """Standard output as one JSON document."""
        return json.loads(self.out)

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


def command(*typed: str, told: str = "", **environment: str) -> Ended:
    """Run ``python main.py …`` with ``told`` on its standard input."""
    ended = subprocess.run(
        [sys.executable, str(REPOSITORY / "main.py"), *typed],
        input=told.encode(),
        capture_output=True,
        env={**os.environ, **environment},
        timeout=150,
        check=False,
    )
    return Ended(ended.returncode, ended.stdout.decode(), ended.stderr.decode())


def inside(*typed: str, told: str = "") -> Ended:
    """The same command in the test's own process: without the second that a new one takes to start."""
    language = Language.load("en")
    reading, writing = os.pipe()
    with os.fdopen(writing, "w", encoding="utf-8") as ours:
        ours.write(told)
    out, err = io.StringIO(), io.StringIO()
    with os.fdopen(reading, encoding="utf-8") as theirs:
        desk = Desk(Paths.of_user(), Output(language, out, err), typed=StandardInput(theirs))
        code = run_command(desk, parse(typed, language))
    return Ended(int(code), out.getvalue(), err.getvalue())


def secrets(token: str = TOKEN) -> str:
    """What a server hands over on standard input."""
    return json.dumps({"shop token": token})


def fast_simulator(orders: int | None = None) -> BaseLinkerSimulator:
    """The sample shop without its limit of requests, which a real clock would have to wait for; with the
    first ``orders`` orders only.
    """
    account = load_account(TOKEN)
    if orders is not None:
        account.orders = dict(list(account.orders.items())[:orders])
    return BaseLinkerSimulator(account, limits=LimitRules(per_minute=None))


Command = Callable[..., Ended]


@dataclass
class Place:
    """A folder with the sample's warehouse, a home of Mostik, and the settings that join it to the shop."""

    folder: Path
    home: Path
    simulator: BaseLinkerSimulator
    profile: Profile

    @property
    def warehouse_file(self) -> Path:
        return self.folder / "warehouse.sqlite"

    @property
    def state_file(self) -> Path:
        return Paths(self.home).state_file(self.profile.id)

    @property
    def profiles(self) -> Profiles:
        return Profiles(Paths(self.home))

    def query(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        """Ask the warehouse's file directly, past all of Mostik."""
        with closing(sqlite3.connect(self.warehouse_file)) as database:
            return database.execute(sql, parameters).fetchall()

    def change_warehouse(self, sql: str) -> None:
        """Somebody works in the warehouse program."""
        with closing(sqlite3.connect(self.warehouse_file)) as database, database:
            database.execute(sql)

    def documents(self) -> int:
        """How many orders Mostik wrote."""
        return int(self.query("SELECT COUNT(DISTINCT Acct) FROM Operations WHERE OperType = 19")[0][0])

    def change(self, change: Callable[[dict[str, Any]], None]) -> Profile:
        """Change the settings as data, in the state file too where there is one."""
        data = self.profile.model_dump(mode="json")
        change(data)
        self.profile = Profile.model_validate_json(json.dumps(data))
        if self.state_file.exists():
            self.profiles.save(self.profile)
        return self.profile

    def written(self, **top_level: Any) -> Path:
        """The settings as a file for ``new``."""
        file = self.folder / "connection.json"
        data = {**self.profile.model_dump(mode="json"), **top_level}
        file.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        return file

    def sync(self, *options: str, token: str = TOKEN, by: Command = command) -> Ended:
        return by("sync", self.profile.id, "--secrets-from-stdin", *options, told=secrets(token))

    def check(self, *options: str, token: str = TOKEN, by: Command = command) -> Ended:
        return by("check", NAME, "--secrets-from-stdin", *options, told=secrets(token))


def make_place(folder: Path, simulator: BaseLinkerSimulator, *, connected: bool = True) -> Place:
    """The sample's warehouse in ``folder``, joined to the shop unless ``connected`` is off; nothing has run
    yet.
    """
    copy_warehouse(folder / "warehouse.sqlite", ZONE)
    profile = sample_profile(folder, simulator.url).model_copy(update={"confirmed_first_run": False})
    shop = profile.connect.shop.model_copy(update={"requests_per_minute": 1000})
    profile = profile.model_copy(update={"connect": profile.connect.model_copy(update={"shop": shop})})
    place = Place(folder, Path(os.environ["MOSTIK_HOME"]), simulator, profile)
    if connected:
        place.profiles.create(profile)
    return place
