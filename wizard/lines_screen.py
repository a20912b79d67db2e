"""Completing the lines of orders, one order after another: how many of each product, and at which price.

The shop's file names the products of an order and neither quantities nor prices. What is typed has to make
the sum that the shop says; nothing is proposed as a quantity.
"""

from __future__ import annotations

import tkinter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from storage.profiles import Profiles
from sync.errors import MostikError
from sync.money import Money, round_half_up
from sync.profile import Profile
from sync.shops.gombashop import GombaShop
from sync.shops.gombashop.lines import CompletedLine, Proposal
from wizard.app import App
from wizard.moments import clock_time, day
from wizard.opening import open_shop
from wizard.order_lines import AskedOrder, asked_order, complete_order, line_of, waiting_orders
from wizard.screen import ActionBar, TopBarScreen
from wizard.theme import Font, Space, Tone, size
from wizard.widgets import Card, NumberField, Surface, TextField, Words

_CODE_WIDTH: Final = 14


@dataclass(frozen=True, slots=True)
class _Found:
    """The order that is shown, and those that wait after it."""

    asked: AskedOrder
    others: tuple[str, ...]


@dataclass(slots=True)
class _Typed:
    """What stands in the fields of one line."""

    quantity: Decimal | None = None
    price: Decimal | None = None
    code: str = ""


