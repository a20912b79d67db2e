"""Which ODBC driver is taken, and what is said where none fits."""

from __future__ import annotations

import sys

import pytest

from sync.errors import SettingsError
from sync.warehouses.warehouse_pro import drivers
from sync.warehouses.warehouse_pro.dialect import Engine

ON_WINDOWS = (
    "SQL Server",
    "SQL Server Native Client 11.0",
    "ODBC Driver 13 for SQL Server",
    "ODBC Driver 17 for SQL Server",
    "ODBC Driver 18 for SQL Server",
    "MySQL ODBC 8.0 ANSI Driver",
    "MySQL ODBC 8.0 Unicode Driver",
    "MySQL ODBC 9.1 Unicode Driver",
    "MariaDB ODBC 3.1 Driver",
    "Microsoft Access Driver (*.mdb)",
    "Microsoft Access Driver (*.mdb, *.accdb)",
    "Microsoft Access Text Driver (*.txt, *.csv)",
    "Microsoft Excel Driver (*.xls, *.xlsx, *.xlsm, *.xlsb)",
)


def test_the_best_comes_first() -> None:
    assert drivers.fitting(Engine.MSSQL, ON_WINDOWS) == (
        "ODBC Driver 18 for SQL Server",
        "ODBC Driver 17 for SQL Server",
        "ODBC Driver 13 for SQL Server",
        "SQL Server Native Client 11.0",
        "SQL Server",
    )
    assert drivers.fitting(Engine.MYSQL, ON_WINDOWS) == (
        "MariaDB ODBC 3.1 Driver",
        "MySQL ODBC 9.1 Unicode Driver",
        "MySQL ODBC 8.0 Unicode Driver",
    )
    assert drivers.fitting(Engine.ACCESS, ON_WINDOWS) == (
        "Microsoft Access Driver (*.mdb, *.accdb)",
        "Microsoft Access Driver (*.mdb)",
    )


def test_the_drivers_of_debian() -> None:
    debian = ("MariaDB Unicode", "FreeTDS", "MDBTools")
    assert drivers.fitting(Engine.MSSQL, debian) == ("FreeTDS",)
    assert drivers.fitting(Engine.MYSQL, debian) == ("MariaDB Unicode",)
    assert drivers.fitting(Engine.ACCESS, debian) == ()  # reads one table as it is, and no more


def test_versions_are_numbers() -> None:
    found = drivers.fitting(Engine.MSSQL, ("ODBC Driver 9 for SQL Server", "ODBC Driver 13.1 for SQL Server"))
    assert found[0] == "ODBC Driver 13.1 for SQL Server"


def test_the_owner_s_choice_counts() -> None:
    chosen = drivers.choose(Engine.MSSQL, "SQL Server", ON_WINDOWS)
    assert chosen == "SQL Server"
    assert drivers.choose(Engine.MSSQL, "/opt/libmsodbcsql-18.so", ()) == "/opt/libmsodbcsql-18.so"
    assert drivers.choose(Engine.MSSQL, "", ON_WINDOWS) == "ODBC Driver 18 for SQL Server"


def test_a_driver_that_went_away_is_named() -> None:
    with pytest.raises(SettingsError, match="not installed") as error:
        drivers.choose(Engine.MSSQL, "ODBC Driver 17 for SQL Server", ("FreeTDS",))
    assert "ODBC Driver 17 for SQL Server" in error.value.detail


@pytest.mark.parametrize(
    ("engine", "name"),
    [
        (Engine.MSSQL, "ODBC Driver 18 for SQL Server"),
        (Engine.MYSQL, "MariaDB ODBC 3.2 Driver"),
        (Engine.ACCESS, "Microsoft Access Database Engine"),
    ],
)
def test_what_to_install_is_said_by_its_exact_name(engine: Engine, name: str) -> None:
    with pytest.raises(SettingsError):
        drivers.choose(engine, "", ())
    said = drivers.how_to_install(engine, windows=True).text()
    assert name in said
    assert "64-bit" in said or "32-bit" in said


@pytest.mark.parametrize(
    ("engine", "name"),
    [(Engine.MSSQL, "tdsodbc"), (Engine.MYSQL, "odbc-mariadb"), (Engine.ACCESS, "Windows")],
)
def test_what_to_install_on_linux(engine: Engine, name: str) -> None:
    assert name in drivers.how_to_install(engine, windows=False).text()


def test_a_driver_for_programs_of_the_other_width_is_told_from_none() -> None:
    with pytest.raises(SettingsError) as error:
        drivers.choose(
            Engine.ACCESS, "", ("SQL Server",), other_width={"Microsoft Access Driver (*.mdb)", "SQL Server"}
        )
    said = error.value.sentence.text()
    assert "Microsoft Access Driver (*.mdb)" in said
    ours, other = (64, 32) if sys.maxsize > 2**32 else (32, 64)
    assert f"{other}-bit programs only" in said
    assert f"a {ours}-bit one" in said


def test_this_computer_is_asked() -> None:
    assert "FreeTDS" in drivers.installed()
    assert drivers.driver_for(Engine.MSSQL) in drivers.fitting(Engine.MSSQL, drivers.installed())
    if sys.platform != "win32":
        assert drivers.drivers_of_other_width() == frozenset()
