"""Whether the shop tells Mostik at once: a small window with the switch, where the shop finds this computer,
and how it stands now.
"""

from __future__ import annotations

import tkinter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from sync.model import Choice
from sync.profile import Notices, Profile
from sync.shops.cloudcart.hooks import address_problem
from wizard.language import Language
from wizard.notice_words import NoticeWords
from wizard.theme import Font, Space, Tone, size
from wizard.widgets import (
    Badge,
    ChoiceField,
    Form,
    LinkButton,
    Note,
    PushButton,
    Surface,
    TextField,
    Toggle,
    Words,
)
from wizard.widgets.dialog import Dialog
from wizard.widgets.window_of import window_of

SECONDS: Final = (30, 60, 120, 300, 900, 3600)
"""Quiet seconds after which Mostik looks by itself, to choose from."""
_WIDTH: Final = 640
_LARGEST_PORT: Final = 65_535


@dataclass(frozen=True, slots=True)
class NoticeCommands:
    """What the panel asks for. ``save`` gets the panel and what was chosen; ``ask`` has the shop asked how
    its notices to an address stand; ``new_key`` makes another key of the hooks.
    """

    save: Callable[[NoticesPanel, Notices], object]
    ask: Callable[[NoticesPanel, str], object]
    new_key: Callable[[NoticesPanel], object]


