"""Carries out one command; whatever goes wrong, the owner reads a sentence."""

from __future__ import annotations

import logging
from collections.abc import Callable

from sync.errors import MostikError
from wizard.terminal.arguments import Options
from wizard.terminal.desk import Desk
from wizard.terminal.exit_codes import ExitCode

Command = Callable[[Desk, Options], ExitCode]
_log = logging.getLogger(__name__)


def run_command(desk: Desk, options: Options) -> ExitCode:
    """Carry out the command of ``options``."""
    text = desk.language.text
    try:
        code = _command(options.command)(desk, options)
    except MostikError as error:
        _log.warning("%s %s", error.sentence.text(), error.detail)
        desk.output.failure(error)
        code = ExitCode.RED
    except KeyboardInterrupt:
        desk.output.error(text("Left at your wish. What was begun is finished or taken up by the next run."))
        code = ExitCode.CANCELLED
    except Exception:  # noqa: BLE001 - the last stop: the log has the details, the owner reads a sentence
        _log.exception("the command broke down")
        desk.output.error(text("Mostik made a mistake and stopped."))
        if desk.log:
            desk.output.error(text("The details stand in {file}.", file=desk.log.path))
        code = ExitCode.RED
    _log.info("ended with exit code %d", code)
    return code


def _command(name: str) -> Command:
    # Each command loads what it needs and no more: a schedule starts Mostik every few minutes.
    match name:
        case "sync":
            from wizard.terminal.sync_command import sync

            return sync
        case "check":
            from wizard.terminal.check_command import check

            return check
        case "take-over":
            from wizard.terminal.take_over_command import take_over

            return take_over
        case "listen":
            from wizard.terminal.listen_command import listen

            return listen
        case "probe":
            from wizard.terminal.probe_command import probe

            return probe
        case "rehearse":
            from wizard.terminal.rehearse_command import rehearse

            return rehearse
        case "token":
            from wizard.terminal.token_command import token

            return token
        case "take-back":
            from wizard.terminal.order_commands import take_back_orders

            return take_back_orders
        case "lines":
            from wizard.terminal.lines_command import lines

            return lines
        case "serve":
            from wizard.terminal.serve_command import serve

            return serve
        case "seen-to":
            from wizard.terminal.order_commands import say_seen_to

            return say_seen_to
        case "new":
            from wizard.terminal.new_command import new

            return new
        case "demo":
            from wizard.terminal.demo import demo

            return demo
        case "due":
            from wizard.terminal.due_command import sync_due

            return sync_due
        case "forget":
            from wizard.terminal.forget_command import forget

            return forget
        case "receipts":
            from wizard.terminal.receipt_commands import receipts

            return receipts
        case "list":
            from wizard.terminal.connection_commands import list_connections

            return list_connections
        case "show":
            from wizard.terminal.connection_commands import show

            return show
        case _:
            from wizard.terminal.connection_commands import delete

            return delete
