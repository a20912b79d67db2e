"""The lines of an order: which good each means, how much of it, at which VAT rate, when the order waits."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from sync.model import Link, LinkedBy, Product
from sync.plan.order_lines import ENORMOUS_QUANTITY, LONGEST_KEY, line_key
from sync.profile import LineLinking
from tests.unit.plan.order_examples import (
    BOOK,
    COFFEE,
    GOODS,
    TEA,
    facts,
    finder,
    held,
    line,
    order,
    plan,
    settings,
    told,
)

CREATE = settings(unknown_line="create")

# ---------------------------------------------------------------- quantities and prices


def test_an_order_without_lines_is_held() -> None:
    reason = held(replace(order(), lines=()))
    assert reason.why.text() == "Order 5001 has no lines."
    assert reason.advice
    assert reason.advice.text() == "Add its products in the shop, or cancel it there."


def test_a_negative_quantity_is_held_as_no_order() -> None:
    reason = held(order(line(), line("COF-1", -2, name="Кафе мляно")))
    assert reason.why.text() == "Order 5001: line “Кафе мляно” has the negative quantity -2."
    assert reason.advice
    assert "a return is not imported as an order" in reason.advice.text()


@pytest.mark.parametrize(
    ("quantity", "shown"), [("100001", "100001"), ("1E+14", "1" + "0" * 14), ("1E+40", "1" + "0" * 40)]
)
def test_an_enormous_quantity_is_asked_about(quantity: str, shown: str) -> None:
    reason = held(order(line("TEA-1", quantity, name="Чай")))
    assert reason.why.text() == f"Order 5001: line “Чай” has the quantity {shown}. Is that right?"


def test_the_largest_believable_quantity_comes_in() -> None:
    assert plan(order(line("TEA-1", ENORMOUS_QUANTITY))).lines[0].quantity == ENORMOUS_QUANTITY


def test_a_line_of_nothing_is_left_out_and_told() -> None:
    planned = plan(order(line(), line("COF-1", 0, name="Кафе")))
    assert [row.product for row in planned.lines] == [TEA]
    assert told(planned) == ["Order 5001: line “Кафе” has the quantity 0 and was left out."]


def test_an_unknown_product_in_a_line_of_nothing_holds_nobody_up() -> None:
    assert plan(order(line(), line("UNKNOWN", 0))).total == Decimal("10.00")


def test_an_order_of_nothing_but_nothing_is_held() -> None:
    assert held(order(line(quantity=0))).why.text() == "Order 5001 has no line with a product in it."


def test_a_gift_comes_in_at_price_0() -> None:
    planned = plan(order(line(), line("COF-1", 1, "0")))
    assert [(row.product, row.unit_price) for row in planned.lines] == [
        (TEA, Decimal("10.00")),
        (COFFEE, Decimal(0)),
    ]
    assert planned.total == Decimal("10.00")


def test_only_gifts_with_delivery_leave_the_delivery() -> None:
    planned = plan(order(line(price="0"), delivery_price=Decimal("4.90")))
    assert planned.total == Decimal("4.90")
    assert [row.unit_price for row in planned.lines] == [Decimal(0), Decimal("4.90")]


def test_two_lines_of_one_product_stay_two() -> None:
    planned = plan(order(line("TEA-1", 1, "10.00"), line("TEA-1", 2, "9.00")))
    assert [(row.product, row.quantity, row.unit_price) for row in planned.lines] == [
        (TEA, Decimal(1), Decimal("10.00")),
        (TEA, Decimal(2), Decimal("9.00")),
    ]
    assert planned.total == Decimal("28.00")


@pytest.mark.parametrize(
    ("quantity", "price", "total"),
    [("3", "3.333", "10.00"), ("1", "1.005", "1.01"), ("0.5", "2.999", "1.50")],
)
def test_a_price_with_three_decimals_is_kept_and_the_total_rounded_once(
    quantity: str, price: str, total: str
) -> None:
    planned = plan(order(line("TEA-1", quantity, price)))
    assert planned.lines[0].unit_price == Decimal(price)
    assert str(planned.total) == total


def test_a_negative_price_is_a_discount_at_its_own_rate() -> None:
    planned = plan(
        order(
            line("TEA-1", 1, "20.00"),
            line("BOOK-1", 1, "10.00", vat_rate=Decimal(9)),
            line("VOUCHER", 2, "-1.50", name="Ваучер", vat_rate=Decimal(9)),
        )
    )
    assert planned.lines[-1].product == "service:discount:9"
    assert planned.lines[-1].unit_price == Decimal("-3.00")
    assert planned.total == Decimal("27.00")


@pytest.mark.parametrize("rate", [None, Decimal(23)])
def test_a_negative_price_without_a_rate_of_the_goods_is_spread(rate: Decimal | None) -> None:
    planned = plan(
        order(
            line("TEA-1", 1, "20.00"),
            line("BOOK-1", 1, "10.00", vat_rate=Decimal(9)),
            line("VOUCHER", 1, "-3.00", vat_rate=rate),
        )
    )
    discounts = {row.product: row.unit_price for row in planned.lines if row.unit_price < 0}
    assert discounts == {"service:discount:20": Decimal("-2.00"), "service:discount:9": Decimal("-1.00")}


def test_an_order_of_discounts_alone_is_held() -> None:
    assert (
        held(order(line("VOUCHER", 1, "-3.00"))).why.text() == "Order 5001 has no line with a product in it."
    )


# ---------------------------------------------------------------- which good


def test_the_line_of_a_deleted_good_is_held() -> None:
    links = [Link(99, "7", "501", LinkedBy.SKU)]
    reason = held(
        order(line("TEA-1", product_id="501", name="Стар чай")), read=facts(lines=finder(links=links))
    )
    assert reason.why.text() == "Order 5001: the product of line “Стар чай” was deleted in the warehouse."
    assert reason.advice
    assert "Bring it back in the warehouse" in reason.advice.text()


def test_a_good_made_for_a_line_and_deleted_since_is_held() -> None:
    made = {line_key(line("NEW-1")): 99}
    assert (
        "was deleted in the warehouse"
        in held(order(line("NEW-1")), CREATE, facts(lines=finder(made=made))).why.text()
    )


def test_a_code_that_two_goods_share_is_never_the_first_one() -> None:
    goods = (*GOODS, Product(14, "TEA-1", "Друг чай", vat_rate=Decimal(20)))
    for chosen in (settings(), CREATE):
        reason = held(order(line(name="Чай")), chosen, facts(goods=goods))
        assert reason.why.text() == "Order 5001: several products of the warehouse fit the line “Чай”."
        assert reason.advice
        assert reason.advice.text() == "Settle it in the match check, or give each product its own code."


def test_a_code_that_only_looks_alike_is_asked_about() -> None:
    for chosen in (settings(), CREATE):
        reason = held(order(line("ТЕА-1", name="Чай")), chosen)  # Cyrillic Т, Е, А
        assert reason.why.text() == (
            "Line “Чай” and a product of the warehouse have codes or names that look the same but are "
            "written with letters of different alphabets."
        )
        assert reason.advice
        assert reason.advice.text() == ("Settle it in the match check, or write both with the same letters.")


def test_an_unknown_line_is_held_by_choice() -> None:
    reason = held(order(line("NEW-1", name="Нов чай")))
    assert reason.why.text() == "Order 5001: no product of the warehouse fits the line “Нов чай” (SKU NEW-1)."
    assert held(order(line("", name="Нов чай"))).why.text().endswith("(SKU —).")


def test_an_unknown_line_is_created_by_choice() -> None:
    new = line("NEW-1", 2, "7.00", name="Нов чай", ean="3800000000990", vat_rate=Decimal(9))
    planned = plan(order(line(), new), CREATE.model_copy(update={"new_product_group": 5}))
    (made,) = planned.to_make
    assert (made.product.name, made.product.code, made.product.barcode) == (
        "Нов чай",
        "NEW-1",
        "3800000000990",
    )
    assert (made.product.vat_rate, made.product.group_id, made.product.service) == (Decimal(9), 5, False)
    assert planned.lines[1].product == made.key
    draft = planned.draft({made.key: 700}, 4)
    assert [row.product for row in draft.lines] == [TEA, 700]
    assert draft.partner == 4
    assert draft.total == planned.total == Decimal("24.00")


def test_two_lines_of_one_unknown_product_make_it_once() -> None:
    planned = plan(order(line("NEW-1"), line("new-1 ", 2)), CREATE)
    assert len(planned.to_make) == 1
    assert {row.product for row in planned.lines} == {planned.to_make[0].key}


def test_a_product_made_for_an_earlier_order_is_found_again() -> None:
    made = {line_key(line("NEW-1")): COFFEE}
    planned = plan(order(line("NEW-1")), CREATE, facts(lines=finder(made=made)))
    assert planned.lines[0].product == COFFEE
    assert planned.to_make == ()


def test_the_name_of_a_product_to_make_fits_the_warehouse() -> None:
    planned = plan(order(line("NEW-1", name="🫖" * 500)), CREATE)
    name = planned.to_make[0].product.name
    assert len(name.encode("utf-16-le")) // 2 <= 255
    assert name.startswith("🫖")


def test_a_product_to_make_without_name_is_called_by_its_code() -> None:
    assert plan(order(line("NEW-1", name="")), CREATE).to_make[0].product.name == "NEW-1"
    assert plan(order(line("", name="", ean="38001")), CREATE).to_make[0].product.name == "38001"


@pytest.mark.parametrize("sku", ["", "-"])
@pytest.mark.parametrize("product_id", ["", "501"])
def test_a_line_without_name_and_code_makes_no_product(sku: str, product_id: str) -> None:
    reason = held(order(line(sku, name=" ", product_id=product_id)), CREATE)
    assert reason.why.text() == "Order 5001 has a line with neither a name nor a code."


# ---------------------------------------------------------------- keys of goods to make


def test_numbers_of_different_kinds_never_mean_the_same_good() -> None:
    """A product with the shop's number 123 is not the one whose SKU is 123."""
    keys = [
        line_key(line("", name="x", product_id="123")),
        line_key(line("123")),
        line_key(line("", name="x", ean="123")),
        line_key(line("", name="123")),
    ]
    assert len(set(keys)) == 4


