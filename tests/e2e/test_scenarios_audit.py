"""The audit of orders: four answers, of which only one is red."""

from __future__ import annotations

from dataclasses import replace

from sync.audit import Verdict
from sync.model import MarkKey
from sync.plan.actions import Module
from sync.plan.order_content import content_hash
from sync.run.connection import Connection
from tests.e2e.small_bridge import CANCELLED, SmallBridge


def _found(bridge: SmallBridge) -> list[tuple[str, Verdict, str]]:
    rows = [row for row in bridge.audit().rows if row.module is Module.ORDERS]
    return [(row.key, row.verdict, row.why.text()) for row in rows]


def _one(bridge: SmallBridge, order: str, verdict: Verdict, words: str) -> None:
    found = _found(bridge)
    assert [(key, each) for key, each, _why in found] == [(order, verdict)], found
    assert words in found[0][2]
    assert bridge.audit().clean is (verdict is not Verdict.WRONG)


def test_what_came_in_and_stands_is_equal(small: SmallBridge) -> None:
    small.order()
    small.settled_run()
    found = small.audit()
    assert found.rows == []
    assert found.counts[Module.ORDERS] == {Verdict.EQUAL: 1}
    assert found.waiting == 0


def test_orders_that_wait_are_counted_and_no_fault(small: SmallBridge) -> None:
    small.order(payment_method="Крипто")
    small.run()
    found = small.audit()
    assert found.waiting == 1
    assert found.rows == []


def test_an_order_of_after_the_last_run_is_no_fault(small: SmallBridge) -> None:
    small.settled_run()
    order = small.order()
    _one(small, order, Verdict.CHANGED_IN_SHOP, "after the last run")


def test_a_document_that_somebody_changed(small: SmallBridge) -> None:
    order = small.order()
    small.settled_run()
    small.change_warehouse("UPDATE Operations SET Qtty = 9 WHERE Note LIKE 'Mostik:bl-sample:%'")
    _one(small, order, Verdict.CHANGED_HERE, "was changed in the warehouse")


def test_a_document_that_somebody_deleted(small: SmallBridge) -> None:
    order = small.order()
    small.settled_run()
    small.change_warehouse("DELETE FROM Operations WHERE Note LIKE 'Mostik:bl-sample:%'")
    _one(small, order, Verdict.CHANGED_HERE, "no longer in the warehouse")
    small.simulator.panel.delete_order(int(order))
    small.turn(hours=25)
    small.run()
    assert small.audit().clean


def test_a_mark_that_is_gone(small: SmallBridge) -> None:
    order = small.order()
    small.settled_run()
    small.change_warehouse("DELETE FROM MostikImports WHERE Kind = 'order'")
    _one(small, order, Verdict.CHANGED_HERE, "lost its mark")


def test_an_order_that_was_edited_in_the_shop(small: SmallBridge) -> None:
    order = small.order()
    small.settled_run()
    small.simulator.panel.edit_line(int(order), small.first_line(order), quantity=5)
    _one(small, order, Verdict.CHANGED_IN_SHOP, "changed in the shop after it came in")


def test_an_order_that_was_cancelled_in_the_shop(small: SmallBridge) -> None:
    order = small.order()
    small.settled_run()
    small.simulator.panel.set_status(int(order), CANCELLED)
    _one(small, order, Verdict.CHANGED_IN_SHOP, "was cancelled in the shop")


def test_an_order_that_was_deleted_in_the_shop(small: SmallBridge) -> None:
    order = small.order()
    small.settled_run()
    small.simulator.panel.delete_order(int(order))
    _one(small, order, Verdict.CHANGED_IN_SHOP, "no longer lists the order")


def test_two_documents_of_one_order_are_wrong(small: SmallBridge) -> None:
    order = small.order()
    small.settled_run()
    small.change_warehouse(
        "INSERT INTO Operations (OperType, Acct, GoodID, PartnerID, ObjectID, OperatorID, Qtty, Sign, Note) "
        "SELECT OperType, Acct + 100, GoodID, PartnerID, ObjectID, OperatorID, Qtty, Sign, Note "
        "FROM Operations WHERE Note LIKE 'Mostik:bl-sample:%'"
    )
    _one(small, order, Verdict.WRONG, "stands 2 times in the warehouse")


def test_two_documents_of_an_order_that_nobody_knows_any_more_are_wrong(small: SmallBridge) -> None:
    order = small.order()
    small.settled_run()
    small.change_warehouse("UPDATE Operations SET Note = REPLACE(Note, ?, '4711')", f":{order};")
    small.change_warehouse("UPDATE Operations SET Note = REPLACE(Note, '4711', ':4711;')")
    small.change_warehouse(
        "INSERT INTO Operations (OperType, Acct, GoodID, PartnerID, ObjectID, OperatorID, Qtty, Sign, Note) "
        "SELECT OperType, Acct + 100, GoodID, PartnerID, ObjectID, OperatorID, Qtty, Sign, Note "
        "FROM Operations WHERE Note LIKE 'Mostik:bl-sample:4711;%'"
    )
    assert ("4711", Verdict.WRONG) in [(key, verdict) for key, verdict, _why in _found(small)]


def test_an_order_that_is_called_done_and_stands_nowhere_is_wrong(small: SmallBridge) -> None:
    order = small.order()
    small.settled_run()
    small.change_warehouse("DELETE FROM MostikImports WHERE Kind = 'order'")
    small.change_warehouse("DELETE FROM Operations WHERE Note LIKE 'Mostik:bl-sample:%'")
    _one(small, order, Verdict.WRONG, "called done")


def test_another_total_than_the_orders_is_wrong(small: SmallBridge) -> None:
    """The rows are as they were written; what they were written for came to another amount."""
    order = small.order()
    small.settled_run()
    small.in_shop(order)["products"][0]["price_brutto"] = 17.5
    small.simulator.refresh()

    def take_over(connection: Connection) -> None:
        seen = connection.shop.read_order(connection.shop.orders_by_id([order])[order].raw)
        row = connection.journal.inbox_rows([order])[order]
        connection.journal.put(replace(row, imported_hash=content_hash(seen)))

    small.in_connection(take_over)
    _one(small, order, Verdict.WRONG, "The order comes to 21.00 EUR")


def test_a_withdrawn_order_is_neither_missing_nor_wrong(small: SmallBridge) -> None:
    order = small.order()
    small.settled_run()
    small.simulator.panel.set_status(int(order), CANCELLED)
    small.turn(minutes=61)
    small.run()
    assert small.audit().rows == []


def test_an_order_that_another_computer_took_back_is_not_wrong(small: SmallBridge) -> None:
    order = small.order()
    small.settled_run()

    def withdraw(connection: Connection) -> None:
        mark = connection.warehouse.marks("bl-sample", [order])[order]
        connection.warehouse.withdraw_document(MarkKey("bl-sample", order), mark.rows_hash)

    small.in_connection(withdraw)
    _one(small, order, Verdict.CHANGED_HERE, "taken back by another computer")
