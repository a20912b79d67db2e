"""Values in every shape in which PHP may send them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.shops.baselinker import readers
from sync.shops.baselinker.json_text import parsed, storable, written
from sync.shops.baselinker.readers import Unreadable

EMPTY: list[Any] = [None, "", [], {}]
ids = st.integers(min_value=1, max_value=10**12)
amounts = st.decimals(min_value=-(10**9), max_value=10**9, places=4, allow_nan=False, allow_infinity=False)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | amounts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize("value", [True, 1, "1", "true", Decimal(1)], ids=repr)
def test_every_yes(value: object) -> None:
    assert readers.flag({"it": value}, "it") is True


@pytest.mark.parametrize("value", [False, 0, "0", "false", *EMPTY], ids=repr)
def test_every_no(value: object) -> None:
    assert readers.flag({"it": value}, "it") is False


@pytest.mark.parametrize("value", ["maybe", 2, {"a": 1}, [1]], ids=repr)
def test_neither_yes_nor_no(value: object) -> None:
    with pytest.raises(Unreadable):
        readers.flag({"it": value}, "it")


@given(ids)
def test_an_id_is_the_same_in_every_shape(number: int) -> None:
    for shape in (number, str(number), f" {number} ", Decimal(number), Decimal(f"{number}.0")):
        assert readers.identifier({"id": shape}, "id") == str(number)


@pytest.mark.parametrize("value", [0, "0", False, *EMPTY], ids=repr)
def test_no_id(value: object) -> None:
    assert readers.identifier({"id": value}, "id") == ""
    assert readers.identifier({}, "id") == ""


@given(amounts)
def test_a_number_is_exact_in_every_shape(amount: Decimal) -> None:
    plain = format(amount, "f")
    for shape in (amount, plain, f" {plain} ", plain.replace(".", ",")):
        assert readers.number({"n": shape}, "n") == amount
    assert readers.number(parsed(f'{{"n": {plain}}}'.encode()), "n") == amount


@pytest.mark.parametrize("value", EMPTY, ids=repr)
def test_no_number_is_not_zero(value: object) -> None:
    assert readers.number({"n": value}, "n") is None
    with pytest.raises(Unreadable):
        readers.needed_number({"n": value}, "n")


@pytest.mark.parametrize(
    "value",
    ["NaN", "Infinity", "1_000", "1e999", Decimal("1e999999999"), "12 zł", "1.2.3", "٣", True, [1], "-", "."],
    ids=repr,
)
def test_no_number_at_all(value: object) -> None:
    with pytest.raises(Unreadable):
        readers.number({"n": value}, "n")


def test_a_giant_exponent_is_no_id() -> None:
    with pytest.raises(Unreadable):
        readers.identifier({"id": Decimal("1e999999999")}, "id")


@given(json_values)
def test_no_value_breaks_a_reader_otherwise_than_as_unreadable(value: Any) -> None:
    row = {"x": value}
    for read in (
        readers.text,
        readers.identifier,
        readers.flag,
        readers.number,
        readers.moment,
        readers.table,
        readers.rows,
        readers.numbers_by_id,
        readers.vat,
    ):
        try:
            read(row, "x")
        except Unreadable:
            continue


def test_times_are_unix_seconds_in_utc() -> None:
    assert readers.moment({"t": "1515001701"}, "t") == datetime(2018, 1, 3, 17, 48, 21, tzinfo=UTC)
    assert readers.moment({"t": 0}, "t") is None
    assert readers.seconds_of(datetime(2018, 1, 3, 17, 48, 21, 999_999, tzinfo=UTC)) == 1515001701
    with pytest.raises(Unreadable):
        readers.moment({"t": 99_999_999_999_999}, "t")


@pytest.mark.parametrize("value", [*EMPTY, False], ids=repr)
def test_an_empty_map_in_every_shape(value: object) -> None:
    assert readers.table({"m": value}, "m") == {}
    assert readers.rows({"m": value}, "m") == []


def test_a_map_whose_keys_count_from_zero_comes_as_a_list() -> None:
    assert readers.table({"m": ["a", "b"]}, "m") == {"0": "a", "1": "b"}
    assert readers.rows({"m": {"5": {"a": 1}}}, "m") == [{"a": 1}]


def test_a_number_that_is_none_is_left_out_of_a_map() -> None:
    stock = {"stock": {"bl_1": 3, "bl_2": "", "bl_3": "odd", "bl_4": "0"}}
    assert readers.numbers_by_id(stock, "stock") == {"bl_1": Decimal(3), "bl_4": Decimal(0)}


@pytest.mark.parametrize(
    ("told", "rate", "exemption"),
    [
        (23, Decimal(23), ""),
        ("8.00", Decimal(8), ""),
        (0, Decimal(0), ""),
        (-1, Decimal(0), "exempt"),
        ("-1.00", Decimal(0), "exempt"),
        (Decimal("-0.02"), Decimal(0), "not subject"),
        ("-0.03", Decimal(0), "reverse charge"),
        ("", None, ""),
    ],
)
def test_tax_rates(told: object, rate: Decimal | None, exemption: str) -> None:
    assert readers.vat({"tax_rate": told}, "tax_rate") == (rate, exemption)


@pytest.mark.parametrize("told", [-5, 101, "-0.01"], ids=repr)
def test_odd_tax_rates(told: object) -> None:
    with pytest.raises(Unreadable):
        readers.vat({"tax_rate": told}, "tax_rate")


@given(json_values)
def test_json_is_written_and_read_exactly(value: Any) -> None:
    assert parsed(written(value).encode()) == value


@given(json_values)
def test_what_is_stored_is_json_and_reads_the_same(value: Any) -> None:
    stored = json.loads(json.dumps(storable({"x": value})))
    try:
        expected = readers.number({"x": value}, "x")
    except Unreadable:
        return
    assert readers.number(stored, "x") == expected


@pytest.mark.parametrize(
    "text", [b"<html>", b"{", b'{"a": NaN}', b'{"a": Infinity}', b"\xff", b"[" * 100_000]
)
def test_what_is_no_json(text: bytes) -> None:
    with pytest.raises(ValueError):
        parsed(text)


def test_json_nested_without_end_is_no_crash() -> None:
    with pytest.raises(ValueError):
        parsed(b"[" * 100_000)
