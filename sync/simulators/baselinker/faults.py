"""Faults on demand: what goes wrong, at which request, and how often."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from enum import StrEnum

from sync.simulators.fault_plan import FaultPlan as Plan


class FaultKind(StrEnum):
    """What can go wrong. The note says whether the call takes effect all the same."""

    RESET_BEFORE = "reset before"  # connection reset, nothing done
    RESET_AFTER = "reset after"  # done, then the connection is reset before the first byte of the answer
    TRUNCATED = "truncated"  # done, half of the promised bytes, then the end
    HTML_200 = "html 200"  # nothing done, a maintenance page as if all were well
    HTML_502 = "html 502"  # nothing done
    HTML_503 = "html 503"  # nothing done
    HTML_502_AFTER = "html 502 after"  # done, but the gateway lost the answer
    HTTP_429 = "http 429"  # nothing done; Retry-After by choice
    SLOW = "slow"  # done; the answer starts and drips blanks until released, then comes whole
    HANG = "hang"  # nothing done; no byte until released, then the connection closes
    HANG_AFTER = "hang after"  # done; no byte until released, then the connection closes
    WRONG_CHARSET = "wrong charset"  # done; UTF-8 that claims to be ISO-8859-1
    INVALID_UTF8 = (
        "invalid utf-8"  # done; Windows-1250 that claims to be UTF-8, with at least one such letter
    )
    ACCOUNT_BLOCKED = "account blocked"  # nothing done; ERROR_USER_ACCOUNT_BLOCKED
    ACCESS_REVOKED = "token revoked"  # nothing done; the token is unknown from now on
    LIMIT_EXCEEDED = "limit exceeded"  # nothing done; ERROR_BLOCKED_TOKEN from now on, for the limit's block
    REPEATED_PAGE = "repeated page"  # nothing done; the method's previous answer once more, if there was one
    EMPTY_PAGE = "empty page"  # done; every list and map of the answer is empty
    REDIRECT = "redirect"  # nothing done; to ``location``


@dataclass(frozen=True, slots=True, eq=False)
class Fault:
    """One fault of the plan.

    method: only requests of this API method count; None counts all. at_request: the n-th of these from the
    moment of adding, 1 is the next one. times: for how many of them in a row; None for ever. location,
    redirect_status: of a REDIRECT; an empty location is a page of the simulator itself. retry_after:
    seconds in HTTP_429, None leaves the header out. drip_seconds: real seconds between two bytes of SLOW.
    release: set it, or call :meth:`FaultPlan.release_all`, to end SLOW and HANG; stopping the simulator
    does too.
    """

    kind: FaultKind | str
    method: str | None = None
    at_request: int = 1
    times: int | None = 1
    location: str = ""
    redirect_status: int = 302
    retry_after: int | None = 60
    drip_seconds: float = 0.02
    release: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        """Refuse an unknown kind and a place before the first request with ValueError."""
        object.__setattr__(self, "kind", FaultKind(self.kind))
        if self.at_request < 1:
            raise ValueError("at_request counts from 1")

    def concerns(self, request: str) -> bool:
        """Whether calls of this API method count."""
        return self.method in (None, request)


class FaultPlan(Plan[Fault]):
    """The faults to come and those that happened. Thread-safe."""
