"""Where the owner's browser comes back to after a sign-in: a small door on this computer for one address.

The door has no thread of its own: whoever owns it lets it answer between two other things.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from html import escape
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Final

from sync.errors import SettingsError
from sync.sentences import say

_PATIENCE_SECONDS: Final = 3.0
_LONGEST_ADDRESS: Final = 8192


class BrowserDoor(HTTPServer):
    """Listens on this computer alone. ``takes``: looks at an address (path and query) that a browser asked
    for and says whether it is the one that is waited for; others are answered and forgotten.

    ``words``: what the page says where it was the one, and where it was not. Raises SettingsError where
    another program uses the port.
    """

    request_queue_size = 16
    # Elsewhere than on Windows a port stays taken for a minute after its last call, and this frees it; on
    # Windows it would let another program listen at the same place.
    allow_reuse_address = sys.platform != "win32"

    def __init__(self, port: int, takes: Callable[[str], bool], words: tuple[str, str]) -> None:
        try:
            super().__init__(("127.0.0.1", port), _Handler)
        except OSError as error:
            raise SettingsError(
                say("Another program on this computer uses the port {port}.", port=port),
                advice=say("Type another port, and register the new redirect address with the application."),
                detail=str(error.strerror),
            ) from None
        self._takes = takes
        self.words = words
        self.came = ""
        """The address that was waited for, once it came."""

    def server_bind(self) -> None:
        """Bind without asking a name service for this computer's name, which can take seconds."""
        super(HTTPServer, self).server_bind()
        self.server_name, self.server_port = "localhost", int(self.server_address[1])

    def answer(self, seconds: float) -> str:
        """Answer one call, or return after so many seconds without one; what :attr:`came`."""
        self.timeout = seconds
        self.handle_request()
        return self.came

    def look(self, address: str) -> bool:
        """Whether this is the address that is waited for; the first one counts."""
        if not self.came and len(address) <= _LONGEST_ADDRESS and self._takes(address):
            self.came = address
            return True
        return False


class _Handler(BaseHTTPRequestHandler):
    """Answers with a short page and keeps no log: a code stands in the address."""

    server: BrowserDoor
    timeout = _PATIENCE_SECONDS

    def do_GET(self) -> None:
        right = self.server.look(self.path)
        words = escape(self.server.words[0 if right else 1])
        page = (
            '<!doctype html><meta charset="utf-8"><meta name="referrer" content="no-referrer">'
            f"<title>Mostik</title><p>{words}</p>"
        ).encode()
        self.send_response(200 if right else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(page)
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the library's
        """Nothing: the address holds a code."""
