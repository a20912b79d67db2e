"""The match check within the wizard: which product here is which product there. Part of the step products."""

from __future__ import annotations

import tkinter
from collections.abc import Mapping
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from sync.model import Link
from sync.profile import Products
from wizard.answers import answer_of
from wizard.item_words import shop_name, warehouse_name
from wizard.matching_answers import ENTRY, DraftAnswers, JournalAnswers, Known, MatchingAnswers
from wizard.matching_panel import MatchingPanel
from wizard.matching_work import Matching, MatchSettings
from wizard.setup import Setup
from wizard.steps.part import setup_of
from wizard.widgets import Surface
from wizard.wizard_frame import Answers, Step, WizardFrame


def stop_if_left(setup: Setup, matching: Matching) -> None:
    """Stop reading unless the other of the two steps that show it is opened next."""

    def look() -> None:
        if setup.app.screen is not setup or setup.step.id not in ("products", "matching"):
            matching.stop()

    if matching.is_busy:
        # Which step comes next is known once this one has gone.
        setup.app.window.after_idle(look)


class _Answers:
    """Where the wizard keeps what is said: in the journal of a saved connection, else with the draft."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup

    @property
    def _place(self) -> MatchingAnswers:
        setup = self._setup
        if setup.editing:
            return JournalAnswers(setup.desk.paths, setup.desk.clock.now, setup.profile_id)
        return DraftAnswers(setup.draft, setup.save)

    def known(self) -> Known:
        return self._place.known()

    def link(self, link: Link) -> None:
        self._place.link(link)

    def unlink(self, link: Link) -> None:
        self._place.unlink(link)

    def set_apart(self, catalog: str, shop_id: str) -> None:
        self._place.set_apart(catalog, shop_id)

    def note_checked(self) -> None:
        self._place.note_checked()


class MatchingStep(Step):
    """See the module. What was read lives as long as the wizard."""

    id: ClassVar[str] = "matching"
    under: ClassVar[str] = "products"

    def __init__(self, wizard: WizardFrame) -> None:
        super().__init__(wizard)
        self.setup = setup_of(wizard)
        self.matching = Matching(self.setup, self.setup, _Answers(self.setup), MatchSettings((), ()))
        """Shared with the step products, so that both sides are read once."""
        self.matching.listen(self._changed)
        self.panel: MatchingPanel | None = None
        self._state: Mapping[str, Any] = {}

    def name(self) -> str:
        return self.text("Matching")

    def title(self) -> str:
        return self.text("Check which products are the same")

    def present(self, draft: dict[str, dict[str, Any]]) -> bool:
        return isinstance(answer_of(draft, "products"), Products)

    def build(self, body: Surface) -> None:
        connect = self.setup.connect()
        body.columnconfigure(0, weight=1)
        body.rowconfigure(0, weight=1)
        self.panel = MatchingPanel(
            body,
            self.setup,
            self.matching,
            names=(warehouse_name(connect, self.language), shop_name(connect)),
            zone=ZoneInfo(connect.time_zone),
            state=self._state,
        )
        self.panel.grid(row=0, column=0, sticky="nsew")

    def collect(self) -> Answers:
        if self.panel is not None and self.panel.winfo_exists():
            self._state = self.panel.state()
        # The answers were kept when they were given.
        return self.draft.get(ENTRY, {})

    def shown(self) -> None:
        self.matching.use(self._settings())

    def left(self) -> None:
        stop_if_left(self.setup, self.matching)

    def first_focus(self) -> tkinter.Misc | None:
        return self.panel.first_focus() if self.panel is not None else None

    def on_enter(self, focus: tkinter.Misc | None) -> bool:
        return self.panel is not None and self.panel.enter(focus)

    def _settings(self) -> MatchSettings:
        products = answer_of(self.draft, "products")
        return MatchSettings.of(products if isinstance(products, Products) else Products())

    def _changed(self) -> None:
        if self.panel is not None and self.panel.winfo_exists():
            self.panel.refresh_and_take_focus()
