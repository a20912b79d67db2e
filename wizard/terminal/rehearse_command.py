"""``rehearse``: the one order that a real warehouse program was given first, and the owner's word about
it.
"""

from __future__ import annotations

from contextlib import closing

from sync.run.closing_sign import learn_sign, said
from sync.run.connection import Connection
from sync.run.rehearsal import (
    Rehearsal,
    Stage,
    answered,
    is_rehearsed_at_all,
    question,
    recall,
    rehearse_again,
    rehearse_with_another,
    reminder,
)
from sync.run.rehearsing import refuse_answer_to_nothing
from sync.sentences import Sentence, say
from wizard.opening import open_connection
from wizard.terminal.arguments import Options
from wizard.terminal.desk import Desk
from wizard.terminal.exit_codes import ExitCode
from wizard.terminal.output import STRONG, WARN
from wizard.terminal.questions import print_rehearsal_commands
from wizard.terminal.summary import how_called


def rehearse(desk: Desk, options: Options) -> ExitCode:
    """Show how the rehearsal stands, or take the owner's word. Raises MostikError."""
    profile = desk.profiles.find(options.name)
    secrets = desk.secrets(options, profile)
    told: Sentence | None = None
    with desk.profiles.open(profile.id, write=_changes(options)) as journal:
        connection = open_connection(profile, journal, secrets, desk.clock)
        with closing(connection.warehouse):
            if _changes(options):
                told = _carry_out(connection, options)
            if told is None and not is_rehearsed_at_all(connection):
                desk.output.say(
                    say("This connection writes into no program that would have to be rehearsed.")
                )
                return ExitCode.GREEN
            rehearsal = recall(journal)
            program = connection.warehouse.features.program
            now = connection.now()
    if told is not None:
        desk.output.say(told)
    left = reminder(rehearsal, program, now)
    return _show(desk, options, rehearsal, program, left)


def _changes(options: Options) -> bool:
    return options.right is not None or options.sold or options.again or options.another


def _carry_out(connection: Connection, options: Options) -> Sentence | None:
    """Do what was asked for; what became of it, where that is not said otherwise."""
    rehearsal = refuse_answer_to_nothing(connection)
    if options.again:
        return rehearse_again(connection, rehearsal)
    if options.another:
        rehearse_with_another(connection)
        return say("The document stays as it is.")
    if options.right is not None:
        answered(connection, rehearsal, right=options.right)
        return None
    learnt = learn_sign(connection, sold=True)
    return learnt or say(
        "Nothing changed about order {number} that Mostik could see.", number=rehearsal.number
    )


def _show(
    desk: Desk,
    options: Options,
    rehearsal: Rehearsal | None,
    program: str,
    left: tuple[Sentence, Sentence] | None,
) -> ExitCode:
    output = desk.output
    if options.json:
        output.write(rehearsal.as_text() if rehearsal else "{}")
        return _code(rehearsal)
    if rehearsal is None or rehearsal.stage is Stage.WRITING:
        output.say(say("The next sync writes one order and asks you about it."))
        return _code(rehearsal)
    if rehearsal.stage is not Stage.RIGHT:
        asked, advice = question(rehearsal, program)
        output.say(asked, f"{STRONG} {WARN}")
        output.say(advice)
        typed = f'{how_called()} {{command}} "{options.name}"'
        print_rehearsal_commands(output, typed, wrong=rehearsal.stage is Stage.WRONG)
        return _code(rehearsal)
    output.say(say("Order {number} was found right. Everything may be written.", number=rehearsal.number))
    for sentence in left or ():
        output.say(sentence)
    if rehearsal.sign is not None and not options.sold:
        output.say(said(rehearsal))
    return _code(rehearsal)


def _code(rehearsal: Rehearsal | None) -> ExitCode:
    """Held as long as the owner has not found an order right."""
    return ExitCode.GREEN if rehearsal is None or rehearsal.stage is Stage.RIGHT else ExitCode.HELD
