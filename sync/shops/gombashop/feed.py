"""What Mostik tells GombaShop: everything goes into the feed, and is done when the feed stands.

The shop can take from a feed: price, quantity, new, hidden, in promotion (fact sheet, 2.2). What Mostik has
no word on is written as the shop's own export last had it, because what an empty cell does there is not
published.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Final, Literal

from sync.errors import Refused
from sync.model import NewShopProduct, ProductMark
from sync.ports import BulkResult, Clock
from sync.sentences import Sentence, say
from sync.shops.feeds import FeedItem, FeedStore, Publisher
from sync.shops.gombashop.goods import BY_CODE, Good, Goods

STOCK: Final = "shop"
PRICE: Final = "price"
OLD_PRICE: Final = "old price"
Missing = Literal["ignore", "move", "remove"]


class FeedWriter:
    """Puts changes into the feed of one shop. ``goods`` reads the newest exports.

    ``promotions``: old price and promotion are Mostik's too. ``missing``: what the shop does with products
    that its feed lacks; unless it ignores them, every product of the shop stands in the feed.
    """

    def __init__(
        self,
        store: FeedStore,
        publisher: Publisher,
        goods: Callable[[], Goods],
        clock: Clock,
        *,
        promotions: bool = False,
        missing: Missing = "ignore",
    ) -> None:
        self._store = store
        self._publisher = publisher
        self._goods = goods
        self._clock = clock
        self._promotions = promotions
        self._missing = missing

    def set_stock(self, levels: Mapping[str, Decimal]) -> BulkResult:
        """Write quantities by product id, and give out the feed. Raises as :meth:`publish`."""
        removed = self._store.removed()

        def change(item: FeedItem) -> FeedItem:
            level = levels[f"{BY_CODE}{item.sku}"]
            back = item.sku in removed and level > 0
            return replace(item, quantity=level, hidden=False if back else item.hidden)

        gone = {f"{BY_CODE}{sku}" for sku in removed}
        result = self._change(
            [ident for ident, level in levels.items() if level or ident not in gone], change
        )
        self.publish()
        return result

    def set_prices(self, prices: Mapping[str, Mapping[str, Decimal]]) -> BulkResult:
        """Write prices by product id and price group, and give out the feed. Raises as :meth:`publish`."""

        def change(item: FeedItem) -> FeedItem:
            told = prices[f"{BY_CODE}{item.sku}"]
            return self._with_promotion(
                replace(
                    item, price=told.get(PRICE, item.price), old_price=told.get(OLD_PRICE, item.old_price)
                )
            )

        gone = {f"{BY_CODE}{sku}" for sku in self._store.removed()}
        there = self._change([ident for ident in prices if ident not in gone], change)
        away = self._change([ident for ident in prices if ident in gone], change, removed=True)
        self.publish()
        return BulkResult({**there.refused, **away.refused})

    def create(self, product: NewShopProduct) -> str:
        """A product that the shop makes when it next pulls; the feed is given out by :meth:`publish`.

        Raises Refused where the feed could not name it.
        """
        code = (product.sku or product.key).strip()
        if not code:
            raise Refused(
                say("The product “{name}” has no code, so the shop could not find it.", name=product.name),
                advice=say("Give it a code in the shop and in the warehouse."),
            )
        if PRICE not in product.prices:
            raise Refused(
                say("The product “{name}” has no price, so the shop would sell it for nothing.",
                    name=product.name),
                advice=say("Give it a price in the chosen price group."),
            )  # fmt: skip
        item = FeedItem(
            sku=code,
            name=product.name,
            price=product.prices[PRICE],
            old_price=product.prices.get(OLD_PRICE),
            quantity=product.stock.get(STOCK),
            new=product.marks.get(ProductMark.NEW, False),
            hidden=not product.visible,
            promo=False,
        )
        self._store.put([self._with_promotion(item)], flags_at=self._clock.now())
        return f"{BY_CODE}{code}"

    def set_marks(self, product_id: str, marks: Mapping[ProductMark, bool]) -> bool:
        """Mark a product as new or not, or as no longer there; whether the feed could name it."""
        if marks.get(ProductMark.ACTIVE) is False:
            self._store.remove([product_id.removeprefix(BY_CODE)])
            return True
        return not self._change([product_id], lambda item: replace(item, new=marks[ProductMark.NEW])).refused

    @property
    def waits(self) -> bool:
        """Whether something was put into the feed and not given out."""
        return self._publisher.pending

    def publish(self) -> None:
        """Give out the feed where something is new: our changes, or the marks of a newer product export.

        Raises Refused, SettingsError, Unreachable or Unknown as :meth:`Publisher.publish`; the feed that
        stands stays.
        """
        goods = self._goods()
        if goods.made_at is not None:
            settled = self._store.flagged_since(goods.made_at) | self._store.removed()
            newer = [
                changed
                for item in self._store.items()
                if item.sku not in settled and (good := goods.by_id.get(f"{BY_CODE}{item.sku}")) is not None
                if (changed := self._as_exported(item, good)) != item
            ]
            self._store.put(newer)
        if self._missing != "ignore":
            self._name_all(goods)
        self._publisher.publish()

    def _name_all(self, goods: Goods) -> None:
        """Everything that the shop has stands in the feed, so that it removes nothing."""
        if goods.made_at is None:
            raise Refused(
                say("The shop takes away what the feed does not name, and Mostik has no product export."),
                advice=say("Export the products from GombaShop into the folder of the exports."),
            )
        known = self._store.find([good.sku for good in goods.by_id.values()])
        others = [good for good in goods.by_id.values() if good.own_code and good.sku not in known]
        self._store.put(_item(good) for good in others)
        self._store.put(FeedItem(sku) for sku in goods.shared if sku not in known)

    def _change(
        self, ids: list[str], change: Callable[[FeedItem], FeedItem], *, removed: bool = False
    ) -> BulkResult:
        """Change items by the ids of their products; those that the feed cannot name are refused."""
        goods = self._goods()
        known = self._store.find([ident.removeprefix(BY_CODE) for ident in ids if ident.startswith(BY_CODE)])
        refused: dict[str, Sentence] = {}
        changed: list[FeedItem] = []
        flagged: list[FeedItem] = []
        for ident in ids:
            good = goods.by_id.get(ident)
            item = known.get(ident.removeprefix(BY_CODE)) if ident.startswith(BY_CODE) else None
            if item is None and good is not None and good.own_code:
                item = _item(good)
            if item is None:
                refused[ident] = _why_not(good, goods)
                continue
            now = change(item)
            same_marks = (now.new, now.hidden) == (item.new, item.hidden)
            (changed if same_marks else flagged).append(now)
        self._store.put(changed, removed=removed)
        self._store.put(flagged, flags_at=self._clock.now())
        return BulkResult(refused)

    def _with_promotion(self, item: FeedItem) -> FeedItem:
        if not self._promotions or item.price is None:
            return item
        return replace(item, promo=item.old_price is not None and item.old_price > item.price)

    def _as_exported(self, item: FeedItem, good: Good) -> FeedItem:
        mine = item if self._promotions else replace(item, old_price=good.old_price, promo=good.promo)
        return replace(mine, name=good.name or item.name, new=good.new, hidden=good.hidden)


def _item(good: Good) -> FeedItem:
    """A product as its export has it. Its quantity is not taken over: it was true when the file was made."""
    return FeedItem(good.sku, good.name, good.price, good.old_price, None, good.new, good.hidden, good.promo)


def _why_not(good: Good | None, goods: Goods) -> Sentence:
    if good is None:
        return say("The shop’s product export does not have this product.")
    if good.sku in goods.shared:
        return say("Several products of the shop have the code {code}, so the feed cannot name one of them.",
                   code=good.sku)  # fmt: skip
    return say("The product has no code in the shop, and GombaShop finds products by their code.")
