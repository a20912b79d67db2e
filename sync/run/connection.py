"""What a run works with: the owner's settings, the two systems, the journal, the clock, and whom it tells."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from sync.errors import Cancelled, SettingsError
from sync.model import DocumentKind
from sync.ports import Clock, Journal, Shop, Warehouse
from sync.profile import Orders, Products, Profile, Stock, StockLink
from sync.receipts.journalled import OpenPrinter
from sync.receipts.supto import why_locked
from sync.run.events import Tell, silent
from sync.sentences import say

_Step = TypeVar("_Step")


def never() -> bool:
    """Nobody asks to stop."""
    return False


@dataclass(frozen=True, slots=True)
class Connection:
    """One connection, ready to run. ``stop_asked`` tells whether the owner wants to stop after the current
    item."""

    profile: Profile
    shop: Shop
    warehouse: Warehouse
    journal: Journal
    clock: Clock
    tell: Tell = silent
    stop_asked: Callable[[], bool] = never
    machine: str = ""
    fetched_locations: Mapping[str, int] = field(default_factory=dict)
    """Locations that runs made for new warehouses of the shop, by the warehouse's id."""
    open_device: OpenPrinter | None = None
    """Opens the fiscal device; None where receipts are not printed from here."""

    def stop_if_asked(self) -> None:
        """Raises Cancelled where the owner asked to stop. Called between items and inside waits, never within
        one."""
        if self.stop_asked():
            raise Cancelled

    @property
    def zone(self) -> ZoneInfo:
        """The shop's time zone, in which documents have their day."""
        return ZoneInfo(self.profile.connect.time_zone)

    def now(self) -> datetime:
        return self.clock.now()

    @property
    def shop_key(self) -> str:
        """The shop's key in the marks. Raises SettingsError before it was fixed."""
        if not self.profile.connect.shop_key:
            raise SettingsError(
                say("This connection does not know yet which shop it belongs to."),
                advice=say("Open the step Connect and test the shop once."),
            )
        return self.profile.connect.shop_key

    @property
    def orders(self) -> Orders:
        """The settings of the orders, which begin where another program was taken over from. Raises
        SettingsError where the step is not answered.
        """
        settings = _answered(self.profile.orders, "Orders")
        if why_locked(self.profile.receipts) is not None:
            settings = _orders_only(settings)
        since = self.profile.connect.take_over
        return settings if since is None or since <= settings.start else _starting(settings, since)

    @property
    def products(self) -> Products:
        """The settings of the products. Raises SettingsError where the step is not answered."""
        return _answered(self.profile.products, "Products")

    @property
    def stock(self) -> Stock:
        """The settings of the warehouses, with the links that runs added. Raises SettingsError where the
        step is not answered.
        """
        settings = _answered(self.profile.stock, "Warehouses")
        if not self.fetched_locations:
            return settings
        known = {link.shop_warehouse for link in settings.links}
        added = tuple(
            StockLink(locations=(location,), shop_warehouse=warehouse)
            for warehouse, location in sorted(self.fetched_locations.items())
            if warehouse not in known
        )
        return settings.model_copy(update={"links": (*settings.links, *added)})


def _orders_only(settings: Orders) -> Orders:
    return settings.model_copy(update={"document": DocumentKind.ORDER, "sale_statuses": ()})


def _starting(settings: Orders, since: datetime) -> Orders:
    return settings.model_copy(update={"start": since})


def _answered(step: _Step | None, name: str) -> _Step:
    if step is None:
        raise SettingsError(
            say("The step {step} of this connection is not finished.", step=name),
            advice=say("Open the connection and finish the step."),
        )
    return step
