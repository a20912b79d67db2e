"""A person at the terminal, and waits that a turned clock makes short. In the test's own process."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from storage.paths import Paths
from storage.secrets import MemorySecrets
from sync.clock import TurnedClock
from sync.profile import SecretName
from sync.simulators.baselinker import BaseLinkerSimulator, Fault, FaultKind
from sync.simulators.sample.loading import load_account
from tests.e2e.bridge import TOKEN
from tests.e2e.command_line import Place, make_place
from tests.unit.terminal.conftest import Screen, new_screen
from wizard.language import Language
from wizard.terminal.arguments import parse
from wizard.terminal.commands import run_command
from wizard.terminal.desk import Desk
from wizard.terminal.exit_codes import ExitCode
from wizard.terminal.log_file import LogFile, begin_log


@pytest.fixture
def screen() -> Screen:
    """A pipe that nobody can answer at."""
    return new_screen()


@pytest.fixture
def simulator(clock: TurnedClock) -> Iterator[BaseLinkerSimulator]:
    account = load_account(TOKEN)
    account.orders = dict(list(account.orders.items())[:20])
    with BaseLinkerSimulator(account, clock=clock) as simulator:
        yield simulator


@pytest.fixture
def place(tmp_path: Path, simulator: BaseLinkerSimulator) -> Place:
    return make_place(tmp_path, simulator)


def told(
    place: Place, clock: TurnedClock, *typed: str, screen: Screen, log: LogFile | None = None
) -> ExitCode:
    """Carry out a command as ``main.py`` does, with the token in a keyring and this clock."""
    keyring = MemorySecrets()
    keyring.save(place.profile.id, SecretName.SHOP_TOKEN, TOKEN)
    desk = Desk(Paths(place.home), screen.output, log=log, clock=clock, keyring=keyring)
    return run_command(desk, parse(typed, Language.load("en")))


def test_a_first_run_is_shown_and_asked_for(place: Place, clock: TurnedClock) -> None:
    refused = new_screen(terminal=True, answers=["no"])
    assert told(place, clock, "sync", "sample", screen=refused) is ExitCode.HELD
    assert "This connection has not run yet. First a look at what it would do." in refused.text
    assert "changes would be made." in refused.text
    assert refused.asked == ["Start now? [yes/no] "]
    assert place.documents() == 0
    assert place.simulator.writes() == 0
    agreed = new_screen(terminal=True, answers=["yes"])
    assert told(place, clock, "sync", "sample", screen=agreed) in (ExitCode.GREEN, ExitCode.AMBER)
    assert place.documents() > 0
    later = new_screen(terminal=True, answers=[])
    told(place, clock, "sync", "sample", screen=later)
    assert later.asked == []


def test_a_delete_is_asked_for(place: Place, clock: TurnedClock) -> None:
    screen = new_screen(answers=["n", "y"])
    assert told(place, clock, "delete", "sample", screen=screen) is ExitCode.CANCELLED
    assert place.state_file.exists()
    assert told(place, clock, "delete", "sample", screen=screen) is ExitCode.GREEN
    assert not place.state_file.exists()


def test_a_shop_that_cannot_be_reached(place: Place, clock: TurnedClock, screen: Screen) -> None:
    place.simulator.stop()
    assert told(place, clock, "sync", "sample", "--yes", screen=screen) is ExitCode.RED
    assert "Nothing could be done: BaseLinker cannot be reached." in screen.text
    assert "Check the internet connection, then try again." in screen.text
    assert place.documents() == 0
    shown = new_screen()
    assert told(place, clock, "list", screen=shown) is ExitCode.GREEN
    assert "Nothing could be done" in shown.text


def test_a_token_that_is_blocked_for_a_while_is_waited_for_and_said(
    place: Place, clock: TurnedClock, screen: Screen
) -> None:
    began = clock.now()
    place.simulator.faults.add(Fault(FaultKind.LIMIT_EXCEEDED))
    code = told(place, clock, "sync", "sample", "--yes", screen=screen)
    assert code in (ExitCode.GREEN, ExitCode.AMBER), screen.text
    assert clock.now() - began >= timedelta(minutes=1)
    assert screen.text.count("for a limit of the shop, then goes on by itself.") >= 1
    assert place.documents() > 0


def test_an_account_that_is_blocked(place: Place, clock: TurnedClock, screen: Screen) -> None:
    place.simulator.faults.add(Fault(FaultKind.ACCOUNT_BLOCKED, times=None))
    assert told(place, clock, "sync", "sample", "--yes", screen=screen) is ExitCode.RED
    assert "Nothing could be done: BaseLinker has blocked" in screen.text
    assert place.documents() == 0


@pytest.mark.expects_log_errors
def test_a_mistake_of_our_own_shows_a_sentence_and_the_log(
    place: Place, clock: TurnedClock, screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("division by zero")

    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    log = begin_log(place.home / "logs", "list")
    try:
        monkeypatch.setattr("storage.profiles.Profiles.list", broken)
        assert told(place, clock, "list", screen=screen, log=log) is ExitCode.RED
    finally:
        root.setLevel(level)
        for handler in set(root.handlers) - set(handlers):
            root.removeHandler(handler)
            handler.close()
    assert screen.text == ""
    assert screen.err.getvalue().splitlines() == [
        "Mostik made a mistake and stopped.",
        f"The details stand in {log.path}.",
    ]
    assert "ZeroDivisionError" in log.path.read_text(encoding="utf-8")


def test_a_second_ctrl_c_leaves_with_its_own_code(
    place: Place, clock: TurnedClock, screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pressed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("storage.profiles.Profiles.list", pressed)
    assert told(place, clock, "list", screen=screen) is ExitCode.CANCELLED
    assert "Left at your wish." in screen.err.getvalue()
