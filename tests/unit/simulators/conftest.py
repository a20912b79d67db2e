"""A running simulator for every test that asks for one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.unit.simulators.calling import Shop, running


@pytest.fixture
def shop() -> Iterator[Shop]:
    """A small account at noon, without a limit of requests."""
    with running() as started:
        yield started
