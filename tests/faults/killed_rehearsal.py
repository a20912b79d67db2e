"""The first run into a real program, in a process of its own that dies at its n-th step (see
:mod:`tests.faults.killed_run`)."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from storage.journal import open_journal
from storage.paths import Paths
from storage.secrets import MemorySecrets
from sync.clock import TurnedClock
from sync.profile import SecretName
from sync.run.engine import run
from sync.warehouses.warehouse_pro import WarehousePro
from tests.e2e.bridge import NOW, TOKEN
from tests.faults.killed_run import Steps
from wizard.opening import open_connection


def main(home: str, profile_id: str, last: str) -> None:
    steps = Steps(int(last))
    secrets = MemorySecrets()
    secrets.save(profile_id, SecretName.SHOP_TOKEN, TOKEN)
    clock = TurnedClock(NOW)
    with open_journal(Paths(Path(home)).state_file(profile_id), write=True, now=clock.now) as journal:
        connection = open_connection(journal.profile(), journal, secrets, clock)
        assert isinstance(connection.warehouse, WarehousePro)
        connection.warehouse.features = replace(
            connection.warehouse.features, program="Warehouse Pro", real_program=True
        )
        journal.database.connection().set_trace_callback(steps.statement)
        connection.warehouse._database.on_statement = steps.statement
        run(connection)
        connection.warehouse.close()
    sys.stdout.write(str(steps.count))


if __name__ == "__main__":
    main(*sys.argv[1:])
