"""Two catalogues compared: which good is which product of the shop, and for the rest, why not.

The rules, in this order. What is linked stays linked. What the owner settled apart takes no part. Then, key
by key in the owner's order, a good and a product of the shop match if each is the only one that the other
could be; a code that two products share on either side is ambiguous, never "the first one". Letters that
only look alike are tried last and are a question for the owner, not a match. The answer does not depend on
the order in which products were read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from sync.matching.barcodes import BarcodeKind, read_barcodes
from sync.matching.folding import code_key, fold, is_spreadsheet_number
from sync.matching.index import Keys, Numbers, add_number, numbers_of
from sync.matching.result import Difference, Match, MatchState
from sync.model import Link, Product, ProductRole, ShopProduct
from sync.profile import LineLinking

_CARRIES_STOCK: Final = frozenset({ProductRole.PLAIN, ProductRole.VARIANT})
_CODES: Final = (LineLinking.SKU, LineLinking.EAN)


def match(
    warehouse_products: Iterable[Product],
    shop_products: Iterable[ShopProduct],
    links: Iterable[Link],
    settled_apart: Collection[tuple[str, str]],
    order_of_keys: Sequence[LineLinking],
) -> Iterator[Match]:
    """Compare the goods of a warehouse with the products of one catalogue of a shop.

    ``links`` are those of this catalogue, ``settled_apart`` holds (catalogue, shop id). Results come by
    ascending good, then by shop id. Every product of the shop is the ``shop_product`` of exactly one
    result; every good that is no service is the ``product`` of exactly one, or among the candidates of an
    ambiguous one.

    A variant is compared by its own codes. A parent or bundle matches only where no plain product or
    variant has the same code, because stock belongs to those.
    """
    comparison = _Comparison(tuple(dict.fromkeys(order_of_keys)))
    comparison.read_shop(shop_products, settled_apart, links)
    comparison.read_warehouse(warehouse_products)
    comparison.run()
    return comparison.results()


class _Pair(NamedTuple):
    there: int
    key: LineLinking
    state: MatchState


class _Doubt(NamedTuple):
    key: LineLinking
    here: tuple[int, ...]
    there: tuple[int, ...]
    look_alike: bool


class _Comparison:
    """The tables of one comparison. Products are known by their place in the two sorted lists."""

    def __init__(self, order: tuple[LineLinking, ...]) -> None:
        self._order = order
        used = tuple(dict.fromkeys((*order, *_CODES)))
        self._here: list[Product] = []
        self._there: list[ShopProduct] = []
        self._apart: list[ShopProduct] = []
        self._keys_here = {key: Keys() for key in used}
        self._keys_there = {key: Keys() for key in used}
        self._apart_texts: dict[LineLinking, set[str]] = {key: set() for key in used}
        self._links: dict[int, list[Link]] = {}
        self._linked_there: frozenset[str] = frozenset()
        self._linked_services: dict[int, Product] = {}
        self._open_here: set[int] = set()
        self._open_there: set[int] = set()
        self._pairs: dict[int, _Pair] = {}
        self._doubts: dict[int, _Doubt] = {}

    # ------------------------------------------------------------ reading

    def read_shop(
        self,
        products: Iterable[ShopProduct],
        settled_apart: Collection[tuple[str, str]],
        links: Iterable[Link],
    ) -> None:
        for link in links:
            self._links.setdefault(link.warehouse_id, []).append(link)
        self._linked_there = frozenset(link.shop_id for found in self._links.values() for link in found)
        for product in sorted({product.id: product for product in products}.values(), key=_shop_place):
            if (product.catalog, product.id) in settled_apart and product.id not in self._linked_there:
                self._apart.append(product)
                for key, texts in self._apart_texts.items():
                    texts.update(_shop_texts(product, key))
                continue
            place = len(self._there)
            self._there.append(product)
            if product.id not in self._linked_there:
                self._open_there.add(place)
            for key, keys in self._keys_there.items():
                for text in _shop_texts(product, key):
                    keys.add(text, place)

    def read_warehouse(self, products: Iterable[Product]) -> None:
        for product in sorted({product.id: product for product in products}.values(), key=_good_place):
            if product.service:
                if product.id in self._links:
                    self._linked_services[product.id] = product
                continue
            place = len(self._here)
            self._here.append(product)
            if product.id not in self._links:
                self._open_here.add(place)
            for key, keys in self._keys_here.items():
                for text in _good_texts(product, key):
                    keys.add(text, place)

    # ------------------------------------------------------------ comparing

    def run(self) -> None:
        """Compare by each key, then by the look of the letters."""
        for key in self._order:
            self._compare(key, look_alike=False)
        for key in self._order:
            if key is not LineLinking.EAN:
                self._compare(key, look_alike=True)

    def _compare(self, key: LineLinking, *, look_alike: bool) -> None:
        of_here, of_there = self._neighbours(key, look_alike=look_alike)
        doubtful_here: set[int] = set()
        for there in sorted(self._open_there.intersection(of_there)):
            candidates = numbers_of(of_there, there)
            here = candidates[0]
            if len(candidates) == 1 and numbers_of(of_here, here) == (there,):
                if here in self._open_here:
                    state = MatchState.LOOK_ALIKE if look_alike else MatchState.MATCHED
                    self._pairs[here] = _Pair(there, key, state)
                    self._open_here.discard(here)
                    self._open_there.discard(there)
                continue
            still_here = tuple(place for place in candidates if place in self._open_here)
            if still_here:
                rivals = {place for good in still_here for place in numbers_of(of_here, good)}
                still_there = tuple(sorted(rivals & self._open_there))
                self._doubts[there] = _Doubt(key, still_here, still_there, look_alike)
                doubtful_here.update(still_here)
        self._open_here -= doubtful_here
        self._open_there -= self._doubts.keys()

    def _neighbours(
        self, key: LineLinking, *, look_alike: bool
    ) -> tuple[dict[int, Numbers], dict[int, Numbers]]:
        """Who could be whom: good -> products of the shop, and back. Linked ones count, so that sharing
        is seen.
        """
        keys_here, keys_there = self._keys_here[key], self._keys_there[key]
        find = keys_here.alike if look_alike else keys_here.same
        of_here: dict[int, Numbers] = {}
        of_there: dict[int, Numbers] = {}
        for text in keys_there:
            goods = find(text)
            if not goods:
                continue
            places = keys_there.same(text)
            if len(places) > 1:
                places = tuple(filter(self._carries_stock, places)) or places
            for here in goods:
                for there in places:
                    add_number(of_here, here, there)
                    add_number(of_there, there, here)
        return of_here, of_there

    def _carries_stock(self, there: int) -> bool:
        return self._there[there].role in _CARRIES_STOCK

    # ------------------------------------------------------------ results

    def results(self) -> Iterator[Match]:
        """By ascending good, then by shop id, then links whose good is gone."""
        by_id = {product.id: product for product in self._there if product.id in self._linked_there}
        doubtful = {place for doubt in self._doubts.values() for place in doubt.here}
        for place, product in enumerate(self._here):
            if product.id in self._links:
                yield from _linked(product, self._links[product.id], by_id)
            elif place in self._pairs:
                yield self._paired(product, self._pairs[place])
            elif place not in doubtful:
                yield self._only_here(product)
        paired = {pair.there for pair in self._pairs.values()}
        for place, shop_product in enumerate(self._there):
            if place in self._doubts:
                yield self._doubtful(shop_product, self._doubts[place])
            elif place not in paired and shop_product.id not in self._linked_there:
                yield self._only_there(shop_product)
        for shop_product in self._apart:
            yield Match(MatchState.SETTLED_APART, shop_product=shop_product)
        known = {product.id for product in self._here if product.id in self._links}
        for good in sorted(self._links.keys() - known):
            yield from _linked(self._linked_services.get(good), self._links[good], by_id)

    def _paired(self, product: Product, pair: _Pair) -> Match:
        shop_product = self._there[pair.there]
        difference = (
            Difference.LOOK_ALIKE
            if pair.state is MatchState.LOOK_ALIKE
            else _difference(product, shop_product, pair.key)
        )
        return Match(pair.state, product, shop_product, pair.key, difference)

    def _doubtful(self, shop_product: ShopProduct, doubt: _Doubt) -> Match:
        return Match(
            MatchState.AMBIGUOUS,
            shop_product=shop_product,
            key=doubt.key,
            difference=Difference.LOOK_ALIKE if doubt.look_alike else Difference.NONE,
            candidates_here=tuple(self._here[place] for place in doubt.here),
            candidates_there=tuple(self._there[place] for place in doubt.there),
        )

    def _only_here(self, product: Product) -> Match:
        texts = {key: _good_texts(product, key) for key in _CODES}
        damaged = _damaged(product.code, product.barcodes)
        shared = any(
            len(self._keys_here[key].same(text)) > 1
            or self._keys_there[key].same(text)
            or text in self._apart_texts[key]
            for key in _CODES
            for text in texts[key]
        )
        state = self._state_alone(texts, damaged, MatchState.ONLY_HERE)
        return Match(state, product=product, code_shared=shared, damaged=damaged)

    def _only_there(self, shop_product: ShopProduct) -> Match:
        texts = {key: _shop_texts(shop_product, key) for key in _CODES}
        damaged = _damaged(shop_product.sku, shop_product.eans)
        shared = any(
            len(self._keys_there[key].same(text)) > 1
            or self._keys_here[key].same(text)
            or text in self._apart_texts[key]
            for key in _CODES
            for text in texts[key]
        )
        state = MatchState.ONLY_THERE
        if shop_product.role in _CARRIES_STOCK:
            state = self._state_alone(texts, damaged, MatchState.ONLY_THERE)
        return Match(state, shop_product=shop_product, code_shared=shared, damaged=damaged)

    def _state_alone(
        self, texts: dict[LineLinking, tuple[str, ...]], damaged: str, otherwise: MatchState
    ) -> MatchState:
        compared = [key for key in self._order if key in texts] or _CODES
        if any(texts[key] for key in compared):
            return otherwise
        return MatchState.DAMAGED_CODE if damaged else MatchState.NO_CODE


def _linked(product: Product | None, links: list[Link], by_id: dict[str, ShopProduct]) -> Iterator[Match]:
    for link in sorted(links, key=lambda link: link.shop_id):
        shop_product = by_id.get(link.shop_id)
        if shop_product is None:
            state = MatchState.GONE_THERE
        else:
            state = MatchState.LINKED if product is not None else MatchState.GONE_HERE
        yield Match(state, product, shop_product, link=link)


def _good_place(product: Product) -> int:
    return product.id


def _shop_place(product: ShopProduct) -> tuple[int, str]:
    """Numbers by size, other ids by length and text: the same for every order of reading."""
    return (len(product.id), product.id)


def _good_texts(product: Product, key: LineLinking) -> tuple[str, ...]:
    if key is LineLinking.SKU:
        return _present(code_key(product.code))
    if key is LineLinking.NAME:
        return _present(fold(product.name))
    return tuple(barcode.key for barcode in read_barcodes(product.barcodes) if barcode.key)


def _shop_texts(product: ShopProduct, key: LineLinking) -> tuple[str, ...]:
    if key is LineLinking.SKU:
        return _present(code_key(product.sku))
    if key is LineLinking.NAME:
        return _present(fold(product.name))
    return tuple(barcode.key for barcode in read_barcodes(product.eans) if barcode.key)


def _present(text: str) -> tuple[str, ...]:
    return (text,) if text else ()


def _damaged(code: str, barcodes: Iterable[str]) -> str:
    if is_spreadsheet_number(fold(code)):
        return code.strip()
    for barcode in read_barcodes(barcodes):
        if barcode.kind is BarcodeKind.DAMAGED:
            return barcode.text.strip()
    return ""


def _difference(product: Product, shop_product: ShopProduct, key: LineLinking) -> Difference:
    if key is LineLinking.SKU:
        return Difference.NONE if product.code == shop_product.sku else Difference.FORM
    if key is LineLinking.NAME:
        return Difference.NONE if product.name == shop_product.name else Difference.FORM
    here = {barcode.text for barcode in read_barcodes(product.barcodes) if barcode.key}
    there = {barcode.text for barcode in read_barcodes(shop_product.eans) if barcode.key}
    if here & there:
        return Difference.NONE
    plain_here = {fold(text).replace("-", "") for text in here}
    plain_there = {fold(text).replace("-", "") for text in there}
    return Difference.FORM if plain_here & plain_there else Difference.ZEROS
