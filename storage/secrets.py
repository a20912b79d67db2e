"""Tokens and passwords: in the keyring of the operating system, or in memory alone, and nowhere else.

A keeper is used from one thread: the systems' keyrings and keyring's own start-up are not made for several at
once. It may block (a locked keyring opens a window of the system to ask for its password), so that thread is
not the window's.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Final, Protocol, TypeVar

from keyring.backend import KeyringBackend

from sync.errors import SettingsError
from sync.profile import SecretName
from sync.sentences import Sentence, say

LONGEST_SECRET: Final = 1280
"""Windows' credential store takes 2,560 bytes, which are 1,280 UTF-16 units (CRED_MAX_CREDENTIAL_BLOB_SIZE,
wincred.h).
"""

Found = TypeVar("Found")


class SecretKeeper(Protocol):
    """Keeps the secrets of connections. Every method raises only SettingsError, which says what to do."""

    def check(self) -> None:
        """Raises SettingsError where secrets cannot be kept here, before the owner has typed one."""

    def where(self) -> Sentence:
        """Where secrets lie, to stand beside the field."""

    def save(self, connection_id: str, name: SecretName, secret: str) -> None:
        """Keep a secret instead of an earlier one; an empty one deletes it."""

    def load(self, connection_id: str, name: SecretName) -> str | None:
        """The secret, or None where none was kept."""

    def delete(self, connection_id: str, name: SecretName) -> None:
        """Forget a secret; without effect where none was kept."""

    def delete_all(self, connection_id: str) -> None:
        """Forget all secrets of a connection."""


class MemorySecrets:
    """Secrets that end with the process: for the demo and for ``--secrets-from-stdin``."""

    def __init__(self) -> None:
        self._secrets: dict[tuple[str, SecretName], str] = {}

    def check(self) -> None:
        """Memory is always there."""

    def where(self) -> Sentence:
        return say("Secrets stay in memory and are forgotten when Mostik ends.")

    def save(self, connection_id: str, name: SecretName, secret: str) -> None:
        refuse_too_long(secret)
        if secret:
            self._secrets[connection_id, name] = secret
        else:
            self.delete(connection_id, name)

    def load(self, connection_id: str, name: SecretName) -> str | None:
        return self._secrets.get((connection_id, name))

    def delete(self, connection_id: str, name: SecretName) -> None:
        self._secrets.pop((connection_id, name), None)

    def delete_all(self, connection_id: str) -> None:
        for name in SecretName:
            self.delete(connection_id, name)

    def __repr__(self) -> str:
        return f"MemorySecrets({len(self._secrets)} secrets)"


class KeyringSecrets:
    """Secrets in the operating system's keyring, one entry each.

    Backends that keep them in plain text or not at all are refused, whoever configured them: the owner is
    told instead of being left with a token in a file. Where several keyrings are installed, the best of the
    safe ones is written to.
    """

    def check(self) -> None:
        _ask(_safe_backends()[0].get_password, _entry("check", SecretName.SHOP_TOKEN), "check")

    def where(self) -> Sentence:
        return say("Secrets are kept in your computer’s password store, not in Mostik’s files.")

    def save(self, connection_id: str, name: SecretName, secret: str) -> None:
        refuse_too_long(secret)
        if not secret:
            self.delete(connection_id, name)
            return
        backend = _safe_backends()[0]
        entry = _entry(connection_id, name)
        _ask(backend.set_password, entry, connection_id, secret)
        # Some backends take a secret without keeping it, so only what can be read again counts as saved.
        if _ask(backend.get_password, entry, connection_id) != secret:
            raise SettingsError(
                say("Your computer’s password store did not keep the secret."),
                advice=say("Check the password store of your system, then type the secret again."),
                detail=f"read back differs, {_named(backend)}",
            )

    def load(self, connection_id: str, name: SecretName) -> str | None:
        entry = _entry(connection_id, name)
        for backend in _safe_backends():
            secret = _ask(backend.get_password, entry, connection_id)
            if secret is not None:
                return secret
        return None

    def delete(self, connection_id: str, name: SecretName) -> None:
        entry = _entry(connection_id, name)
        for backend in _safe_backends():
            # Deleting what is not there is an error in some backends and none in others.
            if _ask(backend.get_password, entry, connection_id) is not None:
                _ask(backend.delete_password, entry, connection_id)

    def delete_all(self, connection_id: str) -> None:
        for name in SecretName:
            self.delete(connection_id, name)


def secrets_from_text(connection_id: str, text: str) -> MemorySecrets:
    """The secrets that a server hands over on standard input: a JSON object from names of :class:`SecretName`
    to texts.

    Raises SettingsError where it is none; the sentence never quotes it.
    """
    try:
        data = json.loads(text)
    except ValueError:
        # "from None": the parser's error holds the whole text.
        raise SettingsError(_unreadable(), detail="not JSON") from None
    if not isinstance(data, Mapping):
        raise SettingsError(_unreadable(), detail="not an object")
    keeper = MemorySecrets()
    for name, secret in data.items():
        if name not in set(SecretName) or not isinstance(secret, str):
            raise SettingsError(_unreadable(), detail="unknown name or a value that is no text")
        keeper.save(connection_id, SecretName(name), secret)
    return keeper


def refuse_too_long(secret: str) -> None:
    """Raises SettingsError for a secret that Windows could not keep: the same limit everywhere, so that
    profiles can move.
    """
    try:
        units = len(secret.encode("utf-16-le")) // 2
    except UnicodeEncodeError:
        raise SettingsError(say("The secret holds a character that is none. Copy it again.")) from None
    if units > LONGEST_SECRET:
        raise SettingsError(
            say(
                "The secret has {count} characters; the password store takes {limit}.",
                count=units,
                limit=LONGEST_SECRET,
            ),
            advice=say("Check that only the token was copied, without anything before or after it."),
        )


def _unreadable() -> Sentence:
    return say(
        "The secrets on the standard input are not as expected: a JSON object with any of the names {names}.",
        names=", ".join(SecretName),
    )


def _entry(connection_id: str, name: SecretName) -> str:
    """One service name for each secret: Windows keeps one user per name and moves entries about for a second
    one.
    """
    return f"Mostik/{connection_id}/{name}"


def _safe_backends() -> list[KeyringBackend]:
    """The keyrings that may be used, the best first. Raises SettingsError with the reason where there is
    none.
    """
    found = _ask(_configured_backends)
    safe = [backend for backend in found if _fault(backend) is None]
    if safe:
        return safe
    fault = next((fault for backend in found if (fault := _fault(backend)) is not None), _no_keyring())
    raise SettingsError(
        fault,
        advice=say(
            "On Linux install GNOME Keyring or KWallet and sign in to your desktop; a scheduled run needs "
            "your own session. On a server hand the secrets over with {option}.",
            option="--secrets-from-stdin",
        ),
        detail=", ".join(_named(backend) for backend in found),
    )


def _configured_backends() -> list[KeyringBackend]:
    from keyring import get_keyring
    from keyring.backends.chainer import ChainerBackend

    chosen = get_keyring()
    # A chain hands on to the next one where the first is unable, and the next one may be a plain file.
    return list(chosen.backends) if isinstance(chosen, ChainerBackend) else [chosen]


def _fault(backend: KeyringBackend) -> Sentence | None:
    modules = [kind.__module__ for kind in type(backend).__mro__]
    if any(module.split(".")[:2] == ["keyrings", "alt"] for module in modules):
        return say("The only password store here writes secrets to a plain file, so Mostik does not use it.")
    if "keyring.backends.null" in modules:
        return say("The password store is switched off on this computer, so secrets cannot be kept.")
    if "keyring.backends.fail" in modules:
        return _no_keyring()
    return None


def _no_keyring() -> Sentence:
    return say("No password store was found on this computer, so secrets cannot be kept.")


def _named(backend: KeyringBackend) -> str:
    return f"{type(backend).__module__}.{type(backend).__qualname__}"


def _ask(question: Callable[..., Found], *arguments: str) -> Found:
    from keyring.errors import KeyringLocked, NoKeyringError

    try:
        return question(*arguments)
    except SettingsError:
        raise
    except KeyringLocked as error:
        raise SettingsError(
            say("Your computer’s password store is locked."),
            advice=say("Unlock it (it usually unlocks when you sign in), then try again."),
            detail=type(error).__name__,
        ) from None
    except NoKeyringError as error:
        raise SettingsError(_no_keyring(), detail=type(error).__name__) from None
    except Exception as error:  # noqa: BLE001 - backends are plug-ins over D-Bus, COM and C and raise errors of any kind
        # Neither its text nor its trace goes on: nobody knows what a foreign backend writes into them.
        raise SettingsError(
            say("Your computer’s password store did not answer as expected."),
            advice=say("Sign out and in again, or restart the computer, then try again."),
            detail=type(error).__name__,
        ) from None
