"""Numbers and days as people type them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from babel.dates import format_date
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from wizard.widgets.typed import read_date, read_number, show_date

NARROW, NO_BREAK = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1", "1"),
        ("0,5", "0.5"),
        ("0.5", "0.5"),
        ("1 234,50", "1234.50"),
        (f"1{NO_BREAK}234,50", "1234.50"),
        (f"1{NARROW}234,5", "1234.5"),
        ("1.234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1.234.567", "1234567"),
        ("12,345,678.9", "12345678.9"),
        ("-3", "-3"),
        ("−3,5", "-3.5"),
        (" 7 ", "7"),
    ],
)
def test_a_number_is_read_with_comma_point_and_blanks(text: str, number: str) -> None:
    assert read_number(text, "bg") == Decimal(number)


def test_one_comma_before_three_digits_parts_thousands_in_english_only() -> None:
    assert read_number("1,234", "en") == Decimal(1234)
    assert read_number("1,234", "bg") == Decimal("1.234")
    assert read_number("1,23", "en") == Decimal("1.23")


@pytest.mark.parametrize(
    "text", ["", " ", "-", "x", "1x", "½", "²", "٣", "1e5", "NaN", "Infinity", ",", "1,2.3,4"]
)
def test_what_is_no_number_is_not_read(text: str) -> None:
    assert read_number(text, "bg") is None


@given(
    st.decimals(min_value=-(10**9), max_value=10**9, places=2, allow_nan=False, allow_infinity=False),
    st.sampled_from(["bg", "pl"]),
)
def test_what_a_field_shows_is_read_back(number: Decimal, language: str) -> None:
    shown = format_decimal(number, locale=language, decimal_quantization=False)
    assert read_number(shown, language) == number


@pytest.mark.parametrize(
    "text",
    [
        "1.11.2026",
        "01.11.2026",
        "1.11.26",
        "01.11.2026 г.",
        "1/11/2026",
        "1-11-2026",
        "1 11 2026",
        "2026-11-01",
        "2026.11.1",
        "1 ноември 2026",
        "1 ноември 2026 г.",
        "1 НОЕМВРИ 2026",
        "1 listopada 2026",
        "1 lis 2026",
        "1 Nov 2026",
        "1 November 2026",
    ],
)
def test_a_day_is_read_in_every_usual_form(text: str) -> None:
    assert read_date(text) == date(2026, 11, 1)


@pytest.mark.parametrize("text", ["", "1", "1.11", "31.2.2026", "32.1.2026", "1.13.2026", "x y z", "1.2.3.4"])
def test_what_is_no_day_is_not_read(text: str) -> None:
    assert read_date(text) is None


@given(
    st.dates(min_value=date(2000, 1, 1), max_value=date(2099, 12, 31)), st.sampled_from(["bg", "pl", "en"])
)
def test_a_day_as_shown_and_as_written_out_is_read_back(day: date, language: str) -> None:
    assert read_date(show_date(day, language)) == day
    if language != "en":
        assert read_date(format_date(day, "long", locale=language)) == day
