"""A real GNOME keyring: kept over sessions, locked, and not there at all."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import pytest

# Waits for the name on the bus instead of a time: the daemon's own command returns before it is there.
_WAIT_FOR_THE_SERVICE: Final = """
from jeepney import MatchRule, message_bus
from jeepney.io.blocking import Proxy, open_dbus_connection
with open_dbus_connection(bus="SESSION") as connection:
    rule = MatchRule(type="signal", interface="org.freedesktop.DBus", member="NameOwnerChanged",
                     path="/org/freedesktop/DBus")
    rule.add_arg_condition(0, "org.freedesktop.secrets")
    bus = Proxy(message_bus, connection, timeout=20)
    bus.AddMatch(rule)
    with connection.filter(rule) as owned:
        if not bus.NameHasOwner("org.freedesktop.secrets")[0]:
            connection.recv_until_filtered(owned, timeout=20)
"""
_WORK: Final = """
import json, sys
from storage.secrets import KeyringSecrets
from sync.errors import SettingsError
from sync.profile import SecretName
answers = []
for call, *arguments in json.loads(sys.argv[1]):
    words = [SecretName(word) if word in set(SecretName) else word for word in arguments]
    try:
        answers.append(getattr(KeyringSecrets(), call)(*words))
    except SettingsError as error:
        answers.append([str(error), error.detail])
print(json.dumps(answers))
"""
_UNLOCKED: Final = "printf test | gnome-keyring-daemon --unlock --components=secrets >/dev/null"
_LOCKED: Final = "gnome-keyring-daemon --start --components=secrets >/dev/null"


@pytest.fixture
def environment(home: Path, repository: Path) -> dict[str, str]:
    """A person's session without a screen, so that a prompt for the password cannot open."""
    unwanted = {"PYTHON_KEYRING_BACKEND", "DISPLAY", "WAYLAND_DISPLAY"}
    inherited = {name: value for name, value in os.environ.items() if name not in unwanted}
    return inherited | {"PYTHONPATH": str(repository), "PYTHONIOENCODING": "utf-8"}


def _calls(environment: dict[str, str], calls: Iterable[list[str]], daemon: str | None) -> list[Any]:
    work = [sys.executable, "-c", _WORK, json.dumps(list(calls))]
    if daemon is not None:
        script = f'set -e; {daemon}; "$0" -c "$1"; shift; exec "$0" "$@"'
        work = [
            "dbus-run-session",
            "--",
            "bash",
            "-c",
            script,
            sys.executable,
            _WAIT_FOR_THE_SERVICE,
            *work[1:],
        ]
    done = subprocess.run(
        work, env=environment, capture_output=True, encoding="utf-8", timeout=50, check=False
    )
    assert done.returncode == 0, done.stderr
    answers: list[Any] = json.loads(done.stdout)
    return answers


def test_a_secret_is_kept_from_session_to_session_and_deleted(
    environment: dict[str, str], home: Path
) -> None:
    secret = "жетон-🔑-" + "x" * 1000
    kept = _calls(
        environment,
        [["check"], ["save", "bakery", "shop token", secret], ["save", "other", "shop token", "stays"]],
        _UNLOCKED,
    )
    assert kept == [None, None, None]
    later = _calls(
        environment,
        [
            ["load", "bakery", "shop token"],
            ["load", "bakery", "database password"],
            ["save", "bakery", "shop token", "new"],
            ["load", "bakery", "shop token"],
            ["delete_all", "bakery"],
            ["load", "bakery", "shop token"],
            ["delete", "bakery", "shop token"],
            ["load", "other", "shop token"],
        ],
        _UNLOCKED,
    )
    assert later == [secret, None, None, "new", None, None, None, "stays"]
    files = [path for path in home.rglob("*") if path.is_file()]
    assert any(path.suffix == ".keyring" for path in files)
    assert not [path for path in files if b"stays" in path.read_bytes()]


def test_a_locked_keyring_is_said_and_not_waited_for(environment: dict[str, str]) -> None:
    _calls(environment, [["save", "bakery", "shop token", "hush-1234"]], _UNLOCKED)
    answers = _calls(
        environment,
        [["load", "bakery", "shop token"], ["save", "bakery", "shop token", "hush-5678"]],
        _LOCKED,
    )
    for sentence, detail in answers:
        assert sentence == "Your computer’s password store is locked."
        assert "hush" not in detail


@pytest.mark.parametrize("address", [None, "unix:path=/nowhere/bus"])
def test_without_a_session_no_keyring_is_found(environment: dict[str, str], address: str | None) -> None:
    where = {} if address is None else {"DBUS_SESSION_BUS_ADDRESS": address}
    answers = _calls(
        environment | where,
        [["check"], ["save", "a", "shop token", "hush-1234"], ["load", "a", "shop token"]],
        None,
    )
    for sentence, detail in answers:
        assert sentence.startswith("No password store was found")
        assert "hush" not in detail
