"""The summary in a real window: what it says, trying again, questions of guards, opening, saving as CSV."""

from __future__ import annotations

import csv
import tkinter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest

from storage.profiles import Profiles
from sync.money import Money
from sync.plan.actions import ActionKind, Guard, GuardAnswer, Module
from sync.profile import Profile, Schedule, SecretName
from sync.run.report import Report, ReportRow, RowState, RunState
from sync.run.restored import QUESTION
from sync.sentences import Sentence, say
from tests.e2e.bridge import ZONE, sample_profile
from tests.gui.child import Recorder
from tests.gui.harness import (
    DeskForTests,
    click,
    focus_on,
    keys,
    pump,
    settle,
    widgets_below,
)
from tests.sample_warehouse import copy_warehouse
from wizard.app import App
from wizard.progress import Finished, ProgressScreen
from wizard.setup import Setup
from wizard.summary import SummaryScreen, open_summary
from wizard.summary_rows import Chip
from wizard.theme import Tone, palette
from wizard.widgets import PushButton
from wizard.widgets.dialog import Panel

OpenApp = Callable[..., App]
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def _row(
    state: RowState,
    key: str,
    title: str,
    *,
    kind: ActionKind | None = None,
    module: Module = Module.ORDERS,
    where: str = "",
    old: Decimal | None = None,
    new: Decimal | Money | None = None,
    detail: str = "",
) -> ReportRow:
    return ReportRow(
        module,
        state,
        key,
        title,
        say("BaseLinker did not answer in time."),
        say("It is tried again in the next run.") if state.needs_owner else None,
        kind,
        where,
        old,
        new,
        detail,
    )


ROWS = (
    _row(RowState.WAITS, "5120", "5120"),
    _row(RowState.HELD, "5119", "5119"),
    _row(
        RowState.FAILED,
        "status:5118",
        "5118",
        kind=ActionKind.SET_ORDER_STATUS,
        detail="HTTP 503",
    ),
    _row(
        RowState.UNKNOWN,
        "stock:1:bl_1:7",
        '=HYPERLINK("http://x";"Мед; 400 г")',
        kind=ActionKind.SEND_STOCK,
        module=Module.STOCK,
        where="Основен склад",
        old=Decimal(-3),
        new=Decimal(18),
    ),
    _row(RowState.SKIPPED, "price:1:3", "\tСвещ", kind=ActionKind.SEND_PRICE, module=Module.PRODUCTS),
    _row(
        RowState.DONE,
        "5117",
        "5117",
        kind=ActionKind.IMPORT_ORDER,
        where="0000000123",
        new=Money(Decimal("86.40"), "EUR"),
    ),
)
REPORT = Report(
    RunState.AMBER,
    NOW,
    NOW + timedelta(seconds=38),
    done={ActionKind.IMPORT_ORDER: 1, ActionKind.SEND_STOCK: 1500},
    planned={ActionKind.IMPORT_ORDER: 1, ActionKind.SEND_STOCK: 1501, ActionKind.SET_ORDER_STATUS: 1},
    unchanged={Module.STOCK: 109},
    rows=ROWS,
)
GUARD = Guard(
    Module.STOCK,
    say("Set {count} stock levels to 0 in the shop?", count=61),
    say("61 of 268 stock levels above 0 would become 0; no order and no sale explains it."),
    frozenset({"stock:1:bl_1:7"}),
)


@pytest.fixture
def profile(tmp_path: Path, desk: DeskForTests) -> Profile:
    copy_warehouse(tmp_path / "warehouse.sqlite", ZONE)
    made = sample_profile(tmp_path, "http://127.0.0.1:9")
    Profiles(desk.paths, desk.clock.now).create(made)
    desk.secrets.save(made.id, SecretName.SHOP_TOKEN, "1-2-3")
    return made


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
def show(open_app: OpenApp, profile: Profile, recorder: Recorder) -> Callable[..., App]:
    """The window with the summary of a report."""

    def show_it(report: Report = REPORT, **options: object) -> App:
        return open_app(lambda app: SummaryScreen(app, Finished(profile, report), start=recorder), **options)

    return show_it


def _screen(app: App) -> SummaryScreen:
    assert isinstance(app.screen, SummaryScreen)
    return app.screen


