"""Receipts on the command line, printed over the network on a simulated device."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from sync.clock import SystemClock
from sync.receipts.family import Family
from sync.receipts.settings import (
    AuditFile,
    AuditPayment,
    AuditWay,
    CashOnDelivery,
    DeliveryRule,
    Device,
    NetworkConnection,
    PaymentRule,
    PrintWhen,
    ReceiptChoice,
    Receipts,
)
from sync.simulators.fiscal import Family as SimulatedFamily
from sync.simulators.fiscal import FiscalSimulator, Passwords, usual
from tests.e2e.command_line import Ended, Place, fast_simulator, inside, make_place
from tests.e2e.small_bridge import TAKEN

FEW = 12


@pytest.fixture(scope="module")
def device() -> FiscalSimulator:
    return FiscalSimulator(
        SimulatedFamily.DATECS_P, SystemClock(), replace(usual(SimulatedFamily.DATECS_P), long_work=0.1)
    )


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, device: FiscalSimulator) -> Iterator[Place]:
    """The sample with its first orders, of which every paid one waits for its receipt."""
    with fast_simulator(orders=FEW) as shop, device.on_tcp() as way, pytest.MonkeyPatch.context() as patch:
        folder: Path = tmp_path_factory.mktemp("receipts")
        patch.setenv("MOSTIK_HOME", str(folder / "home"))
        for order in shop.account.orders.values():
            order["order_status_id"] = TAKEN
        shop.refresh()
        made = make_place(folder, shop)
        chosen = Receipts(
            uses_supto=False,
            device=Device(
                connection=NetworkConnection(host=way.host, port=way.port),
                family=Family.DATECS_P,
                serial=device.settings.serial,
            ),
            payments={
                one: PaymentRule(receipt=ReceiptChoice.PRINT)
                for one in ("Банков превод", "Плащане с карта", "PayPal", "Przelewy24")
            },
            when=PrintWhen.BY_HAND,
            audit=AuditFile(
                company_number="131234567",
                shop_number="RF0000123",
                domain="kalina.example",
                created="2024-05-01",  # type: ignore[arg-type] # read as JSON has it
                ways={
                    one: AuditWay(payment=AuditPayment.BANK)
                    for one in ("Банков превод", "Плащане с карта", "PayPal", "Przelewy24", "Наложен платеж")
                },
            ),
        )
        made.change(lambda data: data.update(receipts=chosen.model_dump(mode="json")))
        made.sync("--yes", by=inside)
        yield made


@pytest.fixture(autouse=True)
def _at_home(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOSTIK_HOME", str(place.home))


def _receipts(place: Place, what: str, *typed: str) -> Ended:
    return inside("receipts", place.profile.id, what, *typed)


def test_the_list_the_test_and_one_receipt(place: Place, device: FiscalSimulator) -> None:
    tested = _receipts(place, "test")
    assert (tested.code, tested.err) == (0, "")
    assert "Nothing was printed." in tested.out
    assert not device.memory.documents
    listed = _receipts(place, "list", "--json")
    waiting = [row for row in listed.data["receipts"] if row["state"] == "to be printed"]
    order = waiting[0]
    assert order["sale_number"].startswith(f"{device.settings.serial}-0001-")
    asked = _receipts(place, "print", order["order"])
    assert asked.code == 4
    assert not device.memory.sales
    printed = _receipts(place, "print", order["order"], "--yes")
    assert (printed.code, printed.err) == (0, "")
    (sale,) = device.memory.sales
    assert (sale.sale_number, sale.total) == (order["sale_number"], Decimal(order["total"]))
    again = _receipts(place, "print", order["order"], "--yes")
    assert again.code == 1
    assert len(device.memory.sales) == 1
    taken_back = _receipts(place, "storno", order["order"], "--reason", "error", "--yes")
    assert taken_back.code == 0, taken_back
    (storno,) = device.memory.stornos
    assert (storno.sale_number, storno.total) == (sale.sale_number, sale.total)
    assert "Taken back" in _receipts(place, "list", "--all").out


def test_cash_reports_and_the_clock(place: Place, device: FiscalSimulator) -> None:
    assert "100.00" in _receipts(place, "cash-in", "--amount", "100,00").out
    assert _receipts(place, "cash-out", "--amount", "0").code == 2
    assert _receipts(place, "x").code == 0
    assert _receipts(place, "clock", "--yes").code == 0
    assert _receipts(place, "z").code == 4
    assert _receipts(place, "z", "--yes").code == 0
    assert "No" not in _receipts(place, "protocol").err


def test_the_audit_file_is_shown_and_written(place: Place) -> None:
    listed = _receipts(place, "list", "--json").data["receipts"]
    month = SystemClock().now().strftime("%Y-%m")
    file = place.folder / "audit.xml"
    ended = _receipts(place, "audit", "--month", month, "--file", str(file))
    assert (ended.code, ended.err) == (0, "")
    content = file.read_bytes()
    assert content.startswith(b"<?xml version='1.0' encoding='windows-1251'?>")
    root = ET.fromstring(content)
    orders = root.findall("order/orderenum")
    assert len(orders) == len([row for row in listed if row["state"] != "order is off"])
    for order in orders:
        lines = sum((Decimal(one.text or "") for one in order.findall("art/artenum/art_sum")), Decimal(0))
        part = {
            name: Decimal(order.findtext(name) or "")
            for name in ("ord_total1", "ord_disc", "ord_vat", "ord_total2")
        }
        assert lines - part["ord_disc"] == part["ord_total2"]
        assert part["ord_total1"] + part["ord_vat"] - part["ord_disc"] == part["ord_total2"]
    assert _receipts(place, "audit", "--month", "november").code == 2
    assert "needs at least one" in _receipts(place, "audit", "--month", "2020-01").err


def test_what_is_not_in_doubt_takes_no_word(place: Place) -> None:
    row = _receipts(place, "list", "--json").data["receipts"][0]
    for what in ("printed", "not-printed", "leave"):
        ended = _receipts(place, what, row["order"], "--number", "5")
        assert ended.code == 2
        assert "It is known" in ended.err
    assert "Everything is known." in _receipts(place, "ask").out


def test_every_order_is_written_into_a_table_as_the_shop_sent_it(place: Place) -> None:
    file = place.folder / "orders.csv"
    assert _receipts(place, "orders").code == 2
    ended = _receipts(place, "orders", "--file", str(file))
    assert (ended.code, ended.err) == (0, "")
    with file.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.DictReader(opened, delimiter=";"))
    assert len(rows) == FEW
    for row in rows:
        sent = json.loads(row["As the shop sent it"])
        assert sent["order_id"] == int(row["Order"])
        assert len(sent["products"]) == len(place.simulator.account.orders[int(row["Order"])]["products"])
        assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", row["Came in"])


def test_a_sync_prints_by_itself_over_the_network(place: Place, device: FiscalSimulator) -> None:
    ways = {str(one["delivery_method"]) for one in place.simulator.account.orders.values()}
    rule = DeliveryRule(cash_on_delivery=CashOnDelivery.COURIERS_CASH).model_dump(mode="json")

    def at_import(data: dict[str, Any]) -> None:
        data["receipts"] |= {"when": "at import", "deliveries": dict.fromkeys(ways, rule)}

    place.change(at_import)
    listed = _receipts(place, "list", "--json").data["receipts"]
    due = {row["sale_number"]: Decimal(row["total"]) for row in listed if row["state"] == "to be printed"}
    assert len(due) > 1
    before = len(device.memory.sales)
    ended = place.sync("--yes", "--json", by=inside)
    assert ended.data["done"].get("print receipt") == len(due), ended.out
    assert {sale.sale_number: sale.total for sale in device.memory.sales[before:]} == due


def test_a_wrong_password_is_never_sent_three_times(place: Place) -> None:
    words = Passwords("4711", 16, shortest=4)
    other = replace(usual(SimulatedFamily.DATECS_P), serial="DT888888", passwords=words)
    locking = FiscalSimulator(SimulatedFamily.DATECS_P, SystemClock(), other)
    with locking.on_tcp() as way:

        def with_password(data: dict[str, Any]) -> None:
            line = {"line": "network", "host": way.host, "port": way.port}
            own = {"serial": "DT888888", "factory_access": False, "connection": line}
            data["receipts"]["device"] = data["receipts"]["device"] | own

        place.change(with_password)
        with place.profiles.open(place.profile.id, write=True) as journal:
            sale = next(iter(journal.sales().values()))
            fresh = replace(sale, order_id="w", number="w", sale_number="DT888888-0001-0000001")
            row = journal.inbox_rows([sale.order_id])[sale.order_id]
            journal.receive([replace(row, id="w")])
            journal.put(replace(row, id="w"))
            journal.put_sale(fresh)
        told = json.dumps({"fiscal device password": "1234"})
        typed = ("print", "w", "--yes", "--secrets-from-stdin")
        ended = [inside("receipts", place.profile.id, *typed, told=told) for _ in range(4)]
    assert "three wrong passwords" in ended[-1].err
    assert 1 <= locking.wrong_passwords.in_all <= 2
    assert not locking.wrong_passwords.locked
    assert not locking.memory.sales
