"""``due``: what the computer's scheduler starts syncs what is due, and says whether the secrets could be
read.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.paths import Paths
from storage.scheduler_note import SchedulerNote
from storage.secrets import MemorySecrets, SecretKeeper
from sync.profile import Schedule, SecretName
from tests.e2e.bridge import TOKEN
from tests.e2e.command_line import Place, fast_simulator, inside, make_place
from wizard.jobs import StandardInput
from wizard.language import Language
from wizard.terminal.arguments import parse
from wizard.terminal.commands import run_command
from wizard.terminal.desk import Desk
from wizard.terminal.output import Output


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """The sample with its first orders only, after its first run, with a schedule."""
    with fast_simulator(orders=10) as simulator:
        made = make_place(tmp_path, simulator)
        made.sync("--yes", by=inside)
        with made.profiles.open(made.profile.id, write=True) as journal:
            schedule = Schedule(enabled=True, orders_every=15, run_at_start=False)
            profile = journal.profile().model_copy(update={"schedule": schedule, "confirmed_first_run": True})
            journal.save_profile(profile)
        yield made


def started(keeper: SecretKeeper) -> int:
    """What the scheduler starts: no terminal, nothing on standard input."""
    language = Language.load("en")
    with Path(os.devnull).open(encoding="utf-8") as nothing:
        output = Output(language, io.StringIO(), io.StringIO())
        desk = Desk(Paths.of_user(), output, keyring=keeper, typed=StandardInput(nothing))
        return int(run_command(desk, parse(["due"], language)))


def runs(place: Place) -> list[str]:
    with place.profiles.open(place.profile.id, write=False) as journal:
        return [run.trigger for run in journal.history()]


def _long_ago(place: Place) -> None:
    place_query = "UPDATE run SET started_at = started_at - 3600000000, ended_at = ended_at - 3600000000"
    with place.profiles.open(place.profile.id, write=True) as journal:
        journal.database.execute_sql(place_query)


def _kept(place: Place) -> MemorySecrets:
    keeper = MemorySecrets()
    keeper.save(place.profile.id, SecretName.SHOP_TOKEN, TOKEN)
    return keeper


def test_what_is_due_is_synced_and_only_then(place: Place) -> None:
    assert started(_kept(place)) == 0
    assert runs(place) == ["by hand"]
    _long_ago(place)
    assert started(_kept(place)) in (0, 1)
    assert runs(place) == ["schedule orders", "by hand"]
    note = SchedulerNote.load(Paths.of_user())
    assert note.ran_at is not None
    assert note.problem is None


def test_without_its_secret_nothing_runs_and_the_note_says_why(place: Place) -> None:
    _long_ago(place)
    assert started(MemorySecrets()) == 2
    assert runs(place) == ["by hand"]
    note = SchedulerNote.load(Paths.of_user())
    assert note.problem is not None
    assert "token" in note.problem.text()
