"""A local stand-in for BaseLinker's API (``connector.php``), faithful down to its quirks.

The sections named "facts n" in this package are those of the project's fact sheet on BaseLinker. What the
sheet marks as uncertain is a switch in :class:`Quirks` or :class:`LimitRules`; error codes that nobody has
recorded begin with ``ERROR_SIMULATED_``. Order returns (facts 2.9), suppliers and purchase orders are not
simulated.
"""

from __future__ import annotations

from sync.simulators.baselinker.account import Account
from sync.simulators.baselinker.clock import Clock, SystemClock
from sync.simulators.baselinker.faults import Fault, FaultKind, FaultPlan
from sync.simulators.baselinker.generate import many_orders, many_products
from sync.simulators.baselinker.limits import LimitRules
from sync.simulators.baselinker.panel import Panel
from sync.simulators.baselinker.quirks import Quirks
from sync.simulators.baselinker.server import BaseLinkerSimulator
from sync.simulators.baselinker.starter import small_account

__all__ = [
    "Account",
    "BaseLinkerSimulator",
    "Clock",
    "Fault",
    "FaultKind",
    "FaultPlan",
    "LimitRules",
    "Panel",
    "Quirks",
    "SystemClock",
    "many_orders",
    "many_products",
    "small_account",
]
