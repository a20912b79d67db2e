"""The goods of a warehouse by code, barcode and name, for finding the good of an order's line or of a
shop product.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from sync.matching.barcodes import read_barcodes
from sync.matching.folding import code_key, fold, look_alike_form
from sync.model import Product
from sync.profile import LineLinking


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: the goods (ascending), by which key, and whether only letters that look alike
    agree.

    More than one good: ambiguous, and never the first one.
    """

    goods: tuple[int, ...]
    key: LineLinking
    look_alike: bool = False

    @property
    def only(self) -> int | None:
        """The one good that is meant beyond doubt, or None."""
        return self.goods[0] if len(self.goods) == 1 and not self.look_alike else None


Numbers: TypeAlias = int | tuple[int, ...]
"""One number, or several in ascending order; a single one stays bare, so that 100,000 goods stay small."""

_Key = TypeVar("_Key")


def add_number(table: dict[_Key, Numbers], key: _Key, number: int) -> None:
    """Note ``number`` under ``key``, once."""
    known = table.get(key)
    if known is None:
        table[key] = number
    elif isinstance(known, int):
        if known != number:
            table[key] = (known, number) if known < number else (number, known)
    elif number not in known:
        table[key] = tuple(sorted((*known, number)))


def numbers_of(table: dict[_Key, Numbers], key: _Key) -> tuple[int, ...]:
    """The numbers under ``key``, ascending."""
    found = table.get(key, ())
    return (found,) if isinstance(found, int) else found


class Keys:
    """Whole numbers by folded text."""

    __slots__ = ("_by_look", "_by_text")

    def __init__(self) -> None:
        self._by_text: dict[str, Numbers] = {}
        # Look-alike form -> the folded texts that are written otherwise; few, because most codes are plain
        # Latin.
        self._by_look: dict[str, tuple[str, ...]] = {}

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_text)

    def add(self, text: str, number: int) -> None:
        """Note that ``number`` has the folded ``text`` ("" is no text)."""
        if not text:
            return
        if text not in self._by_text:
            look = look_alike_form(text)
            if look != text:
                self._by_look[look] = (*self._by_look.get(look, ()), text)
        add_number(self._by_text, text, number)

    def same(self, text: str) -> tuple[int, ...]:
        """The numbers that have this folded text, ascending."""
        return numbers_of(self._by_text, text)

    def alike(self, text: str) -> tuple[int, ...]:
        """The numbers whose text only looks like this one: other letters, the same look. Ascending."""
        look = look_alike_form(text)
        texts = self._by_look.get(look, ())
        if look != text:
            texts = (look, *texts)
        found = {number for other in texts if other != text for number in self.same(other)}
        return tuple(sorted(found)) if found else ()


class Index:
    """Goods by the keys of ``order``, in the owner's order. Services are left out: they are no goods of a
    shop.

    Keeps ids and folded texts only, not the products.
    """

    def __init__(self, products: Iterable[Product], order: Sequence[LineLinking]) -> None:
        self.order = tuple(dict.fromkeys(order))
        self._keys = {key: Keys() for key in self.order}
        sku, ean, name = (self._keys.get(key) for key in (LineLinking.SKU, LineLinking.EAN, LineLinking.NAME))
        for product in products:
            if product.service:
                continue
            if sku is not None:
                sku.add(code_key(product.code), product.id)
            if ean is not None:
                for barcode in read_barcodes(product.barcodes):
                    ean.add(barcode.key, product.id)
            if name is not None:
                name.add(fold(product.name), product.id)

    def find(self, *, sku: str = "", eans: Sequence[str] = (), name: str = "") -> Found | None:
        """The goods that these texts mean: the first key of the owner's order that finds any decides.

        Letters that only look alike are tried after every key has failed, and are told. None: nothing fits.
        """
        texts = {
            LineLinking.SKU: (code_key(sku),),
            LineLinking.EAN: tuple(barcode.key for barcode in read_barcodes(eans)),
            LineLinking.NAME: (fold(name),),
        }
        for key in self.order:
            goods = {good for text in texts[key] if text for good in self._keys[key].same(text)}
            if goods:
                return Found(tuple(sorted(goods)), key)
        for key in self.order:
            goods = {good for text in texts[key] if text for good in self._keys[key].alike(text)}
            if goods:
                return Found(tuple(sorted(goods)), key, look_alike=True)
        return None
