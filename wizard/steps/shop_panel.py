"""What every kind of shop has on the step connect: its fields, its key, its settings for the test."""

from __future__ import annotations

import tkinter
from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sync.profile import SecretName, ShopSettings
from sync.sentences import Sentence
from wizard.setup import Setup
from wizard.steps.connect_secrets import KeyringState, SecretPart
from wizard.steps.part import Part
from wizard.steps.ticks import SHOP_TICKS, TickWords
from wizard.theme import Font, Space, Tone, size
from wizard.widgets import Form, LinkButton, Option, PushButton, SecretField, Surface, Words


class ShopPanel(Part):
    """The fields of one kind. The part around it shows the tiles, runs the test and shows its result.

    ``test`` begins the test, ``explain`` opens or closes what :meth:`explanation` says. What is typed calls
    ``changed``, and what has no bearing on the test calls ``noted``.
    """

    platform: str
    token: SecretField
    test_button: PushButton
    _where: Words | None = None

    def __init__(
        self,
        setup: Setup,
        changed: Callable[[], None],
        noted: Callable[[], None],
        test: Callable[[], None],
        explain: Callable[[], None],
    ) -> None:
        super().__init__(setup, changed)
        self._noted, self._test, self._explain = noted, test, explain
        self.secret = SecretPart(setup, changed, SecretName.SHOP_TOKEN)
        self._keyring: tuple[str, Tone] = ("", Tone.QUIET)
        self._tested = False
        self._may_test = False

    @abstractmethod
    def option(self) -> Option:
        """Its tile."""

    @abstractmethod
    def read(self, shop: Mapping[str, Any]) -> None:
        """Take what the draft holds, which may be unfinished."""

    @abstractmethod
    def collect(self) -> dict[str, Any]:
        """What the draft keeps, be it unfinished; secrets are never part of it."""

    @abstractmethod
    def settings(self) -> ShopSettings | None:
        """What a test is made with; None as long as something is missing."""

    @abstractmethod
    def explanation(self) -> str:
        """Where its key is made."""

    @abstractmethod
    def running_text(self) -> str:
        """What is said while the test runs."""

    @property
    def ticks(self) -> Sequence[TickWords]:
        """The ticks of its test."""
        return SHOP_TICKS

    @property
    def complete(self) -> bool:
        """Whether everything is there that a test needs."""
        return self.secret.there and self.settings() is not None

    def resting_place(self) -> tkinter.Misc:
        """Where the keyboard waits while a test runs."""
        return self.token

    def invite_another(self, focus: tkinter.Misc | None) -> None:
        """The test failed: what is typed next replaces a key that was refused."""
        if focus is self.token.control:
            self.token.control.selection_range(0, "end")

    def keep(self) -> None:
        """The test passed: keep what was typed in secret."""
        self.secret.keep()

    def forget(self) -> None:
        """Another kind was chosen: a key belongs to its shop and is never sent to another one."""
        self.secret.forget()

    def found(self, state: KeyringState) -> None:
        """What the keyring holds is known now."""
        self.secret.found(state)

    def first_empty(self) -> tkinter.Misc | None:
        """The first field that is to be filled in."""
        return None if self.secret.there else self.token.control

    def problem(self) -> Sentence | None:
        """What still has to be answered once the test has passed."""
        return None

    # ---- the row of the key, with the button

    def fill_key(self, form: Form, label: str) -> None:
        """The field of the key, the button of the test and where the key lies."""
        row = Surface(form)
        row.columnconfigure(0, weight=1)
        self.token = self.secret.make(row)
        self.token.grid(row=0, column=0, sticky="ew")
        self.make_button(row).grid(row=0, column=1, sticky="n", padx=(size(row, Space.S), 0))
        form.row(label, row)
        below = Surface(row)
        below.grid(row=1, column=0, columnspan=2, sticky="ew", pady=(size(row, Space.XS), 0))
        below.columnconfigure(1, weight=1)
        LinkButton(below, self.text("Where do I find it?"), self._explain, icon_name="question-circle").grid(
            row=0, column=0, sticky="nw"
        )
        self._where = Words(below, font=Font.SMALL, wrap=True)
        self._where.grid(
            row=0,
            column=1,
            sticky="new",
            padx=(size(row, Space.M), 0),
            pady=(size(row, Space.S) // 4, 0),
        )
        self._where.say(*self._keyring)

    def make_button(self, parent: Surface) -> PushButton:
        """The button of the test."""
        self.test_button = PushButton(
            parent, self._button_text(), self._test, rank="second", icon_name="plug"
        )
        self.test_button.enable(self._may_test)
        return self.test_button

    def _button_text(self) -> str:
        return self.text("&Test again") if self._tested else self.text("&Test")

    def show_button(self, *, tested: bool, enabled: bool) -> None:
        """How the button is, from now on."""
        self._tested, self._may_test = tested, enabled
        if self.is_shown:
            self.test_button.say(self._button_text())
            self.test_button.enable(enabled)

    def show_keyring(self, words: str, tone: Tone) -> None:
        """Where the key is kept, from now on."""
        self._keyring = (words, tone)
        if self.is_shown and self._where is not None and self._where.winfo_exists():
            self._where.say(words, tone)
