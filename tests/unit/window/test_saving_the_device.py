"""What is saved of a fiscal device that refused the operator's password."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pytest

from storage.profiles import Profiles
from sync.profile import Profile, SecretName, Secrets
from sync.receipts.family import Family
from sync.receipts.settings import Device, NetworkConnection, Receipts
from tests.gui.harness import DeskForTests
from tests.unit.storage.examples import profile
from wizard.saving import save_connection

SERIAL: Final = "DT517985"
TYPED: Final[Secrets] = {SecretName.DEVICE_PASSWORD: "0042"}


def _with_device(**changes: Any) -> Profile:
    device = Device(
        connection=NetworkConnection(host="192.168.1.50", port=9100),
        family=Family.DATECS_P,
        serial=SERIAL,
        factory_access=False,
    )
    receipts = Receipts(uses_supto=False, device=device.model_copy(update=changes))
    return profile("bench").model_copy(update={"receipts": receipts})


@pytest.mark.parametrize(
    ("changes", "typed", "left"),
    [
        ({}, TYPED, 0),
        ({"operator": 2}, {}, 0),
        ({"factory_access": True}, {}, 0),
        ({}, {}, 2),
        ({"connection": NetworkConnection(host="192.168.1.51", port=9100)}, {}, 2),
    ],
)
def test_a_device_that_refused_is_asked_again_only_with_another_operator_or_password(
    tmp_path: Path, changes: dict[str, Any], typed: Secrets, left: int
) -> None:
    desk = DeskForTests(tmp_path)
    save_connection(desk, _with_device(), TYPED, saved=False)
    profiles = Profiles(desk.paths, desk.clock.now)
    with profiles.open("bench", write=True) as journal:
        journal.note_refused_passwords(SERIAL, 2)
    save_connection(desk, _with_device(**changes), typed, saved=True)
    with profiles.open("bench", write=False) as journal:
        assert journal.refused_passwords(SERIAL) == left
