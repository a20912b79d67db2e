"""``due``: sync what is due by each connection's schedule; the computer's scheduler starts it."""

from __future__ import annotations

from collections.abc import Sequence

from storage.scheduler_note import SchedulerNote
from sync.errors import MostikError
from sync.profile import Profile
from sync.sentences import Sentence
from wizard.connection_secrets import gathered, refuse_missing
from wizard.language import Language
from wizard.run_facts import ConnectionFacts, RunMemory, read_connection
from wizard.schedule_runner import due, intervals
from wizard.terminal.arguments import Options, parse
from wizard.terminal.desk import Desk
from wizard.terminal.exit_codes import ExitCode
from wizard.terminal.sync_command import sync

_WORST_FIRST = (ExitCode.RED, ExitCode.HELD, ExitCode.AMBER, ExitCode.CANCELLED, ExitCode.GREEN)


def sync_due(desk: Desk, _options: Options) -> ExitCode:
    """Sync each connection that is due, one after the other, and note whether the secrets could be read.

    A connection whose secrets cannot be read is left out; the worst exit code counts.
    """
    memory = RunMemory()
    facts = [read_connection(desk.profiles, entry, memory) for entry in desk.profiles.list()]
    readable, problem = _with_secrets(desk, facts)
    SchedulerNote.load(desk.paths).ran(desk.clock.now(), problem).save(desk.paths)
    codes = [] if problem is None else [ExitCode.RED]
    if problem is not None:
        desk.output.error(desk.language.say(problem))
    runs = {one.id: one.scheduled for one in facts}
    runs_now = due(readable, runs, desk.clock.now())
    codes += [sync(desk, _typed(run.profile_id, run.options, desk.language)) for run in runs_now]
    return next((code for code in _WORST_FIRST if code in codes), ExitCode.GREEN)


def _with_secrets(desk: Desk, facts: Sequence[ConnectionFacts]) -> tuple[list[Profile], Sentence | None]:
    """The connections that run by a schedule and whose secrets can be read, and the first problem of another
    one.
    """
    readable, problem = [], None
    for one in facts:
        if one.profile is None or not intervals(one.profile):
            continue
        needed = one.profile.secrets
        try:
            refuse_missing(needed, gathered(needed, desk.keyring, one.id))
        except MostikError as error:
            problem = problem or error.sentence
        else:
            readable.append(one.profile)
    return readable, problem


def _typed(profile_id: str, typed: Sequence[str], language: Language) -> Options:
    return parse(["sync", profile_id, *typed], language)
