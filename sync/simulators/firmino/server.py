"""The simulator itself: an HTTP server on this machine that behaves like Firmino's public API.

Example::

    with FirminoSimulator() as simulator:
        cup = simulator.program.add_article("KUB-1", "Kubek", gross=Decimal("9.99"), quantity=Decimal(5))
        requests.post(f"{simulator.url}articles/find", json={}, auth=simulator.credentials, timeout=5).json()
"""

from __future__ import annotations

import threading
from collections import Counter
from datetime import datetime, tzinfo
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from sync.clock import SystemClock
from sync.simulators.clock import Clock
from sync.simulators.firmino.books import Books, Row
from sync.simulators.firmino.faults import NOTHING_DONE, FaultKind, FaultPlan
from sync.simulators.firmino.http_handler import Exchange, ServiceHandler
from sync.simulators.firmino.judge import Judge
from sync.simulators.firmino.program import Program, fresh_books
from sync.simulators.firmino.quirks import Quirks
from sync.simulators.firmino.service import BASE, READING, Answer, Request, Service
from sync.simulators.local_server import LocalService

LOGIN: Final = "sklep@example.org"
ENTRY_WORDS: Final = "known to this machine alone"


class RecordedRequest(NamedTuple):
    """One call as it arrived, whatever became of it. action: resource and verb, as faults know it. The login
    is not kept.
    """

    time: datetime
    verb: str
    action: str
    path: str
    company: str
    content: Row


class FirminoSimulator(LocalService):
    """One company behind ``url``, from ``start`` to ``stop`` or as a context manager.

    books: the state; it lives on after the server and can be served again. login and password: of HTTP
    Basic. quirks may be exchanged while it runs. clock: anything with ``now()``. zone: of the service, for
    its days. port 0 takes a free one. Leaving the context raises RuntimeError if the simulator itself
    failed.
    """

    def __init__(
        self,
        books: Books | None = None,
        *,
        login: str = LOGIN,
        password: str = ENTRY_WORDS,
        quirks: Quirks | None = None,
        clock: Clock | None = None,
        zone: tzinfo | None = None,
        port: int = 0,
    ) -> None:
        self.clock: Clock = clock or SystemClock()
        self.lock = threading.RLock()
        self.books = books or fresh_books()
        self.faults = FaultPlan()
        self.requests: list[RecordedRequest] = []
        self.counts: Counter[str] = Counter()
        in_zone = zone or ZoneInfo("Europe/Warsaw")
        self._service = Service(self.books, quirks or Quirks(), self.clock, in_zone, login, password)
        self.program = Program(self.books, self.lock, self._service)
        self.judge = Judge(self.books, self.lock, self._service)
        super().__init__(ServiceHandler.for_site(self), port)
        self._service.host = self.host

    @property
    def host(self) -> str:
        """The server's address, without a slash at its end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """Where the API begins, with a slash at its end."""
        return f"{self.host}{BASE}"

    @property
    def credentials(self) -> tuple[str, str]:
        """Login and password."""
        return self._service.login, self._service.password

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
        """Fields that callers sent and nothing takes, such as ``articles: colour``."""
        with self.lock:
            return Counter(self._service.not_taken)

    def change_password(self, password: str) -> None:
        """The owner changes it; callers with the old one are refused from now on."""
        with self.lock:
            self._service.password = password

    def release(self) -> None:
        """End every fault that hangs."""
        self.faults.release_all()

    def writes(self) -> int:
        """How many calls arrived that are not mere reading, refused and lost ones included."""
        with self.lock:
            return sum(request.action.partition("/")[2] not in READING for request in self.requests)

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
            fault = self.faults.take(request.action)
            if fault is None:
                return Exchange(None, self._service.answer(request))
            return Exchange(fault, self._answer_with(fault.kind, request))

    def _answer_with(self, kind: FaultKind, request: Request) -> Answer:
        """The answer where a fault strikes; the handler does the rest."""
        answer = self._service.answer(request) if kind not in NOTHING_DONE else self._service.success(None)
        if kind in (FaultKind.REFUSED, FaultKind.REFUSED_AFTER):
            return self._service.refusal("Wystąpił błąd")
        if kind is FaultKind.NOTHING_FOUND:
            return self._service.success({"list": [], "total": 0})
        return answer

    def _record(self, request: Request) -> None:
        try:
            content = request.content()
        except ValueError:
            content = {}
        seen = (self.clock.now(), request.verb, request.action, request.path, request.company, content)
        self.requests.append(RecordedRequest(*seen))
        self.counts[request.action] += 1
