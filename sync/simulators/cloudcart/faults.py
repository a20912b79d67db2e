"""Faults on demand: what goes wrong, at which request, and how often."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from sync.simulators.fault_plan import FaultPlan as Plan


class FaultKind(StrEnum):
    """What can go wrong. The note says whether the call takes effect all the same."""

    DROP_BEFORE = "drop before"  # nothing done, the connection is reset
    DROP_AFTER = "drop after"  # done, then the connection is reset before the first byte of the answer
    CUT = "cut"  # done, half of the promised bytes, then the end
    SLOW = "slow"  # done; the answer drips blanks until released, then comes whole
    HANG = "hang"  # nothing done; no byte until released, then the connection is reset
    HANG_AFTER = "hang after"  # done; no byte until released, then the connection is reset
    EMPTY_BODY = "empty body"  # done; status as usual, no byte of content
    EMPTY_LIST = "empty list"  # nothing done; an empty page as if there were no rows
    REPEATED_PAGE = "repeated page"  # nothing done; the previous answer to a request of this kind
    ERROR_500 = "error 500"  # nothing done; JSON:API with the id of a log line
    ERROR_500_AFTER = "error 500 after"  # done; the same
    HTML_403 = "html 403"  # nothing done; an administrative rule of the edge
    HTML_502 = "html 502"  # nothing done
    HTML_502_AFTER = "html 502 after"  # done
    HTML_504 = "html 504"  # nothing done
    HTML_504_AFTER = "html 504 after"  # done; it took over 30 seconds
    HTML_520 = "html 520"  # nothing done
    HTML_520_AFTER = "html 520 after"  # done
    MAINTENANCE = "maintenance"  # nothing done; 503 as JSON:API, without Retry-After
    HTML_200 = "html 200"  # nothing done; a page of something in between as if all were well
    HTML_429 = "html 429"  # nothing done; the layer against abuse
    FLAT_429 = "flat 429"  # nothing done; the limit of requests, whatever was used
    REDIRECT = "redirect"  # nothing done; to ``location``


NOTHING_DONE: Final = frozenset(
    {
        FaultKind.DROP_BEFORE,
        FaultKind.HANG,
        FaultKind.EMPTY_LIST,
        FaultKind.REPEATED_PAGE,
        FaultKind.ERROR_500,
        FaultKind.HTML_403,
        FaultKind.HTML_502,
        FaultKind.HTML_504,
        FaultKind.HTML_520,
        FaultKind.MAINTENANCE,
        FaultKind.HTML_200,
        FaultKind.HTML_429,
        FaultKind.FLAT_429,
        FaultKind.REDIRECT,
    }
)


@dataclass(frozen=True, slots=True, eq=False)
class Fault:
    """One fault of the plan.

    request: only requests of this kind count: ``PATCH /variants/{id}``, ``GET /orders``, or one address such
    as ``PATCH /variants/17``; None counts all. at_request: the n-th of these from the moment of adding, 1 is
    the next one. times: for how many of them in a row; None for ever. location: of a REDIRECT.
    drip_seconds: real seconds between two bytes of SLOW. release: set it, or call
    :meth:`FaultPlan.release_all`, to end SLOW and HANG; stopping the simulator does too.
    """

    kind: FaultKind
    request: str | None = None
    at_request: int = 1
    times: int | None = 1
    location: str = "/admin/login"
    drip_seconds: float = 0.02
    release: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        """Refuse a place before the first request, and less than one time, with ValueError."""
        if self.at_request < 1 or (self.times is not None and self.times < 1):
            raise ValueError("at_request and times count from 1")

    def concerns(self, request: str) -> bool:
        """Whether requests of this kind count. ``request`` is the template and the address, divided by a
        line end.
        """
        return self.request is None or self.request in request.split("\n")


class FaultPlan(Plan[Fault]):
    """The faults to come and those that happened. Thread-safe."""
