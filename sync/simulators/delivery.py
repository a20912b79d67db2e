"""How an answer leaves a simulator: whole, cut, dripping, as a page of something in between, or not at
all.
"""

from __future__ import annotations

import os
import socket
import struct
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler
from typing import Final

HTML_TYPE: Final = "text/html; charset=utf-8"
_PAGE: Final = "<!DOCTYPE html><html><head><title>{0}</title></head><body><h1>{0}</h1></body></html>"
_DRIPS_AT_MOST: Final = 100_000
_NO_HEADERS: Final[Mapping[str, str]] = {}


class DeliveringHandler(BaseHTTPRequestHandler):
    """One connection, kept alive over many requests; a platform's handler answers them."""

    protocol_version = "HTTP/1.1"
    sys_version = ""
    disable_nagle_algorithm = True
    wbufsize = -1

    def serve(self, verb: str) -> None:
        """Answer one request, whose head has been read; a platform's handler overrides this."""
        self.send_error(501, f"Unsupported method ({verb!r})")

    def do_GET(self) -> None:
        self.serve("GET")

    def do_POST(self) -> None:
        self.serve("POST")

    def do_PUT(self) -> None:
        self.serve("PUT")

    def do_PATCH(self) -> None:
        self.serve("PATCH")

    def do_DELETE(self) -> None:
        self.serve("DELETE")

    def do_OPTIONS(self) -> None:
        self.serve("OPTIONS")

    def body(self) -> bytes:
        """The content of the request, as long as it says it is."""
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def send(
        self,
        status: int,
        body: bytes,
        content_type: str | None,
        headers: Mapping[str, str] = _NO_HEADERS,
        *,
        keep: int | None = None,
    ) -> None:
        """Head and body in one write. With ``keep`` only so many bytes of the promised ones, then the end.

        content_type None leaves the header out.
        """
        self._head(status, content_type, headers)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body if keep is None else body[:keep])
        self.wfile.flush()
        if keep is not None:
            self.close_connection = True

    def send_page(self, status: int, text: str, headers: Mapping[str, str] = _NO_HEADERS) -> None:
        """An HTML page with one heading, as proxies and host names in maintenance answer."""
        self.send(status, _PAGE.format(text).encode(), HTML_TYPE, headers)

    def drip(
        self,
        status: int,
        body: bytes,
        content_type: str,
        headers: Mapping[str, str],
        *,
        release: threading.Event,
        seconds: float,
    ) -> None:
        """The head at once, then a blank every ``seconds`` until released: JSON allows them before its first
        letter. Then the body whole.
        """
        self._head(status, content_type, headers)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.wfile.flush()
        for _ in range(_DRIPS_AT_MOST):
            if release.wait(seconds):
                break
            self.wfile.write(b"1\r\n \r\n")
            self.wfile.flush()
        if body:
            self.wfile.write(b"%x\r\n%s\r\n" % (len(body), body))
        self.wfile.write(b"0\r\n\r\n")
        self.wfile.flush()

    def reset(self) -> None:
        """Close with RST instead of FIN: lingering for 0 seconds on a descriptor that nothing else holds."""
        self.close_connection = True
        linger = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        socket.close(self.connection.detach())

    def log_message(self, *_: object) -> None:
        """Nothing on the screen: the simulator keeps its own record."""

    def _head(self, status: int, content_type: str | None, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        if content_type is not None:
            self.send_header("Content-Type", content_type)
        for name, value in headers.items():
            self.send_header(name, value)
