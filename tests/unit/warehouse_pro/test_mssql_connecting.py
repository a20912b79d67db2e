"""Connecting to SQL Server: what each driver is told, what it makes of it, and what the owner hears."""

from __future__ import annotations

import re
import socket
from typing import Any

import pytest

from sync.errors import MostikError, SettingsError, Unreachable
from sync.profile import DatabaseEngine, DatabaseWarehouse
from sync.warehouses.warehouse_pro.connect import attach_odbc
from sync.warehouses.warehouse_pro.connection_strings import (
    Family,
    connection_string,
    encryption_sentence,
    family_of,
    shown,
)
from sync.warehouses.warehouse_pro.dialect import Engine
from sync.warehouses.warehouse_pro.driver_errors import DatabaseNotThere
from tests.unit.warehouse_pro.conftest import SOFIA
from tests.unit.warehouse_pro.tds_login import refusing_server

NEW, OLD, FREETDS = "ODBC Driver 18 for SQL Server", "SQL Server", "FreeTDS"
AWKWARD = "па;рола} {x} =ż,"


def settings(**changes: Any) -> DatabaseWarehouse:
    given = {"server": "127.0.0.1", "database": "Microinvest", "user": "sa", **changes}
    return DatabaseWarehouse(engine=DatabaseEngine.MSSQL, **given)


# ---------------------------------------------------------------- what is told


def test_microsofts_driver_at_a_port() -> None:
    assert connection_string(settings(server="kasa", port=1433), "tajne", NEW) == (
        "DRIVER={ODBC Driver 18 for SQL Server};SERVER=kasa,1433;DATABASE=Microinvest;UID=sa;PWD=tajne;"
        "APP=Mostik;Encrypt=yes;TrustServerCertificate=no;"
    )


def test_a_named_instance_needs_no_port() -> None:
    string = connection_string(settings(server="kasa", instance="SQLEXPRESS", port=1433), "x", NEW)
    assert "SERVER=kasa\\SQLEXPRESS;" in string
    string = connection_string(settings(server="kasa", instance="SQLEXPRESS", port=1433), "x", FREETDS)
    assert "SERVER=kasa\\SQLEXPRESS;" in string
    assert "PORT" not in string


def test_a_windows_login_has_neither_user_nor_password() -> None:
    string = connection_string(settings(trusted_login=True), "x", NEW)
    assert "Trusted_Connection=yes;" in string
    assert "UID" not in string
    assert "PWD" not in string


@pytest.mark.parametrize(
    ("encrypt", "trust", "told"),
    [
        (True, True, "Encrypt=yes;TrustServerCertificate=yes;"),
        (True, False, "Encrypt=yes;TrustServerCertificate=no;"),
        (False, True, "Encrypt=no;TrustServerCertificate=no;"),
    ],
)
def test_encryption_is_always_told(encrypt: bool, trust: bool, told: str) -> None:
    """Driver 18 encrypts unless told otherwise, driver 17 does not unless told."""
    chosen = settings(encrypt=encrypt, trust_certificate=trust)
    for driver in (NEW, "ODBC Driver 17 for SQL Server", "SQL Server Native Client 11.0"):
        assert told in connection_string(chosen, "x", driver)
    assert "Encrypt" not in connection_string(chosen, "x", OLD)
    freetds = connection_string(chosen, "x", FREETDS)
    assert ("Encryption=require;" if encrypt else "Encryption=request;") in freetds


def test_each_choice_of_encryption_has_its_sentence() -> None:
    choices = [(False, False), (True, True), (True, False)]
    said = [encryption_sentence(settings(encrypt=e, trust_certificate=t)) for e, t in choices]
    assert len({str(each) for each in said}) == 3
    assert None not in said
    other = DatabaseWarehouse(engine=DatabaseEngine.MYSQL, server="x", database="y")
    assert encryption_sentence(other) is None