def test_a_key_does_not_mind_case_and_blanks_of_a_code() -> None:
    assert line_key(line("ab-1")) == line_key(line(" AB‑1 "))
    assert line_key(line("", name="Зелен  Чай")) == line_key(line("", name="зелен чай"))


def test_a_key_fits_the_table_of_marks() -> None:
    assert len(line_key(line("", name="дълго име " * 60))) <= LONGEST_KEY + 20
    assert line_key(line("", name="дълго име " * 60)) != line_key(line("", name="дълго име " * 61))


# ---------------------------------------------------------------- VAT


MISMATCH = "Order 5001: line “Чай” has 9 % VAT in the shop and 20 % in the warehouse."


def test_another_vat_rate_is_held() -> None:
    reason = held(order(line(vat_rate=Decimal("9.00"), name="Чай")))
    assert reason.why.text() == MISMATCH
    assert reason.advice
    assert "or let such orders in with a warning" in reason.advice.text()


def test_another_vat_rate_comes_in_with_a_warning_by_choice() -> None:
    planned = plan(order(line(vat_rate=Decimal(9), name="Чай")), settings(vat_mismatch="warn"))
    assert planned.lines[0].vat_rate == 9
    assert told(planned) == [MISMATCH]


def test_a_rate_that_the_warehouse_lacks_is_held_also_for_a_product_to_make() -> None:
    reason = held(order(line("NEW-1", vat_rate=Decimal(23), name="Чай")), CREATE)
    assert reason.why.text() == ("Order 5001: line “Чай” has 23 % VAT in the shop and 20 % in the warehouse.")
    planned = plan(
        order(line("NEW-1", vat_rate=Decimal(23))), CREATE.model_copy(update={"vat_mismatch": "warn"})
    )
    assert planned.lines[0].vat_rate == 23
    assert planned.to_make[0].product.vat_rate == 20


