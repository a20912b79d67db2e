"""What was said about another program goes into the settings and back; signs of it are seen, not touched."""

from __future__ import annotations

import socket
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sync.profile import DatabaseEngine, DatabaseWarehouse, Profile
from sync.simulators.sample.loading import make_warehouse
from tests.e2e.bridge import ZONE, sample_profile
from wizard.answers import draft_of, profile_of
from wizard.other_signs import host_of, other_signs
from wizard.steps.take_over_choice import TakeOverChoice

SINCE = datetime(2026, 11, 20, 22, 0, tzinfo=UTC)


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    make_warehouse(tmp_path / "warehouse.sqlite", ZONE)
    return sample_profile(tmp_path, "http://127.0.0.1:1/connector.php")


@pytest.mark.parametrize(("observer", "since"), [(True, None), (False, SINCE), (False, None)])
def test_the_choice_survives_editing(profile: Profile, observer: bool, since: datetime | None) -> None:
    connect = profile.connect.model_copy(update={"observer": observer, "take_over": since})
    saved = profile.model_copy(update={"connect": connect})
    again = profile_of(saved.id, draft_of(saved))
    assert (again.connect.observer, again.connect.take_over) == (observer, since)


def test_a_take_over_begins_with_the_shops_day(profile: Profile) -> None:
    choice = TakeOverChoice(lambda: None, lambda: date(2026, 11, 22))
    assert choice.problem() is not None
    choice.first_day = date(2026, 11, 21)
    draft = draft_of(profile)
    choice.write(draft, ZoneInfo("Europe/Sofia"))
    made = profile_of(profile.id, draft)
    assert made.connect.take_over == SINCE
    assert made.orders
    assert made.orders.start == SINCE
    choice.watches = True
    choice.write(draft, ZoneInfo("Europe/Sofia"))
    watching = profile_of(profile.id, draft)
    assert watching.connect.observer
    assert watching.connect.take_over is None
    choice.forget(draft)
    assert not profile_of(profile.id, draft).connect.observer


def test_an_open_port_of_utility_center_is_a_sign(profile: Profile) -> None:
    database = DatabaseWarehouse(
        engine=DatabaseEngine.MSSQL, server="127.0.0.1\\SQLEXPRESS", database="Microinvest"
    )
    connect = profile.connect.model_copy(update={"warehouse": database})
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        port = server.getsockname()[1]
        (sign,) = other_signs(connect, port)
        assert "Utility Center seems to run on 127.0.0.1" in sign.text()
        assert other_signs(profile.connect, port) == (), "Mostik's own warehouse has no Utility Center"
    assert other_signs(connect, port) == ()


@pytest.mark.parametrize(
    ("server", "host"),
    [
        ("KASA-1\\SQLEXPRESS", "KASA-1"),
        ("tcp:10.0.0.5,1433", "10.0.0.5"),
        (".", "127.0.0.1"),
        ("(local)\\X", "127.0.0.1"),
        ("", "127.0.0.1"),
    ],
)
def test_the_computer_in_a_servers_address(server: str, host: str) -> None:
    assert host_of(server) == host
