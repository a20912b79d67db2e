"""Connecting to a file of Microsoft Access: what the driver is told, and what the owner hears."""

from __future__ import annotations

import pytest

from sync.errors import MostikError, SettingsError, Unreachable
from sync.profile import DatabaseEngine, DatabaseWarehouse
from sync.warehouses.warehouse_pro.connection_strings import connection_string, shown
from sync.warehouses.warehouse_pro.dialect import Engine
from sync.warehouses.warehouse_pro.driver_errors import Fault, fault_of, mostik_error

DRIVER = "Microsoft Access Driver (*.mdb, *.accdb)"
FILE = r"C:\ProgramData\Microinvest\Warehouse Pro\Microinvest.mdb"


def file(path: str = FILE) -> DatabaseWarehouse:
    return DatabaseWarehouse(engine=DatabaseEngine.ACCESS, path=path)


def test_the_password_of_the_database_goes_without_a_user() -> None:
    assert connection_string(file(), "tajne", DRIVER) == (
        f"DRIVER={{{DRIVER}}};DBQ={FILE};PWD=tajne;ExtendedAnsiSQL=1;"
    )
    assert connection_string(file(), "", DRIVER) == f"DRIVER={{{DRIVER}}};DBQ={FILE};ExtendedAnsiSQL=1;"


def test_only_what_must_stand_in_braces_does() -> None:
    """Nobody knows whether Access takes braces off where they are not needed."""
    folder = r"C:\Program Files (x86)\Склад, 2026"
    assert f"DBQ={folder}\\a.mdb;" in connection_string(file(folder + r"\a.mdb"), "a=b!*,(c)@[d]?", DRIVER)
    assert "PWD=a=b!*,(c)@[d]?;" in connection_string(file(), "a=b!*,(c)@[d]?", DRIVER)
    assert "PWD={a;b};" in connection_string(file(), "a;b", DRIVER)
    assert "a;b" not in shown(connection_string(file(), "a;b", DRIVER))


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        (-1905, Fault.DENIED),
        (-1024, Fault.KEPT),
        (-1032, Fault.KEPT),
        (-1036, Fault.LOCKED),
        (-1102, Fault.LOCKED),
        (-1302, Fault.LOCKED),
        (-1811, Fault.NO_FILE),
        (-1044, Fault.NO_FILE),
        (-1023, Fault.NO_FILE),
        (-1605, Fault.DUPLICATE),
        (-1305, Fault.ABSENT),
        (-1206, Fault.NOT_A_DATABASE),
    ],
)
def test_what_a_number_of_jet_means(number: int, fault: Fault) -> None:
    message = f"[HY000] [Microsoft][ODBC Microsoft Access Driver] text ({number}) (SQLDriverConnect)"
    # The driver says it twice.
    error = RuntimeError("HY000", f"{message}; {message.replace(' (SQLDriverConnect)', '')}")
    assert fault_of(Engine.ACCESS, error) is fault


@pytest.mark.parametrize(
    ("fault", "kind", "words"),
    [
        (Fault.DENIED, SettingsError, "did not let Mostik in"),
        (Fault.KEPT, Unreachable, "for itself"),
        (Fault.NO_FILE, SettingsError, "not found"),
        (Fault.NOT_A_DATABASE, SettingsError, "cannot be read as a database"),
    ],
)
def test_what_the_owner_hears(fault: Fault, kind: type[MostikError], words: str) -> None:
    error = mostik_error(fault, "Microsoft Access", detail="")
    assert isinstance(error, kind)
    assert words in error.sentence.text()
    assert error.advice is not None
