"""Faults: what the caller sees, and whether the call took effect. And starting by hand, and the sample."""

from __future__ import annotations

import socket
import threading

import pytest
import requests

from sync.simulators.firmino import Fault, FaultKind, FirminoSimulator, sample_books
from sync.simulators.firmino.__main__ import main
from tests.unit.simulators.firmino.office import Office

ADD = "order-documents/add"
LOST = (requests.ConnectionError, requests.exceptions.ChunkedEncodingError)


def _fault(office: Office, kind: FaultKind, request: str | None = ADD) -> Fault:
    return office.simulator.faults.add(Fault(kind, request))


def _stored(office: Office) -> int:
    return len(office.judge.documents())


@pytest.mark.parametrize(
    ("kind", "stored"), [(FaultKind.DROP_BEFORE, 0), (FaultKind.DROP_AFTER, 1), (FaultKind.CUT, 1)]
)
def test_a_lost_connection_says_nothing_about_the_effect(
    office: Office, kind: FaultKind, stored: int
) -> None:
    fault = _fault(office, kind)
    with pytest.raises(LOST):
        office.raw(ADD, office.order())
    assert _stored(office) == stored
    assert office.simulator.faults.happened[-1] == (fault, ADD)


@pytest.mark.parametrize(
    ("kind", "status", "stored"),
    [
        (FaultKind.HTML_200, 200, 0),
        (FaultKind.HTML_502, 502, 0),
        (FaultKind.HTML_502_AFTER, 502, 1),
        (FaultKind.ERROR_500, 500, 0),
        (FaultKind.ERROR_500_AFTER, 500, 1),
        (FaultKind.ERROR_503, 503, 0),
        (FaultKind.TOO_MANY, 429, 0),
        (FaultKind.EMPTY_BODY, 200, 1),
        (FaultKind.REDIRECT, 302, 0),
    ],
)
def test_answers_that_are_no_json(office: Office, kind: FaultKind, status: int, stored: int) -> None:
    _fault(office, kind)
    response = office.raw(ADD, office.order())
    assert response.status_code == status
    with pytest.raises(requests.JSONDecodeError):
        response.json()
    assert _stored(office) == stored


@pytest.mark.parametrize(("kind", "stored"), [(FaultKind.REFUSED, 0), (FaultKind.REFUSED_AFTER, 1)])
def test_a_refusal_without_a_reason(office: Office, kind: FaultKind, stored: int) -> None:
    _fault(office, kind)
    assert office.refused(ADD, **office.order())
    assert _stored(office) == stored


def test_nothing_found_where_there_is_something(office: Office) -> None:
    _fault(office, FaultKind.NOTHING_FOUND, "articles/find")
    assert office.call("articles/find")["list"] == []
    assert office.call("articles/find")["total"] == 1


def test_slow_and_hanging(office: Office) -> None:
    slow = office.simulator.faults.add(Fault(FaultKind.SLOW, "articles/find", drip_seconds=0.01))
    threading.Timer(0.03, slow.release.set).start()
    assert office.call("articles/find")["total"] == 1
    hanging = _fault(office, FaultKind.HANG_AFTER)
    office.timeout = 0.05
    with pytest.raises(requests.ReadTimeout):
        office.raw(ADD, office.order())
    hanging.release.set()
    assert _stored(office) == 1


def test_the_sample_is_whole_and_adds_up() -> None:
    simulator = FirminoSimulator(sample_books())
    simulator.stop()
    assert len(simulator.judge.articles()) > 100
    assert len(simulator.judge.customers()) > 10
    assert any(simulator.judge.stock(row["id"]) for row in simulator.judge.articles())
    assert simulator.judge.stock_differences() == {}


def test_it_starts_by_hand(capsys: pytest.CaptureFixture[str]) -> None:
    stop = threading.Event()
    stop.set()
    assert main(["--empty", "--login", "me"], stop) == 0
    address, login = capsys.readouterr().out.split("\n")[:2]
    assert address.endswith("/app/services/rest/api/")
    assert login == "Login: me"
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert main(["--port", str(taken.getsockname()[1])], stop) == 2


def test_places_and_times_count_from_one() -> None:
    with pytest.raises(ValueError, match="count from 1"):
        Fault(FaultKind.HANG, at_request=0)
