"""Faults: what the caller sees, and whether the call took effect. And starting by hand, and the sample."""

from __future__ import annotations

import socket
import threading

import pytest
import requests

from sync.simulators.microbg import Fault, FaultKind, MicrobgSimulator, sample_books
from sync.simulators.microbg.__main__ import main
from tests.unit.simulators.microbg.desk import Desk

SAVE = "saveOperation"
LOST = (requests.ConnectionError, requests.exceptions.ChunkedEncodingError)


def _fault(desk: Desk, kind: FaultKind, request: str | None = SAVE) -> Fault:
    return desk.simulator.faults.add(Fault(kind, request))


def _stored(desk: Desk) -> int:
    return len(desk.judge.documents())


@pytest.mark.parametrize(
    ("kind", "stored"), [(FaultKind.DROP_BEFORE, 0), (FaultKind.DROP_AFTER, 1), (FaultKind.CUT, 1)]
)
def test_a_lost_connection_says_nothing_about_the_effect(desk: Desk, kind: FaultKind, stored: int) -> None:
    fault = _fault(desk, kind)
    assert desk.call("getOperations") == []
    with pytest.raises(LOST):
        desk.save(1)
    assert _stored(desk) == stored
    desk.save(1)
    assert _stored(desk) == 1
    assert desk.simulator.faults.happened[-1] == (fault, SAVE)


@pytest.mark.parametrize(
    ("kind", "status", "stored"),
    [
        (FaultKind.HTML_200, 200, 0),
        (FaultKind.HTML_502, 502, 0),
        (FaultKind.HTML_502_AFTER, 502, 1),
        (FaultKind.ERROR_503, 503, 0),
    ],
)
def test_pages_of_something_in_between(desk: Desk, kind: FaultKind, status: int, stored: int) -> None:
    _fault(desk, kind)
    response = desk.raw(SAVE, desk.order())
    assert (response.status_code, response.headers["Content-Type"]) == (status, "text/html; charset=utf-8")
    assert response.text.startswith("<!DOCTYPE html>")
    assert _stored(desk) == stored


@pytest.mark.parametrize(
    ("kind", "status", "stored"),
    [(FaultKind.ERROR_500, 500, 0), (FaultKind.ERROR_500_AFTER, 500, 1), (FaultKind.EMPTY_BODY, 200, 1)],
)
def test_answers_without_content(desk: Desk, kind: FaultKind, status: int, stored: int) -> None:
    _fault(desk, kind)
    response = desk.raw(SAVE, desk.order())
    assert (response.status_code, response.content) == (status, b"")
    assert _stored(desk) == stored


@pytest.mark.parametrize(("kind", "stored"), [(FaultKind.STATUS_FALSE, 0), (FaultKind.STATUS_FALSE_AFTER, 1)])
def test_a_refusal_without_a_reason(desk: Desk, kind: FaultKind, stored: int) -> None:
    _fault(desk, kind)
    assert desk.refused(SAVE, desk.order()) == "_ERROR"
    assert _stored(desk) == stored


def test_an_empty_list_and_a_warning(desk: Desk) -> None:
    _fault(desk, FaultKind.EMPTY_LIST, "getItems")
    assert desk.call("getItems") == []
    assert len(desk.call("getItems")) == 1
    _fault(desk, FaultKind.WARNING)
    assert desk.raw(SAVE, desk.order()).text.startswith("<br />")
    assert _stored(desk) == 1


def test_a_redirect(desk: Desk) -> None:
    _fault(desk, FaultKind.REDIRECT, None)
    response = desk.raw("getItems")
    assert (response.status_code, response.headers["Location"]) == (302, "/elsewhere")


def test_a_slow_answer_comes_whole_when_released(desk: Desk) -> None:
    fault = desk.simulator.faults.add(Fault(FaultKind.SLOW, "getItems", drip_seconds=0.01))
    threading.Timer(0.05, fault.release.set).start()
    assert len(desk.call("getItems")) == 1


@pytest.mark.parametrize(("kind", "stored"), [(FaultKind.HANG, 0), (FaultKind.HANG_AFTER, 1)])
def test_an_answer_that_never_comes(desk: Desk, kind: FaultKind, stored: int) -> None:
    fault = _fault(desk, kind)
    desk.timeout = 0.05
    with pytest.raises(requests.ReadTimeout):
        desk.raw(SAVE, desk.order())
    fault.release.set()
    assert _stored(desk) == stored


def test_the_sample_is_whole_and_adds_up() -> None:
    simulator = MicrobgSimulator(sample_books())
    simulator.stop()
    judge = simulator.judge
    goods = judge.goods()
    assert len(goods) > 100
    assert len(judge.locations()) == 5
    assert all(row["GroupPath"] for row in goods)
    assert any(judge.stock(row["id"], good["id"]) for row in judge.locations() for good in goods)
    assert judge.stock_differences() == {}
    groups = {row["Path"]: row for row in judge.rows("ItemGroups")}
    assert all(
        groups[row["Path"][:-3]]["id"] == row["parentId"] for row in groups.values() if row["parentId"]
    )


def test_it_starts_by_hand(capsys: pytest.CaptureFixture[str]) -> None:
    stop = threading.Event()
    stop.set()
    assert main(["--empty", "--api-id", "MINE"], stop) == 0
    address, api_id = capsys.readouterr().out.split("\n")[:2]
    assert address.startswith("http://127.0.0.1:")
    assert address.endswith("/ExtApps/ExternalApp/API/")
    assert api_id == "ApiId: MINE"
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert main(["--port", str(taken.getsockname()[1])], stop) == 2


def test_places_and_times_count_from_one() -> None:
    with pytest.raises(ValueError, match="count from 1"):
        Fault(FaultKind.HANG, at_request=0)
    with pytest.raises(ValueError, match="count from 1"):
        Fault(FaultKind.HANG, times=0)
