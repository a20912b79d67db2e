"""The HTTP side: reads a request, lets the simulator answer it, delivers the answer or a fault."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol
from urllib.parse import parse_qsl, urlsplit

from sync.simulators.cloudcart.calls import PLAIN_JSON, Answer, Request
from sync.simulators.cloudcart.faults import Fault, FaultKind
from sync.simulators.cloudcart.hooks import KEY_HEADER
from sync.simulators.delivery import DeliveringHandler

_PAGES: Final = {
    FaultKind.HTML_200: (200, "Sign in to this network"),
    FaultKind.HTML_403: (403, "Request forbidden by administrative rules"),
    FaultKind.HTML_429: (429, "Too many requests from your network"),
    FaultKind.HTML_502: (502, "502 Bad Gateway"),
    FaultKind.HTML_502_AFTER: (502, "502 Bad Gateway"),
    FaultKind.HTML_504: (504, "504 Gateway Time-out"),
    FaultKind.HTML_504_AFTER: (504, "504 Gateway Time-out"),
    FaultKind.HTML_520: (520, "Web server is returning an unknown error"),
    FaultKind.HTML_520_AFTER: (520, "Web server is returning an unknown error"),
}
_HEADERS: Final = {"x-powered-by": "cloudcart.com", "x-cc-p": "simulated", "x-cc-h": "simulated"}


@dataclass(frozen=True, slots=True)
class Exchange:
    """What one request got: the fault it met, and the answer."""

    fault: Fault | None
    answer: Answer


class Site(Protocol):
    """What the handler asks of the simulator."""

    def exchange(self, request: Request) -> Exchange:
        """Record and answer one call."""


class StoreHandler(DeliveringHandler):
    """One connection, kept alive over many requests. :meth:`for_site` makes the class for a simulator."""

    server_version = "CloudCartSimulator"
    site: Site

    @classmethod
    def for_site(cls, site: Site) -> type[StoreHandler]:
        """The handler class that answers for one simulator."""
        return type("BoundStoreHandler", (cls,), {"site": site})

    def serve(self, verb: str) -> None:
        """One call of the API, or of any other address, which finds nothing."""
        body = self.body()
        parts = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        key = headers.pop(KEY_HEADER.lower(), None)
        query = tuple(parse_qsl(parts.query, keep_blank_values=True))
        exchange = self.site.exchange(Request(verb, parts.path, query, headers, body, key))
        if exchange.fault is None:
            self._send(exchange.answer)
        else:
            self._deliver(exchange.fault, exchange.answer)

    def _deliver(self, fault: Fault, answer: Answer) -> None:
        match fault.kind:
            case FaultKind.DROP_BEFORE | FaultKind.DROP_AFTER:
                self.reset()
            case FaultKind.HANG | FaultKind.HANG_AFTER:
                fault.release.wait()
                self.reset()
            case FaultKind.CUT:
                self._send(answer, keep=len(answer.body) // 2)
            case FaultKind.EMPTY_BODY:
                self._send(Answer(answer.status, b"", answer.content_type, answer.headers))
            case FaultKind.REDIRECT:
                self._send(Answer(302, b"", None, {"Location": fault.location}))
            case FaultKind.SLOW:
                self.drip(
                    answer.status,
                    answer.body,
                    answer.content_type or PLAIN_JSON,
                    {**_HEADERS, **answer.headers},
                    release=fault.release,
                    seconds=fault.drip_seconds,
                )
            case kind if kind in _PAGES:
                self.send_page(*_PAGES[kind])
            case _:  # the answer itself is the fault
                self._send(answer)

    def _send(self, answer: Answer, *, keep: int | None = None) -> None:
        headers = {**_HEADERS, **answer.headers}
        self.send(answer.status, answer.body, answer.content_type, headers, keep=keep)
