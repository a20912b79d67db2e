"""Which shop this is in the marks of the warehouse: the one it knows already, or a new one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from sync.sentences import Sentence, say
from wizard.answers import new_shop_key
from wizard.setup import Setup
from wizard.steps.part import Part
from wizard.theme import Space, size
from wizard.widgets import Card, Option, Surface, Tiles, Words

_ANOTHER: Final = "another shop"


class KnownShopPart(Part):
    """Asks only where the warehouse holds orders of a shop already and the platform tells no id of its
    own.
    """

    def __init__(self, setup: Setup, changed: Callable[[], None]) -> None:
        super().__init__(setup, changed)
        self._saved = ""
        self._made = ""
        self._answer = ""
        self.connections: Mapping[str, str] = {}
        """Names of the owner's connections by the shop's key, for a question that he understands."""

    @property
    def asks(self) -> bool:
        return bool(self._known) and not self.setup.editing and not self._told

    @property
    def shop_key(self) -> str:
        """The key for the marks; "" as long as the question is open or the systems are not tested."""
        if self.setup.editing and self._saved:
            return self._saved
        if self.setup.shop_lists is None or self.setup.warehouse_lists is None:
            return self._saved
        if self._told:
            return self._told
        if not self._known or self._answer == _ANOTHER:
            self._made = self._made or new_shop_key(self.setup.shop_lists.features.platform)
            return self._made
        return self._answer

    def read(self, answers: Mapping[str, Any]) -> None:
        """Take what the draft holds."""
        self._saved = str(answers.get("shop_key") or "")
        if self._saved and not self._answer:
            if self._saved in self._known:
                self._answer = self._saved
            else:
                self._answer, self._made = _ANOTHER, self._saved

    def collect(self) -> dict[str, Any]:
        return {"shop_key": self.shop_key} if self.shop_key else {}

    def problem(self) -> Sentence | None:
        return None if self.shop_key else say("Say whether it is the same shop")

    def warehouse_changed(self) -> None:
        """Another warehouse knows other shops, so an earlier answer may mean nothing there."""
        if self._answer not in (*self._known, _ANOTHER):
            self._answer = ""

    def fill(self, place: Surface) -> None:
        if not self.asks:
            return
        card = Card(place, self.text("Is it the same shop?"))
        card.pack(fill="x", pady=(0, size(place, Space.L)))
        for key, orders in self._known.items():
            name = self.connections.get(key, key)
            Words(
                card.body,
                self.count(
                    "This warehouse already holds {count} order of the shop {name}.",
                    "This warehouse already holds {count} orders of the shop {name}.",
                    orders,
                    name=name,
                ),
                wrap=True,
            ).pack(fill="x")
        Words(
            card.body,
            self.text("If it is the same, what is there already is not written a second time."),
            wrap=True,
        ).pack(fill="x")
        options = [
            Option(key, self.text("The same shop: {name}", name=self.connections.get(key, key)))
            for key in self._known
        ]
        options.append(Option(_ANOTHER, self.text("Another shop")))
        self.tiles = Tiles(card.body, options, value=self._answer, on_change=self._chosen, smallest=220)
        self.tiles.pack(fill="x", pady=(size(place, Space.M), 0))

    def _chosen(self) -> None:
        self._answer = self.tiles.value
        self.changed()

    @property
    def _known(self) -> Mapping[str, int]:
        lists = self.setup.warehouse_lists
        return lists.known_shops if lists is not None else {}

    @property
    def _told(self) -> str:
        """The shop's own key, where its platform tells one."""
        lists = self.setup.shop_lists
        return lists.facts.key if lists is not None else ""
