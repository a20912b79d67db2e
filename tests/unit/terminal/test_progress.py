"""A run is followed by a bar, by plain lines, or by lines of JSON."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime

from sync.plan.actions import Action, ActionKind, Guard, Module
from sync.run.events import Held, ItemBegan, ItemsEnded, Said, Step, StepBegan, Total, Waiting
from sync.run.report import RowState
from sync.sentences import say
from tests.unit.terminal.conftest import Screen, new_screen, row
from wizard.terminal.output import Output
from wizard.terminal.progress import Bar, JsonLines, PlainLines, follower

ACTION = Action(Module.ORDERS, ActionKind.IMPORT_ORDER, "k", "Order 7", "", None, None, say("New."))


def test_a_pipe_gets_a_line_for_each_tenth_and_no_more(screen: Screen) -> None:
    lines = PlainLines(screen.output)
    lines(Total(1000))
    for done in range(1, 1001):
        lines(ItemBegan(ACTION))
        lines(ItemsEnded(done, 0, 0))
    assert screen.lines == ["1,000 changes to make.", *(f"{tenth}00 of 1000" for tenth in range(1, 11))]


def test_skipped_and_failed_items_move_the_count_too(screen: Screen) -> None:
    lines = PlainLines(screen.output)
    lines(Total(4))
    lines(ItemsEnded(1, 1, 2, (row(RowState.FAILED, "Order 9", say("Locked.")),)))
    assert screen.lines == ["4 changes to make.", "Order 9: Locked.", "4 of 4"]


def test_a_wait_is_told_once(screen: Screen) -> None:
    lines = PlainLines(screen.output)
    until = datetime(2026, 11, 20, 7, 1, tzinfo=UTC)
    for _second in range(60):
        lines(Waiting(until))
    assert len(screen.lines) == 1
    assert until.astimezone().strftime("%H:%M:%S") in screen.text


def test_stations_guards_and_words_are_told(screen: Screen) -> None:
    lines = PlainLines(screen.output)
    lines(StepBegan(Step.READ_ORDERS))
    lines(Held(Guard(Module.STOCK, say("All of them zero?"), say("Because."))))
    lines(Said(Module.ORDERS, say("The journal is off.")))
    assert screen.lines == [
        "Reading the orders…",
        "Warehouses and stock: All of them zero?",
        "The journal is off.",
    ]


def test_a_terminal_gets_a_bar_with_the_true_total() -> None:
    screen = new_screen(terminal=True)
    bar = follower(screen.output)
    assert isinstance(bar, Bar)
    with bar:
        bar(Total(40))
        bar(ItemBegan(ACTION))
        bar(ItemsEnded(30, 1, 2, (row(RowState.FAILED, "Order 9", say("Locked.")),)))
    assert "33/40" in screen.text
    assert "Order 9: Locked." in screen.text


def test_a_pipe_gets_no_bar(screen: Screen) -> None:
    assert isinstance(follower(screen.output), PlainLines)


def test_events_are_one_json_object_a_line_in_utf_8(screen: Screen) -> None:
    lines = JsonLines(screen.output)
    lines(Total(3))
    lines(Said(None, say("Поръчка {number}", number="№ 7")))
    assert [json.loads(line) for line in screen.text.splitlines()] == [
        {"event": "total", "changes": 3},
        {
            "event": "said",
            "module": None,
            "sentence": {"template": "Поръчка {number}", "fields": {"number": "№ 7"}},
        },
    ]
    assert "Поръчка" in screen.text


class _Gone(io.StringIO):
    def write(self, text: str, /) -> int:
        raise BrokenPipeError(32, "Broken pipe")


def test_a_run_survives_that_nobody_reads_its_events(screen: Screen) -> None:
    lines = JsonLines(Output(screen.output.language, _Gone(), io.StringIO()))
    lines(Total(3))
    lines(Total(4))
