"""README says what the program does."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from storage.paths import HOME_VARIABLE
from sync.profile import Profile
from wizard.language import ENVIRONMENT, Language
from wizard.terminal.arguments import make_parser
from wizard.terminal.exit_codes import ExitCode


@pytest.fixture
def readme(repository: Path) -> str:
    return (repository / "README.md").read_text(encoding="utf-8")


def test_its_first_ten_lines_say_what_for_and_the_two_commands(readme: str) -> None:
    beginning = "\n".join(readme.splitlines()[:10])
    for part in ("warehouse", "online shop", "`make demo`", "`make test`", "Bulgaria", "Poland"):
        assert part in beginning


def test_its_connection_is_one(readme: str) -> None:
    (example,) = re.findall(r"```json\n(.*?)```", readme, re.DOTALL)
    profile = Profile.model_validate(json.loads(example))
    assert profile.modules.orders
    assert profile.orders
    assert profile.products
    assert profile.stock


def test_its_options_and_commands_exist(readme: str) -> None:
    parser = make_parser(Language.load("en"))
    words = parser.format_help()
    subparsers = next(action for action in parser._actions if action.dest == "command")
    assert isinstance(subparsers.choices, dict)
    words += "".join(command.format_help() for command in subparsers.choices.values())
    for option in set(re.findall(r"--[a-z][a-z-]+", readme)):
        assert option in words, option
    for command in re.findall(r"`?mostik ([a-z]+)", readme):
        assert command in subparsers.choices, command


def test_it_names_every_exit_code(readme: str) -> None:
    assert {int(code) for code in re.findall(r"^\| (\d) \|", readme, re.MULTILINE)} == {
        code.value for code in ExitCode
    }


def test_it_names_the_switches_of_the_environment(readme: str) -> None:
    assert f"`{HOME_VARIABLE}`" in readme
    assert f"`{ENVIRONMENT}`" in readme
