"""Which good a line means: its link first, then what was made for it, then its codes."""

from __future__ import annotations

from sync.model import Link, LinkedBy, Product
from sync.plan.order_document import LineProduct, line_key
from sync.profile import LineLinking
from tests.unit.plan.order_examples import BOOK, COFFEE, GOODS, TEA, finder, line

LINK = Link(BOOK, "7", "501", LinkedBy.HAND)


def test_the_link_wins_over_every_code() -> None:
    assert finder(links=[LINK]).find(line("TEA-1", product_id="501")) == LineProduct(BOOK)


def test_what_was_made_for_the_line_wins_over_its_codes() -> None:
    bought = line("TEA-1", product_id="502")
    assert finder(made={line_key(bought): COFFEE}).find(bought) == LineProduct(COFFEE)


def test_the_link_wins_over_what_was_made() -> None:
    bought = line("TEA-1", product_id="501")
    assert finder(links=[LINK], made={line_key(bought): COFFEE}).find(bought) == LineProduct(BOOK)


def test_a_line_that_the_shop_has_not_linked_has_no_link() -> None:
    links = [Link(BOOK, "7", "", LinkedBy.HAND)]
    assert finder(links=links).find(line("TEA-1")) == LineProduct(TEA)


def test_one_shop_product_linked_to_two_goods_is_ambiguous() -> None:
    links = [LINK, Link(COFFEE, "8", "501", LinkedBy.SKU)]
    assert finder(links=links).find(line(product_id="501")) == LineProduct(None, (COFFEE, BOOK))


def test_one_shop_product_linked_twice_to_one_good_is_that_good() -> None:
    links = [LINK, Link(BOOK, "8", "501", LinkedBy.SKU)]
    assert finder(links=links).find(line(product_id="501")) == LineProduct(BOOK)


def test_codes_are_asked_in_the_owners_order() -> None:
    bought = line("COF-1", ean="3800000000013")
    assert finder(by=(LineLinking.SKU, LineLinking.EAN)).find(bought) == LineProduct(COFFEE)
    assert finder(by=(LineLinking.EAN, LineLinking.SKU)).find(bought) == LineProduct(TEA)
    assert finder(by=(LineLinking.EAN,)).find(line("COF-1")) == LineProduct(None)


def test_a_name_finds_nothing_unless_the_owner_chose_so() -> None:
    assert finder().find(line("", name="Чай")) == LineProduct(None)
    assert finder(by=(LineLinking.NAME,)).find(line("", name="Чай")) == LineProduct(TEA)


def test_a_shared_code_gives_all_candidates_and_no_good() -> None:
    goods = (*GOODS, Product(14, "tea-1", "Друг чай"))
    assert finder(goods).find(line("TEA-1")) == LineProduct(None, (TEA, 14))


def test_letters_that_only_look_alike_give_a_candidate_and_the_reason() -> None:
    found = finder().find(line("СОF-1", name="Кафе"))  # Cyrillic С and О
    assert found.product_id is None
    assert found.candidates == (COFFEE,)
    assert found.said
    assert "letters of different alphabets" in found.said.text()


def test_a_service_is_no_good_of_a_line() -> None:
    assert finder().find(line("DEL-20")) == LineProduct(None)


def test_a_line_with_nothing_in_it_finds_nothing() -> None:
    made = {line_key(line("", name="")): TEA}
    assert finder(made=made).find(line("", name="")) == LineProduct(None)
