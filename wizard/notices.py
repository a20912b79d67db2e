"""Where a shop's notices arrive: a small door on this computer that answers at once and only counts who
knocked.

What a notice says is not used; it is a sign that something should be read again. The door has no thread of
its own: whoever owns it lets it answer between two other things.
"""

from __future__ import annotations

import hmac
import io
import socket
import sys
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Final

from sync.shops.cloudcart.hooks import OWN_KEY_HEADER, SHOP_KEY_HEADER

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_LARGEST: Final = 1_000_000
_LONGEST_LENGTH: Final = 12
"""Digits. More is no length of a body."""
_PATIENCE_SECONDS: Final = 3.0


class NoticeDoor(HTTPServer):
    """Listens on this computer alone; a tunnel or a proxy with https leads to it.

    An honest notice carries ``own_key``, which the hook was given, or the shop's own ``key``: whoever has
    that may do more than knock. ``heard``: how often each event was told since the last look;
    ``strangers``: how many knocked with another key.
    """

    request_queue_size = 64
    # On Windows this would let another program listen at the same place.
    allow_reuse_address = sys.platform != "win32"

    def __init__(self, port: int, key: str, own_key: str = "") -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self._key, self._own_key = key.encode("utf-8"), own_key.encode("utf-8")
        self.heard: Counter[str] = Counter()
        self.strangers = 0

    def server_bind(self) -> None:
        """Bind without asking a name service for this computer's name, which can take seconds."""
        super(HTTPServer, self).server_bind()
        self.server_name, self.server_port = "localhost", int(self.server_address[1])

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self.server_address[1])

    def answer(self, seconds: float) -> None:
        """Answer one notice, or return after so many seconds without one."""
        self.timeout = seconds
        self.handle_request()

    def take(self) -> Counter[str]:
        """What was told since the last call."""
        heard, self.heard = self.heard, Counter()
        return heard

    def note(self, event: str, key: str, own_key: str = "") -> None:
        """Count a notice; the keys are compared in a time that tells nothing of the right ones."""
        by_own = hmac.compare_digest(own_key.encode("utf-8"), self._own_key) and bool(self._own_key)
        by_shop = hmac.compare_digest(key.encode("utf-8"), self._key) and bool(self._key)
        if by_own or by_shop:
            self.heard[event] += 1
        else:
            self.strangers += 1


class _InTime(io.RawIOBase):
    """Reads a socket for so many seconds in all: who drips bytes would keep the door from everybody else."""

    def __init__(self, connection: socket.socket, seconds: float) -> None:
        super().__init__()
        self._connection = connection
        self._until = time.monotonic() + seconds

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._connection.settimeout(left)
        return self._connection.recv_into(buffer)


class _Handler(BaseHTTPRequestHandler):
    """Answers 200 to every notice: most other answers make the shop switch its notices off."""

    server: NoticeDoor
    timeout = _PATIENCE_SECONDS

    def setup(self) -> None:
        super().setup()
        self.rfile.close()
        self.rfile = io.BufferedReader(_InTime(self.connection, self.timeout))

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "0")
        size = int(length) if length.isdecimal() and len(length) <= _LONGEST_LENGTH else 0
        try:
            self.rfile.read(min(size, _LARGEST))
        except OSError:
            return
        self.server.note(
            self.path.rpartition("/")[2],
            self.headers.get(SHOP_KEY_HEADER, ""),
            self.headers.get(OWN_KEY_HEADER, ""),
        )
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """The path and the key stand in no log."""
