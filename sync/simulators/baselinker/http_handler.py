"""The HTTP side of the simulator.

Reads a request, lets the simulator answer it, and delivers the answer or a fault.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from sync.simulators.baselinker.faults import Fault, FaultKind
from sync.simulators.baselinker.http_form import read_form
from sync.simulators.delivery import HTML_TYPE, DeliveringHandler

PATH = "/connector.php"
JSON_TYPE = "application/json; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Exchange:
    """What one request got: the fault it met, and status and body where it was handled at all."""

    fault: Fault | None
    status: int
    body: bytes


class Site(Protocol):
    """What the handler asks of the simulator."""

    def exchange(self, token: str, method: str, parameters: str | None) -> Exchange:
        """Record and answer one call."""

    def stray(self, verb: str, path: str, with_token: bool) -> None:
        """Record a request to any other address."""


class ConnectorHandler(DeliveringHandler):
    """One connection, kept alive over many requests. :meth:`for_site` makes the class for a simulator."""

    server_version = "BaseLinkerSimulator"
    site: Site

    @classmethod
    def for_site(cls, site: Site) -> type[ConnectorHandler]:
        """The handler class that answers for one simulator."""
        return type("BoundConnectorHandler", (cls,), {"site": site})

    def serve(self, verb: str) -> None:
        """POST is the connector's way in, GET a call with an empty form; elsewhere no page is found."""
        if verb not in ("GET", "POST"):
            super().serve(verb)
            return
        body = self.body()
        if self.path.split("?")[0] != PATH:
            self._elsewhere(verb)
        else:
            form = read_form(self.headers.get("Content-Type", ""), body) if verb == "POST" else {}
            self._answer(form)

    def _answer(self, form: dict[str, str]) -> None:
        token = self.headers.get("X-BLToken") or form.get("token", "")
        exchange = self.site.exchange(token.strip(), form.get("method", ""), form.get("parameters"))
        if exchange.fault is None:
            self.send(exchange.status, exchange.body, JSON_TYPE)
        else:
            self._deliver(exchange.fault, exchange)

    def _elsewhere(self, verb: str) -> None:
        with_token = "X-BLToken" in self.headers
        self.site.stray(verb, self.path, with_token)
        self.send_page(404, "Not Found")

    def _deliver(self, fault: Fault, exchange: Exchange) -> None:
        kind = FaultKind(fault.kind)
        if kind in (FaultKind.RESET_BEFORE, FaultKind.RESET_AFTER):
            self.reset()
        elif kind in (FaultKind.HANG, FaultKind.HANG_AFTER):
            fault.release.wait()
            self.reset()
        elif kind is FaultKind.TRUNCATED:
            self.send(exchange.status, exchange.body, JSON_TYPE, keep=len(exchange.body) // 2)
        elif kind is FaultKind.HTML_200:
            self.send_page(200, "Maintenance")
        elif kind in (FaultKind.HTML_502, FaultKind.HTML_502_AFTER):
            self.send_page(502, "502 Bad Gateway")
        elif kind is FaultKind.HTML_503:
            self.send_page(503, "503 Service Unavailable")
        elif kind is FaultKind.HTTP_429:
            retry = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
            self.send_page(429, "429 Too Many Requests", retry)
        elif kind is FaultKind.REDIRECT:
            location = fault.location or "/login"
            self.send(fault.redirect_status, b"", HTML_TYPE, {"Location": location})
        elif kind is FaultKind.SLOW:
            self.drip(
                exchange.status,
                exchange.body,
                JSON_TYPE,
                {},
                release=fault.release,
                seconds=fault.drip_seconds,
            )
        elif kind is FaultKind.WRONG_CHARSET:
            self.send(exchange.status, exchange.body, "application/json; charset=iso-8859-1")
        elif kind is FaultKind.INVALID_UTF8:
            text = exchange.body.decode("utf-8")[:-1] + ',"note":"zażółć"}'
            self.send(exchange.status, text.encode("cp1250", errors="replace"), JSON_TYPE)
        else:
            self.send(exchange.status, exchange.body, JSON_TYPE)
