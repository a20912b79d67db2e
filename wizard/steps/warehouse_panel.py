"""What every kind of warehouse program has on the step connect: its fields, its answer, its test."""

from __future__ import annotations

import tkinter
from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sync.errors import MostikError
from sync.ports import CheckStep
from sync.profile import WarehouseProgram, WarehouseSettings
from sync.sentences import Sentence
from wizard.readings import WarehouseLists
from wizard.setup import Setup
from wizard.steps.connect_secrets import KeyringState
from wizard.steps.part import Part
from wizard.steps.ticks import TickWords
from wizard.widgets import Option, PushButton, Surface


class WarehousePanel(Part):
    """The fields of one kind. The part around it shows the tiles, runs the test and shows its result.

    ``test`` begins the test; the panel puts its button, which does the same, where it belongs.
    """

    program: WarehouseProgram
    test_button: PushButton

    def __init__(self, setup: Setup, changed: Callable[[], None], test: Callable[[], None]) -> None:
        super().__init__(setup, changed)
        self._test = test
        self._tested = False
        self._may_test = False

    @abstractmethod
    def option(self) -> Option:
        """Its tile."""

    @property
    @abstractmethod
    def ticks(self) -> Sequence[TickWords]:
        """The ticks of its test."""

    @property
    @abstractmethod
    def complete(self) -> bool:
        """Whether everything is there that a test needs."""

    @abstractmethod
    def read(self, warehouse: Mapping[str, Any]) -> None:
        """Take what the draft holds, which may be unfinished."""

    @abstractmethod
    def collect(self) -> dict[str, Any]:
        """What the draft keeps, be it unfinished; secrets are never part of it."""

    @abstractmethod
    def preparation(self) -> Callable[[], WarehouseSettings]:
        """Something to be called beside the window: it makes what has to be made and says what to test."""

    @abstractmethod
    def failed_ticks(self, error: MostikError) -> tuple[CheckStep, ...]:
        """The ticks of a test that could not even begin."""

    @abstractmethod
    def first_empty(self) -> tkinter.Misc | None:
        """The first field that is to be filled in."""

    @abstractmethod
    def resting_place(self) -> tkinter.Misc:
        """Where the keyboard stays while the test runs and its button is off."""

    @abstractmethod
    def running_text(self) -> str:
        """What is said while the test runs."""

    def prepared(self, settings: WarehouseSettings) -> None:
        """What was prepared is there now."""

    def found(self, state: KeyringState) -> None:
        """What the keyring holds is known now."""

    def passed(self) -> None:
        """Its test has passed."""

    def warning(self, lists: WarehouseLists) -> Sentence | None:
        """What its test passed with, and the owner should mend all the same."""
        del lists
        return None

    def enter(self) -> bool:
        """Whether Enter in one of its fields was used for something else than the test."""
        return False

    # ---- the button

    def button(self, parent: Surface) -> PushButton:
        """The button of the test, to be put where it belongs."""
        self.test_button = PushButton(
            parent, self.button_text(tested=self._tested), self._test, rank="second", icon_name="plug"
        )
        self.test_button.enable(self._may_test)
        return self.test_button

    def button_text(self, *, tested: bool) -> str:
        return self.text("T&est again") if tested else self.text("T&est")

    def show_button(self, *, tested: bool, enabled: bool) -> None:
        """How the button is, from now on."""
        self._tested, self._may_test = tested, enabled
        if self.is_shown:
            self.test_button.say(self.button_text(tested=tested))
            self.test_button.enable(enabled)
