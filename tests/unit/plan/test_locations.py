"""New warehouses of the shop become locations."""

from __future__ import annotations

from sync.model import Location, ShopWarehouse
from sync.plan.actions import FindingState
from sync.plan.locations import LocationCreate, location_plan


def _warehouse(number: int, name: str) -> ShopWarehouse:
    return ShopWarehouse(f"bl_{number}", name, writable=True)


def test_each_new_warehouse_becomes_a_location() -> None:
    plan = location_plan(
        [_warehouse(10, "Varna"), _warehouse(9, "Plovdiv"), _warehouse(1, "Sofia")],
        {"bl_1"},
        [],
        can_create=True,
    )
    assert [action.payload for action in plan.actions] == [
        LocationCreate("Plovdiv", "bl_9"),
        LocationCreate("Varna", "bl_10"),
    ]
    assert plan.findings == ()


def test_a_location_of_the_same_name_is_not_made_twice() -> None:
    plan = location_plan(
        [_warehouse(1, "Склад  София")], (), [Location(1, "1", "склад софия", "x")], can_create=True
    )
    assert plan.actions == ()
    assert [finding.state for finding in plan.findings] == [FindingState.SKIPPED]


def test_two_warehouses_of_one_name_or_none_are_the_owner_s() -> None:
    plan = location_plan(
        [_warehouse(1, "A"), _warehouse(2, "a"), _warehouse(3, " ")], (), [], can_create=True
    )
    assert plan.actions == ()
    assert [finding.state for finding in plan.findings] == [FindingState.AMBIGUOUS] * 3


def test_a_program_in_which_only_the_owner_makes_locations() -> None:
    plan = location_plan([_warehouse(1, "A")], (), [], can_create=False)
    assert plan.actions == ()
    (finding,) = plan.findings
    assert finding.advice is not None
    assert "refresh" in finding.advice.text()
