"""A person is forgotten from the menu of a connection: whom, what was found, and the owner's word."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sync.ports import InboxOrder, InboxState
from tests.gui.harness import DeskForTests, assert_layout, click, focus_on, keys, type_text
from tests.gui.home_place import HomePlace, connection, usual_runs
from tests.gui.test_home import OpenApp, edit, window_of_kind
from wizard.name_dialog import NameDialog
from wizard.widgets.dialog import Question

MOMENT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def place(desk: DeskForTests) -> HomePlace:
    return HomePlace(desk)


def _order(order_id: str, state: InboxState) -> InboxOrder:
    raw = {"delivery_fullname": "Maria Ivanova", "email": "maria@example.com"}
    return InboxOrder(order_id, "100", MOMENT, raw, "hash", state, MOMENT)


def test_a_person_is_shown_and_blanked_by_keys(open_app: OpenApp, place: HomePlace) -> None:
    place.add(connection("home", "Kalina Home"), usual_runs(1))
    with place.profiles.open("home", write=True) as journal:
        journal.receive([_order("1", InboxState.DONE), _order("2", InboxState.READY)])
    app = open_app(place.home())
    edit(app, "home", "Forget a person…")
    dialog = window_of_kind(app, NameDialog)
    focus_on(dialog.field.control)
    type_text(dialog, "Maria")
    keys(dialog, "Return")
    assert "many people" in dialog.field.error_text
    assert_layout(dialog)
    type_text(dialog, " Ivanova")
    keys(dialog, "Return")
    question = window_of_kind(app, Question)
    assert_layout(question)
    with place.profiles.open("home", write=False) as journal:
        assert journal.inbox_rows(["1"])["1"].raw
    click(question.buttons["blank"])
    click(window_of_kind(app, Question).buttons["close"])
    with place.profiles.open("home", write=False) as journal:
        kept = journal.inbox_rows(["1", "2"])
    assert kept["1"].raw == {}
    assert kept["2"].raw
