"""What is printed can be read everywhere."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from sync.errors import SettingsError
from sync.sentences import say
from tests.unit.terminal.conftest import Screen, new_screen


def test_a_table_in_a_pipe_has_equal_columns_and_no_frame(screen: Screen) -> None:
    screen.output.table(["", "How many"], [["Orders", "5"], ["Stock", "1200"]], numbers=True)
    assert screen.text.splitlines() == ["        How many", "Orders         5", "Stock       1200"]


def test_a_long_line_is_not_broken_in_a_pipe(screen: Screen) -> None:
    screen.output.line("слово " * 60)
    assert len(screen.text.splitlines()) == 1


def test_an_error_goes_to_standard_error_with_its_advice_and_without_its_detail(screen: Screen) -> None:
    screen.output.failure(SettingsError(say("It is locked."), advice=say("Unlock it."), detail="OSError 13"))
    assert screen.text == ""
    assert screen.err.getvalue().splitlines() == ["It is locked.", "Unlock it."]


def test_yes_is_understood_in_the_owners_language_and_in_english() -> None:
    for typed, meant in (("y", True), ("YES", True), ("n", False), ("", False), ("why", False)):
        assert new_screen(answers=[typed]).output.agrees("Start?") is meant


def test_nobody_to_ask_is_never_a_yes(screen: Screen) -> None:
    assert not screen.output.can_ask
    assert not screen.output.agrees("Start?")


def test_cyrillic_goes_through_a_pipe_of_a_console_that_has_none(repository: Path) -> None:
    # What Windows does to a pipe in Western Europe: the old code page unless the program says otherwise.
    program = (
        "from wizard.terminal.output import Output, prepare_streams\n"
        "from wizard.language import Language\n"
        "prepare_streams()\n"
        "Output(Language.load('en')).line('Поръчка № 7 żółć 🌿')\n"
    )
    environment = {**os.environ, "PYTHONIOENCODING": "cp1252", "PYTHONPATH": str(repository)}
    ended = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, check=True, timeout=50
    )
    assert ended.stdout.decode("utf-8").strip() == "Поръчка № 7 żółć 🌿"


def test_a_program_without_a_console_prints_into_the_void(repository: Path) -> None:
    program = (
        "import sys\n"
        "sys.stdin = sys.stdout = sys.stderr = None\n"
        "from wizard.terminal.output import Output, person_to_ask, prepare_streams\n"
        "from wizard.language import Language\n"
        "prepare_streams()\n"
        "output = Output(Language.load('en'), ask=person_to_ask())\n"
        "output.line('nobody reads this')\n"
        "output.error('nor this')\n"
        "raise SystemExit(0 if not output.can_ask and not output.on_terminal else 1)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(repository)}
    ended = subprocess.run([sys.executable, "-c", program], env=environment, check=False, timeout=50)
    assert ended.returncode == 0
