"""Texts folded for comparison, and letters that only look alike."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.matching.folding import Script, code_key, fold, look_alike_form, look_alike_letters

_LOOK_ALIKE_PAIRS = [
    ("АВСЕНКМОРТХУІЅЈ", "ABCEHKMOPTXYISJ"),
    ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX"),
]


@pytest.mark.parametrize(
    "written",
    [
        "ka-118",
        "KA-118",
        " KA-118 ",
        "KA\u00a0-\u2009118",
        "K\u200bA-118\ufeff",
        "KA–118",
        "KA\u2011118",
        "ＫＡ－１１８",
        "KA-\t118\r\n",
    ],
)
def test_case_blanks_dashes_and_compatible_forms_are_one(written: str) -> None:
    assert fold(written) == "ka-118"


def test_a_combining_letter_is_the_composed_one() -> None:
    assert fold("Чаи\u0306") == fold("ЧАЙ")


def test_a_minus_in_the_middle_is_not_dropped() -> None:
    assert fold("A-1") != fold("A1")


@pytest.mark.parametrize(("foreign", "latin"), _LOOK_ALIKE_PAIRS)
def test_every_look_alike_letter_has_its_latin_form(foreign: str, latin: str) -> None:
    assert fold(foreign) != fold(latin)
    assert look_alike_form(fold(foreign)) == fold(latin)


def test_the_letters_in_question_are_named_once_each() -> None:
    assert look_alike_letters(fold("КА-К1"), fold("KA-K1")) == ("К, А", Script.CYRILLIC)
    assert look_alike_letters(fold("ΚA-1"), fold("KA-1")) == ("Κ", Script.GREEK)
    assert look_alike_letters(fold("KA-1"), fold("КА-1")) is None
    assert look_alike_letters(fold("КΑ-1"), fold("KA-1")) is None
    assert look_alike_letters(fold("КА-1"), fold("KA-2")) is None


@pytest.mark.parametrize("text", ["", " ", "-", "—", "...", "\u00a0", "3.8E+12", "3,80012E+12", "3.8Е+12"])
def test_what_is_no_code(text: str) -> None:
    assert code_key(text) == ""


@pytest.mark.parametrize("text", ["0", "E12", "1E5", "00123", "A+12"])
def test_what_is_a_code(text: str) -> None:
    assert code_key(text) == text.lower()


@given(st.text(max_size=30))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet=st.characters(max_codepoint=0x7F), max_size=30))
def test_plain_texts_fold_as_all_others_do(text: str) -> None:
    """The short way for ASCII gives what the long way gives."""
    assert fold(text) == fold(text + "\u200b")


@given(st.text(max_size=20), st.sampled_from([" ", "\u00a0", "\u200b", "\ufeff", "\t"]), st.integers(0, 20))
def test_an_invisible_character_anywhere_changes_nothing_but_the_look(
    text: str, blank: str, place: int
) -> None:
    # A blank between a letter and its accent separates the two for good, so only plain letters are split
    # here.
    letters = "".join(sign for sign in text if sign.isascii())
    assert fold(letters[:place] + blank + letters[place:]) == fold(letters)
