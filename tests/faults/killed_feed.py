"""One run that writes a feed, in a process of its own that dies at its n-th step on disk, as a power cut
would end it.

Steps are what changes something: each commit of the feed's own file, each flush to the disk, each replacement
of a file, and each change of the state file. Started by ``test_killed_feed``; writes the count of steps to
standard output where it lives to the end.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

from storage.journal import open_journal
from storage.paths import Paths
from storage.secrets import MemorySecrets
from sync.clock import TurnedClock
from sync.run.engine import run
from wizard.opening import open_connection

_CHANGES = ("INSERT", "UPDATE")


class Steps:
    """Counts the steps and ends the process, without any clean-up, at the one that was asked for."""

    def __init__(self, last: int) -> None:
        self.count = 0
        self._last = last

    def take(self) -> None:
        self.count += 1
        if self.count == self._last:
            os._exit(137)

    def before_and_after(self, owner: Any, name: str) -> None:
        """Count a call twice: before it does anything, and once it is done."""
        call = getattr(owner, name)

        def counted(*arguments: Any, **options: Any) -> Any:
            self.take()
            answer = call(*arguments, **options)
            self.take()
            return answer

        patch.object(owner, name, counted).start()

    def statements_of(self, database: sqlite3.Connection) -> None:
        """Count the changes of a database."""
        database.set_trace_callback(
            lambda sql: self.take() if sql.lstrip().upper().startswith(_CHANGES) else None
        )


def main(home: str, profile_id: str, now: str, which: str, last: str) -> None:
    steps = Steps(int(last))
    clock = TurnedClock(datetime.fromisoformat(now))
    file = Paths(Path(home)).state_file(profile_id)
    with open_journal(file, write=True, now=clock.now) as journal:
        connection = open_connection(journal.profile(), journal, MemorySecrets(), clock)
        steps.before_and_after(Path, "replace")
        if which == "all":
            steps.before_and_after(os, "fsync")
            steps.before_and_after(journal, "record_sent")
        connect = sqlite3.connect

        def opened(*arguments: Any, **options: Any) -> sqlite3.Connection:
            database: sqlite3.Connection = connect(*arguments, **options)
            steps.statements_of(database)
            return database

        if which == "all":
            patch.object(sqlite3, "connect", opened).start()
        try:
            run(connection)
        finally:
            connection.warehouse.close()
    sys.stdout.write(f"{steps.count}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
