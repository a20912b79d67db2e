"""What the owner can do with a connection from home: all that is behind Edit, and the blue button."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from tkinter import filedialog
from typing import TYPE_CHECKING, Final

from storage.drafts import Draft, Drafts
from storage.journal import ConnectionJournal
from sync.errors import MostikError, SettingsError
from sync.profile import Profile, Schedule
from sync.run.report import Report
from sync.sentences import say
from wizard.audit_screen import AuditScreen
from wizard.forget_dialog import forget_person
from wizard.history import HistoryScreen
from wizard.home_words import CardWords, Cure
from wizard.jobs import program, run_to_end, start_run
from wizard.log_screen import LogScreen
from wizard.match_check import MatchCheck
from wizard.name_dialog import NameDialog
from wizard.notice_actions import NoticeActions
from wizard.progress import Finished, ProgressScreen, RunRequest, Start
from wizard.receipts_screen import ReceiptsScreen
from wizard.resuming import begin_setup, edit_setup, forget_draft, resume_setup
from wizard.sample_shop import SAMPLE_ID
from wizard.schedule_actions import ScheduleActions
from wizard.session import Session, Unfinished
from wizard.summary import SummaryScreen
from wizard.system_schedule import SystemSchedule
from wizard.widgets import Answer

if TYPE_CHECKING:
    from wizard.app import App

CONNECT: Final = "connect"
CONFIRM: Final = "confirm"
_EXPORT_ENDING: Final = ".json"


def finished_run(journal: ConnectionJournal, run_id: int) -> Finished | None:
    """A run of the history as its summary needs it; None where it has no report."""
    report = journal.run_report(run_id)
    record = next(iter(journal.history(1, before=run_id + 1)), None)
    if report is None or record is None or record.id != run_id:
        return None
    return Finished(journal.profile(), Report.from_data(report), record)


class HomeActions:
    """One for each home. ``changed`` is called when the connections are to be read again."""

    def __init__(
        self, app: App, session: Session, changed: Callable[[], object], *, start: Start = start_run
    ) -> None:
        self._app, self._session, self._changed = app, session, changed
        self._start = start
        self.system = SystemSchedule(app.desk.paths, program(), run_to_end, os.environ, Path.home())

    def text(self, template: str, /, **fields: object) -> str:
        """A literal text in the owner's language."""
        return self._app.language.text(template, **fields)

    # ---- the buttons of a card

    def cure(self, card: CardWords) -> None:
        """The blue button."""
        match card.cure:
            case Cure.SYNC:
                self.sync_now(card)
            case Cure.STOP:
                self._session.stop_run(card.id)
            case Cure.ENTER_KEY | Cure.ENTER_PASSWORD:
                self.edit(card, CONNECT)
            case Cure.ANSWER:
                self.open_summary(card)
            case Cure.WAIT | Cure.NOTHING:
                return

    def sync_now(self, card: CardWords) -> None:
        """Start a run and show it; a connection that has never run shows first what it would do."""

        def go(profile: Profile) -> None:
            if not profile.confirmed_first_run or not card.run_ids:
                self.edit(card, CONFIRM)
                return
            request = RunRequest(profile.id, profile.name)
            self._app.show(lambda app: ProgressScreen(app, request, start=self._start))

        self._app.work(lambda: self._session.profiles.load(card.id), go)

    def open_summary(self, card: CardWords, run_id: int | None = None) -> None:
        """Show the summary of a run, None for the last one; without any run the history opens."""
        number = run_id if run_id is not None else (card.run_ids[-1] if card.run_ids else None)
        if number is None:
            self.history(card)
        else:
            self.open_summary_of(card.id, number)

    # ---- behind Edit

    def edit(self, card: CardWords, step: str | None = None) -> None:
        """Open the wizard on a connection."""
        edit_setup(self._app, card.id, step)

    def rename(self, card: CardWords) -> None:
        def given(dialog: NameDialog, name: str) -> None:
            self._try_name(dialog, lambda: self._session.profiles.rename(card.id, name))

        NameDialog(
            self._app.window, self.text("Rename the connection"), card.name, self.text("Rename"), given
        )

    def copy(self, card: CardWords) -> None:
        def given(dialog: NameDialog, name: str) -> None:
            self._try_name(dialog, lambda: self._session.profiles.copy(card.id, name))

        NameDialog(
            self._app.window,
            self.text("Copy the connection"),
            self.text("{name}, copy", name=card.name)[:100],
            self.text("Copy"),
            given,
            explanation=self.text(
                "The copy has the same choices. It has no key yet, no schedule and no history; what came in "
                "already is known by the warehouse and does not come in twice."
            ),
        )

    def _try_name(self, dialog: NameDialog, work: Callable[[], object]) -> None:
        def failed(error: Exception) -> None:
            if isinstance(error, SettingsError) and dialog.winfo_exists():
                dialog.refuse(self._app.language.say(error.sentence))
            else:
                dialog.close()
                self._app.show_error(error)

        def done(_result: object) -> None:
            dialog.close()
            self._changed()

        self._app.work(work, done, failed)

    def pause(self, card: CardWords) -> None:
        """Pause the schedule of a connection, or let it go on."""
        self._keep(card, lambda profile: profile.model_copy(update={"paused": not card.paused}))

    def schedule(self, card: CardWords) -> None:
        """Open the panel of the schedule."""

        def keep(chosen: Schedule) -> None:
            self._keep(card, lambda profile: profile.model_copy(update={"schedule": chosen}))

        ScheduleActions(self._app, self.system).open(lambda: self._session.profiles.load(card.id), keep)

    def notices(self, card: CardWords) -> None:
        """Open the panel of the shop's notices."""
        NoticeActions(self._app, self._session, self._changed).open(card.id)

    def _keep(self, card: CardWords, change: Callable[[Profile], Profile]) -> None:
        """Store a changed profile, made from what is stored now."""

        def work() -> None:
            with self._session.profiles.open(card.id, write=True) as journal:
                journal.save_profile(change(journal.profile()))

        self._app.work(work, self._kept)

    def _kept(self, _result: None) -> None:
        self._changed()

    def match_check(self, card: CardWords) -> None:
        self._app.show(lambda app: MatchCheck(app, card.id, start=self._start))

    def audit(self, card: CardWords) -> None:
        self._app.show(lambda app: AuditScreen(app, card.id, card.name))

    def receipts(self, card: CardWords) -> None:
        """Show what waits to be printed and what became of it."""
        self._app.show(lambda app: ReceiptsScreen(app, card.id, card.name, app.go_home))

    def history(self, card: CardWords) -> None:
        self._app.show(lambda app: HistoryScreen(app, self._session, card.id, self.open_summary_of))

    def open_summary_of(self, connection_id: str, run_id: int) -> None:
        """Show the summary of a run; one that left none is said to have none."""

        def read() -> Finished | None:
            with self._session.profiles.open(connection_id, write=False) as journal:
                return finished_run(journal, run_id)

        def show(finished: Finished | None) -> None:
            if finished is None:
                self._no_summary()
            else:
                self._app.show(lambda app: SummaryScreen(app, finished, start=self._start))

        self._app.work(read, show)

    def _no_summary(self) -> None:
        self._app.ask(
            self.text("This run left no summary"),
            self.text(
                "It did not reach its end: the program was ended or the power went. The next run looked at "
                "everything again."
            ),
            [Answer("close", self.text("Close"), main=True)],
            lambda _: None,
        )

    def forget_person(self, card: CardWords) -> None:
        """Ask whom to forget, show where the person stands, and blank it once the owner agrees."""
        forget_person(
            self._app,
            self._session.profiles,
            card.id,
            card.name,
            lambda: self._session.memory.forget(card.id),
        )

    def log(self, card: CardWords) -> None:
        self._app.show(lambda app: LogScreen(app, card.id, card.name))

    def export(self, card: CardWords) -> None:
        """Ask for a file and write the choices of a connection into it."""
        chosen = filedialog.asksaveasfilename(
            parent=self._app.window,
            title=self.text("Export the connection"),
            initialfile=f"{card.id}{_EXPORT_ENDING}",
            defaultextension=_EXPORT_ENDING,
            filetypes=[(self.text("Connection of Mostik"), f"*{_EXPORT_ENDING}")],
        )
        if chosen:
            self.export_to(card, Path(chosen))

    def export_to(self, card: CardWords, target: Path) -> None:
        """Write the choices of a connection into a file, and say what is not in it."""

        def done(_result: None) -> None:
            self._app.ask(
                self.text("The connection is exported"),
                self.text(
                    "{file} holds the choices of {name}. Its key and the links of its products are not in "
                    "it.",
                    file=target.name,
                    name=card.name,
                ),
                [Answer("close", self.text("Close"), main=True)],
                lambda _: None,
            )

        self._app.work(lambda: self._session.profiles.export_to(card.id, target), done)

    # ---- deleting

    def delete(self, card: CardWords) -> None:
        """Ask, with what becomes of everything, then delete."""
        explanation = self._about_sample() if card.sample else self._about_deleting()
        self._app.ask(
            self.text("Remove the sample shop?")
            if card.sample
            else self.text("Delete {name}?", name=card.name),
            explanation,
            [
                Answer(
                    "delete",
                    self.text("Remove the sample") if card.sample else self.text("Delete the connection"),
                ),
                Answer("keep", self.text("Keep it"), main=True),
            ],
            lambda answer: self._delete(card) if answer == "delete" else None,
        )

    def _about_sample(self) -> str:
        return self.text(
            "The made-up shop, its warehouse and this connection are removed from this computer. Your own "
            "connections stay as they are."
        )

    def _about_deleting(self) -> str:
        return "\n".join(
            f"• {line}"
            for line in (
                self.text("Its choices, the history of its runs and its waiting orders are deleted."),
                self.text("Its key is deleted from this computer’s password store."),
                self.text("The links between products are deleted; the products stay on both sides."),
                self.text(
                    "The warehouse keeps its documents and the marks of orders, so that none of them ever "
                    "comes in twice."
                ),
                self.text("Its schedule ends."),
            )
        )

    def _delete(self, card: CardWords) -> None:
        session, desk = self._session, self._app.desk

        def work() -> MostikError | None:
            if card.id == SAMPLE_ID:
                session.sample.remove()
                problem = None
            else:
                session.profiles.delete(card.id)
                problem = self._forget_secrets(card.id)
            Drafts(desk.paths).delete(card.id)
            return problem

        def done(problem: MostikError | None) -> None:
            session.memory.forget(card.id)
            session.notices.stop(card.id)
            self._changed()
            if problem is not None:
                self._app.show_error(problem)

        self._app.work(work, done)

    def _forget_secrets(self, connection_id: str) -> MostikError | None:
        try:
            self._app.desk.secrets.delete_all(connection_id)
        except MostikError as error:
            return SettingsError(
                say(
                    "The connection is deleted. Whether the password store still holds its key is not known."
                ),
                advice=error.advice,
                detail=error.detail,
            )
        return None

    # ---- not about a connection that exists

    def new_connection(self) -> None:
        begin_setup(self._app)

    def resume(self, unfinished: Unfinished) -> None:
        """Go on with a wizard that was closed in the middle."""

        def go_on(draft: Draft | None) -> None:
            if draft is None:
                self._changed()
            else:
                resume_setup(self._app, draft)

        self._app.work(lambda: Drafts(self._app.desk.paths).load(unfinished.id), go_on)

    def forget(self, unfinished: Unfinished) -> None:
        """Throw away what a wizard that was closed in the middle has kept."""
        forget_draft(self._app, unfinished.id)
        self._changed()

    def import_connection(self) -> None:
        """Ask for an exported file and make a connection of it."""
        chosen = filedialog.askopenfilename(
            parent=self._app.window,
            title=self.text("Import a connection"),
            filetypes=[(self.text("Connection of Mostik"), f"*{_EXPORT_ENDING}")],
        )
        if chosen:
            self.import_from(Path(chosen))

    def import_from(self, source: Path) -> None:
        """Make a connection of an exported file; it then asks for its key."""

        def done(profile: Profile) -> None:
            self._changed()
            self._app.ask(
                self.text("{name} is imported", name=profile.name),
                self.text(
                    "Its choices are here. Enter the shop’s key and look at the preview; nothing runs before."
                ),
                [
                    Answer("key", self.text("Enter the key"), main=True),
                    Answer("later", self.text("Later")),
                ],
                lambda answer: edit_setup(self._app, profile.id, CONNECT) if answer == "key" else None,
            )

        self._app.work(lambda: self._session.profiles.import_from(source), done)

    def try_sample(self) -> None:
        """Make the sample shop and lead to what its first run would do."""
        name = self.text("Sample shop")
        self._app.work(
            lambda: self._session.sample.make(name),
            lambda profile: edit_setup(self._app, profile.id, CONFIRM),
        )
