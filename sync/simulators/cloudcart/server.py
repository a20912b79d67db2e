"""The simulator itself: an HTTP server on this machine that behaves like a shop of CloudCart.

Example::

    with CloudCartSimulator() as simulator:
        mug = simulator.owner.add_product("Чаша", price="9.99", quantity=5, sku="MUG")
        requests.get(f"{simulator.url}/variants", headers={"X-CloudCart-ApiKey": SAMPLE_KEY}, timeout=5)
"""

from __future__ import annotations

import dataclasses
import json
import threading
from collections import Counter
from datetime import datetime
from typing import Any, Final, NamedTuple, Self

from sync.clock import SystemClock
from sync.simulators.clock import Clock
from sync.simulators.cloudcart.backend import Backend
from sync.simulators.cloudcart.buyer import Buyer
from sync.simulators.cloudcart.calls import BASE, JSON_API, Answer, Request, maintenance, plain, server_error
from sync.simulators.cloudcart.faults import NOTHING_DONE, FaultKind, FaultPlan
from sync.simulators.cloudcart.gate import budget_verdict
from sync.simulators.cloudcart.hooks import TIMEOUT_SECONDS, Hooks
from sync.simulators.cloudcart.http_handler import Exchange, StoreHandler
from sync.simulators.cloudcart.judge import Judge
from sync.simulators.cloudcart.limits import Budget, Consumer, refusal_body
from sync.simulators.cloudcart.owner import Owner
from sync.simulators.cloudcart.quirks import Quirks
from sync.simulators.cloudcart.service import Service
from sync.simulators.cloudcart.shop import Shop
from sync.simulators.local_server import LocalService

_WRITING_VERBS: Final = ("POST", "PATCH", "DELETE")
_SERVER_ERRORS: Final = (FaultKind.ERROR_500, FaultKind.ERROR_500_AFTER)
_TICK_SECONDS: Final = 0.5
_EMPTY_PAGE: Final = {
    "data": [],
    "meta": {
        "page": {"current-page": 1, "per-page": 20, "from": None, "to": None, "total": 0, "last-page": 1}
    },
}


class RecordedRequest(NamedTuple):
    """One request as it arrived, with the status it got; 0 where it got none. The key itself is not kept."""

    time: datetime
    kind: str
    address: str
    query: dict[str, str]
    body: Any
    with_key: bool
    status: int


