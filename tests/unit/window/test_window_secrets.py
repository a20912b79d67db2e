"""Secrets of the window: one thread for the keyring, memory where there is none, and the log told of each."""

from __future__ import annotations

import threading
from collections.abc import Collection

import pytest

from storage.secrets import KeyringSecrets, MemorySecrets
from sync.errors import SettingsError
from sync.profile import SecretName
from wizard.jobs import ThreadWorkers
from wizard.window_secrets import WindowSecrets

TOKEN = SecretName.SHOP_TOKEN


class _Watched(MemorySecrets):
    """Notes which threads ask it."""

    def __init__(self) -> None:
        super().__init__()
        self.threads: set[str] = set()

    def check(self) -> None:
        self.threads.add(threading.current_thread().name)

    def load(self, connection_id: str, name: SecretName) -> str | None:
        self.threads.add(threading.current_thread().name)
        return super().load(connection_id, name)


def test_every_call_comes_from_the_one_thread() -> None:
    keyring, thread, many = _Watched(), ThreadWorkers("keyring"), ThreadWorkers("work", 4)
    secrets = WindowSecrets(keyring, thread)
    secrets.save("x", TOKEN, "abc")

    def ask() -> str | None:
        secrets.check()
        return secrets.load("x", TOKEN)

    asked = [many.submit(ask) for _ in range(20)]
    assert {answer.result(10) for answer in asked} == {"abc"}
    assert keyring.threads == {"keyring 1"}
    assert many.finish(10)
    assert thread.finish(10)


def test_without_a_keyring_secrets_last_as_long_as_the_window() -> None:
    thread = ThreadWorkers("keyring")
    hidden: list[str] = []

    def hide(found: Collection[str]) -> None:
        hidden.extend(found)

    secrets = WindowSecrets(KeyringSecrets(), thread, hide)
    with pytest.raises(SettingsError, match="No password store"):
        secrets.check()
    assert "until Mostik is closed" in secrets.where().text()
    with pytest.raises(SettingsError):
        secrets.load("x", TOKEN)
    secrets.save("x", TOKEN, "abc")
    assert secrets.load("x", TOKEN) == "abc"
    assert hidden == ["abc", "abc"]
    secrets.delete("x", TOKEN)
    with pytest.raises(SettingsError):
        secrets.load("x", TOKEN)
    with pytest.raises(SettingsError, match="2000 characters"):
        secrets.save("x", TOKEN, "a" * 2000)
    assert thread.finish(10)


def test_workers_hand_back_results_and_errors_and_do_one_thing_after_the_other() -> None:
    order: list[int] = []
    one = ThreadWorkers("one")
    futures = [one.submit(lambda number=number: order.append(number)) for number in range(50)]  # type: ignore[misc]  # bound now
    failing = one.submit(lambda: 1 // 0)
    assert all(future.result(10) is None for future in futures)
    assert order == list(range(50))
    with pytest.raises(ZeroDivisionError):
        failing.result(10)
    assert one.submit(lambda: "still works").result(10) == "still works"
    assert one.finish(10)


def test_finishing_does_not_wait_for_ever() -> None:
    gate = threading.Event()
    one = ThreadWorkers("one")
    future = one.submit(gate.wait)
    assert not one.finish(0.01)
    gate.set()
    assert future.result(10)
