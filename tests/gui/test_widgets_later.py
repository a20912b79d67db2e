"""What waits in a widget or in the window goes with it."""

from __future__ import annotations

import tkinter
from collections.abc import Callable

import pytest

from tests.gui.gallery import GalleryWizard
from tests.gui.harness import now, pump, settle
from wizard.app import App
from wizard.theme import Tone
from wizard.widgets import Column, Flow, Mark, ScrollingBody, Surface, Table, TextField, Words
from wizard.widgets.later import Later

OpenApp = Callable[..., App]


@pytest.fixture
def app(open_app: OpenApp) -> App:
    return open_app(lambda app: GalleryWizard(app, "connect"))


def _waiting(window: tkinter.Misc) -> list[str]:
    return sorted(map(str, window.tk.splitlist(window.tk.call("after", "info"))))


def _flow(ground: Surface) -> Flow:
    flow = Flow(ground)
    flow.add(Words(flow, "One"))
    return flow


def _field(ground: Surface) -> TextField:
    field = TextField(ground)
    field.control.event_generate("<ButtonRelease-1>")
    return field


def _table(ground: Surface) -> Table[int]:
    table: Table[int] = Table(
        ground, [Column("Number", str)], state_heading="What", state=lambda _: Mark("circle", Tone.INFO, "")
    )
    table.fill(range(1000))
    return table


def _body(ground: Surface) -> ScrollingBody:
    body = ScrollingBody(ground, padding=(0, 0))
    body.pack(fill="both", expand=True)
    settle(body)
    body._canvas.event_generate("<Configure>")
    return body


@pytest.mark.parametrize("make", [_flow, _field, _table, _body])
def test_what_waits_in_a_part_goes_with_it(app: App, make: Callable[[Surface], tkinter.Misc]) -> None:
    ground = Surface(app.window)
    ground.place(relwidth=1, relheight=1)
    settle(ground)
    before = _waiting(app.window)
    part = make(ground)
    assert len(_waiting(app.window)) > len(before)
    assert isinstance(part, tkinter.Widget)
    ground.destroy()
    assert set(_waiting(app.window)) <= set(before)


def test_many_who_ask_are_one_call(app: App) -> None:
    calls: list[None] = []
    later = Later(Surface(app.window), lambda: calls.append(None))
    later.ask()
    later.ask()
    assert now(later.waits)
    settle(app.window)
    assert len(calls) == 1
    assert not later.waits
    later.ask()
    later.forget()
    settle(app.window)
    assert len(calls) == 1


def test_a_window_forgets_for_itself_and_not_for_what_goes_in_it(app: App) -> None:
    calls: list[str] = []
    above = tkinter.Toplevel(app.window)
    inside = Surface(above)
    later = Later(above, lambda: calls.append("called"), 1)
    later.ask_anew()
    inside.destroy()
    pump(app.window, lambda: bool(calls), "the call")
    later.ask_anew()
    above.destroy()
    assert not later.waits


def test_a_closed_window_leaves_nothing_that_waits(app: App) -> None:
    tk = app.window.tk
    app.window.after(60_000, app.go_home)
    app.leave()
    assert not tk.splitlist(tk.call("after", "info"))
