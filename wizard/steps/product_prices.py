"""Which price group of the warehouse goes with which of the shop, on the step products."""

from __future__ import annotations

import tkinter
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Final

from sync.model import Choice, PriceGroup
from sync.profile import Leader
from sync.sentences import Sentence, mark, say
from wizard.setup import Setup
from wizard.steps.part import Part
from wizard.steps.product_answers import ProductAnswers, needs_factor, shop_groups, sources_of
from wizard.theme import Font, Space, Tone, size
from wizard.widgets import ChoiceField, NumberField, Surface, Words

NOT_SENT: Final = ""
_ARROW: Final = 13
_NAMES_OF_OURS: Final = frozenset({mark("Dealer price")})
"""Names of prices that every shop of a kind has; those of others are the owner's own and stay as they are."""


class PricesPart(Part):
    """A row for each price group of the chosen catalogues: the warehouse's group, an arrow, the shop's."""

    def __init__(self, setup: Setup, answers: ProductAnswers, changed: Callable[[], None]) -> None:
        super().__init__(setup, changed)
        self.answers = answers
        self.fields: dict[str, ChoiceField] = {}
        self.factors: dict[str, NumberField] = {}

    # ---- what it stands for

    def problem(self) -> Sentence | None:
        """Why the prices cannot be moved as they stand."""
        answers = self.answers
        if not answers.send_prices:
            return None
        groups = self._groups()
        linked = [group for group in groups if self._source(group) is not None]
        if not linked:
            return say("Choose a price group, or untick the prices")
        for group in linked:
            if self._needs_factor(group) and not answers.factors.get(group.id):
                return say("Type the factor for {currency}", currency=group.currency)
        sources = [answers.prices[group.id] for group in linked]
        if answers.leader is Leader.SHOP and len(set(sources)) < len(sources):
            return say("Two price groups of the shop cannot go into one of the warehouse")
        return None

    def first_wrong(self) -> tkinter.Misc | None:
        for group in self._groups():
            factor = self.factors.get(group.id)
            if factor is not None and not self.answers.factors.get(group.id):
                return factor
        return next(iter(self.fields.values()), None)

    def forget_what_is_gone(self) -> None:
        """Drop links of catalogues that do not take part, and of price groups that were deleted."""
        groups = {group.id for group in self._groups()}
        here = {group.id for group in self._here()}
        answers = self.answers
        for there, source in list(answers.prices.items()):
            if there not in groups or source not in here:
                del answers.prices[there]
                answers.factors.pop(there, None)

    def _groups(self) -> list[PriceGroup]:
        lists = self.setup.shop_lists
        return shop_groups(lists, self.answers.catalogs) if lists else []

    def _here(self) -> tuple[PriceGroup, ...]:
        lists = self.setup.warehouse_lists
        return lists.price_groups if lists else ()

    def _source(self, group: PriceGroup) -> PriceGroup | None:
        chosen = self.answers.prices.get(group.id)
        return next((each for each in self._here() if each.id == chosen), None)

    def own_prices(self) -> tuple[str, str] | None:
        """The one location that feeds the shop and the name of its price group, where another one goes to the
        shop; None: there is nothing to say.
        """
        lists = self.setup.warehouse_lists
        sources = sources_of(self.setup.draft.get("warehouses", {}))
        feeding = [place for place in lists.locations if place.id in sources] if lists else []
        if len(feeding) != 1 or self.answers.leader is Leader.SHOP:
            return None
        own = next((group for group in self._here() if group.id == feeding[0].price_group), None)
        chosen = {self.answers.prices.get(group.id) for group in self._groups()} - {None}
        if own is None or not chosen or own.id in chosen:
            return None
        return feeding[0].name, own.name

    def _needs_factor(self, group: PriceGroup) -> bool:
        source = self._source(group)
        return source is not None and needs_factor(source.currency, group.currency)

    # ---- widgets

    def fill(self, place: Surface) -> None:
        self.fields, self.factors = {}, {}
        groups = self._groups()
        if not groups:
            Words(
                place,
                self.text("The chosen catalogues have no price group."),
                tone=Tone.QUIET,
                wrap=True,
            ).pack(fill="x")
            return
        into_shop = self.answers.leader is not Leader.SHOP
        choices = [Choice(NOT_SENT, self.text("Not sent") if into_shop else self.text("Not taken over"))]
        choices += [Choice(group.id, f"{group.name}, {group.currency}") for group in self._here()]
        table = Surface(place)
        table.pack(fill="x")
        table.columnconfigure(0, weight=1, uniform="price")
        table.columnconfigure(2, weight=1, uniform="price")
        row = 0
        for group in groups:
            row = self._build_row(table, row, group, choices, into_shop=into_shop)
        self._own = Words(place, font=Font.SMALL, tone=Tone.QUIET, wrap=True)
        self._own.pack(fill="x", pady=(size(place, Space.XS), 0))
        self._say_own_prices()

    def _say_own_prices(self) -> None:
        own = self.own_prices()
        words = self.text("{location} itself sells by {group}.", location=own[0], group=own[1]) if own else ""
        self._own.say(words, Tone.WARN)

    def _build_row(
        self, table: Surface, row: int, group: PriceGroup, choices: list[Choice], *, into_shop: bool
    ) -> int:
        above = (size(table, Space.S) if row else 0, 0)
        field = ChoiceField(
            table,
            choices,
            self.answers.prices.get(group.id, NOT_SENT),
            on_change=partial(self._chosen, group.id),
        )
        field.grid(row=row, column=0, sticky="ew", pady=above)
        self.fields[group.id] = field
        Words(table, icon_name="arrow-right" if into_shop else "arrow-left", icon_size=_ARROW).grid(
            row=row, column=1, padx=size(table, Space.M), pady=above
        )
        name = self.text(group.name) if group.name in _NAMES_OF_OURS else group.name
        Words(table, f"{name}, {group.currency}", wrap=True).grid(row=row, column=2, sticky="ew", pady=above)
        if not self._needs_factor(group):
            return row + 1
        source = self._source(group)
        assert source is not None
        line = Surface(table)
        line.grid(row=row + 1, column=0, columnspan=3, sticky="ew", pady=(size(table, Space.XS), 0))
        words = self.text("1 {source} in the warehouse is", source=source.currency)
        Words(line, words, font=Font.SMALL, tone=Tone.QUIET).pack(side="left")
        number = NumberField(
            line,
            self.answers.factors.get(group.id),
            unit=group.currency,
            on_change=partial(self._typed, group.id),
        )
        number.pack(side="left", padx=(size(table, Space.S), 0))
        self.factors[group.id] = number
        return row + 2

    def _chosen(self, group_id: str) -> None:
        value = self.fields[group_id].value
        before = [group.id for group in self._groups() if self._needs_factor(group)]
        if value:
            self.answers.prices[group_id] = value
        else:
            self.answers.prices.pop(group_id, None)
            self.answers.factors.pop(group_id, None)
        if before != [group.id for group in self._groups() if self._needs_factor(group)]:
            self.draw()
            (self.factors.get(group_id) or self.fields[group_id]).focus_set()
        self._say_own_prices()
        self.changed()

    def _typed(self, group_id: str) -> None:
        number = self.factors[group_id].number
        self.answers.factors[group_id] = number if number is not None and number > Decimal(0) else None
        self.changed()
