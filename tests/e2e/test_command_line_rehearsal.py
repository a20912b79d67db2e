"""``rehearse``, and the questions of a held run as the command line puts and answers them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sync.ports import WarehouseFeatures
from sync.warehouses.warehouse_pro import adapter
from sync.warehouses.warehouse_pro.database import Database
from tests.e2e.bridge import TOKEN
from tests.e2e.command_line import Ended, Place, fast_simulator, inside, make_place, secrets


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """The sample with its first orders only, in a warehouse that other people are said to work in too."""
    usual = adapter._features

    def of_real_program(database: Database) -> WarehouseFeatures:
        return replace(usual(database), program="Warehouse Pro", real_program=True)

    monkeypatch.setattr(adapter, "_features", of_real_program)
    with fast_simulator(orders=90) as simulator:
        made = make_place(tmp_path, simulator)
        made.change(lambda data: data.update(modules={"orders": True}))
        yield made


def _rehearse(place: Place, *options: str) -> Ended:
    return inside("rehearse", place.profile.name, "--secrets-from-stdin", *options, told=secrets(TOKEN))


def test_a_rehearsal_from_the_command_line(place: Place) -> None:
    before = _rehearse(place)
    assert before.code == 0
    assert "The next sync writes one order and asks you about it." in before.out
    refused = _rehearse(place, "--yes")
    assert refused.code == 2
    assert "has not rehearsed an order yet" in refused.err

    held = place.sync("--yes", by=inside)
    assert held.code == 4
    assert "Are lines, prices, VAT and partner right?" in held.out
    assert 'rehearse "sample" --yes' in held.out
    assert place.documents() == 1

    asked = _rehearse(place)
    assert asked.code == 4
    assert "Only your yes opens the rest." in asked.out
    wrong = _rehearse(place, "--no")
    assert wrong.code == 4
    assert "--again" in wrong.out
    again = _rehearse(place, "--again")
    assert "was taken back." in again.out
    assert place.documents() == 0
    place.sync(by=inside)
    assert place.documents() == 1

    right = _rehearse(place, "--yes")
    assert right.code == 0
    assert "was found right. Everything may be written." in right.out
    unseen = _rehearse(place, "--sold")
    assert "Nothing changed about order" in unseen.out
    place.change_warehouse(
        "INSERT INTO Transformations (FromOperType, FromAcct, ToOperType, ToAcct) "
        "SELECT 19, MAX(Acct), 2, 1 FROM Operations WHERE OperType = 19"
    )
    assert "the program notes which became which" in _rehearse(place, "--sold").out
    kept = json.loads(_rehearse(place, "--json").out)
    assert (kept["stage"], kept["sign"]) == ("right", "transformation")
    assert place.sync(by=inside).code in (0, 1)
    assert place.documents() > 1


def test_an_answer_can_come_with_the_sync(place: Place) -> None:
    place.sync("--yes", by=inside)
    assert place.sync("--no-rehearsed", by=inside).code == 4
    assert place.documents() == 1
    another = _rehearse(place, "--another")
    assert "The document stays as it is." in another.out
    assert place.sync(by=inside).code == 4
    assert place.documents() == 2
    assert place.sync("--rehearsed", by=inside).code in (0, 1)
    assert place.documents() > 2


def test_a_warehouse_of_our_own_needs_no_rehearsal(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.setenv("MOSTIK_HOME", str(place.home))
    assert "into no program that would have to be rehearsed" in _rehearse(place).out


def test_a_restored_warehouse_is_a_question_with_its_commands(place: Place) -> None:
    place.sync("--yes", by=inside)
    place.sync("--rehearsed", by=inside)
    place.change_warehouse("DELETE FROM Operations WHERE OperType = 19")
    place.change_warehouse("DELETE FROM MostikImports WHERE Kind = 'order'")
    held = place.sync(by=inside)
    assert held.code == 4
    assert "it was made anew, or it is another database" in held.out
    assert "--no-bring-in-again" in held.out
    assert place.documents() == 0


def test_watching_and_taking_over_from_the_command_line(place: Place) -> None:
    name = place.profile.name
    assert "No other program" in inside("take-over", name).out
    assert "only watches" in inside("take-over", name, "--watch").out
    watched = place.sync("--json", by=inside)
    assert watched.data["preview"]
    assert watched.data["planned"]["import order"] > 0
    assert place.documents() == 0
    wrong = inside("take-over", name, "--from", "yesterday")
    assert wrong.code == 2
    assert "yesterday is no moment." in wrong.err
    assert "from 2026-11-22 18:30" in inside("take-over", name, "--from", "2026-11-22T18:30").out
    assert "No other program" in inside("take-over", name, "--nobody").out
    first = place.sync(by=inside)
    assert "nobody has agreed" in first.out, "watching is no agreement"


def test_the_probe_from_the_command_line(place: Place) -> None:
    def probe(option: str) -> Ended:
        return inside("probe", place.profile.name, option, "--secrets-from-stdin", told=secrets(TOKEN))

    assert probe("--after").code == 2
    kept = probe("--before")
    assert kept.code == 0
    assert "tables are kept." in kept.out
    place.change_warehouse("UPDATE Partners SET Phone = '0888 123 456', Discount = 3 WHERE ID = 2")
    shown = probe("--after")
    assert "Partners: 0 came, 0 went, 1 changed" in shown.out
    assert "Discount" in shown.out
    assert "0888" not in shown.out
    (saved,) = (place.home / "probes").glob("*.txt")
    assert "0888" not in saved.read_text(encoding="utf-8")
