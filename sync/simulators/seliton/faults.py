"""Faults on demand: what goes wrong, at which call, and how often."""

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
    CUT = "cut"  # done, half of the promised bytes, then the end; of the feed half a document
    EMPTY_BODY = "empty body"  # done, 200 and no byte of content
    NOTHING_FOUND = "nothing found"  # nothing done, an empty list with a count of 0
    REFUSED = "refused"  # nothing done, 200 with an error that says nothing
    REFUSED_AFTER = "refused after"  # done, and yet the same
    WRONG_NAMESPACE = "wrong namespace"  # of the feed: well-formed, in a namespace of nobody
    NO_PRODUCTS = "no products"  # of the feed: well-formed, without any product
    HTML_200 = "html 200"  # nothing done, a page of something in between as if all were well
    HTML_502 = "html 502"  # nothing done
    HTML_502_AFTER = "html 502 after"  # done, but the gateway lost the answer
    ERROR_500 = "error 500"  # nothing done
    ERROR_500_AFTER = "error 500 after"  # done
    ERROR_503 = "error 503"  # nothing done; a page about maintenance
    TOO_MANY = "too many"  # nothing done; 429 with Retry-After, though no limit is on record
    SLOW = "slow"  # done; the answer drips blanks until released, then comes whole
    HANG = "hang"  # nothing done; no byte until released, then the connection is reset
    HANG_AFTER = "hang after"  # done; no byte until released, then the connection is reset
    REDIRECT = "redirect"  # nothing done; to ``location``


NOTHING_DONE: Final = frozenset(
    {
        FaultKind.DROP_BEFORE,
        FaultKind.NOTHING_FOUND,
        FaultKind.REFUSED,
        FaultKind.NO_PRODUCTS,
        FaultKind.HTML_200,
        FaultKind.HTML_502,
        FaultKind.ERROR_500,
        FaultKind.ERROR_503,
        FaultKind.TOO_MANY,
        FaultKind.HANG,
        FaultKind.REDIRECT,
    }
)


@dataclass(frozen=True, slots=True, eq=False)
class Fault:
    """One fault of the plan.

    request: only calls of this kind count, such as ``GET products``, ``POST token`` or ``GET feed``; None
    counts all. at_request: the n-th of these from the moment of adding, 1 is the next one. times: for how
    many of them in a row; None for ever. location: of a REDIRECT. drip_seconds: real seconds between two
    bytes of SLOW. retry_after: of TOO_MANY. release: set it, or call :meth:`FaultPlan.release_all`, to end
    SLOW and HANG.
    """

    kind: FaultKind
    request: str | None = None
    at_request: int = 1
    times: int | None = 1
    location: str = "/elsewhere"
    drip_seconds: float = 0.02
    retry_after: int = 30
    release: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        """Refuse a place before the first request, and less than one time, with ValueError."""
        if self.at_request < 1 or (self.times is not None and self.times < 1):
            raise ValueError("at_request and times count from 1")

    def concerns(self, request: str) -> bool:
        """Whether calls of this kind count."""
        return self.request in (None, request)


class FaultPlan(Plan[Fault]):
    """The faults to come and those that happened. Thread-safe."""
