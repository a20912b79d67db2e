"""What is said of an order that changed in the shop after its document left Mostik's hands. Pure.

The document is sold, was changed or was deleted in the warehouse program, so only the owner can do
something about it. Each such row is told in every run until the owner has seen to it and says so.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from sync.plan.sales import is_due
from sync.ports import InboxOrder
from sync.profile import Orders
from sync.sentences import Sentence, mark

_SOLD_AND_DELETED: Final = mark("The order was deleted in the shop, but document {number} is already final.")
_SOLD_AND_OFF: Final = mark("The order was cancelled in the shop, but document {number} is already final.")
_SOLD: Final = mark("The order was changed in the shop after document {number} became final.")
_TOUCHED_AND_DELETED: Final = mark(
    "The order was deleted in the shop, but document {number} was changed in the warehouse since."
)
_TOUCHED_AND_OFF: Final = mark(
    "The order was cancelled in the shop, but document {number} was changed in the warehouse since."
)
_TOUCHED: Final = mark(
    "The order was changed in the shop, but document {number} was changed in the warehouse since."
)
_MISSING: Final = mark("The order was changed in the shop, but document {number} was deleted here.")
_DUE_AND_TOUCHED: Final = mark(
    "The order is to become a sale, but document {number} was changed in the warehouse since."
)
_DUE_AND_MISSING: Final = mark("The order is to become a sale, but document {number} was deleted here.")
_STILL_AN_ORDER: Final = mark("It reached status {status}, and its document {number} is still an order.")
_ALL: Final = frozenset(
    {
        _SOLD_AND_DELETED,
        _SOLD_AND_OFF,
        _SOLD,
        _TOUCHED_AND_DELETED,
        _TOUCHED_AND_OFF,
        _TOUCHED,
        _MISSING,
        _DUE_AND_TOUCHED,
        _DUE_AND_MISSING,
        _STILL_AN_ORDER,
    }
)


class Change(StrEnum):
    """What happened to the order in the shop."""

    DELETED = "deleted"
    OFF = "off"
    EDITED = "edited"
    DUE = "due"
    """It reached a status in which it is a sale, and nothing else about it changed."""


def change_since_import(row: InboxOrder, settings: Orders, *, deleted: bool) -> Change | None:
    """What happened to an imported order; one that is deleted is off as well. None: nothing that matters."""
    if deleted:
        return Change.DELETED
    if row.status_id in settings.cancelled_statuses:
        return Change.OFF
    if row.content_hash != row.imported_hash:
        return Change.EDITED
    return Change.DUE if is_due(row.status_id, settings) else None


def sold_since(number: str, change: Change) -> Sentence:
    """The document became a sale, or another one of the program's own."""
    templates = {Change.DELETED: _SOLD_AND_DELETED, Change.OFF: _SOLD_AND_OFF, Change.EDITED: _SOLD}
    return Sentence(templates[change], {"number": number})


def touched_since(number: str, change: Change) -> Sentence:
    """Somebody changed the document in the warehouse program."""
    templates = {
        Change.DELETED: _TOUCHED_AND_DELETED,
        Change.OFF: _TOUCHED_AND_OFF,
        Change.EDITED: _TOUCHED,
        Change.DUE: _DUE_AND_TOUCHED,
    }
    return Sentence(templates[change], {"number": number})


def missing_since(number: str, change: Change) -> Sentence:
    """Somebody deleted the document in the warehouse program."""
    return Sentence(_DUE_AND_MISSING if change is Change.DUE else _MISSING, {"number": number})


def still_an_order(number: str, status: str) -> Sentence:
    """Only the warehouse program can make a sale of the order, and nobody has done it yet."""
    return Sentence(_STILL_AN_ORDER, {"number": number, "status": status})


def is_to_turn(why: Sentence) -> bool:
    """Whether a row of a report is an order that the owner has to turn into a sale."""
    return why.template == _STILL_AN_ORDER


def is_late_change(why: Sentence) -> bool:
    """Whether a row of a report is one that the owner can say to have seen to."""
    return why.template in _ALL


def as_told(row: InboxOrder, change: Change) -> str:
    """The order's content and what happened, as a text: another one when something changes again."""
    return f"{change.value} {row.content_hash}"
