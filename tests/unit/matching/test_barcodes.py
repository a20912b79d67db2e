"""Barcodes as people, tills, scales and spreadsheets write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.matching.barcodes import BarcodeKind, has_right_check_digit, read_barcode, read_barcodes


@pytest.mark.parametrize(
    "code", ["4006381333931", "036000291452", "96385074", "3800065711135", "10614141000415"]
)
def test_codes_in_print_have_the_right_check_digit(code: str) -> None:
    assert has_right_check_digit(code)
    assert read_barcode(code).kind is BarcodeKind.GTIN


@given(st.from_regex(r"[1-9][0-9]{11,12}", fullmatch=True), st.integers(0, 12), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(body: str, place: int, more: int) -> None:
    place %= len(body)
    right = next(body + str(digit) for digit in range(10) if has_right_check_digit(body + str(digit)))
    wrong = right[:place] + str((int(right[place]) + more) % 10) + right[place + 1 :]
    assert not has_right_check_digit(wrong)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("036000291452", "0036000291452"),  # UPC-A and the same as EAN-13
        ("036000291452", "36000291452"),  # a spreadsheet dropped the zero
        ("4006381333931", " 4006 3813 33931 "),
        ("4006381333931", "4006381333931.0"),
        ("4006381333931", "04006381333931"),  # GTIN-14 of the single piece
        ("4006381333931", "４００６３８１３３３９３１"),
    ],
)
def test_the_same_code_written_otherwise(one: str, other: str) -> None:
    assert read_barcode(one).key == read_barcode(other).key != ""


def test_own_labels_keep_their_zeros() -> None:
    assert read_barcode("00123").kind is BarcodeKind.OWN
    assert read_barcode("00123").key != read_barcode("123").key


@pytest.mark.parametrize("text", ["3.8E+12", "3,80006571E+12", "3.8e+12", "3800060000000", "380006000000"])
def test_a_number_that_lost_its_digits_is_damaged_and_no_code(text: str) -> None:
    assert read_barcode(text).kind is BarcodeKind.DAMAGED
    assert read_barcode(text).key == ""


@pytest.mark.parametrize("text", ["28CCCCCWWWWWL", "20WWWWW", "C", "28cccccwwwwwl"])
def test_patterns_of_a_scale_are_no_codes(text: str) -> None:
    assert read_barcode(text).kind is BarcodeKind.SCALE
    assert read_barcode(text).key == ""


@pytest.mark.parametrize("text", ["", " ", "-", "0", "0000000000000", "няма", "brak", "n/a", "ABC-1"])
def test_what_is_no_barcode(text: str) -> None:
    assert read_barcode(text).kind is BarcodeKind.NONE


def test_the_third_field_is_a_list() -> None:
    found = [
        code.key for code in read_barcodes(("4006381333931", "", "96385074, 036000291452,28CCCCCWWWWWL"))
    ]
    assert [key for key in found if key] == ["4006381333931", "96385074", "36000291452"]


def test_a_decimal_comma_does_not_divide_a_damaged_number() -> None:
    assert [code.kind for code in read_barcodes(("3,8E+12",))] == [BarcodeKind.DAMAGED]
