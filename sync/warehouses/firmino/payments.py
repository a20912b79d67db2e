"""The payment of a sale document. The API can only mark the whole of it as paid (``payoff``)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from sync.errors import Refused
from sync.model import DocumentPayment
from sync.sentences import Sentence, say
from sync.warehouses.firmino.client import Client
from sync.warehouses.firmino.papers import SALES
from sync.warehouses.firmino.register import total_of
from sync.warehouses.firmino.values import Row, ident, number, part


def pay_whole(client: Client, row: Row, payments: Sequence[DocumentPayment]) -> list[Sentence]:
    """Mark a sale document as paid where the payments cover it; what the owner should know.

    Looked at first, so that a repeat pays nothing twice. Raises Unknown where the answer was lost.
    """
    paid = sum((payment.amount for payment in payments), Decimal(0))
    if paid <= 0:
        return []
    # An answer to a create may leave the total out, which is no reason to pay the whole.
    now = client.get(SALES, ident(row)) or row
    if paid < total_of(now):
        return [
            say("A part of the order is paid. Firmino’s API takes whole payments only: enter it in Firmino.")
        ]
    if number(part(now, "payment"), "remain") <= 0 < total_of(now):
        return []
    try:
        client.act(SALES, "payoff", ident(row))
    except Refused as refused:
        return [refused.sentence]
    return []