class LinesScreen(TopBarScreen):
    """``order_id``: with which order it begins. ``back`` shows the screen from which it was opened."""

    def __init__(self, app: App, profile: Profile, order_id: str, back: Callable[[], object]) -> None:
        super().__init__(app)
        self._profile = profile
        self._order_id = order_id
        self._back = back
        self._found: _Found | None = None
        self._typed: list[_Typed] = []
        self._trouble: MostikError | None = None
        self.fields: list[tuple[NumberField, NumberField, TextField]] = []

    # ---- what the screen says of itself

    def title(self) -> str:
        return self._profile.name

    def name(self) -> str:
        return self._profile.name

    def help_text(self) -> str:
        return self.text(
            "Open the order in the shop’s panel and type how many of each product it has. The price of today "
            "stands there already; correct it where the order had another. The sum has to be the shop’s."
        )

    def first_focus(self) -> tkinter.Misc | None:
        return self.fields[0][0].control if self.fields else self.main_button

    def on_escape(self) -> None:
        self._back()

    def shown(self) -> None:
        self._read()

    # ---- reading and keeping, beside the window

    def _read(self) -> None:
        order_id, profiles, profile = self._order_id, self._profiles(), self._profile

        def read() -> _Found | MostikError:
            try:
                with profiles.open(profile.id, write=False) as journal:
                    others = tuple(row.id for row in waiting_orders(journal) if row.id != order_id)
                    shop = open_shop(
                        profile.connect.shop,
                        {},
                        self.desk.clock,
                        lambda _until: None,
                        profile.connect.time_zone,
                        keeper=journal,
                    )
                    assert isinstance(shop, GombaShop)
                    return _Found(asked_order(journal, shop, order_id), others)
            except MostikError as error:
                return error

        self.work(read, self._have)

    def _profiles(self) -> Profiles:
        return Profiles(self.desk.paths, self.desk.clock.now)

    def _have(self, found: _Found | MostikError) -> None:
        if isinstance(found, MostikError):
            self._found, self._trouble = None, found
        else:
            self._found, self._trouble = found, None
            self._typed = [
                _Typed(None, proposal.price, proposal.good.sku if proposal.good else "")
                for proposal in found.asked.lines
            ]
        self.app.rebuild()
        focus = self.first_focus()
        if focus is not None:
            focus.focus_set()

    def _save(self) -> None:
        found = self._found
        if found is None or not self._adds_up:
            return
        profile, profiles, typed = self._profile, self._profiles(), list(self._typed)

        def keep() -> None:
            with profiles.open(profile.id, write=True) as journal:
                shop = open_shop(
                    profile.connect.shop,
                    {},
                    self.desk.clock,
                    lambda _until: None,
                    profile.connect.time_zone,
                    keeper=journal,
                )
                assert isinstance(shop, GombaShop)
                lines = [
                    _completed(proposal, line, shop)
                    for proposal, line in zip(found.asked.lines, typed, strict=True)
                ]
                complete_order(journal, shop, found.asked, lines)

        def kept(_nothing: None) -> None:
            if not found.others:
                self._back()
                return
            self._order_id = found.others[0]
            self._read()

        self.work(keep, kept)

    # ---- the widgets

    def build_body(self, body: Surface) -> None:
        self.fields = []
        # The button of an earlier building is gone; this one's is made after the body.
        self.main_button = None
        if self._trouble is not None:
            Words(body, self.language.say(self._trouble.sentence), font=Font.SECTION, wrap=True).pack(
                fill="x"
            )
            if self._trouble.advice is not None:
                Words(body, self.language.say(self._trouble.advice), wrap=True).pack(fill="x")
            return
        if self._found is None:
            Words(body, self.text("Reading…"), tone=Tone.QUIET).pack(fill="x")
            return
        asked = self._found.asked
        Words(body, self.text("Complete order {order}", order=asked.id), font=Font.TITLE, wrap=True).pack(
            fill="x"
        )
        Words(body, self._facts(asked), tone=Tone.QUIET, wrap=True).pack(
            fill="x", pady=(size(body, Space.XS), size(body, Space.M))
        )
        card = Card(body)
        card.pack(fill="x")
        self._build_lines(card.body, asked)
        self._sum = Words(body, font=Font.STRONG, wrap=True)
        self._sum.pack(fill="x", pady=(size(body, Space.M), 0))
        self._say_sum()

    def _facts(self, asked: AskedOrder) -> str:
        zone = ZoneInfo(self._profile.connect.time_zone)
        placed, now = datetime.fromisoformat(asked.raw["placed"]), self.desk.clock.now()
        return self.text(
            "{day} {time}, {buyer}. The shop’s file does not say how much of each product it has.",
            day=day(placed, now, zone, self.language),
            time=clock_time(placed, zone),
            buyer=str(asked.raw["cells"]["Клиент"]),
        )

    def _build_lines(self, grid: Surface, asked: AskedOrder) -> None:
        grid.columnconfigure(0, weight=1)
        headings = (
            self.text("Product"),
            self.text("Quantity"),
            self.text("Price"),
            self.text("Code"),
        )
        for column, heading in enumerate(headings):
            Words(grid, heading, font=Font.SMALL_STRONG, tone=Tone.QUIET).grid(
                row=0, column=column, sticky="w", padx=(size(grid, Space.S) if column else 0, 0)
            )
        for row, (proposal, typed) in enumerate(zip(asked.lines, self._typed, strict=True), start=1):
            words = proposal.line.name
            if proposal.line.options:
                words = f"{words} ({proposal.line.options})"
            Words(grid, words, wrap=True).grid(row=row, column=0, sticky="ew", pady=(size(grid, Space.S), 0))
            quantity = NumberField(grid, typed.quantity, on_change=self._was_typed, width=6)
            price = NumberField(grid, typed.price, on_change=self._was_typed)
            code = TextField(grid, typed.code, on_change=self._was_typed, width=_CODE_WIDTH)
            for column, field in enumerate((quantity, price, code), start=1):
                field.grid(
                    row=row, column=column, sticky="w", padx=(size(grid, Space.S), 0),
                    pady=(size(grid, Space.S), 0),
                )  # fmt: skip
            self.fields.append((quantity, price, code))

    def _was_typed(self) -> None:
        if len(self.fields) != len(self._typed):
            return
        self._typed = [
            _Typed(quantity.number, price.number, code.value.strip()) for quantity, price, code in self.fields
        ]
        self._say_sum()

    def _say_sum(self) -> None:
        assert self._found is not None
        asked, money = self._found.asked, self.language.money
        total = Money(round_half_up(self._total), asked.currency)
        goods = Money(asked.goods, asked.currency)
        words = self.text("Together {total}; the shop says {goods}.", total=money(total), goods=money(goods))
        self._sum.say(words, Tone.GOOD if self._adds_up else Tone.WARN)
        if self.main_button is not None:
            self.main_button.enable(self._adds_up)

    @property
    def _total(self) -> Decimal:
        nothing = Decimal(0)
        return sum(((line.quantity or nothing) * (line.price or nothing) for line in self._typed), nothing)

    @property
    def _adds_up(self) -> bool:
        whole = all(line.quantity and line.quantity > 0 and line.price is not None for line in self._typed)
        return bool(
            self._found and self._typed and whole and round_half_up(self._total) == self._found.asked.goods
        )

    # ---- the bar

    def build_actions(self, bar: ActionBar) -> None:
        bar.left(self.text("&Back"), self._back)
        if self._found is None:
            return
        more = len(self._found.others)
        self.main_button = bar.main(
            self.text("&Save and next order") if more else self.text("&Save"), self._save
        )
        self.main_button.enable(self._adds_up)
        if more:
            bar.note(self.count("{count} more order waits.", "{count} more orders wait.", more))


def _completed(proposal: Proposal, typed: _Typed, shop: GombaShop) -> CompletedLine:
    assert typed.quantity is not None
    return line_of(proposal, typed.quantity, typed.price, typed.code, shop)
