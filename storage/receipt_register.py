"""What must outlive a restored state file: how far a device's sale numbers are used, and how much each
connection has numbered and printed.

One small file beside the state files. A device's numbers are one sequence, whichever connection gives them,
so they are claimed here under a lock, on disk before they are used. A connection whose own count of works is
behind the one kept here was restored from a backup.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from storage.lock import WriterLock
from sync.errors import SettingsError
from sync.sentences import say

FILE_NAME: Final = "receipts.register"
_WAIT: Final = 10.0


class ReceiptRegister:
    """The register in the folder of a state file."""

    def __init__(self, state_file: Path) -> None:
        self._path = state_file.with_name(FILE_NAME)
        self._name = state_file.stem

    def last(self, device: str) -> int:
        """The highest sequence that any connection claimed for a device; 0: none."""
        return int(self._read()["devices"].get(device, 0))

    def claim(self, device: str, choose: Callable[[int], int]) -> int:
        """Claim the sequence that ``choose`` makes of the highest one that is known here, and return it."""
        with WriterLock(self._path, wait=_WAIT):
            data = self._read()
            known = int(data["devices"].get(device, 0))
            chosen = choose(known)
            if chosen > known:
                data["devices"][device] = chosen
                self._write(data)
            return chosen

    def works(self) -> int:
        """How many numbers and receipts this connection is known to have begun."""
        return int(self._read()["works"].get(self._name, 0))

    def note_works(self, count: int) -> None:
        """This connection has begun so many. Never goes down."""
        with WriterLock(self._path, wait=_WAIT):
            data = self._read()
            if count > int(data["works"].get(self._name, 0)):
                data["works"][self._name] = count
                self._write(data)

    def _read(self) -> dict[str, dict[str, Any]]:
        try:
            data = json.loads(self._path.read_text(encoding="utf-8"))
            return {"devices": dict(data["devices"]), "works": dict(data["works"])}
        except FileNotFoundError:
            return {"devices": {}, "works": {}}
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise SettingsError(
                say(
                    "The file {file}, in which Mostik keeps its sale numbers, cannot be read.", file=FILE_NAME
                ),
                advice=say("Put a copy from your backup in its place; numbers then go on after the highest."),
                detail=type(error).__name__,
            ) from error

    def _write(self, data: dict[str, dict[str, Any]]) -> None:
        unfinished = self._path.with_name(f"{FILE_NAME}.new")
        try:
            with unfinished.open("w", encoding="utf-8") as file:
                json.dump(data, file, indent=1)
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(self._path)
        except OSError as error:
            raise SettingsError(
                say(
                    "The file {file}, in which Mostik keeps its sale numbers, cannot be written.",
                    file=FILE_NAME,
                ),
                advice=say(
                    "Check that the disk has room and that you may write to {folder}.",
                    folder=self._path.parent,
                ),
                detail=type(error).__name__,
            ) from error
