"""Faults: what the caller sees, and whether the call took effect."""

from __future__ import annotations

import threading

import pytest
import requests

from sync.simulators.cloudcart import NOTHING_DONE, CloudCartSimulator, Fault, FaultKind, Shop
from sync.simulators.cloudcart.__main__ import main
from tests.unit.simulators.cloudcart.counter import Counter, only_error

WRITE = "PATCH /variants/{id}"
LOST = (requests.ConnectionError, requests.exceptions.ChunkedEncodingError)


def _patch(counter: Counter, timeout: float = 10) -> requests.Response:
    data = {"type": "variants", "id": str(counter.cup), "attributes": {"quantity": 9}}
    headers = {"Content-Type": "application/vnd.api+json"}
    path = f"/variants/{counter.cup}"
    return counter.call("PATCH", path, json={"data": data}, headers=headers, timeout=timeout)


def _fault(counter: Counter, kind: FaultKind, request: str | None = WRITE) -> Fault:
    return counter.simulator.faults.add(Fault(kind, request))


def _is_done(counter: Counter) -> bool:
    return counter.pieces() == 9


@pytest.mark.parametrize("kind", [FaultKind.DROP_BEFORE, FaultKind.DROP_AFTER, FaultKind.CUT])
def test_a_lost_connection_says_nothing_about_the_effect(counter: Counter, kind: FaultKind) -> None:
    _fault(counter, kind)
    with pytest.raises(LOST):
        _patch(counter)
    assert _is_done(counter) is (kind not in NOTHING_DONE)
    assert _patch(counter).status_code == 200


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (FaultKind.HTML_200, 200),
        (FaultKind.HTML_403, 403),
        (FaultKind.HTML_429, 429),
        (FaultKind.HTML_502, 502),
        (FaultKind.HTML_502_AFTER, 502),
        (FaultKind.HTML_504, 504),
        (FaultKind.HTML_504_AFTER, 504),
        (FaultKind.HTML_520, 520),
        (FaultKind.HTML_520_AFTER, 520),
    ],
)
def test_html_of_something_in_between(counter: Counter, kind: FaultKind, status: int) -> None:
    _fault(counter, kind)
    response = _patch(counter)
    assert (response.status_code, response.headers["Content-Type"]) == (status, "text/html; charset=utf-8")
    assert response.text.startswith("<!DOCTYPE html>")
    assert _is_done(counter) is (kind not in NOTHING_DONE)


@pytest.mark.parametrize("kind", [FaultKind.ERROR_500, FaultKind.ERROR_500_AFTER])
def test_errors_of_the_platform_name_a_line_of_its_log(counter: Counter, kind: FaultKind) -> None:
    _fault(counter, kind)
    assert isinstance(only_error(_patch(counter))["details"], int)
    assert _is_done(counter) is (kind is FaultKind.ERROR_500_AFTER)


def test_maintenance_and_the_limit_on_demand(counter: Counter) -> None:
    _fault(counter, FaultKind.MAINTENANCE)
    assert only_error(_patch(counter))["detail"] == "Try again few minutes later"
    _fault(counter, FaultKind.FLAT_429)
    response = _patch(counter)
    assert (response.status_code, response.json()["retry_after"]) == (429, 60)
    assert not _is_done(counter)


def test_empty_and_repeated_answers(counter: Counter) -> None:
    _fault(counter, FaultKind.EMPTY_BODY)
    response = _patch(counter)
    assert (response.status_code, response.content, _is_done(counter)) == (200, b"", True)
    assert counter.ids("/variants", "page[size]=2&sort=id") == [1, 2]
    _fault(counter, FaultKind.REPEATED_PAGE, "GET /variants")
    assert counter.ids("/variants", "page[size]=2&page[number]=2&sort=id") == [1, 2]
    _fault(counter, FaultKind.EMPTY_LIST, "GET /variants")
    assert counter.ids("/variants") == []


def test_a_slow_answer_comes_whole_when_released(counter: Counter) -> None:
    fault = counter.simulator.faults.add(Fault(FaultKind.SLOW, "GET /order-status", drip_seconds=0.01))
    with counter.call("GET", "/order-status", stream=True) as response:
        assert response.raw.read(3) == b"   "
        fault.release.set()
        assert response.raw.read().lstrip().startswith(b'{"data"')


@pytest.mark.parametrize("kind", [FaultKind.HANG, FaultKind.HANG_AFTER])
def test_a_hanging_call_runs_into_the_callers_patience(counter: Counter, kind: FaultKind) -> None:
    _fault(counter, kind)
    with pytest.raises(requests.Timeout):
        _patch(counter, timeout=0.1)
    assert _is_done(counter) is (kind is FaultKind.HANG_AFTER)


def test_a_redirect_leads_elsewhere(counter: Counter) -> None:
    _fault(counter, FaultKind.REDIRECT, "GET /products")
    response = counter.call("GET", "/products", allow_redirects=False)
    assert (response.status_code, response.headers["Location"]) == (302, "/admin/login")


def test_a_fault_may_strike_one_address_only(counter: Counter) -> None:
    counter.simulator.faults.add(Fault(FaultKind.HTML_502, f"GET /variants/{counter.cup}", at_request=2))
    statuses = [
        counter.call("GET", f"/variants/{ident}").status_code for ident in (counter.cup, 2, counter.cup)
    ]
    assert statuses == [200, 200, 502]
    assert len(counter.simulator.faults.happened) >= 1


def test_a_fault_before_the_first_request_is_refused() -> None:
    with pytest.raises(ValueError, match="count from 1"):
        Fault(FaultKind.HANG, at_request=0)


def test_the_state_outlives_the_server() -> None:
    shop = Shop()
    with CloudCartSimulator(shop) as first:
        product = first.owner.add_product("Чаша", quantity=3)
    with CloudCartSimulator(shop) as second:
        assert second.judge.variant(second.owner.variant_of(product)).quantity == 3


def test_the_simulators_own_mistake_is_reported() -> None:
    simulator = CloudCartSimulator().start()
    simulator.shop.statuses.append({"slug": object(), "name": "", "id": 99})
    with pytest.raises(requests.ConnectionError):
        requests.get(f"{simulator.url}/order-status", headers=_key(simulator), timeout=5)
    with pytest.raises(RuntimeError, match="itself failed"):
        simulator.__exit__(None, None, None)


class _OneCall(threading.Event):
    """Stands for the end of the program; asks for the goods once at the moment when that is waited for."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        super().__init__()
        self.total = 0
        self._capsys = capsys

    def wait(self, timeout: float | None = None) -> bool:
        url = self._capsys.readouterr().out.strip()
        response = requests.get(f"{url}/products", headers={"X-CloudCart-ApiKey": "K" * 64}, timeout=5)
        self.total = response.json()["meta"]["page"]["total"]
        return True


@pytest.mark.parametrize(("more", "total"), [([], 162), (["--products", "7", "--orders", "3"], 7)])
def test_it_starts_by_hand(capsys: pytest.CaptureFixture[str], more: list[str], total: int) -> None:
    end = _OneCall(capsys)
    assert main(["--key", "K" * 64, *more], end) == 0
    assert end.total == total


def test_a_port_that_is_taken_is_told(counter: Counter, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--products", "1", "--port", str(counter.simulator.port)]) == 2
    assert "cannot be used" in capsys.readouterr().err


def _key(simulator: CloudCartSimulator) -> dict[str, str]:
    return {"X-CloudCart-ApiKey": simulator.shop.keys[0].value}
