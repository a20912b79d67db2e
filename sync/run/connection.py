"""What a run works with: the owner's settings, the two systems, the journal, the clock, and whom it tells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from sync.errors import Cancelled, SettingsError
from sync.ports import Clock, Journal, Shop, Warehouse
from sync.profile import Orders, Products, Profile, Stock
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
        """The settings of the orders. Raises SettingsError where the step is not answered."""
        return _answered(self.profile.orders, "Orders")

    @property
    def products(self) -> Products:
        """The settings of the products. Raises SettingsError where the step is not answered."""
        return _answered(self.profile.products, "Products")

    @property
    def stock(self) -> Stock:
        """The settings of the warehouses. Raises SettingsError where the step is not answered."""
        return _answered(self.profile.stock, "Warehouses")


def _answered(step: _Step | None, name: str) -> _Step:
    if step is None:
        raise SettingsError(
            say("The step {step} of this connection is not finished.", step=name),
            advice=say("Open the connection and finish the step."),
        )
    return step
