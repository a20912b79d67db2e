"""Confirm: all choices as a letter, what the first or next run would do, and the button that does it.

The only step that commits. The preview is made beside the window; until it is there, or where it cannot be
made, "Save only" works all the same.
"""

from __future__ import annotations

import tkinter
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from sync.errors import Cancelled, MostikError
from sync.plan.actions import GuardAnswer, Module
from sync.profile import MarkPlace, Profile
from sync.run.events import Event, StepBegan, Waiting
from sync.run.report import Report, RunState
from sync.sentences import Sentence, say
from wizard.answers import ABOUT
from wizard.confirm_parts import GuardQuestion, LetterCard, ManyOrders, orders_and_days, says_yes
from wizard.letter import Names, letter, names_of
from wizard.mark_choice import MarkChoice, may_choose
from wizard.preview import Preview, PreviewRow, make_preview, many_orders, rows_of
from wizard.preview_table import ALL, PreviewTable
from wizard.progress import ProgressScreen, RunRequest, answer_options, waiting_words
from wizard.saving import Saved, save_connection
from wizard.screen import ActionBar
from wizard.setup import Setup
from wizard.terminal.words import STEPS
from wizard.theme import Space, Tone, size
from wizard.warehouse_copy import copy_warehouse, warehouse_file
from wizard.widgets import Answer, Fold, Note, Progress, PushButton, Surface
from wizard.wizard_frame import Answers, Step, WizardFrame

_LOOK_MS = 150


