"""What a run left on both sides, so that a disturbed run can be compared with an undisturbed one."""

from __future__ import annotations

from typing import Any

from tests.e2e.bridge import Bridge


def end_state(bridge: Bridge) -> dict[str, Any]:
    """Everything that matters on both sides, without the moments at which it was written and without the
    numbers that say only in which sequence things came in.
    """
    account = bridge.simulator.account
    return {
        "documents": sorted(
            bridge.query(
                "SELECT SUBSTR(Note, 1, INSTR(Note, ';')), COUNT(*), ROUND(SUM(Qtty * PriceOut), 2), "
                "COUNT(DISTINCT Acct), MIN(PartnerID > 0), MIN(ObjectID), MAX(ObjectID) FROM Operations "
                "WHERE OperType IN (2, 19) GROUP BY 1"
            )
        ),
        "marks": sorted(bridge.query("SELECT Kind, ExternalId, State FROM MostikImports")),
        "partners": sorted(bridge.query("SELECT Company, eMail, Bulstat FROM Partners")),
        "goods": bridge.query("SELECT COUNT(*) FROM Goods"),
        "store": bridge.query("SELECT COUNT(*), ROUND(SUM(Qtty), 4) FROM Store"),
        "statuses": {
            number: (order["order_status_id"], bool(order["extra_field_1"]))
            for number, order in account.orders.items()
        },
        "products": sorted(
            (product.get("sku", ""), str(product.get("stock")), str(product.get("prices")))
            for product in account.products.values()
        ),
    }


def differences(found: dict[str, Any], expected: dict[str, Any]) -> dict[str, Any]:
    """What is there and should not be, and the other way round, by subject."""
    return {
        name: (
            [row for row in _rows(found[name]) if row not in _rows(expected[name])],
            [row for row in _rows(expected[name]) if row not in _rows(found[name])],
        )
        for name in expected
        if found[name] != expected[name]
    }


def _rows(content: Any) -> list[Any]:
    return list(content.items()) if isinstance(content, dict) else list(content)
