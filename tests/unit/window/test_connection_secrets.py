"""Which secrets a connection needs, where they are got from, and what keeping them means."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.paths import Paths
from storage.profiles import Profiles
from storage.secrets import MemorySecrets
from sync.errors import SettingsError, Unreachable
from sync.ports import CheckStep
from sync.profile import (
    BaseLinkerShop,
    Connect,
    DatabaseEngine,
    DatabaseWarehouse,
    EmbeddedWarehouse,
    Profile,
    SecretName,
    WarehouseSettings,
)
from sync.sentences import say
from sync.warehouses.warehouse_pro.driver_errors import DatabaseNotThere, NotLetIn
from sync.warehouses.warehouse_pro.inspection import NotThisWarehouse
from tests.gui.harness import DeskForTests
from wizard.connection_secrets import gathered, missing, refuse_missing
from wizard.saving import save_connection, secrets_of
from wizard.server_address import read_address
from wizard.steps.ticks import DATABASE_TICKS, database_not_opened, passed, ticks

TOKEN, PASSWORD = SecretName.SHOP_TOKEN, SecretName.DATABASE_PASSWORD
ON_SERVER = {"server": "office", "database": "sklad", "user": "sa"}


def connect(warehouse: WarehouseSettings) -> Connect:
    return Connect(shop=BaseLinkerShop(), warehouse=warehouse, shop_key="bl-1")


def on_engine(engine: DatabaseEngine, **changes: object) -> DatabaseWarehouse:
    given = {"path": "sklad.mdb"} if engine is DatabaseEngine.ACCESS else ON_SERVER
    return DatabaseWarehouse.model_validate({"engine": engine, **given, **changes})


@pytest.mark.parametrize(
    ("warehouse", "needed"),
    [
        (EmbeddedWarehouse(path="x"), [(TOKEN, True)]),
        (on_engine(DatabaseEngine.MSSQL), [(TOKEN, True), (PASSWORD, True)]),
        (on_engine(DatabaseEngine.MSSQL, user="", trusted_login=True), [(TOKEN, True)]),
        (on_engine(DatabaseEngine.MYSQL), [(TOKEN, True), (PASSWORD, False)]),
        (on_engine(DatabaseEngine.ACCESS), [(TOKEN, True), (PASSWORD, False)]),
    ],
)
def test_a_connection_says_which_secrets_it_needs(
    warehouse: WarehouseSettings, needed: list[tuple[SecretName, bool]]
) -> None:
    assert [(one.name, one.required) for one in connect(warehouse).secrets] == needed


def test_what_was_typed_comes_before_what_is_kept_be_it_nothing() -> None:
    needed = connect(on_engine(DatabaseEngine.MYSQL)).secrets
    keeper = MemorySecrets()
    keeper.save("a", TOKEN, "kept token")
    keeper.save("a", PASSWORD, "kept password")
    assert gathered(needed, keeper, "a") == {TOKEN: "kept token", PASSWORD: "kept password"}
    assert gathered(needed, keeper, "a", {PASSWORD: ""}) == {TOKEN: "kept token"}
    assert gathered(needed, keeper, "a", {TOKEN: "typed"})[TOKEN] == "typed"
    assert gathered(needed, keeper, "b") == {}


def test_only_what_is_required_is_missed() -> None:
    needed = connect(on_engine(DatabaseEngine.MYSQL)).secrets
    refuse_missing(needed, {TOKEN: "x"})
    with pytest.raises(SettingsError, match="token is missing"):
        refuse_missing(needed, {PASSWORD: "x"})
    server = connect(on_engine(DatabaseEngine.MSSQL)).secrets
    assert [one.name for one in missing(server, {TOKEN: "x"})] == [PASSWORD]


def test_saving_keeps_what_was_typed_and_forgets_what_is_not_needed_any_more(tmp_path: Path) -> None:
    desk = DeskForTests(tmp_path)
    profile = Profile(id="a", name="A", connect=connect(on_engine(DatabaseEngine.MYSQL)))
    save_connection(desk, profile, {TOKEN: "t", PASSWORD: " p "}, saved=False)
    assert secrets_of(desk, "a") == {TOKEN: "t", PASSWORD: " p "}
    # Another password alone, then none.
    save_connection(desk, profile, {PASSWORD: "q"}, saved=True)
    assert secrets_of(desk, "a") == {TOKEN: "t", PASSWORD: "q"}
    save_connection(desk, profile, {PASSWORD: ""}, saved=True)
    assert secrets_of(desk, "a") == {TOKEN: "t"}
    save_connection(desk, profile, {PASSWORD: "q"}, saved=True)
    own = profile.model_copy(update={"connect": connect(EmbeddedWarehouse(path="x"))})
    save_connection(desk, own, {}, saved=True)
    assert desk.secrets.load("a", PASSWORD) is None
    assert secrets_of(desk, "a") == {TOKEN: "t"}


def test_a_run_is_not_begun_without_a_secret_that_it_needs(tmp_path: Path) -> None:
    desk = DeskForTests(tmp_path)
    profile = Profile(id="a", name="A", connect=connect(on_engine(DatabaseEngine.MSSQL)))
    Profiles(Paths(tmp_path), desk.clock.now).create(profile)
    desk.secrets.save("a", TOKEN, "t")
    with pytest.raises(SettingsError, match="password of the warehouse"):
        secrets_of(desk, "a")


# ---- the ticks of a database


def test_opening_a_database_has_proved_that_it_let_mostik_in() -> None:
    done = [CheckStep(say("x"), True) for _ in range(5)]
    shown = ticks(done, DATABASE_TICKS)
    assert passed(shown)
    assert len(shown) == 5
    assert [step.passed for step in ticks([CheckStep(say("x"), False)], DATABASE_TICKS)] == [
        False,
        None,
        None,
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("error", "place"),
    [
        (Unreachable(say("x")), 0),
        (SettingsError(say("x")), 0),
        (NotLetIn(say("x")), 1),
        (DatabaseNotThere(say("x")), 2),
        (NotThisWarehouse(say("x")), 2),
    ],
)
def test_what_kept_mostik_out_stands_at_its_tick(error: Unreachable | SettingsError, place: int) -> None:
    shown = database_not_opened(error)
    assert [step.passed for step in shown] == [True] * place + [False] + [None] * (4 - place)


# ---- where the server is


@pytest.mark.parametrize(
    ("engine", "server", "port", "found"),
    [
        (DatabaseEngine.MSSQL, r" OFFICE\SQLEXPRESS ", "", ("OFFICE", "SQLEXPRESS", None)),
        (DatabaseEngine.MSSQL, r"OFFICE\SQLEXPRESS", "1433", ("OFFICE", "SQLEXPRESS", None)),
        (DatabaseEngine.MSSQL, "OFFICE,1434", "", ("OFFICE", "", 1434)),
        (DatabaseEngine.MSSQL, "OFFICE", "1434", ("OFFICE", "", 1434)),
        (DatabaseEngine.MSSQL, "(local)", "", ("(local)", "", None)),
        (DatabaseEngine.MYSQL, "office:3307", "", ("office", "", 3307)),
        (DatabaseEngine.MYSQL, "192.168.0.10", "3306", ("192.168.0.10", "", 3306)),
        (DatabaseEngine.MYSQL, "::1", "", ("::1", "", None)),
    ],
)
def test_a_server_is_read_as_its_own_programs_write_it(
    engine: DatabaseEngine, server: str, port: str, found: tuple[str, str, int | None]
) -> None:
    address = read_address(engine, server, port)
    assert (address.server, address.instance, address.port) == found
    assert address.problem is None


@pytest.mark.parametrize("port", ["0", "65536", "-1", "abc", "33 06", "²", "१२"])
def test_a_port_that_is_none_is_said(port: str) -> None:
    address = read_address(DatabaseEngine.MYSQL, "office", port)
    assert (address.port, address.problem is None) == (None, False)


@given(
    st.sampled_from([DatabaseEngine.MSSQL, DatabaseEngine.MYSQL]), st.text(max_size=20), st.text(max_size=6)
)
def test_whatever_is_typed_is_a_port_or_a_problem(engine: DatabaseEngine, server: str, port: str) -> None:
    address = read_address(engine, server, port)
    assert address.port is None or 0 < address.port <= 65_535
    if address.problem is not None:
        assert address.port is None
