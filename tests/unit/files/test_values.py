"""Numbers, dates, flags and codes as exports write them."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.shops.files import (
    DateForm,
    DecimalSign,
    Misread,
    harmless,
    lost_zeros,
    read_amount,
    read_flag,
    read_moment,
    recognise_date_forms,
    recognise_decimal_sign,
    spoilt_code,
    without_guard,
)

SOFIA = ZoneInfo("Europe/Sofia")
COMMA, POINT = DecimalSign.COMMA, DecimalSign.POINT


@pytest.mark.parametrize(
    ("cell", "sign", "value", "currency"),
    [
        ("12", COMMA, "12", ""),
        ("1 234,50", COMMA, "1234.50", ""),
        ("1\u00a0234,50", COMMA, "1234.50", ""),
        ("1\u202f234\u202f567,5", COMMA, "1234567.5", ""),
        ("1.234,56", COMMA, "1234.56", ""),
        ("1,234.56", POINT, "1234.56", ""),
        ("1'234.50", POINT, "1234.50", ""),
        ("276,05 EUR", COMMA, "276.05", "EUR"),
        ("12.00лв.", POINT, "12", "BGN"),
        ("€ 9.90", POINT, "9.90", "EUR"),
        ("7,20 zł", COMMA, "7.20", "PLN"),
        ("-3,10", COMMA, "-3.10", ""),
        ("−0,5", COMMA, "-0.5", ""),
        (",5", COMMA, "0.5", ""),
        ("-0", POINT, "0", ""),
    ],
)
def test_amounts_are_read(cell: str, sign: DecimalSign, value: str, currency: str) -> None:
    found = read_amount(cell, sign)
    assert (found.value, found.currency) == (Decimal(value), currency)


@pytest.mark.parametrize(
    ("cell", "sign"),
    [
        ("", POINT),
        ("   ", POINT),
        ("много", POINT),
        ("1,2,3", COMMA),
        ("12,34", POINT),
        ("12.34", COMMA),
        ("1 23", POINT),
        ("12 бр.", POINT),
        ("3.8E+12", POINT),
        ("1.2.2026", POINT),
        ("--5", POINT),
        ("5-", POINT),
        ("=1+1", POINT),
        ("9" * 41, POINT),
        ("не се следи", POINT),
    ],
)
def test_what_is_no_number_is_never_guessed(cell: str, sign: DecimalSign) -> None:
    with pytest.raises(Misread):
        read_amount(cell, sign)


@pytest.mark.parametrize(
    ("cells", "sign"),
    [
        (["1,50", "12"], COMMA),
        (["1.50", "12"], POINT),
        (["1.234,50", "7"], COMMA),
        (["1,234.50"], POINT),
        (["0,500", "1,250"], COMMA),
        (["5", "12", "1 200"], POINT),
        (["1,234", "5,678"], None),
        (["1.234"], None),
        (["1,50", "1.50"], None),
        (["не се следи", "", "3,10"], COMMA),
        ([], POINT),
    ],
)
def test_the_decimal_sign_is_recognised_or_asked(cells: list[str], sign: DecimalSign | None) -> None:
    assert recognise_decimal_sign(cells) is sign


amounts = st.decimals(min_value=-999_999, max_value=999_999, places=2)


@settings(max_examples=60)
@given(st.lists(amounts, min_size=1, max_size=8), st.sampled_from([COMMA, POINT]), st.sampled_from(["", " "]))
def test_what_was_written_is_read_again(values: list[Decimal], sign: DecimalSign, blank: str) -> None:
    cells = [f"{value:,.2f}".replace(",", blank).replace(".", sign.value) for value in values]
    assert recognise_decimal_sign(cells) is sign
    assert [read_amount(cell, sign).value for cell in cells] == values


@pytest.mark.parametrize(
    ("cell", "form", "moment"),
    [
        ("2026-03-04 10:20:30", DateForm.YEAR_FIRST, datetime(2026, 3, 4, 8, 20, 30, tzinfo=UTC)),
        ("2026-03-04T10:20:30Z", DateForm.YEAR_FIRST, datetime(2026, 3, 4, 10, 20, 30, tzinfo=UTC)),
        ("2026-03-04T10:20:30.123+01:00", DateForm.YEAR_FIRST, datetime(2026, 3, 4, 9, 20, 30, tzinfo=UTC)),
        ("4.3.2026", DateForm.DAY_FIRST, datetime(2026, 3, 3, 22, 0, tzinfo=UTC)),
        ("04.03.2026 г. 10:20", DateForm.DAY_FIRST, datetime(2026, 3, 4, 8, 20, tzinfo=UTC)),
        ("04/03/26", DateForm.DAY_FIRST, datetime(2026, 3, 3, 22, 0, tzinfo=UTC)),
        ("03/04/2026 1:05 PM", DateForm.MONTH_FIRST, datetime(2026, 3, 4, 11, 5, tzinfo=UTC)),
        ("1772612430", DateForm.UNIX, datetime(2026, 3, 4, 8, 20, 30, tzinfo=UTC)),
        ("1772612430000", DateForm.UNIX, datetime(2026, 3, 4, 8, 20, 30, tzinfo=UTC)),
    ],
)
def test_moments_are_read(cell: str, form: DateForm, moment: datetime) -> None:
    assert read_moment(cell, form, SOFIA) == moment


@pytest.mark.parametrize(
    "cell", ["", "вчера", "31.02.2026", "2026-13-01", "4.3.2026 25:00", "4.3.2026 x", "7"]
)
def test_what_is_no_date_is_never_guessed(cell: str) -> None:
    for form in DateForm:
        with pytest.raises(Misread):
            read_moment(cell, form, SOFIA)


def test_forms_of_dates_are_recognised_or_asked() -> None:
    assert recognise_date_forms(["2026-03-04", ""]) == [DateForm.YEAR_FIRST]
    assert recognise_date_forms(["03.04.2026", "23.04.2026"]) == [DateForm.DAY_FIRST]
    assert recognise_date_forms(["03/04/2026", "04/23/2026"]) == [DateForm.MONTH_FIRST]
    assert recognise_date_forms(["03/04/2026"]) == [DateForm.DAY_FIRST, DateForm.MONTH_FIRST]
    assert recognise_date_forms(["23.04.2026", "04/23/2026"]) == []


def test_flags_in_three_languages() -> None:
    assert all(read_flag(cell) for cell in ("1", "Да", "yes", "TAK", "true"))
    assert not any(read_flag(cell) for cell in ("0", "Не", "no", "nie", ""))
    with pytest.raises(Misread):
        read_flag("може би")


def test_codes_that_a_spreadsheet_spoilt() -> None:
    assert all(spoilt_code(code) for code in ("3.8E+12", "3,80012E+12", "4e+12", "3.8E12"))
    assert not any(spoilt_code(code) for code in ("3800000000017", "E12", "A-3.8E+12", "", "12"))


def test_zeros_lost_at_the_beginning_are_noticed() -> None:
    full = ["3800000000017", "3800000000024", "0012345678905"]
    assert lost_zeros(full) == {}
    assert lost_zeros(["3800000000017", "3800000000024", "12345678905"]) == {"12345678905": "0012345678905"}
    assert lost_zeros(["3800000000017", "12345678904", "1001", "A-2"]) == {}


@pytest.mark.parametrize("text", ["=1+1", "+359 Ключ", "-ножче", "@Чаша", "\tx", '=HYPERLINK("http://x")'])
def test_no_text_becomes_a_formula(text: str) -> None:
    assert harmless(text) == f"'{text}"
    assert without_guard(harmless(text)) == text


def test_numbers_and_plain_texts_stay() -> None:
    assert [harmless(text) for text in ("-5,20", "+3", "Чаша", "", "1+1")] == [
        "-5,20",
        "+3",
        "Чаша",
        "",
        "1+1",
    ]
    assert without_guard('="00123"') == "00123"
    assert without_guard("'Чаша") == "'Чаша"


@settings(max_examples=60)
@given(st.text(max_size=12))
def test_the_guard_comes_off_again(text: str) -> None:
    if text.startswith("'") or (text.startswith('="') and text.endswith('"')):
        return
    assert without_guard(harmless(text)) == text


@pytest.mark.parametrize("cell", ["9" * 16, "-" + "9" * 30 + ".5", "9" * 40])
def test_what_is_too_long_to_be_calculated_with_is_no_amount(cell: str) -> None:
    with pytest.raises(Misread):
        read_amount(cell, DecimalSign.POINT)
    assert recognise_decimal_sign(["12,50", cell.replace(".", ",")]) is DecimalSign.COMMA
