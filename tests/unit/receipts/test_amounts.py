"""Lines that add up to the cent, rounding as devices do it, VAT letters and texts."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.errors import Refused
from sync.receipts.amounts import RoundingGroup, percent_of_row, row_amount, share_over_groups, vat_of
from sync.receipts.composing import WantedLine, receipt_lines
from sync.receipts.problems import Problem, ReceiptRefused
from sync.receipts.texts import printable
from sync.receipts.vat import VatLetters, read_rates

D = Decimal


def _wanted(text: str, quantity: str, price: str, amount: str, rate: str = "20") -> WantedLine:
    return WantedLine(text, D(rate), D(quantity), D(price), D(amount))


def test_rounding_is_half_up_and_never_to_even() -> None:
    assert row_amount(D("0.01"), D("0.500")) == D("0.01")
    assert row_amount(D("0.05"), D("0.500")) == D("0.03")
    assert percent_of_row(D("0.50"), D("5")) == D("0.03")


def test_a_leftover_cent_goes_where_the_group_of_devices_puts_it() -> None:
    sums = {"А": D("1.00"), "Б": D("1.00"), "Г": D("1.00")}
    assert share_over_groups(D("-1.00"), sums, RoundingGroup.A) == {
        "А": D("-0.34"),
        "Б": D("-0.33"),
        "Г": D("-0.33"),
    }
    assert share_over_groups(D("-0.02"), sums, RoundingGroup.B_AND_C) == {
        "А": D("0.00"),
        "Б": D("-0.01"),
        "Г": D("-0.01"),
    }


def test_vat_is_counted_from_the_net_or_from_the_gross() -> None:
    assert vat_of(D("1.20"), D(20), RoundingGroup.A) == D("0.20")
    assert vat_of(D("0.03"), D(20), RoundingGroup.A) == D("0.00")
    assert vat_of(D("0.03"), D(20), RoundingGroup.B_AND_C) == D("0.01")


def test_an_orders_discount_is_spread_over_its_lines() -> None:
    lines, notes = receipt_lines(
        [
            _wanted("Чаша", "3", "3.33", "9.99"),
            _wanted("Книга", "1", "20.00", "20.00", "9"),
            _wanted("Подарък", "1", "0", "0"),
            _wanted("Ваучер", "1", "-5", "-5"),
        ],
        D("24.99"),
    )
    assert [(line.text, line.price, line.quantity, line.discount) for line in lines] == [
        ("Чаша", D("3.33"), D(3), D("1.67")),
        ("Книга", D("20.00"), D(1), D("3.33")),
    ]
    assert sum(line.amount for line in lines) == D("24.99")
    assert notes == ("Подарък",)


def test_a_price_of_many_decimals_never_needs_a_surcharge() -> None:
    (line,), _ = receipt_lines([_wanted("Винт", "3", "3.3333", "10.00")], D("10.00"))
    assert (line.price, line.discount, line.amount) == (D("3.34"), D("0.02"), D("10.00"))


def test_a_quantity_that_no_device_holds_stands_in_the_text() -> None:
    (line,), _ = receipt_lines([_wanted("Плат", "1.2345", "10", "12.35")], D("12.35"))
    assert (line.text, line.price, line.quantity) == ("1.2345 x Плат", D("12.35"), D(1))


@pytest.mark.parametrize("total", ["0", "-1", "1.005"])
def test_a_total_that_no_receipt_can_have_is_refused(total: str) -> None:
    with pytest.raises(Refused, match="do not add up"):
        receipt_lines([_wanted("Чаша", "1", "1", "1")], D(total))
    with pytest.raises(Refused):
        receipt_lines([_wanted("Чаша", "1", "0", "0")], D("1.00"))


CENTS = st.integers(1, 99_999).map(lambda cents: D(cents) / 100)


@settings(max_examples=50)
@given(
    orders=st.lists(
        st.tuples(st.integers(1, 20_000).map(lambda milli: D(milli) / 1000), st.integers(1, 9_999_999)),
        min_size=1,
        max_size=12,
    ),
    total=CENTS,
)
def test_any_lines_add_up_to_the_total_without_a_surcharge(
    orders: list[tuple[Decimal, int]], total: Decimal
) -> None:
    wanted = [
        WantedLine(f"№ {place}", D(20), quantity, D(price) / 10_000, quantity * price / 10_000)
        for place, (quantity, price) in enumerate(orders)
    ]
    try:
        lines, notes = receipt_lines(wanted, total)
    except ReceiptRefused:
        assert sum(round(line.amount, 2) for line in wanted) < D("0.01") * len(wanted)
        return
    assert sum(line.amount for line in lines) == total
    assert all(line.discount >= 0 and line.amount > 0 and line.price > 0 for line in lines)
    assert all(
        line.price == round(line.price, 2) and line.quantity == round(line.quantity, 3) for line in lines
    )
    assert len(lines) + len(notes) <= len(wanted)


def test_rates_have_their_letters_and_a_missing_one_is_said() -> None:
    letters = VatLetters()
    assert [letters.letter(D(rate), "DT1") for rate in ("0", "20.00", "9")] == ["А", "Б", "Г"]
    assert VatLetters(registered=False).letter(D(20), "DT1") == "А"
    with pytest.raises(ReceiptRefused, match=r"DT1 has no VAT group of 7 %") as caught:
        letters.letter(D("7.0"), "DT1")
    assert caught.value.problem is Problem.VAT_GROUP_MISSING


def test_the_devices_own_rates_win() -> None:
    programmed = read_rates(["0.00", "20.00", "20.00", "", "7.00"])
    assert programmed == {"А": D(0), "Б": D(20), "В": D(20), "Г": None, "Д": D(7)}
    letters = VatLetters(programmed=programmed)
    assert letters.letter(D(20), "DT1") == "Б"
    assert letters.letter(D(7), "DT1") == "Д"
    with pytest.raises(ReceiptRefused, match="no VAT group of 9 %"):
        letters.letter(D(9), "DT1")


@pytest.mark.parametrize(
    "fields", [["0.00"], ["a", "b", "c", "d"], ["", "", "", ""], ["0", "NaN", "20", "9"]]
)
def test_what_is_no_list_of_rates_is_none(fields: list[str]) -> None:
    assert read_rates(fields) is None


def test_texts_are_cut_and_keep_to_their_alphabet() -> None:
    assert printable("Чаша\tголяма\n", 20) == "Чаша голяма".encode("cp1251")
    assert printable("Łódź Café 日本", 20) == "Lodz Cafe ??".encode("cp1251")
    assert printable("Чаша; синя|бяла", 9, without=";|") == "Чаша синя".encode("cp1251")
    assert printable("a" * 50, 22) == b"a" * 22


@settings(max_examples=40)
@given(text=st.text(max_size=60), width=st.integers(1, 40))
def test_any_text_is_printable(text: str, width: int) -> None:
    written = printable(text, width)
    assert len(written) <= width
    assert all(byte >= 0x20 for byte in written)
