"""The sale number: its form, counters that never give one twice, ranges, special values."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.errors import SettingsError
from sync.receipts.unp import (
    BEFORE_THE_PROGRAM,
    NumberRange,
    SaleCounter,
    SaleNumber,
    recall_number,
)


@pytest.mark.parametrize(
    "written",
    [
        "DT279013-0001-0000001",
        "DT522935-0083-0018856",
        "DY000600-OP01-0000001",
        "ZK126720-0001-0000001",
        BEFORE_THE_PROGRAM,
    ],
)
def test_real_numbers_are_read_and_written(written: str) -> None:
    number = SaleNumber.read(written)
    assert number is not None
    assert str(number) == written


@pytest.mark.parametrize(
    "written",
    [
        "",
        "dt279013-0001-0000001",
        "DT279013-0001-000001",
        "DT27901-0001-0000001",
        "ДТ279013-0001-0000001",
        "DT279013-0001-0000001 ",
        "DT279013-00a1-0000001",
        "DT２79013-0001-0000001",
    ],
)
def test_what_is_no_number_is_none(written: str) -> None:
    assert SaleNumber.read(written) is None


def test_a_counter_counts_each_device_from_one() -> None:
    first, counter = SaleCounter("DT279013").next("0001")
    second, counter = counter.next("OP02")
    assert [str(first), str(second)] == ["DT279013-0001-0000001", "DT279013-OP02-0000002"]
    assert counter.last == 2


def test_ranges_are_used_upwards_and_end_with_a_sentence() -> None:
    counter = SaleCounter("DT279013", ranges=(NumberRange(500, 501), NumberRange(10, 11)))
    given_out = []
    for _ in range(4):
        number, counter = counter.next("0001")
        given_out.append(number.sequence)
    assert given_out == [10, 11, 500, 501]
    with pytest.raises(SettingsError, match="DT279013 are used"):
        counter.next("0001")


def test_after_a_doubt_a_gap_is_better_than_a_double() -> None:
    counter, gap = SaleCounter("DT279013", last=7).after_doubt(12)
    assert (counter.last, gap) == (12, 5)
    assert counter.after_doubt(3) == (counter, 0)
    assert counter.next("0001")[0].sequence == 13


@settings(max_examples=40)
@given(steps=st.lists(st.integers(0, 60) | st.none(), max_size=30))
def test_no_number_is_given_twice_whatever_happens_between(steps: list[int | None]) -> None:
    counter = SaleCounter("DT279013", ranges=(NumberRange(1, 20), NumberRange(40, 90)))
    given_out: list[int] = []
    for highest in steps:
        if highest is not None:
            counter, _ = counter.after_doubt(highest)
            continue
        number, counter = counter.next("0001")
        given_out.append(number.sequence)
    assert given_out == sorted(set(given_out))
    assert all(1 <= each <= 20 or 40 <= each <= 90 for each in given_out)


def test_special_values_and_what_is_refused() -> None:
    assert recall_number("DY423793") == "DY000000-0000-0000000"
    for wrong in ("DY42379", "dy423793"):
        with pytest.raises(ValueError, match="device number"):
            recall_number(wrong)
        with pytest.raises(ValueError, match="device number"):
            SaleCounter(wrong)
    with pytest.raises(ValueError, match="overlap"):
        SaleCounter("DT279013", ranges=(NumberRange(1, 5), NumberRange(5, 9)))
    with pytest.raises(ValueError, match="needs a range"):
        SaleCounter("DT279013", ranges=())
    with pytest.raises(ValueError, match="upwards"):
        NumberRange(9, 5)
    with pytest.raises(ValueError, match="operator"):
        SaleCounter("DT279013").next("1")
