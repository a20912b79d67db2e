"""The journal of one connection: all parts of its state file behind the engine's interface."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import TracebackType

from storage.db import copy_in_memory, open_database, require_file
from storage.forgetting import Forgetting
from storage.intents import Intents
from storage.links import Links
from storage.lock import WriterLock
from storage.migrations import STEPS, Steps
from storage.receipts import StoredReceipts
from storage.runs import Runs
from storage.sqlite import StateDatabase
from storage.stored_profile import StoredProfile, utc_now


class ConnectionJournal(Forgetting, Links, Intents, Runs, StoredProfile, StoredReceipts):
    """What one connection remembers: :class:`sync.ports.Journal`, its profile and its history of runs.

    It belongs to the thread that opened it. Writing methods of a journal opened for reading raise Bug. Every
    method raises only errors of :mod:`sync.errors`, as :mod:`storage.sqlite` words them.
    """

    def __init__(
        self, database: StateDatabase, now: Callable[[], datetime] = utc_now, lock: WriterLock | None = None
    ) -> None:
        super().__init__(database, now)
        self._lock = lock

    def open_scratch_copy(self) -> ConnectionJournal:
        """The same journal on a copy in memory, for the preview and the dry run: nothing written to it is
        kept.
        """
        return ConnectionJournal(copy_in_memory(self.database), self.now)

    def close(self) -> None:
        """Close the file and give back the right to write it; a second call has no effect."""
        try:
            if not self.database.is_closed():
                self.database.close()
        finally:
            if self._lock is not None:
                self._lock.release()

    def __enter__(self) -> ConnectionJournal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_journal(
    path: Path,
    *,
    write: bool,
    now: Callable[[], datetime] = utc_now,
    wait: float = 1.0,
    steps: Steps = STEPS,
) -> ConnectionJournal:
    """Open the state file of a connection; close it when done.

    ``write``: as its one writer, else beside it. ``now`` is the engine's clock. ``wait``: seconds for another
    writer to finish. Raises what :class:`WriterLock` and :func:`storage.db.open_database` raise.
    """
    if not write:
        return ConnectionJournal(open_database(path, write=False, steps=steps), now)
    require_file(path)
    lock = WriterLock(path, wait=wait)
    lock.acquire()
    try:
        return ConnectionJournal(open_database(path, write=True, steps=steps), now, lock)
    except BaseException:
        lock.release()
        raise
