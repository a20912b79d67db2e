"""Two catalogues compared, case by case."""

from __future__ import annotations

from collections.abc import Iterable

from sync.matching import Difference, Match, MatchState, match
from sync.model import Link, LinkedBy, Product, ProductRole, ShopProduct
from sync.profile import LineLinking

SKU, EAN, NAME = LineLinking.SKU, LineLinking.EAN, LineLinking.NAME


def _there(
    number: int, sku: str = "", *eans: str, name: str = "", role: ProductRole = ProductRole.PLAIN
) -> ShopProduct:
    return ShopProduct(str(number), "c", name or f"product {number}", sku=sku, eans=eans, role=role)


def _here(number: int, code: str = "", *barcodes: str, name: str = "", service: bool = False) -> Product:
    return Product(number, code, name or f"good {number}", barcodes, service=service)


def _compare(
    here: Iterable[Product],
    there: Iterable[ShopProduct],
    links: Iterable[Link] = (),
    apart: frozenset[tuple[str, str]] = frozenset(),
    order: tuple[LineLinking, ...] = (SKU, EAN),
) -> list[Match]:
    return list(match(here, there, links, apart, order))


def _states(found: list[Match]) -> list[MatchState]:
    return [result.state for result in found]


def _link(good: int, shop_id: int) -> Link:
    return Link(good, "c", str(shop_id), LinkedBy.HAND)


def test_the_same_code() -> None:
    (found,) = _compare([_here(1, "10482")], [_there(5, "10482")])
    assert (found.state, found.key, found.difference) == (MatchState.MATCHED, SKU, Difference.NONE)


def test_a_difference_of_form_is_told() -> None:
    (found,) = _compare([_here(1, "KA-118 ")], [_there(5, "ka–118")])
    assert (found.state, found.difference) == (MatchState.MATCHED, Difference.FORM)
    assert "case, spaces or dashes" in found.why.text()


def test_upc_and_ean_are_one_and_the_zeros_are_told() -> None:
    (found,) = _compare([_here(1, "", "0036000291452")], [_there(5, "", "036000291452")])
    assert (found.state, found.key, found.difference) == (MatchState.MATCHED, EAN, Difference.ZEROS)


def test_look_alike_letters_are_a_question_and_name_the_letters() -> None:
    (found,) = _compare([_here(1, "КА-118")], [_there(5, "KA-118")])
    assert (found.state, found.difference) == (MatchState.LOOK_ALIKE, Difference.LOOK_ALIKE)
    assert found.why.text() == "In the warehouse К, А is written in Cyrillic letters."
    (back,) = _compare([_here(1, "KA-118")], [_there(5, "КА-118")])
    assert back.why.text() == "In the shop К, А is written in Cyrillic letters."


def test_an_equal_barcode_is_stronger_than_letters_that_look_alike() -> None:
    (found,) = _compare([_here(1, "КА-118", "96385074")], [_there(5, "KA-118", "96385074")])
    assert (found.state, found.key) == (MatchState.MATCHED, EAN)


def test_two_goods_of_one_code_are_ambiguous() -> None:
    (found,) = _compare([_here(1, "10482"), _here(2, "10482")], [_there(5, "10482")])
    assert found.state is MatchState.AMBIGUOUS
    assert [good.id for good in found.candidates_here] == [1, 2]
    assert found.why.text() == "2 goods have this code."


def test_two_products_of_the_shop_of_one_code_are_ambiguous() -> None:
    found = _compare([_here(1, "10482")], [_there(5, "10482"), _there(6, "10482")])
    assert _states(found) == [MatchState.AMBIGUOUS, MatchState.AMBIGUOUS]
    assert [[there.id for there in result.candidates_there] for result in found] == [["5", "6"], ["5", "6"]]


def test_a_shared_code_stays_ambiguous_when_one_of_its_owners_is_linked() -> None:
    found = _compare(
        [_here(1, "10482"), _here(2, "10482")], [_there(5, "10482"), _there(6, "10482")], [_link(1, 5)]
    )
    assert _states(found) == [MatchState.LINKED, MatchState.AMBIGUOUS]
    assert [good.id for good in found[1].candidates_here] == [2]


def test_the_rest_of_a_settled_question_would_be_a_double() -> None:
    found = _compare([_here(1, "10482"), _here(2, "10482")], [_there(5, "10482")], [_link(1, 5)])
    assert _states(found) == [MatchState.LINKED, MatchState.ONLY_HERE]
    assert found[1].code_shared


