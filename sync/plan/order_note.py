"""The note of a document, from the owner's template: no more of the buyer than the template names."""

from __future__ import annotations

import string
from collections.abc import Mapping
from typing import Final

from sync.model import CustomerDocument, Order

_PAPERS: Final[Mapping[str, Mapping[CustomerDocument, str]]] = {
    "BG": {
        CustomerDocument.RECEIPT: "касова бележка",
        CustomerDocument.INVOICE: "фактура",
        CustomerDocument.EXPORT_INVOICE: "фактура износ",
    },
    "PL": {
        CustomerDocument.RECEIPT: "paragon",
        CustomerDocument.INVOICE: "faktura",
        CustomerDocument.EXPORT_INVOICE: "faktura eksportowa",
    },
}
"""The papers as the warehouse's country calls them; in English elsewhere."""


def note_text(order: Order, template: str, paper: CustomerDocument, country: str = "BG") -> str:
    """The owner's note for a document, from his template (checked by
    :func:`sync.profile.note_template_problem`); ``country`` is the warehouse's.
    """
    fields = {
        "order": order.number,
        "source": order.source,
        "document": _PAPERS.get(country, {}).get(paper, paper.value),
        "payment": order.payment_way,
        "buyer": order.billing.company or order.billing.name or order.delivery.name,
        "email": order.email,
        "phone": order.phone,
        "delivery": order.delivery_way,
        "comment": order.comment,
    }
    parts: list[str] = []
    for literal, name, _specification, _conversion in string.Formatter().parse(template):
        parts.append(literal)
        if name:
            parts.append(fields[name])
    return "".join(parts)
