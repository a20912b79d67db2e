"""The key by which a true notice of a shop is known: Mostik makes it up, the shop sends it along."""

from __future__ import annotations

import secrets
from typing import Final

from storage.secrets import SecretKeeper
from sync.profile import SecretName

_BYTES: Final = 32


def new_key() -> str:
    """A key that nobody can guess, in letters that a header may hold."""
    return secrets.token_urlsafe(_BYTES)


def kept_key(keeper: SecretKeeper, profile_id: str) -> str:
    """The key of a connection, made where there is none. Blocks; raises SettingsError where it cannot be
    kept.
    """
    key = keeper.load(profile_id, SecretName.HOOK_KEY)
    if not key:
        key = new_key()
        keeper.save(profile_id, SecretName.HOOK_KEY, key)
    return key
