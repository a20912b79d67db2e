"""The commands of the command line and their options."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NoReturn

from sync.plan.actions import GuardAnswer, Module
from sync.profile import Leader
from wizard.language import Language
from wizard.terminal.exit_codes import ExitCode
from wizard.terminal.log_file import mostik_version

_ANSWERS: Final = {
    "send": GuardAnswer.SEND,
    "without": GuardAnswer.SEND_WITHOUT,
    "hold": GuardAnswer.KEEP_HELD,
}
_SHORTEST_POLL: Final = 15
_LONGEST_POLL: Final = 86_400
RECEIPTS: Final = (
    "list",
    "print",
    "storno",
    "ask",
    "printed",
    "not-printed",
    "leave",
    "protocol",
    "test",
    "clock",
    "x",
    "z",
    "cash-in",
    "cash-out",
    "duplicate",
    "audit",
    "orders",
)
"""What can be done about receipts."""
BY_HAND: Final = {"to-shop": Leader.WAREHOUSE, "to-warehouse": Leader.SHOP}
"""Which side is right for the products that are moved."""


@dataclass
class Options(argparse.Namespace):
    """What was typed. Each command uses its own part of it."""

    command: str = ""
    name: str = ""
    json: bool = False
    events: bool = False
    dry_run: bool = False
    yes: bool = False
    all: bool = False
    secrets_from_stdin: bool = False
    answers: list[tuple[Module, GuardAnswer]] = field(default_factory=list)
    bring_in_again: bool | None = None
    right: bool | None = None
    sold: bool = False
    again: bool = False
    another: bool = False
    watch: bool = False
    since: str = ""
    nobody: bool = False
    before: bool = False
    after: bool = False
    only: list[str] | None = None
    by_hand: Leader | None = None
    modules: list[Module] = field(default_factory=list)
    trigger: str = "by hand"
    file: Path = Path()
    new_name: str = ""
    same_shop: str = ""
    new_shop: bool = False
    orders: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    run: int = 0
    address: str = ""
    port: int | None = None
    every: int | None = None
    person: str = ""
    what: str = ""
    reason: str = ""
    number: int = 0
    amount: str = ""
    month: str = ""


class _Parser(argparse.ArgumentParser):
    """Ends with Mostik's own exit code for a command line that is not understood."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(ExitCode.USAGE, f"{self.prog}: {message}\n")


