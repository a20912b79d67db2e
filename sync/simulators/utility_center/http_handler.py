"""The HTTP side: reads a request, lets the simulator answer it, delivers the answer or a fault."""

from __future__ import annotations

import os
import socket
import struct
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from typing import Final, Protocol
from urllib.parse import parse_qsl, urlsplit

from sync.simulators.utility_center.faults import Fault, FaultKind
from sync.simulators.utility_center.service import Answer, Request

JSON_TYPE: Final = "application/json; charset=utf-8"
HTML_TYPE: Final = "text/html; charset=utf-8"
KEY_HEADER: Final = "X-API-Key"
_PAGE: Final = "<!DOCTYPE html><html><head><title>{0}</title></head><body><h1>{0}</h1></body></html>"
_DRIPS_AT_MOST: Final = 100_000


@dataclass(frozen=True, slots=True)
class Exchange:
    """What one request got: the fault it met, and the answer."""

    fault: Fault | None
    answer: Answer


class Site(Protocol):
    """What the handler asks of the simulator."""

    def exchange(self, request: Request) -> Exchange:
        """Record and answer one call."""


class ServiceHandler(BaseHTTPRequestHandler):
    """One connection, kept alive over many requests. :meth:`for_site` makes the class for a simulator."""

    protocol_version = "HTTP/1.1"
    server_version = "UtilityCenterSimulator"
    sys_version = ""
    disable_nagle_algorithm = True
    wbufsize = -1
    site: Site

    @classmethod
    def for_site(cls, site: Site) -> type[ServiceHandler]:
        """The handler class that answers for one simulator."""
        return type("BoundServiceHandler", (cls,), {"site": site})

    def do_GET(self) -> None:
        """Read something."""
        self._handle("GET")

    def do_POST(self) -> None:
        """Write something new."""
        self._handle("POST")

    def do_PUT(self) -> None:
        """Change something."""
        self._handle("PUT")

    def do_DELETE(self) -> None:
        """Not known to the service, and refused as such."""
        self._handle("DELETE")

    def do_PATCH(self) -> None:
        """Not known to the service, and refused as such."""
        self._handle("PATCH")

    def _handle(self, verb: str) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
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
                self._reset()
            case FaultKind.HANG | FaultKind.HANG_AFTER:
                fault.release.wait()
                self._reset()
            case FaultKind.CUT:
                self._send(answer, keep=len(answer.body) // 2)
            case FaultKind.EMPTY_BODY:
                self._send(Answer(answer.status, b"", answer.headers))
            case FaultKind.HTML_200:
                self._send_page(200, "Sign in to this network")
            case FaultKind.HTML_502 | FaultKind.HTML_502_AFTER:
                self._send_page(502, "502 Bad Gateway")
            case FaultKind.REDIRECT:
                self._send(Answer(302, b"", {"Location": fault.location}))
            case FaultKind.SLOW:
                self._drip(fault, answer)
            case _:  # the answer itself is the fault
                self._send(answer)

    def _send_page(self, status: int, text: str) -> None:
        self._send(Answer(status, _PAGE.format(text).encode()), content_type=HTML_TYPE)

    def _send(self, answer: Answer, *, content_type: str = JSON_TYPE, keep: int | None = None) -> None:
        """Head and body in one write. With ``keep`` only so many bytes of the promised ones, then the end."""
        self.send_response(answer.status)
        if answer.body:
            self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body if keep is None else answer.body[:keep])
        self.wfile.flush()
        if keep is not None:
            self.close_connection = True

    def _drip(self, fault: Fault, answer: Answer) -> None:
        """The head at once, then blanks until released: JSON allows them before its first letter."""
        self.send_response(answer.status)
        self.send_header("Content-Type", JSON_TYPE)
        self.send_header("Transfer-Encoding", "chunked")
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.flush()
        for _ in range(_DRIPS_AT_MOST):
            if fault.release.wait(fault.drip_seconds):
                break
            self.wfile.write(b"1\r\n \r\n")
            self.wfile.flush()
        if answer.body:
            self.wfile.write(b"%x\r\n%s\r\n" % (len(answer.body), answer.body))
        self.wfile.write(b"0\r\n\r\n")
        self.wfile.flush()

    def _reset(self) -> None:
        """Close with RST instead of FIN: lingering for 0 seconds on a descriptor that nothing else holds."""
        self.close_connection = True
        linger = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        socket.close(self.connection.detach())

    def log_message(self, *_: object) -> None:
        """Nothing on the screen: the simulator keeps its own record."""
