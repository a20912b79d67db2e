"""Local stand-ins of Bulgarian fiscal devices, each with a fiscal memory that judges every test.

Written from the project's fact sheet on fiscal devices alone ("facts 2.4"), not from the programs that
speak to them. What the sheet leaves open is a switch in :class:`Quirks`; forms of answers that it does not
give are our own, near to those it gives.

Example::

    clock = TurnedClock(datetime(2026, 11, 23, 10, tzinfo=UTC))
    device = FiscalSimulator(Family.DATECS_P, clock)
    line = device.line()                      # as sync.receipts.port.ByteLine; or on_pty(), on_tcp()
    device.condition.paper_out = True
    device.faults.add(LineFault(FaultKind.SILENT, request="38"))
    device.interrupt(Interruption(Loss.POWER, Moment.SENT, 7, back_after=30))
    assert device.memory.sales[0].total == Decimal("12.34")
"""

from __future__ import annotations

from sync.simulators.fiscal.erpnet import ErpNetFp, ServerFault, ServerFaultKind
from sync.simulators.fiscal.families import Family
from sync.simulators.fiscal.line import SimulatedLine
from sync.simulators.fiscal.memory import (
    DailyReport,
    DayTotals,
    Document,
    DocumentKind,
    FiscalMemory,
    PrintedLine,
    PrintedPayment,
    PrintedReceipt,
    PrintedStorno,
    Reason,
    Tender,
    net_payments,
)
from sync.simulators.fiscal.settings import Condition, Passwords, Quirks, Settings
from sync.simulators.fiscal.simulator import FiscalSimulator, usual
from sync.simulators.fiscal.wire_plan import FaultKind, Interruption, LineFault, LineFaults, Loss, Moment

__all__ = [
    "Condition",
    "DailyReport",
    "DayTotals",
    "Document",
    "DocumentKind",
    "ErpNetFp",
    "Family",
    "FaultKind",
    "FiscalMemory",
    "FiscalSimulator",
    "Interruption",
    "LineFault",
    "LineFaults",
    "Loss",
    "Moment",
    "Passwords",
    "PrintedLine",
    "PrintedPayment",
    "PrintedReceipt",
    "PrintedStorno",
    "Quirks",
    "Reason",
    "ServerFault",
    "ServerFaultKind",
    "Settings",
    "SimulatedLine",
    "Tender",
    "net_payments",
    "usual",
]
