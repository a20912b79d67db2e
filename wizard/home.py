"""Home: the connections with their state, last and next run, and how to begin where there is none yet."""

from __future__ import annotations

import tkinter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from wizard.home_actions import HomeActions
from wizard.home_card import CardCommands, ConnectionCard
from wizard.home_clock import HomeClock
from wizard.home_menu import MenuEntry, open_menu
from wizard.home_start import StartCards, StartCommands
from wizard.home_words import CardWords, card_words, heading
from wizard.jobs import start_run
from wizard.language import LANGUAGES
from wizard.progress import Start
from wizard.screen import State, TopBarScreen
from wizard.session import HomeFacts, Session, Unfinished
from wizard.theme import Font, Space, Tone, palette, size
from wizard.widgets import Card, Flow, LinkButton, Note, PushButton, Surface, Tooltip, Words

if TYPE_CHECKING:
    from wizard.app import App

_LATER_MS = 400


class Home(TopBarScreen):
    """See the module. ``session`` is what lives as long as the window; ``start`` starts runs."""

    body_on_page = True
    has_actions = False

    def __init__(self, app: App, session: Session, *, start: Start = start_run) -> None:
        super().__init__(app)
        self.session = session
        self.facts: HomeFacts | None = None
        self.actions = HomeActions(app, session, self.look_again, start=start)
        self.words: Sequence[CardWords] = ()
        self.cards: dict[str, ConnectionCard] = {}
        self.menu: tkinter.Menu | None = None
        self._shown_now: object = None
        self._waits = False

    # ---- reading

    def shown(self) -> None:
        if self.session.last_read is None:
            self.look_again()
        else:
            # What home showed last may be over, so it is read anew before anything is seen; the keyring,
            # which may wait for a person, is asked afterwards.
            self.work(partial(self.session.read, ask_keyring=False), self._have_at_once)
        if not self.session.ticking:
            self.session.ticking = True
            clock = HomeClock(
                self.app, self.session, partial(_tell_home, self.app), partial(_move_home, self.app)
            )
            clock.start()
            self.app.window.bind("<Destroy>", partial(self._window_goes, clock), add="+")

    def _window_goes(self, clock: HomeClock, event: tkinter.Event[Any]) -> None:
        if event.widget is self.app.window:
            clock.stop()
            self.session.close()

    def _have_at_once(self, facts: HomeFacts) -> None:
        self.have(facts)
        self.look_again()

    def look_again(self) -> None:
        """Read the connections and show what has changed."""
        if self.app.screen is self:
            self.work(self.session.read, self.have)

    def have(self, facts: HomeFacts) -> None:
        """Show these facts; the screen is built anew only where more than a time of day has changed."""
        self.session.last_read = facts
        first = self.facts is None
        self.facts = facts
        if self.app.screen is not self:
            return
        self.words = self._card_words()
        if self._what_is_shown() != self._shown_now:
            self._build_again(first=first)
            return
        for words in self.words:
            self.cards[words.id].say_facts(words)

    def moved(self) -> None:
        """A scheduled run has told how far it is."""
        if self.facts is not None:
            self.have(self.facts)

    def _card_words(self) -> list[CardWords]:
        if self.facts is None:
            return []
        now = self.desk.clock.now()
        running, notices = self.session.running, self.session.notices
        return [
            card_words(one, running.get(one.id), now, self.language, notices.facts(one.id))
            for one in self.facts.connections
        ]

    def _what_is_shown(self) -> object:
        """Everything that needs new widgets when it changes; the times of last and next run do not."""
        if self.facts is None:
            return None
        problem = self.facts.keyring_problem
        return (
            [replace(words, facts=tuple((label, "") for label, _ in words.facts)) for words in self.words],
            list(self.facts.unfinished),
            problem.sentence if problem else None,
        )

    def _build_again(self, *, first: bool = False) -> None:
        if self.app.screen is not self or (self._waits and not first):
            return
        if self.app.window.tk.call("grab", "current"):
            # A menu or a question is open above it and would lose the keyboard.
            self._waits = True
            self.after(_LATER_MS, self._build_after_waiting)
            return
        if first:
            self.app.draw(self)
        else:
            self.app.rebuild()

    def _build_after_waiting(self) -> None:
        self._waits = False
        self._build_again()

    # ---- over a change of theme or language

    def state(self) -> State:
        return {"offset": self.body.offset}

    def restore(self, state: State) -> None:
        self.app.window.after_idle(self._scroll_back, float(state.get("offset", 0.0)))

    def _scroll_back(self, offset: float) -> None:
        if self.app.screen is self and self.body.winfo_exists():
            self.body.scroll_to(offset)

    # ---- the top bar

    def build_top(self, right: Surface) -> None:
        text = self.text
        code = self.language.code
        self.language_button = PushButton(
            right, LANGUAGES[code], self._choose_language, rank="quiet", icon_name="globe"
        )
        self.language_button.pack(side="left")
        Tooltip(self.language_button, text("Language"))
        dark = palette().mode == "dark"
        self.theme_button = PushButton(
            right,
            "",
            lambda: self.app.use_theme("light" if dark else "dark"),
            rank="quiet",
            icon_name="sun" if dark else "moon",
        )
        self.theme_button.pack(side="left")
        Tooltip(self.theme_button, text("Light colours") if dark else text("Dark colours"))
        self.help_button = PushButton(right, "", self.on_help, rank="quiet", icon_name="question-circle")
        self.help_button.pack(side="left")
        Tooltip(self.help_button, f"{text('Help')} (F1)")

    def _choose_language(self) -> None:
        self.menu = open_menu(
            self.language_button,
            [
                MenuEntry(name, partial(self.app.use_language, code), chosen=code == self.language.code)
                for code, name in LANGUAGES.items()
            ],
        )

    # ---- the body

    def build_body(self, body: Surface) -> None:
        self.cards = {}
        self.words = self._card_words()
        self._shown_now = self._what_is_shown()
        shortcuts, window = self.app.window.shortcuts, self.app.window
        shortcuts.on_key(window, "Control-n", self.actions.new_connection)
        shortcuts.on_key(window, "F2", self._edit_focused)
        facts = self.facts
        if facts is None:
            Words(body, self.text("Reading…"), tone=Tone.QUIET).pack(anchor="w")
            return
        if facts.connections:
            self._build_head(body, facts)
        self._build_notes(body, facts)
        for unfinished in facts.unfinished:
            self._build_unfinished(body, unfinished)
        if not facts.connections:
            self._build_start(body, calm=self.main_button is not None)
            return
        for words in self.words:
            self._build_card(body, words)
        self._build_foot(body)

    def _build_head(self, body: Surface, facts: HomeFacts) -> None:
        head = Surface(body)
        head.pack(fill="x")
        head.columnconfigure(0, weight=1)
        Words(head, self.text("Your connections"), font=Font.TITLE, wrap=True).grid(
            row=0, column=0, sticky="ew"
        )
        self.heading = Words(head, heading(facts, self.words, self.language), tone=Tone.QUIET, wrap=True)
        self.heading.grid(row=1, column=0, sticky="ew", pady=(size(body, Space.XS), 0))
        self.history_button = PushButton(
            head, self.text("History"), self._open_history, rank="quiet", icon_name="clock-history"
        )
        self.history_button.grid(row=0, column=1, rowspan=2, sticky="se", padx=size(body, Space.S))
        self.new_button = PushButton(
            head, self.text("&New connection"), self.actions.new_connection, icon_name="plus-lg"
        )
        self.new_button.grid(row=0, column=2, rowspan=2, sticky="se")
        Tooltip(self.new_button, "Ctrl+N")

    def _build_notes(self, body: Surface, facts: HomeFacts) -> None:
        gap = (size(body, Space.M), 0)
        if facts.keyring_problem is not None and facts.connections:
            told = self.language.say(facts.keyring_problem.sentence)
            remark = self.text(
                "Keys stay in memory until Mostik is closed, and are asked for again next time."
            )
            Note(body, f"{told} {remark}", Tone.WARN).pack(fill="x", pady=gap)
        problem = self.session.sample_problem
        if problem is not None:
            said = [self.language.say(part) for part in (problem.sentence, problem.advice) if part]
            Note(body, " ".join(said), Tone.WARN).pack(fill="x", pady=gap)

    def _build_unfinished(self, body: Surface, unfinished: Unfinished) -> None:
        card = Card(body, strip=Tone.INFO)
        card.pack(fill="x", pady=(size(body, Space.M), 0))
        card.body.columnconfigure(0, weight=1)
        name = unfinished.name or self.text("New connection")
        Words(card.body, self.text("Continue where you stopped"), font=Font.SECTION, wrap=True).grid(
            row=0, column=0, sticky="ew"
        )
        told = (
            self.text(
                "You began to change {name}. The connection runs as before until you finish.", name=name
            )
            if unfinished.editing
            else self.text("You began “{name}”. Your answers are kept.", name=name)
        )
        Words(card.body, told, tone=Tone.QUIET, wrap=True).grid(
            row=1, column=0, sticky="ew", pady=(size(body, Space.XS), 0)
        )
        alone = self.main_button is None and not self.words
        go_on = PushButton(
            card.body,
            self.text("Continue"),
            partial(self.actions.resume, unfinished),
            rank="main" if alone else "second",
        )
        go_on.grid(row=0, column=1, rowspan=2, padx=(size(body, Space.L), 0))
        if alone:
            self.main_button = go_on
        PushButton(
            card.body, self.text("Throw away"), partial(self.actions.forget, unfinished), rank="quiet"
        ).grid(row=0, column=2, rowspan=2, padx=(size(body, Space.S), 0))

    def _build_start(self, body: Surface, *, calm: bool) -> None:
        actions = self.actions
        self.start_cards = StartCards(
            body,
            StartCommands(actions.new_connection, actions.try_sample, actions.import_connection),
            calm=calm,
        )
        self.start_cards.pack(fill="both", expand=True)
        if not calm:
            self.main_button = self.start_cards.main

    def _build_card(self, body: Surface, words: CardWords) -> None:
        actions = self.actions
        card = ConnectionCard(
            body,
            words,
            CardCommands(
                cure=partial(self._of_card, words.id, actions.cure),
                summary=partial(self._of_card, words.id, actions.open_summary),
                edit=partial(self._open_edit_menu, words.id),
                open_run=lambda run_id: actions.open_summary_of(words.id, run_id),
            ),
        )
        card.pack(fill="x", pady=(size(body, Space.L), 0))
        self.cards[words.id] = card
        if self.main_button is None:
            self.main_button = card.main
        for button in card.buttons:
            button.bind("<Up>", partial(self._across, words.id, -1))
            button.bind("<Down>", partial(self._across, words.id, 1))

    def _build_foot(self, body: Surface) -> None:
        foot = Flow(body, gap=Space.XL)
        foot.pack(fill="x", pady=(size(body, Space.L), 0))
        self.import_link = foot.add(
            LinkButton(foot, self.text("&Import connection…"), self.actions.import_connection)
        )
        if not any(words.sample for words in self.words):
            self.sample_link = foot.add(
                LinkButton(foot, self.text("&Try the sample"), self.actions.try_sample)
            )

    # ---- from a card to what it does

    def _of_card(self, connection_id: str, call: Callable[[CardWords], object]) -> None:
        """Call with what the card says now: it may have changed since the card was built."""
        words = next((each for each in self.words if each.id == connection_id), None)
        if words is not None:
            call(words)
            self.moved()

    def _across(self, connection_id: str, step: int, _event: tkinter.Event[Any]) -> str:
        ids = list(self.cards)
        place = ids.index(connection_id) + step
        if 0 <= place < len(ids):
            self.cards[ids[place]].focus_set()
        return "break"

    def focused_card(self) -> ConnectionCard | None:
        """The card that the keyboard is on, else the first one."""
        here = self.app.window.focus_get()
        while here is not None:
            if isinstance(here, ConnectionCard):
                return here
            here = here.master
        return next(iter(self.cards.values()), None)

    def _edit_focused(self) -> None:
        card = self.focused_card()
        if card is not None:
            self._open_edit_menu(card.words.id)

    def _open_history(self) -> None:
        if len(self.words) == 1:
            self.actions.history(self.words[0])
            return
        readable = [words for words in self.words if words.readable]
        self.menu = open_menu(
            self.history_button,
            [MenuEntry(words.name, partial(self.actions.history, words)) for words in readable],
        )

    def _open_edit_menu(self, connection_id: str) -> None:
        card = self.cards.get(connection_id)
        if card is None:
            return
        self.menu = open_menu(card.edit, self.edit_entries(card.words))

    def edit_entries(self, words: CardWords) -> list[MenuEntry]:
        """What can be done with a connection, as the menu behind Edit lists it."""
        text, actions = self.text, self.actions
        log = MenuEntry(text("Log"), partial(actions.log, words))
        if not words.readable:
            return [log, MenuEntry(), MenuEntry(text("Delete…"), partial(actions.delete, words))]
        line = MenuEntry()
        notices = (
            [MenuEntry(text("Notices of the shop…"), partial(actions.notices, words))]
            if words.sends_notices
            else []
        )
        receipts = (
            [MenuEntry(text("Receipts…"), partial(actions.receipts, words))] if words.prints_receipts else []
        )
        entries = [
            *receipts,
            MenuEntry(text("Change the choices…"), partial(actions.edit, words)),
            MenuEntry(text("Schedule…"), partial(actions.schedule, words)),
            *notices,
            MenuEntry(text("Go on") if words.paused else text("Pause"), partial(actions.pause, words)),
            line,
            MenuEntry(text("Check matching…"), partial(actions.match_check, words)),
            MenuEntry(text("Check both sides…"), partial(actions.audit, words)),
            MenuEntry(text("History"), partial(actions.history, words)),
            log,
            line,
            MenuEntry(text("Forget a person…"), partial(actions.forget_person, words)),
            MenuEntry(text("Rename…"), partial(actions.rename, words)),
        ]
        if words.sample:
            # A copy or an export of it would lead to a shop that is not there.
            return [*entries, MenuEntry(text("Remove the sample…"), partial(actions.delete, words))]
        return [
            *entries,
            MenuEntry(text("Copy…"), partial(actions.copy, words)),
            MenuEntry(text("Export…"), partial(actions.export, words)),
            line,
            MenuEntry(text("Delete…"), partial(actions.delete, words)),
        ]

    def help_text(self) -> str:
        return self.text(
            "Each card is a connection between a warehouse and a shop. Green: all is done. Amber: something "
            "needs you. Red: nothing could be done. The blue button syncs, or mends what is in the way."
        )


def _tell_home(app: App, facts: HomeFacts) -> None:
    screen = app.screen
    if isinstance(screen, Home):
        screen.have(facts)


def _move_home(app: App) -> None:
    screen = app.screen
    if isinstance(screen, Home):
        screen.moved()
