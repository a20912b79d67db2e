"""What must hold for any two catalogues."""

from __future__ import annotations

from collections import Counter
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from sync.matching import Match, MatchState, match
from sync.model import Link, LinkedBy, Product, ProductRole, ShopProduct
from sync.profile import LineLinking

# Few different codes, so that doubles, look-alikes and differences of form are frequent.
_CODES = st.sampled_from(["", "A", "a", "А", "B", "В", "AB", "A-B", "A–B", "3.8E+12", "-"])
_EANS = st.lists(
    st.sampled_from(["96385074", "036000291452", "0036000291452", "12", "3.8E+12", "28CCW"]), max_size=2
).map(tuple)
_NAMES = st.sampled_from(["Чай", "чай ", "Мед", "Tea"])
_ORDERS = st.permutations(list(LineLinking)).flatmap(
    lambda keys: st.integers(1, 3).map(lambda count: tuple(keys[:count]))
)

_GOODS = st.lists(
    st.builds(
        Product,
        st.integers(1, 30),
        _CODES,
        _NAMES,
        _EANS,
        service=st.sampled_from([False, False, False, True]),
    ),
    max_size=8,
    unique_by=lambda product: product.id,
)
_SHOP = st.lists(
    st.builds(
        ShopProduct,
        st.integers(1, 30).map(str),
        st.just("c"),
        _NAMES,
        sku=_CODES,
        eans=_EANS,
        role=st.sampled_from([ProductRole.PLAIN, ProductRole.PLAIN, *ProductRole]),
    ),
    max_size=8,
    unique_by=lambda product: product.id,
)
_LINKS = st.lists(
    st.builds(Link, st.integers(1, 30), st.just("c"), st.integers(1, 30).map(str), st.just(LinkedBy.HAND)),
    max_size=4,
    unique_by=(lambda link: link.warehouse_id, lambda link: link.shop_id),
)
_APART = st.frozensets(st.tuples(st.just("c"), st.integers(1, 30).map(str)), max_size=2)


@given(_GOODS, _SHOP, _LINKS, _APART, _ORDERS, st.randoms(use_true_random=False))
def test_the_order_of_reading_does_not_matter(
    goods: list[Product],
    shop: list[ShopProduct],
    links: list[Link],
    apart: frozenset[tuple[str, str]],
    order: tuple[LineLinking, ...],
    random: Random,
) -> None:
    first = list(match(goods, shop, links, apart, order))
    mixed: tuple[list[Product], list[ShopProduct], list[Link]] = (list(goods), list(shop), list(links))
    for part in mixed:
        random.shuffle(part)
    assert list(match(*mixed, apart, order)) == first


@given(_GOODS, _SHOP, _LINKS, _APART, _ORDERS)
def test_every_product_is_accounted_for_once(
    goods: list[Product],
    shop: list[ShopProduct],
    links: list[Link],
    apart: frozenset[tuple[str, str]],
    order: tuple[LineLinking, ...],
) -> None:
    found = list(match(goods, shop, links, apart, order))
    there = Counter(result.shop_product.id for result in found if result.shop_product)
    assert there == Counter(product.id for product in shop)
    here = Counter(result.product.id for result in found if result.product)
    asked = {good.id for result in found for good in result.candidates_here}
    linked = {link.warehouse_id for link in links}
    for good in goods:
        if good.service and good.id not in linked:
            assert here[good.id] == 0
            assert good.id not in asked
        else:
            assert (here[good.id] == 1) != (good.id in asked)


@given(_GOODS, _SHOP, _ORDERS)
def test_no_match_where_a_code_is_shared(
    goods: list[Product], shop: list[ShopProduct], order: tuple[LineLinking, ...]
) -> None:
    """A double of a matched product on either side makes the match ambiguous, or another key decides."""
    for result in match(goods, shop, (), frozenset(), order):
        if result.state is not MatchState.MATCHED:
            continue
        assert result.product is not None
        assert result.shop_product is not None
        double = Product(99, result.product.code, result.product.name, result.product.barcodes)
        again = list(match([*goods, double], shop, (), frozenset(), order))
        assert _pair_of(again, result.product.id) is None
        assert _pair_of(again, 99) is None


def _pair_of(found: list[Match], good: int) -> str | None:
    for result in found:
        if result.state is MatchState.MATCHED and result.product and result.product.id == good:
            return result.shop_product.id if result.shop_product else None
    return None


def _turned(product: Product) -> ShopProduct:
    return ShopProduct(str(product.id + 10), "c", product.name, sku=product.code, eans=product.barcodes)


def _turned_back(product: ShopProduct) -> Product:
    return Product(int(product.id) + 10, product.sku, product.name, product.eans)


@given(
    _GOODS.map(lambda goods: [good for good in goods if not good.service]),
    _SHOP.map(lambda shop: [product for product in shop if product.role is ProductRole.PLAIN]),
    _ORDERS,
)
def test_the_two_sides_are_alike(
    goods: list[Product], shop: list[ShopProduct], order: tuple[LineLinking, ...]
) -> None:
    def pairs(found: list[Match]) -> set[tuple[MatchState, int, int]]:
        return {
            (result.state, result.product.id, int(result.shop_product.id))
            for result in found
            if result.product and result.shop_product
        }

    there = pairs(list(match(goods, shop, (), frozenset(), order)))
    back = pairs(list(match(map(_turned_back, shop), map(_turned, goods), (), frozenset(), order)))
    assert {(state, other - 10, one - 10) for state, one, other in back} == there


@given(_GOODS, _SHOP, _ORDERS)
def test_after_linking_what_matched_nothing_more_matches(
    goods: list[Product], shop: list[ShopProduct], order: tuple[LineLinking, ...]
) -> None:
    links = [
        Link(result.product.id, "c", result.shop_product.id, LinkedBy.SKU, result.shop_product.role)
        for result in match(goods, shop, (), frozenset(), order)
        if result.state is MatchState.MATCHED and result.product and result.shop_product
    ]
    again = list(match(goods, shop, links, frozenset(), order))
    assert sum(result.state is MatchState.LINKED for result in again) == len(links)
    assert all(result.state is not MatchState.MATCHED for result in again)
