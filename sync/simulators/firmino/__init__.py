"""A local stand-in for Streamsoft Firmino's public REST API.

Written from the project's fact sheet on BaseLinker and Firmino (section 6.2, "facts 6.2") and from the pages
of the maker that it restates, https://www.firmino.pl/api/ ("pages"). Where they are silent, the default
follows what two published clients send and read; each such point is a switch in :class:`Quirks`. All words
of refusals are our own.
"""

from __future__ import annotations

from sync.simulators.clock import Clock
from sync.simulators.firmino.books import Books, Company, Mail, Payment
from sync.simulators.firmino.faults import Fault, FaultKind, FaultPlan
from sync.simulators.firmino.judge import Judge, StoredDocument, StoredLine
from sync.simulators.firmino.program import Program, fresh_books
from sync.simulators.firmino.quirks import Quirks
from sync.simulators.firmino.sample import sample_books
from sync.simulators.firmino.server import FirminoSimulator, RecordedRequest

__all__ = [
    "Books",
    "Clock",
    "Company",
    "Fault",
    "FaultKind",
    "FaultPlan",
    "FirminoSimulator",
    "Judge",
    "Mail",
    "Payment",
    "Program",
    "Quirks",
    "RecordedRequest",
    "StoredDocument",
    "StoredLine",
    "fresh_books",
    "sample_books",
]