def test_settled_apart_takes_no_part_and_its_code_is_not_given_out_again() -> None:
    found = _compare([_here(1, "10482")], [_there(5, "10482")], apart=frozenset({("c", "5")}))
    assert _states(found) == [MatchState.ONLY_HERE, MatchState.SETTLED_APART]
    assert found[0].code_shared
    (one, other) = _compare([_here(1, "X")], [_there(5, "X"), _there(6, "X")], apart=frozenset({("c", "5")}))
    assert (one.state, other.state) == (MatchState.MATCHED, MatchState.SETTLED_APART)


def test_only_here_and_only_there() -> None:
    found = _compare([_here(1, "A")], [_there(5, "B")])
    assert _states(found) == [MatchState.ONLY_HERE, MatchState.ONLY_THERE]
    assert not any(result.code_shared for result in found)


def test_no_code_and_a_damaged_one() -> None:
    found = _compare(
        [_here(1), _here(2, "", "3.8E+12"), _here(3, "A", "3.8E+12"), _here(4, "", "28CCCCCWWWWWL")],
        [_there(5), _there(6, "", "3,8E+12")],
    )
    assert _states(found) == [
        MatchState.NO_CODE,
        MatchState.DAMAGED_CODE,
        MatchState.ONLY_HERE,
        MatchState.NO_CODE,
        MatchState.NO_CODE,
        MatchState.DAMAGED_CODE,
    ]
    assert found[1].damaged == found[2].damaged == "3.8E+12"


def test_a_name_matches_only_where_the_owner_chose_it() -> None:
    here, there = [_here(1, "A", name="Мед акация")], [_there(5, "B", name="мед  акация")]
    assert MatchState.MATCHED not in _states(_compare(here, there))
    (found,) = _compare(here, there, order=(SKU, NAME))
    assert (found.state, found.key) == (MatchState.MATCHED, NAME)


def test_a_service_never_matches() -> None:
    found = _compare([_here(1, "D", service=True)], [_there(5, "D")])
    assert _states(found) == [MatchState.ONLY_THERE]


def test_a_variant_matches_by_itself_and_before_its_parent() -> None:
    there = [
        _there(5, "T", role=ProductRole.PARENT),
        _there(6, "T", role=ProductRole.VARIANT),
        _there(7, "T-2", role=ProductRole.VARIANT),
    ]
    found = _compare([_here(1, "T"), _here(2, "T-2")], there)
    pairs = {
        result.product.id: result.shop_product.id
        for result in found
        if result.product and result.shop_product
    }
    assert pairs == {1: "6", 2: "7"}
    alone = [result.shop_product for result in found if result.state is MatchState.ONLY_THERE]
    assert [product.role for product in alone if product] == [ProductRole.PARENT]


def test_a_bundle_may_match_and_says_what_it_is() -> None:
    (found,) = _compare([_here(1, "SET")], [_there(5, "SET", role=ProductRole.BUNDLE)])
    assert found.state is MatchState.MATCHED
    assert found.shop_product is not None
    assert found.shop_product.role is ProductRole.BUNDLE


def test_a_parent_without_code_asks_nothing() -> None:
    (found,) = _compare([], [_there(5, role=ProductRole.PARENT)])
    assert found.state is MatchState.ONLY_THERE


def test_links_whose_ends_are_gone() -> None:
    found = _compare([_here(1, "A")], [_there(6, "B")], [_link(1, 5), _link(2, 6), _link(3, 7)])
    assert _states(found) == [MatchState.GONE_THERE, MatchState.GONE_HERE, MatchState.GONE_THERE]


def test_a_link_by_hand_is_stronger_than_codes() -> None:
    found = _compare([_here(1, "A"), _here(2, "B")], [_there(5, "A"), _there(6, "B")], [_link(1, 6)])
    assert _states(found) == [MatchState.LINKED, MatchState.ONLY_HERE, MatchState.ONLY_THERE]
    assert found[1].code_shared
    assert found[2].code_shared


def test_one_barcode_of_many_is_enough_and_two_products_are_too_many() -> None:
    good = _here(1, "", "4006381333931", "", "96385074,036000291452")
    (found,) = _compare([good], [_there(5, "", "96385074")])
    assert found.state is MatchState.MATCHED
    both = _compare([good], [_there(5, "", "96385074"), _there(6, "", "036000291452")])
    assert _states(both) == [MatchState.AMBIGUOUS, MatchState.AMBIGUOUS]
