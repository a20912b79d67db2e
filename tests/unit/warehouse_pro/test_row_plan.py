from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.errors import Bug, Refused
from sync.warehouses.warehouse_pro import tables
from sync.warehouses.warehouse_pro.row_plan import RowPlan
from sync.warehouses.warehouse_pro.values import Value, parameter, stored
from tests.unit.warehouse_pro.conftest import SOFIA

PARTNERS = tables.PARTNERS.columns[1:]


def _plan(*names: str, sizes: dict[str, int] | None = None, as_text: bool = False) -> RowPlan:
    return RowPlan(tables.PARTNERS, PARTNERS, names, sizes or {}, as_text=as_text)


def test_a_row_is_filled_with_blanks() -> None:
    cells = _plan("company", "Phone", "Fax").cells(("Иван", "", None), SOFIA)
    row = dict(zip([column.name for column in PARTNERS], cells, strict=True))
    assert (row["Company"], row["Phone"], row["Fax"], row["PriceGroup"], row["UserRealTime"]) == (
        "Иван",
        " ",
        " ",
        1,
        None,
    )
    assert _plan("company").cells(("Ана",), SOFIA)[1] == "Ана"  # one row leaves nothing behind for the next


def test_values_go_as_the_driver_takes_them() -> None:
    moment = datetime(2026, 11, 22, 21, 59, 59, 700_000, tzinfo=UTC)
    for as_text in (True, False):
        plan = _plan("Discount", "UserRealTime", "Deleted", as_text=as_text)
        cells = dict(
            zip(
                [column.name for column in PARTNERS],
                plan.cells((Decimal("0.1"), moment, True), SOFIA),
                strict=True,
            )
        )
        at = cells["UserRealTime"]
        assert str(at) == "2026-11-22 23:59:59"
        assert isinstance(at, str if as_text else datetime)
        assert (cells["Discount"], cells["Deleted"]) == (0.1, -1)


def test_an_unknown_column_and_a_row_of_another_length_are_our_mistakes() -> None:
    with pytest.raises(Bug):
        _plan("Name")
    with pytest.raises(ValueError, match="2 values for 1 columns"):
        _plan("Company").cells(("a", "b"), SOFIA)


def test_a_column_that_does_not_exist_here_is_left_out() -> None:
    few = tuple(column for column in PARTNERS if column.name in ("Code", "Company"))
    plan = RowPlan(tables.PARTNERS, few, ("Company", "Company2"), {}, as_text=False)
    assert plan.cells(("Ана", "Ана"), SOFIA) == [" ", "Ана"]
    assert plan.insert(2) == "INSERT INTO [Partners] ([Code], [Company]) VALUES (?, ?), (?, ?)"


@given(
    st.sampled_from(["Company", "Fax", "Discount", "Type", "UserRealTime", "Deleted"]),
    st.text() | st.text("ж🌸 ", min_size=40) | st.integers() | st.booleans() | st.none() | st.dates()
    | st.decimals(allow_nan=False, allow_infinity=False, places=4),
    st.sampled_from([0, 5, 50, 255]),
    st.booleans(),
)  # fmt: skip
def test_the_short_way_says_the_same_as_the_long_one(
    name: str, value: Value, room: int, as_text: bool
) -> None:
    column = tables.PARTNERS.column(name)
    sizes = {name.lower(): room}
    plan = RowPlan(tables.PARTNERS, (column,), (name,), sizes, as_text=as_text)
    try:
        expected = parameter(stored(tables.PARTNERS, column, value, sizes), SOFIA, as_text)
    except Refused:
        with pytest.raises(Refused):
            plan.cells((value,), SOFIA)
    else:
        found = plan.cells((value,), SOFIA)
        assert (found, type(found[0])) == ([expected], type(expected))


def test_a_day_stays_a_day() -> None:
    (found,) = RowPlan(
        tables.OPERATIONS, (tables.OPERATIONS.column("Date"),), ("Date",), {}, as_text=True
    ).cells((date(2026, 11, 22),), SOFIA)
    assert found == "2026-11-22 00:00:00"


_TWO = st.sampled_from(("Иван", "", "Ана"))


@given(st.lists(st.tuples(_TWO, st.sampled_from((Decimal("0.1"), Decimal(0), True, None)), _TWO), max_size=6))
def test_many_rows_are_what_each_is_alone(rows: list[tuple[Value, ...]]) -> None:
    plan = _plan("Company", "Discount", "Phone")
    assert list(plan.many(rows, SOFIA)) == [plan.cells(row, SOFIA) for row in rows]


def test_a_list_that_is_filled_anew_for_each_row_is_read_each_time() -> None:
    filled: list[Value] = [""]

    def rows() -> Iterator[list[Value]]:
        for name in ("Иван", "Ана"):
            filled[0] = name
            yield filled

    plan = _plan("Company")
    place = [column.name for column in PARTNERS].index("Company")
    assert [cells[place] for cells in plan.many(rows(), SOFIA)] == ["Иван", "Ана"]
