"""What documents do to the stock."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from sync.simulators.firmino.books import Books, Document
from sync.simulators.firmino.errors import Refusal
from sync.simulators.firmino.quirks import Quirks

Moves = dict[tuple[str, int], Decimal]


def moves_of(books: Books, document: Document, quirks: Quirks) -> Moves:
    """By (warehouse, article) what the document takes (below 0). Services and cancelled documents take
    nothing.
    """
    lowers = quirks.order_lowers_quantity if document.kind == "order" else quirks.sale_lowers_quantity
    taken: Moves = defaultdict(Decimal)
    if not lowers or document.state == "cancelled" or document.type == "fzal":
        return taken
    if document.kind == "order" and document.settled_as is not None:
        return taken
    for line in document.lines:
        article = books.articles.get(line.article) if line.article is not None else None
        if article is not None and article["type"] == "good":
            taken[document.warehouse, int(article["id"])] -= line.quantity
    return taken


def apply(books: Books, before: Moves, after: Moves, quirks: Quirks) -> None:
    """Take back what a document did and do what it does now; refused below zero where that is not
    allowed.
    """
    places = before.keys() | after.keys()
    zero = Decimal(0)
    changed = {
        place: books.stock.get(place, zero) - before.get(place, zero) + after.get(place, zero)
        for place in places
    }
    if quirks.below_zero == "refused":
        for place, quantity in changed.items():
            if quantity < min(zero, books.stock.get(place, zero)):
                raise Refusal(f"Brak towaru: {books.articles[place[1]]['code']}")
    books.stock.update(changed)
