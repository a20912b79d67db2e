"""Secrets on the step connect: typed here, or kept already in the keyring of this computer."""

from __future__ import annotations

import tkinter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sync.errors import MostikError, SettingsError
from sync.profile import SecretName
from sync.sentences import Sentence
from wizard.setup import Setup
from wizard.widgets import SecretField


@dataclass(frozen=True, slots=True)
class KeyringState:
    """Where secrets lie, why they do not last (None: they do), and the last signs of those that are kept."""

    where: Sentence
    problem: MostikError | None = None
    kept: Mapping[SecretName, str] = field(default_factory=dict)


def look_at_keyring(setup: Setup) -> KeyringState:
    """Ask the keyring for the secrets of this connection. Blocks, and never raises SettingsError."""
    keeper = setup.desk.secrets
    problem: MostikError | None = None
    try:
        keeper.check()
    except SettingsError as error:
        problem = error
    kept = {}
    for name in SecretName:
        try:
            secret = keeper.load(setup.profile_id, name)
        except SettingsError:
            continue
        if secret:
            kept[name] = secret[-4:]
    return KeyringState(keeper.where(), problem, kept)


class SecretPart:
    """One secret, and its field once :meth:`make` was called.

    ``optional``: there may be none, and a field that was emptied says so; of another one the kept secret
    stands as long as nothing else is typed. ``changed`` is called when something was typed.
    """

    entry: SecretField | None = None

    def __init__(
        self,
        setup: Setup,
        changed: Callable[[], None],
        name: SecretName,
        *,
        optional: Callable[[], bool] = lambda: False,
        password: bool = False,
    ) -> None:
        self.setup, self.name = setup, name
        self._changed = changed
        self._optional = optional
        self._password = password
        self._kept = ""

    @property
    def typed(self) -> str:
        """What was typed and is not saved yet."""
        return self.setup.typed.get(self.name, "")

    @property
    def there(self) -> bool:
        """Whether there is one, typed or kept."""
        return bool(self.typed) if self.name in self.setup.typed else bool(self._kept)

    def make(self, parent: tkinter.Misc) -> SecretField:
        """Its field, showing by dots what there is."""
        self.entry = SecretField(
            parent,
            kept=(self.typed or self._kept) if self.there else None,
            password=self._password,
            on_change=self._was_typed,
        )
        self.entry.control.bind("<FocusOut>", self._left, add="+")
        return self.entry

    def found(self, state: KeyringState) -> None:
        """What the keyring holds is known now."""
        self._kept = state.kept.get(self.name, "")
        entry = self._entry
        if entry is not None and not entry.has_secret and self._kept and self.name not in self.setup.typed:
            entry.show_kept(self._kept)

    def keep(self) -> None:
        """Keep a secret that works, so that a half-finished wizard can go on. An edited connection keeps its
        old one until it is saved.
        """
        secret, profile_id, keeper = self.typed, self.setup.profile_id, self.setup.desk.secrets
        if secret and not self.setup.editing:
            self.setup.work(lambda: keeper.save(profile_id, self.name, secret), lambda _saved: None)

    def forget(self) -> None:
        """There is none any more: it belonged to another system than the one that is chosen now."""
        name, profile_id, keeper = self.name, self.setup.profile_id, self.setup.desk.secrets
        was_there, self._kept = self.there, ""
        self.setup.typed.pop(name, None)
        # What was typed may have been kept when its test passed.
        if was_there and not self.setup.editing:
            self.setup.work(lambda: keeper.delete(profile_id, name), lambda _deleted: None)

    @property
    def _entry(self) -> SecretField | None:
        """The field, if it stands."""
        return self.entry if self.entry is not None and self.entry.winfo_exists() else None

    def _was_typed(self) -> None:
        typed = self.entry.typed if self.entry is not None else None
        if typed:
            self.setup.typed[self.name] = typed
        else:
            self.setup.typed.pop(self.name, None)
        self._changed()

    def _left(self, _event: tkinter.Event[Any]) -> None:
        entry = self._entry
        if entry is None or entry.has_secret or not self._kept:
            return
        if not self._optional():
            entry.show_kept(self._kept)
        elif self.setup.typed.get(self.name) != "":
            self.setup.typed[self.name] = ""
            self._changed()
