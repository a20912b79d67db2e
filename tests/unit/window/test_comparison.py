"""The match check's comparison: answers change it at once, and to exactly what a new comparison would say."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from sync.matching import MatchState
from sync.model import Link, LinkedBy, Product, ProductGroup, ShopProduct
from sync.profile import LineLinking
from wizard.both_sides import BothSides
from wizard.comparison import Comparison
from wizard.match_rows import Filter
from wizard.product_groups import group_tree, topmost, with_subgroups

_NOW = datetime(2026, 11, 22, 12, 2, tzinfo=UTC)
_ALL = (LineLinking.SKU, LineLinking.EAN, LineLinking.NAME)
# The second А is Cyrillic.
_CODES = st.sampled_from(["", "A1", "А1", "a-1", "B2", "C3", "3.8E+12"])
_BARCODES = st.lists(st.sampled_from(["3800123400010", "3800123400027", "42"]), max_size=2).map(tuple)
_NAMES = st.sampled_from(["Honey", "honey ", "Soap with thyme", "Tea", "Теa"])
_GOODS = st.lists(st.builds(Product, id=st.integers(1, 8), code=_CODES, name=_NAMES, barcodes=_BARCODES))
_PRODUCTS = st.lists(
    st.builds(
        ShopProduct,
        id=st.integers(1, 8).map(str),
        catalog=st.just("c"),
        name=_NAMES,
        sku=_CODES,
        eans=_BARCODES,
    )
)
_STEPS = st.lists(
    st.tuples(st.sampled_from(["link", "unlink", "apart"]), st.integers(1, 8), st.integers(1, 8)), max_size=6
)


def _unique(goods: list[Product]) -> list[Product]:
    return list({good.id: good for good in goods}.values())


def _sides(goods: list[Product], products: list[ShopProduct]) -> BothSides:
    unique = {product.id: product for product in products}
    return BothSides(_NOW, goods=_unique(goods), products={"c": list(unique.values())})


@settings(deadline=None, max_examples=150)
@given(_GOODS, _PRODUCTS, _STEPS, st.permutations(_ALL), st.integers(1, 3))
def test_after_every_answer_the_rows_are_those_of_a_new_comparison(
    goods: list[Product],
    products: list[ShopProduct],
    steps: list[tuple[str, int, int]],
    order: list[LineLinking],
    keys: int,
) -> None:
    sides = _sides(goods, products)
    match_by = order[:keys]
    kept = Comparison(sides, catalogs=["c"], match_by=match_by)
    links: dict[str, Link] = {}
    apart: set[tuple[str, str]] = set()
    for what, good, number in steps:
        shop_id = str(number)
        there = good in {each.id for each in sides.goods} and shop_id in {
            each.id for each in sides.products["c"]
        }
        linked_goods = {link.warehouse_id for link in links.values()}
        if what == "link" and there and good not in linked_goods and shop_id not in links:
            links[shop_id] = Link(good, "c", shop_id, LinkedBy.HAND)
            apart.discard(("c", shop_id))
            kept.link(links[shop_id])
        elif what == "unlink" and shop_id in links:
            kept.unlink(links.pop(shop_id))
        elif what == "apart" and there:
            links.pop(shop_id, None)
            apart.add(("c", shop_id))
            kept.set_apart("c", shop_id)
        anew = Comparison(sides, catalogs=["c"], match_by=match_by, links=links.values(), apart=apart)
        assert kept.rows == anew.rows
        assert +kept.counts == +anew.counts
        assert kept.counts.total() == len(kept.rows)


def test_what_waits_for_the_owner_stands_first() -> None:
    goods = [
        Product(1, "A1", "Honey"),
        Product(2, "B2", "Tea"),
        Product(3, "B2", "Tea, old"),
        Product(4, "", "Soap"),
        Product(5, "C3", "Wax"),
    ]
    products = [
        ShopProduct("1", "c", "Honey", "A1"),
        ShopProduct("2", "c", "Tea", "B2"),
        ShopProduct("3", "c", "Candle", "Z9"),
    ]
    comparison = Comparison(_sides(goods, products), catalogs=["c"], match_by=_ALL[:2])
    assert [row.state for row in comparison.rows] == [
        MatchState.AMBIGUOUS,
        MatchState.NO_CODE,
        MatchState.ONLY_THERE,
        MatchState.ONLY_HERE,
        MatchState.MATCHED,
    ]
    assert comparison.waiting == 2
    comparison.link(Link(2, "c", "2", LinkedBy.HAND))
    assert comparison.waiting == 1
    assert comparison.counts[Filter.LINKED] == 2
    # The other tea stands alone now.
    assert [row.found.product.id for row in comparison.rows if row.found.product][1:3] == [3, 5]


def test_suggestions_are_called_alike_and_not_linked_yet() -> None:
    goods = [Product(1, "A1", "Herbal tea “Thyme” 50 g"), Product(2, "B2", "Herbal tea “Sage” 50 g")]
    products = [ShopProduct("1", "c", "Thyme tea", "X1"), ShopProduct("2", "c", "Wax", "X2")]
    comparison = Comparison(_sides(goods, products), catalogs=["c"], match_by=_ALL[:2])
    assert [good.id for good in comparison.goods_like("c", products[0], 4)] == [1, 2]
    assert [each.id for each in comparison.products_like("c", goods[0], 4)] == ["1"]
    comparison.link(Link(1, "c", "2", LinkedBy.HAND))
    assert [good.id for good in comparison.goods_like("c", products[0], 4)] == [2]
    assert [good.id for good in comparison.search_goods("c", "herbal sage", 4)] == [2]
    assert comparison.search_goods("c", "thyme", 4) == []
    assert [each.id for each in comparison.search_products("c", "x1", 4)] == ["1"]


def test_groups_take_their_subgroups_along() -> None:
    groups = [
        ProductGroup(1, "-1", "Own"),
        ProductGroup(2, "AAA", "Food"),
        ProductGroup(3, "AAAAAA", "Tea"),
        ProductGroup(4, "AAB", "Soap"),
        ProductGroup(5, "AAAAAAAAA", "Herbal tea"),
    ]
    assert [(node.group.id, node.parent, node.depth) for node in group_tree(groups)] == [
        (1, None, 0),
        (2, None, 0),
        (3, 2, 1),
        (5, 3, 2),
        (4, None, 0),
    ]
    assert with_subgroups(groups, [3]) == {3, 5}
    assert topmost(groups, [5, 3, 4]) == (3, 4)
    goods = [Product(1, "A1", "Mint", group_id=5), Product(2, "B2", "Soap", group_id=4)]
    sides = BothSides(_NOW, goods=goods, groups=groups, products={"c": []})
    assert [good.id for good in Comparison(sides, catalogs=["c"], match_by=_ALL, groups=[2]).goods] == [1]
