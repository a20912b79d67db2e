"""The one question that the match check asks about a row, with the products that could be meant. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from sync.matching import MatchState
from sync.model import Link, LinkedBy, Product, ShopProduct
from sync.money import Money, unscaled
from sync.sentences import Sentence, say
from wizard.both_sides import BothSides
from wizard.comparison import Comparison
from wizard.language import Language
from wizard.match_rows import MatchRow

_SUGGESTED: Final = 4
_MOST_FOUND: Final = 6
Asked = Literal["good", "product", "pair", "nothing"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A product that could be meant: a good of the warehouse or a product of the shop."""

    id: str
    name: str
    facts: str


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked about ``row``: which ``good`` it is, which ``product`` of the shop, whether a ``pair`` is
    one product, or ``nothing``. ``chosen``: the candidate that is marked at first, empty for none.
    """

    row: MatchRow
    asked: Asked
    title: Sentence
    candidates: tuple[Candidate, ...] = ()
    chosen: str = ""
    suggested: bool = False
    """The candidates are called alike and share no code."""

    @property
    def can_search(self) -> bool:
        """Whether the owner may look for another product than those that are offered."""
        return self.asked in ("good", "product")

    @property
    def can_set_apart(self) -> bool:
        """Whether "none of them" is an answer: only of a product of the shop."""
        return (
            self.row.shop_product is not None
            and self.row.found.link is None
            and self.row.state is not MatchState.SETTLED_APART
        )

    @property
    def can_unlink(self) -> bool:
        return self.row.found.link is not None


class Questions:
    """Makes the questions about the rows of a comparison, in the owner's language."""

    def __init__(self, comparison: Comparison, language: Language, price_group: str = "") -> None:
        self.comparison, self._language = comparison, language
        self._price_group = price_group
        self._group_names = {group.id: group.name for group in comparison.sides.groups}

    def about(self, row: MatchRow) -> Question:
        found, shop_product = row.found, row.shop_product
        title = _title(row, self._language)
        match row.state:
            case MatchState.LINKED | MatchState.GONE_HERE | MatchState.GONE_THERE:
                return Question(row, "nothing", title, self._pair(row))
            case MatchState.MATCHED | MatchState.LOOK_ALIKE if found.product is not None:
                good = self._good(found.product)
                return Question(row, "pair", title, (good,), good.id)
            case MatchState.AMBIGUOUS:
                goods = tuple(self._good(good) for good in found.candidates_here)
                return Question(row, "good", title, goods, goods[0].id)
        if shop_product is not None:
            like = self.comparison.goods_like(row.catalog, shop_product, _SUGGESTED)
            return Question(row, "good", title, tuple(map(self._good, like)), suggested=True)
        assert found.product is not None
        there = self.comparison.products_like(row.catalog, found.product, _SUGGESTED)
        return Question(row, "product", title, tuple(map(self._product, there)), suggested=True)

    def search(self, question: Question, text: str) -> tuple[Candidate, ...]:
        """Candidates that the owner looks for."""
        catalog = question.row.catalog
        if question.asked == "good":
            goods = self.comparison.search_goods(catalog, text, _MOST_FOUND)
            return tuple(map(self._good, goods))
        return tuple(map(self._product, self.comparison.search_products(catalog, text, _MOST_FOUND)))

    def link(self, question: Question, candidate: str) -> Link:
        """The link that choosing a candidate makes."""
        row = question.row
        if row.shop_product is not None:
            return Link(int(candidate), row.catalog, row.shop_id, LinkedBy.HAND, row.shop_product.role)
        assert row.found.product is not None
        product = self.comparison.product(row.catalog, candidate)
        return Link(row.found.product.id, row.catalog, candidate, LinkedBy.HAND, product.role)

    # ---- what is said of a product

    def _pair(self, row: MatchRow) -> tuple[Candidate, ...]:
        good, product = row.found.product, row.shop_product
        found: list[Candidate] = []
        if good is not None:
            found.append(self._good(good))
        if product is not None:
            found.append(self._product(product))
        return tuple(found)

    def _good(self, good: Product) -> Candidate:
        sides, text = self.comparison.sides, self._language.text
        facts = [self._group_names.get(good.group_id, "")]
        facts.append(text("code {code}", code=good.code) if good.code.strip() else text("no code"))
        facts.append(self._barcodes(good.barcodes))
        price = good.prices.get(self._price_group)
        if price is not None and sides.currency:
            facts.append(self._language.money(Money(price, sides.currency)))
        if good.id in sides.stock:
            facts.append(self._stock(sides, good))
        return Candidate(str(good.id), good.name, _said(facts))

    def _stock(self, sides: BothSides, good: Product) -> str:
        number = self._language.number(unscaled(sides.stock[good.id]))
        return self._language.text("{number} in stock", number=number)

    def _product(self, product: ShopProduct) -> Candidate:
        sides, text = self.comparison.sides, self._language.text
        facts = [text("SKU {code}", code=product.sku) if product.sku.strip() else text("no SKU")]
        facts.append(self._barcodes(product.eans))
        catalog = sides.catalogs.get(product.catalog)
        group = catalog.default_price_group if catalog else ""
        if group in product.prices and sides.shop_currencies.get(group):
            facts.append(self._language.money(Money(product.prices[group], sides.shop_currencies[group])))
        if product.stock:
            number = self._language.number(sum(product.stock.values(), Decimal(0)))
            facts.append(text("{number} in stock", number=number))
        return Candidate(product.id, product.name, _said(facts))

    def _barcodes(self, barcodes: Sequence[str]) -> str:
        written = [barcode for barcode in barcodes if barcode.strip()]
        if not written:
            return self._language.text("no barcode")
        return self._language.text("barcode {code}", code=written[0])


def _said(facts: Sequence[str]) -> str:
    return " · ".join(fact for fact in facts if fact)


def _title(row: MatchRow, language: Language) -> Sentence:
    good, product = row.good_name(language), row.product_name(language)
    match row.state:
        case MatchState.LINKED:
            return say("“{good}” is linked with “{product}”.", good=good, product=product)
        case MatchState.MATCHED:
            return say("“{good}” and “{product}” match.", good=good, product=product)
        case MatchState.LOOK_ALIKE:
            return say("Are “{good}” and “{product}” the same product?", good=good, product=product)
        case MatchState.GONE_HERE:
            return say("The good linked with “{product}” is gone. Remove the link?", product=product)
        case MatchState.GONE_THERE:
            return say("The product linked with “{good}” is gone. Remove the link?", good=good)
    if row.shop_product is not None:
        return say("Which good of the warehouse is “{product}”?", product=product)
    return say("Which product of the shop is “{good}”?", good=good)
