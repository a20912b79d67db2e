"""The simulator itself: an HTTP server on this machine that behaves like BaseLinker's connector.

Example::

    with BaseLinkerSimulator(small_account(token="1-2-X")) as simulator:
        requests.post(simulator.url, headers={"X-BLToken": "1-2-X"}, data={"method": "getInventories"})
"""

from __future__ import annotations

import json
import threading
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

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
from sync.simulators.local_server import LocalService

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


class BaseLinkerSimulator(LocalService):
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
        super().__init__(ConnectorHandler.for_site(self), port)

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

    def release(self) -> None:
        """End every fault that hangs."""
        self.faults.release_all()

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
