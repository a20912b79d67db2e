"""The shop on the step connect: which one, its token, and the test that proves both."""

from __future__ import annotations

import tkinter
from collections.abc import Callable, Mapping
from typing import Any, Final

from sync.errors import MostikError
from sync.ports import CheckStep
from sync.profile import BaseLinkerShop, SecretName
from wizard.readings import ShopLists, read_shop
from wizard.setup import Setup
from wizard.steps.connect_secrets import KeyringState, SecretPart
from wizard.steps.part import Part, only_kind, scroll_to
from wizard.steps.ticks import SHOP_TICKS, failed_at_end, passed, ticks
from wizard.theme import Font, Space, Tone, size
from wizard.widgets import (
    Form,
    LinkButton,
    Note,
    Option,
    PushButton,
    ResultPanel,
    Surface,
    Words,
)

BASELINKER: Final = "baselinker"


class ShopPart(Part):
    """Tiles, the token and the result of its test. The lists that were read stand in the wizard."""

    def __init__(self, setup: Setup, changed: Callable[[], None]) -> None:
        super().__init__(setup, changed)
        # There is one kind so far, so there is nothing to choose.
        self._settings: dict[str, Any] = {"platform": BASELINKER}
        self.secret = SecretPart(setup, self._forget, SecretName.SHOP_TOKEN)
        self._keyring: tuple[str, Tone] = ("", Tone.QUIET)
        self._explains = False
        self._turn = 0
        self.running = False
        self._steps: tuple[CheckStep, ...] = ()
        self._sample = ""

    # ---- what it stands for

    @property
    def passed(self) -> bool:
        """Whether the test of what stands here now has passed."""
        return self.setup.shop_lists is not None and not self.running and passed(self._steps)

    @property
    def can_test(self) -> bool:
        return self.secret.there and not self.running

    def read(self, answers: Mapping[str, Any]) -> None:
        """Take what the draft holds, and the lists of a test that was made before."""
        shop = answers.get("shop")
        if isinstance(shop, Mapping):
            self._settings = dict(shop)
        lists = self.setup.shop_lists
        if lists is not None and not self._steps:
            self._take(lists)

    def collect(self) -> dict[str, Any]:
        return {"shop": dict(self._settings)}

    # ---- widgets

    def fill(self, place: Surface) -> None:
        gap = (size(place, Space.S), 0)
        Words(place, self.text("Your online shop"), font=Font.SECTION, wrap=True).pack(fill="x")
        only_kind(
            place,
            Option(BASELINKER, "BaseLinker", self.text("API token")),
            self.text("CloudCart, GombaShop, Seliton and other shops follow in a later version."),
        ).pack(fill="x", pady=gap)
        form = Form(place)
        form.pack(fill="x", pady=gap)
        row = Surface(form)
        row.columnconfigure(0, weight=1)
        self.token = self.secret.make(row)
        self.token.grid(row=0, column=0, sticky="ew")
        self.test_button = PushButton(row, self._button_text(), self.test, rank="second", icon_name="plug")
        self.test_button.grid(row=0, column=1, sticky="n", padx=(size(place, Space.S), 0))
        form.row(self.text("API token"), row)
        self._show_button()
        below = Surface(row)
        below.grid(row=1, column=0, columnspan=2, sticky="ew", pady=(size(place, Space.XS), 0))
        below.columnconfigure(1, weight=1)
        LinkButton(below, self.text("Where do I find it?"), self.explain, icon_name="question-circle").grid(
            row=0, column=0, sticky="nw"
        )
        self._where = Words(below, font=Font.SMALL, wrap=True)
        self._where.grid(row=0, column=1, sticky="new", padx=(size(place, Space.M), 0), pady=(gap[0] // 4, 0))
        self._where.say(*self._keyring)
        self._explanation = Surface(place)
        self._explanation.pack(fill="x")
        self._show_explanation()
        self.panel = ResultPanel(place)
        self.panel.pack(fill="x", pady=gap)
        self._show_result()

    def explain(self) -> None:
        """Open or close the explanation of where the token is made."""
        self._explains = not self._explains
        self._show_explanation()

    def close_explanation(self) -> bool:
        """For Escape: whether there was one to close."""
        if not self._explains:
            return False
        self.explain()
        return True

    def first_empty(self) -> tkinter.Misc | None:
        return None if self.secret.there else self.token.control

    def _show_explanation(self) -> None:
        for child in self._explanation.winfo_children():
            child.destroy()
        self._explanation.configure(height=1)
        if self._explains:
            Note(
                self._explanation,
                self.text(
                    "Open BaseLinker’s panel in your browser and sign in. Choose Account & other, then My "
                    "account, then API. Make a token there, or take one that is there already, and copy it. "
                    "Come back here and press Paste. Whoever has the token can read and change your shop, so "
                    "send it to nobody."
                ),
                Tone.INFO,
                icon_name="question-circle",
            ).pack(fill="x", pady=(size(self._explanation, Space.S), 0))

    def _button_text(self) -> str:
        return self.text("&Test again") if self._steps else self.text("&Test")

    def _show_button(self) -> None:
        self.test_button.say(self._button_text())
        self.test_button.enable(self.can_test)

    def _show_result(self) -> None:
        if self.running:
            self.panel.running(self.text("Asking BaseLinker…"))
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

    # ---- the token

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
        self._keyring = (words, Tone.QUIET if state.problem is None else Tone.WARN)
        self.secret.found(state)
        if self.is_shown:
            self._where.say(*self._keyring)
            self._show_button()

    # ---- the test

    def test(self) -> None:
        """Test what stands here, beside the window."""
        if not self.can_test:
            return
        self._turn += 1
        turn = self._turn
        # The button goes off, and the keyboard must not end up on whatever comes after it.
        if self.holds(self.setup.app.window.focus_get()):
            self.token.focus_set()
        self.running = True
        self._refresh()
        self.changed()
        setup, settings = self.setup, BaseLinkerShop.model_validate(self._settings)
        setup.work(
            lambda: read_shop(setup.shop(settings)),
            lambda lists: self._tested(turn, lists),
            lambda error: self._failed(turn, error),
        )

    def _tested(self, turn: int, lists: ShopLists) -> None:
        if turn != self._turn:
            return
        self.running = False
        self.setup.shop_lists = lists if lists.connected else None
        self._take(lists)
        self._refresh()
        if lists.connected:
            self.secret.keep()
        else:
            self._invite_another()
        self.changed()

    def _take(self, lists: ShopLists) -> None:
        steps = lists.facts.steps
        self._steps = ticks(steps, SHOP_TICKS)
        said = [self.text("Catalogue “{name}”.", name=lists.facts.name)] if lists.catalogs else []
        # The last step holds the real data; what the others could not find out stands in the requirements.
        said += [self.say(step.said) for step in steps[-1:] if step.passed and step.said]
        self._sample = " ".join(said)

    def _failed(self, turn: int, error: Exception) -> None:
        if turn != self._turn:
            return
        self.running = False
        self.setup.shop_lists = None
        if isinstance(error, MostikError):
            self._steps = failed_at_end(error, SHOP_TICKS)
        else:
            self._steps = ()
            self.setup.app.show_error(error)
        self._refresh()
        self.changed()

    def _invite_another(self) -> None:
        """What is typed next replaces a token that was refused."""
        if self.is_shown and self.setup.app.window.focus_get() is self.token.control:
            self.token.control.selection_range(0, "end")
