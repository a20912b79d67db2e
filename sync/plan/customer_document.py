"""Which paper the customer gets: receipt, invoice or export invoice (the truth table of
``docs/customer-document.md``).
"""

from __future__ import annotations

from sync.model import CustomerDocument, Order
from sync.profile import Orders
from sync.sentences import Sentence


def customer_document(
    order: Order, settings: Orders, country: str
) -> tuple[CustomerDocument, tuple[Sentence, ...]]:
    """The customer's paper for ``order`` and what is told beside it; ``country`` is the warehouse's.

    VAT rates are never changed here: every line keeps the rate that the order says.
    """
    raise NotImplementedError(order, settings, country)
