"""What of a row may be shown: numbers and the program's own words, and nothing of a person."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.warehouses.warehouse_pro.masking import Mask, Shown
from sync.warehouses.warehouse_pro.tables import TABLES

MASK = Mask(b"a secret of the probe")

PERSONAL = (
    ("Partners", "Company", "Кафе Лимон ООД"),
    ("Partners", "Bulstat", "203456785"),
    ("Partners", "Phone", "0888 123 456"),
    ("Partners", "eMail", "office@limon.example"),
    ("Partners", "Address", "ул. Иван Вазов 12"),
    ("Partners", "Code", "К-7x"),
    ("Users", "Name", "Мария"),
    ("Users", "Password", "Qw5"),
    ("Registration", "MOL", "Калина Петрова"),
    ("Operations", "Note", "Елена Маринова, 0880001234"),
    ("Documents", "Recipient", "Иван Иванов"),
    ("Documents", "EGN", "7501020018"),
    ("Payments", "TransactionNumber", "4111111111111111"),
    ("Configuration", "Value", "smtp.example.com"),
    ("FitnessCards", "Holder", "Иван"),
    ("Goods", "Description", "за Мария"),
    ("Goods", "Name", "пиши на a@b.bg"),
)


@pytest.mark.parametrize(("table", "column", "value"), PERSONAL)
def test_personal_texts_become_a_length_and_a_sign(table: str, column: str, value: str) -> None:
    shown = MASK.shown(table, column, value)
    assert isinstance(shown, str)
    assert shown.startswith(f"‹{len(value)} #")
    assert not any(word in shown for word in value.split())


@pytest.mark.parametrize(
    ("table", "column", "value", "expected"),
    [
        ("Goods", "Name", "Чаша „Роза“", "Чаша „Роза“"),
        ("NextAcct", "NextAcct", "OR123", "OR123"),
        ("Operations", "Lot", " ", " "),
        ("Operations", "Note", "", ""),
        ("Operations", "Qtty", 2.5, 2.5),
        ("Operations", "Qtty", Decimal("2.5"), 2.5),
        ("Operations", "Date", datetime.fromisoformat("2026-11-22"), "2026-11-22 00:00:00"),
        ("operations", "userrealtime", "2026-11-22 10:00:01", "2026-11-22 10:00:01"),
        ("Configuration", "Value", "-1", "-1"),
        ("ECRReceipts", "Description", "DT123456-0001-0000042", "DT123456-0001-0000042"),
        ("Payments", "Acct", 3000106.0, 3000106.0),
        ("Partners", "Deleted", None, None),
        ("Partners", "Company", True, 1),
    ],
)
def test_what_is_the_programs_own_is_shown(table: str, column: str, value: object, expected: Shown) -> None:
    assert MASK.shown(table, column, value) == expected


def test_a_tag_and_the_number_of_a_cash_text_stay_and_the_rest_goes() -> None:
    note = MASK.shown("Operations", "Note", "Mostik:bl-1:5120; Елена Маринова")
    assert isinstance(note, str)
    assert note.startswith("Mostik:bl-1:5120;‹15 #")
    cash = MASK.shown("CashBook", "Desc", "Продажба № 0000000010, Иван")
    assert isinstance(cash, str)
    assert cash.startswith("Продажба № 0000000010‹6 #")


def test_equal_texts_have_equal_signs_within_one_probe_only() -> None:
    note = "Елена Маринова"
    assert MASK.shown("Operations", "Note", note) == MASK.shown("Documents", "Reason", note)
    assert MASK.shown("Operations", "Note", note) != Mask(b"another").shown("Operations", "Note", note)


def test_long_numbers_of_unknown_tables_are_left_out() -> None:
    assert str(MASK.shown("FitnessCards", "Phone", 888123456)).startswith("‹number #")
    assert MASK.shown("FitnessCards", "ID", 12) == 12


@settings(max_examples=60)
@given(
    st.sampled_from([(table.name, column.name) for table in TABLES for column in table.columns]),
    st.from_regex(r"[а-я]{3,12}@[a-z]{3,8}\.(bg|pl|com)", fullmatch=True),
)
def test_no_column_shows_an_e_mail_address(place: tuple[str, str], mail: str) -> None:
    shown = str(MASK.shown(*place, mail))
    assert mail not in shown
    assert "@" not in shown
