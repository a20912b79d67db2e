"""Finding the good that an order's line means."""

from __future__ import annotations

from sync.matching import Found, Index
from sync.model import Product
from sync.profile import LineLinking

SKU, EAN, NAME = LineLinking.SKU, LineLinking.EAN, LineLinking.NAME


def _index(*products: Product, order: tuple[LineLinking, ...] = (SKU, EAN, NAME)) -> Index:
    return Index(products, order)


def test_the_first_key_of_the_owner_that_finds_anything_decides() -> None:
    tea = Product(1, "T-1", "Чай", ("96385074",))
    honey = Product(2, "H-1", "Мед", ("4006381333931",))
    assert _index(tea, honey).find(sku="t-1", eans=("4006381333931",)) == Found((1,), SKU)
    assert _index(tea, honey, order=(EAN, SKU)).find(sku="T-1", eans=("4006381333931",)) == Found((2,), EAN)
    assert _index(tea, honey).find(sku="?", name=" мед ") == Found((2,), NAME)


def test_a_code_of_two_goods_is_ambiguous_whichever_came_first() -> None:
    one, two = Product(7, "10482", "Чай"), Product(3, " 10482 ", "Чай (стара опаковка)")
    for index in (_index(one, two), _index(two, one)):
        found = index.find(sku="10482")
        assert found == Found((3, 7), SKU)
        assert found.only is None


def test_an_ambiguous_code_does_not_fall_through_to_the_next_key() -> None:
    goods = (Product(1, "X", "A", ("96385074",)), Product(2, "X", "B"))
    found = _index(*goods).find(sku="X", eans=("96385074",))
    assert found is not None
    assert found.goods == (1, 2)


def test_look_alike_letters_are_found_last_and_told() -> None:
    index = _index(Product(1, "КА-118", "Свещ"))
    found = index.find(sku="KA-118")
    assert found == Found((1,), SKU, look_alike=True)
    assert found.only is None
    latin = _index(Product(1, "KA-118", "Свещ"))
    assert latin.find(sku="КА-118") == Found((1,), SKU, look_alike=True)
    both = _index(Product(1, "KA-118", "Свещ"), Product(2, "КА-118", "Друга"))
    assert both.find(sku="KA-118") == Found((1,), SKU)


def test_services_and_empty_texts_find_nothing() -> None:
    index = _index(Product(1, "D", "Доставка", service=True), Product(2, "", ""))
    assert index.find(sku="D", name="Доставка") is None
    assert index.find() is None
