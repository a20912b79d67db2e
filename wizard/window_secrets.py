"""Secrets as the window keeps them: in the keyring, asked by one thread; without one, for this session."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TypeVar

from storage.secrets import MemorySecrets, SecretKeeper, refuse_too_long
from sync.errors import SettingsError
from sync.profile import SecretName
from sync.sentences import Sentence, say
from wizard.jobs import ThreadWorkers

Answer = TypeVar("Answer")


class WindowSecrets:
    """A keeper of secrets that may be called from any thread: every call waits for the keyring's own one.

    Where the computer has no keyring that can be used, what is saved stays in memory until the window is
    closed, and :meth:`check` says why. ``hide`` is told every secret, so that the log leaves it out.
    """

    def __init__(
        self,
        keyring: SecretKeeper,
        thread: ThreadWorkers,
        hide: Callable[[Collection[str]], None] = lambda _: None,
    ) -> None:
        self._keyring = keyring
        self._thread = thread
        self._hide = hide
        self._session = MemorySecrets()

    def check(self) -> None:
        """Raises SettingsError where secrets last only as long as the window."""
        self._ask(self._keyring.check)

    def where(self) -> Sentence:
        try:
            self.check()
        except SettingsError:
            return say("It stays in memory until Mostik is closed, and is asked for again next time.")
        return self._keyring.where()

    def save(self, connection_id: str, name: SecretName, secret: str) -> None:
        refuse_too_long(secret)
        self._hide([secret] if secret else [])
        self._ask(lambda: self._save(connection_id, name, secret))

    def load(self, connection_id: str, name: SecretName) -> str | None:
        secret = self._ask(lambda: self._load(connection_id, name))
        self._hide([secret] if secret else [])
        return secret

    def delete(self, connection_id: str, name: SecretName) -> None:
        self._ask(lambda: self._delete(connection_id, name))

    def delete_all(self, connection_id: str) -> None:
        for name in SecretName:
            self.delete(connection_id, name)

    # ---- in the keyring's thread

    def _save(self, connection_id: str, name: SecretName, secret: str) -> None:
        try:
            self._keyring.save(connection_id, name, secret)
        except SettingsError:
            # The screen that asked for it has said beforehand, by ``check``, that it lasts no longer.
            self._session.save(connection_id, name, secret)
        else:
            self._session.delete(connection_id, name)

    def _load(self, connection_id: str, name: SecretName) -> str | None:
        return self._session.load(connection_id, name) or self._keyring.load(connection_id, name)

    def _delete(self, connection_id: str, name: SecretName) -> None:
        only_here = self._session.load(connection_id, name) is not None
        self._session.delete(connection_id, name)
        try:
            self._keyring.delete(connection_id, name)
        except SettingsError:
            if not only_here:
                raise

    def _ask(self, question: Callable[[], Answer]) -> Answer:
        return self._thread.submit(question).result()
