"""Receipts from the shop's order to the fiscal memory of the device, which judges."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from storage.journal import open_journal
from storage.receipt_register import FILE_NAME
from storage.secrets import MemorySecrets
from sync.clock import TurnedClock
from sync.plan.actions import ActionKind
from sync.receipts.detection import detect
from sync.receipts.family import Family
from sync.receipts.journalled import OpenPrinter
from sync.receipts.settings import Device, ErpNetConnection, PrintWhen, Receipts
from sync.receipts.unp import SaleNumber
from sync.run.receipt_desk import ReceiptDesk
from sync.simulators.fiscal.erpnet import ErpNetFp
from tests.e2e.bridge import NOW
from tests.e2e.receipts_bridge import (
    ReceiptsBridge,
    Wanted,
    make_receipts_bridge,
    mixed_orders,
    opener,
    receipts_with,
    simulated,
)
from tests.e2e.small_bridge import failures, said, small_simulator
from wizard.receipt_opening import device_opener

ORDERS = 200


@pytest.fixture
def till(tmp_path: Path, clock: TurnedClock) -> Iterator[ReceiptsBridge]:
    """A shop without orders, and a Datecs printer that prints at import."""
    with small_simulator(clock) as shop:
        yield make_receipts_bridge(tmp_path, shop, clock)


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ReceiptsBridge, list[Wanted]]]:
    """200 mixed orders that came in by one run and wait in the list of receipts."""
    clock = TurnedClock(NOW)
    with small_simulator(clock) as shop:
        bridge = make_receipts_bridge(tmp_path_factory.mktemp("receipts"), shop, clock)
        bridge.change_receipts(when=PrintWhen.BY_HAND)
        wanted = mixed_orders(bridge, ORDERS)
        report = bridge.run()
        assert report.done[ActionKind.IMPORT_ORDER] == ORDERS, said(report)
        yield bridge, wanted


def test_a_run_of_mixed_orders_prints_exactly_its_receipts(till: ReceiptsBridge) -> None:
    wanted = mixed_orders(till, 30)
    report = till.run()
    assert not failures(report), said(report)
    due = [one for one in wanted if one.total is not None]
    assert report.done[ActionKind.PRINT_RECEIPT] == len(due) == report.planned[ActionKind.PRINT_RECEIPT]
    _judge(till, wanted)
    assert till.run().done == {}
    _judge(till, wanted)


def _judge(till: ReceiptsBridge, wanted: list[Wanted]) -> None:
    with open_journal(till.state_file, write=False) as journal:
        sales = journal.sales()
    memory = till.fiscal.memory
    printed = {sale.sale_number: sale for sale in memory.sales}
    assert len(printed) == len(memory.sales)
    due = {sales[one.order].sale_number: one for one in wanted if one.total is not None}
    assert set(printed) == set(due)
    for number, one in due.items():
        assert printed[number].total == one.total, one
        assert [payment.tender.value for payment in printed[number].payments] == [one.tender]
    numbers = [SaleNumber.read(sales[one.order].sale_number) for one in wanted]
    assert sorted(number.sequence for number in numbers if number) == list(range(1, len(wanted) + 1))


@pytest.mark.parametrize("family", list(Family), ids=lambda family: family.value)
def test_200_mixed_orders_on_each_device(
    imported: tuple[ReceiptsBridge, list[Wanted]], tmp_path: Path, family: Family
) -> None:
    bridge, wanted = imported
    clock = TurnedClock(bridge.clock.now())
    device = simulated(family, clock)
    receipts = receipts_with(device, family)
    due = _print_all(bridge, wanted, tmp_path, clock, receipts, opener(device, family, clock))
    assert {sale.sale_number: sale.total for sale in device.memory.sales} == due
    assert len(device.memory.sales) == len(due)


def test_200_mixed_orders_behind_an_erpnet_fp_server(
    imported: tuple[ReceiptsBridge, list[Wanted]], tmp_path: Path
) -> None:
    bridge, wanted = imported
    clock = TurnedClock(bridge.clock.now())
    with ErpNetFp(clock) as server:
        (result,) = detect([ErpNetConnection(url=server.url, printer="any")], clock)
        (found,) = result.found
        assert found.info.serial == server.settings.serial
        device = Device(connection=found.connection, serial=found.info.serial)
        receipts = bridge.profile.receipts
        assert receipts
        receipts = receipts.model_copy(update={"device": device})
        due = _print_all(bridge, wanted, tmp_path, clock, receipts, None)
        assert {sale.sale_number: sale.total for sale in server.memory.sales} == due
        assert len(server.memory.sales) == len(due)


def _print_all(
    bridge: ReceiptsBridge,
    wanted: list[Wanted],
    folder: Path,
    clock: TurnedClock,
    receipts: Receipts,
    open_device: OpenPrinter | None,
) -> dict[str, Decimal]:
    """Print all that waits, from a copy of the journal whose numbers begin with this device; returns what
    should be in its fiscal memory, by sale number.
    """
    assert receipts.device
    state = folder / bridge.state_file.name
    shutil.copy(bridge.state_file, state)
    shutil.copy(bridge.state_file.with_name(FILE_NAME), folder / FILE_NAME)
    with open_journal(state, write=True, now=clock.now) as journal:
        journal.database.execute_sql(
            "UPDATE sale SET sale_number = ? || SUBSTR(sale_number, 9)", (receipts.device.serial,)
        )
        profile = bridge.profile.model_copy(update={"receipts": receipts})
        opened = open_device or device_opener(profile, MemorySecrets(), journal, clock)
        desk = ReceiptDesk(profile, journal, clock, opened)
        outcomes = desk.print_these([item.sale.order_id for item in desk.to_print()])
        assert [one.problem for one in outcomes if one.problem] == []
        assert desk.to_print() == desk.in_doubt() == []
        sales = journal.sales()
    return {sales[one.order].sale_number: one.total for one in wanted if one.total is not None}
