"""Which orders there are: from a day on, in a status, and by number.

There is no filter by status or by change. Orders are sorted by their numbers, so they are gone through from
the end: first all that are young enough, and within the same run only those after the last number, with
overlap. Who becomes ready later is therefore seen in every run. Reading from the end in ascending order
loses nothing while orders come and go: new ones stand behind, and a deleted one moves others to where they
are read yet.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, tzinfo
from typing import Any, Final

from sync.model import Choice
from sync.ports import OrderQuery, RawOrder
from sync.shops.seliton.client import Client, NotThere
from sync.shops.seliton.values import Row, ident, moment, text
from sync.systems import SelitonShop

_ASCENDING: Final = "orderId:asc"
_OVERLAP: Final = 50
"""So many orders before the last number are read again within a run."""
_FRESH_SECONDS: Final = 20.0
_WHOLE_SECONDS: Final = 600.0
_STATUSES_FROM: Final = 200
"""In so many of the last orders the statuses are looked for, which no list of the shop tells."""
_PAGE: Final = 100


class OrderListing:
    """The orders of one shop. ``zone``: of the shop's clock."""

    def __init__(self, client: Client, settings: SelitonShop, zone: tzinfo) -> None:
        self._client = client
        self._settings = settings
        self._zone = zone
        self._kept: dict[int, RawOrder] = {}
        self._kept_from: datetime | None = None
        self._whole_at = 0.0
        self._fresh_at = 0.0

    def statuses(self) -> list[Choice]:
        """The statuses that the last orders bear, and those that the owner named; the shop lists none."""
        return _choices((order.status_id for order in self.latest(_STATUSES_FROM)), self._settings.statuses)

    def payment_states(self) -> list[str]:
        """The states of payment that the last orders bear."""
        orders = self.latest(_STATUSES_FROM)
        return list(dict.fromkeys(text(order.raw["order"].get("orderPaymentStatus")) for order in orders))

    def latest(self, most: int) -> list[RawOrder]:
        """So many of the last orders, from the first to the last."""
        found: dict[int, RawOrder] = {}
        for page in self._from_the_end():
            found.update(page)
            if len(found) >= most:
                break
        return [found[number] for number in sorted(found)][-most:]

    def pages(self, query: OrderQuery) -> Iterator[Sequence[RawOrder]]:
        """Pages of orders by their numbers. An order that cannot be read by itself is left out and keeps no
        other from coming; unless it is surely deleted, NotThere is raised for it at the end.
        """
        since = query.since
        if query.status_id:
            # What is older is looked at by the listing of all statuses, once a day.
            since = max(since, self._client.clock.now() - timedelta(days=self._settings.look_back_days))
        self._read(since)
        listed = [
            order
            for _number, order in sorted(self._kept.items())
            if (order.confirmed_at is None or order.confirmed_at >= since)
            and query.status_id in ("", order.status_id)
        ]
        unread: NotThere | None = None
        for start in range(0, len(listed), _PAGE):
            page = []
            for order in listed[start : start + _PAGE]:
                try:
                    page.append(self._whole(order))
                except NotThere as error:
                    unread = unread if error.certain else error
            self._kept.update({int(order.id): order for order in page})
            yield page
        if unread is not None:
            raise unread

    def by_id(self, order_ids: Sequence[str]) -> dict[str, RawOrder]:
        """These orders as they are now; one that was deleted is missing.

        Where the shop says only in words that it has no such order, the list is asked as well: an order is
        not taken for deleted because the shop was out of order.
        """
        found: dict[str, RawOrder] = {}
        for order_id in dict.fromkeys(order_ids):
            if not order_id.isdecimal():
                continue
            try:
                row = self._client.one("orders", order_id)
            except NotThere as error:
                listed = None if error.certain else self._listed(int(order_id))
                if listed is not None:
                    found[order_id] = self._whole(listed)
                continue
            if ident(row.get("orderId")) == order_id:
                found[order_id] = self._whole(self._order(row))
        return found

    # ------------------------------------------------------------ going through

    def _read(self, since: datetime) -> None:
        """See to it that what is kept reaches back to ``since`` and is fresh."""
        now = self._client.clock.monotonic()
        reaches = self._kept_from is not None and self._kept_from <= since
        if reaches and now - self._fresh_at <= _FRESH_SECONDS:
            return
        whole = not reaches or now - self._whole_at > _WHOLE_SECONDS
        last = max(self._kept, default=0)
        found: dict[int, RawOrder] = {}
        for page in self._from_the_end():
            found.update(page)
            if not page:
                continue
            oldest = page[min(page)]
            if whole and oldest.confirmed_at is not None and oldest.confirmed_at < since:
                break
            if not whole and min(page) < last - _OVERLAP:
                break
        if whole:
            self._kept, self._kept_from, self._whole_at = found, since, now
        else:
            self._kept = {
                **{number: order for number, order in self._kept.items() if number < min(found, default=0)},
                **found,
            }
        self._fresh_at = now

    def _from_the_end(self) -> Iterator[dict[int, RawOrder]]:
        """Pages of orders by number, the last page first. A shop that does not sort by number is read
        whole.
        """
        first = self._client.page("orders", 0, {"order": _ASCENDING})
        rows = self._numbered(first.rows)
        size, count = len(first.rows), first.count
        if count is None or size == 0 or size >= count or list(rows) != sorted(rows):
            yield self._everything()
            return
        # The first page is read once more in its turn: a deletion may have moved an order into it.
        end = count
        while end > 0:
            start = max(0, end - size)
            yield self._window(start, end, last=end == count)
            end = start

    def _window(self, start: int, end: int, *, last: bool) -> dict[int, RawOrder]:
        """The orders at these places, with as many requests as that takes; in the last window also those that
        came meanwhile.
        """
        found: dict[int, RawOrder] = {}
        while True:
            page = self._client.page("orders", start, {"order": _ASCENDING})
            found.update(self._numbered(page.rows))
            start += len(page.rows)
            until = page.count if last and page.count is not None else end
            if not page.rows or start >= until:
                return found

    def _everything(self) -> dict[int, RawOrder]:
        return self._numbered(self._client.rows("orders", "orderId", {"order": _ASCENDING}))

    def _numbered(self, rows: Iterator[Row] | Sequence[Row]) -> dict[int, RawOrder]:
        orders = (self._order(row) for row in rows if text(row.get("orderId")).isdecimal())
        return {int(order.id): order for order in orders}

    def _listed(self, number: int) -> RawOrder | None:
        for page in self._from_the_end():
            if number in page:
                return page[number]
            if page and min(page) < number:
                return None
        return None

    # ------------------------------------------------------------ one order

    def _order(self, row: Row) -> RawOrder:
        return RawOrder(
            id=ident(row.get("orderId")),
            status_id=text(row.get("orderStatus")),
            confirmed_at=moment(row.get("orderCreatedAt"), self._zone),
            raw={"order": dict(row)},
        )

    def _whole(self, order: RawOrder) -> RawOrder:
        """The order with its lines, which a list may leave out, and with its customer where it does not say
        who bought.
        """
        if "orderItems" not in order.raw["order"]:
            order = self._order(self._client.one("orders", order.id))
        row: dict[str, Any] = order.raw["order"]
        customer = ident(row.get("customerID"))
        if customer and not text(row.get("orderCustomerEmail")) and "customer" not in order.raw:
            try:
                who = dict(self._client.one("customers", customer))
            except NotThere:
                return order
            order = RawOrder(order.id, order.status_id, order.confirmed_at, {"order": row, "customer": who})
        return order


def _choices(told: Iterator[str], named: Sequence[str]) -> list[Choice]:
    return [Choice(status, status) for status in dict.fromkeys((*told, *named)) if status]