class NoticesPanel(Dialog):
    """See the module. ``words`` of how it stands come by :meth:`show`."""

    def __init__(self, root: tkinter.Tk, profile: Profile, shop_name: str, commands: NoticeCommands) -> None:
        self._language: Language = window_of(root).language
        super().__init__(root, self.text("Notices of the shop"), width=_WIDTH)
        self._profile, self._commands = profile, commands
        self.words = NoticeWords("", Tone.QUIET)
        gap = (size(self, Space.M), 0)
        Words(
            self.inside,
            self.text("{shop} can tell Mostik at once", shop=shop_name),
            font=Font.SECTION,
            wrap=True,
        ).pack(fill="x")
        Words(
            self.inside,
            self.text(
                "For those who know their network: the shop calls this computer when an order or a product "
                "changes. Without it Mostik asks the shop by itself, and that is enough for most shops."
            ),
            tone=Tone.QUIET,
            wrap=True,
        ).pack(fill="x", pady=gap)
        self._build_state(gap)
        self.on = Toggle(
            self.inside,
            self.text("Listen to the shop’s notices"),
            hint=self._hint(),
            value=profile.notices.on and profile.confirmed_first_run,
            on_change=self._look,
        )
        self.on.pack(fill="x", pady=gap)
        self.on.enable(profile.confirmed_first_run)
        self._build_form(gap)
        self._build_warning(gap)
        self._build_bar()
        window_of(root).shortcuts.on_enter(self, lambda _focus: self._entered())
        self._look()
        self.open(self.on.control if profile.confirmed_first_run else self.main)

    def text(self, template: str, /, **fields: object) -> str:
        """A literal text in the owner's language."""
        return self._language.text(template, **fields)

    @property
    def notices(self) -> Notices:
        """What is chosen now."""
        port = self.port.value.strip()
        return Notices(
            on=self.on.value,
            address=self.address.value.strip(),
            port=int(port) if port.isdecimal() else Notices().port,
            every=int(self.every.value or Notices().every),
        )

    # ---- how it stands

    def show(self, words: NoticeWords) -> None:
        """Say how it stands now."""
        if words == self.words:
            return
        self.words = words
        for child in self._state.winfo_children():
            child.destroy()
        Badge(self._state, words.state, words.tone).grid(row=0, column=0, sticky="nw")
        Words(self._state, words.sentence, wrap=True).grid(
            row=0, column=1, sticky="ew", padx=(size(self, Space.M), 0)
        )
        self.fit()

    def _build_state(self, gap: tuple[int, int]) -> None:
        self._state = Surface(self.inside)
        self._state.columnconfigure(1, weight=1)
        self._state.pack(fill="x", pady=gap)
        self.ask_button = LinkButton(self.inside, self.text("Ask the shop"), self.ask)
        self.ask_button.pack(anchor="w", pady=(size(self, Space.XS), 0))

    def ask(self) -> None:
        """Have the shop asked how its notices to the typed address stand."""
        self._commands.ask(self, self.address.value.strip())

    # ---- the parts

    def _hint(self) -> str:
        if not self._profile.confirmed_first_run:
            return self.text("The first run is yours: look at what it will do and start it.")
        return self.text(
            "While this window is open. Mostik also looks by itself, so that nothing is missed when a "
            "notice is lost."
        )

    def _build_form(self, gap: tuple[int, int]) -> None:
        kept = self._profile.notices
        form = Form(self.inside)
        form.pack(fill="x", pady=gap)
        self.address = TextField(form, on_change=self._look, placeholder="https://notices.example.com")
        self.address.value = kept.address
        form.row(self.text("Address"), self.address)
        self.address.hint(
            self.text("With https; a tunnel or your router leads from it to the port below."), Tone.QUIET
        )
        self.port = TextField(form, on_change=self._look, width=8)
        self.port.value = str(kept.port)
        form.row(self.text("Port here"), self.port)
        offered = sorted({*SECONDS, kept.every})
        self.every = ChoiceField(
            form, [Choice(str(each), self._after(each)) for each in offered], str(kept.every)
        )
        form.row(self.text("Look by itself"), self.every)

    def _after(self, seconds: int) -> str:
        count = self._language.count
        if seconds % 60:
            return count("after {count} quiet second", "after {count} quiet seconds", seconds)
        return count("after {count} quiet minute", "after {count} quiet minutes", seconds // 60)

    def _build_warning(self, gap: tuple[int, int]) -> None:
        note = Note(
            self.inside,
            self.text(
                "With each notice CloudCart sends one of the shop’s API keys, and whoever has that may do "
                "everything in the shop. So only https addresses are taken. Mostik knows a true notice by "
                "a key of its own, which it made itself and keeps in this computer’s password store."
            ),
            Tone.WARN,
        )
        note.pack(fill="x", pady=gap)
        self.key_button = PushButton(
            note.body, self.text("Make another key"), self._press_new_key, rank="second", icon_name="key"
        )
        self.key_button.pack(anchor="w", pady=(size(self, Space.S), 0))
        self._key_words = Words(note.body, wrap=True)

    def _press_new_key(self) -> None:
        self.key_button.enable(False)
        self._commands.new_key(self)

    def key_is_new(self) -> None:
        """Another key is kept, and the hooks get it."""
        self.key_button.enable(True)
        self._key_words.say(self.text("There is another key now. The shop gets it at once."), Tone.GOOD)
        self._key_words.pack(fill="x", pady=(size(self, Space.S), 0))
        self.fit()

    def _build_bar(self) -> None:
        bar = Surface(self.inside)
        bar.pack(fill="x", pady=(size(self, Space.XL), 0))
        self.main = PushButton(bar, self.text("Save"), self._press_save, rank="main")
        self.main.pack(side="right", padx=(size(self, Space.S), 0))
        PushButton(bar, self.text("Close"), self.close).pack(side="right")

    # ---- what the owner does

    def _look(self) -> None:
        """Errors go as soon as they are mended; new ones are told when Save is pressed."""
        if self._problem_of_address() == "":
            self.address.error("")
        if self._problem_of_port() == "":
            self.port.error("")

    def _problem_of_address(self) -> str:
        if not self.on.value:
            return ""
        problem = address_problem(self.address.value.strip())
        return self._language.say(problem) if problem is not None else ""

    def _problem_of_port(self) -> str:
        port = self.port.value.strip()
        if port.isdecimal() and 1 <= int(port) <= _LARGEST_PORT:
            return ""
        return self.text("A port is a whole number from 1 to {most}.", most=_LARGEST_PORT)

    def _entered(self) -> bool:
        self._press_save()
        return True

    def _press_save(self) -> None:
        address, port = self._problem_of_address(), self._problem_of_port()
        self.address.error(address)
        self.port.error(port)
        if address or port:
            (self.address if address else self.port).focus_set()
            self.fit()
            return
        self._commands.save(self, self.notices)
