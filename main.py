"""The door: arguments, log, paths and language; wires the parts and has no logic of its own."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from storage.paths import Paths
from sync.errors import SettingsError
from wizard.language import Language
from wizard.terminal.arguments import parse
from wizard.terminal.commands import run_command
from wizard.terminal.desk import Desk
from wizard.terminal.log_file import begin_log
from wizard.terminal.output import Output, person_to_ask, prepare_streams


def main(typed: Sequence[str] | None = None) -> int:
    """Carry out what was typed; returns the exit code."""
    prepare_streams()
    language = Language.load()
    options = parse(typed, language)
    if not options.command:
        return 0
    desk = Desk(Paths.of_user(), Output(language, ask=person_to_ask()))
    try:
        desk.log = begin_log(desk.paths.logs, options.command)
    except SettingsError as error:
        # Work goes on without a log; the owner knows then why there is none.
        desk.output.failure(error)
    return run_command(desk, options)


if __name__ == "__main__":
    sys.exit(main())
