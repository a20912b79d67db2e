"""When an order of the shop becomes a sale: never, at chosen statuses, or from the beginning. Pure.

An embedded warehouse and micro.bg make a real sale of an order. Elsewhere only the program itself can do
that: there the order is written and listed for the owner, or, by his choice, kept back in the inbox and
written once, as a sale. There are never both documents (decisions, 3).
"""

from __future__ import annotations

from sync.model import DocumentKind
from sync.profile import Orders, SaleElsewhere


def is_kept_back(settings: Orders, *, turns: bool) -> bool:
    """Whether orders wait in the inbox until they are written once, as sales. ``turns``: the warehouse can
    make a sale of an order.
    """
    return bool(settings.sale_statuses) and not turns and settings.sale_elsewhere is SaleElsewhere.KEEP_BACK


def taken_statuses(settings: Orders, *, turns: bool) -> tuple[str, ...]:
    """The statuses in which an order comes in: the chosen ones, and those in which it is a sale at once."""
    if is_kept_back(settings, turns=turns):
        return settings.sale_statuses
    return settings.listed_statuses


def written_as(status_id: str, settings: Orders, *, turns: bool) -> DocumentKind:
    """What an order in this status is written as."""
    if is_kept_back(settings, turns=turns) or (turns and status_id in settings.sale_statuses):
        return DocumentKind.SALE
    return settings.document


def is_due(status_id: str, settings: Orders) -> bool:
    """Whether an order that came in as an order should be a sale by now."""
    return status_id in settings.sale_statuses


def as_kind(settings: Orders, kind: DocumentKind) -> Orders:
    """The settings for one document of this kind, whatever new ones become."""
    return settings if settings.document is kind else settings.model_copy(update={"document": kind})
