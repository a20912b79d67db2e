"""The HTTP side: reads a request, lets the simulator answer it, delivers the answer or a fault."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

from sync.simulators.delivery import DeliveringHandler
from sync.simulators.microbg.faults import Fault, FaultKind
from sync.simulators.microbg.service import Request

JSON_TYPE: Final = "application/json; charset=utf-8"
HTML_TYPE: Final = "text/html; charset=utf-8"
PATH: Final = "/ExtApps/ExternalApp/API/"
_WARNING: Final = b"<br />\n<b>Warning</b>:  Undefined index in <b>Api.php</b> on line <b>1</b><br />\n"


@dataclass(frozen=True, slots=True)
class Exchange:
    """What one request got: the fault it met, and the answer's body."""

    fault: Fault | None
    body: bytes


class Site(Protocol):
    """What the handler asks of the simulator."""

    def exchange(self, request: Request) -> Exchange:
        """Record and answer one call."""


class ServiceHandler(DeliveringHandler):
    """One connection, kept alive over many requests. :meth:`for_site` makes the class for a simulator."""

    server_version = "MicrobgSimulator"
    site: Site

    @classmethod
    def for_site(cls, site: Site) -> type[ServiceHandler]:
        """The handler class that answers for one simulator."""
        return type("BoundServiceHandler", (cls,), {"site": site})

    def serve(self, verb: str) -> None:
        """One call of the service."""
        body = self.body()
        path = self.path.partition("?")[0]
        if path != PATH:
            self.send_page(404, "404 Not Found")
            return
        exchange = self.site.exchange(Request(verb, path, body))
        if exchange.fault is None:
            self.send(200, exchange.body, JSON_TYPE)
        else:
            self._deliver(exchange.fault, exchange.body)

    def _deliver(self, fault: Fault, body: bytes) -> None:
        match fault.kind:
            case FaultKind.DROP_BEFORE | FaultKind.DROP_AFTER:
                self.reset()
            case FaultKind.HANG | FaultKind.HANG_AFTER:
                fault.release.wait()
                self.reset()
            case FaultKind.CUT:
                self.send(200, body, JSON_TYPE, keep=len(body) // 2)
            case FaultKind.EMPTY_BODY:
                self.send(200, b"", HTML_TYPE)
            case FaultKind.WARNING:
                self.send(200, _WARNING + body, HTML_TYPE)
            case FaultKind.HTML_200:
                self.send_page(200, "Sign in to this network")
            case FaultKind.HTML_502 | FaultKind.HTML_502_AFTER:
                self.send_page(502, "502 Bad Gateway")
            case FaultKind.ERROR_500 | FaultKind.ERROR_500_AFTER:
                self.send(500, b"", HTML_TYPE)
            case FaultKind.ERROR_503:
                self.send_page(503, "Maintenance")
            case FaultKind.REDIRECT:
                self.send(302, b"", None, {"Location": fault.location})
            case FaultKind.SLOW:
                self.drip(200, body, JSON_TYPE, {}, release=fault.release, seconds=fault.drip_seconds)
            case _:  # the answer itself is the fault
                self.send(200, body, JSON_TYPE)
