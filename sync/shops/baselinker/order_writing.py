"""Changing an order: its status, and our document's number in one of its fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sync.errors import Bug, Refused, Unknown
from sync.model import Choice
from sync.ports import BulkResult, Outcome
from sync.sentences import say
from sync.shops.baselinker import order_reading, readers
from sync.shops.baselinker.bulk import send_in_bulk
from sync.shops.baselinker.client import Client, wire_id
from sync.shops.baselinker.orders import CUSTOM_FIELD, EXTRA_FIELDS

STAFF_COMMENT: Final = "admin_comments"
_ORDERS_AT_ONCE: Final = 100
"""No maximum is documented for setOrderStatuses."""
_LONGEST_COMMENT: Final = 200
_LONGEST_FIELD: Final = 50
_TEXT_EDITOR: Final = "text"


def set_status(client: Client, order_ids: Sequence[str], status_id: str) -> BulkResult:
    """Put orders into a status. Setting a status twice is harmless."""

    def send(group: Sequence[str]) -> Mapping[str, Any]:
        status = wire_id(status_id)
        if len(group) == 1:
            return client.write("setOrderStatus", order_id=wire_id(group[0]), status_id=status)
        return client.write("setOrderStatuses", order_ids=[wire_id(one) for one in group], status_id=status)

    return send_in_bulk(list(dict.fromkeys(order_ids)), _ORDERS_AT_ONCE, send)


def number_fields(client: Client) -> list[Choice]:
    """Fields that can hold a document's number: the two extra fields, the account's own text fields, and the
    staff's comment.
    """
    own = [
        Choice(CUSTOM_FIELD + readers.identifier(row, "extra_field_id"), readers.text(row, "name"))
        for row in readers.rows(client.read("getOrderExtraFields"), "extra_fields")
        if readers.text(row, "editor_type") == _TEXT_EDITOR
    ]
    return [
        Choice(EXTRA_FIELDS[0], say("Extra field 1").text()),
        Choice(EXTRA_FIELDS[1], say("Extra field 2").text()),
        *own,
        Choice(STAFF_COMMENT, say("Comment of the staff").text()),
    ]


def set_number(client: Client, order_id: str, field_id: str, number: str) -> Outcome:
    """Write ``number`` into a field. Raises Refused where BaseLinker or the field's length says no.

    The staff's comment is read first and the number is put behind it; it is never cut or replaced.
    """
    fields: dict[str, Any]
    if field_id == STAFF_COMMENT:
        comment = _comment_with(client, order_id, number)
        if comment is None:
            return Outcome.DONE
        fields = {STAFF_COMMENT: comment}
    elif field_id in EXTRA_FIELDS:
        fields = {field_id: _fitting(number)}
    elif field_id.startswith(CUSTOM_FIELD):
        fields = {"custom_extra_fields": {field_id.removeprefix(CUSTOM_FIELD): number}}
    else:
        raise Bug(say("This field of an order is not known."), detail=f"field {field_id!r}")
    try:
        client.write("setOrderFields", order_id=wire_id(order_id), **fields)
    except Unknown:
        return Outcome.UNKNOWN
    return Outcome.DONE


def _fitting(number: str) -> str:
    if len(number) > _LONGEST_FIELD:
        raise Refused(
            say("The number {number} is longer than the field of the order.", number=number),
            advice=say("Choose another field for the number."),
        )
    return number


def _comment_with(client: Client, order_id: str, number: str) -> str | None:
    """The new comment; None where the number stands there already."""
    order = order_reading.by_id(client, [order_id]).get(order_id)
    if order is None:
        raise Refused(
            say("Order {order} no longer exists in BaseLinker.", order=order_id),
            detail="getOrders with this order_id answers without an order",
        )
    comment = readers.text(order.raw, STAFF_COMMENT)
    if number in comment.split():
        return None
    longer = f"{comment} {number}".strip()
    if len(longer) > _LONGEST_COMMENT:
        raise Refused(
            say(
                "The staff’s comment of order {order} has no room for the number {number}.",
                order=order_id,
                number=number,
            ),
            advice=say("Choose another field for the number, or shorten the comment in BaseLinker."),
        )
    return longer
