"""Which orders there are: by status from a day on, by number, and which changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any, Final

from sync.model import Choice
from sync.ports import OrderChange, OrderQuery, RawOrder
from sync.shops.cloudcart.client import Answer, Client, Resource
from sync.shops.cloudcart.reading import Included, attributes, ident
from sync.shops.cloudcart.values import clock_text, moment, text

PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "products": ("order-products",),
    "payment": ("order-payment",),
    "discounts": ("order-discount",),
    "modifications": ("order-modification",),
    "totals": ("order-total",),
    "taxes": ("order-tax",),
    "shipping": ("order-shipping",),
    "shipping-address": ("order-shipping-address",),
    "billing-address": ("order-billing-address",),
}
"""What an order consists of: the name of the relation and the types of what stands there."""
_INCLUDE: Final = ",".join(PARTS)
_OVERLAP: Final = timedelta(minutes=5)
_FIRST_LOOK_BACK: Final = timedelta(days=7)
_SHOP_STATUSES: Final[Mapping[str, str]] = {
    "pending": "Изчакваща",
    "authorized": "Оторизирана",
    "paid": "Платена",
    "completed": "Завършена",
    "cancelled": "Отказана",
    "refunded": "Възстановена",
    "voided": "Анулирана",
    "timeouted": "Изтекла",
    "failed": "Неуспешна",
    "chargebacked": "Оспорено плащане",
    "disputed": "В спор",
}
"""The shop's own eleven statuses, for a shop that does not list them; it may call them otherwise."""


class OrderListing:
    """The orders of one shop. ``zone``: of the shop's clock."""

    def __init__(self, client: Client, zone: tzinfo) -> None:
        self._client = client
        self._zone = zone
        self._just_read: dict[str, RawOrder] = {}

    def statuses(self) -> list[Choice]:
        """The statuses, by their codes: own ones and the shop's eleven."""
        listed = [
            Choice(text(row.get("slug")), text(row.get("name")) or text(row.get("slug")))
            for row in self._client.get("order-status").data
            if text(row.get("slug"))
        ]
        known = {status.id for status in listed}
        return listed + [Choice(code, name) for code, name in _SHOP_STATUSES.items() if code not in known]

    def pages(self, query: OrderQuery) -> Iterator[Sequence[RawOrder]]:
        """Pages of orders by the moment at which they were placed."""
        asked: dict[str, object] = {
            "include": _INCLUDE,
            "sort": "date_added,id",
            # Days and times are the shop's own; an hour more is read for the night of the clock change.
            "filter[start_date]": clock_text(query.since - timedelta(hours=1), self._zone),
        }
        if query.status_id:
            asked["filter[status]"] = query.status_id
        for answer in self._client.pages("orders", asked):
            page = [
                raw
                for raw in self._orders(answer)
                if (raw.confirmed_at is None or raw.confirmed_at >= query.since)
                and (not query.status_id or raw.status_id == query.status_id)
            ]
            yield page

    def by_id(self, order_ids: Sequence[str]) -> dict[str, RawOrder]:
        """These orders as they are now; one that was deleted is missing."""
        found: dict[str, RawOrder] = {}
        for order_id in dict.fromkeys(order_ids):
            just_read = self._just_read.pop(order_id, None)
            if just_read is not None:
                found[order_id] = just_read
                continue
            answer = (
                self._client.find(f"orders/{order_id}", {"include": _INCLUDE})
                if order_id.isdecimal()
                else None
            )
            for raw in self._orders(answer) if answer else ():
                if raw.id == order_id:
                    found[order_id] = raw
        return found

    def changes(self, after: str) -> tuple[list[OrderChange], str]:
        """Orders that changed after the cursor, from the latest back; the cursor is the latest change’s
        moment.

        The shop has no filter for "changed since", but it sorts by it. A deleted order is not told.
        """
        since = (
            datetime.fromisoformat(after) if after else self._client.clock.now() - _FIRST_LOOK_BACK
        ) - _OVERLAP
        told: dict[str, OrderChange] = {}
        latest = datetime.fromisoformat(after) if after else since
        self._just_read = {}
        for answer in self._client.pages("orders", {"include": _INCLUDE, "sort": "-updated_at,-id"}):
            older = False
            for resource, raw in zip(answer.data, self._orders(answer), strict=True):
                changed = moment(attributes(resource).get("updated_at"), self._zone)
                if changed is not None and changed < since:
                    older = True
                    continue
                told.setdefault(raw.id, OrderChange(raw.id, gone=False))
                self._just_read.setdefault(raw.id, raw)
                latest = max(latest, changed) if changed else latest
            if older:
                break
        return list(told.values()), latest.astimezone(UTC).isoformat()

    def _orders(self, answer: Answer) -> list[RawOrder]:
        included = Included(answer.included)
        return [self._raw(resource, included) for resource in answer.data]

    def _raw(self, resource: Resource, included: Included) -> RawOrder:
        order = dict(attributes(resource))
        raw: dict[str, Any] = {"order": order}
        for name, kinds in PARTS.items():
            raw[name] = [dict(part) for part in included.of(resource, name, kinds)]
        return RawOrder(
            id=ident(resource),
            status_id=text(order.get("status")),
            confirmed_at=moment(order.get("date_added"), self._zone),
            raw=raw,
        )