def _texts(window: tkinter.Misc) -> str:
    found = []
    for widget in widgets_below(window):
        try:
            found.append(str(widget.cget("text")))
        except tkinter.TclError:
            continue
    return "\n".join(found)


def _whats(app: App) -> list[str]:
    table = _screen(app).table
    assert table is not None
    return [row.what for row in table.shown]


def _started(app: App, recorder: Recorder) -> tuple[str, ...]:
    pump(app.window, lambda: bool(recorder.asked), "the run")
    assert isinstance(app.screen, ProgressScreen)
    ((_profile, options, secrets),) = recorder.asked
    assert secrets == {"shop token": "1-2-3"}
    return options


def test_headline_counts_and_what_needs_the_owner_first(show: Callable[..., App]) -> None:
    app = show()
    texts = _texts(app.window)
    assert "1,501 of 1,503 changes are done. 3 items need you." in texts
    assert "14:00 to 14:00, 38 s." in texts
    assert _whats(app) == [
        "Status: 5118",
        'Stock: =HYPERLINK("http://x";"Мед; 400 г")',
        "Order 5119",
    ]
    assert _screen(app).chips is not None
    chips = {str(button.cget("text")) for button in _screen(app).chips.buttons.values()}  # type: ignore[union-attr]
    assert chips == {
        "Needs you 3",
        "Failed 2",
        "Waits 1",
        "Skipped 1",
        "To turn into sales 1",
        "Done 1,501",
    }


def test_chips_show_waiting_orders_and_those_to_turn_into_sales(show: Callable[..., App]) -> None:
    app = show()
    chips = _screen(app).chips
    table = _screen(app).table
    assert chips is not None
    assert table is not None
    click(chips.buttons[Chip.WAITS.value])
    assert _whats(app) == ["Order 5120"]
    assert "BaseLinker did not answer in time." in table.shown[0].why
    click(chips.buttons[Chip.INTO_SALES.value])
    assert [(row.what, row.why) for row in table.shown] == [("Order 5117", "Saved as 0000000123.")]
    click(chips.buttons[Chip.DONE.value])
    assert _whats(app) == ["Order 5117", "Stock levels to the shop"]
    assert table.shown[1].why == "1,500 changes"


def test_f5_tries_the_marked_ones_again(show: Callable[..., App], recorder: Recorder) -> None:
    app = show()
    table = _screen(app).table
    assert table is not None
    table.select([table.shown[0]])
    settle(app.window)
    button = _screen(app).retry_button
    assert button is not None
    assert str(button.cget("text")) == "Retry selected (1)"
    focus_on(table.tree)
    keys(app.window, "F5")
    # What goes back to the shop is known to the run by its order too.
    assert set(_started(app, recorder)) == {"--only=status:5118", "--only=5118"}


def test_all_that_failed_is_tried_again_by_one_button(show: Callable[..., App], recorder: Recorder) -> None:
    app = show()
    keys(app.window, "alt+a")
    assert set(_started(app, recorder)) == {
        "--only=status:5118",
        "--only=5118",
        "--only=stock:1:bl_1:7",
    }


def test_a_module_that_broke_off_means_a_whole_run(show: Callable[..., App], recorder: Recorder) -> None:
    broken = _row(RowState.FAILED, "module:stock", "", module=Module.STOCK)
    app = show(replace(REPORT, rows=(*ROWS, broken)))
    keys(app.window, "alt+a")
    assert _started(app, recorder) == ()


def test_enter_opens_the_line_with_its_details(show: Callable[..., App], recorder: Recorder) -> None:
    app = show()
    table = _screen(app).table
    assert table is not None
    table.select([table.shown[1]])
    focus_on(table.tree)
    keys(app.window, "Return")
    panel = next(child for child in app.window.winfo_children() if isinstance(child, Panel))
    texts = _texts(panel)
    assert "BaseLinker, Основен склад" in texts
    assert "-3" in texts
    assert "18" in texts
    keys(panel, "Escape")
    assert not any(isinstance(child, Panel) for child in app.window.winfo_children())
    table.select([table.shown[0]])
    click(_screen(app).open_button)  # type: ignore[arg-type]
    panel = next(child for child in app.window.winfo_children() if isinstance(child, Panel))
    assert "Technical details" in _texts(panel)
    click(panel.buttons["retry"])
    assert "--only=5118" in _started(app, recorder)


