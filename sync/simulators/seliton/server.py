"""The simulator itself: an HTTP server on this machine that is a Seliton shop and its token server in one.

Example::

    with SelitonSimulator() as simulator:
        simulator.owner.add_product("KD-1", "Чаша", price=Decimal("9.99"), quantity=Decimal(5))
        token = simulator.owner.token()
        requests.get(f"{simulator.api_url}products/", params={"access_token": token}, timeout=5).json()
"""

from __future__ import annotations

import json
import threading
from collections import Counter
from datetime import datetime
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

from sync.clock import SystemClock
from sync.simulators.clock import Clock
from sync.simulators.local_server import LocalService
from sync.simulators.seliton.faults import NOTHING_DONE, FaultKind, FaultPlan
from sync.simulators.seliton.feed import MODULE
from sync.simulators.seliton.http_handler import Exchange, ShopHandler
from sync.simulators.seliton.judge import Judge
from sync.simulators.seliton.oauth import Application
from sync.simulators.seliton.owner import Buyer, Owner
from sync.simulators.seliton.quirks import Quirks
from sync.simulators.seliton.service import (
    AUTHORIZE,
    EXCHANGE,
    FEED,
    REST,
    XML_API,
    Answer,
    Doors,
    Request,
    Service,
)
from sync.simulators.seliton.shop import Shop

CLIENT_ID: Final = "mostik-on-this-machine"
CLIENT_WORDS: Final = "known to this machine alone"
REDIRECT: Final = "http://127.0.0.1:8765/seliton"
_SECRET: Final = frozenset({"access_token", "Signature", "code"})


class RecordedRequest(NamedTuple):
    """One call as it arrived, whatever became of it. action: as faults know it. parameters: of the query,
    without token, code and signature. content: the JSON object sent, if any.
    """

    time: datetime
    verb: str
    action: str
    path: str
    parameters: dict[str, str]
    content: Any


class SelitonSimulator(LocalService):
    """One shop, from ``start`` to ``stop`` or as a context manager.

    shop: the state; it lives on after the server and can be served again. client_id, client_secret and
    redirect: the registered application (``application`` holds them and may be changed). quirks may be
    exchanged while it runs. clock: anything with ``now()``. port 0 takes a free one. Leaving the context
    raises RuntimeError if the simulator itself failed.
    """

    def __init__(
        self,
        shop: Shop | None = None,
        *,
        client_id: str = CLIENT_ID,
        client_secret: str = CLIENT_WORDS,
        redirect: str = REDIRECT,
        quirks: Quirks | None = None,
        clock: Clock | None = None,
        port: int = 0,
    ) -> None:
        self.clock: Clock = clock or SystemClock()
        self.lock = threading.RLock()
        self.shop = shop or Shop()
        self.application = Application(client_id, client_secret, redirect)
        self.faults = FaultPlan()
        self.requests: list[RecordedRequest] = []
        self.counts: Counter[str] = Counter()
        self._service = Service(self.shop, quirks or Quirks(), self.clock, self.application)
        self.owner = Owner(self.lock, self._service)
        self.buyer = Buyer(self.lock, self._service)
        self.judge = Judge(self.shop, self.lock)
        super().__init__(ShopHandler.for_site(self), port)

    @property
    def url(self) -> str:
        """The shop's own address, with a slash at its end."""
        return f"http://127.0.0.1:{self.port}/"

    @property
    def api_url(self) -> str:
        """Where REST v1 begins, with a slash at its end."""
        return f"{self.url}{REST[1:]}"

    @property
    def authorize_url(self) -> str:
        """The page of consent; in the world it is on another host than the shop."""
        return f"{self.url}{AUTHORIZE[1:]}"

    @property
    def token_url(self) -> str:
        """Where a code becomes a token."""
        return f"{self.url}{EXCHANGE[1:]}"

    @property
    def feed_url(self) -> str:
        """The whole address of the feed; whoever knows it can read it."""
        asked = {
            "ModuleName": MODULE,
            "Username": self.doors.feed_user,
            "Domain": "mostik.example",
            "Signature": self.doors.feed_signature,
            "DealerAccountType": "0",
        }
        return f"{self.url}{FEED[1:]}?{urlencode(asked)}"

    @property
    def xml_api_url(self) -> str:
        """The address of the XML API."""
        return f"{self.url}{XML_API[1:]}"

    @property
    def doors(self) -> Doors:
        """What feed and XML API ask of their callers."""
        return self._service.doors

    @property
    def quirks(self) -> Quirks:
        """The shop's habits; may be exchanged at any time."""
        return self._service.quirks

    @quirks.setter
    def quirks(self, quirks: Quirks) -> None:
        with self.lock:
            self._service.quirks = quirks

    @property
    def not_taken(self) -> Counter[str]:
        """Fields that callers sent and nothing takes, such as ``products: colour``."""
        with self.lock:
            return Counter(self._service.not_taken)

    def release(self) -> None:
        """End every fault that hangs."""
        self.faults.release_all()

    def writes(self) -> int:
        """How many calls of REST v1 arrived that are not mere reading, refused and lost ones included."""
        with self.lock:
            return sum(each.verb != "GET" and each.path.startswith(REST) for each in self.requests)

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
        match kind:
            case FaultKind.WRONG_NAMESPACE:
                return self._service.feed(namespace="http://schemas.example.com/other")
            case FaultKind.NO_PRODUCTS:
                return self._service.feed(products=False)
            case FaultKind.NOTHING_FOUND:
                return self._service.empty(request)
        answer = self._service.answer(request) if kind not in NOTHING_DONE else Answer(200, b"{}")
        if kind in (FaultKind.REFUSED, FaultKind.REFUSED_AFTER):
            return self._service.refusal("Something went wrong", 200)
        return answer

    def _record(self, request: Request) -> None:
        try:
            content = json.loads(request.body) if request.path.startswith(REST) else None
        except ValueError:
            content = None
        asked = {name: value for name, value in request.parameters().items() if name not in _SECRET}
        now = self.clock.now()
        made = RecordedRequest(now, request.verb, request.action, request.path, asked, content)
        self.requests.append(made)
        self.counts[request.action] += 1
