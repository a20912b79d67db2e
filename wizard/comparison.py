"""Both catalogues compared for the match check, and compared again at once where the owner answered. Pure.

An answer can change the result only of products that share a code, barcode or name with it, directly or over
others. So all products are divided into such families once, and after an answer its family alone is compared
again: with 50,000 products that takes no time that anybody would notice.
"""

from __future__ import annotations

import bisect
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeAlias

from sync.matching import match
from sync.matching.barcodes import read_barcodes
from sync.matching.folding import code_key, fold, look_alike_form
from sync.model import Link, Product, ShopProduct
from sync.plan.compared_goods import compared_goods
from sync.profile import LineLinking, SkuField
from wizard.both_sides import BothSides
from wizard.families import Families
from wizard.match_rows import Filter, MatchRow
from wizard.product_groups import with_subgroups
from wizard.product_search import ProductSearch

_Changed: TypeAlias = tuple[list[MatchRow], list[MatchRow]]
"""The rows that go and the rows that come."""


class Comparison:
    """The rows of every catalogue in their order, and what the owner's answers make of them."""

    def __init__(
        self,
        sides: BothSides,
        *,
        catalogs: Sequence[str],
        match_by: Sequence[LineLinking],
        groups: Collection[int] = (),
        links: Iterable[Link] = (),
        apart: Collection[tuple[str, str]] = (),
        sku_field: SkuField = SkuField.CODE,
        weight_from: int = 0,
    ) -> None:
        self.sides = sides
        wanted = with_subgroups(sides.groups, groups) if groups else None
        goods = compared_goods(
            (good for good in sides.goods if wanted is None or good.group_id in wanted),
            sku_field,
            variants=sides.makes_variants,
            weight_from=weight_from,
        ).goods
        self.goods = [good for good in goods if not good.service]
        known = list(links)
        self._catalogs = {
            catalog: _Catalog(
                place,
                catalog,
                goods,
                sides.products[catalog],
                [link for link in known if link.catalog == catalog],
                apart,
                tuple(match_by),
            )
            for place, catalog in enumerate(catalogs)
            if catalog in sides.products
        }
        self.rows: list[MatchRow] = sorted(
            (row for catalog in self._catalogs.values() for row in catalog.all_rows()), key=_order
        )
        self.counts: Counter[Filter] = Counter(row.filter for row in self.rows)
        # Made when the first product that stands alone is looked at.
        self._good_words: ProductSearch[int] | None = None
        self._product_words: dict[str, ProductSearch[str]] = {}

    @property
    def several_catalogs(self) -> bool:
        return len(self._catalogs) > 1

    @property
    def waiting(self) -> int:
        """How many rows wait for the owner."""
        count = 0
        for row in self.rows:
            # They stand first.
            if not row.asks:
                break
            count += 1
        return count

    def products(self) -> Iterator[ShopProduct]:
        """Every product of the shop that takes part."""
        for catalog in self._catalogs.values():
            yield from catalog.products.values()

    def product(self, catalog: str, shop_id: str) -> ShopProduct:
        """A product of a catalogue. Raises KeyError where there is none of this id."""
        return self._catalogs[catalog].products[shop_id]

    def row(self, key: tuple[str, str, int]) -> MatchRow | None:
        """The row with this key, as it stands now."""
        catalog = self._catalogs.get(key[0])
        return next((row for row in catalog.rows_about(key) if row.key == key), None) if catalog else None

    # ---- answers

    def link(self, link: Link) -> None:
        """These two are the same."""
        self._change(self._catalogs[link.catalog], lambda catalog: catalog.link(link))

    def unlink(self, link: Link) -> None:
        """These two are not linked any more."""
        self._change(self._catalogs[link.catalog], lambda catalog: catalog.unlink(link))

    def set_apart(self, catalog: str, shop_id: str) -> None:
        """This product of the shop is none of the goods."""
        self._change(self._catalogs[catalog], lambda one: one.set_apart(shop_id))

    def _change(self, catalog: _Catalog, answer: Callable[[_Catalog], _Changed]) -> None:
        old, new = answer(catalog)
        for row in old:
            place = bisect.bisect_left(self.rows, row.order, key=_order)
            while self.rows[place] is not row:
                place += 1
            del self.rows[place]
            self.counts[row.filter] -= 1
        for row in new:
            bisect.insort(self.rows, row, key=_order)
            self.counts[row.filter] += 1

    # ---- whom a product that stands alone could be

    def goods_like(self, catalog: str, product: ShopProduct, most: int) -> list[Product]:
        """Goods that are not linked yet and whose names hold the rarest words of this product's name."""
        one = self._catalogs[catalog]
        found = self._words_of_goods().like(product.name)
        return [one.goods[each] for each in found if each not in one.linked_goods][:most]

    def products_like(self, catalog: str, good: Product, most: int) -> list[ShopProduct]:
        """Products of the shop that are not linked yet and are called much as this good is."""
        one = self._catalogs[catalog]
        found = self._words_of_products(one).like(good.name)
        return [one.products[each] for each in found if each not in one.linked_products][:most]

    def search_goods(self, catalog: str, text: str, most: int) -> list[Product]:
        """Goods in whose name, code or barcodes every word of ``text`` occurs, without the linked ones."""
        one = self._catalogs[catalog]
        found = self._words_of_goods().search(text)
        return list(islice((one.goods[each] for each in found if each not in one.linked_goods), most))

    def search_products(self, catalog: str, text: str, most: int) -> list[ShopProduct]:
        """Products of the shop in whose name, SKU or EANs every word of ``text`` occurs, without the linked
        ones.
        """
        one = self._catalogs[catalog]
        found = self._words_of_products(one).search(text)
        return list(islice((one.products[each] for each in found if each not in one.linked_products), most))

    def prepare(self) -> None:
        """Make what suggestions and searches need, so that the first one does not take long."""
        self._words_of_goods()
        for one in self._catalogs.values():
            self._words_of_products(one)

    def _words_of_goods(self) -> ProductSearch[int]:
        if self._good_words is None:
            self._good_words = ProductSearch(
                {good.id: (good.name, good.code, *good.barcodes) for good in self.goods}
            )
        return self._good_words

    def _words_of_products(self, one: _Catalog) -> ProductSearch[str]:
        if one.catalog not in self._product_words:
            self._product_words[one.catalog] = ProductSearch(
                {each.id: (each.name, each.sku, *each.eans) for each in one.products.values()}
            )
        return self._product_words[one.catalog]


