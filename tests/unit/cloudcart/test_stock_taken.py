"""Whether CloudCart has taken an order off its own quantity: by its setting, status, payment and way."""

from __future__ import annotations

from datetime import UTC
from typing import Any

import pytest

from sync.shops.cloudcart.order_reading import read_order

OWN = "order-on-its-way"


def order(status: str, *, sent: bool = False, payment: str = "pending") -> dict[str, Any]:
    return {
        "order": {
            "id": 7,
            "status": status,
            "status_fulfillment": "fulfilled" if sent else "not_fulfilled",
            "price_total": 0,
            "currency": "EUR",
            "date_added": "2026-11-22 10:00:00",
        },
        "payment": [{"provider": "bank_transfer", "payment_status": payment, "amount": 0}],
    }


@pytest.mark.parametrize(
    ("lowers", "raw", "taken"),
    [
        ("", order("paid", payment="completed"), None),
        ("pending", order("pending"), True),
        ("pending", order("completed"), True),
        ("pending", order(OWN), True),
        ("pending", order("cancelled"), False),
        ("pending", order("refunded", sent=True), False),
        ("paid", order("pending"), False),
        ("paid", order("authorized"), False),
        ("paid", order("paid"), True),
        ("paid", order("completed"), True),
        ("paid", order("pending", sent=True), True),
        ("paid", order("cancelled"), False),
        ("paid", order("timeouted"), False),
        ("paid", order(OWN, payment="completed"), True),
        ("paid", order(OWN), None),
    ],
)
def test_taken_or_not(lowers: str, raw: dict[str, Any], taken: bool | None) -> None:
    assert read_order(raw, UTC, lowers).stock_taken is taken
