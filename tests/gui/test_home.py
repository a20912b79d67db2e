"""Home by mouse and keys on real state files: states, blue buttons, menu, schedule, history, deletion."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from storage.runs import RunState as StoredState
from sync.profile import Schedule, SecretName
from sync.run.report import RunState
from sync.sentences import Sentence
from tests.gui.child import telling
from tests.gui.harness import (
    DeskForTests,
    assert_layout,
    click,
    focus_on,
    keys,
    pump,
    settle,
    type_text,
    widgets_below,
)
from tests.gui.home_place import (
    NOW,
    OFTEN,
    HomePlace,
    Started,
    connection,
    report,
    usual_runs,
    waiting_orders,
)
from wizard.app import App
from wizard.history import FAILURES, HistoryScreen
from wizard.home import Home
from wizard.home_words import Cure
from wizard.log_screen import TROUBLE, LogScreen
from wizard.name_dialog import NameDialog
from wizard.progress import ProgressScreen, RunRequest
from wizard.resuming import SetupOpening
from wizard.schedule_panel import NEVER, SchedulePanel
from wizard.session import HomeFacts
from wizard.setup import Setup
from wizard.summary import SummaryScreen
from wizard.theme import Tone
from wizard.widgets import PushButton, Question, Surface, Trouble

OpenApp = Callable[..., App]


@pytest.fixture
def place(desk: DeskForTests) -> HomePlace:
    return HomePlace(desk)


def home_of(app: App) -> Home:
    assert isinstance(app.screen, Home)
    return app.screen


def window_of_kind(app: App, kind: type[Any]) -> Any:
    """The small window of this kind that is open."""
    found = [child for child in app.window.winfo_children() if isinstance(child, kind)]
    assert found, f"No {kind.__name__} is open."
    return found[-1]


def choose(app: App, text: str) -> None:
    """Choose an entry of the menu that is open, by keys."""
    menu = home_of(app).menu
    assert menu is not None
    pump(app.window, menu.winfo_ismapped, "the menu")
    last = menu.index("end")
    assert last is not None
    labels = [
        str(menu.entrycget(place, "label")) if menu.type(place) == "command" else ""
        for place in range(last + 1)
    ]
    place = labels.index(text)
    keys(menu, *["Down"] * sum(bool(label) for label in labels[: place + 1]), "Return")


# ---- what the cards say


def test_each_state_has_its_word_its_tone_and_its_cure(open_app: OpenApp, place: HomePlace) -> None:
    place.add_story()
    home = home_of(open_app(place.home()))
    by_id = {words.id: words for words in home.words}
    fine, waits, stopped = by_id["home"], by_id["gifts"], by_id["outlet"]
    assert (fine.badge.text, fine.badge.tone) == ("All up to date", Tone.GOOD)
    assert dict(fine.facts)["Changed"] == "12 orders, 158 stock levels, 31 prices"
    # 11:59 in UTC; the shop is in Sofia, two hours ahead.
    assert dict(fine.facts)["Last run"] == "Today 13:59, took 38 s"
    assert dict(fine.facts)["Next run"] == "14:14, in 9 minutes"
    assert (waits.badge.text, waits.badge.tone) == ("2 orders need you", Tone.WARN)
    assert "“Leasing” has no payment type yet" in waits.sentence
    assert (stopped.badge.text, stopped.badge.tone) == ("Stopped: key refused", Tone.BAD)
    assert stopped.cure is Cure.ENTER_KEY
    assert "nothing is lost" in stopped.sentence
    assert dict(stopped.facts)["Next run"] == "Paused"
    assert dict(stopped.facts)["Last success"].startswith("Yesterday")
    assert home.heading.cget("text") == "3 connections. 1 needs you. 1 has stopped."
    assert [bar.broke_off for bar in stopped.bars][-2:] == [True, True]


def test_two_missed_runs_are_amber_and_one_is_not(open_app: OpenApp, place: HomePlace) -> None:
    schedule = Schedule(enabled=True, orders_every=15)
    late = report(RunState.GREEN, NOW - timedelta(minutes=50), orders=1)
    place.add(connection("late", "Late", schedule=schedule), [late])
    patient = report(RunState.GREEN, NOW - timedelta(minutes=35), orders=1)
    place.add(connection("patient", "Patient", schedule=schedule), [patient])
    home = home_of(open_app(place.home()))
    assert [(words.id, words.badge.text) for words in home.words] == [
        ("late", "Runs were missed"),
        ("patient", "All up to date"),
    ]


def test_a_missing_key_is_said_and_its_cure_opens_the_step(open_app: OpenApp, place: HomePlace) -> None:
    place.add(connection("home", "Kalina Home"))
    place.desk.secrets.delete_all("home")
    app = open_app(place.home())
    assert home_of(app).words[0].badge.text == "Stopped: key missing"
    main = home_of(app).cards["home"].main
    assert main is not None
    assert main.cget("text") == "Enter new key"
    click(main)
    pump(app.window, lambda: isinstance(app.screen, Setup), "the wizard")
    assert isinstance(app.screen, Setup)
    assert app.screen.step.id == "connect"


def test_a_run_in_another_program_is_shown_and_not_started_twice(open_app: OpenApp, place: HomePlace) -> None:
    place.add(connection("home", "Kalina Home"), usual_runs(2))
    with place.profiles.open("home", write=True) as journal:
        journal.begin_run("by hand", NOW)
        app = open_app(place.home())
        words = home_of(app).words[0]
        assert (words.badge.text, words.cure) == ("Syncing", Cure.WAIT)
        main = home_of(app).cards["home"].main
        assert main is not None
        assert not main.enabled
    # The other program died without a word: nobody holds the lock any more.
    home_of(app).look_again()
    assert home_of(app).words[0].badge.text == "Interrupted"


def test_a_file_that_cannot_be_read_hides_no_other_connection(open_app: OpenApp, place: HomePlace) -> None:
    place.add(connection("home", "Kalina Home"), usual_runs(1))
    (place.desk.paths.connections / "broken.sqlite").write_bytes(b"not a database at all" * 100)
    home = home_of(open_app(place.home()))
    assert [words.id for words in home.words] == ["home", "broken"]
    assert home.words[1].badge.text == "Cannot be opened"
    assert home.words[1].sentence
    assert [entry.text for entry in home.edit_entries(home.words[1])] == ["Log", "", "Delete…"]


def test_a_computer_without_a_keyring_is_said(open_app: OpenApp, place: HomePlace) -> None:
    from storage.secrets import KeyringSecrets
    from wizard.jobs import ThreadWorkers
    from wizard.window_secrets import WindowSecrets

    place.desk.secrets = WindowSecrets(KeyringSecrets(), ThreadWorkers("keyring"))  # type: ignore[assignment]
    place.add(connection("home", "Kalina Home"), usual_runs(1))
    app = open_app(place.home())
    said = [str(each.cget("text")) for each in widgets_below(app.window) if each.winfo_class() == "TLabel"]
    assert any("No password store was found" in text for text in said)
    assert home_of(app).words[0].badge.text != "Stopped: key missing"


# ---- the buttons


def test_enter_on_the_first_card_starts_its_run(open_app: OpenApp, place: HomePlace) -> None:
    place.add(connection("home", "Kalina Home"), usual_runs(2))
    started = Started()
    app = open_app(place.home(started))
    keys(app.window, "Return")
    pump(app.window, lambda: isinstance(app.screen, ProgressScreen), "the run")
    assert started.calls == [("home", ())]


def test_a_connection_that_never_ran_shows_first_what_it_would_do(
    open_app: OpenApp, place: HomePlace
) -> None:
    place.add(connection("home", "Kalina Home", confirmed_first_run=False))
    started = Started()
    app = open_app(place.home(started))
    main = home_of(app).cards["home"].main
    assert main is not None
    click(main)
    pump(app.window, lambda: isinstance(app.screen, Setup), "the wizard")
    assert started.calls == []


def test_a_connection_that_was_saved_only_asks_first_even_after_a_run_of_the_command_line(
    open_app: OpenApp, place: HomePlace
) -> None:
    place.add(connection("home", "Kalina Home", confirmed_first_run=False), usual_runs(2))
    started = Started()
    app = open_app(place.home(started))
    main = home_of(app).cards["home"].main
    assert main is not None
    click(main)
    pump(app.window, lambda: isinstance(app.screen, Setup | SetupOpening), "the wizard")
    assert started.calls == []


def test_arrows_go_from_card_to_card_and_f2_opens_the_menu_of_the_one(
    open_app: OpenApp, place: HomePlace
) -> None:
    place.add_story()
    app = open_app(place.home())
    home = home_of(app)
    first = home.cards["gifts"].main
    assert first is not None
    focus_on(first)
    keys(app.window, "Down")
    assert home.focused_card() is home.cards["home"]
    keys(app.window, "Down", "Down")
    assert home.focused_card() is home.cards["outlet"]
    keys(app.window, "Up", "F2")
    menu = home.menu
    assert menu is not None
    pump(app.window, menu.winfo_ismapped, "the menu")
    assert menu.winfo_rooty() > home.cards["home"].winfo_rooty()
    keys(app.window, "Escape")


def test_a_click_on_a_bar_opens_that_summary(open_app: OpenApp, place: HomePlace) -> None:
    place.add(connection("home", "Kalina Home"), [*usual_runs(3), *usual_runs(1)])
    app = open_app(place.home())
    chart = home_of(app).cards["home"].chart
    step = chart.winfo_width() / 14
    click(chart, x=round(step * 12.5))
    assert isinstance(app.screen, SummaryScreen)
    assert app.screen.finished.record is not None
    assert app.screen.finished.record.id == 3


def test_the_summary_of_the_last_run_opens_by_its_button(open_app: OpenApp, place: HomePlace) -> None:
    place.add(connection("home", "Kalina Home"), usual_runs(3))
    app = open_app(place.home())
    summary = home_of(app).cards["home"].summary
    assert summary is not None
    click(summary)
    assert isinstance(app.screen, SummaryScreen)


def test_after_a_run_the_old_card_is_not_seen_even_for_a_moment(open_app: OpenApp, place: HomePlace) -> None:
    place.add(connection("home", "Kalina Home"), usual_runs(2))
    app = open_app(place.home())
    click(home_of(app).history_button)
    seen: list[list[int]] = []
    with place.profiles.open("home", write=True) as journal:
        late = report(RunState.GREEN, NOW, orders=4)
        number = journal.begin_run("by hand", NOW)
        journal.end_run(number, late.ended_at, late.state.value, late.as_data())
    original = Home.build_body

    def build(home: Home, body: Surface) -> None:
        original(home, body)
        seen.append([run_id for card in home.cards.values() for run_id in card.words.run_ids])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Home, "build_body", build)
        app.go_home()
        pump(app.window, lambda: bool(home_of(app).cards), "the cards")
        settle(app.window)
    assert [1, 2] not in seen
    assert seen[-1] == [1, 2, 3]


def test_with_few_runs_the_first_day_stands_below_the_first_bar(open_app: OpenApp, place: HomePlace) -> None:
    place.add(connection("few", "Few"), usual_runs(6))
    place.add(connection("two", "Two"), usual_runs(2))
    place.add(connection("all", "All"), usual_runs(14))
    home = home_of(open_app(place.home()))
    settle(home.app.window)
    card = home.cards["few"]
    label = card.first_day.winfo_rootx() - card.chart.winfo_rootx()
    assert abs(label - card.chart.first_left) <= 2
    assert label > card.chart.winfo_width() / 3
    whole = home.cards["all"]
    assert whole.first_day.winfo_rootx() - whole.chart.winfo_rootx() < 10
    assert_layout(home.app.window)


# ---- behind Edit


def edit(app: App, connection_id: str, entry: str) -> None:
    click(home_of(app).cards[connection_id].edit)
    choose(app, entry)


def test_renaming_by_keys_refuses_a_name_that_is_taken(open_app: OpenApp, place: HomePlace) -> None:
    place.add(connection("home", "Kalina Home"), usual_runs(1))
    place.add(connection("gifts", "Kalina Gifts"), usual_runs(1))
    app = open_app(place.home())
    edit(app, "home", "Rename…")
    dialog = window_of_kind(app, NameDialog)
    focus_on(dialog.field.control)
    keys(dialog, "ctrl+a")
    type_text(dialog, "Kalina Gifts")
    keys(dialog, "Return")
    assert "already a connection" in dialog.field.error_text
    type_text(dialog, "x")
    keys(dialog, "Return")
    assert [words.name for words in home_of(app).words] == ["Kalina Gifts", "Kalina Giftsx"]


def test_a_copy_has_the_choices_and_neither_key_nor_history(open_app: OpenApp, place: HomePlace) -> None:
    place.add(connection("home", "Kalina Home"), usual_runs(1))
    app = open_app(place.home())
    edit(app, "home", "Copy…")
    keys(window_of_kind(app, NameDialog), "Return")
    copied = next(words for words in home_of(app).words if words.id != "home")
    assert (copied.name, copied.badge.text) == ("Kalina Home, copy", "Stopped: key missing")
    assert copied.bars == ()


def test_pausing_and_going_on(open_app: OpenApp, place: HomePlace) -> None:
    place.add(connection("home", "Kalina Home"), usual_runs(1))
    app = open_app(place.home())
    edit(app, "home", "Pause")
    assert place.profiles.load("home").paused
    assert dict(home_of(app).words[0].facts)["Next run"] == "Paused"
    edit(app, "home", "Go on")
    assert not place.profiles.load("home").paused


def test_the_schedule_is_set_by_a_preset_and_by_single_intervals(open_app: OpenApp, place: HomePlace) -> None:
    place.add(connection("home", "Kalina Home", schedule=Schedule()), usual_runs(1))
    app = open_app(place.home())
    edit(app, "home", "Schedule…")
    panel = window_of_kind(app, SchedulePanel)
    assert not panel.schedule.enabled
    click(panel.enabled.control)
    assert (panel.schedule.orders_every, panel.schedule.stock_every) == (15, 60)
    click(panel.presets.tiles["calm"].radio)
    assert (panel.schedule.orders_every, panel.schedule.stock_every) == (240, 240)
    panel.stock.value = NEVER
    panel.stock._selected()
    assert panel.presets.value == "own"
    assert_layout(panel)
    click(panel.main)
    kept = place.profiles.load("home").schedule
    assert kept == Schedule(enabled=True, orders_every=240, stock_every=None)


def test_deleting_says_what_becomes_of_everything_and_forgets_the_key(
    open_app: OpenApp, place: HomePlace
) -> None:
    place.add(connection("home", "Kalina Home"), usual_runs(1))
    app = open_app(place.home())
    edit(app, "home", "Delete…")
    question = window_of_kind(app, Question)
    said = " ".join(
        str(each.cget("text")) for each in widgets_below(question) if each.winfo_class() == "TLabel"
    )
    for word in ("password store", "links between products", "marks of orders", "schedule"):
        assert word in said
    keys(question, "Escape")
    assert place.profiles.list()
    edit(app, "home", "Delete…")
    click(window_of_kind(app, Question).buttons["delete"])
    assert not place.profiles.list()
    assert place.desk.secrets.load("home", SecretName.SHOP_TOKEN) is None
    assert home_of(app).start_cards.main.winfo_viewable()


def test_an_export_comes_in_again_without_its_key(open_app: OpenApp, place: HomePlace) -> None:
    place.add(connection("home", "Kalina Home"), usual_runs(1))
    app = open_app(place.home())
    home, target = home_of(app), place.desk.paths.home / "export.json"
    home.actions.export_to(home.words[0], target)
    click(window_of_kind(app, Question).buttons["close"])
    assert json.loads(target.read_text(encoding="utf-8"))["name"] == "Kalina Home"
    assert "SECRET" not in target.read_text(encoding="utf-8")
    home.actions.import_from(target)
    click(window_of_kind(app, Question).buttons["later"])
    assert [words.name for words in home.words] == ["Kalina Home", "Kalina Home (2)"]


def test_a_file_that_is_no_export_is_refused_with_a_sentence(open_app: OpenApp, place: HomePlace) -> None:
    app = open_app(place.home())
    source = place.desk.paths.home / "letter.json"
    source.parent.mkdir(parents=True, exist_ok=True)
    source.write_text("{}", encoding="utf-8")
    home_of(app).actions.import_from(source)
    assert "is not an exported connection" in window_of_kind(app, Trouble).sentence


# ---- history and log


def test_the_history_filters_failures_and_opens_a_run_by_enter(open_app: OpenApp, place: HomePlace) -> None:
    amber = report(RunState.AMBER, NOW - timedelta(days=3), orders=1, rows=waiting_orders(2))
    place.add(connection("home", "Kalina Home"), [amber, *usual_runs(4)])
    app = open_app(place.home())
    click(home_of(app).history_button)
    history = app.screen
    assert isinstance(history, HistoryScreen)
    assert history.table is not None
    assert len(history.table.shown) == 5
    click(history.chips.buttons[FAILURES])
    assert [run.record.state for run in history.table.shown] == [StoredState.AMBER]
    focus_on(history.table.tree)
    keys(app.window, "Home", "Return")
    assert isinstance(app.screen, SummaryScreen)
    assert app.screen.finished.record is not None
    assert app.screen.finished.record.id == 1


def test_the_log_shows_the_lines_of_this_connection_only(open_app: OpenApp, place: HomePlace) -> None:
    place.add(connection("home", "Kalina Home"), usual_runs(1))
    place.desk.paths.logs.mkdir(parents=True)
    lines = [
        "2026-11-22 12:00:01,123 77 INFO wizard.terminal.log_file: Mostik 0.1.0, command sync",
        "2026-11-22 12:00:01,124 77 INFO wizard.terminal.run_log: for connection home",
        "2026-11-22 12:00:02,124 77 WARNING wizard.terminal.run_log: orders 48 213: has no payment type",
        "2026-11-22 12:00:03,124 78 INFO wizard.terminal.run_log: for connection home-2",
        "2026-11-22 12:00:04,124 78 WARNING wizard.terminal.run_log: orders 1: of the other one",
        "2026-11-22 12:00:05,124 77 INFO wizard.terminal.run_log: ended amber, 3 changes done",
        "2026-11-22 12:00:06,123 77 INFO wizard.terminal.log_file: Mostik 0.1.0, command list",
        "2026-11-22 12:00:07,123 77 INFO wizard.terminal.commands: ended with exit code 0",
    ]
    (place.desk.paths.logs / "mostik.log").write_text("\n".join(lines) + "\n", encoding="utf-8")
    app = open_app(place.home())
    edit(app, "home", "Log")
    log = app.screen
    assert isinstance(log, LogScreen)
    assert log.table is not None
    assert [line.text.split()[0] for line in log.table.shown] == ["ended", "orders", "for"]
    click(log.chips.buttons[TROUBLE])
    assert [line.text for line in log.table.shown] == ["orders 48 213: has no payment type"]
    assert_layout(app.window)
    keys(app.window, "Escape")
    home_of(app)


# ---- the schedule in the window


def test_the_window_starts_what_is_due_and_shows_how_far_it_is(open_app: OpenApp, place: HomePlace) -> None:
    long_ago = report(RunState.GREEN, NOW - timedelta(minutes=20), orders=1)
    place.add(connection("home", "Kalina Home", schedule=OFTEN), [long_ago])
    started = Started()
    app = open_app(place.home(started))
    home, session = home_of(app), place.sessions[0]
    session.took_up(session.begin_due(session.read()))
    assert started.calls == [("home", ("--trigger", "schedule orders", "--module", "orders"))]
    # It is not begun again while it runs.
    assert session.begin_due(session.read()) == {}
    started.told = [
        {"event": "total", "changes": 12},
        {"event": "progress", "done": 3, "skipped": 1, "failed": 0},
    ]
    session.listen()
    home.moved()
    assert home.words[0].sentence == "The schedule syncs it now: 4 of 12 changes."
    main = home.cards["home"].main
    assert main is not None
    assert main.cget("text") == "Stop after this item"
    click(main)
    assert started.cancelled == 1
    started.through = True
    assert session.listen() == ["home"]
    home.moved()
    assert home.words[0].badge.text == "All up to date"


def test_the_clock_ticks_on_every_screen_and_leaves_alone_what_the_owner_works_on(
    open_app: OpenApp, place: HomePlace
) -> None:
    place.add(connection("home", "Kalina Home", schedule=OFTEN), usual_runs(2))
    place.add(connection("gifts", "Kalina Gifts", schedule=OFTEN), usual_runs(2))
    started = Started()
    app = open_app(place.home(ticking=True, start=started))
    request = RunRequest("home", "Kalina Home")
    app.show(lambda shown: ProgressScreen(shown, request, start=telling("wait")))
    pump(app.window, lambda: bool(started.calls), "the schedule")
    assert [profile_id for profile_id, _ in started.calls] == ["gifts"]
    assert list(place.sessions[0].running) == ["gifts"]


def test_nothing_is_built_anew_while_a_menu_is_open(open_app: OpenApp, place: HomePlace) -> None:
    place.add(connection("home", "Kalina Home"), usual_runs(1))
    app = open_app(place.home())
    home = home_of(app)
    before = home.cards["home"]
    click(before.edit)
    menu = home.menu
    assert menu is not None
    pump(app.window, menu.winfo_ismapped, "the menu")
    place.profiles.rename("home", "Another name")
    home.have(place.sessions[0].read())
    assert home.cards["home"] is before
    keys(app.window, "Escape")
    pump(app.window, lambda: home.cards["home"] is not before, "the new card")


# ---- first start, language, theme


def test_the_first_start_offers_three_ways(open_app: OpenApp, place: HomePlace) -> None:
    app = open_app(place.home())
    cards = home_of(app).start_cards
    assert home_of(app).main_button is cards.main
    keys(app.window, "Return")
    pump(app.window, lambda: isinstance(app.screen, Setup), "the wizard")


def test_control_n_begins_a_new_connection(open_app: OpenApp, place: HomePlace) -> None:
    place.add(connection("home", "Kalina Home"), usual_runs(1))
    app = open_app(place.home())
    keys(app.window, "ctrl+n")
    pump(app.window, lambda: isinstance(app.screen, Setup), "the wizard")


def test_a_half_finished_wizard_is_offered_and_can_be_thrown_away(
    open_app: OpenApp, place: HomePlace
) -> None:
    from storage.drafts import Drafts

    Drafts(place.desk.paths).save("connection", {"about": {"name": "Kalina"}, "connect": {}})
    app = open_app(place.home())
    home = home_of(app)
    assert [unfinished.name for unfinished in (home.facts or HomeFacts()).unfinished] == ["Kalina"]
    assert_layout(app.window)
    main = home.main_button
    assert main is not None
    assert main.cget("text") == "Continue"
    throw = next(
        each
        for each in widgets_below(app.window)
        if isinstance(each, PushButton) and each.cget("text") == "Throw away"
    )
    click(throw)
    assert Drafts(place.desk.paths).list() == []
    assert home.main_button is home.start_cards.main


def test_language_and_theme_change_from_the_top_bar(open_app: OpenApp, place: HomePlace) -> None:
    place.add_story()
    app = open_app(place.home())
    click(home_of(app).language_button)
    choose(app, "Български")
    settle(app.window)
    assert home_of(app).language_button.cget("text") == "Български"
    assert home_of(app).words[1].badge.text == "Всичко съвпада"
    click(home_of(app).theme_button)
    assert app.window.mode == "dark"
    assert_layout(app.window)


@pytest.mark.parametrize(
    "cause",
    [
        "CloudCart does not accept the key.",
        "micro.bg does not accept the API identifier or the secret key.",
    ],
)
def test_a_refused_key_of_any_system_is_mended_by_another_one(
    open_app: OpenApp, place: HomePlace, cause: str
) -> None:
    stopped = report(RunState.RED, NOW - timedelta(minutes=5), cause=Sentence(cause))
    place.add(connection("home", "Kalina Home"), [stopped])
    (words,) = home_of(open_app(place.home())).words
    assert (words.badge.text, words.cure) == ("Stopped: key refused", Cure.ENTER_KEY)