def _order(row: MatchRow) -> tuple[int, int, int, int, str]:
    return row.order


class _Catalog:
    """The comparison with one catalogue, divided into families."""

    def __init__(
        self,
        place: int,
        catalog: str,
        goods: Iterable[Product],
        products: Iterable[ShopProduct],
        links: Iterable[Link],
        apart: Collection[tuple[str, str]],
        match_by: tuple[LineLinking, ...],
    ) -> None:
        self.catalog = catalog
        self.goods = {good.id: good for good in goods}
        self.products = {product.id: product for product in products}
        self._place, self._match_by = place, match_by
        self._links = {link.shop_id: link for link in links}
        self._apart = set(apart)
        self._rows: dict[int, list[MatchRow]] = {}
        self.linked_goods = {link.warehouse_id for link in self._links.values()}
        self._families = Families()
        self._divide()

    @property
    def linked_products(self) -> Collection[str]:
        return self._links.keys()

    def all_rows(self) -> Iterator[MatchRow]:
        """Compare everything."""
        for row in self._compared(self.goods.values(), self.products.values(), self._links.values()):
            self._rows.setdefault(self._family_of(row), []).append(row)
            yield row

    def rows_about(self, key: tuple[str, str, int]) -> Sequence[MatchRow]:
        """The rows of the family to which a key belongs."""
        member: Hashable = key[1] or key[2]
        return self._rows.get(self._families.of(member), ()) if self._families.knows(member) else ()

    def link(self, link: Link) -> _Changed:
        self._links[link.shop_id] = link
        self.linked_goods.add(link.warehouse_id)
        self._apart.discard((self.catalog, link.shop_id))
        return self._again(self._together(link.warehouse_id, link.shop_id))

    def unlink(self, link: Link) -> _Changed:
        self._links.pop(link.shop_id, None)
        self.linked_goods = {each.warehouse_id for each in self._links.values()}
        return self._again(self._together(link.warehouse_id, link.shop_id))

    def set_apart(self, shop_id: str) -> _Changed:
        self._links.pop(shop_id, None)
        self.linked_goods = {each.warehouse_id for each in self._links.values()}
        self._apart.add((self.catalog, shop_id))
        return self._again([self._families.of(shop_id)])

    def _compared(
        self, goods: Iterable[Product], products: Iterable[ShopProduct], links: Iterable[Link]
    ) -> Iterator[MatchRow]:
        for found in match(goods, products, links, self._apart, self._match_by):
            yield MatchRow(self.catalog, found, self._place)

    def _again(self, families: Sequence[int]) -> _Changed:
        """Compare these families as one; returns the rows that go and those that come."""
        old = [row for family in families for row in self._rows.pop(family, [])]
        members = [member for family in families for member in self._families.members(family)]
        goods = [self.goods[member] for member in members if isinstance(member, int) and member in self.goods]
        shop_ids = [member for member in members if isinstance(member, str)]
        products = [self.products[shop_id] for shop_id in shop_ids if shop_id in self.products]
        links = [self._links[shop_id] for shop_id in shop_ids if shop_id in self._links]
        new = list(self._compared(goods, products, links))
        for row in new:
            self._rows.setdefault(self._family_of(row), []).append(row)
        return old, new

    def _together(self, good: int, shop_id: str) -> list[int]:
        """The families of the two, which are one from now on; the rows of both go."""
        before = {self._families.of(good), self._families.of(shop_id)}
        self._families.join(good, shop_id)
        family = self._families.of(good)
        rows = [row for one in before for row in self._rows.pop(one, [])]
        self._rows[family] = rows
        return [family]

    def _family_of(self, row: MatchRow) -> int:
        if row.shop_id:
            return self._families.of(row.shop_id)
        assert row.found.product is not None
        return self._families.of(row.found.product.id)

    def _divide(self) -> None:
        names = LineLinking.NAME in self._match_by
        for good in self.goods.values():
            self._join(good.id, good.code, good.barcodes, good.name if names else "")
        for product in self.products.values():
            self._join(product.id, product.sku, product.eans, product.name if names else "")
        for link in self._links.values():
            self._families.join(link.warehouse_id, link.shop_id)

    def _join(self, member: Hashable, code: str, barcodes: Sequence[str], name: str) -> None:
        families = self._families
        families.add(member)
        # Texts that only look alike fall together, as they are compared with each other too.
        if key := look_alike_form(code_key(code)):
            families.join(member, ("code", key))
        for barcode in read_barcodes(barcodes):
            if barcode.key:
                families.join(member, ("barcode", barcode.key))
        if name and (key := look_alike_form(fold(name))):
            families.join(member, ("name", key))