class CloudCartSimulator(LocalService):
    """One shop behind ``url``, from ``start`` to ``stop`` or as a context manager.

    shop: the state; it lives on after the server and can be served again. quirks may be exchanged while it
    runs. per_minute: the number of the plan (0, 50, 100, 150, ...), None counts nothing. clock: anything with
    ``now()``; limits, orders and deliveries follow it. hook_timeout: real seconds that a receiver of
    webhooks may take. deliver_by_itself: what is due later is delivered without anybody calling
    :meth:`deliver_due`, for the demo with the machine's own clock. port 0 takes a free one.
    """

    def __init__(
        self,
        shop: Shop | None = None,
        *,
        quirks: Quirks | None = None,
        per_minute: int | None = 100,
        clock: Clock | None = None,
        hook_timeout: float = TIMEOUT_SECONDS,
        deliver_by_itself: bool = False,
        port: int = 0,
    ) -> None:
        self.clock: Clock = clock or SystemClock()
        self.faults = FaultPlan()
        self.requests: list[RecordedRequest] = []
        self.counts: Counter[str] = Counter()
        self.lock = threading.RLock()
        self.backend = Backend(shop if shop is not None else Shop(), quirks or Quirks(), self.clock)
        self.budget = Budget(per_minute, self.clock)
        self.hooks = Hooks(self.backend, self.lock, hook_timeout)
        self.owner = Owner(self.backend, self.hooks, self.budget)
        self.buyer = Buyer(self.backend, self.hooks)
        self.judge = Judge(self.backend, self.lock)
        self._service = Service(self.backend)
        self._previous: dict[str, Answer] = {}
        self._ended = threading.Event()
        self._deliver_by_itself = deliver_by_itself
        super().__init__(StoreHandler.for_site(self), port)

    @property
    def shop(self) -> Shop:
        """What it serves."""
        return self.backend.shop

    def serve(self, shop: Shop) -> None:
        """Another shop at the same address from now on, with a record and a budget of its own."""
        with self.lock:
            self.backend.shop = shop
            self.forget_requests()

    @property
    def origin(self) -> str:
        """The address of the shop, without a path."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """The address of the API, without a slash at its end."""
        return f"{self.origin}{BASE}"

    @property
    def quirks(self) -> Quirks:
        """The shop's habits; may be exchanged at any time."""
        return self.backend.quirks

    @quirks.setter
    def quirks(self, quirks: Quirks) -> None:
        with self.lock:
            self.backend.quirks = quirks

    def start(self) -> Self:
        """Answer requests from now on, in threads of its own."""
        super().start()
        if self._deliver_by_itself:
            threading.Thread(target=self._keep_delivering, daemon=True).start()
        return self

    def release(self) -> None:
        """End every fault that hangs, and the deliveries by itself."""
        self._ended.set()
        self.faults.release_all()

    def deliver_due(self) -> int:
        """Deliver the webhooks whose moment has come on the clock; how many attempts that were."""
        return self.hooks.deliver_due()

    def second_consumer(self, per_minute: float) -> Consumer:
        """Another program uses the same budget from now on, until its ``stop()``."""
        with self.lock:
            return self.budget.add_consumer(per_minute)

    def writes(self) -> int:
        """How many POST, PATCH and DELETE requests arrived, refused and lost ones included."""
        with self.lock:
            return sum(request.kind.partition(" ")[0] in _WRITING_VERBS for request in self.requests)

    def forget_requests(self) -> None:
        """Start the record, the counters and the budget anew."""
        with self.lock:
            self.requests.clear()
            self.counts.clear()
            self.budget.forget()
            self._previous.clear()

    def exchange(self, request: Request) -> Exchange:
        """Record a call, let it meet its fault, and answer it under the one lock."""
        with self.hooks.acting():
            fault = self.faults.take(f"{request.kind}\n{request.address}")
            answer = self._answer_with(None if fault is None else fault.kind, request)
            self._record(request, answer)
        return Exchange(fault, answer)

    def _answer_with(self, kind: FaultKind | None, request: Request) -> Answer:
        """The answer where a fault may strike; the handler does the rest."""
        if kind is None or kind not in NOTHING_DONE:
            answer = self._within_budget(request)
            self._previous[request.kind] = answer
            return server_error(2001) if kind in _SERVER_ERRORS else answer
        match kind:
            case FaultKind.REPEATED_PAGE:
                return self._previous.get(request.kind) or self._within_budget(request)
            case FaultKind.EMPTY_LIST:
                return plain({**_EMPTY_PAGE, "jsonapi": {"version": "1.0"}})
            case FaultKind.MAINTENANCE:
                return maintenance()
            case FaultKind.ERROR_500:
                return server_error(2000)
            case FaultKind.FLAT_429:
                message = "API rate limit exceeded. Please wait and retry later."
                return plain(refusal_body(message, self.quirks), 429, {"Retry-After": "60"})
            case _:
                return Answer(0)

    def _within_budget(self, request: Request) -> Answer:
        verdict = budget_verdict(self.backend, self.budget, request)
        if verdict is None:
            return self._service.answer(request)
        if verdict.refused:
            answer = plain(verdict.body, 429)
            if self.quirks.limit_body == "json_api":
                answer = dataclasses.replace(answer, content_type=JSON_API)
        else:
            answer = self._service.answer(request)
        return dataclasses.replace(answer, headers={**answer.headers, **verdict.headers})

    def _record(self, request: Request, answer: Answer) -> None:
        self.requests.append(
            RecordedRequest(
                self.clock.now(),
                request.kind,
                request.address,
                dict(request.query),
                _readable(request.body),
                bool(request.key),
                answer.status,
            )
        )
        self.counts[request.kind] += 1

    def _keep_delivering(self) -> None:
        while not self._ended.wait(_TICK_SECONDS):
            self.deliver_due()


def _readable(body: bytes) -> Any:
    """The body as sent, parsed where it is JSON; None where there is none."""
    if not body:
        return None
    try:
        return json.loads(body)
    except ValueError:
        return body
