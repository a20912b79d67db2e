"""Forgetting a person in the window: whom, what was found, and the word to blank it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from storage.person import Person
from storage.profiles import Profiles
from sync.errors import SettingsError
from wizard.forgetting import WherePersonStands, blank, look_for, what_is_found, what_stays
from wizard.name_dialog import NameDialog
from wizard.widgets import Answer

if TYPE_CHECKING:
    from wizard.app import App


def forget_person(
    app: App, profiles: Profiles, connection_id: str, name: str, blanked: Callable[[], object]
) -> None:
    """Ask for a person, show where they stand in the connection called ``name``, and blank it on the owner's
    word; ``blanked`` is called afterwards.
    """
    text = app.language.text

    def given(dialog: NameDialog, typed: str) -> None:
        try:
            person = Person.read(typed)
        except SettingsError as error:
            said = (app.language.say(part) for part in (error.sentence, error.advice) if part)
            dialog.refuse(" ".join(said))
            return
        dialog.close()
        app.work(
            lambda: look_for(profiles, connection_id, person),
            lambda found: _ask(app, found, lambda: work(person)),
        )

    def work(person: Person) -> None:
        app.work(lambda: blank(profiles, connection_id, person), done)

    def done(found: WherePersonStands) -> None:
        blanked()
        _tell(app, text("{who} is blanked", who=found.person.typed), what_stays(found, app.language))

    NameDialog(
        app.window,
        text("Forget a person"),
        "",
        text("Look"),
        given,
        explanation=text(
            "Mostik looks through all that it keeps of {name}, and through the log. Write a whole name, an "
            "e-mail address or a phone number. Nothing is blanked before you have seen what was found.",
            name=name,
        ),
    )


def _ask(app: App, found: WherePersonStands, go_on: Callable[[], object]) -> None:
    text, language = app.language.text, app.language
    who = found.person.typed
    if not found.to_blank:
        title = (
            text("{who} was not found", who=who) if found.is_empty else text("There is nothing to blank yet")
        )
        _tell(app, title, what_stays(found, language))
        return
    app.ask(
        text("Blank {who}?", who=who),
        _listed([*what_is_found(found, language), *what_stays(found, language)]),
        [Answer("blank", text("&Blank it")), Answer("leave", text("&Leave it"), main=True)],
        lambda answer: go_on() if answer == "blank" else None,
    )


def _tell(app: App, title: str, lines: list[str]) -> None:
    app.ask(title, _listed(lines), [Answer("close", app.language.text("Close"), main=True)], lambda _: None)


def _listed(lines: list[str]) -> str:
    return "\n".join(f"• {line}" for line in lines)
