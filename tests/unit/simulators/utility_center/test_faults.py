"""Faults: what the caller sees, and whether the call took effect."""

from __future__ import annotations

import threading

import pytest
import requests

from sync.simulators.utility_center import Fault, FaultKind, UtilityCenterSimulator
from sync.simulators.utility_center.__main__ import main
from tests.unit.simulators.utility_center.desk import Desk

SALE = "POST /Operation"
LOST = (requests.ConnectionError, requests.exceptions.ChunkedEncodingError)


def _fault(desk: Desk, kind: FaultKind, request: str | None = SALE) -> Fault:
    return desk.simulator.faults.add(Fault(kind, request))


@pytest.mark.parametrize(
    ("kind", "stored"), [(FaultKind.DROP_BEFORE, 0), (FaultKind.DROP_AFTER, 1), (FaultKind.CUT, 1)]
)
def test_a_lost_connection_says_nothing_about_the_effect(desk: Desk, kind: FaultKind, stored: int) -> None:
    _fault(desk, kind)
    with pytest.raises(LOST):
        desk.write()
    assert len(desk.judge.documents()) == stored
    desk.write()
    assert len(desk.judge.documents()) == stored + 1


@pytest.mark.parametrize(
    ("kind", "status", "stored"),
    [
        (FaultKind.HTML_200, 200, 0),
        (FaultKind.HTML_502, 502, 0),
        (FaultKind.HTML_502_AFTER, 502, 1),
    ],
)
def test_html_of_something_in_between(desk: Desk, kind: FaultKind, status: int, stored: int) -> None:
    _fault(desk, kind)
    response = desk.call("POST", "/Operation", json=[desk.line()])
    assert (response.status_code, response.headers["Content-Type"]) == (status, "text/html; charset=utf-8")
    assert response.text.startswith("<!DOCTYPE html>")
    assert len(desk.judge.documents()) == stored


@pytest.mark.parametrize(
    ("kind", "status", "stored"),
    [(FaultKind.ERROR_500, 500, 0), (FaultKind.ERROR_500_AFTER, 500, 1), (FaultKind.ERROR_503, 503, 0)],
)
def test_errors_of_the_service(desk: Desk, kind: FaultKind, status: int, stored: int) -> None:
    _fault(desk, kind)
    assert desk.refused("POST", "/Operation", json=[desk.line()])[0] == status
    assert len(desk.judge.documents()) == stored


def test_a_document_may_be_stored_by_half(desk: Desk) -> None:
    _fault(desk, FaultKind.DROP_HALFWAY)
    rest = [{"good_id": desk.cup, "qtty": 1, "price_out": 12} for _ in range(3)]
    with pytest.raises(LOST):
        desk.write(desk.line(), *rest)
    assert [len(document.lines) for document in desk.judge.documents()] == [2]
    assert desk.judge.stock_differences() == {}


def test_an_answer_may_be_empty(desk: Desk) -> None:
    _fault(desk, FaultKind.EMPTY_BODY)
    response = desk.call("POST", "/Operation", json=[desk.line()])
    assert (response.status_code, response.content) == (200, b"")
    assert len(desk.judge.documents()) == 1
    _fault(desk, FaultKind.EMPTY_LIST, "GET /Store")
    assert desk.rows("/Store") == []
    assert len(desk.rows("/Store")) == 4


def test_a_slow_answer_comes_whole_when_released(desk: Desk) -> None:
    fault = desk.simulator.faults.add(Fault(FaultKind.SLOW, "GET /Items", drip_seconds=0.01))
    with desk.call("GET", "/Items", stream=True) as response:
        assert response.headers["X-TotalPages"] == "1"
        assert response.raw.read(3) == b"   "
        fault.release.set()
        assert response.raw.read().lstrip().startswith(b'[{"id":1')


@pytest.mark.parametrize(("kind", "stored"), [(FaultKind.HANG, 0), (FaultKind.HANG_AFTER, 1)])
def test_a_hanging_call_runs_into_the_callers_patience(desk: Desk, kind: FaultKind, stored: int) -> None:
    _fault(desk, kind)
    with pytest.raises(requests.Timeout):
        desk.call("POST", "/Operation", json=[desk.line()], timeout=0.1)
    assert len(desk.judge.documents()) == stored


def test_a_redirect_leads_elsewhere(desk: Desk) -> None:
    _fault(desk, FaultKind.REDIRECT, "GET /Items")
    response = desk.call("GET", "/Items", allow_redirects=False)
    assert (response.status_code, response.headers["Location"]) == (302, "/elsewhere")


def test_a_fault_strikes_where_and_as_often_as_planned(desk: Desk) -> None:
    desk.simulator.faults.add(Fault(FaultKind.ERROR_500, "GET /Items", at_request=2, times=2))
    assert desk.call("GET", "/Users").status_code == 200
    assert [desk.call("GET", "/Items").status_code for _ in range(4)] == [200, 500, 500, 200]
    assert [request for _, request in desk.simulator.faults.happened][-2:] == ["GET /Items"] * 2
    desk.simulator.faults.add(Fault(FaultKind.ERROR_503, times=None))
    assert [desk.call("GET", "/Items").status_code for _ in range(3)] == [503] * 3
    desk.simulator.faults.clear()
    assert desk.call("GET", "/Items").status_code == 200


def test_a_fault_before_the_first_request_is_refused() -> None:
    with pytest.raises(ValueError, match="count from 1"):
        Fault(FaultKind.HANG, at_request=0)


def test_the_simulators_own_mistake_is_reported() -> None:
    simulator = UtilityCenterSimulator().start()
    simulator.books.tables["Goods"][1]["BarCode1"] = object()  # type: ignore[assignment]  # the mistake
    with pytest.raises(requests.ConnectionError):
        requests.get(f"{simulator.url}/Items", timeout=5)
    with pytest.raises(RuntimeError, match="itself failed"):
        simulator.__exit__(None, None, None)


class _OneCall(threading.Event):
    """Stands for the end of the program; asks the service once at the moment when that is waited for."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        super().__init__()
        self.items = 0
        self._capsys = capsys

    def wait(self, timeout: float | None = None) -> bool:
        url = self._capsys.readouterr().out.strip()
        response = requests.get(f"{url}/Items", headers={"X-API-Key": "k"}, timeout=5)
        self.items = len(response.json())
        return True


def test_it_starts_by_hand_with_the_sample(capsys: pytest.CaptureFixture[str]) -> None:
    end = _OneCall(capsys)
    assert main(["--key", "k"], end) == 0
    assert end.items > 100


def test_a_port_that_is_taken_is_told(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--empty", "--port", str(desk.simulator.port)]) == 2
    assert "cannot be used" in capsys.readouterr().err