class _Lines(argparse.Action):
    """Adds the lines of a file to what was named one by one."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: object,
        option_string: str | None = None,
    ) -> None:
        try:
            lines = Path(str(values)).read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            parser.error(f"{option_string}: {values}")
        named: list[str] = getattr(namespace, self.dest) or []
        setattr(namespace, self.dest, [*named, *(line for line in lines if line)])


def parse(typed: Sequence[str] | None, language: Language) -> Options:
    """What was typed; without a command the window is meant. Raises SystemExit with :attr:`ExitCode.USAGE`
    where it cannot be understood.
    """
    return make_parser(language).parse_args(typed, Options())


def make_parser(language: Language) -> argparse.ArgumentParser:
    """The parser of the whole command line, with its help in the owner's language."""
    text = language.text
    parser = _Parser(
        prog="mostik",
        description=text("Joins a small shop’s warehouse program with its online shop."),
        epilog=text(
            "Exit codes: 0 all done, 1 something needs you, 2 nothing could be done, 3 the command line was "
            "not understood, 4 Mostik asks first, 5 stopped at your wish."
        ),
    )
    parser.add_argument("--version", action="version", version=f"Mostik {mostik_version()}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)

    def command(name: str, purpose: str, *, of_connection: bool = True) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = commands.add_parser(name, help=purpose, description=purpose)
        if of_connection:
            made.add_argument("name", metavar="NAME", help=text("the connection’s name or id"))
        return made

    _add_sync(command("sync", text("sync a connection now")), language)
    check = command("check", text("compare both sides and change nothing"))
    _add_json(check, language)
    _add_all(check, language)
    _add_secrets(check, language)
    _add_rehearse(
        command("rehearse", text("answer for the first order in a real warehouse program")), language
    )
    _add_take_over(command("take-over", text("take over from another program, or watch beside it")), language)
    _add_listen(command("listen", text("sync as soon as the shop tells of something")), language)
    _add_probe(command("probe", text("show what the warehouse program writes")), language)
    seen_to = command("seen-to", text("do not tell a late change of these orders again"))
    seen_to.add_argument("orders", nargs="+", metavar="ORDER", help=text("the order’s number in the shop"))
    _add_lines(
        command("lines", text("complete the lines of orders that the shop’s files do not tell")), language
    )
    command("serve", text("give out the shop’s feed on the local network"))
    _add_secrets(command("token", text("replace a connection’s token or password")), language)
    _add_take_back(command("take-back", text("take back the orders that a run brought in")), language)
    command("due", text("sync what is due; the computer’s scheduler starts it"), of_connection=False)
    _add_forget(
        command("forget", text("find a person in what Mostik keeps, and blank what is there")), language
    )
    _add_receipts(
        command("receipts", text("fiscal receipts: list, print, take back, the device, the audit file")),
        language,
    )
    _add_json(command("list", text("list the connections"), of_connection=False), language)
    _add_json(command("show", text("show what a connection does and how its last run ended")), language)
    _add_new(command("new", text("make a connection from a file"), of_connection=False), language)
    delete = command("delete", text("delete a connection"))
    delete.add_argument("--yes", action="store_true", help=text("delete it without asking"))
    command("demo", text("show the main job on made-up data"), of_connection=False)
    return parser


def _add_lines(parser: argparse.ArgumentParser, language: Language) -> None:
    text = language.text
    parser.add_argument("orders", nargs="*", metavar="ORDER", help=text("the order’s number in the shop"))
    parser.add_argument(
        "--line",
        dest="lines",
        action="append",
        default=[],
        metavar="2x4.90",
        help=text("how many of the next product and at which price; once for each line"),
    )
    _add_secrets(parser, language)


def _add_listen(parser: argparse.ArgumentParser, language: Language) -> None:
    text = language.text
    parser.add_argument(
        "--address",
        default="",
        metavar="https://…",
        help=text("the address with https that leads to this computer"),
    )
    parser.add_argument("--port", type=int, help=text("the port on this computer"))
    parser.add_argument("--every", type=_seconds, help=text("look by itself after so many quiet seconds"))
    parser.add_argument("--events", action="store_true", help=text("print one JSON event a line"))
    _add_secrets(parser, language)


def _seconds(typed: str) -> int:
    if not typed.isdecimal() or not _SHORTEST_POLL <= int(typed) <= _LONGEST_POLL:
        raise argparse.ArgumentTypeError(f"{_SHORTEST_POLL} – {_LONGEST_POLL}")
    return int(typed)


def _add_sync(parser: argparse.ArgumentParser, language: Language) -> None:
    text = language.text
    parser.add_argument("--dry-run", action="store_true", help=text("show what would be done, write nothing"))
    shape = parser.add_mutually_exclusive_group()
    _add_json(shape, language)
    shape.add_argument("--events", action="store_true", help=text("print one JSON event a line"))
    _add_all(parser, language)
    parser.add_argument("--yes", action="store_true", help=text("start a first run without showing it first"))
    parser.add_argument(
        "--answer",
        dest="answers",
        action="append",
        type=_answer,
        default=[],
        metavar="MODULE=send|without|hold",
        help=text(
            "answer a guard: send all, send without what it asks about, or keep it held "
            "(modules: orders, products, stock)"
        ),
    )
    parser.add_argument(
        "--bring-in-again",
        action=argparse.BooleanOptionalAction,
        help=text("whether orders that a restored warehouse has lost come in again"),
    )
    parser.add_argument(
        "--rehearsed",
        dest="right",
        action=argparse.BooleanOptionalAction,
        help=text("whether the one order of the rehearsal is right"),
    )
    parser.add_argument(
        "--only", action="append", metavar="KEY", help=text("only the item with this key; may be repeated")
    )
    parser.add_argument(
        "--module",
        dest="modules",
        action="append",
        type=_module,
        default=[],
        metavar="MODULE",
        help=text("only this module (orders, products, stock); may be repeated"),
    )
    parser.add_argument(
        "--only-from",
        dest="only",
        action=_Lines,
        type=Path,
        metavar="FILE",
        help=text("only the items whose keys stand in this file, one a line"),
    )
    parser.add_argument(
        "--by-hand",
        type=_by_hand,
        metavar="to-shop|to-warehouse",
        help=text("move the products named with --only, in a connection where neither side leads"),
    )
    parser.add_argument("--trigger", default="by hand", help=argparse.SUPPRESS)
    _add_secrets(parser, language)


def _add_rehearse(parser: argparse.ArgumentParser, language: Language) -> None:
    text = language.text
    word = parser.add_mutually_exclusive_group()
    word.add_argument(
        "--yes",
        dest="right",
        action="store_const",
        const=True,
        help=text("the order is right: the rest may be written"),
    )
    word.add_argument(
        "--no",
        dest="right",
        action="store_const",
        const=False,
        help=text("something is wrong: nothing more is written"),
    )
    word.add_argument(
        "--sold", action="store_true", help=text("it is a sale now: read what the program changed")
    )
    word.add_argument(
        "--again", action="store_true", help=text("take the order back and rehearse with the next sync")
    )
    word.add_argument(
        "--another", action="store_true", help=text("leave the order and rehearse with another one")
    )
    _add_json(parser, language)
    _add_secrets(parser, language)


def _add_take_over(parser: argparse.ArgumentParser, language: Language) -> None:
    text = language.text
    way = parser.add_mutually_exclusive_group()
    way.add_argument("--watch", action="store_true", help=text("only watch for now, and write nothing"))
    way.add_argument(
        "--from",
        dest="since",
        default="",
        metavar="now|MOMENT",
        help=text("take the orders from this moment, such as 2026-11-22T18:30"),
    )
    way.add_argument("--nobody", action="store_true", help=text("there is no other program"))


def _add_probe(parser: argparse.ArgumentParser, language: Language) -> None:
    text = language.text
    when = parser.add_mutually_exclusive_group(required=True)
    when.add_argument(
        "--before", action="store_true", help=text("keep all tables as they are, then do one thing there")
    )
    when.add_argument(
        "--after", action="store_true", help=text("show which tables, rows and columns changed")
    )
    _add_secrets(parser, language)


def _add_receipts(parser: argparse.ArgumentParser, language: Language) -> None:
    text = language.text
    parser.add_argument("what", choices=RECEIPTS, metavar="WHAT", help=", ".join(RECEIPTS))
    parser.add_argument("orders", nargs="*", metavar="ORDER", help=text("the order’s number in the shop"))
    parser.add_argument(
        "--all", action="store_true", help=text("all that wait; in the list, settled ones too")
    )
    parser.add_argument(
        "--reason",
        default="",
        choices=("return", "error", "tax-base"),
        help=text("why a receipt is taken back"),
    )
    parser.add_argument("--number", type=int, default=0, help=text("the number on the printed receipt"))
    parser.add_argument("--amount", default="", metavar="12.34", help=text("cash in or out, in euro"))
    parser.add_argument("--month", default="", metavar="2026-11", help=text("the month of the audit file"))
    parser.add_argument(
        "--file",
        type=Path,
        default=Path(),
        help=text("where the audit file or the table of orders is written"),
    )
    parser.add_argument("--yes", action="store_true", help=text("do it without asking"))
    _add_json(parser, language)
    _add_secrets(parser, language)


def _add_take_back(parser: argparse.ArgumentParser, language: Language) -> None:
    text = language.text
    parser.add_argument("run", type=int, metavar="RUN", help=text("the run’s number, as its summary says"))
    word = parser.add_mutually_exclusive_group()
    word.add_argument("--yes", action="store_true", help=text("take them back without asking"))
    word.add_argument(
        "--again", action="store_true", help=text("let those that were taken back come in again")
    )
    _add_secrets(parser, language)


def _add_forget(parser: argparse.ArgumentParser, language: Language) -> None:
    text = language.text
    parser.add_argument(
        "--person",
        required=True,
        metavar="WHO",
        help=text("a whole name, an e-mail address or a phone number"),
    )
    parser.add_argument("--yes", action="store_true", help=text("blank it without asking"))


def _add_new(parser: argparse.ArgumentParser, language: Language) -> None:
    text = language.text
    parser.add_argument(
        "--from",
        dest="file",
        type=Path,
        required=True,
        metavar="FILE",
        help=text("the connection’s settings as JSON"),
    )
    parser.add_argument(
        "--name", dest="new_name", default="", metavar="NAME", help=text("another name than the file’s")
    )
    shop = parser.add_mutually_exclusive_group()
    shop.add_argument(
        "--same-shop",
        default="",
        metavar="KEY",
        help=text("it is the shop that this warehouse knows under this key"),
    )
    shop.add_argument(
        "--new-shop", action="store_true", help=text("it is a shop that this warehouse does not know yet")
    )
    _add_secrets(parser, language)


def _add_json(parser: argparse._ActionsContainer, language: Language) -> None:
    parser.add_argument("--json", action="store_true", help=language.text("print one JSON document"))


def _add_all(parser: argparse.ArgumentParser, language: Language) -> None:
    parser.add_argument("--all", action="store_true", help=language.text("list each item, however many"))


def _add_secrets(parser: argparse.ArgumentParser, language: Language) -> None:
    parser.add_argument(
        "--secrets-from-stdin",
        action="store_true",
        help=language.text("read the secrets from standard input, {example}", example='{"shop token": "…"}'),
    )


def _answer(typed: str) -> tuple[Module, GuardAnswer]:
    module, _, answer = typed.partition("=")
    try:
        return Module(module.strip().lower()), _ANSWERS[answer.strip().lower()]
    except (ValueError, KeyError):
        raise argparse.ArgumentTypeError(f"{typed!r}: MODULE=send|without|hold") from None


def _module(typed: str) -> Module:
    try:
        return Module(typed.strip().lower())
    except ValueError:
        raise argparse.ArgumentTypeError(f"{typed!r}: orders, products, stock") from None


def _by_hand(typed: str) -> Leader:
    try:
        return BY_HAND[typed.strip().lower()]
    except KeyError:
        raise argparse.ArgumentTypeError(f"{typed!r}: {', '.join(BY_HAND)}") from None
