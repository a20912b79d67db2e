"""Faults on demand: what goes wrong, at which request, and how often."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final


class FaultKind(StrEnum):
    """What can go wrong. The note says whether the call takes effect all the same."""

    DROP_BEFORE = "drop before"  # nothing done, the connection is reset
    DROP_AFTER = "drop after"  # done, then the connection is reset before the first byte of the answer
    DROP_HALFWAY = "drop halfway"  # the first half of the rows sent is stored, then the connection is reset
    CUT = "cut"  # done, half of the promised bytes, then the end
    EMPTY_BODY = "empty body"  # done, status as usual, no byte of content
    EMPTY_LIST = "empty list"  # nothing done, an empty list as if there were no rows
    HTML_200 = "html 200"  # nothing done, a page of something in between as if all were well
    HTML_502 = "html 502"  # nothing done
    HTML_502_AFTER = "html 502 after"  # done, but the gateway lost the answer
    ERROR_500 = "error 500"  # nothing done; code and message
    ERROR_500_AFTER = "error 500 after"  # done; code and message
    ERROR_503 = "error 503"  # nothing done; code and message, the database is busy
    SLOW = "slow"  # done; the answer drips blanks until released, then comes whole
    HANG = "hang"  # nothing done; no byte until released, then the connection is reset
    HANG_AFTER = "hang after"  # done; no byte until released, then the connection is reset
    REDIRECT = "redirect"  # nothing done; to ``location``


NOTHING_DONE: Final = frozenset(
    {
        FaultKind.DROP_BEFORE,
        FaultKind.EMPTY_LIST,
        FaultKind.HTML_200,
        FaultKind.HTML_502,
        FaultKind.ERROR_500,
        FaultKind.ERROR_503,
        FaultKind.HANG,
        FaultKind.REDIRECT,
    }
)


@dataclass(frozen=True, slots=True, eq=False)
class Fault:
    """One fault of the plan.

    request: only requests of this kind count, such as ``POST /Operation``; None counts all. at_request: the
    n-th of these from the moment of adding, 1 is the next one. times: for how many of them in a row; None for
    ever. location: of a REDIRECT. drip_seconds: real seconds between two bytes of SLOW. release: set it, or
    call :meth:`FaultPlan.release_all`, to end SLOW and HANG; stopping the simulator does too.
    """

    kind: FaultKind
    request: str | None = None
    at_request: int = 1
    times: int | None = 1
    location: str = "/elsewhere"
    drip_seconds: float = 0.02
    release: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        """Refuse a place before the first request, and less than one time, with ValueError."""
        if self.at_request < 1 or (self.times is not None and self.times < 1):
            raise ValueError("at_request and times count from 1")

    def hits(self, place: int) -> bool:
        """Whether the request at this place (1 is the first since adding) meets the fault."""
        return place >= self.at_request and (self.times is None or place < self.at_request + self.times)

    def is_over(self, place: int) -> bool:
        """Whether no request after this place can meet the fault."""
        return self.times is not None and place >= self.at_request + self.times - 1


class FaultPlan:
    """The faults to come and those that happened. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._planned: dict[Fault, int] = {}
        self._happened: list[tuple[Fault, str]] = []

    def add(self, fault: Fault) -> Fault:
        """Plan a fault; returns it, so that its ``release`` is at hand."""
        with self._lock:
            self._planned[fault] = 0
        return fault

    def clear(self) -> None:
        """Forget what is planned and release what hangs."""
        self.release_all()
        with self._lock:
            self._planned.clear()

    def release_all(self) -> None:
        """End every SLOW and HANG, also those that have not begun."""
        with self._lock:
            for fault in (*self._planned, *(fault for fault, _ in self._happened)):
                fault.release.set()

    @property
    def happened(self) -> list[tuple[Fault, str]]:
        """The faults so far, each with the kind of request that it hit."""
        with self._lock:
            return list(self._happened)

    def take(self, request: str) -> Fault | None:
        """Count a request; the fault that it meets, the one planned first where several would."""
        met: Fault | None = None
        with self._lock:
            for fault in list(self._planned):
                if fault.request not in (None, request):
                    continue
                place = self._planned[fault] = self._planned[fault] + 1
                if met is None and fault.hits(place):
                    met = fault
                if fault.is_over(place):
                    del self._planned[fault]
            if met is not None:
                self._happened.append((met, request))
        return met