def test_a_library_may_be_named_by_its_path() -> None:
    path = "/opt/lib/libmsodbcsql-18.so"
    assert connection_string(settings(), "x", path).startswith(f"DRIVER={path};")
    assert family_of(Engine.MSSQL, path) is Family.MICROSOFT
    assert family_of(Engine.MSSQL, "/usr/lib/odbc/libtdsodbc.so") is Family.FREETDS
    assert family_of(Engine.MYSQL, "/usr/lib/odbc/libmaodbc.so") is Family.MARIADB


def test_signs_that_mean_something_stand_in_braces() -> None:
    string = connection_string(settings(user="a;b", database="Склад 1"), AWKWARD, NEW)
    assert "UID={a;b};" in string
    assert "DATABASE=Склад 1;" in string
    assert "PWD={па;рола}} {x}} =ż,};" in string
    for broken in ("a\nb", "a\0b"):
        with pytest.raises(SettingsError, match="password"):
            connection_string(settings(), broken, NEW)


def test_what_freetds_cannot_be_told_is_said() -> None:
    assert "PWD={a;b};" in connection_string(settings(), "a;b", FREETDS)
    assert "PWD=a}b;" in connection_string(settings(), "a}b", FREETDS)
    with pytest.raises(SettingsError, match="password"):
        connection_string(settings(), "a};b", FREETDS)
    with pytest.raises(SettingsError, match="DATABASE"):
        connection_string(settings(database="a};b"), "x", FREETDS)


def test_the_password_is_blotted_out_of_what_is_shown() -> None:
    for driver in (NEW, FREETDS):
        for password in ("tajne", "a;tajne", "a}tajne"):
            blotted = shown(connection_string(settings(), password, driver))
            assert "tajne" not in blotted
            assert "PWD=***;" in blotted
            assert "UID=sa;" in blotted


# ---------------------------------------------------------------- what a driver makes of it


def refused(chosen: DatabaseWarehouse, password: str, driver: str = FREETDS) -> MostikError:
    with pytest.raises(MostikError) as error:
        attach_odbc(
            Engine.MSSQL,
            connection_string(chosen, password, driver),
            zone=SOFIA,
            secrets=[password],
        )
    assert not password or password not in error.value.detail
    return error.value


@pytest.mark.parametrize("password", ["plain", "па;рола ż", "a}b;c", "a{b=c", "{x", "a,b@c", " x "])
def test_what_arrives_through_freetds(password: str) -> None:
    with refusing_server() as heard:
        chosen = settings(port=heard.port, encrypt=False, user="Иван;", database="Склад; 1")
        refused(chosen, password)
    assert heard.login == {
        "user": "Иван;",
        "password": password,
        "application": "Mostik",
        "server": "127.0.0.1",
        "database": "Склад; 1",
    }
    assert heard.encryption == 0


def test_freetds_asks_for_encryption_and_goes_no_further_without() -> None:
    with refusing_server() as heard:
        error = refused(settings(port=heard.port), "tajne")
    assert heard.encryption == 1
    assert heard.login == {}
    assert isinstance(error, Unreachable)


@pytest.mark.parametrize(
    ("number", "kind", "words"),
    [
        (18456, SettingsError, "did not let Mostik in"),
        (4060, DatabaseNotThere, "has no database of this name"),
        (18486, SettingsError, "did not let Mostik in"),
        (927, Unreachable, "kept by another program"),
        (18401, Unreachable, "does not answer"),
    ],
)
def test_what_the_owner_hears_when_the_server_refuses(
    number: int, kind: type[MostikError], words: str
) -> None:
    """FreeTDS gives a refused login the state 42000, so the number decides."""
    with refusing_server(number) as heard:
        error = refused(settings(port=heard.port, encrypt=False), "tajne")
    assert isinstance(error, kind)
    assert words in error.sentence.text()


def test_nobody_listens_at_that_port() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: every connection is refused
        error = refused(settings(port=taken.getsockname()[1]), "tajne")
    assert isinstance(error, Unreachable)
    assert "Microsoft SQL Server" in error.sentence.text()
    assert error.advice is not None
    assert re.search(r"computer .* is on", error.advice.text())


def test_a_server_whose_name_nobody_knows() -> None:
    error = refused(settings(server="kasa.invalid", port=1433), "tajne")
    assert isinstance(error, Unreachable)