def test_a_guard_is_answered_here(show: Callable[..., App], recorder: Recorder) -> None:
    app = show(replace(REPORT, state=RunState.HELD, guards=(GUARD,), cause=GUARD.question))
    assert "Set 61 stock levels to 0 in the shop?" in _texts(app.window)
    assert set(_screen(app).guard_buttons) == {(Module.STOCK, answer) for answer in GuardAnswer}
    click(_screen(app).guard_buttons[Module.STOCK, GuardAnswer.SEND_WITHOUT])
    assert _started(app, recorder) == ("--answer", "stock=without")


def test_a_restored_warehouse_asks_whether_to_bring_in_again(
    show: Callable[..., App], recorder: Recorder
) -> None:
    report = Report(RunState.RED, NOW, NOW, cause=Sentence(QUESTION, {"count": "37"}))
    app = show(report)
    assert "37 orders are missing" in _texts(app.window)
    buttons = {str(each.cget("text")): each for each in widgets_below(app.window) if _is_button(each)}
    click(buttons["Bring them in again"])
    assert _started(app, recorder) == ("--bring-in-again",)


def _named(app: App, text: str) -> PushButton:
    return next(
        each
        for each in widgets_below(app.window)
        if isinstance(each, PushButton) and str(each.cget("text")) == text
    )


def test_a_refused_key_is_entered_from_the_red_summary_as_from_the_card(show: Callable[..., App]) -> None:
    app = show(Report(RunState.RED, NOW, NOW, cause=say("BaseLinker does not know this token.")))
    main = _screen(app).main_button
    assert main is _named(app, "Enter new key")
    keys(app.window, "Return")
    pump(app.window, lambda: isinstance(app.screen, Setup), "the wizard")
    assert isinstance(app.screen, Setup)
    assert app.screen.step.id == "connect"


def test_a_silent_shop_is_asked_again_from_the_red_summary(
    show: Callable[..., App], recorder: Recorder
) -> None:
    app = show(Report(RunState.RED, NOW, NOW, cause=say("{platform} cannot be reached.", platform="BL")))
    click(_named(app, "Sync now"))
    assert _started(app, recorder) == ()


def test_a_red_run_that_a_later_one_is_over_offers_no_cure(
    show: Callable[..., App], profile: Profile, desk: DeskForTests, recorder: Recorder
) -> None:
    red = Report(RunState.RED, NOW, NOW, cause=say("BaseLinker does not know this token."))
    with Profiles(desk.paths, desk.clock.now).open(profile.id, write=True) as journal:
        for each in (red, REPORT):
            journal.end_run(journal.begin_run("by hand", NOW), NOW, each.state.value, each.as_data())
        last, first = journal.history()
    app = show()
    for record, offered in ((first, False), (last, True)):
        finished = Finished(profile, red, record)
        app.show(partial(SummaryScreen, finished=finished, start=recorder))
        settle(app.window)
        assert (_screen(app).cure is not None) is offered


def _always(file: Path) -> Callable[[str], str]:
    def choose(suggested: str) -> str:
        assert suggested == "mostik-sample-2026-11-22-1400.csv"
        return str(file)

    return choose


def _is_button(widget: tkinter.Misc) -> bool:
    return widget.winfo_class() == "TButton"


COLOURS = (
    (RunState.GREEN, Tone.GOOD, "All 1,501 changes are done."),
    (RunState.AMBER, Tone.WARN, "1,501 of 1,503"),
    (RunState.RED, Tone.BAD, "Nothing could be done: The token was refused."),
    (RunState.CANCELLED, Tone.WARN, "1,501 of 1,503"),
)


def test_the_colour_and_the_words_tell_the_truth(
    show: Callable[..., App], profile: Profile, recorder: Recorder
) -> None:
    app = show()
    for state, tone, begins in COLOURS:
        cause = say("The token was refused.") if state is RunState.RED else None
        finished = Finished(profile, replace(REPORT, state=state, cause=cause))
        app.show(partial(SummaryScreen, finished=finished, start=recorder))
        assert begins in _texts(app.window)
        grounds = {str(each.cget("background")) for each in widgets_below(app.window) if _is_frame(each)}
        assert palette().tone(tone).wash in grounds


