"""Which printed documents go to their orders in the shop: those of sales, each once. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sync.model import DocumentKind, DocumentRef, Mark, MarkState
from sync.plan.actions import Action, ActionKind, Module
from sync.profile import PrintedPapers
from sync.sentences import say


@dataclass(frozen=True, slots=True)
class PaperToKeep:
    """Payload: the print of this document goes to that order. ``ref`` None: it is not issued yet."""

    order_id: str
    ref: DocumentRef | None


def plan_papers(
    titles: Mapping[str, str],
    marks: Mapping[str, Mark],
    sales: Mapping[str, DocumentRef],
    settings: PrintedPapers,
    expected: Collection[str] = (),
) -> tuple[Action, ...]:
    """The prints that are still to go out.

    ``titles``: the number of each order that is done and whose print was not sent yet, by its id. ``marks``
    are theirs; ``sales`` are the sale documents that people made of orders, which the marks do not name.
    ``expected``: orders of whom this run is about to make a sale. Only sales are sent, and only those since
    the owner switched it on: an order is no paper for the customer.
    """
    actions = []
    for order_id, title in titles.items():
        if order_id in expected:
            actions.append(_action(order_id, title, None, settings))
            continue
        mark = marks.get(order_id)
        if mark is None or mark.state is not MarkState.SOLD:
            continue
        if settings.since is not None and mark.at < settings.since:
            continue
        ref = mark.ref if mark.ref.kind is DocumentKind.SALE else sales.get(order_id)
        if ref is not None:
            actions.append(_action(order_id, title, ref, settings))
    return tuple(actions)


def needs_sales(marks: Iterable[Mark]) -> bool:
    """Whether an order became a sale by hand, so that the sale has to be looked for."""
    return any(mark.state is MarkState.SOLD and mark.ref.kind is DocumentKind.ORDER for mark in marks)


def _action(order_id: str, title: str, ref: DocumentRef | None, settings: PrintedPapers) -> Action:
    return Action(
        Module.ORDERS,
        ActionKind.KEEP_DOCUMENT,
        f"paper:{order_id}",
        title,
        settings.place_name,
        None,
        ref.shown() if ref else None,
        say("The printed document goes to the order in the shop."),
        PaperToKeep(order_id, ref),
    )
