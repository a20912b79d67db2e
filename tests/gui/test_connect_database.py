"""A Warehouse Pro database on the step connect, by mouse and by keyboard, on a real MariaDB server."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from storage.drafts import Drafts
from sync.profile import Connect, DatabaseEngine, DatabaseWarehouse, SecretName
from sync.warehouses.warehouse_pro.sql_browser import FoundServer
from tests.gui.connect_place import (
    NAME,
    ConnectPlace,
    Nowhere,
    begin,
    connect_place,
    connect_step,
    next_is_on,
    setup_in,
    words_in,
)
from tests.gui.hands import Hand, Keyboard, Mouse
from tests.gui.harness import DeskForTests, focus_on, keys, now, pump, settle
from tests.mariadb import PASSWORD, USER, MariaDb
from wizard.answers import answer_of
from wizard.app import App
from wizard.resuming import begin_setup
from wizard.steps.connect import ConnectStep
from wizard.steps.connect_warehouse_pro import WarehouseProPanel
from wizard.widgets import ChoiceField, TextField
from wizard.widgets.dialog import Question

OpenApp = Callable[..., App]


@pytest.fixture
def place(desk: DeskForTests, tmp_path: Path) -> Iterator[ConnectPlace]:
    with connect_place(desk, tmp_path) as made:
        made.keep_token()
        yield made


@pytest.fixture
def app(open_app: OpenApp) -> App:
    return open_app(Nowhere)


@pytest.fixture
def warehouse(mariadb: MariaDb) -> Iterator[str]:
    with mariadb.furnished() as name:
        yield name


def paste(app: App, panel: WarehouseProPanel, hand: Hand, secret: str) -> None:
    app.window.clipboard_clear()
    app.window.clipboard_append(secret)
    hand.press(panel.password.paste_button)


def can_list(panel: WarehouseProPanel) -> bool:
    button = panel.database.list_button
    return button is not None and button.enabled


def sign_in(
    app: App, step: ConnectStep, hand: Hand, server: MariaDb, password: str = PASSWORD, user: str = USER
) -> WarehouseProPanel:
    """Everything but the database."""
    panel = step.warehouse.pro
    hand.press(step.warehouse.programs.tiles["warehouse pro"].radio)
    hand.press(panel.engines.buttons["mysql"])
    hand.write(panel.server, f"127.0.0.1:{server.port}")
    hand.write(panel.user, user)
    paste(app, panel, hand, password)
    return panel


@pytest.mark.parametrize("by", ["mouse", "keyboard"])
def test_a_database_is_found_chosen_and_proved(
    app: App, place: ConnectPlace, mariadb: MariaDb, warehouse: str, by: str
) -> None:
    mariadb.empty()
    hand: Hand = Mouse() if by == "mouse" else Keyboard(app.window)
    step = begin(app, place.draft(name=NAME))
    panel = sign_in(app, step, hand, mariadb)
    assert not step.warehouse.can_test
    assert panel.database.list_button is not None
    hand.press(panel.database.list_button)
    field = panel.database.field
    assert isinstance(field, ChoiceField)
    names = [choice.name for choice in field._choices]
    assert warehouse in names
    assert names[-1].endswith("(not of Warehouse Pro)")
    assert "databases of Warehouse Pro were found" in words_in(panel.place)
    hand.choose(field, warehouse)
    hand.press(step.warehouse.test_button)
    assert step.warehouse.passed, words_in(step.warehouse.panel)
    said = words_in(step.warehouse.panel)
    assert "Signed in" in said
    assert "A warehouse of version 3.07 on MySQL / MariaDB 10." in said
    assert "6 products, 3 locations, 2 partners" in said
    assert "Prices in EUR with VAT." in said
    hand.press(step.shop.test_button)
    assert next_is_on(app)
    connect = answer_of({**setup_in(app).draft, "connect": step.collect()}, "connect")
    assert isinstance(connect, Connect)
    assert connect.warehouse == DatabaseWarehouse(
        engine=DatabaseEngine.MYSQL,
        server="127.0.0.1",
        port=mariadb.port,
        database=warehouse,
        user=USER,
    )
    # What works is kept for a wizard that goes on later, and stands in no draft.
    assert place.desk.secrets.load("connection", SecretName.DATABASE_PASSWORD) == PASSWORD
    setup_in(app).keep()
    setup_in(app).save()
    kept = (place.desk.paths.drafts / "connection.json").read_text(encoding="utf-8")
    assert json.dumps(PASSWORD)[1:-1] not in kept
    assert PASSWORD not in kept
    assert PASSWORD not in panel.password.control.get()
    assert PASSWORD[-4:] not in panel.password.control.get()


def test_enter_asks_for_the_databases_first_and_then_tests(
    app: App, place: ConnectPlace, mariadb: MariaDb, warehouse: str
) -> None:
    step = begin(app, place.draft(name=NAME))
    panel = sign_in(app, step, Mouse(), mariadb)
    focus_on(panel.user.control)
    keys(app.window, "Return")
    assert panel.database.found is not None
    assert isinstance(panel.database.field, ChoiceField)
    panel.database.field.value = warehouse
    panel.database._typed()
    focus_on(panel.user.control)
    keys(app.window, "Return")
    assert step.warehouse.passed
    # Somebody else may see other databases.
    Mouse().write(panel.user, "another")
    assert now(panel.database.found) is None
    assert isinstance(now(panel.database.field), TextField)
    assert not next_is_on(app)


def _database(what: str, mariadb: MariaDb, warehouse: str) -> str:
    match what:
        case "database":
            return mariadb.empty()
        case "name":
            return "no_such_database"
        case _:
            return warehouse


@pytest.mark.parametrize(
    ("what", "ticks", "said"),
    [
        ("password", ["Reached", "Not signed in", "Its kind: waiting"], "did not let Mostik in"),
        ("port", ["Not reached", "Sign-in: waiting"], "does not answer"),
        ("name", ["Signed in", "The database is not there", "Rights: waiting"], "“Show databases”"),
        ("database", ["Signed in", "It is no warehouse", "Rights: waiting"], "does not hold a warehouse"),
        (
            "rights",
            ["It is a warehouse", "May read, may not write", "Sample: waiting"],
            "did not let Mostik in",
        ),
    ],
)
def test_what_is_wrong_stands_at_its_tick_with_the_driver_s_words_folded_away(
    app: App, place: ConnectPlace, mariadb: MariaDb, warehouse: str, what: str, ticks: list[str], said: str
) -> None:
    mariadb.root.execute("CREATE USER IF NOT EXISTS reader@'127.0.0.1' IDENTIFIED BY 'look-only'")
    mariadb.root.execute(f"GRANT SELECT ON `{warehouse}`.* TO reader@'127.0.0.1'")
    draft = place.draft(name=NAME)
    settings = DatabaseWarehouse(
        engine=DatabaseEngine.MYSQL,
        server="127.0.0.1",
        port=1 if what == "port" else mariadb.port,
        database=_database(what, mariadb, warehouse),
        user="reader" if what == "rights" else USER,
    )
    draft["connect"]["warehouse"] = settings.model_dump(mode="json")
    password = {"password": "wrong-one", "rights": "look-only"}.get(what, PASSWORD)
    place.desk.secrets.save("connection", SecretName.DATABASE_PASSWORD, password)
    # What a draft answers is tested by itself.
    step = begin(app, draft)
    words = words_in(step.warehouse.panel)
    for tick in ticks:
        assert tick in words
    assert said in words
    assert "wrong-one" not in words
    fold = step.warehouse.panel.fold
    if what != "database":
        assert fold is not None
        fold.toggle()
        settle(app.window)
        assert "wrong-one" not in words_in(fold)
    assert not next_is_on(app)


def test_a_server_that_cannot_be_asked_says_so_where_a_test_would(
    app: App, place: ConnectPlace, mariadb: MariaDb
) -> None:
    step = begin(app, place.draft(name=NAME))
    panel = sign_in(app, step, Mouse(), mariadb, password="wrong-one")
    panel.database.list()
    settle(app.window)
    assert "Not signed in" in words_in(step.warehouse.panel)
    assert panel.database.found is None


def test_a_half_finished_answer_goes_on_without_its_password_in_the_draft(
    app: App, place: ConnectPlace, mariadb: MariaDb
) -> None:
    step = begin(app, place.draft(name=NAME))
    sign_in(app, step, Mouse(), mariadb)
    setup_in(app).save_and_close()
    draft = Drafts(place.desk.paths).load("connection")
    assert draft is not None
    assert draft.steps["connect"]["warehouse"] == {
        "program": "warehouse pro",
        "engine": "mysql",
        "server": "127.0.0.1",
        "port": mariadb.port,
        "database": "",
        "user": USER,
    }
    begin_setup(app)
    question = next(child for child in app.window.winfo_children() if isinstance(child, Question))
    Mouse().press(question.buttons["continue"])
    settle(app.window)
    panel = connect_step(app).warehouse.pro
    assert (panel.server.value, panel.port.value) == ("127.0.0.1", str(mariadb.port))
    assert panel.user.value == USER
    assert panel.password.control.get() == ""


def test_every_engine_asks_for_what_it_needs(app: App, place: ConnectPlace) -> None:
    step = begin(app, place.draft(name=NAME))
    hand, panel = Mouse(), step.warehouse.pro
    hand.press(step.warehouse.programs.tiles["warehouse pro"].radio)
    hand.write(panel.server, r"OFFICE\SQLEXPRESS")
    hand.write(panel.user, "sa")
    # Without a password SQL Server lets nobody in.
    assert not can_list(panel)
    hand.press(panel.login.buttons["windows"])
    assert can_list(panel)
    hand.press(panel.trust.control)
    found = panel.collect()
    assert (found["server"], found["instance"]) == ("OFFICE", "SQLEXPRESS")
    assert (found["trusted_login"], found["user"]) == (True, "")
    assert (found["encrypt"], found["trust_certificate"]) == (True, True)
    hand.press(panel.engines.buttons["access"])
    assert not now(panel.complete)
    hand.write(panel.file, "sklad.mdb")
    # A file may have no password at all.
    assert now(panel.complete)
    assert panel.collect() == {"program": "warehouse pro", "engine": "access", "path": "sklad.mdb"}
    assert "Databases of Access can be opened on Windows only" in words_in(panel.place)


def test_servers_are_looked_for_when_the_owner_wishes(app: App, place: ConnectPlace) -> None:
    step = begin(app, place.draft(name=NAME))
    hand, panel = Mouse(), step.warehouse.pro
    hand.press(step.warehouse.programs.tiles["warehouse pro"].radio)
    asked: list[str] = []
    answers = [[], [FoundServer("OFFICE", "SQLEXPRESS", "2019", 49755), FoundServer("SKLAD", "MSSQLSERVER")]]

    def find(computer: str) -> list[FoundServer]:
        asked.append(computer)
        return answers.pop(0)

    panel.servers.find = find
    assert panel.servers.button is not None
    hand.press(panel.servers.button)
    assert "No SQL Server answered." in words_in(panel.server)
    hand.write(panel.server, "OFFICE")
    hand.press(panel.servers.button)
    menu = panel.servers.menu
    assert menu is not None
    pump(app.window, menu.winfo_ismapped, "the menu")
    assert [str(menu.entrycget(place, "label")) for place in (0, 1)] == [
        "OFFICE\\SQLEXPRESS   2019",
        "SKLAD (TCP/IP is off)",
    ]
    keys(app.window, "Down", "Return")
    pump(app.window, lambda: panel.server.value == "OFFICE\\SQLEXPRESS", "the chosen one")
    found = panel.collect()
    assert (found["server"], found["instance"]) == ("OFFICE", "SQLEXPRESS")
    assert asked == ["", "OFFICE"]
    hand.press(panel.engines.buttons["mysql"])
    assert panel.servers.button is not None
    assert not panel.servers.button.winfo_exists()


def test_a_port_that_is_none_is_said_at_its_field(app: App, place: ConnectPlace) -> None:
    step = begin(app, place.draft(name=NAME))
    hand, panel = Mouse(), step.warehouse.pro
    hand.press(step.warehouse.programs.tiles["warehouse pro"].radio)
    hand.press(panel.engines.buttons["mysql"])
    hand.write(panel.server, "office")
    hand.write(panel.user, "root")
    # MySQL lets users in who have no password.
    assert can_list(panel)
    hand.write(panel.port, "70000")
    assert str(panel.port_problem.cget("text")) == "A port is a number from 1 to 65535."
    assert not can_list(panel)


def test_a_kept_password_that_was_emptied_is_none_where_there_may_be_none(
    app: App, place: ConnectPlace, mariadb: MariaDb, warehouse: str
) -> None:
    place.desk.secrets.save("connection", SecretName.DATABASE_PASSWORD, PASSWORD)
    draft = place.draft(name=NAME)
    draft["connect"]["warehouse"] = DatabaseWarehouse(
        engine=DatabaseEngine.MYSQL, server="127.0.0.1", port=mariadb.port, database=warehouse, user=USER
    ).model_dump(mode="json")
    step = begin(app, draft)
    assert now(step.warehouse.passed)
    panel = step.warehouse.pro
    assert panel.password.has_secret
    focus_on(panel.password.control)
    keys(app.window, "BackSpace")
    focus_on(panel.user.control)
    settle(app.window)
    assert setup_in(app).typed == {SecretName.DATABASE_PASSWORD: ""}
    assert not now(step.warehouse.passed)
    step.warehouse.test()
    settle(app.window)
    assert "Not signed in" in words_in(step.warehouse.panel)
