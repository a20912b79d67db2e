"""The simulator itself: an HTTP server on this machine that behaves like micro.bg's External App API.

Example::

    with MicrobgSimulator() as simulator:
        good = simulator.program.add_good("Чаша", PriceOut2=9.99, stock={1: 5})
        request = sealed(json.dumps({"functionName": "getItems"}).encode(), simulator.secret)
        form = {"ApiId": simulator.api_id, "Request": request}
        requests.post(simulator.url, data=form, timeout=5).json()
"""

from __future__ import annotations

import threading
from collections import Counter
from datetime import datetime, tzinfo
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from sync.clock import SystemClock
from sync.simulators.clock import Clock
from sync.simulators.local_server import LocalService
from sync.simulators.microbg.books import Books
from sync.simulators.microbg.faults import NOTHING_DONE, FaultKind, FaultPlan
from sync.simulators.microbg.functions import READING
from sync.simulators.microbg.http_handler import PATH, Exchange, ServiceHandler
from sync.simulators.microbg.judge import Judge
from sync.simulators.microbg.program import Program, fresh_books
from sync.simulators.microbg.quirks import Quirks
from sync.simulators.microbg.service import Request, Service
from sync.simulators.microbg.wire import Fields

API_ID: Final = "EXTERNAL-APP-1"
SIGNING_WORDS: Final = "known to this machine alone"
UNREADABLE: Final = "?"


class RecordedRequest(NamedTuple):
    """One call as it arrived, whatever became of it; function is ``?`` where it could not be read. Neither
    the ApiId nor the signature is kept.
    """

    time: datetime
    verb: str
    function: str
    parameters: Fields
    data: Fields

    @property
    def kind(self) -> str:
        """The function's name, as faults know it."""
        return self.function


class MicrobgSimulator(LocalService):
    """One company behind ``url``, from ``start`` to ``stop`` or as a context manager.

    books: the state; it lives on after the server and can be served again. api_id and secret: what callers
    need. quirks may be exchanged while it runs. clock: anything with ``now()``. zone: of the service, for
    days and times. port 0 takes a free one. Leaving the context raises RuntimeError if the simulator itself
    failed.
    """

    def __init__(
        self,
        books: Books | None = None,
        *,
        api_id: str = API_ID,
        secret: str = SIGNING_WORDS,
        quirks: Quirks | None = None,
        clock: Clock | None = None,
        zone: tzinfo | None = None,
        port: int = 0,
    ) -> None:
        self.api_id = api_id
        self.secret = secret
        self.clock: Clock = clock or SystemClock()
        self.lock = threading.RLock()
        self.books = books or fresh_books()
        self.faults = FaultPlan()
        self.requests: list[RecordedRequest] = []
        self.counts: Counter[str] = Counter()
        self._service = Service(
            self.books, quirks or Quirks(), self.clock, zone or ZoneInfo("Europe/Sofia"), api_id, secret
        )
        self.program = Program(self.books, self.lock, self._service.local_time)
        self.judge = Judge(self.books, self.lock)
        super().__init__(ServiceHandler.for_site(self), port)

    @property
    def host(self) -> str:
        """The server's address, without a slash at its end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """The one address of the API."""
        return f"{self.host}{PATH}"

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
        """Fields and parameters that callers sent and nothing takes, such as ``Operations: colour`` or
        ``getItems: colour``.
        """
        with self.lock:
            return Counter(self._service.not_taken)

    def release(self) -> None:
        """End every fault that hangs."""
        self.faults.release_all()

    def writes(self) -> int:
        """How many calls arrived that are not mere reading, refused and lost ones included."""
        with self.lock:
            return sum(request.function not in READING for request in self.requests)

    def forget_requests(self) -> None:
        """Start the record and the counters anew."""
        with self.lock:
            self.requests.clear()
            self.counts.clear()
            self._service.not_taken.clear()

    def exchange(self, request: Request) -> Exchange:
        """Record a call, let it meet its fault, and answer it under the one lock."""
        with self.lock:
            kind = self._record(request)
            fault = self.faults.take(kind)
            if fault is None:
                return Exchange(None, self._service.answer(request))
            return Exchange(fault, self._answer_with(fault.kind, request))

    def _answer_with(self, kind: FaultKind, request: Request) -> bytes:
        """The answer where a fault strikes; the handler does the rest."""
        body = self._service.empty() if kind in NOTHING_DONE else self._service.answer(request)
        if kind in (FaultKind.STATUS_FALSE, FaultKind.STATUS_FALSE_AFTER):
            return self._service.broken()
        return body

    def _record(self, request: Request) -> str:
        call = request.call()
        function = call.function if call else UNREADABLE
        parameters, data = (call.parameters, call.data) if call else ({}, {})
        self.requests.append(RecordedRequest(self.clock.now(), request.verb, function, parameters, data))
        self.counts[function] += 1
        return function
