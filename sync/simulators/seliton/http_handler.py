"""The HTTP side: reads a request, lets the simulator answer it, delivers the answer or a fault."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol
from urllib.parse import unquote

from sync.simulators.delivery import DeliveringHandler
from sync.simulators.seliton.faults import Fault, FaultKind
from sync.simulators.seliton.service import JSON_TYPE, PAGE_TYPE, Answer, Request


@dataclass(frozen=True, slots=True)
class Exchange:
    """What one request got: the fault it met, and the answer."""

    fault: Fault | None
    answer: Answer


class Site(Protocol):
    """What the handler asks of the simulator."""

    def exchange(self, request: Request) -> Exchange:
        """Record and answer one call."""


class ShopHandler(DeliveringHandler):
    """One connection, kept alive over many requests. :meth:`for_site` makes the class for a simulator."""

    server_version = "SelitonSimulator"
    site: Site

    @classmethod
    def for_site(cls, site: Site) -> type[ShopHandler]:
        """The handler class that answers for one simulator."""
        return type("BoundShopHandler", (cls,), {"site": site})

    def serve(self, verb: str) -> None:
        """One call."""
        path, _, query = self.path.partition("?")
        authorization = self.headers.get("Authorization") or ""
        exchange = self.site.exchange(Request(verb, unquote(path), query, self.body(), authorization))
        answer = exchange.answer
        if exchange.fault is not None:
            self._deliver(exchange.fault, answer)
        elif answer.location:
            self.send(answer.status, b"", None, {"Location": answer.location})
        else:
            self.send(answer.status, answer.body, answer.content_type)

    def _deliver(self, fault: Fault, answer: Answer) -> None:
        match fault.kind:
            case FaultKind.DROP_BEFORE | FaultKind.DROP_AFTER:
                self.reset()
            case FaultKind.HANG | FaultKind.HANG_AFTER:
                fault.release.wait()
                self.reset()
            case FaultKind.CUT:
                self.send(200, answer.body, answer.content_type, keep=len(answer.body) // 2)
            case FaultKind.EMPTY_BODY:
                self.send(200, b"", JSON_TYPE)
            case FaultKind.HTML_200:
                self.send_page(200, "Sign in to this network")
            case FaultKind.HTML_502 | FaultKind.HTML_502_AFTER:
                self.send_page(502, "502 Bad Gateway")
            case FaultKind.ERROR_500 | FaultKind.ERROR_500_AFTER:
                self.send(500, b"", PAGE_TYPE)
            case FaultKind.ERROR_503:
                self.send_page(503, "Maintenance")
            case FaultKind.TOO_MANY:
                self.send_page(429, "Too Many Requests", {"Retry-After": str(fault.retry_after)})
            case FaultKind.REDIRECT:
                self.send(302, b"", None, {"Location": fault.location})
            case FaultKind.SLOW:
                seconds, release = fault.drip_seconds, fault.release
                self.drip(200, answer.body, answer.content_type, {}, release=release, seconds=seconds)
            case _:  # the answer itself is the fault
                self.send(answer.status, answer.body, answer.content_type)
