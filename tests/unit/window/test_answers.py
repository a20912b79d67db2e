"""A connection that is opened in the wizard and saved unchanged is the same connection."""

from __future__ import annotations

from pathlib import Path

from sync.profile import Notices, Profile, Schedule
from sync.simulators.sample.loading import make_warehouse
from tests.e2e.bridge import ZONE, sample_profile
from wizard.answers import draft_of, profile_of


def test_nothing_is_lost_when_a_connection_is_edited(tmp_path: Path) -> None:
    make_warehouse(tmp_path / "warehouse.sqlite", ZONE)
    profile = sample_profile(tmp_path, "http://127.0.0.1:1/connector.php").model_copy(
        update={
            "notices": Notices(on=True, address="https://notices.kalina.example", port=9000, every=300),
            "schedule": Schedule(enabled=True, orders_every=3, run_at_start=True),
            "paused": True,
            "confirmed_first_run": True,
        }
    )
    again = profile_of(profile.id, draft_of(profile))
    assert again == profile
    # A field that is added to the settings belongs into the draft as well.
    answered = {name for name in Profile.model_fields if getattr(profile, name) is not None}
    assert again.model_fields_set >= answered - {"version"}
