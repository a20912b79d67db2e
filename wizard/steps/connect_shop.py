"""The shop on the step connect: which one, its fields, and the test that proves it."""

from __future__ import annotations

import tkinter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sync.errors import MostikError
from sync.ports import CheckStep
from sync.sentences import Sentence
from wizard.readings import ShopLists, read_shop
from wizard.setup import Setup
from wizard.steps.connect_baselinker import BaseLinkerPanel
from wizard.steps.connect_by_file import ByFilePanel
from wizard.steps.connect_cloudcart import CloudCartPanel
from wizard.steps.connect_gombashop import GombaShopPanel
from wizard.steps.connect_secrets import KeyringState
from wizard.steps.connect_seliton import SelitonPanel
from wizard.steps.part import Part, scroll_to
from wizard.steps.shop_panel import ShopPanel
from wizard.steps.ticks import SHOP_TICKS, TickWords, failed_at_end, failed_at_once, passed, ticks
from wizard.theme import Font, Space, Tone, size
from wizard.widgets import Note, PushButton, ResultPanel, SecretField, Surface, Tiles, Words


@dataclass(frozen=True, slots=True)
class _NotOpened:
    """Why nothing could even be sent to the shop."""

    error: MostikError


class ShopPart(Part):
    """Tiles, the fields of the chosen shop and the result of its test. The lists that were read stand in the
    wizard.
    """

    def __init__(self, setup: Setup, changed: Callable[[], None], noted: Callable[[], None]) -> None:
        super().__init__(setup, changed)
        self.baselinker = BaseLinkerPanel(setup, self._forget, noted, self.test, self.explain)
        self.cloudcart = CloudCartPanel(setup, self._forget, noted, self.test, self.explain)
        self.seliton = SelitonPanel(setup, self._forget, noted, self.test, self.explain)
        self.gombashop = GombaShopPanel(setup, self._forget, noted, self.test, self.explain)
        self.by_file = ByFilePanel(setup, self._forget, noted, self.test, self.explain)
        self._panels: tuple[ShopPanel, ...] = (
            self.baselinker,
            self.cloudcart,
            self.seliton,
            self.gombashop,
            self.by_file,
        )
        self._platform = ""
        self._explains = False
        self._turn = 0
        self.running = False
        self._steps: tuple[CheckStep, ...] = ()
        self._sample = ""

    # ---- what it stands for

    @property
    def chosen(self) -> ShopPanel | None:
        """The fields of the chosen shop; None while none is chosen."""
        return next((panel for panel in self._panels if panel.platform == self._platform), None)

    @property
    def offered(self) -> tuple[ShopPanel, ...]:
        """The kinds to choose from. A saved connection stays with its shop: the marks in the warehouse name
        it.
        """
        chosen = self.chosen
        return (chosen,) if self.setup.editing and chosen is not None else self._panels

    @property
    def passed(self) -> bool:
        """Whether the test of what stands here now has passed."""
        return self.setup.shop_lists is not None and not self.running and passed(self._steps)

    @property
    def can_test(self) -> bool:
        return self.chosen is not None and self.chosen.complete and not self.running

    def problem(self) -> Sentence | None:
        """What still has to be answered once the test has passed."""
        return self.chosen.problem() if self.chosen is not None else None

    def read(self, answers: Mapping[str, Any]) -> None:
        """Take what the draft holds, and the lists of a test that was made before."""
        shop = answers.get("shop")
        if isinstance(shop, Mapping):
            for panel in self._panels:
                if panel.platform == shop.get("platform"):
                    self._platform = panel.platform
                    panel.read(shop)
        lists = self.setup.shop_lists
        if lists is not None and not self._steps:
            self._take(lists)

    def collect(self) -> dict[str, Any]:
        return {"shop": self.chosen.collect()} if self.chosen is not None else {}

    # ---- widgets

    def fill(self, place: Surface) -> None:
        gap = (size(place, Space.S), 0)
        Words(place, self.text("Your online shop"), font=Font.SECTION, wrap=True).pack(fill="x")
        self.shops = Tiles(
            place,
            [panel.option() for panel in self.offered],
            value=self._platform,
            on_change=self._shop_chosen,
            smallest=200,
        )
        self.shops.pack(fill="x", pady=gap)
        self._fields = Surface(place)
        self._fields.pack(fill="x", pady=gap)
        self._fill_fields()
        self._explanation = Surface(place)
        self._explanation.pack(fill="x")
        self._show_explanation()
        self.panel = ResultPanel(place)
        self.panel.pack(fill="x", pady=gap)
        self._show_result()

    def _fill_fields(self) -> None:
        for child in self._fields.winfo_children():
            child.destroy()
        self._fields.configure(height=1)
        if self.chosen is not None:
            self._show_button()
            place = Surface(self._fields)
            place.pack(fill="x")
            self.chosen.build(place)

    @property
    def token(self) -> SecretField:
        """The field of the key of the chosen shop."""
        assert self.chosen is not None
        return self.chosen.token

    @property
    def test_button(self) -> PushButton:
        assert self.chosen is not None
        return self.chosen.test_button

    def explain(self) -> None:
        """Open or close the explanation of where the key is made."""
        self._explains = not self._explains
        self._show_explanation()

    def close_explanation(self) -> bool:
        """For Escape: whether there was one to close."""
        if not self._explains:
            return False
        self.explain()
        return True

    def first_empty(self) -> tkinter.Misc | None:
        if self.chosen is None:
            return next(iter(self.shops.tiles.values())).radio
        return self.chosen.first_empty()

    def _show_explanation(self) -> None:
        for child in self._explanation.winfo_children():
            child.destroy()
        self._explanation.configure(height=1)
        if self._explains and self.chosen is not None:
            Note(self._explanation, self.chosen.explanation(), Tone.INFO, icon_name="question-circle").pack(
                fill="x", pady=(size(self._explanation, Space.S), 0)
            )

    def _show_button(self) -> None:
        if self.chosen is not None:
            self.chosen.show_button(tested=bool(self._steps), enabled=self.can_test)

    def _show_result(self) -> None:
        if self.running and self.chosen is not None:
            self.panel.running(self.chosen.running_text())
        elif self._steps:
            self.panel.show(self._steps, self._sample)
        else:
            self.panel.clear()

    def _refresh(self) -> None:
        if self.is_shown:
            self._show_button()
            self._show_result()
            if self._steps:
                scroll_to(self.panel)

    # ---- what is chosen and typed

    def _shop_chosen(self) -> None:
        """A key belongs to its shop and is never sent to another one."""
        left = self.chosen
        self._platform = self.shops.value
        if left is not None and left is not self.chosen:
            for panel in self._panels:
                panel.forget()
        self._forget()
        self._explains = False
        self._show_explanation()
        self._fill_fields()

    def _forget(self) -> None:
        """Something else stands here now, so the last test proves nothing any more."""
        self._turn += 1
        self.running = False
        self._steps, self._sample = (), ""
        self.setup.shop_lists = None
        self.setup.orders_seen = None
        self._refresh()
        self.changed()

    def found(self, state: KeyringState) -> None:
        """What the keyring holds is known now."""
        words = self.say(state.where)
        if state.problem is not None:
            words = f"{self.say(state.problem.sentence)} {words}"
        for panel in self._panels:
            panel.show_keyring(words, Tone.QUIET if state.problem is None else Tone.WARN)
            panel.found(state)
        self._show_button()

    # ---- the test

    def test(self) -> None:
        """Test what stands here, beside the window."""
        chosen = self.chosen
        settings = chosen.settings() if chosen is not None else None
        if chosen is None or settings is None or not self.can_test:
            return
        self._turn += 1
        turn = self._turn
        # The button goes off, and the keyboard must not end up on whatever comes after it.
        if self.holds(self.setup.app.window.focus_get()):
            chosen.resting_place().focus_set()
        self.running = True
        self._refresh()
        self.changed()
        setup = self.setup

        def read() -> ShopLists | _NotOpened:
            try:
                shop = setup.shop(settings)
            except MostikError as error:
                return _NotOpened(error)
            return read_shop(shop)

        setup.work(
            read,
            lambda found: (
                self._not_opened(turn, found.error)
                if isinstance(found, _NotOpened)
                else self._tested(turn, found)
            ),
            lambda error: self._failed(turn, error),
        )

    def _tested(self, turn: int, lists: ShopLists) -> None:
        if turn != self._turn:
            return
        self.running = False
        self.setup.shop_lists = lists if lists.connected else None
        self._take(lists)
        self._refresh()
        if lists.connected and self.chosen is not None:
            self.chosen.keep()
        else:
            self._invite_another()
        self.changed()

    def _take(self, lists: ShopLists) -> None:
        steps = lists.facts.steps
        self._steps = ticks(steps, self._words)
        said = [self.text("Catalogue “{name}”.", name=lists.facts.name)] if lists.catalogs else []
        # The last step holds the real data; what the others could not find out stands in the requirements.
        said += [self.say(step.said) for step in steps[-1:] if step.passed and step.said]
        self._sample = " ".join(said)

    def _not_opened(self, turn: int, error: MostikError) -> None:
        if turn == self._turn:
            self._show_failure(failed_at_once(error, self._words))

    def _failed(self, turn: int, error: Exception) -> None:
        if turn != self._turn:
            return
        if isinstance(error, MostikError):
            self._show_failure(failed_at_end(error, self._words))
        else:
            self._show_failure(())
            self.setup.app.show_error(error)

    def _show_failure(self, steps: tuple[CheckStep, ...]) -> None:
        self.running = False
        self.setup.shop_lists = None
        self._steps = steps
        self._refresh()
        self.changed()

    def _invite_another(self) -> None:
        if self.is_shown and self.chosen is not None:
            self.chosen.invite_another(self.setup.app.window.focus_get())

    @property
    def _words(self) -> Sequence[TickWords]:
        return self.chosen.ticks if self.chosen is not None else SHOP_TICKS
