"""The simulator itself: an HTTP server on this machine that behaves like Utility Center's REST service.

Example::

    with UtilityCenterSimulator() as simulator:
        good = simulator.program.add_good("Чаша", PriceOut2=9.99, stock={1: 5})
        requests.get(f"{simulator.url}/Items", params={"id": good}, timeout=5).json()
"""

from __future__ import annotations

import dataclasses
import json
import socket
import sys
import threading
from collections import Counter
from datetime import datetime, tzinfo
from http import HTTPStatus
from http.server import ThreadingHTTPServer
from socketserver import TCPServer
from types import TracebackType
from typing import Any, NamedTuple, Self
from zoneinfo import ZoneInfo

from sync.clock import SystemClock
from sync.simulators.utility_center.books import Books
from sync.simulators.utility_center.clock import Clock
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


class _Server(ThreadingHTTPServer):
    """Threads that end with the program, and connections that end with the server."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], handler: type[ServiceHandler]) -> None:
        super().__init__(address, handler)
        self.failures: list[BaseException] = []
        self._open: set[socket.socket] = set()
        self._open_lock = threading.Lock()

    def server_bind(self) -> None:
        """Bind without asking a name service for this machine's name, which can take seconds."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = "localhost", int(self.server_address[1])

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._open_lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._open_lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def close_connections(self) -> None:
        """Wake every thread that waits for the next request of a kept connection."""
        with self._open_lock:
            for connection in self._open:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:  # the other side was faster
                    continue

    def handle_error(self, *_: Any) -> None:
        """A client that went away is no failure; anything else is the simulator's own, reported at the
        end.
        """
        error = sys.exception()
        if error is not None and not isinstance(error, ConnectionError):
            self.failures.append(error)


class UtilityCenterSimulator:
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
        self._server = _Server(("127.0.0.1", port), ServiceHandler.for_site(self))
        self._thread: threading.Thread | None = None

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._server.server_address[1])

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

    def start(self) -> Self:
        """Answer requests from now on, in threads of its own."""
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def stop(self) -> None:
        """Release what hangs, close every connection and the port. Calling it twice is harmless."""
        self.faults.release_all()
        if self._thread is not None:
            self._server.shutdown()
            self._thread.join()
            self._thread = None
        self._server.server_close()
        self._server.close_connections()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        if kind is None and self._server.failures:
            raise RuntimeError("The simulator itself failed") from self._server.failures[0]

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
