"""Limits a run to some items: as options, or in a file where they are too many for a command line."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from storage.paths import Paths, write_whole

_FEW_LETTERS: Final = 4000
"""Windows takes command lines of 32,767 characters (CreateProcessW); this leaves room for the rest."""


def only_options(paths: Paths, profile_id: str, keys: Collection[str]) -> tuple[str, ...]:
    """The options of ``sync`` for a run of these items alone. Raises SettingsError where the file cannot be
    written.
    """
    ordered = sorted(keys)
    if sum(len(key) for key in ordered) <= _FEW_LETTERS:
        return tuple(f"--only={key}" for key in ordered)
    # One for each connection, written over by the next: it holds nothing but ids.
    file = paths.drafts / f"{profile_id}.only"
    write_whole(file, "\n".join(ordered) + "\n")
    return ("--only-from", str(file))
