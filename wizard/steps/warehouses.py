"""The step warehouses: which locations feed which warehouse of the shop, and what is sent there."""

from __future__ import annotations

import tkinter
from collections.abc import Mapping
from contextlib import closing
from typing import Any, ClassVar, Final

from sync.errors import MostikError
from sync.model import Location, ShopWarehouse
from sync.profile import Leader
from sync.sentences import Sentence, say
from wizard.answers import modules_in_sight, modules_of
from wizard.item_words import shop_name
from wizard.readings import stocked_products
from wizard.steps.part import setup_of
from wizard.steps.stock_answers import finished, links_of, proposal, read_answers, targets
from wizard.steps.stock_parts import LocationsPart, OfferPart, SendingPart
from wizard.steps.stock_sum import Example, read_example
from wizard.steps.stock_sum_part import SumPart
from wizard.theme import Font, Space, Tone, size
from wizard.widgets import Card, Note, Surface, TwoColumns, Words
from wizard.wizard_frame import Answers, Draft, Step, WizardFrame

_SOON_MS: Final = 350


class WarehousesStep(Step):
    """See the module. The answers stand in :attr:`chosen`, from which the widgets are built."""

    id: ClassVar[str] = "warehouses"

    def __init__(self, wizard: WizardFrame) -> None:
        super().__init__(wizard)
        self.setup = setup_of(wizard)
        self.chosen: dict[str, Any] = {}
        self.locations: LocationsPart | None = None
        self.sending: SendingPart | None = None
        self.offer: OfferPart | None = None
        self._example: Example | None = None
        self._stocked: Mapping[int, int] | None = None
        self._sum: SumPart | None = None
        self._product = 0
        self._turn = 0

    # ---- what the step says of itself

    def name(self) -> str:
        return self.text("Warehouses")

    def title(self) -> str:
        if not self._sends_stock:
            return self.text("Choose where orders are written")
        return self.text("Link your locations to the shop’s warehouses")

    def consequence(self) -> str:
        if not self._sends_stock:
            return self.text("Stock is not sent to the shop; orders still need a location.")
        return self.text("The shop shows the sum of the locations that you link to each of its warehouses.")

    def present(self, draft: Draft) -> bool:
        modules = modules_in_sight(draft)
        return modules.orders or modules.stock

    def summary_line(self) -> str:
        stock = finished(self.answers)
        if stock is None:
            return ""
        locations = sum(len(link.locations) for link in stock.links)
        if not locations:
            return self.text("Orders only")
        words = self.count("{count} location", "{count} locations", locations)
        warehouses = self.count("{count} warehouse", "{count} warehouses", len(stock.links))
        return self.text("{locations} into {warehouses}", locations=words, warehouses=warehouses)

    @property
    def _sends_stock(self) -> bool:
        return modules_of(self.draft).stock

    # ---- widgets

    def build(self, body: Surface) -> None:
        self.locations, self.sending, self.offer, self._sum = None, None, None, None
        shop, warehouse = self.setup.shop_lists, self.setup.warehouse_lists
        body.columnconfigure(0, weight=1)
        if shop is None or warehouse is None:
            Note(
                body,
                self.text("The lists of both sides are not read yet. Open the step Connect and test them."),
                Tone.WARN,
            ).grid(row=0, column=0, sticky="ew")
            return
        first = proposal(self._here(), self._there(), sends=self._sends_stock and self._warehouse_leads)
        self.chosen = read_answers(self.answers, first)
        self.locations = LocationsPart(self.setup, self.chosen, self._links_changed)
        self.locations.sends_stock = self._sends_stock
        self.locations.there = self._there()
        self.locations.prices_from = self._price_groups()
        self.locations.stocked = self._stocked
        card = Card(body, self.text("Locations") if self._sends_stock else "")
        card.grid(row=0, column=0, sticky="ew")
        self.locations.build(card.body)
        for name in ("locations", "new locations", "stock"):
            if name in warehouse.closed:
                Words(
                    card.body, self.language.say(warehouse.closed[name]), font=Font.SMALL, tone=Tone.QUIET,
                    wrap=True,
                ).pack(fill="x", pady=(size(body, Space.S), 0))  # fmt: skip
        if self._sends_stock:
            self._build_rest(body)

    def _build_rest(self, body: Surface) -> None:
        columns = TwoColumns(body)
        columns.grid(row=1, column=0, sticky="ew", pady=(size(body, Space.L), 0))
        self.sending = SendingPart(self.setup, self.chosen, self._links_changed)
        self.sending.warehouse_leads = self._warehouse_leads
        left = Card(columns, self.text("What is sent"))
        self.sending.build(left.body)
        columns.add(left)
        self.offer = OfferPart(self.setup, self.chosen, self._links_changed)
        right = Card(columns, self.text("What is kept back"))
        self.offer.build(right.body)
        columns.add(right, right=True)
        place = shop_name(self.setup.connect())
        box = Card(body, self.text("What {shop} will show", shop=place), grey=True)
        box.grid(row=2, column=0, sticky="ew", pady=(size(body, Space.L), 0))
        box.link(self.text("Another product"), self._other_product)
        self._sum = SumPart(self.setup, self.changed)
        self._sum.build(box.body)
        self._say_sum()

    @property
    def _warehouse_leads(self) -> bool:
        leader = self.draft.get("products", {}).get("leader", Leader.WAREHOUSE.value)
        return bool(leader == Leader.WAREHOUSE.value)

    def _here(self) -> tuple[Location, ...]:
        lists = self.setup.warehouse_lists
        return lists.locations if lists else ()

    def _there(self) -> tuple[ShopWarehouse, ...]:
        """The shop's warehouses of the chosen catalogues."""
        lists = self.setup.shop_lists
        if lists is None:
            return ()
        return targets(lists, self.draft.get("products", {}).get("catalogs", ()))

    def _price_groups(self) -> tuple[str, ...]:
        """The names of the groups whose prices go to the shop; none where no price is sent."""
        products, lists = self.draft.get("products", {}), self.setup.warehouse_lists
        if lists is None or not (modules_of(self.draft).products and products.get("send_prices", True)):
            return ()
        if products.get("leader", Leader.WAREHOUSE.value) == Leader.SHOP.value:
            return ()
        chosen = {str(link["warehouse_group"]) for link in products.get("prices", ())}
        return tuple(group.name for group in lists.price_groups if group.id in chosen)

    # ---- the answers

    def load(self, answers: Mapping[str, Any]) -> None:
        """Nothing: the widgets are built from the answers."""

    def collect(self) -> Answers:
        return dict(self.chosen) if self.locations is not None else dict(self.answers)

    def problem(self) -> Sentence | None:
        if self.locations is None:
            return say("The lists are not read yet")
        if self._sends_stock and self.chosen["send"] and not links_of(self.chosen):
            return say("Link at least one location, or switch sending off")
        if self.offer is not None and self.offer.problem() is not None:
            return self.offer.problem()
        return None if finished(self.chosen) else say("Choose the location for orders")

    def first_wrong(self) -> tkinter.Misc | None:
        if self.offer is not None and self.offer.problem() is not None:
            return self.offer.first_wrong()
        return self.locations.table if self.locations else None

    # ---- the sum, with a real product

    def shown(self) -> None:
        self._read_example()
        if self._stocked is None and self.locations is not None and self._sends_stock:
            self._read_stocked()

    def _read_stocked(self) -> None:
        def read() -> Mapping[int, int]:
            with closing(self.setup.warehouse()) as warehouse:
                return stocked_products(warehouse)

        # Where it cannot be read the sum below says why, and the dots stay.
        self.setup.work(read, self._have_stocked, lambda _error: None)

    def _have_stocked(self, stocked: Mapping[int, int]) -> None:
        self._stocked = stocked
        if self.locations is not None:
            self.locations.show_stocked(stocked)

    def left(self) -> None:
        self._turn += 1

    def _links_changed(self) -> None:
        self.changed()
        self._turn += 1
        turn = self._turn
        self._say_sum()
        self.setup.after(_SOON_MS, lambda: self._read_example() if turn == self._turn else None)

    def _read_example(self) -> None:
        stock = finished(self.chosen)
        if self._sum is None or stock is None or not stock.links:
            self._example = None
            self._say_sum()
            return
        turn, product = self._turn, self._product
        connect, lists = self.setup.connect(), self.setup.shop_lists
        catalogs = lists.catalogs if lists else ()
        now = self.setup.desk.clock.now()

        def read() -> Example | None:
            with closing(self.setup.warehouse()) as warehouse:
                return read_example(
                    self.setup.shop(), warehouse, stock, catalogs, connect.shop_key, now, product
                )

        self.setup.work(
            read,
            lambda example: self._have(example) if turn == self._turn else None,
            lambda error: self._not_read(error) if turn == self._turn else None,
        )

    def _other_product(self) -> None:
        self._product += 1
        self._turn += 1
        self._read_example()

    def _have(self, example: Example | None) -> None:
        self._example = example
        if example is None and self._sum is not None:
            self._sum.show(None, self.text("No product has a stock entry at the linked locations."))
            return
        self._say_sum()

    def _not_read(self, error: Exception) -> None:
        """The step goes on without the sum; the sentence stands where it would."""
        if not isinstance(error, MostikError):
            self.setup.app.show_error(error)
        elif self._sum is not None:
            self._sum.show(None, self.language.say(error.sentence), Tone.WARN)

    def _say_sum(self) -> None:
        if self._sum is None:
            return
        if not links_of(self.chosen):
            self._sum.show(None, self.text("Nothing is linked yet."))
        elif self._example is None:
            self._sum.show(None, self.text("A product of yours is being looked up…"))
        else:
            self._sum.show(self._example)
