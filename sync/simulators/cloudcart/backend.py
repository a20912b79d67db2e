"""What every part of the simulator works with: the shop, its switches, its time and what is to be told."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from sync.simulators.clock import Clock
from sync.simulators.cloudcart.errors import not_found
from sync.simulators.cloudcart.quirks import Quirks
from sync.simulators.cloudcart.shop import Shop
from sync.simulators.cloudcart.tables import Ident, Row, Table
from sync.simulators.cloudcart.wire import whole


class Backend:
    """Not thread-safe: callers hold the simulator's lock.

    events: what happened in this action and may have to be told, as (event, id), in the order of happening.
    """

    def __init__(self, shop: Shop, quirks: Quirks, clock: Clock) -> None:
        self.shop = shop
        self.quirks = quirks
        self.clock = clock
        self.events: list[tuple[str, Ident, dict[str, Any] | None]] = []

    def now(self) -> datetime:
        """The present second, in UTC: the database below keeps no fractions."""
        return self.clock.now().astimezone(UTC).replace(microsecond=0)

    @property
    def zone(self) -> tzinfo:
        """The zone that the shop is set to."""
        return ZoneInfo(self.shop.settings.zone)

    def table(self, name: str) -> Table:
        """The rows of a resource."""
        return self.shop.table(name)

    def find(self, name: str, ident: object) -> Row | None:
        """The row with that id, as callers write ids; None where there is none."""
        if name == "payment-providers":
            return self.table(name).get(str(ident))
        return self.table(name).get(whole(ident))

    def row(self, name: str, ident: object) -> Row:
        """The same; a refusal with 404 where there is none."""
        found = self.find(name, ident)
        if found is None or (name == "orders" and self._is_gone(found)):
            raise not_found()
        return found

    def tell(self, event: str, ident: Ident, gone: dict[str, Any] | None = None) -> None:
        """Something happened that webhooks may be told of. ``gone``: the row, where it is deleted."""
        if (event, ident, gone) not in self.events:
            self.events.append((event, ident, gone))

    def _is_gone(self, order: Row) -> bool:
        return order["date_archived"] is not None and self.quirks.archived_orders == "gone"
