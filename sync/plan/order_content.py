"""What of an order matters for its document, as one hash: an edit in the shop changes it, a new status does
not.
"""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from typing import Any

from sync.model import Address, Order


def content_hash(order: Order) -> str:
    """A hash over the lines, amounts, buyer and addresses of an order.

    Status, times, the staff's comment, extra fields, the delivery way, the paid amount, what the shop took
    off its quantity and the rates of the whole order are left out:
    Mostik itself writes some of them, couriers' programs write others, and none of them changes the lines or
    the partner of an order's document.
    """
    content = {
        "lines": sorted(
            [
                line.product_id,
                line.sku,
                line.ean,
                line.name,
                _plain(line.quantity),
                _plain(line.unit_price),
                "" if line.vat_rate is None else _plain(line.vat_rate),
                line.vat_exemption,
                line.warehouse_id,
            ]
            for line in order.lines
        ),
        "amounts": [_plain(order.delivery_price), _plain(order.discount), _plain(order.fee), order.currency],
        "payment": [order.payment_way, order.cash_on_delivery],
        "buyer": [order.email, order.phone, order.company_number, order.wants_invoice],
        "addresses": [_address(order.delivery), _address(order.billing)],
        "comment": order.comment,
    }
    # Escaped, because a shop may send half a letter that no encoding takes.
    text = json.dumps(content, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _plain(number: Decimal) -> str:
    return format(number.normalize() + 0, "f")


def _address(address: Address) -> list[Any]:
    return [
        address.name,
        address.company,
        address.street,
        address.postcode,
        address.city,
        address.country,
    ]
