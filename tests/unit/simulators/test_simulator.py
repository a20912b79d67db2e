"""The simulator as a program: its record, its file, its panel, its generators, and starting it by hand."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from sync.simulators.baselinker import (
    Account,
    BaseLinkerSimulator,
    Fault,
    connector,
    many_orders,
    many_products,
    small_account,
)
from sync.simulators.baselinker import __main__ as program
from sync.simulators.baselinker.account import AccountFileError
from sync.simulators.baselinker.backend import Backend, Method
from sync.simulators.baselinker.errors import ConnectorError
from sync.simulators.baselinker.parameters import Parameters
from tests.unit.simulators.calling import NOON, TOKEN, Shop, line, mug, running

# ---- the record


def test_requests_are_recorded_with_their_time_and_without_the_token(shop: Shop) -> None:
    shop.call("getOrders", id_from=5)
    shop.clock.turn(seconds=3)
    shop.refusal("addOrder", order_status_id=9)
    assert [(record.time, record.method, record.parameters) for record in shop.simulator.requests] == [
        (NOON, "getOrders", {"id_from": 5}),
        (shop.clock.time, "addOrder", {"order_status_id": 9}),
    ]
    assert TOKEN not in repr(shop.simulator.requests)
    assert shop.simulator.counts == {"getOrders": 1, "addOrder": 1}
    assert shop.simulator.writes() == 1
    shop.simulator.forget_requests()
    assert (shop.simulator.requests, shop.simulator.writes(), shop.simulator.counts["getOrders"]) == (
        [],
        0,
        0,
    )


def test_broken_parameters_are_recorded_as_they_came(shop: Shop) -> None:
    body = {"method": "getOrders", "parameters": "{broken"}
    requests.post(shop.simulator.url, headers={"X-BLToken": TOKEN}, data=body, timeout=10)
    assert shop.simulator.requests[0].parameters == "{broken"


def test_reading_counts_no_writes(shop: Shop) -> None:
    for method in ("getOrders", "getInventories", "getJournalList", "getSeries"):
        shop.call(method)
    assert shop.simulator.writes() == 0


def test_many_threads_lose_no_order(shop: Shop) -> None:
    body = {"method": "addOrder", "parameters": json.dumps({"order_status_id": 101, "products": [line()]})}

    def add(_: int) -> int:
        response = requests.post(shop.simulator.url, headers={"X-BLToken": TOKEN}, data=body, timeout=10)
        return int(response.json()["order_id"])

    with ThreadPoolExecutor(max_workers=8) as pool:
        ids = list(pool.map(add, range(80)))
    assert len(set(ids)) == 80
    assert sorted(ids) == shop.order_ids()


def test_a_failure_of_the_simulator_itself_is_no_fault_of_the_platform(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(_: Backend, __: Parameters) -> dict[str, object]:
        raise ZeroDivisionError

    monkeypatch.setattr(connector, "METHODS", {"getSeries": Method(fail)})
    with (
        pytest.raises(RuntimeError, match="simulator itself failed"),
        running() as shop,
        pytest.raises(requests.ConnectionError),
    ):
        shop.post("getSeries")


def test_a_stopped_simulator_frees_its_port_and_can_be_stopped_twice() -> None:
    with running() as shop:
        port = shop.simulator.port
        shop.call("getSeries")
    shop.simulator.stop()
    with pytest.raises(requests.ConnectionError):
        shop.post("getSeries")
    with BaseLinkerSimulator(small_account(token=TOKEN), port=port) as again:
        assert again.port == port


# ---- the account and its file


def test_the_whole_account_survives_its_file(shop: Shop, tmp_path: Path) -> None:
    product_id = mug(shop)
    order_id = shop.panel.add_order([line(product_id=product_id)], invoice_fullname="Żaneta Стоянова")
    shop.panel.pay_order(order_id, 5, external_payment_id="P1")
    invoice_id = shop.panel.issue_invoice(order_id, 15)
    shop.call("addOrderInvoiceFile", invoice_id=invoice_id, file="data:AAAA")
    shop.panel.issue_receipt(order_id, 17)
    shop.panel.receive_goods(205, {product_id: 2})
    path = tmp_path / "account.json"
    shop.simulator.save(path)
    restored = Account.load(path)
    assert restored == shop.simulator.account
    calls = (
        "getOrders",
        "getInvoices",
        "getReceipts",
        "getInventories",
        "getInventoryDocuments",
        "getSeries",
    )
    with running(restored) as second:
        for method in calls:
            assert second.call(method) == shop.call(method)
        assert second.panel.add_order([line()]) == order_id + 1
        assert (
            second.call("getInvoiceFile", invoice_id=invoice_id, get_external=True)["invoice"] == "data:AAAA"
        )


def test_the_file_holds_lists_in_the_shape_of_the_answers(shop: Shop) -> None:
    order_id = shop.panel.add_order([line()])
    state = shop.simulator.account.to_json()
    assert [row["order_id"] for row in state["orders"]] == [order_id]
    pasted = small_account(token=TOKEN).to_json()
    pasted["orders"] = shop.call("getOrders")["orders"]
    with running(Account.from_json(json.loads(json.dumps(pasted)))) as second:
        assert second.call("getOrders") == shop.call("getOrders")


@pytest.mark.parametrize("text", ["", "[]", "{broken", '{"ordrs": []}', '{"orders": [{}]}', '{"orders": 5}'])
def test_a_file_that_is_no_account_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "account.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(AccountFileError):
        Account.load(path)


def test_a_direct_change_is_seen_after_a_refresh(shop: Shop) -> None:
    account = shop.simulator.account
    shop.call("getOrders")
    shop.panel.add_order([line()])
    mug(shop)
    account.add_orders(many_orders(2, first_id=50))
    account.add_products(many_products(1, first_id=50))
    shop.simulator.refresh()
    assert shop.order_ids() == [50, 51, 1]
    assert set(shop.call("getInventoryProductsList", inventory_id=307)["products"]) == {"1", "50"}
    assert (shop.panel.add_order([line()]), mug(shop)) == (52, 51)
    ids = [row["order_product_id"] for order in account.orders.values() for row in order["products"]]
    assert len(set(ids)) == len(ids)


# ---- the panel


def test_the_panels_work_is_in_the_journal(shop: Shop) -> None:
    shop.quirks(journal_activated=True)
    panel = shop.panel
    first = panel.add_order([line()], confirmed=False)
    panel.confirm_order(first)
    panel.confirm_order(first)
    panel.set_status(first, 102)
    panel.edit_order(first, admin_comments="call first")
    added = panel.add_line(first, line(name="Lamp"))
    panel.edit_line(first, added, quantity=9)
    panel.remove_line(first, added)
    panel.pay_order(first, 20)
    copy = panel.copy_order(first)
    whole = shop.order(first)["products"][0]["order_product_id"]
    part = panel.split_order(first, {whole: 1})
    merged = panel.merge_orders(first, [part])
    panel.delete_order(copy)
    logs = shop.call("getJournalList", last_log_id=0)["logs"]
    assert [(row["log_type"], row["order_id"]) for row in logs] == [
        (1, first),
        (2, first),
        (18, first),
        (16, first),
        (12, first),
        (13, first),
        (14, first),
        (3, first),
        (1, copy),
        (2, copy),
        (17, first),
        (1, part),
        (2, part),
        (6, first),
        (1, merged),
        (2, merged),
        (5, first),
        (5, part),
        (4, copy),
    ]
    assert shop.order_ids() == [merged]


def test_the_panel_names_what_does_not_exist(shop: Shop) -> None:
    with pytest.raises(ConnectorError, match="Order 9 does not exist"):
        shop.panel.set_status(9, 102)
    with pytest.raises(ConnectorError, match="No product with id 9"):
        shop.panel.set_stock(9, "bl_205", 1)


def test_the_panel_deletes_products_statuses_and_tokens(shop: Shop) -> None:
    order_id = shop.panel.add_order([line()])
    product_id = mug(shop)
    shop.panel.edit_product(product_id, sku="NEW")
    assert shop.call("getInventoryProductsList", inventory_id=307, filter_sku="NEW")["products"] != []
    shop.panel.delete_product(product_id)
    assert shop.call("getInventoryProductsList", inventory_id=307)["products"] == []
    shop.panel.delete_status(101, 105)
    assert shop.order(order_id)["order_status_id"] == 105
    shop.panel.revoke_token(TOKEN)
    assert shop.refusal("getSeries")[0] == "ERROR_BAD_TOKEN"


# ---- generators


def test_generated_sets_are_the_same_every_time_and_come_row_by_row() -> None:
    assert list(many_orders(20)) == list(many_orders(20))
    assert list(many_products(20)) != list(many_products(20, seed=2))
    endless: Iterator[dict[str, object]] = many_products(10**9)
    assert next(endless)["product_id"] == 1_000


@given(per_second=st.integers(1, 7), count=st.integers(0, 40))
def test_generated_orders_share_a_second_as_told(per_second: int, count: int) -> None:
    rows = list(many_orders(count, per_second=per_second, statuses=(101, 102)))
    groups: dict[int, int] = {}
    for row in rows:
        groups[row["date_confirmed"]] = groups.get(row["date_confirmed"], 0) + 1
        assert row["date_add"] < row["date_confirmed"]
    assert all(size == per_second for size in list(groups.values())[:-1])
    assert len(groups) == -(-count // per_second)
    assert [row["order_status_id"] for row in rows[:2]] == [101, 102][:count]


def test_generated_orders_need_at_least_one_a_second() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        next(many_orders(1, per_second=0))


def test_generated_products_bring_variants_and_valid_codes() -> None:
    rows = list(many_products(4, variants_every=2, variants=3, categories=(7, 8), first_id=10))
    parents = [row for row in rows if "parent_id" not in row]
    assert [row["product_id"] for row in rows] == list(range(10, 20))
    assert [row["product_id"] for row in parents] == [10, 14, 15, 19]
    assert [row["category_id"] for row in parents] == [7, 8, 7, 8]
    for row in rows:
        digits = [int(digit) for digit in row["ean"]]
        assert len(digits) == 13
        assert sum(digits[::2]) % 10 == -3 * sum(digits[1::2]) % 10
    account = small_account(token=TOKEN)
    account.add_products(rows)
    with running(account) as shop:
        assert len(shop.call("getInventoryProductsList", inventory_id=307)["products"]) == 4
        assert (
            len(shop.call("getInventoryProductsList", inventory_id=307, include_variants=True)["products"])
            == 10
        )


def test_generated_orders_can_name_products() -> None:
    account = small_account(token=TOKEN)
    account.add_products(many_products(3, first_id=1))
    account.add_orders(many_orders(5, products=(1, 2, 3)))
    with running(account) as shop:
        linked = {
            row["product_id"] for order in shop.call("getOrders")["orders"] for row in order["products"]
        }
        assert linked <= {"1", "2", "3"}


# ---- by hand


def test_it_starts_from_the_command_line(tmp_path: Path, repository: Path) -> None:
    path = tmp_path / "account.json"
    account = small_account(token=TOKEN)
    account.add_orders(many_orders(3))
    account.save(path)
    command = [
        sys.executable,
        "-m",
        "sync.simulators.baselinker",
        "--account",
        str(path),
        "--token",
        "1-2-EXTRA",
    ]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, cwd=repository, env=environment, text=True
    ) as started:
        try:
            assert started.stdout is not None
            url = started.stdout.readline().strip()
            assert url.startswith("http://127.0.0.1:")
            for token in (TOKEN, "1-2-EXTRA"):
                answer = requests.post(
                    url, headers={"X-BLToken": token}, data={"method": "getOrders"}, timeout=10
                )
                assert len(answer.json()["orders"]) == 3
        finally:
            started.terminate()


def test_what_happened_is_saved_at_the_end(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "new.json"
    stop = threading.Event()
    stop.set()
    assert (
        program.main(
            ["--account", str(path), "--products", "3", "--orders", "2", "--save", "--no-limit"], stop
        )
        == 0
    )
    assert capfd.readouterr().out.startswith("http://127.0.0.1:")
    saved = Account.load(path)
    assert (len(saved.products), len(saved.orders)) == (3, 2)


def test_a_broken_file_is_told_on_the_error_output(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "broken.json"
    path.write_text("[]", encoding="utf-8")
    assert program.main(["--account", str(path)]) == 2
    assert "cannot be read" in capfd.readouterr().err


def test_a_release_before_the_fault_lets_it_pass_at_once(shop: Shop) -> None:
    fault = shop.simulator.faults.add(Fault("slow"))
    fault.release.set()
    assert shop.call("getSeries")["series"]
