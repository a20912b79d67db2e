"""What a summary says of orders that become sales, or that the owner has to turn into sales."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sync.plan.actions import ActionKind, Module
from sync.plan.late_changes import still_an_order
from sync.profile import Profile
from sync.run.report import Report, ReportRow, RowState, RunState
from sync.sentences import say
from tests.e2e.bridge import ZONE, sample_profile
from tests.sample_warehouse import copy_warehouse
from wizard.language import Language
from wizard.summary_rows import Chip, SummaryRow, retry_keys, rows_of

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
IMPORTED = ReportRow(
    Module.ORDERS, RowState.DONE, "1", "5001", say("New."), kind=ActionKind.IMPORT_ORDER, where="0000000123"
)
TURNED = ReportRow(
    Module.ORDERS, RowState.DONE, "sale:2", "5002", say("Due."), kind=ActionKind.TURN_INTO_SALE, where="9"
)
DUE = ReportRow(Module.ORDERS, RowState.TOLD, "3", "5003", still_an_order("0000000124", "Sent"))


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    copy_warehouse(tmp_path / "warehouse.sqlite", ZONE)
    return sample_profile(tmp_path, "http://127.0.0.1:9")


def choose(profile: Profile, **fields: Any) -> Profile:
    assert profile.orders
    return profile.model_copy(update={"orders": profile.orders.model_copy(update=fields)})


def shown(profile: Profile, *rows: ReportRow, seen_to: tuple[str, ...] = ()) -> list[SummaryRow]:
    report = Report(RunState.GREEN, NOW, NOW, rows=rows)
    return rows_of(report, profile, Language.load("en"), seen_to)


def test_without_statuses_every_order_that_came_in_is_the_owners_to_turn(profile: Profile) -> None:
    (row,) = shown(profile, IMPORTED)
    assert row.chips == {Chip.DONE, Chip.INTO_SALES}
    assert row.advice == "Turn it into a sale in Mostik’s warehouse."


def test_with_statuses_only_those_are_that_the_run_names(profile: Profile) -> None:
    chosen = choose(profile, sale_statuses=("24103",))
    due, *done = sorted(shown(chosen, IMPORTED, TURNED, DUE), key=lambda row: Chip.DONE in row.chips)
    assert due.chips == {Chip.INTO_SALES}
    assert due.can_be_seen_to
    assert not due.can_be_retried
    assert [row.chips for row in done] == [{Chip.DONE}, {Chip.DONE}]
    assert [(row.what, row.why) for row in done] == [
        ("Order 5001", "Saved as 0000000123."),
        ("Order becomes a sale: 5002", "Turned into sale 9."),
    ]


def test_what_the_owner_has_seen_to_is_only_known(profile: Profile) -> None:
    (row,) = shown(choose(profile, sale_statuses=("24103",)), DUE, seen_to=("3",))
    assert row.chips == {Chip.TOLD}


def test_a_retry_of_a_sale_takes_its_order_along() -> None:
    assert retry_keys([TURNED]) == frozenset({"sale:2", "2"})
