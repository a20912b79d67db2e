"""A local stand-in for Seliton (Summer Cart): REST v1 with its OAuth2, the Super XML Export feed, and the
outer form of the XML API.

Written from the project's fact sheet on Seliton and GombaShop alone (section 1, "facts 1.1" and so on). What
it leaves open is a switch in :class:`Quirks`. Of the XML API the sheet knows the address, the common
parameters and three names of actions: calls are checked that far and kept for the judge, and nothing is done
with them.
"""

from __future__ import annotations

from sync.simulators.clock import Clock
from sync.simulators.seliton.faults import Fault, FaultKind, FaultPlan
from sync.simulators.seliton.generate import generated_shop
from sync.simulators.seliton.judge import Judge
from sync.simulators.seliton.orders import Bought
from sync.simulators.seliton.owner import Buyer, Owner, Person
from sync.simulators.seliton.quirks import Quirks
from sync.simulators.seliton.server import RecordedRequest, SelitonSimulator
from sync.simulators.seliton.shop import Shop, XmlCall

__all__ = [
    "Bought",
    "Buyer",
    "Clock",
    "Fault",
    "FaultKind",
    "FaultPlan",
    "Judge",
    "Owner",
    "Person",
    "Quirks",
    "RecordedRequest",
    "SelitonSimulator",
    "Shop",
    "XmlCall",
    "generated_shop",
]
