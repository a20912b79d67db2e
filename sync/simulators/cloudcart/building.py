"""A shop filled without a server, by the same owner and buyers that act on a running one."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime

from sync.clock import TurnedClock
from sync.simulators.cloudcart.backend import Backend
from sync.simulators.cloudcart.buyer import Buyer
from sync.simulators.cloudcart.hooks import TIMEOUT_SECONDS, Hooks
from sync.simulators.cloudcart.limits import Budget
from sync.simulators.cloudcart.owner import Owner
from sync.simulators.cloudcart.quirks import Quirks
from sync.simulators.cloudcart.shop import Settings, Shop

WAYS_OF_PAYMENT = {
    "cod": "Наложен платеж",
    "bank_transfer": "Банков превод",
    "stripe": "Карта",
    "paypal": "PayPal",
}
WAYS_OF_DELIVERY = ("Куриер до адрес", "Куриер до офис", "Взимане от магазина")


@dataclass(frozen=True, slots=True)
class Building:
    """A shop in the making, with a clock to turn between its events."""

    shop: Shop
    clock: TurnedClock
    owner: Owner
    buyer: Buyer


def building(start: datetime, settings: Settings | None = None, quirks: Quirks | None = None) -> Building:
    """An empty shop at ``start`` with its ways of payment and delivery."""
    clock = TurnedClock(start)
    shop = Shop(settings)
    backend = Backend(shop, quirks or Quirks(), clock)
    hooks = Hooks(backend, threading.RLock(), TIMEOUT_SECONDS)
    owner = Owner(backend, hooks, Budget(None, clock))
    for code, title in WAYS_OF_PAYMENT.items():
        owner.add_payment_way(code, title)
    for name in WAYS_OF_DELIVERY:
        owner.add_delivery_way(name)
    return Building(shop, clock, owner, Buyer(backend, hooks))
