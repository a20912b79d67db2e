"""Bringing all products of the shop into the warehouse once, on the step products."""

from __future__ import annotations

import tkinter
from collections.abc import Callable
from datetime import datetime

from storage.profiles import Profiles
from sync.errors import MostikError
from sync.run.bringing import BROUGHT
from sync.sentences import Sentence
from wizard.matching_work import Matching
from wizard.setup import Setup
from wizard.steps.part import Part
from wizard.steps.product_answers import ProductAnswers
from wizard.theme import Space, size
from wizard.widgets import LinkButton, Surface, Toggle


class BringingPart(Part):
    """A switch that is off again once everything was brought, and opens when the owner has seen the match
    check. ``brought`` is the wish that a run has done.
    """

    def __init__(
        self, setup: Setup, answers: ProductAnswers, matching: Matching, changed: Callable[[], None]
    ) -> None:
        super().__init__(setup, changed)
        self.answers, self.matching = answers, matching
        self.brought: datetime | None = None
        self.toggle: Toggle | None = None
        self.check: LinkButton | None = None

    def problem(self) -> Sentence | None:
        return None

    def first_wrong(self) -> tkinter.Misc | None:
        return None

    def read(self) -> None:
        """Look beside the window whether a run has done what was asked for."""
        wish, setup = self.answers.bring_all, self.setup
        if wish is None or not setup.editing:
            return
        profiles = Profiles(setup.desk.paths, setup.desk.clock.now)

        def look() -> str:
            try:
                with profiles.open(setup.profile_id, write=False) as journal:
                    return journal.recall(BROUGHT) or ""
            except MostikError:
                return ""

        def found(done: str) -> None:
            if done == wish.isoformat() and self.answers.bring_all == wish:
                self.brought, self.answers.bring_all = wish, None
                self.draw()
                self.changed()

        setup.work(look, found)

    def fill(self, place: Surface) -> None:
        self.toggle = Toggle(
            place,
            self.text("Bring all products of the shop into the warehouse once"),
            hint=self._hint(),
            value=self.answers.bring_all is not None,
            on_change=self._switched,
        )
        self.toggle.pack(fill="x")
        self.check = LinkButton(
            place, self.text("First go through the match check"), lambda: self.setup.go("matching")
        )
        self.look()

    @property
    def _is_open(self) -> bool:
        return self.matching.checked or self.answers.bring_all is not None

    def look(self) -> None:
        """The match check has told something."""
        if self.toggle is None or not self.toggle.winfo_exists() or self.check is None:
            return
        self.toggle.enable(self._is_open)
        if self._is_open:
            self.check.pack_forget()
        else:
            self.check.pack(anchor="w", pady=(size(self.check, Space.S), 0))

    def _hint(self) -> str:
        if self.answers.bring_all is not None:
            return self.text(
                "Each variant becomes a good of its own; goods that are there already get the shop’s name "
                "and barcode. The preview says how many. No stock is sent for new ones until you have "
                "counted them in the warehouse."
            )
        if self.brought is not None:
            return self.text("All were brought, so it switched itself off.")
        return self.text("It switches itself off when every product is linked or brought.")

    def _switched(self) -> None:
        assert self.toggle is not None
        self.answers.bring_all = self.setup.desk.clock.now() if self.toggle.value else None
        self.toggle.say_hint(self._hint())
        self.look()
        self.changed()
