from __future__ import annotations

import sqlite3
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.warehouses.warehouse_pro import tables, texts
from sync.warehouses.warehouse_pro.database import Database
from sync.warehouses.warehouse_pro.dialect import MYSQL, SQLITE
from sync.warehouses.warehouse_pro.values import characters
from tests.unit.warehouse_pro.conftest import SOFIA


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  Чаша \t „Роза“\r\n", "Чаша „Роза“"),
        ("a\x00b\x07c\x7f", "abc"),
        ("a\u00a0b\u2028c", "a b c"),
        ("half \ud83d of a pair", "half of a pair"),
        ("👩\u200d👧", "👩\u200d👧"),
        ("", ""),
        ("\x1b", ""),
    ],
)
def test_plain(text: str, expected: str) -> None:
    assert texts.plain(text) == expected


@given(st.text(st.characters(), max_size=40), st.integers(1, 20))
def test_what_is_left_can_always_be_written(text: str, room: int) -> None:
    fitted = texts.cut(texts.plain(text), room)
    assert characters(fitted) <= room
    assert fitted.encode("utf-8").decode("utf-8") == fitted
    assert not any(unicodedata.category(letter) == "Cc" for letter in fitted)
    assert texts.plain(fitted) == fitted


def test_nothing_is_cut_in_the_middle_of_a_letter() -> None:
    assert texts.cut("й" * 4, 4) == "й" * 4
    assert texts.cut("и\u0306" * 4, 3) == "и\u0306"  # a letter with its accent are two
    assert texts.cut("🌸🌸", 3) == "🌸"
    assert texts.cut("ab cd", 3) == "ab"


def test_emoji_are_replaced_where_the_database_may_not_hold_them() -> None:
    fitters = [
        texts.TextFitter(
            Database(sqlite3.connect(":memory:"), dialect, zone=SOFIA, driver_error=sqlite3.Error)
        )
        for dialect in (SQLITE, MYSQL)
    ]
    kept, replaced = (fitter.fit(tables.PARTNERS, "Company", "Мая 🌸") for fitter in fitters)
    assert (kept, replaced) == ("Мая 🌸", "Мая ?")
    assert [len(fitter.warnings) for fitter in fitters] == [0, 1]
    assert "Мая ?" in fitters[1].warnings[0].text()
