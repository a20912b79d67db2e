from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.errors import Bug, Refused
from sync.warehouses.warehouse_pro import tables, values

SOFIA = ZoneInfo("Europe/Sofia")


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (True, -1),
        (False, 0),
        (Decimal("2.50"), 2.5),
        (7, 7),
        (None, None),
        ("бр.", "бр."),
        (date(2026, 1, 31), datetime.fromisoformat("2026-01-31T00:00:00")),
        (
            datetime(2026, 1, 31, 22, 30, 15, 999_999, tzinfo=UTC),
            datetime.fromisoformat("2026-02-01T00:30:15"),
        ),
    ],
)
def test_parameters_for_odbc(value: values.Value, cell: values.Cell) -> None:
    assert values.parameter(value, SOFIA, as_text=False) == cell
    assert type(values.parameter(value, SOFIA, as_text=False)) is type(cell)


def test_moments_are_text_for_sqlite() -> None:
    moment = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)
    assert values.parameter(moment, SOFIA, as_text=True) == "2026-07-01 12:00:00"
    assert values.parameter(date(2026, 7, 1), SOFIA, as_text=True) == "2026-07-01 00:00:00"


@pytest.mark.parametrize(
    "value", [Decimal("NaN"), float("inf"), datetime.fromisoformat("2026-07-01T09:00:00")]
)
def test_what_must_not_be_written(value: values.Value) -> None:
    with pytest.raises(Bug):
        values.parameter(value, SOFIA, as_text=True)


@given(
    st.datetimes(
        datetime.fromisoformat("1971-01-01T00:00:00"),
        datetime.fromisoformat("2079-06-05T00:00:00"),
        timezones=st.just(UTC),
    )
)
def test_a_moment_comes_back_to_the_second_outside_the_repeated_hour(moment: datetime) -> None:
    cell = values.parameter(moment, SOFIA, as_text=True)
    back = values.moment(cell, SOFIA)
    assert back is not None
    assert back.tzinfo is UTC
    late = (moment.replace(microsecond=0) - back).total_seconds()
    assert late in (0, 3600)  # an hour in the night of autumn when the clock shows each time twice
    if moment.month not in (9, 10, 11):
        assert late == 0


@pytest.mark.parametrize("cell", [None, "", " ", "0000-00-00", "0000-00-00 00:00:00", "no date"])
def test_no_moment(cell: object) -> None:
    assert values.moment(cell, SOFIA) is None
    assert values.day(cell) is None


def test_days() -> None:
    assert (
        values.day("2026-01-31 00:00:00")
        == values.day(datetime.fromisoformat("2026-01-31T00:00:00"))
        == date(2026, 1, 31)
    )
    assert values.day(date(2026, 1, 31)) == date(2026, 1, 31)


@pytest.mark.parametrize(("cell", "expected"), [(None, ""), (" ", ""), ("", ""), (" бр. ", "бр."), (5, "5")])
def test_texts(cell: object, expected: str) -> None:
    assert values.text(cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"), [(None, 0), (27.0, 27), (-1, -1), ("12", 12), (Decimal(5), 5), (True, 1)]
)
def test_whole_numbers(cell: object, expected: int) -> None:
    assert values.whole(cell) == expected
    assert values.truth(cell) is bool(expected)


def test_numbers_are_read_at_four_decimals() -> None:
    assert values.number(0.1 + 0.2) == Decimal("0.3")
    assert values.number(None) == 0
    assert str(values.number(1.005)) == "1.0050"


def test_length_is_that_of_this_database() -> None:
    name = tables.GOODS.column("Name")
    assert values.stored(tables.GOODS, name, "ж" * 255, {}) == "ж" * 255
    with pytest.raises(Refused) as refused:
        values.stored(tables.GOODS, name, "ж" * 256, {})
    assert refused.value.sentence.fields == {"count": "256", "room": "255"}
    with pytest.raises(Refused):
        values.stored(tables.GOODS, name, "ж" * 101, {"name": 100})
    assert values.stored(tables.GOODS, name, "ж" * 9_000, {"name": 0}) == "ж" * 9_000


def test_an_emoji_counts_as_two() -> None:
    assert values.characters("жж") == 2
    assert values.characters("ж🙂") == 3
