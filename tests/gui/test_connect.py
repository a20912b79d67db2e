"""The step connect by keys and mouse: both tests, what is asked after them, and what is kept."""

from __future__ import annotations

import sqlite3
import tkinter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from storage.drafts import Drafts
from storage.profiles import Profiles
from storage.secrets import KeyringSecrets
from sync.profile import BaseLinkerShop, Connect, EmbeddedWarehouse, Profile, SecretName
from tests.e2e.bridge import TOKEN
from tests.gui.connect_place import (
    NAME,
    ConnectPlace,
    Nowhere,
    begin,
    connect_place,
    connect_step,
    modules_step,
    next_is_on,
    reason,
    setup_in,
    words_in,
)
from tests.gui.harness import DeskForTests, click, focus_on, keys, settle, type_text
from wizard.answers import answer_of
from wizard.app import App
from wizard.jobs import ThreadWorkers
from wizard.new_warehouse import make_warehouse_file
from wizard.resuming import begin_setup, edit_setup
from wizard.widgets.dialog import Question
from wizard.window_secrets import WindowSecrets

OpenApp = Callable[..., App]


@pytest.fixture
def place(desk: DeskForTests, tmp_path: Path) -> Iterator[ConnectPlace]:
    with connect_place(desk, tmp_path) as made:
        yield made


@pytest.fixture
def app(open_app: OpenApp) -> App:
    return open_app(Nowhere)


def _question(app: App) -> Question:
    return next(child for child in app.window.winfo_children() if isinstance(child, Question))


def reach(widget: tkinter.Misc) -> None:
    """Click something that may lie below the edge of the window: the body follows the focus."""
    focus_on(widget)
    click(widget)


def test_from_nothing_to_modules_with_a_new_warehouse_by_keyboard_alone(
    app: App, place: ConnectPlace
) -> None:
    step = begin(app, place.draft())
    assert app.window.focus_get() is step.name_field.control
    assert reason(app) == "Give the connection a name"
    type_text(app.window, NAME)
    assert reason(app) == "Next opens when both tests have passed"
    assert not next_is_on(app)
    focus_on(step.shop.token.control)
    type_text(app.window, TOKEN)
    keys(app.window, "Return")
    assert step.shop.passed
    assert "Found 268 products" in words_in(step.shop.panel)
    assert not next_is_on(app)
    # Nobody knows yet which warehouse program it is.
    assert step.warehouse.chosen is None
    assert app.window.focus_get() is step.warehouse.programs.tiles["warehouse pro"].radio
    focus_on(step.warehouse.programs.tiles["embedded"].radio)
    keys(app.window, "space")
    focus_on(step.warehouse.own.company.control)
    type_text(app.window, "Kalina")
    keys(app.window, "alt+e")
    assert step.warehouse.passed
    assert "Prices in EUR with VAT." in words_in(step.warehouse.panel)
    assert (next_is_on(app), reason(app)) == (True, "")
    keys(app.window, "Return")
    assert modules_step(app).cards
    setup = setup_in(app)
    connect = answer_of(setup.draft, "connect")
    assert isinstance(connect, Connect)
    assert isinstance(connect.warehouse, EmbeddedWarehouse)
    made = Path(connect.warehouse.path)
    assert made == place.desk.paths.home / "warehouses" / "warehouse-kalina.sqlite"
    assert made.exists()
    assert connect.shop_key.startswith("ba-")
    assert (connect.country, connect.time_zone) == ("BG", "Europe/Sofia")
    assert place.desk.secrets.load(setup.profile_id, SecretName.SHOP_TOKEN) == TOKEN
    assert TOKEN not in (place.desk.paths.drafts / "connection.json").read_text(encoding="utf-8")
    assert place.simulator.account.orders  # nothing was changed there
    assert setup.shop_lists is not None
    assert setup.warehouse_lists is not None


def test_by_mouse_with_paste_and_an_existing_file(app: App, place: ConnectPlace) -> None:
    step = begin(app, place.draft(name=NAME))
    app.window.clipboard_clear()
    app.window.clipboard_append(f" {TOKEN}\n")
    click(step.shop.token.paste_button)
    click(step.shop.test_button)
    assert step.shop.passed
    assert step.shop.token.control.get().endswith("MPLE")
    assert TOKEN not in step.shop.token.control.get()
    click(step.warehouse.programs.tiles["embedded"].radio)
    click(step.warehouse.own.mode.buttons["open"])
    focus_on(step.warehouse.own.file.control)
    type_text(app.window, str(place.file))
    click(step.warehouse.test_button)
    assert step.warehouse.passed
    assert "Такса" in words_in(step.warehouse.panel)
    assert next_is_on(app)


