"""The lines of an operation: from what is sent to what is kept, and what they do to the stock."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from sync.simulators.microbg.arguments import needed, needed_number
from sync.simulators.microbg.books import NOTHING, Books, Line
from sync.simulators.microbg.errors import INVALID_VALUE, NOT_ENOUGH, NOT_FOUND, Refusal
from sync.simulators.microbg.prices import converted
from sync.simulators.microbg.quirks import Quirks
from sync.simulators.microbg.tables import ITEMS, OBJECTS
from sync.simulators.microbg.wire import Fields, number, refuse_unknown, text, whole

DELIVERY: Final = 1
SALE: Final = 2
ORDER: Final = 19
SIGNS: Final = {DELIVERY: 1, SALE: -1, 11: -1, 12: 0, ORDER: 0, 34: 1, 39: -1}
"""Types that may be written, and the direction of their stock; of 26 and 27 the sheet does not tell it, so
they are not simulated. 34 and 39 follow from their meaning."""
_FIELDS: Final = frozenset(("ItemId", "Qtty", "Price", "Discount", "Note"))
Moves = defaultdict[tuple[int, int], Decimal]


@dataclass(frozen=True, slots=True)
class Frame:
    """What a line takes from its operation."""

    kind: int
    location: int
    prices_with_vat: bool
    null_vat: bool
    is_vat: bool


def taken_lines(books: Books, sent: Any, frame: Frame, quirks: Quirks, ignored: Counter[str]) -> list[Line]:
    """The lines as they will be kept. ``Price`` per unit, ``Discount`` in percent."""
    if not isinstance(sent, list) or not sent or not all(isinstance(each, dict) for each in sent):
        raise Refusal(INVALID_VALUE, "Items")
    return [_line(books, each, frame, quirks, ignored) for each in sent]


def moved_again(lines: Iterable[Line], kind: int, location: int | None = None) -> list[Line]:
    """Copies of kept lines for an operation of this type, in this object unless each keeps its own."""
    return [
        Line(
            good=line.good,
            quantity=line.quantity,
            price_in=line.price_in,
            price_out=line.price_out,
            discount=line.discount,
            note=line.note,
            rate=line.rate,
            location=line.location if location is None else location,
            sign=SIGNS[kind],
            move=SIGNS[kind] * line.quantity,
            factor=line.factor,
        )
        for line in lines
    ]


def moves_of(books: Books, lines: Iterable[Line]) -> Moves:
    """By (object, item) what lines do to the stock; services do nothing."""
    found: Moves = defaultdict(Decimal)
    for line in lines:
        item = books.row(ITEMS, line.good)
        if line.move and not (item and item["NotStorable"]):
            found[line.location, line.good] += line.move
    return found


def exchange_moves(books: Books, old: Iterable[Line], new: Iterable[Line]) -> None:
    """Take back what old lines did to the stock and do what new ones say.

    Refused, with nothing done, where an item would fall below 0 by it and the company does not allow that.
    """
    difference = moves_of(books, new)
    for place, quantity in moves_of(books, old).items():
        difference[place] -= quantity
    if not books.company.allow_negative_stock:
        for place, quantity in difference.items():
            if quantity < 0 and books.stock[place] + quantity < 0:
                raise Refusal(NOT_ENOUGH, f"ItemId {place[1]}")
    for place, quantity in difference.items():
        books.stock[place] += quantity


def unit_vat(price: Decimal, line: Line, *, with_vat: bool) -> Decimal:
    """VAT per unit in a price that holds it or not; unrounded."""
    return price * line.rate / (100 + line.rate if with_vat else 100)


def _line(books: Books, sent: Fields, frame: Frame, quirks: Quirks, ignored: Counter[str]) -> Line:
    unknown = sent.keys() - _FIELDS
    if quirks.line_object == "taken":
        unknown -= {"ObjectId"}
    if unknown and quirks.unknown_field == "refused":
        refuse_unknown(unknown)
    if "ObjectId" in unknown and quirks.line_object == "refused":
        refuse_unknown(("ObjectId",))
    ignored.update(f"Operations.Items: {name}" for name in unknown)
    item = books.row(ITEMS, whole("ItemId", needed(sent, "ItemId")))
    if item is None:
        raise Refusal(NOT_FOUND, f"ItemId {sent['ItemId']}")
    quantity, price = needed_number(sent, "Qtty"), needed_number(sent, "Price")
    discount = number("Discount", sent.get("Discount") or 0)
    if quantity <= 0:
        raise Refusal(INVALID_VALUE, "Qtty")
    if abs(discount) > 100:
        raise Refusal(INVALID_VALUE, "Discount")
    left = (100 - discount) / 100
    if quirks.discount == "taken_off":
        price *= left
    rate = books.rate(item) if frame.is_vat and not frame.null_vat else NOTHING
    have, want = books.company.prices_with_vat, frame.prices_with_vat
    cost = converted(item["PriceIn"], rate, have=have, want=want)
    retail = converted(item["PriceOut1"], rate, have=have, want=want)
    return Line(
        good=item["id"],
        quantity=quantity,
        price_in=price if frame.kind == DELIVERY else cost,
        price_out=retail if frame.kind == DELIVERY else price,
        discount=discount,
        note=text("Note", sent.get("Note")),
        rate=rate,
        location=_location(books, sent, frame, quirks),
        sign=SIGNS[frame.kind],
        move=SIGNS[frame.kind] * quantity,
        factor=left if quirks.discount == "off_amount" else Decimal(1),
    )


def _location(books: Books, sent: Fields, frame: Frame, quirks: Quirks) -> int:
    """The operation's object, or the line's own (a switch)."""
    if quirks.line_object != "taken" or sent.get("ObjectId") is None:
        return frame.location
    place = whole("ObjectId", sent["ObjectId"])
    if books.row(OBJECTS, place) is None:
        raise Refusal(NOT_FOUND, f"ObjectId {place}")
    return place
