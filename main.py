"""The door: arguments, log, paths and language; wires the parts and has no logic of its own."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from storage.paths import Paths
from sync.errors import SettingsError
from wizard.language import Language
from wizard.terminal.arguments import make_parser, parse
from wizard.terminal.commands import run_command
from wizard.terminal.desk import Desk
from wizard.terminal.exit_codes import ExitCode
from wizard.terminal.log_file import begin_log
from wizard.terminal.output import Output, person_to_ask, prepare_streams
from wizard.window_main import open_window, why_no_window


def main(typed: Sequence[str] | None = None) -> int:
    """Carry out what was typed; returns the exit code."""
    prepare_streams()
    language = Language.load()
    options = parse(typed, language)
    desk = Desk(Paths.of_user(), Output(language, ask=person_to_ask()))
    problem = None if options.command else why_no_window()
    if problem is not None:
        make_parser(language).print_help()
        desk.output.line(language.say(problem))
        return 0
    try:
        desk.log = begin_log(desk.paths.logs, options.command or "window")
    except SettingsError as error:
        # Work goes on without a log; the owner knows then why there is none.
        desk.output.failure(error)
    return run_command(desk, options) if options.command else window(desk)


def window(desk: Desk) -> int:
    """Open the window until it is closed; returns the exit code."""
    try:
        return open_window(desk.paths, desk.log.hide if desk.log else lambda _: None)
    except SettingsError as error:
        desk.output.failure(error)
        return ExitCode.RED


if __name__ == "__main__":
    sys.exit(main())