def test_a_wrong_token_says_what_to_do_and_another_one_replaces_it(app: App, place: ConnectPlace) -> None:
    step = begin(app, place.draft(name=NAME, warehouse=place.file))
    focus_on(step.shop.token.control)
    type_text(app.window, "100-200-WRONG")
    keys(app.window, "Return")
    said = words_in(step.shop.panel)
    assert "Not signed in" in said
    assert "Rights: waiting" in said
    assert "100-200-WRONG" not in said
    assert not step.shop.passed
    assert not next_is_on(app)
    focus_on(step.shop.token.control)
    type_text(app.window, TOKEN)
    assert "Not signed in" not in words_in(step.shop.panel)
    keys(app.window, "Return")
    assert step.shop.passed


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "does not exist"), ("not a database", "is not a warehouse made by Mostik")],
)
def test_a_wrong_file_says_so(app: App, place: ConnectPlace, content: str | None, said: str) -> None:
    file = place.folder / "wrong.sqlite"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    place.keep_token()
    step = begin(app, place.draft(name=NAME, warehouse=file))
    # What a draft answers is tested by itself.
    assert step.shop.passed
    words = words_in(step.warehouse.panel)
    assert "Not reached" in words
    assert said in words
    assert not next_is_on(app)
    step.warehouse.own.file.value = str(place.file)
    step.warehouse.own._typed()
    keys(app.window, "alt+e")
    assert next_is_on(app)


def test_where_the_token_is_found_opens_and_escape_closes_it(app: App, place: ConnectPlace) -> None:
    step = begin(app, place.draft(name=NAME))
    step.shop.explain()
    settle(app.window)
    assert "My account" in words_in(step.shop.place)
    keys(app.window, "Escape")
    assert "My account" not in words_in(step.shop.place)


def test_changing_the_token_takes_back_what_was_proved(app: App, place: ConnectPlace) -> None:
    place.keep_token()
    step = begin(app, place.draft(name=NAME, warehouse=place.file, modules={"orders": True}))
    setup = setup_in(app)
    assert setup.done == {"connect", "modules"}
    focus_on(step.shop.token.control)
    type_text(app.window, "9")
    assert setup.shop_lists is None
    assert setup.done == set()
    assert not next_is_on(app)
    assert step.shop.token.typed == "9"


def test_a_kept_token_that_was_only_deleted_is_shown_again(app: App, place: ConnectPlace) -> None:
    place.keep_token()
    step = begin(app, place.draft(name=NAME))
    assert step.shop.token.control.get().endswith("MPLE")
    focus_on(step.shop.token.control)
    keys(app.window, "BackSpace")
    assert step.shop.token.control.get() == ""
    focus_on(step.name_field.control)
    settle(app.window)
    assert step.shop.token.control.get().endswith("MPLE")


# ---- what is asked of the two


def test_orders_that_the_warehouse_knows_are_asked_about(app: App, place: ConnectPlace) -> None:
    for number in range(3):
        place.sql(
            "INSERT INTO MostikImports"
            " (ShopKey, Kind, ExternalId, OperType, Acct, RowsHash, State, At, Machine)"
            " VALUES ('bl-1', 'order', ?, 19, ?, 'x', 'open', '2026-11-20 10:00:00', '')",
            str(number),
            number + 1,
        )
    place.keep_token()
    step = begin(app, place.draft(name=NAME, warehouse=place.file))
    assert "This warehouse already holds 3 orders of the shop bl-1." in words_in(step.known_shop.place)
    assert (next_is_on(app), reason(app)) == (False, "Say whether it is the same shop")
    reach(step.known_shop.tiles.tiles["bl-1"].radio)
    assert next_is_on(app)
    assert step.collect()["shop_key"] == "bl-1"
    reach(step.known_shop.tiles.tiles["another shop"].radio)
    other = step.collect()["shop_key"]
    assert other not in ("bl-1", "")
    setup_in(app).app.rebuild()
    assert step.collect()["shop_key"] == other


