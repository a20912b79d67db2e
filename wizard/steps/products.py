"""The step products: which side leads, what is updated, which products take part, how they are recognised."""

from __future__ import annotations

import tkinter
from collections.abc import Mapping
from typing import Any, ClassVar, Final

from sync.profile import CloudCartShop, Leader, MicroBgWarehouse
from sync.sentences import Sentence, say
from sync.systems import GombaShopShop
from wizard.answers import modules_in_sight, modules_of
from wizard.item_words import shop_name, warehouse_name
from wizard.matching_work import MatchSettings
from wizard.steps.matching import MatchingStep, stop_if_left
from wizard.steps.part import setup_of
from wizard.steps.product_answers import ProductAnswers, proposal, read_answers, sources_of
from wizard.steps.product_bringing import BringingPart
from wizard.steps.product_choices import UpdatesPart, WhichPart
from wizard.steps.product_marks import MarksPart
from wizard.steps.product_recognition import RecognitionPart
from wizard.theme import Font, Space, Tone, size
from wizard.widgets import Card, Note, Option, Surface, Tiles, TwoColumns, Words
from wizard.wizard_frame import Answers, Draft, Step, WizardFrame

_SOON_MS: Final = 350


class ProductsStep(Step):
    """See the module. What is answered stands in :attr:`chosen`, from which the widgets are built."""

    id: ClassVar[str] = "products"

    def __init__(self, wizard: WizardFrame) -> None:
        super().__init__(wizard)
        self.setup = setup_of(wizard)
        self.chosen = ProductAnswers()
        self.tiles: Tiles | None = None
        self.updates: UpdatesPart | None = None
        self.which: WhichPart | None = None
        self.recognition: RecognitionPart | None = None
        self.marks: MarksPart | None = None
        self.bringing: BringingPart | None = None
        self._cards: Surface | None = None
        self._further: Surface | None = None
        self._follows: Words | None = None
        self._turn = 0
        self._listens = False

    # ---- what the step says of itself

    def name(self) -> str:
        return self.text("Products")

    def title(self) -> str:
        if not self._moves_products:
            return self.text("Check how Mostik recognises your products")
        return self.text("Choose which side leads for products and prices")

    def consequence(self) -> str:
        if not self._moves_products:
            return self.text("Products are linked only; their names and prices stay as they are.")
        return self.text("Where the two differ, the leading side is right and the other one is updated.")

    def present(self, draft: Draft) -> bool:
        modules = modules_in_sight(draft)
        return modules.products or modules.stock

    def summary_line(self) -> str:
        if not self._moves_products:
            return self.text("Linked only")
        leader = read_answers(self.answers).leader
        return self._leader_words(leader) if self.answers else ""

    @property
    def _moves_products(self) -> bool:
        return modules_of(self.draft).products

    @property
    def matching_step(self) -> MatchingStep:
        """The step with the match check, which reads both sides for this one too."""
        step = self.setup.step_by_id("matching")
        assert isinstance(step, MatchingStep)
        return step

    # ---- widgets

    def build(self, body: Surface) -> None:
        self._forget_widgets()
        body.columnconfigure(0, weight=1)
        if self.setup.shop_lists is None or self.setup.warehouse_lists is None:
            Note(
                body,
                self.text("The lists of both sides are not read yet. Open the step Connect and test them."),
                Tone.WARN,
            ).grid(row=0, column=0, sticky="ew")
            return
        self.chosen = read_answers(self.answers) if self.answers else self._proposal()
        matching = self.matching_step.matching
        if not self._listens:
            self._listens = True
            matching.listen(self._found_something)
        gap = (size(body, Space.L), 0)
        if self._moves_products:
            self.tiles = Tiles(
                body,
                self._leaders(),
                value=self.chosen.leader.value,
                on_change=self._leader_chosen,
                smallest=210,
            )
            self.tiles.grid(row=0, column=0, sticky="ew")
            self._follows = Words(body, font=Font.SMALL, tone=Tone.QUIET, wrap=True)
            self._follows.grid(row=1, column=0, sticky="ew", pady=(size(body, Space.S), 0))
        self.which = WhichPart(self.setup, self.chosen, self._which_changed)
        self.which.read(matching.sides)
        self.updates = UpdatesPart(self.setup, self.chosen, self.changed)
        self.updates.prices.forget_what_is_gone()
        self.recognition = RecognitionPart(self.setup, self.chosen, matching, self._recognition_changed)
        self.marks = MarksPart(self.setup, self.chosen, self.changed)
        self.bringing = BringingPart(self.setup, self.chosen, matching, self.changed)
        # What cannot be proposed is asked first.
        if self.setup.shop_lists.features.one_attribute:
            self._place_recognition(body, 2, gap)
            self._place_cards(body, 3, gap)
        else:
            self._place_cards(body, 2, gap if self.tiles else 0)
            self._place_recognition(body, 3, gap)
        self._further = Surface(body)
        self._further.grid(row=4, column=0, sticky="ew")
        if self._moves_products:
            self._build_further()

    def _place_cards(self, body: Surface, row: int, gap: tuple[int, int] | int) -> None:
        self._cards = Surface(body)
        self._cards.grid(row=row, column=0, sticky="ew", pady=gap)
        self._build_cards()

    def _place_recognition(self, body: Surface, row: int, gap: tuple[int, int]) -> None:
        assert self.recognition is not None
        card = Card(body, self.text("How Mostik recognises the same product"))
        card.grid(row=row, column=0, sticky="ew", pady=gap)
        self.recognition.build(card.body)

    def _forget_widgets(self) -> None:
        self.tiles, self._follows, self._cards = None, None, None
        self.updates, self.which, self.recognition = None, None, None
        self.marks, self.bringing, self._further = None, None, None

    def _proposal(self) -> ProductAnswers:
        shop, warehouse = self.setup.shop_lists, self.setup.warehouse_lists
        sources = sources_of(self.draft.get("warehouses", {}))
        found = proposal(shop, warehouse, sources) if shop and warehouse else ProductAnswers()
        connect = self.setup.connect()
        # As the makers of these programs advise it: micro.bg takes its products from CloudCart, and what goes
        # to these shops is seen at once.
        if isinstance(connect.warehouse, MicroBgWarehouse) and isinstance(connect.shop, CloudCartShop):
            found.leader = Leader.SHOP
        found.new_visible = isinstance(connect.shop, CloudCartShop | GombaShopShop)
        return found

    def _build_cards(self) -> None:
        """The two cards, which depend on the side that leads."""
        assert self._cards is not None
        assert self.which is not None
        assert self.updates is not None
        for child in self._cards.winfo_children():
            child.destroy()
        if self._follows is not None:
            self._follows.say(self._what_follows(), Tone.QUIET)
        if not self._moves_products:
            card = Card(self._cards, self.text("Which products"))
            card.pack(fill="x")
            self.which.build(card.body)
            return
        columns = TwoColumns(self._cards)
        columns.pack(fill="x")
        titles = {
            Leader.WAREHOUSE: self.text("What is updated in the shop"),
            Leader.SHOP: self.text("What is updated in the warehouse"),
            Leader.BY_HAND: self.text("What goes along when you send a product"),
        }
        left = Card(columns, titles[self.chosen.leader])
        self.updates.build(left.body)
        columns.add(left)
        right = Card(columns, self.text("Which products"))
        self.which.build(right.body)
        columns.add(right, right=True)

    def _build_further(self) -> None:
        """What products get in the shop besides, or why they get nothing, and what comes from there once.
        Where the shop leads, new products come from there anyway.
        """
        assert self._further is not None
        assert self.marks is not None
        assert self.bringing is not None
        for child in self._further.winfo_children():
            child.destroy()
        if self.chosen.leader is Leader.SHOP:
            self._further.configure(height=1)
            return
        gap = (size(self._further, Space.L), 0)
        card = Card(self._further, self.text("What products get in the shop"))
        card.pack(fill="x", pady=gap)
        if self.marks.is_there:
            self.marks.build(card.body)
        else:
            shop = shop_name(self.setup.connect())
            words = self.text(
                "{shop} has no marks such as “featured” or “new”, and Mostik sends no weight.", shop=shop
            )
            Words(card.body, words, tone=Tone.QUIET, wrap=True).pack(fill="x")
        card = Card(self._further, self.text("Products that only the shop has"))
        card.pack(fill="x", pady=gap)
        self.bringing.build(card.body)

    # ---- which side leads

    def _leaders(self) -> list[Option]:
        hints = {
            Leader.WAREHOUSE: self.text("Names, prices and new products go from the warehouse to the shop."),
            Leader.SHOP: self.text("New products and changes come from the shop to the warehouse."),
            Leader.BY_HAND: self.text("Nothing moves by itself. You pick the products and send them."),
        }
        return [Option(leader.value, self._leader_words(leader), hint) for leader, hint in hints.items()]

    def _leader_words(self, leader: Leader) -> str:
        if leader is Leader.BY_HAND:
            return self.text("By hand")
        connect = self.setup.connect()
        warehouse = leader is Leader.WAREHOUSE
        name = warehouse_name(connect, self.language) if warehouse else shop_name(connect)
        return self.text("{name} leads", name=name)

    def _what_follows(self) -> str:
        connect = self.setup.connect()
        names = {"warehouse": warehouse_name(connect, self.language), "shop": shop_name(connect)}
        match self.chosen.leader:
            case Leader.WAREHOUSE:
                return self.text(
                    "Recommended for {warehouse} with {shop}: stock is counted in the warehouse, so prices "
                    "and names are at home there too.",
                    **names,
                )
            case Leader.SHOP:
                return self.text(
                    "What differs in {warehouse} is replaced by what {shop} has. Recommended is the other "
                    "way round, because stock is counted in the warehouse.",
                    **names,
                )
            case Leader.BY_HAND:
                return self.text(
                    "Sync now only links products. You send single ones from the match check, which home "
                    "opens for this connection."
                )

    def _leader_chosen(self) -> None:
        assert self.tiles is not None
        self.chosen.leader = Leader(self.tiles.value)
        self._build_cards()
        self._build_further()
        self.changed()

    # ---- the answers

    def load(self, answers: Mapping[str, Any]) -> None:
        """Nothing: the widgets are built from the answers."""

    def collect(self) -> Answers:
        if self.which is None:
            return dict(self.answers)
        return self.chosen.as_answers()

    def problem(self) -> Sentence | None:
        if self.which is None or self.recognition is None or self.updates is None:
            return say("The lists are not read yet")
        updates = self.updates.problem() if self._moves_products else None
        return updates or self.which.problem() or self.recognition.problem()

    def first_wrong(self) -> tkinter.Misc | None:
        parts = (self.updates, self.which, self.recognition)
        for part in parts:
            if part is not None and part.problem() is not None:
                return part.first_wrong()
        return None

    def first_focus(self) -> tkinter.Misc | None:
        if self.which is not None and not self.chosen.catalogs:
            return self.which.catalogs
        return None

    # ---- the comparison, beside the window

    def shown(self) -> None:
        if self.bringing is not None:
            self.bringing.read()
        self._compare()

    def left(self) -> None:
        self._turn += 1
        stop_if_left(self.setup, self.matching_step.matching)

    def _which_changed(self) -> None:
        if self.updates is not None:
            self.updates.prices.forget_what_is_gone()
            self.updates.draw_prices()
        self._recognition_changed()

    def _recognition_changed(self) -> None:
        self.changed()
        # Several changes after each other are compared once.
        self._turn += 1
        turn = self._turn
        self.setup.after(_SOON_MS, lambda: self._compare() if turn == self._turn else None)
        if self.recognition is not None:
            self.recognition.show()

    def _compare(self) -> None:
        chosen = self.chosen
        if self.which is None or not chosen.catalogs or not chosen.match_by:
            return
        price_group = next(iter(chosen.prices.values()), "")
        settings = MatchSettings(
            chosen.catalogs,
            chosen.match_by,
            chosen.groups,
            price_group,
            chosen.sku_field,
            chosen.marking.weight_from,
        )
        self.matching_step.matching.use(settings)

    def _found_something(self) -> None:
        if self.recognition is not None:
            self.recognition.show()
        if self.which is not None:
            self.which.read(self.matching_step.matching.sides)
        if self.bringing is not None:
            self.bringing.look()