def test_a_line_without_rate_takes_the_rate_of_its_good() -> None:
    planned = plan(order(line("BOOK-1", vat_rate=None), line("NEW-1", vat_rate=None)), CREATE)
    assert [row.vat_rate for row in planned.lines] == [Decimal(9), Decimal(20)]


def test_an_exempt_line_is_named_so() -> None:
    exempt = line(vat_rate=Decimal(0), vat_exemption="reverse charge", name="Чай")
    reason = held(order(exempt))
    assert reason.why.text() == (
        "Order 5001: line “Чай” is without VAT in the shop and has 20 % in the warehouse."
    )
    planned = plan(order(exempt), settings(vat_mismatch="warn"))
    assert planned.lines[0].vat_rate == 0
    assert told(planned) == [reason.why.text()]


def test_an_exempt_line_of_a_good_without_vat_comes_in_quietly() -> None:
    goods = (replace(GOODS[0], vat_rate=Decimal(0)),)
    planned = plan(order(line(vat_rate=Decimal(0), vat_exemption="exempt")), read=facts(goods=goods))
    assert told(planned) == []
    assert planned.lines[0].vat_rate == 0


def test_the_same_rate_written_otherwise_is_no_mismatch() -> None:
    assert told(plan(order(line(vat_rate=Decimal("20.000"))))) == []


def test_a_line_found_by_name_where_the_owner_chose_so() -> None:
    read = facts(lines=finder(by=(LineLinking.NAME,)))
    assert plan(order(line("", name="  книга ", vat_rate=Decimal(9))), read=read).lines[0].product == BOOK
