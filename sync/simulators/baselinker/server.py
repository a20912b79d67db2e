"""The simulator itself: an HTTP server on this machine that behaves like BaseLinker's connector.

Example::

    with BaseLinkerSimulator(small_account(token="1-2-X")) as simulator:
        requests.post(simulator.url, headers={"X-BLToken": "1-2-X"}, data={"method": "getInventories"})
"""

from __future__ import annotations

import json
import socket
import sys
import threading
from collections import Counter
from datetime import datetime
from http.server import ThreadingHTTPServer
from pathlib import Path
from socketserver import TCPServer
from types import TracebackType
from typing import Any, NamedTuple, Self

from sync.simulators.baselinker.account import Account
from sync.simulators.baselinker.backend import Backend
from sync.simulators.baselinker.clock import Clock, SystemClock
from sync.simulators.baselinker.connector import Connector
from sync.simulators.baselinker.faults import FaultKind, FaultPlan
from sync.simulators.baselinker.http_handler import PATH, ConnectorHandler, Exchange
from sync.simulators.baselinker.limits import Consumer, LimitRules, RateLimit
from sync.simulators.baselinker.methods import METHODS
from sync.simulators.baselinker.panel import Panel
from sync.simulators.baselinker.quirks import Quirks

_NOTHING_DONE = frozenset(
    {
        FaultKind.RESET_BEFORE,
        FaultKind.HTML_200,
        FaultKind.HTML_502,
        FaultKind.HTML_503,
        FaultKind.HTTP_429,
        FaultKind.HANG,
        FaultKind.REDIRECT,
    }
)


class RecordedRequest(NamedTuple):
    """One request as it arrived, whatever became of it. The token is not kept."""

    time: datetime
    method: str
    parameters: Any


class StrayRequest(NamedTuple):
    """A request to another address than the connector's, e.g. after a redirect."""

    verb: str
    path: str
    with_token: bool


class _Server(ThreadingHTTPServer):
    """Threads that end with the program, and connections that end with the server."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], handler: type[ConnectorHandler]) -> None:
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
        """A client that went away is no failure.

        Anything else is the simulator's own and is reported at the end.
        """
        error = sys.exception()
        if error is not None and not isinstance(error, ConnectionError):
            self.failures.append(error)


class BaseLinkerSimulator:
    """One account behind ``url``, from ``start`` to ``stop`` or as a context manager.

    account: the state; it lives on after the server and can be saved. quirks may be exchanged while it
    runs. clock: anything with ``now()``; the journal, the orders and the limit follow it. port 0 takes a
    free one. Leaving the context raises RuntimeError if the simulator itself failed, so that its own
    mistake is never taken for a fault of the platform.
    """

    def __init__(
        self,
        account: Account,
        *,
        quirks: Quirks | None = None,
        limits: LimitRules | None = None,
        clock: Clock | None = None,
        port: int = 0,
    ) -> None:
        self.account = account
        self.clock = clock or SystemClock()
        self.faults = FaultPlan()
        self.requests: list[RecordedRequest] = []
        self.counts: Counter[str] = Counter()
        self.handled: Counter[str] = Counter()
        self.strays: list[StrayRequest] = []
        self.lock = threading.RLock()
        self.backend = Backend(account, quirks or Quirks(), self.clock)
        self.limit = RateLimit(limits or LimitRules(), self.clock)
        self.panel = Panel(self.backend, self.lock)
        self._connector = Connector(self.backend, self.limit)
        self._server = _Server(("127.0.0.1", port), ConnectorHandler.for_site(self))
        self._thread: threading.Thread | None = None

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        """The connector's full address."""
        return f"http://127.0.0.1:{self.port}{PATH}"

    @property
    def quirks(self) -> Quirks:
        """The account's habits; may be exchanged at any time."""
        return self.backend.quirks

    @quirks.setter
    def quirks(self, quirks: Quirks) -> None:
        with self.lock:
            self.backend.quirks = quirks

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
        """How many calls of changing methods arrived, refused and lost ones included."""
        return sum(
            count for method, count in self.counts.items() if method in METHODS and METHODS[method].changes
        )

    def forget_requests(self) -> None:
        """Start the record and the counters anew."""
        with self.lock:
            self.requests.clear()
            self.counts.clear()
            self.handled.clear()
            self.strays.clear()

    def second_consumer(self, requests_per_minute: float, token: str = "") -> Consumer:
        """Another program uses the same budget from now on, until its ``stop()``.

        The budget is that of the first token, if none is named.
        """
        with self.lock:
            return self.limit.add_consumer(requests_per_minute, token or self.account.tokens[0])

    def refresh(self) -> None:
        """Take notice of changes made to ``account`` directly and not through the API or the panel."""
        with self.lock:
            self.backend.orders_changed()
            self.backend.product_index.rebuild()

    def save(self, path: Path) -> None:
        """Write the account to a JSON file."""
        with self.lock:
            self.account.save(path)

    def exchange(self, token: str, method: str, parameters: str | None) -> Exchange:
        """Record a call, let it meet its fault, and answer it under the one lock."""
        with self.lock:
            self.requests.append(RecordedRequest(self.clock.now(), method, _readable(parameters)))
            self.counts[method] += 1
            fault = self.faults.take(method)
            kind = None if fault is None else FaultKind(fault.kind)
            if kind in _NOTHING_DONE:
                return Exchange(fault, 0, b"")
            self.handled[method] += 1
            status, body = self._connector.answer(token, method, parameters, kind)
            return Exchange(fault, status, body)

    def stray(self, verb: str, path: str, with_token: bool) -> None:
        """Record a request to another address."""
        with self.lock:
            self.strays.append(StrayRequest(verb, path, with_token))


def _readable(parameters: str | None) -> Any:
    """The parameters as sent, parsed where they are JSON."""
    if not parameters:
        return {}
    try:
        return json.loads(parameters)
    except ValueError:
        return parameters
