"""One run of Mostik in a process of its own that dies at its n-th step, as a power cut would end it.

Steps are counted over everything that changes something: each statement to the warehouse and to the state
file, each request before it is sent and after its answer came. Started by ``test_killed_runs``; writes the
count of steps to standard output where it lives to the end.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any
from unittest.mock import patch

import requests

from storage.journal import open_journal
from storage.paths import Paths
from storage.secrets import MemorySecrets
from sync.clock import TurnedClock
from sync.profile import SecretName
from sync.run.engine import run
from sync.warehouses.warehouse_pro import WarehousePro
from tests.e2e.bridge import NOW, TOKEN
from wizard.opening import open_connection

_WRITING = ("INSERT", "UPDATE", "DELETE", "REPLACE", "BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


class Steps:
    """Counts the steps of a run and ends the process, without any clean-up, at the one that was asked for."""

    def __init__(self, last: int) -> None:
        self.count = 0
        self._last = last

    def take(self) -> None:
        self.count += 1
        if self.count == self._last:
            os._exit(137)

    def statement(self, sql: str) -> None:
        if sql.lstrip().upper().startswith(_WRITING):
            self.take()

    def count_requests(self) -> None:
        send = requests.Session.send

        def counted(session: requests.Session, request: requests.PreparedRequest, **options: Any) -> Any:
            self.take()
            answer = send(session, request, **options)
            self.take()
            return answer

        patch.object(requests.Session, "send", counted).start()


def main(home: str, profile_id: str, last: str) -> None:
    steps = Steps(int(last))
    secrets = MemorySecrets()
    secrets.save(profile_id, SecretName.SHOP_TOKEN, TOKEN)
    clock = TurnedClock(NOW)
    with open_journal(Paths(Path(home)).state_file(profile_id), write=True, now=clock.now) as journal:
        connection = open_connection(journal.profile(), journal, secrets, clock)
        steps.count_requests()
        journal.database.connection().set_trace_callback(steps.statement)
        assert isinstance(connection.warehouse, WarehousePro)
        connection.warehouse._database.on_statement = steps.statement
        run(connection)
        connection.warehouse.close()
    sys.stdout.write(str(steps.count))


if __name__ == "__main__":
    main(*sys.argv[1:])
