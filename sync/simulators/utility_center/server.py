"""The simulator itself: an HTTP server on this machine that behaves like Utility Center's REST service.

Example::

    with UtilityCenterSimulator() as simulator:
        good = simulator.program.add_good("Чаша", PriceOut2=9.99, stock={1: 5})
        requests.get(f"{simulator.url}/Items", params={"id": good}, timeout=5).json()
"""

from __future__ import annotations

import dataclasses
import json
import threading
from collections import Counter
from datetime import datetime, tzinfo
from http import HTTPStatus
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sync.clock import SystemClock
from sync.simulators.clock import Clock
from sync.simulators.local_server import LocalService
from sync.simulators.utility_center.books import Books
from sync.simulators.utility_center.faults import NOTHING_DONE, FaultKind, FaultPlan
from sync.simulators.utility_center.http_handler import Exchange, ServiceHandler
from sync.simulators.utility_center.judge import Judge
from sync.simulators.utility_center.program import Program, fresh_books
from sync.simulators.utility_center.quirks import Quirks
from sync.simulators.utility_center.service import Answer, Request, Service, as_json

_SERVER_ERRORS = {
    FaultKind.ERROR_500: HTTPStatus.INTERNAL_SERVER_ERROR,
    FaultKind.ERROR_500_AFTER: HTTPStatus.INTERNAL_SERVER_ERROR,
    FaultKind.ERROR_503: HTTPStatus.SERVICE_UNAVAILABLE,
}
_WRITING_VERBS = ("POST", "PUT")


class RecordedRequest(NamedTuple):
    """One request as it arrived, whatever became of it. The key itself is not kept."""

    time: datetime
    verb: str
    path: str
    query: dict[str, str]
    body: Any
    with_key: bool

    @property
    def kind(self) -> str:
        """Verb and address, such as ``GET /Items``."""
        return f"{self.verb} {self.path}"


class UtilityCenterSimulator(LocalService):
    """One warehouse behind ``url``, from ``start`` to ``stop`` or as a context manager.

    books: the state; it lives on after the server and can be served again. key: what the X-API-Key header has
    to hold; without one everybody may call. quirks may be exchanged while it runs. clock: anything with
    ``now()``. zone: of the service's machine, for days and times. port 0 takes a free one. Leaving the
    context raises RuntimeError if the simulator itself failed, so that its own mistake is never taken for a
    fault of the service.
    """

    def __init__(
        self,
        books: Books | None = None,
        *,
        key: str = "",
        quirks: Quirks | None = None,
        clock: Clock | None = None,
        zone: tzinfo | None = None,
        port: int = 0,
    ) -> None:
        self.books = books if books is not None else fresh_books()
        self.clock: Clock = clock or SystemClock()
        self.faults = FaultPlan()
        self.requests: list[RecordedRequest] = []
        self.counts: Counter[str] = Counter()
        self.lock = threading.RLock()
        place = zone or ZoneInfo("Europe/Sofia")
        self._service = Service(self.books, quirks or Quirks(), self.clock, place, key)
        self.program = Program(self.books, self.lock, self._service.local_time)
        self.judge = Judge(self.books, self.lock)
        super().__init__(ServiceHandler.for_site(self), port)

    @property
    def url(self) -> str:
        """The service's address, without a slash at its end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def quirks(self) -> Quirks:
        """The service's habits; may be exchanged at any time."""
        return self._service.quirks

    @quirks.setter
    def quirks(self, quirks: Quirks) -> None:
        with self.lock:
            self._service.quirks = quirks

    @property
    def not_taken(self) -> Counter[str]:
        """Fields that callers sent and no column has, such as ``Operations: colour``."""
        with self.lock:
            return Counter(self._service.not_taken)

    def release(self) -> None:
        """End every fault that hangs."""
        self.faults.release_all()

    def writes(self) -> int:
        """How many POST and PUT requests arrived, refused and lost ones included."""
        with self.lock:
            return sum(request.verb in _WRITING_VERBS for request in self.requests)

    def forget_requests(self) -> None:
        """Start the record and the counters anew."""
        with self.lock:
            self.requests.clear()
            self.counts.clear()
            self._service.not_taken.clear()

    def exchange(self, request: Request) -> Exchange:
        """Record a call, let it meet its fault, and answer it under the one lock."""
        with self.lock:
            self._record(request)
            fault = self.faults.take(request.kind)
            if fault is None:
                return Exchange(None, self._service.answer(request))
            return Exchange(fault, self._answer_with(fault.kind, request))

    def _answer_with(self, kind: FaultKind, request: Request) -> Answer:
        """The answer where a fault strikes; the handler does the rest."""
        if kind is FaultKind.DROP_HALFWAY:
            request = dataclasses.replace(request, body=_first_half(request.body))
        answer = Answer(200, as_json([])) if kind in NOTHING_DONE else self._service.answer(request)
        if kind in _SERVER_ERRORS:
            return self._service.error(_SERVER_ERRORS[kind], "Object reference not set.")
        return answer

    def _record(self, request: Request) -> None:
        moment, with_key = self.clock.now(), bool(request.key)
        body = _readable(request.body)
        self.requests.append(
            RecordedRequest(moment, request.verb, request.path, request.query, body, with_key)
        )
        self.counts[request.kind] += 1


def _readable(body: bytes) -> Any:
    """The body as sent, parsed where it is JSON; None where there is none."""
    if not body:
        return None
    try:
        return json.loads(body)
    except ValueError:
        return body


def _first_half(body: bytes) -> bytes:
    """The first half of the rows sent, at least one; anything but a list as it is."""
    rows = _readable(body)
    return as_json(rows[: max(1, len(rows) // 2)]) if isinstance(rows, list) else body
