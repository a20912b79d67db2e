"""A connection's state file in a folder of the test's own, and orders and profiles to put into it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.db import create_state_file
from storage.journal import ConnectionJournal, open_journal
from storage.paths import Paths
from storage.profiles import Profiles
from sync.clock import TurnedClock
from sync.profile import Profile
from tests.unit.storage.examples import START, profile


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock(START)


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths(tmp_path / "Мостик data")


@pytest.fixture
def profiles(paths: Paths, clock: TurnedClock) -> Profiles:
    return Profiles(paths, clock.now)


@pytest.fixture
def stored() -> Profile:
    return profile("bakery")


@pytest.fixture
def state_file(paths: Paths, stored: Profile) -> Path:
    path = paths.state_file(stored.id)
    create_state_file(path, stored)
    return path


@pytest.fixture
def journal(state_file: Path, clock: TurnedClock) -> Iterator[ConnectionJournal]:
    with open_journal(state_file, write=True, now=clock.now, wait=0) as opened:
        yield opened
