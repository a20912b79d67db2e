"""Each fault does over a real socket what it says, to a plain HTTP client."""

from __future__ import annotations

import threading

import pytest
import requests

from sync.simulators.baselinker import Fault, FaultKind, LimitRules, many_products, small_account
from tests.unit.simulators.calling import TOKEN, Shop, line, running

ADD = {"order_status_id": 101, "products": [line()]}


def _orders(shop: Shop) -> int:
    return len(shop.simulator.account.orders)


@pytest.mark.parametrize(
    ("kind", "done"),
    [(FaultKind.RESET_BEFORE, 0), (FaultKind.RESET_AFTER, 1), (FaultKind.TRUNCATED, 1)],
)
def test_a_broken_connection_raises_whether_the_order_was_made_or_not(
    shop: Shop, kind: FaultKind, done: int
) -> None:
    shop.simulator.faults.add(Fault(kind))
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        shop.post("addOrder", ADD)
    assert _orders(shop) == done
    assert shop.simulator.handled["addOrder"] == done
    assert shop.simulator.writes() == 1
    shop.call("addOrder", **ADD)
    assert _orders(shop) == done + 1


def test_a_reset_is_a_reset_and_no_quiet_end(shop: Shop) -> None:
    shop.simulator.faults.add(Fault("reset before"))
    with pytest.raises(requests.ConnectionError) as raised:
        shop.post("getSeries")
    assert "reset" in str(raised.value).lower()


@pytest.mark.parametrize(
    ("kind", "status", "done"),
    [
        (FaultKind.HTML_200, 200, 0),
        (FaultKind.HTML_502, 502, 0),
        (FaultKind.HTML_503, 503, 0),
        (FaultKind.HTML_502_AFTER, 502, 1),
        (FaultKind.HTTP_429, 429, 0),
    ],
)
def test_a_page_comes_instead_of_json(shop: Shop, kind: FaultKind, status: int, done: int) -> None:
    shop.simulator.faults.add(Fault(kind))
    response = shop.post("addOrder", ADD)
    assert response.status_code == status
    assert response.headers["Content-Type"].startswith("text/html")
    assert "<html>" in response.text
    assert _orders(shop) == done


@pytest.mark.parametrize("seconds", [7, None])
def test_429_names_the_wait_or_not(shop: Shop, seconds: int | None) -> None:
    shop.simulator.faults.add(Fault(FaultKind.HTTP_429, retry_after=seconds))
    expected = None if seconds is None else "7"
    assert shop.post("getSeries").headers.get("Retry-After") == expected


def test_a_slow_answer_outlives_the_read_time_out_and_comes_whole_when_released(shop: Shop) -> None:
    fault = shop.simulator.faults.add(Fault(FaultKind.SLOW, drip_seconds=0.01))
    response = shop.post("addOrder", ADD, stream=True, timeout=5)
    blanks = response.iter_content(1)
    assert [next(blanks) for _ in range(20)] == [b" "] * 20  # bytes keep coming, so no read ever times out
    assert _orders(shop) == 1
    fault.release.set()
    rest = b"".join(blanks)
    assert rest.strip().startswith(b'{"status":"SUCCESS"')


@pytest.mark.parametrize(("kind", "done"), [(FaultKind.HANG, 0), (FaultKind.HANG_AFTER, 1)])
def test_a_hanging_answer_ends_in_the_time_out(shop: Shop, kind: FaultKind, done: int) -> None:
    shop.simulator.faults.add(Fault(kind))
    with pytest.raises(requests.ReadTimeout):
        shop.post("addOrder", ADD, timeout=0.2)
    assert _orders(shop) == done


def test_a_hanging_answer_can_be_released(shop: Shop) -> None:
    fault = shop.simulator.faults.add(Fault(FaultKind.HANG))
    failures: list[Exception] = []

    def call() -> None:
        try:
            shop.post("getSeries")
        except requests.ConnectionError as error:
            failures.append(error)

    caller = threading.Thread(target=call)
    caller.start()
    fault.release.set()
    caller.join(timeout=10)
    assert not caller.is_alive()
    assert len(failures) == 1


def test_stopping_the_simulator_frees_who_waits() -> None:
    failures: list[Exception] = []
    with running() as shop:
        shop.simulator.faults.add(Fault(FaultKind.HANG))

        def call() -> None:
            try:
                shop.post("getSeries", timeout=30)
            except requests.RequestException as error:
                failures.append(error)

        caller = threading.Thread(target=call)
        caller.start()
        while not shop.simulator.requests:
            caller.join(timeout=0.01)
    caller.join(timeout=10)
    assert not caller.is_alive()
    assert len(failures) == 1


def test_the_header_may_name_a_wrong_charset(shop: Shop) -> None:
    shop.panel.add_order([line(name="Żółty")])
    shop.simulator.faults.add(Fault(FaultKind.WRONG_CHARSET))
    response = shop.post("getOrders")
    assert response.encoding == "iso-8859-1"
    assert "Żółty" not in response.text
    assert "Żółty" in response.content.decode("utf-8")


