"""A Warehouse Pro database on a real MariaDB server, connected, synced and checked from the command line."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from storage.paths import Paths
from storage.secrets import MemorySecrets
from sync.clock import TurnedClock
from sync.profile import SecretName
from tests.e2e.bridge import TOKEN
from tests.e2e.on_mariadb import MariaDbBridge, mariadb_bridge
from tests.e2e.small_bridge import AFTER, small_simulator
from tests.mariadb import PASSWORD, USER, MariaDb
from tests.unit.terminal.conftest import Screen, new_screen
from wizard.jobs import StandardInput
from wizard.language import Language
from wizard.terminal.arguments import parse
from wizard.terminal.commands import run_command
from wizard.terminal.desk import Desk
from wizard.terminal.exit_codes import ExitCode

HANDED = json.dumps({"shop token": TOKEN, "database password": PASSWORD})


@dataclass
class Terminal:
    """Mostik at a terminal, with a home and a keyring of its own. ``unseen`` is what a person types when a
    secret is asked for; the prompts are kept.
    """

    bridge: MariaDbBridge
    home: Path
    keyring: MemorySecrets = field(default_factory=MemorySecrets)
    unseen: list[str] = field(default_factory=list)
    prompts: list[str] = field(default_factory=list)

    def file(self, **warehouse: object) -> str:
        """The settings of the connection, as they are handed to ``new``."""
        data = self.bridge.profile.model_dump(mode="json")
        data["connect"]["warehouse"] |= warehouse
        path = self.bridge.folder / "connection.json"
        path.write_text(json.dumps({**data, "id": "sklad", "name": "Sklad"}), encoding="utf-8")
        return str(path)

    def carry_out(
        self, *typed: str, handed: str | None = None, answers: list[str] | None = None
    ) -> tuple[ExitCode, Screen]:
        """Carry out a command; ``handed`` comes on standard input, ``answers`` from a person."""
        screen = new_screen(terminal=answers is not None, answers=answers)
        options = ["--secrets-from-stdin"] if handed is not None else []
        reading, writing = os.pipe()
        with os.fdopen(writing, "w", encoding="utf-8") as ours:
            ours.write(handed or "")
        with os.fdopen(reading, encoding="utf-8") as theirs:
            desk = Desk(
                Paths(self.home),
                screen.output,
                clock=self.bridge.clock,
                keyring=self.keyring,
                typed=StandardInput(theirs),
                ask_unseen=self._asked,
            )
            code = run_command(desk, parse([*typed, *options], Language.load("en")))
        shown = screen.text + screen.err.getvalue()
        for secret in (TOKEN, PASSWORD):
            assert secret not in shown
        return code, screen

    def _asked(self, prompt: str) -> str:
        self.prompts.append(prompt)
        return self.unseen.pop(0)


@pytest.fixture
def terminal(mariadb: MariaDb, tmp_path: Path, clock: TurnedClock) -> Iterator[Terminal]:
    with small_simulator(clock) as simulator, mariadb_bridge(mariadb, tmp_path, simulator, clock) as made:
        yield Terminal(made, tmp_path / "second home")


def test_connected_rehearsed_synced_and_found_equal(terminal: Terminal) -> None:
    bridge = terminal.bridge
    orders = [bridge.order((product, 2)) for product in bridge.products[:3]]
    code, made = terminal.carry_out("new", "--from", terminal.file(), handed=HANDED)
    assert code is ExitCode.GREEN, made.err.getvalue()
    assert "passed: Is it Warehouse Pro?" in made.text
    assert "A warehouse of version 3.07 on MySQL / MariaDB 10." in made.text
    assert terminal.keyring.load("sklad", SecretName.DATABASE_PASSWORD) == PASSWORD
    assert bridge.documents() == 0

    _, shown = terminal.carry_out("show", "sklad")
    assert bridge.server
    assert f"Warehouse Pro, database {bridge.database} on 127.0.0.1:{bridge.server.port}" in shown.text

    # The keyring has what the run needs.
    code, held = terminal.carry_out("sync", "sklad", "--yes")
    assert code is ExitCode.HELD, held.text
    assert "Are lines, prices, VAT and partner right?" in held.text
    assert bridge.documents() == 1
    code, opened = terminal.carry_out("sync", "sklad", "--rehearsed")
    assert code is ExitCode.GREEN, opened.text
    assert bridge.documents() == 3
    assert all(bridge.in_shop(order)["order_status_id"] == AFTER for order in orders)

    bridge.simulator.forget_requests()
    code, again = terminal.carry_out("sync", "sklad", "--json")
    assert code is ExitCode.GREEN, again.text
    assert json.loads(again.text)["planned"] == {}
    assert bridge.simulator.writes() == 0
    code, found = terminal.carry_out("check", "sklad")
    assert code is ExitCode.GREEN, found.text

    code, deleted = terminal.carry_out("delete", "sklad", "--yes")
    assert code is ExitCode.GREEN, deleted.err.getvalue()
    assert {terminal.keyring.load("sklad", name) for name in SecretName} == {None}


def test_a_person_types_what_is_not_kept_without_seeing_it(terminal: Terminal) -> None:
    terminal.unseen = [f" {TOKEN} ", PASSWORD]
    code, made = terminal.carry_out("new", "--from", terminal.file(), answers=[])
    assert code is ExitCode.GREEN, made.err.getvalue()
    assert terminal.prompts == [
        "API token of the shop: ",
        "Password of the warehouse’s database (leave it empty if there is none): ",
    ]
    # A token that is gone is asked for; a password that there may be none of is not.
    terminal.keyring.delete("sklad", SecretName.SHOP_TOKEN)
    terminal.prompts.clear()
    terminal.unseen = [TOKEN]
    code, shown = terminal.carry_out("sync", "sklad", "--dry-run", answers=[])
    assert code is ExitCode.GREEN, shown.text
    assert terminal.prompts == ["API token of the shop: "]


@pytest.mark.parametrize(
    ("changes", "handed", "sentence"),
    [
        ({}, {"shop token": TOKEN, "database password": "wrong"}, "did not let Mostik in"),
        ({"database": "information_schema"}, None, "does not hold a warehouse"),
        ({"driver": "Nowhere"}, None, "is not installed on this computer"),
        ({"port": 1}, None, "does not answer"),
        (
            {"engine": "mssql", "user": "sa"},
            {"shop token": TOKEN},
            "The password of the warehouse’s database",
        ),
        ({"engine": "mssql", "server": ""}, None, "connect.warehouse"),
    ],
)
def test_what_keeps_mostik_out_is_said_and_nothing_is_made(
    terminal: Terminal, changes: dict[str, object], handed: dict[str, str] | None, sentence: str
) -> None:
    told = json.dumps(handed) if handed is not None else HANDED
    code, ended = terminal.carry_out("new", "--from", terminal.file(**changes), handed=told)
    assert code is ExitCode.RED
    assert sentence in ended.text + ended.err.getvalue()
    assert "wrong" not in ended.text + ended.err.getvalue()
    assert USER not in ended.err.getvalue()
    assert terminal.carry_out("list", "--json")[1].text.strip() == "[]"
    assert {terminal.keyring.load("sklad", name) for name in SecretName} == {None}
