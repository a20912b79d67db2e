"""Sentences as data, in another language, and with whatever an owner's data puts into them."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.money import Money
from sync.sentences import Sentence, mark, say

FIELD_NAMES = st.from_regex(r"[a-z_]{1,8}", fullmatch=True)
FIELDS = st.dictionaries(FIELD_NAMES, st.text(), max_size=5)


@given(st.text(), FIELDS)
def test_a_sentence_comes_back_from_its_data(template: str, fields: dict[str, str]) -> None:
    sentence = Sentence(template, fields)
    again = Sentence.from_data(json.loads(json.dumps(sentence.as_data())))
    assert again == sentence
    assert hash(again) == hash(sentence)


@given(FIELDS)
def test_every_field_stands_in_the_words_as_it_is(fields: dict[str, str]) -> None:
    sentence = Sentence(" | ".join("{" + name + "}" for name in fields), fields)
    assert sentence.text() == " | ".join(fields.values())


@pytest.mark.parametrize("value", ["{", "}", "{order}", "{0}", "{}", "%s", "a{b}c", "{line!r:>10}"])
def test_braces_in_the_data_are_only_text(value: str) -> None:
    assert say("Line “{line}” waits.", line=value).text() == f"Line “{value}” waits."


def test_a_missing_field_stays_visible() -> None:
    assert Sentence("Order {order} waits for {status}.", {"order": "7"}).text() == (
        "Order 7 waits for {status}."
    )


def test_a_translation_keeps_the_fields_in_its_own_order() -> None:
    polish = {"{count} orders of {name}": "Zamówienia {name}: {count}"}
    sentence = say("{count} orders of {name}", count=3, name="Иван")
    assert sentence.text(polish.__getitem__) == "Zamówienia Иван: 3"
    assert sentence.text() == "3 orders of Иван"


@pytest.mark.parametrize("broken", ["Поръчка {order", "Поръчка order}", "{}", "{0} е тук", "{order.number}"])
def test_a_broken_translation_falls_back_to_english(broken: str) -> None:
    sentence = say("Order {order} waits.", order="5")
    assert sentence.text(lambda _: broken) == "Order 5 waits."


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Decimal("2.500"), "2.5"),
        (Decimal(100), "100"),
        (Decimal("1E+2"), "100"),
        (Decimal("3.00"), "3"),
        (Decimal("-0.0"), "0"),
        (Decimal("0.0000001"), "0.0000001"),
        (Decimal("1E+30"), "1" + "0" * 30),
        (Decimal("123456789012345678901234567890.5"), "123456789012345678901234567890.5"),
        (7, "7"),
        (Money(Decimal("3.50"), "EUR"), "3.50 EUR"),
    ],
)
def test_numbers_are_written_as_people_write_them(value: object, shown: str) -> None:
    assert say("{value}", value=value).text() == shown


def test_a_field_may_be_called_template() -> None:
    assert say("{template}", template="x").text() == "x"


def test_a_sentence_reads_as_its_words() -> None:
    assert str(say("Order {order} waits.", order=7)) == "Order 7 waits."
    assert mark("Delivery") == "Delivery"


def test_equal_words_with_other_fields_are_other_sentences() -> None:
    assert say("Order {order}", order=1) != say("Order {order}", order=2)
    assert len({say("Order {order}", order=1), say("Order {order}", order=1)}) == 1
