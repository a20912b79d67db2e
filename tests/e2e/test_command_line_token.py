"""``token``: another token is tested on the shop before it takes the place of the old one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.paths import Paths
from storage.secrets import MemorySecrets
from sync.profile import SecretName
from tests.e2e.bridge import TOKEN
from tests.e2e.command_line import Place, fast_simulator, make_place, secrets
from tests.unit.terminal.conftest import Screen, new_screen
from wizard.jobs import StandardInput
from wizard.language import Language
from wizard.terminal.arguments import parse
from wizard.terminal.commands import run_command
from wizard.terminal.desk import Desk
from wizard.terminal.exit_codes import ExitCode

OLD, WRONG = "1000-1000-OLD", "1000-1000-WRONG"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with fast_simulator(orders=5) as simulator:
        yield make_place(tmp_path, simulator)


@pytest.fixture
def keyring(place: Place) -> MemorySecrets:
    keeper = MemorySecrets()
    keeper.save(place.profile.id, SecretName.SHOP_TOKEN, OLD)
    return keeper


def _token(
    place: Place,
    keyring: MemorySecrets,
    *options: str,
    screen: Screen,
    typed: str = "",
    told: str = "",
) -> ExitCode:
    reading, writing = os.pipe()
    with os.fdopen(writing, "w", encoding="utf-8") as ours:
        ours.write(told)
    with os.fdopen(reading, encoding="utf-8") as theirs:
        desk = Desk(
            Paths(place.home),
            screen.output,
            keyring=keyring,
            typed=StandardInput(theirs),
            ask_unseen=lambda _question: typed,
        )
        return run_command(desk, parse(["token", place.profile.id, *options], Language.load("en")))


def _kept(place: Place, keyring: MemorySecrets) -> str | None:
    return keyring.load(place.profile.id, SecretName.SHOP_TOKEN)


def test_a_token_that_is_typed_unseen_is_tested_and_kept(place: Place, keyring: MemorySecrets) -> None:
    screen = new_screen(terminal=True, answers=[])
    assert _token(place, keyring, screen=screen, typed=TOKEN) is ExitCode.GREEN
    assert _kept(place, keyring) == TOKEN
    assert "It is kept from now on." in screen.text
    assert TOKEN not in screen.text + screen.err.getvalue()


def test_a_token_that_the_shop_refuses_changes_nothing(place: Place, keyring: MemorySecrets) -> None:
    screen = new_screen()
    code = _token(place, keyring, "--secrets-from-stdin", screen=screen, told=secrets(WRONG))
    assert code is ExitCode.RED
    assert _kept(place, keyring) == OLD
    assert "what was there before stays" in screen.err.getvalue()
    assert WRONG not in screen.text + screen.err.getvalue()


def test_nothing_typed_leaves_everything_as_it_was(place: Place, keyring: MemorySecrets) -> None:
    screen = new_screen(terminal=True, answers=[])
    assert _token(place, keyring, screen=screen) is ExitCode.CANCELLED
    assert _kept(place, keyring) == OLD


def test_without_a_person_and_without_input_it_says_what_to_do(place: Place, keyring: MemorySecrets) -> None:
    screen = new_screen()
    assert _token(place, keyring, screen=screen) is ExitCode.RED
    assert "--secrets-from-stdin" in screen.err.getvalue()
    assert _kept(place, keyring) == OLD
