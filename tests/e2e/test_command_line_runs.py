"""``sync`` and ``check`` as people and schedulers start them, with every exit code."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sync.profile import SecretName
from tests.e2e.bridge import TOKEN
from tests.e2e.command_line import NAME, Place, command, fast_simulator, inside, make_place
from wizard.jobs import start_run

FEW = 40


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """The sample with its first orders only, joined, before the first run."""
    with fast_simulator(orders=FEW) as simulator:
        yield make_place(tmp_path, simulator)


def orders_only(place: Place) -> None:
    def change(data: dict[str, Any]) -> None:
        data["modules"] = {"orders": True}

    place.change(change)


def test_a_first_run_asks_first_and_a_dry_run_writes_nothing(place: Place) -> None:
    asked = place.sync()
    assert asked.code == 4
    assert "This connection has not run yet, and nobody has agreed to what it would do." in asked.out
    assert "Look at it with --dry-run, then start it once with --yes." in asked.out
    looked = place.sync("--dry-run")
    assert looked.code in (0, 1)
    assert "changes would be made." in looked.out
    assert "Orders into the warehouse" in looked.out
    assert "This was a preview: nothing was written." in looked.out
    assert place.documents() == 0
    assert place.simulator.writes() == 0
    # Looking is no agreement.
    assert place.sync(by=inside).code == 4


def test_a_run_in_a_pipe_and_its_numbers(place: Place) -> None:
    first = place.sync("--yes", "--json")
    assert first.code == 1, first.err
    assert first.data["state"] == "amber"
    imported = first.data["done"]["import order"]
    assert imported == place.documents() > 0
    # The agreement holds from now on, and nothing is left to do.
    place.simulator.forget_requests()
    again = command("sync", NAME.upper(), "--secrets-from-stdin", told=f'{{"shop token": "{TOKEN}"}}')
    assert again.code == 1, again.out
    assert "There was nothing to change." in again.out
    assert "What needs you" in again.out
    assert place.simulator.writes() == 0
    assert place.documents() == imported
    shown = command("show", NAME)
    assert shown.code == 0
    assert "Something needs you" in shown.out
    assert "▏" not in again.out  # no bar in a pipe
    assert "\x1b[" not in again.out


def test_a_run_in_which_everything_goes_well_is_green(place: Place) -> None:
    orders_only(place)
    # What nobody may write without a word of the owner is left out of this shop.
    for order in place.simulator.account.orders.values():
        order.update(payment_method="Банков превод", currency="EUR", invoice_nip="", want_invoice="0")
    looked = place.sync("--dry-run", "--json", by=inside).data
    for row in looked["rows"]:
        if row["state"] == "held":
            place.simulator.panel.delete_order(int(row["key"]))
    ended = place.sync("--yes")
    assert ended.code == 0, ended.out
    assert "changes are done." in ended.out
    again = place.sync()
    assert again.code == 0, again.out
    assert "Nothing was left to do: both sides agree." in again.out
    checked = place.check()
    assert checked.code == 0, checked.out
    assert "Both sides are equal." in checked.out


def test_events_are_lines_of_json_with_a_true_total(place: Place) -> None:
    ended = place.sync("--yes", "--events")
    events = ended.events
    assert events[0]["event"] == "began"
    assert events[-1]["event"] == "ended"
    total = [event["changes"] for event in events if event["event"] == "total"][-1]
    through = [event for event in events if event["event"] == "progress"][-1]
    assert through["done"] + through["skipped"] + through["failed"] >= total > 0
    assert sum(events[-1]["report"]["done"].values()) == through["done"]
    assert ended.code == {"green": 0, "amber": 1}[events[-1]["report"]["state"]]


def test_the_word_cancel_stops_after_the_current_item_and_the_next_run_goes_on(place: Place) -> None:
    job = start_run(place.profile.id, ["--yes"], secrets={SecretName.SHOP_TOKEN: TOKEN})
    ended = None
    for event in job.events():
        if event["event"] == "item":
            job.cancel()
        if event["event"] == "ended":
            ended = event["report"]
    assert job.wait() == 5
    assert ended is not None
    assert ended["state"] == "cancelled"
    planned = ended["planned"]["import order"]
    assert place.documents() == ended["done"].get("import order", 0) < planned
    rest = place.sync("--json")
    assert place.documents() == planned
    assert rest.data["done"]["import order"] + ended["done"].get("import order", 0) == planned


def test_a_guard_holds_until_it_is_answered(place: Place) -> None:
    place.sync("--yes", by=inside)
    place.change_warehouse("UPDATE Store SET Qtty = 0")
    place.simulator.forget_requests()
    held = place.sync()
    assert held.code == 4, held.out
    assert "Mostik asks you first." in held.out
    assert "--answer stock=send" in held.out
    assert "--answer stock=without" in held.out
    assert "--answer stock=hold" in held.out
    assert place.simulator.writes() == 0
    assert place.sync("--answer", "stock=hold", by=inside).code == 4
    sent = place.sync("--answer", "stock=send", "--json")
    assert sent.code in (0, 1), sent.out
    assert sent.data["done"]["send stock"] > 10
    assert place.simulator.writes() > 0


def test_one_connection_is_synced_by_one_process_at_a_time(place: Place) -> None:
    with place.profiles.open(place.profile.id, write=True):
        ended = place.sync("--yes")
    assert ended.code == 2
    assert "Nothing could be done: This connection is being synced by another window." in ended.out
    assert place.documents() == 0


def test_an_audit_tells_changes_by_people_from_what_is_wrong(place: Place) -> None:
    place.sync("--yes", by=inside)
    assert place.check(by=inside).code == 0
    place.change_warehouse(
        "UPDATE Operations SET Qtty = Qtty + 1 "
        "WHERE ID = (SELECT MIN(ID) FROM Operations WHERE OperType = 19)"
    )
    changed = place.check("--json")
    assert changed.code == 1
    assert changed.data["clean"]
    assert {row["verdict"] for row in changed.data["rows"]} == {"changed here since"}
    assert [row["module"] for row in changed.data["rows"]].count("orders") == 1
    # A document without its mark and its tag: the journal calls an order done that nobody can find.
    place.change_warehouse("DELETE FROM MostikImports WHERE Acct = (SELECT MAX(Acct) FROM MostikImports)")
    place.change_warehouse(
        "UPDATE Operations SET Note = '' WHERE OperType = 19 AND Acct = "
        "(SELECT MAX(Acct) FROM Operations WHERE OperType = 19)"
    )
    wrong = place.check()
    assert wrong.code == 2
    assert "1 thing is wrong." in wrong.out
    assert "The order is called done, but the warehouse has no mark of it." in wrong.out


def test_a_restored_warehouse_is_noticed_and_filled_again_on_demand(place: Place) -> None:
    def change(data: dict[str, Any]) -> None:
        data["orders"]["status_after"] = ""

    place.change(change)
    place.sync("--yes", by=inside)
    imported = place.documents()
    place.change_warehouse("DELETE FROM Operations WHERE OperType = 19")
    place.change_warehouse("DELETE FROM MostikImports WHERE Kind = 'order'")
    stopped = place.sync()
    assert stopped.code == 4
    assert f"The warehouse has none of the {imported} orders that came in before" in stopped.out
    assert place.documents() == 0
    again = place.sync("--bring-in-again")
    assert again.code in (0, 1), again.out
    assert place.documents() == imported


def test_what_a_run_logs_holds_no_token(place: Place) -> None:
    place.sync("--yes")
    log = "".join(file.read_text(encoding="utf-8") for file in (place.home / "logs").iterdir())
    assert "command sync" in log
    assert "Python 3." in log
    assert TOKEN not in log


def test_a_command_line_that_is_not_understood() -> None:
    ended = command("sync", "x", "--fast")
    assert ended.code == 3
    assert "usage: mostik" in ended.err


def test_without_a_command_and_a_screen_the_help_is_shown() -> None:
    # Windows always has a screen, so there it must be asked for.
    ended = command(*(["--help"] if sys.platform == "win32" else []), DISPLAY="")
    assert ended.code == 0
    assert "Exit codes: 0 all done" in ended.out
    assert sys.platform == "win32" or "there is no screen here" in ended.out
