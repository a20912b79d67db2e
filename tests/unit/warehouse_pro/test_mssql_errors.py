"""SQL Server's own error numbers, as its drivers pass them on."""

from __future__ import annotations

import pytest

from sync.warehouses.warehouse_pro.dialect import Engine
from sync.warehouses.warehouse_pro.driver_errors import Fault, classify, fault_of

BY_NUMBER = {
    Fault.DUPLICATE: {2601: "a unique index", 2627: "the primary key"},
    Fault.DEADLOCK: {1205: "chosen as a deadlock's victim", 3960: "another version of the row"},
    Fault.LOCKED: {1204: "no room for a lock", 1222: "lock request timed out"},
    Fault.LOST: {
        53: "network path",
        64: "network name",
        233: "no process at the other end of the pipe",
        258: "waited in vain",
        10053: "aborted here",
        10054: "reset by the server",
        10060: "timed out",
        10061: "refused",
        11001: "no such host",
        17142: "the server is paused",
        18401: "the server runs its upgrade scripts",
    },
    Fault.NO_DATABASE: {911: "no such database", 4060: "no such database", 4064: "no default database"},
    Fault.DENIED: {
        229: "no right to the table",
        262: "no right to make tables",
        18452: "untrusted domain",
        18456: "wrong password",
        18486: "locked out",
        18487: "password expired",
        18488: "password must change",
    },
    Fault.KEPT: {922: "being recovered", 924: "single user", 927: "being restored", 942: "offline"},
    Fault.READ_ONLY: {3906: "read-only database"},
    Fault.FULL: {1101: "no page", 1105: "no room in the file group", 9002: "the log is full"},
    Fault.ABSENT: {207: "no such column", 208: "no such table"},
    Fault.MISFIT: {
        220: "arithmetic overflow",
        241: "no date",
        242: "a date out of range",
        245: "no number",
        296: "out of smalldatetime's range",
        298: "smalldatetime overflow",
        515: "NULL where none may be",
        547: "a constraint",
        2628: "text too long, since 2016",
        8115: "overflow",
        8152: "text too long",
    },
    Fault.RULE: {3609: "a trigger ended the transaction", 50000: "a trigger's own words"},
    Fault.UNENCRYPTED: {20: "no encryption there", -2146893019: "nobody vouches for the certificate"},
}


@pytest.mark.parametrize(
    ("fault", "number"), [(fault, number) for fault, numbers in BY_NUMBER.items() for number in numbers]
)
def test_what_a_number_means(fault: Fault, number: int) -> None:
    """Whatever the state says: FreeTDS calls nearly everything 42000."""
    for state in ("42000", "HY000", "08S01", "28000"):
        error = RuntimeError(state, f"[{state}] [driver][SQL Server]text ({number}) (SQLExecDirectW)")
        assert fault_of(Engine.MSSQL, error) is fault


def test_a_reason_counts_more_than_the_end_of_the_connection() -> None:
    assert classify(Engine.MSSQL, "08001", (20002, 18456)) is Fault.DENIED
    assert classify(Engine.MSSQL, "08001", (18456, 20002)) is Fault.DENIED
    assert classify(Engine.MSSQL, "08S01", (10054, 3621)) is Fault.LOST


# As they came, from FreeTDS 1.3.17 and from Microsoft's driver 18.6.
@pytest.mark.parametrize(
    ("driver", "state", "text", "fault"),
    [
        ("FreeTDS", "08S01", "Unable to connect: Adaptive Server is unavailable (20009)", Fault.LOST),
        ("FreeTDS", "08001", "Unable to connect to data source (0)", Fault.LOST),
        ("FreeTDS", "42000", "Login failed (18456)", Fault.DENIED),
        ("ODBC Driver 18 for SQL Server", "HYT00", "Login timeout expired (0)", Fault.LOST),
        ("ODBC Driver 18 for SQL Server", "28000", "Login failed (18456)", Fault.DENIED),
        ("ODBC Driver 18 for SQL Server", "08001", "Encryption not supported (20)", Fault.UNENCRYPTED),
    ],
)
def test_messages_that_drivers_gave(driver: str, state: str, text: str, fault: Fault) -> None:
    error = RuntimeError(state, f"[{state}] [{driver}][SQL Server]{text} (SQLDriverConnect)")
    assert fault_of(Engine.MSSQL, error) is fault
