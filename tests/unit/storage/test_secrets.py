"""Secrets: saved and read back, refused where they would lie in the open, forgotten with their connection."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import keyring.core
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.chainer import ChainerBackend
from keyring.backends.fail import Keyring as FailKeyring
from keyring.backends.null import Keyring as NullKeyring
from keyring.errors import KeyringLocked, PasswordDeleteError

from storage.secrets import (
    LONGEST_SECRET,
    KeyringSecrets,
    MemorySecrets,
    SecretKeeper,
    refuse_too_long,
    secrets_from_text,
)
from sync.errors import SettingsError
from sync.profile import SecretName

TOKEN, PASSWORD = SecretName.SHOP_TOKEN, SecretName.DATABASE_PASSWORD


class Shelf(KeyringBackend):
    """A keyring that keeps entries in a dict; deleting what is not there is an error, as in the strictest."""

    priority = -1

    def __init__(self) -> None:
        parent: Any = super()
        parent.__init__()
        self.entries: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if (service, username) not in self.entries:
            raise PasswordDeleteError("no such entry")
        del self.entries[service, username]


class PlaintextKeyring(Shelf):
    __module__ = "keyrings.alt.file"


class HomeMadePlaintextKeyring(PlaintextKeyring):
    """Named otherwise, but made of the plain one."""


class ForgetfulKeyring(Shelf):
    def get_password(self, service: str, username: str) -> str | None:
        return None


class LockedKeyring(Shelf):
    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("Failed to unlock the collection!")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyringLocked("Failed to unlock the collection!")


class BrokenKeyring(Shelf):
    def get_password(self, service: str, username: str) -> str | None:
        raise RuntimeError("org.freedesktop.DBus.Error: hush-1234")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise OSError(f"could not store {password}")


class Chain(ChainerBackend):
    priority = -1
    backends: list[KeyringBackend] = []  # noqa: RUF012 - the base class has it on the class too


# The library's classes have constructors without types.
NULL: Final[Any] = NullKeyring
FAIL: Final[Any] = FailKeyring
CHAIN: Final[Any] = Chain


@pytest.fixture(autouse=True)
def chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    """No keyring is chosen yet, and whichever the test chooses is chosen for it alone."""
    monkeypatch.setattr(keyring.core, "_keyring_backend", None)


def _use(backend: KeyringBackend) -> KeyringSecrets:
    keyring.set_keyring(backend)
    return KeyringSecrets()


@pytest.fixture(params=["keyring", "memory"])
def keeper(request: pytest.FixtureRequest) -> SecretKeeper:
    return _use(Shelf()) if request.param == "keyring" else MemorySecrets()


def test_secrets_are_kept_by_connection_and_name(keeper: SecretKeeper) -> None:
    keeper.check()
    keeper.save("a", TOKEN, "жетон 🔑")
    keeper.save("a", PASSWORD, "pw")
    keeper.save("b", TOKEN, "other")
    keeper.save("a", TOKEN, "new")
    assert [keeper.load(*key) for key in (("a", TOKEN), ("a", PASSWORD), ("b", TOKEN))] == [
        "new",
        "pw",
        "other",
    ]
    keeper.delete("a", TOKEN)
    keeper.delete("a", TOKEN)
    assert [keeper.load(*key) for key in (("a", TOKEN), ("a", PASSWORD))] == [None, "pw"]


def test_all_secrets_of_a_connection_go_with_it(keeper: SecretKeeper) -> None:
    for connection in ("a", "b"):
        for name in SecretName:
            keeper.save(connection, name, "x")
    keeper.delete_all("a")
    keeper.delete_all("a")
    assert {keeper.load("a", name) for name in SecretName} == {None}
    assert {keeper.load("b", name) for name in SecretName} == {"x"}


def test_an_empty_secret_is_none(keeper: SecretKeeper) -> None:
    keeper.save("a", TOKEN, "x")
    keeper.save("a", TOKEN, "")
    assert keeper.load("a", TOKEN) is None


def test_what_windows_could_not_keep_is_refused(keeper: SecretKeeper) -> None:
    keeper.save("a", TOKEN, "x" * LONGEST_SECRET)
    for secret in ("y" * (LONGEST_SECRET + 1), "🔑" * (LONGEST_SECRET // 2) + "y"):
        with pytest.raises(SettingsError, match="takes 1280"):
            keeper.save("a", TOKEN, secret)
    assert keeper.load("a", TOKEN) == "x" * LONGEST_SECRET


def test_half_a_character_is_refused() -> None:
    with pytest.raises(SettingsError, match="Copy it again"):
        refuse_too_long("\ud83d")


@pytest.mark.parametrize(
    ("backend", "sentence"),
    [
        (NULL, "switched off"),
        (FAIL, "No password store was found"),
        (PlaintextKeyring, "plain file"),
        (HomeMadePlaintextKeyring, "plain file"),
    ],
)
def test_a_keyring_that_keeps_nothing_or_in_the_open_is_refused(backend: type[Any], sentence: str) -> None:
    used: KeyringBackend = backend()
    keeper = _use(used)
    attempts: Sequence[Callable[[], object]] = (
        lambda: keeper.check(),
        lambda: keeper.save("a", TOKEN, "hush"),
        lambda: keeper.load("a", TOKEN),
        lambda: keeper.delete("a", TOKEN),
        lambda: keeper.delete_all("a"),
    )
    for attempt in attempts:
        with pytest.raises(SettingsError, match=sentence) as refused:
            attempt()
        assert backend.__qualname__ in refused.value.detail
    assert getattr(used, "entries", {}) == {}


def test_of_several_keyrings_only_the_safe_ones_are_used(monkeypatch: pytest.MonkeyPatch) -> None:
    plain, best, second = PlaintextKeyring(), Shelf(), Shelf()
    monkeypatch.setattr(Chain, "backends", [plain, best, second])
    keeper = _use(CHAIN())
    KeyringSecrets.save(_use(second), "a", PASSWORD, "in the second")
    keeper = _use(CHAIN())
    keeper.save("a", TOKEN, "x")
    assert (len(plain.entries), len(best.entries), len(second.entries)) == (0, 1, 1)
    assert (keeper.load("a", TOKEN), keeper.load("a", PASSWORD)) == ("x", "in the second")
    keeper.delete_all("a")
    assert (best.entries, second.entries) == ({}, {})


@pytest.mark.parametrize("backends", [[], [PlaintextKeyring(), NULL()]])
def test_several_keyrings_none_of_them_safe(
    backends: list[KeyringBackend], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Chain, "backends", backends)
    with pytest.raises(SettingsError):
        _use(CHAIN()).check()


def test_only_what_can_be_read_again_counts_as_saved() -> None:
    with pytest.raises(SettingsError, match="did not keep the secret"):
        _use(ForgetfulKeyring()).save("a", TOKEN, "hush-1234")


def test_a_locked_keyring_is_named() -> None:
    keeper = _use(LockedKeyring())
    attempts: Sequence[Callable[[], object]] = (
        lambda: keeper.check(),
        lambda: keeper.save("a", TOKEN, "x"),
        lambda: keeper.load("a", TOKEN),
    )
    for attempt in attempts:
        with pytest.raises(SettingsError, match="is locked"):
            attempt()


def test_whatever_a_keyring_raises_no_secret_goes_on() -> None:
    keeper = _use(BrokenKeyring())
    attempts: Sequence[Callable[[], object]] = (
        lambda: keeper.check(),
        lambda: keeper.save("a", TOKEN, "hush-1234"),
        lambda: keeper.load("a", TOKEN),
    )
    for attempt in attempts:
        with pytest.raises(SettingsError, match="did not answer as expected") as raised:
            attempt()
        assert "hush" not in str(raised.value) + raised.value.detail
        assert raised.value.__suppress_context__


def test_a_keyring_that_cannot_be_loaded_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyrings.none.Keyring")
    with pytest.raises(SettingsError, match="did not answer as expected"):
        KeyringSecrets().check()


def test_memory_shows_no_secret_of_its_own() -> None:
    keeper = MemorySecrets()
    keeper.save("a", TOKEN, "hush-1234")
    assert "hush" not in repr(keeper)


def test_secrets_from_standard_input() -> None:
    keeper = secrets_from_text("a", '{"shop token": "x", "database password": "y"}')
    assert (keeper.load("a", TOKEN), keeper.load("a", PASSWORD)) == ("x", "y")
    assert secrets_from_text("a", "{}").load("a", TOKEN) is None


@pytest.mark.parametrize(
    "text", ["", "hush-1234", '["hush-1234"]', '{"token": "hush-1234"}', '{"shop token": ["hush-1234"]}']
)
def test_other_things_on_standard_input_are_refused_unquoted(text: str) -> None:
    with pytest.raises(SettingsError) as refused:
        secrets_from_text("a", text)
    assert "hush" not in str(refused.value) + refused.value.detail
    assert "shop token, database password" in str(refused.value)
    assert refused.value.__suppress_context__ or refused.value.__context__ is None
