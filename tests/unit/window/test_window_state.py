"""What the window remembers, and that a broken file costs nothing but that."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.paths import Paths
from wizard.theme import scaling_from_environment
from wizard.window_state import FILE_NAME, WindowState


def test_what_was_kept_comes_back(tmp_path: Path) -> None:
    state = WindowState(1200, 800, "dark", "bg")
    state.save(Paths(tmp_path))
    assert WindowState.load(Paths(tmp_path)) == state


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '"x"',
        '{"width": "wide", "height": -5, "theme": "pink", "language": "xx"}',
        '{"width": true}',
    ],
)
def test_a_broken_file_is_as_none(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE_NAME).write_text(text, encoding="utf-8")
    assert WindowState.load(Paths(tmp_path)) == WindowState()


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    WindowState(1200, 800).save(Paths(blocked))
    assert WindowState.load(Paths(blocked)) == WindowState()


@pytest.mark.parametrize(("text", "factor"), [("150", 1.5), ("200%", 2.0), (" 100 ", 1.0)])
def test_the_scale_may_be_set_from_outside(text: str, factor: float) -> None:
    assert scaling_from_environment({"MOSTIK_SCALE": text}) == pytest.approx(factor * 4 / 3)


@pytest.mark.parametrize("text", ["", "big", "10", "9000", "nan"])
def test_a_scale_that_makes_no_sense_follows_the_system(text: str) -> None:
    assert scaling_from_environment({"MOSTIK_SCALE": text}) is None