def test_the_body_may_be_no_utf_8_at_all(shop: Shop) -> None:
    shop.simulator.faults.add(Fault(FaultKind.INVALID_UTF8))
    response = shop.post("getSeries")
    assert "utf-8" in response.headers["Content-Type"]
    with pytest.raises(UnicodeDecodeError):
        response.content.decode("utf-8")
    assert '"status":"SUCCESS"' in response.content.decode("cp1250")


def test_a_blocked_account_refuses_one_call(shop: Shop) -> None:
    shop.simulator.faults.add(Fault(FaultKind.ACCOUNT_BLOCKED))
    assert shop.refusal("addOrder", **ADD)[0] == "ERROR_USER_ACCOUNT_BLOCKED"
    assert _orders(shop) == 0
    shop.call("addOrder", **ADD)


def test_a_revoked_token_stays_revoked(shop: Shop) -> None:
    shop.simulator.faults.add(Fault(FaultKind.ACCESS_REVOKED, at_request=2))
    shop.call("getSeries")
    for _ in range(3):
        assert shop.refusal("getSeries")[0] == "ERROR_BAD_TOKEN"


def test_a_block_on_demand_lasts_as_long_as_any(shop: Shop) -> None:
    shop.simulator.faults.add(Fault(FaultKind.LIMIT_EXCEEDED))
    expected = ("ERROR_BLOCKED_TOKEN", "Query limit exceeded, token blocked until 2026-11-20 13:10:00")
    assert shop.refusal("getSeries") == expected
    shop.clock.turn(minutes=9)
    assert shop.refusal("getSeries") == expected
    shop.clock.turn(minutes=1)
    shop.call("getSeries")


def test_a_block_on_demand_works_beside_the_limit_too() -> None:
    with running(limits=LimitRules()) as shop:
        shop.simulator.faults.add(Fault(FaultKind.LIMIT_EXCEEDED, method="getSeries"))
        shop.call("getInventories")
        assert shop.refusal("getSeries")[0] == "ERROR_BLOCKED_TOKEN"
        assert shop.refusal("getInventories")[0] == "ERROR_BLOCKED_TOKEN"


def test_a_page_can_come_twice() -> None:
    account = small_account(token=TOKEN)
    account.add_products(many_products(1_500))
    with running(account) as shop:
        shop.simulator.faults.add(
            Fault(FaultKind.REPEATED_PAGE, method="getInventoryProductsStock", at_request=2)
        )
        pages = [shop.call("getInventoryProductsStock", inventory_id=307, page=page) for page in (1, 2, 2)]
        assert pages[0] == pages[1]
        assert len(pages[2]["products"]) == 500


def test_a_page_can_come_empty_and_the_next_full_again(shop: Shop) -> None:
    shop.panel.add_order([line()])
    shop.simulator.faults.add(Fault(FaultKind.EMPTY_PAGE))
    assert shop.call("getOrders") == {"orders": []}
    assert len(shop.call("getOrders")["orders"]) == 1


def test_a_redirect_is_recorded_where_it_is_followed(shop: Shop) -> None:
    shop.simulator.faults.add(Fault(FaultKind.REDIRECT, times=2))
    response = shop.post("addOrder", ADD, allow_redirects=False)
    assert (response.status_code, response.headers["Location"]) == (302, "/login")
    assert shop.simulator.strays == []
    assert shop.post("addOrder", ADD).status_code == 404  # a client that follows carries its token along
    assert shop.simulator.strays == [("GET", "/login", True)]
    assert _orders(shop) == 0


def test_a_redirect_goes_where_it_is_told(shop: Shop) -> None:
    fault = Fault(FaultKind.REDIRECT, location="https://elsewhere.example.invalid/x", redirect_status=307)
    shop.simulator.faults.add(fault)
    response = shop.post("addOrder", ADD, allow_redirects=False)
    assert response.status_code == 307
    assert response.headers["Location"] == "https://elsewhere.example.invalid/x"


def test_a_fault_waits_for_its_method_and_its_turn(shop: Shop) -> None:
    shop.simulator.faults.add(Fault(FaultKind.HTML_502, method="getOrders", at_request=2, times=2))
    statuses = [
        shop.post(method).status_code
        for method in ["getSeries", "getOrders", "getSeries"] + ["getOrders"] * 3
    ]
    assert statuses == [200, 200, 200, 502, 502, 200]
    assert [method for _, method in shop.simulator.faults.happened] == ["getOrders", "getOrders"]


def test_a_fault_can_stay_for_ever_until_the_plan_is_cleared(shop: Shop) -> None:
    shop.simulator.faults.add(Fault(FaultKind.HTML_503, times=None))
    assert {shop.post("getSeries").status_code for _ in range(5)} == {503}
    shop.simulator.faults.clear()
    assert shop.post("getSeries").status_code == 200


def test_two_faults_meet_the_earlier_planned_first(shop: Shop) -> None:
    shop.simulator.faults.add(Fault(FaultKind.HTML_502, at_request=2))
    shop.simulator.faults.add(Fault(FaultKind.HTML_503, times=3))
    assert [shop.post("getSeries").status_code for _ in range(4)] == [503, 502, 503, 200]


def test_an_unknown_fault_is_refused() -> None:
    with pytest.raises(ValueError, match="no such fault"):
        Fault("no such fault")
    with pytest.raises(ValueError, match="counts from 1"):
        Fault(FaultKind.HANG, at_request=0)
