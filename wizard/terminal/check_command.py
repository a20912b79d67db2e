"""``check``: the audit of a connection."""

from __future__ import annotations

from contextlib import closing

from sync.audit import audit
from wizard.opening import open_connection
from wizard.terminal.arguments import Options
from wizard.terminal.audit_summary import audit_code, print_audit
from wizard.terminal.desk import Desk
from wizard.terminal.exit_codes import ExitCode


def check(desk: Desk, options: Options) -> ExitCode:
    """Compare both sides of a connection and change nothing. Raises MostikError where one cannot be read."""
    profile = desk.profiles.find(options.name)
    secrets = desk.secrets(options, profile)
    with (
        desk.profiles.open(profile.id, write=False) as journal,
        closing(journal.open_scratch_copy()) as scratch,
    ):
        # What is looked up of a warehouse without marks of its own is noted, here in a copy.
        connection = open_connection(profile, scratch, secrets, desk.clock)
        with closing(connection.warehouse):
            found = audit(connection)
    if options.json:
        desk.output.data(found.as_data())
    else:
        print_audit(desk.output, found, every=options.all)
    return audit_code(found)
