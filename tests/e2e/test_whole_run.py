"""The main job, whole: preview, run, summary against both databases, a second run with nothing to do, a
clean audit.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from sync.audit import Verdict
from sync.model import DocumentKind
from sync.plan.actions import ActionKind, Module
from sync.run.report import Report, RowState, RunState
from tests.e2e.bridge import Bridge, move_later_orders


def _fingerprint(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _sentences(report: Report) -> str:
    return "\n".join(
        f"{row.state.value} {row.title}: {row.why} {row.advice or ''} {row.detail}" for row in report.rows
    )


def test_the_preview_changes_nothing_anywhere(bridge: Bridge) -> None:
    bridge.preview()  # opens the files once, so that their write-ahead logs exist
    before = (_fingerprint(bridge.warehouse_file), _fingerprint(bridge.state_file))
    bridge.simulator.forget_requests()
    report = bridge.preview()
    assert report.planned[ActionKind.IMPORT_ORDER] > 60, _sentences(report)
    assert bridge.simulator.writes() == 0
    assert (_fingerprint(bridge.warehouse_file), _fingerprint(bridge.state_file)) == before
    assert bridge.documents() == 0


def test_a_run_does_what_its_preview_said(bridge: Bridge) -> None:
    planned = bridge.preview().planned
    report = bridge.run()
    assert report.state is RunState.AMBER, report.cause
    assert not [row for row in report.rows if row.state in (RowState.FAILED, RowState.UNKNOWN)], _sentences(
        report
    )
    for kind in (
        ActionKind.IMPORT_ORDER,
        ActionKind.SEND_PRICE,
        ActionKind.LINK_PRODUCT,
        ActionKind.SET_ORDER_STATUS,
    ):
        assert report.done[kind] == planned[kind], kind


def test_the_summary_equals_both_databases(bridge: Bridge) -> None:
    report = bridge.run()
    account = bridge.simulator.account
    imported = report.done[ActionKind.IMPORT_ORDER]
    assert bridge.documents() == imported
    assert bridge.query("SELECT COUNT(*) FROM MostikImports WHERE Kind = 'order'") == [(imported,)]
    done_in_shop = [order for order in account.orders.values() if order["extra_field_1"]]
    assert len(done_in_shop) == imported
    assert report.done[ActionKind.SET_ORDER_STATUS] == imported
    for order in done_in_shop:
        rows = bridge.query(
            "SELECT SUM(Qtty * PriceOut), MIN(Acct), MIN(Sign), MAX(Sign) FROM Operations "
            "WHERE OperType = 19 AND Note LIKE ?",
            f"Mostik:bl-sample:{order['order_id']};%",
        )
        total, number, lowest, highest = rows[0]
        assert order["extra_field_1"] == f"{number:010d}"
        assert (lowest, highest) == (0, 0)
        expected = sum(
            (Decimal(str(line["price_brutto"])) * line["quantity"] for line in order["products"]),
            Decimal(str(order["delivery_price"])),
        )
        if order["currency"] == "EUR":
            assert abs(Decimal(str(total)) - expected) < Decimal("0.005"), order["order_id"]


def test_a_second_run_has_nothing_to_do_and_the_audit_is_clean(bridge: Bridge) -> None:
    bridge.run()
    bridge.simulator.forget_requests()
    changes = bridge.query("SELECT COUNT(*), SUM(Acct) FROM Operations")
    again = bridge.run()
    assert again.planned == {}, _sentences(again)
    assert again.done == {}
    assert bridge.simulator.writes() == 0
    assert bridge.query("SELECT COUNT(*), SUM(Acct) FROM Operations") == changes
    found = bridge.audit()
    assert found.clean, found.rows
    assert found.counts[Module.ORDERS].keys() == {Verdict.EQUAL}
    assert found.counts[Module.STOCK].keys() == {Verdict.EQUAL}
    assert found.counts[Module.PRODUCTS].keys() == {Verdict.EQUAL}


def test_orders_that_reach_their_status_later_come_in_then(bridge: Bridge) -> None:
    first = bridge.run()
    waiting = first.counts[RowState.WAITS]
    assert waiting >= 40
    moved = move_later_orders(bridge.simulator)
    bridge.clock.turn(timedelta(minutes=5))
    second = bridge.run()
    held = second.counts.get(RowState.HELD, 0) - first.counts.get(RowState.HELD, 0)
    assert second.done[ActionKind.IMPORT_ORDER] + held == moved, _sentences(second)
    assert all(count == 1 for _tag, count in bridge.tagged())
    assert bridge.run().planned == {}


def test_sales_lower_the_stock_and_are_paid(bridge: Bridge) -> None:
    bridge.change_orders(document=DocumentKind.SALE)
    before = bridge.query("SELECT SUM(Qtty) FROM Store")[0][0]
    report = bridge.run()
    failed = [row for row in report.rows if row.state in (RowState.FAILED, RowState.UNKNOWN)]
    assert not failed, _sentences(report)
    sold = bridge.query("SELECT SUM(Qtty) FROM Operations WHERE OperType = 2 AND Sign = -1")[0][0]
    after = bridge.query("SELECT SUM(Qtty) FROM Store")[0][0]
    assert abs(before - sold - after) < 1e-6
    due = bridge.query("SELECT COUNT(*) FROM Payments WHERE Mode = -1 AND OperType = 2")[0][0]
    assert due == report.done[ActionKind.IMPORT_ORDER]
    assert bridge.run().planned == {}
    assert bridge.audit().clean
