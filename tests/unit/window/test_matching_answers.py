"""What the match check keeps with a draft, what can be moved by hand, and why few products match."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sync.matching import Match, MatchState
from sync.model import Catalog, Link, LinkedBy, Product, ProductRole, ShopProduct
from sync.profile import Leader, LineLinking, PriceLink, Products
from wizard.both_sides import BothSides
from wizard.by_hand_selection import selection
from wizard.comparison import Comparison
from wizard.match_cause import few_match
from wizard.match_rows import MatchRow
from wizard.matching_answers import DraftAnswers, Known, answers_of

_NOW = datetime(2026, 11, 22, 12, 2, tzinfo=UTC)
_CATALOGS = [Catalog("a", "First"), Catalog("b", "Second")]
_SETTINGS = Products(catalogs=("a", "b"), prices=(PriceLink(warehouse_group="P2", shop_group="7"),))


def _draft(path: str = "here.sqlite", key: str = "bl-1") -> dict[str, dict[str, Any]]:
    return {"connect": {"shop_key": key, "warehouse": {"program": "embedded", "path": path}}}


def _link(good: int, shop_id: str, role: ProductRole = ProductRole.PLAIN) -> Link:
    return Link(good, "a", shop_id, LinkedBy.HAND, role)


def test_a_link_takes_the_place_of_those_that_contradict_it() -> None:
    saved: list[int] = []
    draft = _draft()
    answers = DraftAnswers(draft, lambda: saved.append(1))
    answers.link(_link(1, "x", ProductRole.VARIANT))
    answers.link(_link(2, "y"))
    answers.link(_link(1, "y"))
    assert answers.known().links == (_link(1, "y"),)
    answers.set_apart("a", "y")
    assert answers.known() == Known((), frozenset({("a", "y")}))
    answers.link(_link(3, "y", ProductRole.VARIANT))
    assert answers.known() == Known((_link(3, "y", ProductRole.VARIANT),))
    answers.unlink(_link(3, "y"))
    assert answers.known() == Known()
    assert len(saved) == 6


def test_answers_hold_between_the_two_systems_for_which_they_were_given() -> None:
    draft = _draft()
    DraftAnswers(draft, lambda: None).link(_link(1, "x"))
    assert answers_of(draft).links == (_link(1, "x"),)
    draft |= _draft(path="other.sqlite")
    assert answers_of(draft) == Known()
    draft |= _draft(key="bl-2")
    assert answers_of(draft) == Known()
    draft |= _draft()
    assert answers_of(draft).links == (_link(1, "x"),)


def test_what_can_be_moved_by_hand() -> None:
    good = Product(5, "C", "Soap")
    pair = MatchRow("a", Match(MatchState.LINKED, good, ShopProduct("9", "a", "Soap"), link=_link(5, "9")))
    here = MatchRow("a", Match(MatchState.ONLY_HERE, good))
    second = MatchRow("b", Match(MatchState.ONLY_HERE, good))
    double = MatchRow("a", Match(MatchState.ONLY_HERE, good, code_shared=True))
    there = MatchRow("a", Match(MatchState.ONLY_THERE, shop_product=ShopProduct("8", "a", "Wax")))
    unclear = MatchRow("a", Match(MatchState.AMBIGUOUS, shop_product=ShopProduct("7", "a", "Tea")))
    rows = [pair, here, second, double, there, unclear]
    out = selection(rows, Leader.WAREHOUSE, _SETTINGS, _CATALOGS)
    assert out.keys == {"link:a:9", "text:a:9", "marks:a:9", "price:a:7:9", "create:a:5"}
    assert (out.products, out.left_out) == (2, 4)
    back = selection(rows, Leader.SHOP, _SETTINGS, _CATALOGS)
    assert back.keys == {"link:a:9", "update:a:9", "good:a:8"}
    assert (back.products, back.left_out) == (2, 4)


def _compared(goods: list[Product], products: list[ShopProduct], *keys: LineLinking) -> Comparison:
    sides = BothSides(_NOW, goods=goods, products={"a": products})
    return Comparison(sides, catalogs=["a"], match_by=keys)


def test_the_cause_of_few_matches_is_what_is_empty_most() -> None:
    goods = [Product(number, f"C{number}", f"Good {number}") for number in range(1, 9)]
    empty = [ShopProduct(str(number), "a", f"Product {number}") for number in range(1, 9)]
    found = few_match(_compared(goods, empty, LineLinking.SKU), (LineLinking.SKU,))
    assert found is not None
    assert (found.matched, found.possible) == (0, 8)
    assert str(found.cause) == "SKU is empty in 8 products of the shop."
    other = [ShopProduct(str(number), "a", f"Product {number}", f"X{number}") for number in range(1, 9)]
    found = few_match(_compared(goods, other, LineLinking.SKU), (LineLinking.SKU,))
    assert found is not None
    assert str(found.cause).startswith("Both sides have codes, but other ones.")


def test_half_is_enough_and_an_empty_side_is_no_fault() -> None:
    goods = [Product(number, f"C{number}", "") for number in range(1, 5)]
    products = [ShopProduct(str(number), "a", "", f"C{number + 2}") for number in range(1, 5)]
    assert few_match(_compared(goods, products, LineLinking.SKU), (LineLinking.SKU,)) is None
    assert few_match(_compared(goods, [], LineLinking.SKU), (LineLinking.SKU,)) is None
