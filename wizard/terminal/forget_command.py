"""``forget``: where a person stands in what Mostik keeps of a connection, and blanking it."""

from __future__ import annotations

from storage.person import Person
from wizard.forgetting import blank, look_for, what_is_found, what_stays
from wizard.terminal.arguments import Options
from wizard.terminal.desk import Desk
from wizard.terminal.exit_codes import ExitCode


def forget(desk: Desk, options: Options) -> ExitCode:
    """Show where the person stands, then blank it once the owner agrees. Amber where an order that is still
    on its way keeps the person. Raises MostikError.
    """
    output, language = desk.output, desk.language
    text = language.text
    profile = desk.profiles.find(options.name)
    person = Person.read(options.person)
    found = look_for(desk.profiles, profile.id, person)
    if found.is_empty:
        output.line(text("{who} was not found", who=person.typed))
    for line in (*what_is_found(found, language), *what_stays(found, language)):
        output.line(f"- {line}")
    ending = ExitCode.AMBER if found.kept.waiting else ExitCode.GREEN
    if not found.to_blank:
        return ending
    if not options.yes and not output.can_ask:
        output.error(text("Nothing was blanked. Say it with {option}.", option="--yes"))
        return ExitCode.HELD
    if not options.yes and not output.agrees(text("Blank it now?")):
        output.line(text("Nothing was blanked."))
        return ExitCode.CANCELLED
    blank(desk.profiles, profile.id, person)
    output.line(text("{who} is blanked", who=person.typed))
    return ending
