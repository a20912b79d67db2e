"""A person is found by name, e-mail or phone in what a connection keeps, and blanked there."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

from storage.forgetting_logs import blank_in_logs, count_in_logs
from storage.journal import ConnectionJournal
from storage.person import Person
from storage.runs import RunState
from sync.errors import SettingsError
from sync.ports import InboxState, Intent
from sync.sentences import say
from tests.unit.storage.examples import START, minute, order, whole_order

IVAN: Final[Mapping[str, Any]] = {
    "order_id": 7,
    "email": "Ivan.Petrov@Example.com",
    "phone": "+359 888 123 456",
    "delivery_fullname": "Иван Петров",
    "user_comments": "звънете на 0888/123-456",
    "products": [{"name": "Хляб Петров", "sku": "888123456"}],
}
MARIA: Final[Mapping[str, Any]] = {
    "order_id": 888123456,
    "email": "maria@example.com",
    "phone": "0888123457",
    "delivery_fullname": "Мария Петрова",
}
CLOUDCART: Final[Mapping[str, Any]] = {
    "order": {"customer_first_name": "Иван", "customer_last_name": "Петров", "customer_email": "i@x.bg"}
}


def person(typed: str) -> Person:
    return Person.read(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "Иван Петров",
        "петров  ИВАН",
        "ivan.petrov@example.com",
        "0888123456",
        "+359 888 12 34 56",
        "00359888123456",
        "888-123-456",
    ],
)
def test_a_person_is_known_in_every_usual_writing(typed: str) -> None:
    assert person(typed).stands_in_order(IVAN)
    assert not person(typed).stands_in_order(MARIA)


def test_first_and_last_name_stand_in_fields_of_their_own() -> None:
    assert person("Иван Петров").stands_in_order(CLOUDCART)
    assert not person("Иван Иванов").stands_in_order(CLOUDCART)


def test_a_middle_name_makes_no_other_person_and_a_product_none_at_all() -> None:
    assert person("Иван Петров").stands_in_order({"invoice_fullname": "Иван Георгиев Петров"})
    assert not person("Хляб Бял").stands_in_order({"products": [{"title": "Хляб ръжен и бял"}]})


@pytest.mark.parametrize("typed", ["", "Иван", "123456", "@", "Иван1", "1234567890123456"])
def test_what_could_mean_many_people_is_refused(typed: str) -> None:
    with pytest.raises(SettingsError):
        Person.read(typed)


def test_an_e_mail_is_not_found_inside_a_longer_one() -> None:
    assert not person("petrov@example.com").stands_in_order(IVAN)
    assert not person("ivan.petrov@example.co").stands_in_order(IVAN)


def filled(journal: ConnectionJournal) -> None:
    journal.receive(
        [
            whole_order("1"),
            order("2", InboxState.DONE, raw=IVAN, why=say("Partner {name}", name="ИВАН ПЕТРОВ")),
            order("3", InboxState.READY, raw=IVAN),
            order("4", InboxState.DONE, raw=MARIA),
        ]
    )
    run = journal.begin_run("by hand", START)
    row = {
        "key": "888123456",
        "title": "7",
        "why": say("The customer {name} is not in the warehouse.", name="Иван Петров").as_data(),
        "detail": "ivan.petrov@example.com +359888123456",
    }
    journal.end_run(run, minute(1), RunState.AMBER, {"rows": [row, {"title": "Мария Петрова"}]})
    journal.remember("rehearsal", '{"title": "Иван Петров", "order": "888123456"}')
    journal.remember("cursor", "888123456")
    journal.begin_intent(Intent("partner", "7", {"name": "Петров Иван"}, START))


def test_a_search_changes_nothing_and_counts_what_would_be_blanked(journal: ConnectionJournal) -> None:
    filled(journal)
    before = list(journal.inbox())
    found = journal.find_person(person("Иван Петров"))
    assert (found.finished, found.waiting) == (("2",), ("3",))
    assert (found.runs, found.others, found.to_blank) == (1, 2, 4)
    assert list(journal.inbox()) == before
    assert journal.run_report(1) is not None
    assert journal.find_person(person("Пешо Пешев")).to_blank == 0


@pytest.mark.parametrize("typed", ["Иван Петров", "ivan.petrov@example.com", "0888123456"])
def test_everything_about_the_person_goes_whatever_was_typed(
    journal: ConnectionJournal, state_file: Path, typed: str
) -> None:
    filled(journal)
    waiting = journal.inbox_rows(["3"])["3"]
    journal.blank_person(person(typed))
    rows = journal.inbox_rows(["1", "2", "3", "4"])
    assert rows["2"].raw == {}
    assert (rows["2"].content_hash, rows["2"].state) == ("abc", InboxState.DONE)
    assert "ПЕТРОВ" not in str(rows["2"].why)
    assert rows["3"] == waiting
    assert rows["1"] == whole_order("1")
    assert rows["4"].raw == MARIA
    report = journal.run_report(1)
    assert report is not None
    first, second = report["rows"]
    assert first["key"] == "888123456"
    assert first["why"]["fields"] == {"name": "***"}
    assert first["detail"] == "*** ***"
    assert second == {"title": "Мария Петрова"}
    assert journal.recall("cursor") == "888123456"
    assert journal.recall("rehearsal") == '{"title":"***","order":"888123456"}'
    assert journal.open_intents("partner")[0].payload == {"name": "***"}
    assert journal.find_person(person(typed)).to_blank == 0


def test_a_forgotten_order_keeps_its_document_and_leaves_no_letter_in_the_files(
    journal: ConnectionJournal, state_file: Path
) -> None:
    journal.put(order("2", InboxState.DONE, raw={"email": "gone@example.com"}))
    journal.put(replace(whole_order("9"), raw={"email": "gone@example.com"}))
    found = journal.blank_person(person("gone@example.com"))
    assert found.documents == (whole_order("9").document,)
    assert journal.inbox_rows(["9"])["9"].document == whole_order("9").document
    for path in state_file.parent.iterdir():
        if path.suffix != ".lock":
            assert b"gone@example.com" not in path.read_bytes(), path.name


def test_the_log_is_blanked_in_place_while_it_is_written(tmp_path: Path) -> None:
    current, older = tmp_path / "mostik.log", tmp_path / "mostik.log.1"
    line = "The customer Иван Петров (ivan.petrov@example.com) is not there. Мария Петрова is.\n"
    older.write_bytes(b"\xff broken " + line.encode())
    people = [person("Иван Петров"), person("ivan.petrov@example.com")]
    handler = logging.FileHandler(current, encoding="utf-8")
    try:
        handler.emit(logging.makeLogRecord({"msg": line}))
        length = current.stat().st_size
        assert count_in_logs(tmp_path, people) == 4
        assert blank_in_logs(tmp_path, people) == 4
        assert current.stat().st_size == length
        handler.emit(logging.makeLogRecord({"msg": "afterwards"}))
    finally:
        handler.close()
    text = current.read_text(encoding="utf-8")
    assert "Петров (" not in text
    assert "ivan" not in text
    assert "Мария Петрова is." in text
    assert text.endswith("afterwards\n")
    assert older.read_bytes().startswith(b"\xff broken The customer ****")
    assert count_in_logs(tmp_path / "none", people) == 0
