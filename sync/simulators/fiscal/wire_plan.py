"""What can happen on the way between program and device, byte for byte and answer for answer."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from enum import StrEnum

from sync.simulators.fault_plan import FaultPlan as Plan


class Loss(StrEnum):
    """What is lost. Without power the device forgets what it was about to send and hears nothing until it is
    back; without a cable it goes on alone, and nobody hears it.
    """

    POWER = "power"
    CABLE = "cable"


class Moment(StrEnum):
    """What is counted until it happens: bytes that arrived (what the last of them would have set off is not
    done without power), commands that were carried out (not a byte of the answer leaves), bytes that left.
    """

    RECEIVED = "received"
    EXECUTED = "executed"
    SENT = "sent"


@dataclass(frozen=True, slots=True)
class Interruption:
    """``loss`` after ``count`` more bytes or commands. ``back_after``: seconds until it is over by itself;
    None: until the test says so.
    """

    loss: Loss
    moment: Moment
    count: int
    back_after: float | None = None

    def __post_init__(self) -> None:
        """Refuse a count below 1 with ValueError."""
        if self.count < 1:
            raise ValueError("count counts from 1")


class FaultKind(StrEnum):
    """What goes wrong with one message. The note says whether the command takes effect."""

    NOT_ACKNOWLEDGED = "not acknowledged"  # no; the device says that the checksum was bad
    LOST = "lost"  # no; the message never arrives
    SILENT = "silent"  # yes; not a byte of an answer
    HALF = "half"  # yes; half of the answer, then nothing
    CORRUPTED = "corrupted"  # yes; one byte of the answer is another
    LATE = "late"  # yes; the answer comes ``seconds`` later, and no busy sign before
    BUSY = "busy"  # yes; busy signs for ``seconds``, then the answer
    GLUED = "glued"  # yes; three busy signs and the answer in one piece
    TORN = "torn"  # yes; the answer byte by byte
    GARBAGE = "garbage"  # yes; other bytes before the answer
    ECHO = "echo"  # yes; the program's own message comes back before the answer
    ECHO_ONLY = "echo only"  # no; the wrong port: the program hears itself
    TWICE = "twice"  # yes; the same answer two times in one piece
    STALE = "stale"  # yes; the answer to the message before comes first


@dataclass(frozen=True, slots=True, eq=False)
class LineFault:
    """One fault of the plan.

    request: only messages of this command count, named as the protocol writes it in hexadecimal, such as
    ``31``; None counts all. at_request: the n-th of these from the moment of adding, 1 is the next one.
    times: for how many of them in a row; None for ever. seconds: of LATE and BUSY. release: not used.
    """

    kind: FaultKind
    request: str | None = None
    at_request: int = 1
    times: int | None = 1
    seconds: float = 1.0
    release: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        """Refuse a place before the first request, and less than one time, with ValueError."""
        if self.at_request < 1 or (self.times is not None and self.times < 1):
            raise ValueError("at_request and times count from 1")

    def concerns(self, request: str) -> bool:
        """Whether messages of this command count."""
        return self.request in (None, request)


class LineFaults(Plan[LineFault]):
    """The faults to come and those that happened. Thread-safe."""
