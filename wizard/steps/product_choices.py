"""The two cards of the step products: what is updated, and which products take part."""

from __future__ import annotations

import tkinter
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Final

from sync.model import Choice
from sync.profile import Leader, UpdateMode
from sync.sentences import Sentence, say
from wizard.answers import modules_of
from wizard.both_sides import BothSides
from wizard.group_dialog import GroupDialog
from wizard.item_words import joined
from wizard.product_groups import group_names, topmost, with_subgroups
from wizard.setup import Setup
from wizard.steps.part import Part
from wizard.steps.product_answers import ProductAnswers
from wizard.steps.product_prices import PricesPart
from wizard.theme import Font, Space, Tone, size
from wizard.widgets import CheckList, ChoiceField, Form, Option, PushButton, Surface, Words

_PRICE: Final = "send_prices"
_NAME: Final = "update_name"
_CODES: Final = "update_codes"
_DESCRIPTION: Final = "update_description"
_NO: Final = "no"
_HIDDEN: Final = "hidden"
_VISIBLE: Final = "visible"
_ZERO: Final = "zero"
_AS_IS: Final = "as is"
_NAMED_GROUPS: Final = 3


class UpdatesPart(Part):
    """What moves to the side that does not lead."""

    def __init__(self, setup: Setup, answers: ProductAnswers, changed: Callable[[], None]) -> None:
        super().__init__(setup, changed)
        self.answers = answers
        self.prices = PricesPart(setup, answers, changed)
        self.what: CheckList | None = None

    def fill(self, place: Surface) -> None:
        answers = self.answers
        options = [Option(_PRICE, self.text("Price"))]
        if self._texts_can_go:
            options += [
                Option(_NAME, self.text("Name")),
                Option(_CODES, self.text("Code and barcode")),
            ]
        if answers.leader is not Leader.SHOP and self._texts_can_go:
            options.append(Option(_DESCRIPTION, self.text("Description")))
        chosen = [option.id for option in options if getattr(answers, option.id)]
        self.what = CheckList(place, options, chosen=chosen, on_change=self._ticked)
        self.what.pack(fill="x")
        if not self._texts_can_go:
            Words(
                place,
                self.text("This shop takes no new names, codes or descriptions; what stands there stays."),
                font=Font.SMALL,
                tone=Tone.QUIET,
                wrap=True,
            ).pack(fill="x", pady=(size(place, Space.XS), 0))
        if answers.leader is Leader.SHOP:
            Words(
                place,
                self.text(
                    "Descriptions stay as they are: a shop’s formatted text does not fit into the warehouse."
                ),
                font=Font.SMALL,
                tone=Tone.QUIET,
                wrap=True,
            ).pack(fill="x", pady=(size(place, Space.XS), 0))
        self._price_place = Surface(place)
        self._price_place.pack(fill="x")
        self._show_prices()

    @property
    def _texts_can_go(self) -> bool:
        """Whether names and codes can go to where they are not ruled: always into the warehouse."""
        lists = self.setup.shop_lists
        return self.answers.leader is Leader.SHOP or lists is None or lists.features.product_texts

    def problem(self) -> Sentence | None:
        return self.prices.problem()

    def first_wrong(self) -> tkinter.Misc | None:
        return self.prices.first_wrong() or self.what

    def draw_prices(self) -> None:
        """Other catalogues have other price groups."""
        if self.is_shown:
            self._show_prices()

    def _show_prices(self) -> None:
        for child in self._price_place.winfo_children():
            child.destroy()
        if not self.answers.send_prices:
            self._price_place.configure(height=1)
            return
        Words(self._price_place, self.text("Price group"), font=Font.SMALL_STRONG, tone=Tone.QUIET).pack(
            anchor="w", pady=(size(self._price_place, Space.M), size(self._price_place, Space.XS))
        )
        inside = Surface(self._price_place)
        inside.pack(fill="x")
        self.prices.build(inside)
        lists = self.setup.shop_lists
        if lists is not None and lists.features.prices_show_later and self.answers.leader is not Leader.SHOP:
            Words(
                self._price_place,
                self.text(
                    "Prices go one way, to the shop, which shows a new price a little after it was sent."
                ),
                font=Font.SMALL,
                tone=Tone.QUIET,
                wrap=True,
            ).pack(fill="x", pady=(size(self._price_place, Space.XS), 0))

    def _ticked(self) -> None:
        assert self.what is not None
        had = self.answers.send_prices
        for name in self.what.ticks:
            setattr(self.answers, name, name in self.what.chosen)
        if had is not self.answers.send_prices:
            self._show_prices()
        self.changed()


