"""A local stand-in for the REST service of Microinvest Utility Center over Warehouse Pro (port 8700).

Written from the project's fact sheets alone: "facts n" are sections of the one on Warehouse Pro, "market n"
of the one on the market. What they leave open is a switch in :class:`Quirks`; messages of refusals are our
own. Posting twice makes two documents: the real service has no protection against it either.
"""

from __future__ import annotations

from sync.simulators.clock import Clock
from sync.simulators.utility_center.books import Books, Settings
from sync.simulators.utility_center.faults import Fault, FaultKind, FaultPlan
from sync.simulators.utility_center.judge import Judge, StoredDocument, StoredLine
from sync.simulators.utility_center.program import Program, fresh_books
from sync.simulators.utility_center.quirks import Quirks
from sync.simulators.utility_center.sample import sample_books
from sync.simulators.utility_center.server import RecordedRequest, UtilityCenterSimulator

__all__ = [
    "Books",
    "Clock",
    "Fault",
    "FaultKind",
    "FaultPlan",
    "Judge",
    "Program",
    "Quirks",
    "RecordedRequest",
    "Settings",
    "StoredDocument",
    "StoredLine",
    "UtilityCenterSimulator",
    "fresh_books",
    "sample_books",
]
