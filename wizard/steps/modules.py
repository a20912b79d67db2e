"""The step modules: what Mostik syncs. Each card says what was found for it before it is switched on."""

from __future__ import annotations

import tkinter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Final
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton

from sync.errors import MostikError
from sync.profile import Leader
from sync.sentences import Sentence, say
from wizard.answers import modules_of
from wizard.item_words import shop_name
from wizard.readings import RECENT, OrderCounts, SeenOrders, see_orders
from wizard.steps.module_card import ModuleCard, ModuleWords
from wizard.steps.part import setup_of
from wizard.theme import Space, Tone, size
from wizard.widgets import Surface
from wizard.wizard_frame import Answers, Step, WizardFrame

ORDERS: Final = "orders"
PRODUCTS: Final = "products"
STOCK: Final = "stock"
_BUG: Final = say("Something in Mostik went wrong that should not have.")


@dataclass(frozen=True, slots=True)
class _Failed:
    sentence: Sentence


class ModulesStep(Step):
    """Cards with a switch each. What was found is read once for the systems that are connected."""

    id: ClassVar[str] = "modules"

    def __init__(self, wizard: WizardFrame) -> None:
        super().__init__(wizard)
        self.setup = setup_of(wizard)
        self.cards: dict[str, ModuleCard] = {}
        self._lists: object = None
        self._orders: OrderCounts | _Failed | None = None
        self._products: int | _Failed | None = None

    def name(self) -> str:
        return self.text("Modules")

    def title(self) -> str:
        return self.text("Choose what Mostik should sync")

    def consequence(self) -> str:
        return self.text("Only the steps for what you choose follow. You can change it at any time.")

    def summary_line(self) -> str:
        modules = modules_of(self.draft)
        names = {
            self.text("Orders"): modules.orders,
            self.text("Products and prices"): modules.products,
            self.text("Warehouses and stock"): modules.stock,
        }
        return ", ".join(name for name, on in names.items() if on)

    # ---- widgets

    def build(self, body: Surface) -> None:
        words = {
            ORDERS: ModuleWords(
                "bag-check",
                self.text("Orders"),
                self.text("shop → warehouse"),
                self.text("The shop’s orders come into the warehouse as orders or sales, with the customer."),
            ),
            PRODUCTS: ModuleWords(
                "tags",
                self.text("Products and prices"),
                self._direction(),
                self.text(
                    "New products, names and prices go from one side to the other. You choose which leads."
                ),
            ),
            STOCK: ModuleWords(
                "box-seam",
                self.text("Warehouses and stock"),
                self.text("warehouse → shop"),
                self.text("The stock of your locations is shown in the shop, summed by its warehouses."),
            ),
        }
        states = (self.text("On"), self.text("Off"))
        self.cards = {
            module: ModuleCard(body, said, state_words=states, on=False, on_change=self._switched)
            for module, said in words.items()
        }
        for number, card in enumerate(self.cards.values()):
            card.pack(fill="x", pady=(size(body, Space.M) if number else 0, 0))
        self._show_found()

    def load(self, answers: Mapping[str, Any]) -> None:
        for module, card in self.cards.items():
            card.switch(bool(answers.get(module, False)))

    def collect(self) -> Answers:
        return {module: card.on for module, card in self.cards.items()}

    def problem(self) -> Sentence | None:
        return None if any(card.on for card in self.cards.values()) else say("Choose at least one")

    def first_focus(self) -> tkinter.Misc | None:
        if any(card.on for card in self.cards.values()):
            return None
        return self.cards[ORDERS].toggle.control

    def _direction(self) -> str:
        leader = self.draft.get("products", {}).get("leader", Leader.WAREHOUSE.value)
        if leader == Leader.SHOP.value:
            return self.text("shop → warehouse")
        if leader == Leader.BY_HAND.value:
            return self.text("warehouse ↔ shop")
        return self.text("warehouse → shop")

    def _switched(self) -> None:
        self.draft[self.id] = self.collect()
        self.wizard.steps_changed()
        self.changed()

    # ---- what was found

    def shown(self) -> None:
        lists = (self.setup.shop_lists, self.setup.warehouse_lists)
        if self._lists != lists:
            self._lists, self._orders, self._products = lists, None, None
        if self._orders is None:
            self._read_orders()
        if self._products is None:
            self._read_products()

    def _since(self) -> datetime:
        """From when orders are counted: the chosen start, else the beginning of the month in the shop's time
        zone.
        """
        chosen = self.draft.get("orders", {}).get("start")
        if isinstance(chosen, str):
            return datetime.fromisoformat(chosen)
        now = self.setup.desk.clock.now().astimezone(ZoneInfo(self.setup.connect().time_zone))
        return now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)

    def _read_orders(self) -> None:
        setup, since = self.setup, self._since()
        known = setup.orders_seen
        if known is not None and known.reaches(since):
            self._orders = known.counts(since)
            self._show_found()
            return
        # As far back as the step orders looks for ways of paying, so that it need not ask again.
        recent = min(since, setup.desk.clock.now() - RECENT)

        def done(seen: SeenOrders) -> None:
            setup.orders_seen = seen
            self._orders = seen.counts(since)
            self._show_found()

        def failed(error: Exception) -> None:
            self._orders = self._failure(error)
            self._show_found()

        setup.work(lambda: see_orders(setup.shop(), recent), done, failed)

    def _read_products(self) -> None:
        setup = self.setup
        known = setup.shop_lists.catalogs if setup.shop_lists else ()
        # Those that were tested; which ones take part is chosen on a later step.
        catalogs = [catalog.id for catalog in known if catalog.is_default] or [one.id for one in known]

        def read() -> int:
            shop = setup.shop()
            return sum(shop.product_count(catalog) for catalog in catalogs)

        def done(there: int) -> None:
            self._products = there
            self._show_found()

        def failed(error: Exception) -> None:
            self._products = self._failure(error)
            self._show_found()

        setup.work(read, done, failed)

    def _failure(self, error: Exception) -> _Failed:
        return _Failed(error.sentence if isinstance(error, MostikError) else _BUG)

    def _read_again(self, module: str) -> None:
        if module == ORDERS:
            self._orders = None
            self._read_orders()
        else:
            self._products = None
            self._read_products()
        self._show_found()
        card = self.cards[module]
        card.toggle.control.focus_set()

    def _show_found(self) -> None:
        card = self.cards.get(ORDERS)
        if card is None or not card.winfo_exists():
            return
        self._show(ORDERS, self._orders, self.text("Counting the shop’s orders…"), self._orders_in_words)
        self._show(PRODUCTS, self._products, self.text("Counting the products…"), self._products_in_words)
        self._show_places()

    def _show(self, module: str, found: Any, reading: str, in_words: Callable[[Any], str]) -> None:
        card = self.cards[module]
        if found is None:
            card.reading(reading)
        elif isinstance(found, _Failed):
            card.failed(
                self.language.say(found.sentence), self.text("Read again"), lambda: self._read_again(module)
            )
        else:
            card.found(in_words(found))

    def _orders_in_words(self, counts: OrderCounts) -> str:
        total = sum(counts.by_status.values())
        zone = ZoneInfo(self.setup.connect().time_zone)
        since = counts.since.astimezone(zone)
        this_year = since.year == self.setup.desk.clock.now().astimezone(zone).year
        code = self.language.code
        day = (
            format_skeleton("MMMMd", since, locale=code)
            if this_year
            else format_date(since, "long", locale=code)
        )
        if not total:
            return self.text("No order in the shop since {day}", day=day)
        return self.count(
            "{count} order in the shop since {day}", "{count} orders in the shop since {day}", total, day=day
        )

    def _products_in_words(self, there: int) -> str:
        lists = self.setup.warehouse_lists
        # Services have no stock and no place in the shop.
        here = lists.facts.products - len(lists.services) if lists else 0
        in_warehouse = self.count(
            "{count} product in the warehouse", "{count} products in the warehouse", here
        )
        in_shop = self.count("{count} in the shop", "{count} in the shop", there)
        return f"{in_warehouse}, {in_shop}"

    def _show_places(self) -> None:
        shop, warehouse = self.setup.shop_lists, self.setup.warehouse_lists
        card = self.cards[STOCK]
        if shop is None or warehouse is None:
            card.reading("")
            return
        here = self.count("{count} location", "{count} locations", len(warehouse.locations))
        there = self.count(
            "{count} warehouse in {shop}",
            "{count} warehouses in {shop}",
            len(shop.warehouses),
            shop=shop_name(self.setup.connect()),
        )
        if any(place.writable for place in shop.warehouses):
            card.found(f"{here}, {there}")
        else:
            none = self.text("Stock can be sent to none of them.")
            card.found(f"{here}, {there}. {none}", Tone.WARN)
