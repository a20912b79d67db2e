"""A local stand-in for micro.bg's External App API, the signed calls of a registered application.

Written from the project's fact sheet alone, section 5 of the one on CloudCart and micro.bg ("facts 5.2"),
which itself restates a document that nobody here has seen at work. What it leaves open is a switch in
:class:`Quirks`; all errors but one are our own words.
"""

from __future__ import annotations

from sync.simulators.clock import Clock
from sync.simulators.microbg.books import Books, Company, Invoice, Payment
from sync.simulators.microbg.faults import Fault, FaultKind, FaultPlan
from sync.simulators.microbg.judge import Judge, StoredDocument, StoredLine
from sync.simulators.microbg.program import Program, fresh_books
from sync.simulators.microbg.quirks import Quirks
from sync.simulators.microbg.sample import sample_books
from sync.simulators.microbg.server import MicrobgSimulator, RecordedRequest
from sync.simulators.microbg.signature import sealed

__all__ = [
    "Books",
    "Clock",
    "Company",
    "Fault",
    "FaultKind",
    "FaultPlan",
    "Invoice",
    "Judge",
    "MicrobgSimulator",
    "Payment",
    "Program",
    "Quirks",
    "RecordedRequest",
    "StoredDocument",
    "StoredLine",
    "fresh_books",
    "sample_books",
    "sealed",
]
