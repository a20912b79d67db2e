"""``probe``: all tables before and after one thing is done in the warehouse program, and what differs."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from wizard.probe import Probe
from wizard.probe_text import difference_lines
from wizard.terminal.arguments import Options
from wizard.terminal.desk import Desk
from wizard.terminal.exit_codes import ExitCode
from wizard.terminal.output import STRONG


def probe(desk: Desk, options: Options) -> ExitCode:
    """Take the picture from before, or compare with it. Raises MostikError."""
    profile = desk.profiles.find(options.name)
    looked = Probe(desk.paths, desk.clock, desk.secrets(options, profile), profile)
    output, text = desk.output, desk.language.text
    if options.before:
        picture = looked.before()
        output.line(
            text("{rows} rows in {tables} tables are kept.", rows=picture.rows, tables=picture.tables), STRONG
        )
        output.line(
            text("Do one thing in the warehouse program now, while nobody else works in it; then compare.")
        )
        return ExitCode.GREEN
    found = looked.after(desk.language)
    for line in difference_lines(found.difference, desk.language, ZoneInfo(profile.connect.time_zone)):
        output.line(line)
    output.line()
    output.line(text("Saved as {file}.", file=found.file))
    return ExitCode.GREEN
