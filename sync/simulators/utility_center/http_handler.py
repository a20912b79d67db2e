"""The HTTP side: reads a request, lets the simulator answer it, delivers the answer or a fault."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol
from urllib.parse import parse_qsl, urlsplit

from sync.simulators.delivery import DeliveringHandler
from sync.simulators.utility_center.faults import Fault, FaultKind
from sync.simulators.utility_center.service import Answer, Request

JSON_TYPE: Final = "application/json; charset=utf-8"
KEY_HEADER: Final = "X-API-Key"


@dataclass(frozen=True, slots=True)
class Exchange:
    """What one request got: the fault it met, and the answer."""

    fault: Fault | None
    answer: Answer


class Site(Protocol):
    """What the handler asks of the simulator."""

    def exchange(self, request: Request) -> Exchange:
        """Record and answer one call."""


class ServiceHandler(DeliveringHandler):
    """One connection, kept alive over many requests. :meth:`for_site` makes the class for a simulator."""

    server_version = "UtilityCenterSimulator"
    site: Site

    @classmethod
    def for_site(cls, site: Site) -> type[ServiceHandler]:
        """The handler class that answers for one simulator."""
        return type("BoundServiceHandler", (cls,), {"site": site})

    def serve(self, verb: str) -> None:
        """One call of the service."""
        body = self.body()
        parts = urlsplit(self.path)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        request = Request(verb, parts.path, query, body, (self.headers.get(KEY_HEADER) or "").strip())
        exchange = self.site.exchange(request)
        if exchange.fault is None:
            self._send(exchange.answer)
        else:
            self._deliver(exchange.fault, exchange.answer)

    def _deliver(self, fault: Fault, answer: Answer) -> None:
        match fault.kind:
            case FaultKind.DROP_BEFORE | FaultKind.DROP_AFTER | FaultKind.DROP_HALFWAY:
                self.reset()
            case FaultKind.HANG | FaultKind.HANG_AFTER:
                fault.release.wait()
                self.reset()
            case FaultKind.CUT:
                self._send(answer, keep=len(answer.body) // 2)
            case FaultKind.EMPTY_BODY:
                self._send(Answer(answer.status, b"", answer.headers))
            case FaultKind.HTML_200:
                self.send_page(200, "Sign in to this network")
            case FaultKind.HTML_502 | FaultKind.HTML_502_AFTER:
                self.send_page(502, "502 Bad Gateway")
            case FaultKind.REDIRECT:
                self._send(Answer(302, b"", {"Location": fault.location}))
            case FaultKind.SLOW:
                self.drip(
                    answer.status,
                    answer.body,
                    JSON_TYPE,
                    answer.headers,
                    release=fault.release,
                    seconds=fault.drip_seconds,
                )
            case _:  # the answer itself is the fault
                self._send(answer)

    def _send(self, answer: Answer, *, keep: int | None = None) -> None:
        """An answer without a body has no type."""
        content_type = JSON_TYPE if answer.body else None
        self.send(answer.status, answer.body, content_type, answer.headers, keep=keep)
