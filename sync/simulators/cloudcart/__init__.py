"""A local stand-in for a shop of CloudCart: API v2 (JSON:API), ``/order-status`` and delivered webhooks.

Written from the project's fact sheet alone: "facts n" are its sections, "8.n" the rows of its table of
conflicts. What the sheet leaves open is a switch in :class:`Quirks`; texts of refusals that it does not quote
are our own, and no client may rely on them.
"""

from __future__ import annotations

from sync.simulators.cloudcart.buyer import Basket, OutOfStock, Person, Piece
from sync.simulators.cloudcart.faults import NOTHING_DONE, Fault, FaultKind, FaultPlan
from sync.simulators.cloudcart.generate import generated_shop
from sync.simulators.cloudcart.judge import Judge, StoredLine, StoredOrder, StoredVariant
from sync.simulators.cloudcart.limits import PLANS, Consumer
from sync.simulators.cloudcart.owner import NewVariant, Owner
from sync.simulators.cloudcart.quirks import Quirks
from sync.simulators.cloudcart.sample import sample_shop
from sync.simulators.cloudcart.server import CloudCartSimulator, RecordedRequest
from sync.simulators.cloudcart.shop import SAMPLE_KEY, Delivery, Move, Settings, Shop

__all__ = [
    "NOTHING_DONE",
    "PLANS",
    "SAMPLE_KEY",
    "Basket",
    "CloudCartSimulator",
    "Consumer",
    "Delivery",
    "Fault",
    "FaultKind",
    "FaultPlan",
    "Judge",
    "Move",
    "NewVariant",
    "OutOfStock",
    "Owner",
    "Person",
    "Piece",
    "Quirks",
    "RecordedRequest",
    "Settings",
    "Shop",
    "StoredLine",
    "StoredOrder",
    "StoredVariant",
    "generated_shop",
    "sample_shop",
]