def test_another_program_that_left_traces_is_taken_over_from_a_day(app: App, place: ConnectPlace) -> None:
    order = place.latest_order()
    place.note(order)
    place.keep_token()
    step = begin(app, place.draft(name=NAME, warehouse=place.file))
    assert f"order {order} in document 0000000077" in words_in(step.other.place)
    assert reason(app) == "Say whether another program joins these two"
    reach(step.other.answers.buttons["yes"])
    assert "switch its import off" in words_in(step.other.place)
    assert reason(app) == "Choose the day from which Mostik takes the orders"
    assert step.other.day is not None
    focus_on(step.other.day.control)
    type_text(app.window, "23.11.2026")
    assert next_is_on(app)
    step.other.day.control.event_generate("<FocusOut>")
    setup = setup_in(app)
    setup.keep()
    assert setup.draft["about"]["other_program"] == "yes"
    assert setup.draft["orders"]["start"] == "2026-11-23T00:00:00+02:00"
    reach(step.other.answers.buttons["no"])
    assert next_is_on(app)


def test_without_traces_nothing_has_to_be_answered(app: App, place: ConnectPlace) -> None:
    place.keep_token()
    step = begin(app, place.draft(name=NAME, warehouse=place.file))
    assert step.other.answers.value == "no"
    assert "No document holds the number" in words_in(step.other.place)
    assert next_is_on(app)


def test_different_currencies_are_told(app: App, place: ConnectPlace) -> None:
    file = place.folder / "polish.sqlite"
    make_warehouse_file(
        file, company="Sklep", country="PL", currency="PLN", prices_include_vat=False, zone="Europe/Warsaw"
    )
    place.keep_token()
    step = begin(app, place.draft(name=NAME, warehouse=file))
    words = words_in(step.place.place)
    assert "PLN, without VAT" in words
    assert "The shop counts in EUR and the warehouse in PLN." in words


def test_country_and_time_zone_can_be_changed(app: App, place: ConnectPlace) -> None:
    place.keep_token()
    step = begin(app, place.draft(name=NAME, warehouse=place.file))
    assert "Bulgaria" in words_in(step.place.place)
    step.place.change()
    settle(app.window)
    step.place.countries.value = "PL"
    step.place.countries.control.event_generate("<<ComboboxSelected>>")
    assert step.collect()["country"] == "PL"
    assert step.collect()["time_zone"] == "Europe/Warsaw"
    keys(app.window, "Escape")
    assert "Poland" in words_in(step.place.place)


def test_a_name_that_is_taken_is_refused(app: App, place: ConnectPlace) -> None:
    _saved(place)
    place.keep_token()
    step = begin(app, place.draft(name=NAME.upper(), warehouse=place.file))
    assert step.name_field.error_text == "There is a connection of this name already"
    assert not next_is_on(app)


# ---- kept, resumed, edited


def test_save_and_close_keeps_all_and_goes_on_where_it_stopped(app: App, place: ConnectPlace) -> None:
    begin(app, place.draft(name=NAME, warehouse=place.file))
    place.keep_token()
    keys(app.window, "alt+c")
    assert isinstance(app.screen, Nowhere)
    begin_setup(app)
    question = _question(app)
    assert "Kalina Home" in words_in(question)
    click(question.buttons["continue"])
    settle(app.window)
    setup = setup_in(app)
    assert setup.connection_name() == NAME
    # Both sides were read again, and the first step that is not answered is open.
    assert setup.shop_lists is not None
    assert connect_step(app).shop.passed


def test_beginning_anew_throws_the_draft_and_its_token_away(app: App, place: ConnectPlace) -> None:
    begin(app, place.draft(name=NAME))
    place.keep_token()
    setup_in(app).save_and_close()
    begin_setup(app)
    click(_question(app).buttons["anew"])
    settle(app.window)
    assert setup_in(app).connection_name() == ""
    assert Drafts(place.desk.paths).load("connection") is None
    assert place.desk.secrets.load("connection", SecretName.SHOP_TOKEN) is None


def _saved(place: ConnectPlace) -> Profile:
    profile = Profile(
        id="kalina",
        name=NAME,
        connect=Connect(
            shop=BaseLinkerShop(url=place.simulator.url),
            warehouse=EmbeddedWarehouse(path=str(place.file)),
            shop_key="bl-saved",
        ),
    )
    Profiles(place.desk.paths, place.desk.clock.now).create(profile)
    return profile


