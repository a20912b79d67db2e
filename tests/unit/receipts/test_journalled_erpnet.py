"""A receipt through an ErpNet.FP server: the task's name is on disk first, and afterwards the server is
asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.db import create_state_file
from storage.journal import ConnectionJournal, open_journal
from sync.clock import TurnedClock
from sync.errors import Unknown
from sync.receipts.device import OperatorAccess
from sync.receipts.erpnet_fp import ErpNetPrinter
from sync.receipts.journal import PaperKind, PaperState
from sync.receipts.journalled import JournalledPrinting
from sync.receipts.problems import ReceiptRefused
from sync.simulators.local_server import LocalService
from tests.unit.receipts.test_erpnet_fp import DONE, NUMBER, RECEIPT, Server
from tests.unit.storage.examples import profile

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
REFUSED = {"ok": False, "messages": [{"type": "error", "code": "E411", "text": "tax group"}]}


@pytest.fixture(scope="module")
def service() -> Iterator[tuple[Server, str]]:
    server = Server()
    with LocalService(server.handler(), 0) as running:
        yield server, f"http://127.0.0.1:{running.port}"


@pytest.fixture
def server(service: tuple[Server, str]) -> Server:
    service[0].begin_anew()
    return service[0]


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[ConnectionJournal]:
    state = tmp_path / "bench.sqlite"
    create_state_file(state, profile("bench"))
    with open_journal(state, write=True, now=lambda: NOW) as opened:
        yield opened


def _printing(service: tuple[Server, str], journal: ConnectionJournal) -> JournalledPrinting:
    clock = TurnedClock(NOW)

    def opened(note_task: Callable[[str], None]) -> ErpNetPrinter:
        return ErpNetPrinter(
            service[1], "dt279013", clock, access=OperatorAccess(), serial="DT279013", note_task=note_task
        )

    return JournalledPrinting(journal, clock, opened)


def test_the_task_is_noted_before_the_receipt_is_posted(
    server: Server, service: tuple[Server, str], journal: ConnectionJournal
) -> None:
    paper = _printing(service, journal).sell("1", RECEIPT)
    assert paper.state is PaperState.PRINTED
    assert paper.printed
    assert paper.printed.sale_number == NUMBER
    ((_, query, _),) = server.posted
    assert query["taskId"] == [paper.task]
    assert journal.paper(paper.id) == paper


def test_what_the_server_surely_refused_was_not_printed(
    server: Server, service: tuple[Server, str], journal: ConnectionJournal
) -> None:
    server.answers["/printers/taskinfo"] = {"taskStatus": "finished", "result": REFUSED}
    with pytest.raises(ReceiptRefused):
        _printing(service, journal).sell("1", RECEIPT)
    assert [paper.state for paper in journal.papers()] == [PaperState.FAILED]


def test_a_task_that_is_found_finished_later_was_printed(
    server: Server, service: tuple[Server, str], journal: ConnectionJournal
) -> None:
    server.answers["/printers/taskinfo"] = {"taskStatus": "running"}
    with pytest.raises(Unknown):
        _printing(service, journal).sell("1", RECEIPT)
    assert [paper.state for paper in journal.papers()] == [PaperState.UNKNOWN]
    server.answers["/printers/taskinfo"] = {"taskStatus": "finished", "result": DONE}
    assert _printing(service, journal).recover() == []
    (paper,) = journal.papers()
    assert paper.state is PaperState.PRINTED
    assert paper.printed
    assert paper.printed.number == 123
    assert len(server.posted) == 1


def test_a_server_that_was_started_again_leaves_it_to_the_owner(
    server: Server, service: tuple[Server, str], journal: ConnectionJournal
) -> None:
    server.answers["/printers/taskinfo"] = {"taskStatus": "running"}
    with pytest.raises(Unknown):
        _printing(service, journal).sell("1", RECEIPT)
    server.answers["/printers/taskinfo"] = {"taskStatus": "unknown"}
    (paper,) = _printing(service, journal).recover()
    assert paper.state is PaperState.UNKNOWN
    assert paper.why
    assert "knows nothing more" in paper.why.text()
    assert len(server.posted) == 1


def test_a_receipt_that_was_begun_over_a_cable_is_nothing_that_the_server_knows(
    server: Server, service: tuple[Server, str], journal: ConnectionJournal
) -> None:
    begun = journal.begin_paper("1", PaperKind.SALE, RECEIPT)
    journal.put_paper(replace(begun, state=PaperState.PRINTING, device="DT279013", last_document=41))
    (paper,) = _printing(service, journal).recover()
    assert paper.state is PaperState.UNKNOWN
    assert not server.posted


@pytest.mark.parametrize(
    ("code", "state"),
    [("E408", PaperState.FAILED), ("E411", PaperState.FAILED), ("E301", PaperState.UNKNOWN)],
)
def test_what_a_task_ended_with_is_noted_whatever_it_was(
    server: Server, service: tuple[Server, str], journal: ConnectionJournal, code: str, state: PaperState
) -> None:
    server.answers["/printers/taskinfo"] = {"taskStatus": "running"}
    with pytest.raises(Unknown):
        _printing(service, journal).sell("1", RECEIPT)
    result = {"ok": False, "messages": [{"type": "error", "code": code, "text": "?"}]}
    server.answers["/printers/taskinfo"] = {"taskStatus": "finished", "result": result}
    _printing(service, journal).recover()
    assert [paper.state for paper in journal.papers()] == [state]
