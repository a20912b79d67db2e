"""The HTTP side of the simulator.

Reads a request, lets the simulator answer it, and delivers the answer or a fault.
"""

from __future__ import annotations

import os
import socket
import struct
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from typing import Protocol

from sync.simulators.baselinker.faults import Fault, FaultKind
from sync.simulators.baselinker.http_form import read_form

PATH = "/connector.php"
JSON_TYPE = "application/json; charset=utf-8"
_HTML_TYPE = "text/html; charset=utf-8"
_PAGE = "<!DOCTYPE html><html><head><title>{0}</title></head><body><h1>{0}</h1></body></html>"
_DRIPS_AT_MOST = 100_000


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


class ConnectorHandler(BaseHTTPRequestHandler):
    """One connection, kept alive over many requests. :meth:`for_site` makes the class for a simulator."""

    protocol_version = "HTTP/1.1"
    server_version = "BaseLinkerSimulator"
    sys_version = ""
    disable_nagle_algorithm = True
    wbufsize = -1
    site: Site

    @classmethod
    def for_site(cls, site: Site) -> type[ConnectorHandler]:
        """The handler class that answers for one simulator."""
        return type("BoundConnectorHandler", (cls,), {"site": site})

    def do_POST(self) -> None:
        """The connector's only way in."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path.split("?")[0] != PATH:
            self._elsewhere("POST")
            return
        form = read_form(self.headers.get("Content-Type", ""), body)
        self._answer(form)

    def do_GET(self) -> None:
        """At the connector's address a call with an empty form, elsewhere a page that is not there."""
        if self.path.split("?")[0] != PATH:
            self._elsewhere("GET")
            return
        self._answer({})

    def _answer(self, form: dict[str, str]) -> None:
        token = self.headers.get("X-BLToken") or form.get("token", "")
        exchange = self.site.exchange(token.strip(), form.get("method", ""), form.get("parameters"))
        if exchange.fault is None:
            self._send(exchange.status, exchange.body, JSON_TYPE)
        else:
            self._deliver(exchange.fault, exchange)

    def _elsewhere(self, verb: str) -> None:
        with_token = "X-BLToken" in self.headers
        self.site.stray(verb, self.path, with_token)
        self._send(404, _PAGE.format("Not Found").encode(), _HTML_TYPE)

    def _deliver(self, fault: Fault, exchange: Exchange) -> None:
        kind = FaultKind(fault.kind)
        if kind in (FaultKind.RESET_BEFORE, FaultKind.RESET_AFTER):
            self._reset()
        elif kind in (FaultKind.HANG, FaultKind.HANG_AFTER):
            fault.release.wait()
            self._reset()
        elif kind is FaultKind.TRUNCATED:
            self._send(exchange.status, exchange.body, JSON_TYPE, keep=len(exchange.body) // 2)
        elif kind is FaultKind.HTML_200:
            self._send(200, _PAGE.format("Maintenance").encode(), _HTML_TYPE)
        elif kind in (FaultKind.HTML_502, FaultKind.HTML_502_AFTER):
            self._send(502, _PAGE.format("502 Bad Gateway").encode(), _HTML_TYPE)
        elif kind is FaultKind.HTML_503:
            self._send(503, _PAGE.format("503 Service Unavailable").encode(), _HTML_TYPE)
        elif kind is FaultKind.HTTP_429:
            retry = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
            self._send(429, _PAGE.format("429 Too Many Requests").encode(), _HTML_TYPE, retry)
        elif kind is FaultKind.REDIRECT:
            location = fault.location or "/login"
            self._send(fault.redirect_status, b"", _HTML_TYPE, {"Location": location})
        elif kind is FaultKind.SLOW:
            self._drip(fault, exchange)
        elif kind is FaultKind.WRONG_CHARSET:
            self._send(exchange.status, exchange.body, "application/json; charset=iso-8859-1")
        elif kind is FaultKind.INVALID_UTF8:
            text = exchange.body.decode("utf-8")[:-1] + ',"note":"zażółć"}'
            self._send(exchange.status, text.encode("cp1250", errors="replace"), JSON_TYPE)
        else:
            self._send(exchange.status, exchange.body, JSON_TYPE)

    def _send(
        self,
        status: int,
        body: bytes,
        content_type: str,
        headers: dict[str, str] | None = None,
        keep: int | None = None,
    ) -> None:
        """Head and body in one write. With ``keep`` only so many bytes of the promised ones, then the end."""
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body if keep is None else body[:keep])
        self.wfile.flush()
        if keep is not None:
            self.close_connection = True

    def _drip(self, fault: Fault, exchange: Exchange) -> None:
        """The head at once, then blanks until released: JSON allows them before its first brace."""
        self.send_response(exchange.status)
        self.send_header("Content-Type", JSON_TYPE)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.wfile.flush()
        for _ in range(_DRIPS_AT_MOST):
            if fault.release.wait(fault.drip_seconds):
                break
            self.wfile.write(b"1\r\n \r\n")
            self.wfile.flush()
        self.wfile.write(b"%x\r\n%s\r\n0\r\n\r\n" % (len(exchange.body), exchange.body))
        self.wfile.flush()

    def _reset(self) -> None:
        """Close with RST instead of FIN.

        Lingering for 0 seconds on a descriptor that nothing else still holds.
        """
        self.close_connection = True
        self.connection.setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("hh" if os.name == "nt" else "ii", 1, 0)
        )
        socket.close(self.connection.detach())

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing on the screen: the simulator keeps its own record."""
