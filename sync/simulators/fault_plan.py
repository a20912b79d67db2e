"""Which request meets which fault, for every simulator; what the faults are is each platform's own list."""

from __future__ import annotations

import threading
from typing import Generic, Protocol, TypeVar


class PlannedFault(Protocol):
    """What the plan has to know of a fault.

    at_request: the n-th of the requests that concern it, counted from the moment of adding, 1 is the next
    one. times: for how many of them in a row; None for ever. release: ends what drips or hangs.
    """

    @property
    def at_request(self) -> int: ...

    @property
    def times(self) -> int | None: ...

    @property
    def release(self) -> threading.Event: ...

    def concerns(self, request: str) -> bool:
        """Whether requests of this kind count for the fault."""


FaultT = TypeVar("FaultT", bound=PlannedFault)


class _Planned(Generic[FaultT]):
    """A fault and how many requests it has seen."""

    def __init__(self, fault: FaultT) -> None:
        self.fault = fault
        self.seen = 0


class FaultPlan(Generic[FaultT]):
    """The faults to come and those that happened. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._planned: list[_Planned[FaultT]] = []
        self._happened: list[tuple[FaultT, str]] = []

    def add(self, fault: FaultT) -> FaultT:
        """Plan a fault; returns it, so that its ``release`` is at hand."""
        with self._lock:
            self._planned.append(_Planned(fault))
        return fault

    def clear(self) -> None:
        """Forget what is planned and release what hangs."""
        self.release_all()
        with self._lock:
            self._planned.clear()

    def release_all(self) -> None:
        """End everything slow or hanging, also what has not begun."""
        with self._lock:
            for planned in self._planned:
                planned.fault.release.set()
            for fault, _ in self._happened:
                fault.release.set()

    @property
    def happened(self) -> list[tuple[FaultT, str]]:
        """The faults so far, each with the kind of request that it hit."""
        with self._lock:
            return list(self._happened)

    def take(self, request: str) -> FaultT | None:
        """Count a request; the fault that it meets, the one planned first where several would."""
        met: FaultT | None = None
        with self._lock:
            for planned in list(self._planned):
                fault = planned.fault
                if not fault.concerns(request):
                    continue
                planned.seen += 1
                if met is None and hits(fault, planned.seen):
                    met = fault
                if is_over(fault, planned.seen):
                    self._planned.remove(planned)
            if met is not None:
                self._happened.append((met, request))
        return met


def hits(fault: PlannedFault, place: int) -> bool:
    """Whether the request at this place (1 is the first since adding) meets the fault."""
    return place >= fault.at_request and (fault.times is None or place < fault.at_request + fault.times)


def is_over(fault: PlannedFault, place: int) -> bool:
    """Whether no request after this place can meet the fault."""
    return fault.times is not None and place >= fault.at_request + fault.times - 1