def test_a_saved_connection_opens_at_any_step_with_its_lists(app: App, place: ConnectPlace) -> None:
    profile = _saved(place)
    place.keep_token(profile.id)
    edit_setup(app, profile.id, "modules")
    settle(app.window)
    setup = setup_in(app)
    assert modules_step(app).cards
    assert setup.shop_lists is not None
    assert setup.editing
    setup.go("connect")
    settle(app.window)
    step = connect_step(app)
    assert step.shop.token.control.get().endswith("MPLE")
    assert step.collect()["shop_key"] == "bl-saved"
    assert next_is_on(app)
    # A new token is proved before it counts, and the old one stays until the connection is saved.
    place.simulator.account.tokens.append("100-200-ANOTHER")
    focus_on(step.shop.token.control)
    type_text(app.window, "100-200-ANOTHER")
    keys(app.window, "Return")
    assert step.shop.passed
    assert setup.typed == {SecretName.SHOP_TOKEN: "100-200-ANOTHER"}
    assert place.desk.secrets.load(profile.id, SecretName.SHOP_TOKEN) == TOKEN


def test_a_revoked_token_opens_the_step_connect_whatever_was_asked_for(app: App, place: ConnectPlace) -> None:
    profile = _saved(place)
    place.keep_token(profile.id, "100-200-REVOKED")
    edit_setup(app, profile.id, "modules")
    settle(app.window)
    step = connect_step(app)
    assert "Not signed in" in words_in(step.shop.panel)
    assert setup_in(app).done == set()
    assert not next_is_on(app)


def test_without_a_keyring_the_token_stays_in_memory_and_the_owner_knows(
    app: App, place: ConnectPlace, desk: DeskForTests
) -> None:
    thread = ThreadWorkers("keyring")
    secrets = WindowSecrets(KeyringSecrets(), thread)
    desk.secrets = secrets  # type: ignore[assignment]  # another keeper of the same protocol
    step = begin(app, place.draft(name=NAME, warehouse=place.file))
    said = words_in(step.shop.place)
    assert "No password store was found on this computer" in said
    assert "asked for again next time" in said
    focus_on(step.shop.token.control)
    type_text(app.window, TOKEN)
    keys(app.window, "Return")
    assert step.shop.passed
    assert secrets.load(setup_in(app).profile_id, SecretName.SHOP_TOKEN) == TOKEN
    again = WindowSecrets(KeyringSecrets(), thread)
    with pytest.raises(Exception, match="No password store"):
        again.load(setup_in(app).profile_id, SecretName.SHOP_TOKEN)
    assert thread.finish(5)


def test_the_file_is_chosen_in_the_system_s_window(app: App, place: ConnectPlace) -> None:
    place.keep_token()
    step = begin(app, place.draft(name=NAME))
    reach(step.warehouse.programs.tiles["embedded"].radio)
    step.warehouse.own.mode.value = "open"
    step.warehouse.own._mode_chosen()
    settle(app.window)
    file = str(place.file)

    over: list[bool] = []

    def type_the_name() -> None:
        """Again until it is taken: Tk's own window stands before it is ready, and empties its field then."""
        below = f"{app.window.tk.call('grab', 'current', '.')}.contents.f2"
        if over:
            return
        if int(app.window.tk.call("winfo", "exists", f"{below}.ok")):
            app.window.tk.call(f"{below}.ent", "delete", 0, "end")
            app.window.tk.call(f"{below}.ent", "insert", 0, file)
            app.window.tk.call(f"{below}.ok", "invoke")
        app.window.after(50, type_the_name)

    app.window.after(50, type_the_name)
    step.warehouse.own.choose_file()
    over.append(True)
    settle(app.window)
    assert step.warehouse.collect()["warehouse"]["path"] == file
    assert step.warehouse.passed


def test_the_new_warehouse_is_as_the_owner_said(app: App, place: ConnectPlace) -> None:
    step = begin(app, place.draft(name=NAME))
    reach(step.warehouse.programs.tiles["embedded"].radio)
    step.warehouse.own.company.value = "con"
    step.warehouse.own.include_vat.value = False
    step.warehouse.own.currency.value = "PLN"
    step.warehouse.own._typed()
    step.warehouse.test()
    settle(app.window)
    path = Path(step.warehouse.collect()["warehouse"]["path"])
    assert path.name == "warehouse-con.sqlite"
    with closing(sqlite3.connect(path)) as database:
        gross = database.execute("SELECT Value FROM Configuration WHERE Key = 'configkey20'").fetchone()
    assert gross == ("0",)
    assert "Prices in PLN without VAT." in words_in(step.warehouse.panel)