class WhichPart(Part):
    """Catalogues, product groups, and what becomes of products that are missing on one side."""

    def __init__(self, setup: Setup, answers: ProductAnswers, changed: Callable[[], None]) -> None:
        super().__init__(setup, changed)
        self.answers = answers
        self.catalogs: CheckList | None = None
        self.groups_button: PushButton | None = None
        self.missing: ChoiceField | None = None
        self.mode: ChoiceField | None = None
        self.gone: ChoiceField | None = None
        self._groups: Words | None = None
        self._sides: BothSides | None = None

    def problem(self) -> Sentence | None:
        return None if self.answers.catalogs else say("Choose at least one catalogue")

    def first_wrong(self) -> tkinter.Misc | None:
        return self.catalogs if not self.answers.catalogs else None

    def read(self, sides: BothSides | None) -> None:
        """How many goods each group has is known now."""
        self._sides = sides
        if self.is_shown and self._groups is not None:
            self._groups.say(self._groups_in_words())

    # ---- widgets

    def fill(self, place: Surface) -> None:
        form = Form(place)
        form.pack(fill="x")
        self._build_catalogs(form)
        self._build_groups(form)
        self.missing = self.mode = None
        if modules_of(self.setup.draft).products:
            self._build_missing(form)
            if self.answers.leader is not Leader.BY_HAND:
                self._build_mode(form)
        self.gone = form.row(
            self.text("Gone from the warehouse"),
            ChoiceField(
                form,
                [
                    Choice(_ZERO, self.text("Leave in the shop, stock 0")),
                    Choice(_AS_IS, self.text("Leave in the shop as it is")),
                ],
                _ZERO if self.answers.removed_to_zero else _AS_IS,
                on_change=self._gone_chosen,
            ),
        )

    def _build_catalogs(self, form: Form) -> None:
        lists = self.setup.shop_lists
        there = lists.catalogs if lists else ()
        self.catalogs = None
        if len(there) == 1 and self.answers.catalogs == (there[0].id,):
            form.row(self.text("Catalogue"), Words(form, there[0].name, wrap=True))
            return
        self.catalogs = form.row(
            self.text("Catalogues"),
            CheckList(
                form,
                [Option(catalog.id, catalog.name) for catalog in there],
                chosen=self.answers.catalogs,
                on_change=self._catalogs_chosen,
            ),
        )

    def _build_groups(self, form: Form) -> None:
        line = Surface(form)
        line.columnconfigure(0, weight=1)
        self._groups = Words(line, self._groups_in_words(), wrap=True)
        self._groups.grid(row=0, column=0, sticky="ew", padx=(0, size(form, Space.S)))
        self.groups_button = PushButton(line, self.text("Choose…"), self._choose_groups)
        self.groups_button.grid(row=0, column=1, sticky="ne")
        form.row(self.text("Product groups"), line)

    def _build_missing(self, form: Form) -> None:
        answers = self.answers
        if answers.leader is Leader.SHOP:
            label = self.text("Missing in the warehouse")
            choices = [Choice(_NO, self.text("Do not create")), Choice(_HIDDEN, self.text("Create"))]
            value = _HIDDEN if answers.create_missing else _NO
        elif answers.leader is Leader.BY_HAND:
            label = self.text("Missing in the shop")
            choices = [
                Choice(_HIDDEN, self.text("Is sent hidden at first")),
                Choice(_VISIBLE, self.text("Is sent visible at once")),
            ]
            value = _VISIBLE if answers.new_visible else _HIDDEN
        else:
            label = self.text("Missing in the shop")
            choices = [
                Choice(_NO, self.text("Do not create")),
                Choice(_HIDDEN, self.text("Create, hidden at first")),
                Choice(_VISIBLE, self.text("Create, visible at once")),
            ]
            value = (_VISIBLE if answers.new_visible else _HIDDEN) if answers.create_missing else _NO
        self.missing = form.row(label, ChoiceField(form, choices, value, on_change=self._missing_chosen))

    def _build_mode(self, form: Form) -> None:
        choices = [
            Choice(UpdateMode.ADD_AND_UPDATE.value, self.text("Update them")),
            Choice(UpdateMode.ADD_ONLY.value, self.text("Only add new ones")),
        ]
        field = ChoiceField(form, choices, self.answers.mode.value, on_change=self._mode_chosen)
        self.mode = form.row(self.text("On both sides"), field)
        self._say_mode()

    # ---- what is chosen

    def _groups_in_words(self) -> str:
        lists = self.setup.warehouse_lists
        groups = lists.product_groups if lists else ()
        chosen = [group for group in self.answers.groups if group in {each.id for each in groups}]
        goods = self._goods_by_group()
        if not chosen:
            if goods is None:
                return self.text("All groups")
            return self.count(
                "All groups, {count} product", "All groups, {count} products", sum(goods.values())
            )
        names = group_names(groups, chosen)
        if len(names) > _NAMED_GROUPS:
            more = self.count("{count} more", "{count} more", len(names) - _NAMED_GROUPS + 1)
            names = [*names[: _NAMED_GROUPS - 1], more]
        said = joined(names, self.language)
        if goods is None:
            return self.text("{groups}, with subgroups", groups=said)
        total = sum(goods.get(group, 0) for group in with_subgroups(groups, chosen))
        return self.count(
            "{groups}, with subgroups: {count} product",
            "{groups}, with subgroups: {count} products",
            total,
            groups=said,
        )

    def _goods_by_group(self) -> Mapping[int, int] | None:
        if self._sides is None:
            return None
        return Counter(good.group_id for good in self._sides.goods if not good.service)

    def _choose_groups(self) -> None:
        lists = self.setup.warehouse_lists
        if lists is not None:
            GroupDialog(
                self.setup.app.window,
                lists.product_groups,
                self.answers.groups,
                self._goods_by_group() or {},
                self._groups_chosen,
            )

    def _groups_chosen(self, chosen: tuple[int, ...]) -> None:
        lists = self.setup.warehouse_lists
        self.answers.groups = topmost(lists.product_groups, chosen) if lists else chosen
        if self._groups is not None:
            self._groups.say(self._groups_in_words())
        self.changed()

    def _catalogs_chosen(self) -> None:
        assert self.catalogs is not None
        self.answers.catalogs = self.catalogs.chosen
        self.changed()

    def _missing_chosen(self) -> None:
        assert self.missing is not None
        value = self.missing.value
        if self.answers.leader is not Leader.BY_HAND:
            self.answers.create_missing = value != _NO
        if self.answers.leader is not Leader.SHOP:
            self.answers.new_visible = value == _VISIBLE
        self.changed()

    def _mode_chosen(self) -> None:
        assert self.mode is not None
        self.answers.mode = UpdateMode(self.mode.value or UpdateMode.ADD_AND_UPDATE.value)
        self._say_mode()
        self.changed()

    def _say_mode(self) -> None:
        assert self.mode is not None
        keeps = self.answers.mode is UpdateMode.ADD_ONLY
        if keeps and self.answers.leader is Leader.WAREHOUSE:
            self.mode.hint(self.text("Names and texts stay; prices are sent all the same."))
        else:
            self.mode.hint("")

    def _gone_chosen(self) -> None:
        assert self.gone is not None
        self.answers.removed_to_zero = self.gone.value == _ZERO
        self.changed()
