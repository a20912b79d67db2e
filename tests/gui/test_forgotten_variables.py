"""A screen that was destroyed is cleared by whichever thread collects garbage, without a word to Tk."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Callable
from typing import Any

import pytest

from tests.gui.harness import settle
from wizard.app import App
from wizard.screen import TopBarScreen
from wizard.widgets import Option, Segments, Surface, Tick, Tiles, Toggle
from wizard.widgets.radio_list import RadioList


class _Choices(TopBarScreen):
    has_actions = False

    def build_body(self, body: Surface) -> None:
        options = [Option("a", "A"), Option("b", "B")]
        for part in (
            Toggle(body, "On"),
            Tick(body, "Ticked"),
            Segments(body, options, value="a"),
            Tiles(body, options, value="b"),
            RadioList(body, options, value="a"),
        ):
            part.pack()


def test_another_thread_may_clear_a_destroyed_screen(
    open_app: Callable[..., App], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app(_Choices)
    settle(app.window)
    complaints: list[Any] = []
    monkeypatch.setattr(sys, "unraisablehook", complaints.append)
    gc.collect()
    gc.disable()
    try:
        app.rebuild()
        settle(app.window)
        thread = threading.Thread(target=gc.collect)
        thread.start()
        thread.join(20)
        assert not thread.is_alive()
    finally:
        gc.enable()
    assert complaints == []
