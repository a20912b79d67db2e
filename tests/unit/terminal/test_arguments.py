"""The command line is understood, or said not to be."""

from __future__ import annotations

from pathlib import Path

import pytest

from sync.plan.actions import GuardAnswer, Module
from wizard.language import Language
from wizard.terminal.arguments import Options, make_parser, parse
from wizard.terminal.exit_codes import ExitCode

ENGLISH = Language.load("en")


def parsed(*typed: str) -> Options:
    return parse(typed, ENGLISH)


def test_a_sync_with_everything() -> None:
    options = parsed(
        "sync", "Моят магазин", "--events", "--yes", "--answer", "products=send", "--answer", "stock=without",
        "--bring-in-again", "--only", "a", "--only", "b", "--secrets-from-stdin",
    )  # fmt: skip
    assert options.command == "sync"
    assert options.name == "Моят магазин"
    assert options.events
    assert options.yes
    assert dict(options.answers) == {
        Module.PRODUCTS: GuardAnswer.SEND,
        Module.STOCK: GuardAnswer.SEND_WITHOUT,
    }
    assert options.bring_in_again is True
    assert options.only == ["a", "b"]
    assert options.secrets_from_stdin


def test_nothing_is_answered_that_was_not_typed() -> None:
    options = parsed("sync", "x")
    assert (options.answers, options.bring_in_again, options.only) == ([], None, None)
    assert not any([options.yes, options.dry_run, options.json, options.events])
    assert parsed("sync", "x", "--no-bring-in-again").bring_in_again is False


def test_answers_do_not_stay_from_one_command_line_to_the_next() -> None:
    parsed("sync", "x", "--answer", "stock=hold")
    assert parsed("sync", "x").answers == []


def test_new() -> None:
    options = parsed("new", "--from", "shop.json", "--name", "Second", "--same-shop", "bl-0a1b2c3d")
    assert (options.file, options.new_name, options.same_shop) == (Path("shop.json"), "Second", "bl-0a1b2c3d")


@pytest.mark.parametrize(
    "typed",
    [
        ["sync"],
        ["sync", "x", "--nonsense"],
        ["sync", "x", "--json", "--events"],
        ["sync", "x", "--answer", "products"],
        ["sync", "x", "--answer", "products=perhaps"],
        ["sync", "x", "--answer", "coffee=send"],
        ["new"],
        ["new", "--from", "f", "--same-shop", "k", "--new-shop"],
        ["dance"],
    ],
)
def test_what_is_not_understood_ends_with_the_code_of_usage(
    typed: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        parsed(*typed)
    assert ended.value.code == ExitCode.USAGE
    shown = capsys.readouterr()
    assert "usage: mostik" in shown.err
    assert shown.out == ""


def test_without_a_command_the_window_is_meant(capsys: pytest.CaptureFixture[str]) -> None:
    assert parsed().command == ""
    assert capsys.readouterr().out == ""


def test_the_help_names_every_command() -> None:
    shown = make_parser(ENGLISH).format_help()
    for command in ("sync", "check", "list", "show", "new", "delete", "demo"):
        assert f"    {command} " in shown
