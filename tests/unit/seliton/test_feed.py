"""The export as a document: what counts as an item, what is no quantity, and what is used for nothing."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from sync.errors import Unreachable
from sync.shops.seliton.feed import NAMESPACE, FeedItem, product_of, read_feed
from sync.systems import SelitonShop

SETTINGS = SelitonShop(url="https://shop.example")
HEAD = f'<?xml version="1.0" encoding="UTF-8"?><SummerCart xmlns="{NAMESPACE}"><Store><Products>'.encode()
FOOT = b"</Products></Store></SummerCart>"


def document(*items: str) -> io.BytesIO:
    return io.BytesIO(HEAD + "".join(f"<Product>{item}</Product>" for item in items).encode() + FOOT)


def item(text: str) -> FeedItem:
    (found,) = read_feed(document(text))
    return found


def test_an_item_is_read_with_its_languages_and_both_prices() -> None:
    product = product_of(
        item(
            "<ProductID>7</ProductID><ProductCode> A-7 </ProductCode>"
            "<ProductBarcode>3800000000017</ProductBarcode>"
            "<ProductName><EN>Mug</EN><BG>Чаша &amp; чинийка</BG></ProductName>"
            '<ProductPrice currencycode="EUR">6.50</ProductPrice>'
            "<ProductDistributorPrice>4.55</ProductDistributorPrice>"
            "<WholesalePrices><WholesalePrice><WholesalePriceAmount>4</WholesalePriceAmount></WholesalePrice>"
            "</WholesalePrices><ProductQuantity>3</ProductQuantity>"
            "<Category><CategoryName><BG>Чаши</BG></CategoryName></Category>"
        ),
        SETTINGS,
    )
    assert (product.id, product.sku, product.eans, product.name) == (
        "7", "A-7", ("3800000000017",), "Чаша & чинийка",
    )  # fmt: skip
    assert product.prices == {"retail": Decimal("6.50"), "dealer": Decimal("4.55")}
    assert product.stock == {"shop": Decimal(3)}


@pytest.mark.parametrize(
    "stock",
    [
        "",
        "<ProductQuantity/>",
        "<ProductQuantity>много</ProductQuantity>",
        "<ProductQuantityLabel>OutOfStock</ProductQuantityLabel>",
        "<ProductQuantityLabel>InStock</ProductQuantityLabel>",
        "<AvailabilityLabel>НА СКЛАД</AvailabilityLabel>",
    ],
)
def test_a_label_is_no_quantity_and_nothing_is_not_0(stock: str) -> None:
    assert product_of(item(f"<ProductID>7</ProductID>{stock}"), SETTINGS).stock == {}


def test_0_is_0() -> None:
    product = product_of(item("<ProductID>7</ProductID><ProductQuantity>0</ProductQuantity>"), SETTINGS)
    assert product.stock == {"shop": Decimal(0)}


def test_a_price_of_another_currency_or_without_vat() -> None:
    told = '<ProductID>7</ProductID><ProductPrice currencycode="BGN">6.00</ProductPrice>'
    assert product_of(item(told), SETTINGS).prices == {}
    net = SelitonShop(url="https://shop.example", prices_include_vat=False, vat_rate=Decimal(20))
    plain = "<ProductID>7</ProductID><ProductPrice>5.00</ProductPrice>"
    assert product_of(item(plain), net).prices == {"retail": Decimal("6.00")}


def test_without_a_code_and_in_another_language_only() -> None:
    product = product_of(item("<ProductID>7</ProductID><ProductName><EN>Mug</EN></ProductName>"), SETTINGS)
    assert (product.sku, product.eans, product.name) == ("", (), "Mug")


@pytest.mark.parametrize("cut", range(1, len(FOOT) + 40, 7))
def test_a_truncated_document_is_told_wherever_it_ends(cut: int) -> None:
    whole = document("<ProductID>7</ProductID>").getvalue()
    with pytest.raises(Unreachable) as met:
        list(read_feed(io.BytesIO(whole[:-cut])))
    assert met.value.sentence.text() == "The export is cut off or damaged, so nothing of it is used."


@pytest.mark.parametrize(
    "content",
    [
        b"<SummerCart><Products><Product/></Products></SummerCart>",
        b'<SummerCart xmlns="http://schemas.example.com/other"><Products/></SummerCart>',
        b'<!DOCTYPE a [<!ENTITY b "c">]>' + HEAD + FOOT,
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd">' + HEAD + FOOT,
        b"<html><body>Shop</body></html>",
    ],
)
def test_another_kind_of_document_is_told(content: bytes) -> None:
    with pytest.raises(Unreachable) as met:
        list(read_feed(io.BytesIO(content)))
    assert met.value.sentence.text() == "This is another kind of document, not Seliton’s export."


class _Long(io.RawIOBase):
    """A document that is nowhere whole: so many items, made while they are read."""

    def __init__(self, items: int) -> None:
        self._pieces = self._made(items)

    @staticmethod
    def _made(items: int) -> Iterator[bytes]:
        yield HEAD
        for start in range(0, items, 500):
            yield b"".join(
                b"<Product><ProductID>%d</ProductID><ProductCode>C%d</ProductCode>"
                b"<ProductQuantity>3</ProductQuantity></Product>" % (number, number)
                for number in range(start, start + 500)
            )
        yield FOOT

    def read(self, _size: int = -1) -> bytes:
        return next(self._pieces, b"")


@pytest.mark.parametrize("items", [10_000, pytest.param(100_000, marks=pytest.mark.sweep)])
def test_however_many_items_need_next_to_no_memory(items: int) -> None:
    long: Any = _Long(items)
    tracemalloc.start()
    try:
        count = len([None for _ in read_feed(long)])
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == items
    assert most < 3_000_000