def _is_frame(widget: tkinter.Misc) -> bool:
    return widget.winfo_class() == "Frame"


def test_green_shows_counts_and_keeps_the_table_closed(show: Callable[..., App]) -> None:
    green = replace(REPORT, state=RunState.GREEN, rows=ROWS[-1:])
    app = show(green)
    screen = _screen(app)
    assert screen.table is None
    assert screen.chips is not None
    click(screen.chips.buttons[Chip.DONE.value])
    assert _whats(app) == ["Order 5117", "Stock levels to the shop"]
    # The first screen of this window is a summary too, anew: its table is closed.
    keys(app.window, "alt+d")
    assert app.screen is not screen


def test_the_csv_opens_in_a_spreadsheet_and_holds_no_formula(
    show: Callable[..., App], tmp_path: Path
) -> None:
    app = show()
    file = tmp_path / "summary.csv"
    _screen(app).ask_file = _always(file)
    keys(app.window, "alt+c")
    pump(app.window, file.exists, "the file")
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    with file.open(encoding="utf-8-sig", newline="") as opened:
        lines = list(csv.reader(opened, delimiter=";"))
    assert lines[0] == ["State", "Module", "What", "Where", "Old", "New", "Why", "What to do"]
    assert len(lines) == 1 + len(ROWS) + 1
    assert lines[2][:2] == ["Not known whether it was done", "Warehouses and stock"]
    assert lines[2][2] == 'Stock: =HYPERLINK("http://x";"Мед; 400 г")'
    assert lines[2][4:6] == ["'-3", "18"]
    assert not [cell for line in lines for cell in line if cell.startswith(("=", "+", "-", "@", "\t"))]
    assert "Saved as summary.csv." in _texts(app.window)


def test_a_file_that_cannot_be_written_is_told(show: Callable[..., App], tmp_path: Path) -> None:
    app = show()
    _screen(app).ask_file = _always(tmp_path / "gone" / "x.csv")
    keys(app.window, "alt+c")
    told = [child for child in app.window.winfo_children() if isinstance(child, tkinter.Toplevel)]
    assert "The file x.csv cannot be written." in _texts(told[0])
    keys(told[0], "Escape")


def test_the_foot_says_when_the_failed_ones_are_tried_again(
    open_app: OpenApp, profile: Profile, recorder: Recorder
) -> None:
    planned = profile.model_copy(update={"schedule": Schedule(enabled=True, orders_every=15, stock_every=60)})
    app = open_app(lambda app: SummaryScreen(app, Finished(planned, REPORT), start=recorder))
    assert "The next sync, at 14:15, tries the failed ones again." in _texts(app.window)


def test_a_summary_of_the_history_is_opened_again(
    open_app: OpenApp, profile: Profile, desk: DeskForTests, recorder: Recorder
) -> None:
    with Profiles(desk.paths, desk.clock.now).open(profile.id, write=True) as journal:
        number = journal.begin_run("by hand", NOW)
        journal.end_run(number, REPORT.ended_at, REPORT.state.value, REPORT.as_data())
        broken = journal.begin_run("by hand", NOW)
    app = open_app(lambda app: SummaryScreen(app, Finished(profile, REPORT), start=recorder))
    first = app.screen
    open_summary(app, profile.id, number, start=recorder)
    pump(app.window, lambda: app.screen is not first, "the summary")
    assert f"Run {number}, today 14:00" in _texts(app.window)
    assert _screen(app).report == REPORT
    shown = app.screen
    open_summary(app, profile.id, broken, start=recorder)
    told = next(child for child in app.window.winfo_children() if isinstance(child, tkinter.Toplevel))
    assert "This sync left no summary" in _texts(told)
    assert app.screen is shown
    keys(told, "Escape")


def test_a_change_of_theme_keeps_what_is_marked(show: Callable[..., App]) -> None:
    app = show()
    table = _screen(app).table
    assert table is not None
    table.select([table.shown[2]])
    marked = table.selected[0].source
    app.use_theme("dark")
    again = _screen(app).table
    assert again is not None
    assert again is not table
    assert [row.source for row in again.selected] == [marked]