class Confirm(Step):
    """See the module. What is known of the preview lives as long as the wizard."""

    id: ClassVar[str] = "confirm"

    def __init__(self, wizard: WizardFrame) -> None:
        super().__init__(wizard)
        self._found: Preview | None = None
        self._known: Names | None = None
        self._rows: list[PreviewRow] = []
        self._rows_language = ""
        self._failure: tuple[Sentence, Sentence | None, str] | None = None
        self._attempt = 0
        self._heard: Event | None = None
        self._answers: dict[Module, GuardAnswer] = {}
        self._typed = ""
        self._backed_up = False
        self._copied: Path | None = None
        self._copying = False
        self._saving = False
        self._chip, self._search = ALL, ""
        self._forget_widgets()

    def _forget_widgets(self) -> None:
        self.letter: LetterCard | None = None
        self.marks: MarkChoice | None = None
        self.guards: list[GuardQuestion] = []
        self.many: ManyOrders | None = None
        self.table: PreviewTable | None = None
        self.main: PushButton | None = None
        self.save_only: PushButton | None = None
        self.try_again: PushButton | None = None
        self._reading: Progress | None = None

    @property
    def setup(self) -> Setup:
        assert isinstance(self.wizard, Setup)
        return self.wizard

    # ---- what the step says of itself

    def name(self) -> str:
        return self.text("Confirm")

    def title(self) -> str:
        return self.text("Check what will happen, then start")

    def consequence(self) -> str:
        if self._found is not None and self._found.guards:
            return ""
        if self.setup.editing and not self.draft.get(ABOUT, {}).get("confirmed_first_run", False):
            return self.text(
                "This connection is saved but has not been started yet, so it asks once. This list is "
                "exactly what the sync will do."
            )
        return self.text("Nothing has been changed yet. This list is exactly what the sync will do.")

    def collect(self) -> Answers:
        # Its answers are kept here and not in the draft: they hold for this preview only.
        if self.table is not None:
            self._chip, self._search = self.table.chip, self.table.search.value
        return {}

    def problem(self) -> Sentence | None:
        if self._saving:
            return say("Saving…")
        if self._failure is not None:
            return say("The preview could not be made")
        if self._found is None:
            return say("The preview is being made…")
        if not self._found.changes:
            return None
        open_question = any(guard.module not in self._answers for guard in self._found.guards)
        if open_question or not self._orders_allowed(self._found):
            return say("Answer the question above first")
        if self._first_write(self._found.profile) and not self._backed_up:
            return say("Tick first that you have a backup")
        return None

    def first_wrong(self) -> tkinter.Misc | None:
        question = next((guard for guard in self.guards if guard.answer is None), None)
        if question is not None:
            return question
        if self.many is not None and not says_yes(self._typed, self.language):
            return self.many
        return self.letter.tick if self.letter is not None else None

    def first_focus(self) -> tkinter.Misc | None:
        return self.first_wrong() if self.problem() is not None else None

    # ---- reading

    def shown(self) -> None:
        self._begin()

    def left(self) -> None:
        # A preview that is still being made is of no use any more: what it plans may be changed now.
        self._attempt += 1

    def _begin(self) -> None:
        """Make the preview, from what is answered now."""
        self._attempt += 1
        attempt = self._attempt
        self._found, self._failure, self._rows = None, None, []
        self._answers.clear()
        self._typed, self._heard = "", None
        setup, language = self.setup, self.language
        names = self._names()

        def hear(event: Event) -> None:
            self._heard = event

        def work() -> tuple[Preview, list[PreviewRow]]:
            profile = setup.profile()
            found = make_preview(
                profile,
                setup.secrets(profile.secrets),
                setup.desk,
                names,
                saved=setup.editing,
                tell=hear,
                stop_asked=lambda: attempt != self._attempt,
                draft=setup.draft,
            )
            return found, rows_of(found, language)

        def done(result: tuple[Preview, list[PreviewRow]]) -> None:
            if attempt == self._attempt:
                self._arrived(*result)

        def failed(error: Exception) -> None:
            if attempt == self._attempt and not isinstance(error, Cancelled):
                self._not_made(error)

        self.app.rebuild()
        setup.work(work, done, failed)
        self._follow(attempt)

    def _follow(self, attempt: int) -> None:
        """Say what is being read, as long as it is."""
        if attempt != self._attempt or self._found is not None or self._failure is not None:
            return
        if self._reading is not None:
            self._reading.show_unknown(self._reading_words())
        self.setup.after(_LOOK_MS, lambda: self._follow(attempt))

    def _reading_words(self) -> str:
        heard = self._heard
        if isinstance(heard, Waiting):
            return waiting_words(heard.until, self.language)
        if isinstance(heard, StepBegan):
            return f"{self.text(STEPS[heard.step])}…"
        return self.text("Reading both sides…")

    def _arrived(self, found: Preview, rows: list[PreviewRow]) -> None:
        report = found.report
        self._known = found.names
        if report.state is RunState.RED:
            self._broken_off(report)
        else:
            self._found, self._rows = found, rows
            self._rows_language = self.language.code
            self._chip = "check" if found.guards and any(row.asked for row in rows) else ALL
            self._search = ""
        self._show_again()

    def _show_again(self) -> None:
        """Draw what is known now, with the keyboard on what is to be answered first."""
        self.app.rebuild()
        first = self.first_focus() or self.try_again or self.main
        window: Any = self.app.window
        if first is not None and window.grab_current() is None:
            first.focus_set()

    def _broken_off(self, report: Report) -> None:
        cause = report.cause or say("Mostik made a mistake and stopped. Nothing was left half-written.")
        self._failure = (cause, report.advice, report.detail)

    def _not_made(self, error: Exception) -> None:
        if isinstance(error, MostikError):
            self._failure = (error.sentence, error.advice, error.detail)
        else:
            self._failure = (
                say("Mostik made a mistake and stopped. Nothing was left half-written."),
                say("Send the log to the makers of Mostik."),
                type(error).__name__,
            )
        self._show_again()

    def _names(self) -> Names | None:
        setup = self.setup
        if setup.shop_lists is not None and setup.warehouse_lists is not None:
            return names_of(setup.shop_lists, setup.warehouse_lists)
        return self._known

    # ---- the widgets

    def build(self, body: Surface) -> None:
        self._forget_widgets()
        body.columnconfigure(0, weight=1)
        gap = (size(body, Space.M), 0)
        parts: list[tkinter.Widget] = []
        if self._failure is not None:
            parts.append(self._failed_note(body, *self._failure))
        found = self._found
        if found is not None and found.guards:
            for guard in found.guards:
                question = GuardQuestion(
                    body,
                    guard,
                    self.language,
                    self.wizard.go,
                    answer=self._answers.get(guard.module),
                    on_change=self._answered,
                )
                self.guards.append(question)
                parts.append(question)
        else:
            parts.extend(self._letter_card(body))
            parts.extend(self._mark_choice(body))
        if found is not None:
            days = found.days_of_orders()
            if many_orders(days, found.profile.guards):
                self.many = ManyOrders(
                    body,
                    days,
                    self.language,
                    self.wizard.go,
                    typed=self._typed,
                    on_change=self._typed_something,
                )
                parts.append(self.many)
            self._build_table(body, found)
        elif self._failure is None:
            self._reading = Progress(body)
            self._reading.show_unknown(self._reading_words())
            parts.append(self._reading)
        for row, part in enumerate(parts):
            part.grid(row=row, column=0, sticky="ew", pady=gap if row else (0, 0))
        if self.table is not None:
            body.rowconfigure(len(parts), weight=1)
            self.table.grid(row=len(parts), column=0, sticky="nsew", pady=gap)
            self.table.lift()

    def _failed_note(self, body: Surface, cause: Sentence, advice: Sentence | None, detail: str) -> Note:
        told = [self.language.say(part) for part in (cause, advice) if part]
        note = Note(
            body, " ".join(told), Tone.BAD, headline=self.text("The preview could not be made."), strip=True
        )
        self.try_again = PushButton(note.body, self.text("Try again"), self._begin, icon_name="arrow-repeat")
        self.try_again.pack(anchor="w", pady=(size(body, Space.S), 0))
        if detail:
            Fold(note.body, self.text("Technical details"), detail).pack(
                fill="x", pady=(size(body, Space.S), 0)
            )
        return note

    def _mark_choice(self, body: Surface) -> list[tkinter.Widget]:
        """Where the marks shall lie, while that can still be chosen."""
        self.marks = None
        if self.letter is None:
            return []
        profile = self.setup.profile()
        if may_choose(profile):
            self.marks = MarkChoice(body, profile, self.language, self._marks_chosen)
        return [self.marks] if self.marks is not None else []

    def _marks_chosen(self, place: MarkPlace) -> None:
        self.setup.draft.setdefault("connect", {})["mark_place"] = place.value
        self.app.rebuild()

    def _letter_card(self, body: Surface) -> list[tkinter.Widget]:
        try:
            profile = self.setup.profile()
        except MostikError:
            # A step before is not finished; the preview says which.
            return []
        names = self._names()
        if names is None:
            return []
        self.letter = LetterCard(body, letter(profile, names, self.language), self.language, self.wizard.go)
        if self._first_write(profile) and (self._found is None or self._found.changes):
            self.letter.ask_for_backup(
                self._backup_words(names, profile),
                ticked=self._backed_up,
                on_change=self._backup_ticked,
                copy=self._make_copy if warehouse_file(profile.connect) else None,
            )
        return [self.letter]

    def _build_table(self, body: Surface, found: Preview) -> None:
        days = found.days_of_orders()
        said = [f"{orders_and_days(days, self.language)}." if days else ""]
        unchanged = sum(found.report.unchanged.values())
        if unchanged:
            said.append(
                self.count("{count} item is already right.", "{count} items are already right.", unchanged)
            )
        if not found.changes:
            said.insert(0, self.text("Nothing to change."))
        self.table = PreviewTable(
            body, self.language, chip=self._chip, said=" ".join(part for part in said if part)
        )
        if self._rows_language != self.language.code:
            self._translate(found)
        self.table.fill(self._rows)
        if self._search:
            self.table.search.value = self._search
            self.table.table.search(self._search)

    def _translate(self, found: Preview) -> None:
        """The rows in the language that was chosen just now."""
        language = self.language

        def done(rows: list[PreviewRow]) -> None:
            if self._found is found and self.table is not None and self.language is language:
                self._rows, self._rows_language = rows, language.code
                self.table.fill(rows)

        self.setup.work(lambda: rows_of(found, language), done)

    def _backup_words(self, names: Names, profile: Profile) -> str:
        if self._copying:
            return self.text("Copying…")
        if self._copied is not None:
            return self.text("Copied to {file}.", file=self._copied.name)
        if names.last_backup is None:
            return self.text("The warehouse notes no backup.")
        zone = ZoneInfo(profile.connect.time_zone)
        return self.text("The last one it notes: {moment}.", moment=self._moment(names.last_backup, zone))

    def _moment(self, moment: datetime, zone: ZoneInfo) -> str:
        return format_datetime(moment.astimezone(zone), "medium", locale=self.language.code)

    # ---- the bar

    def build_actions(self, bar: ActionBar) -> PushButton:
        changes = self._changes_to_make()
        if self._found is not None and not self._found.changes:
            self.main = bar.main(self.text("&Save"), self._save)
        else:
            self.main = bar.main(self._main_words(changes), self._save_and_sync, icon_name="arrow-repeat")
            self.save_only = bar.right(self.text("Save &only"), self._save)
        bar.right(self.text("&Back"), self.wizard.back)
        self.wizard.next_button = self.main
        return self.main

    def _main_words(self, changes: int | None) -> str:
        if changes is None:
            return self.text("Save and &sync")
        return self.count("Save and &sync {count} change", "Save and &sync {count} changes", changes)

    def _changes_to_make(self) -> int | None:
        found = self._found
        if found is None:
            return None
        left_out = {
            (guard.module, key)
            for guard in found.guards
            if self._answers.get(guard.module) is GuardAnswer.SEND_WITHOUT
            for key in guard.items
        }
        return sum((action.module, action.key) not in left_out for action in found.actions)

    # ---- what the owner says

    def _orders_allowed(self, found: Preview) -> bool:
        many = many_orders(found.days_of_orders(), found.profile.guards)
        return not many or says_yes(self._typed, self.language)

    @staticmethod
    def _first_write(profile: Profile) -> bool:
        return not profile.confirmed_first_run

    def _answered(self) -> None:
        self._answers = {
            question.guard.module: question.answer for question in self.guards if question.answer is not None
        }
        if self.main is not None and self._found is not None and self._found.changes:
            self.main.say(self._main_words(self._changes_to_make()))
        self.changed()

    def _typed_something(self) -> None:
        if self.many is not None:
            self._typed = self.many.typed
        self.changed()

    def _backup_ticked(self) -> None:
        if self.letter is not None and self.letter.tick is not None:
            self._backed_up = self.letter.tick.value
        self.changed()

    def _make_copy(self) -> None:
        profile = self.setup.profile()
        file = warehouse_file(profile.connect)
        if self._copying or file is None:
            return
        now = self.setup.desk.clock.now().astimezone(ZoneInfo(profile.connect.time_zone))
        self._copying = True

        def done(copied: Path) -> None:
            self._copying, self._copied, self._backed_up = False, copied, True
            self._say_backup(profile)

        def failed(error: Exception) -> None:
            self._copying = False
            self._say_backup(profile)
            self.app.show_error(error)

        self._say_backup(profile)
        self.setup.work(lambda: copy_warehouse(file, now), done, failed)

    def _say_backup(self, profile: Profile) -> None:
        names = self._names()
        if self.letter is None or self.letter.tick is None or names is None:
            return
        self.letter.tick.value = self._backed_up
        self.letter.say_backup(
            self._backup_words(names, profile), tone=Tone.GOOD if self._copied else Tone.QUIET
        )
        self.changed()

    # ---- saving

    def _save_and_sync(self) -> None:
        if self.problem() is None:
            self._keep(sync=True)

    def _save(self) -> None:
        if not self._saving:
            self._keep(sync=False)

    def _keep(self, *, sync: bool) -> None:
        setup = self.setup
        setup.keep()
        profile = setup.profile()
        self._saving = True
        self.changed()

        def done(saved: Saved) -> None:
            self._mark_saved()
            self._saving, setup.unsaved = False, False
            setup.typed.clear()
            if sync:
                options = ("--yes", *answer_options(self._answers))
                request = RunRequest(saved.profile.id, saved.profile.name, options, told=saved.told)
                self.app.show(lambda app: ProgressScreen(app, request))
            else:
                self._go_home(saved)

        def failed(error: Exception) -> None:
            if setup.desk.paths.state_file(profile.id).exists():
                self._mark_saved()
            self._saving = False
            self.changed()
            self.app.show_error(error)

        setup.work(
            lambda: save_connection(
                setup.desk, profile, dict(setup.typed), saved=setup.editing, draft=setup.draft
            ),
            done,
            failed,
        )

    def _mark_saved(self) -> None:
        """From now on the connection is there, and saving again changes it."""
        self.setup.draft.setdefault(ABOUT, {})["saved"] = True

    def _go_home(self, saved: Saved) -> None:
        self.app.go_home()
        if saved.told is not None:
            self.app.ask(
                self.text("Where secrets are kept"),
                self.language.say(saved.told),
                [Answer("close", self.text("Close"), main=True)],
                lambda _: None,
            )
