"""The secrets of one connection: gathered from where they are kept, and handed on. Everything here blocks.

Which ones a connection needs is said by :attr:`sync.profile.Connect.secrets` alone.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from types import MappingProxyType
from typing import Final

from storage.secrets import MemorySecrets, SecretKeeper
from sync.errors import SettingsError
from sync.profile import NeededSecret, SecretName, Secrets
from sync.sentences import Sentence, say

_log = logging.getLogger(__name__)

NONE_TYPED: Final[Secrets] = MappingProxyType({})


def gathered(
    needed: Iterable[NeededSecret], keeper: SecretKeeper, profile_id: str, typed: Secrets = NONE_TYPED
) -> dict[SecretName, str]:
    """The secrets that are there, of those that are needed: what was typed (be it nothing) before what is
    kept. Raises SettingsError where the keeper cannot be asked.
    """
    found = {}
    for one in needed:
        secret = typed[one.name] if one.name in typed else keeper.load(profile_id, one.name)
        if secret:
            found[one.name] = secret
    return found


def missing(needed: Iterable[NeededSecret], secrets: Secrets) -> list[NeededSecret]:
    """Those that have to be there and are not."""
    return [one for one in needed if one.required and not secrets.get(one.name)]


def refuse_missing(needed: Iterable[NeededSecret], secrets: Secrets, advice: Sentence | None = None) -> None:
    """Raises SettingsError naming the first that has to be there and is not."""
    for one in missing(needed, secrets):
        raise SettingsError(
            one.missing,
            advice=advice or say("Open the connection, enter it on the step Connect and test it."),
        )


class _WrittenThrough(MemorySecrets):
    """Secrets in memory; one that is exchanged while they are used is kept where the others come from too."""

    behind: SecretKeeper | None = None

    def save(self, connection_id: str, name: SecretName, secret: str) -> None:
        super().save(connection_id, name, secret)
        if self.behind is None:
            return
        try:
            self.behind.save(connection_id, name, secret)
        except SettingsError as error:
            # The work goes on with what is in memory; the next run asks the owner.
            _log.warning("A secret that the shop exchanged could not be kept: %s", error.sentence.text())


def in_memory(profile_id: str, secrets: Secrets, behind: SecretKeeper | None = None) -> MemorySecrets:
    """A keeper of these that ends with the process. ``behind``: where the system gives a secret anew, it is
    saved there as well.
    """
    keeper = _WrittenThrough()
    for name, secret in secrets.items():
        keeper.save(profile_id, name, secret)
    keeper.behind = behind
    return keeper
