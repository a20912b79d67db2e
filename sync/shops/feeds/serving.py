"""A feed on the local network: a small HTTP server that gives out one file and nothing else.

Whoever knows its address can read prices and quantities, so a part of it is long and made by chance. Nothing
can be written, listed or found by trying, and the address stands in no log.
"""

from __future__ import annotations

import hmac
import platform
import secrets
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import TCPServer
from types import TracebackType
from typing import Final, Self
from urllib.parse import unquote

from sync.errors import SettingsError
from sync.sentences import say

_SECONDS: Final = 30


def new_word() -> str:
    """A part of an address that nobody guesses."""
    return secrets.token_urlsafe(18)


def address_on(host: str, port: int, word: str, name: str) -> str:
    """The address that the shop is told."""
    return f"http://{host}:{port}/{word}/{name}"


def own_address() -> str:
    """How this machine is called on its network; unlike its number it stays when the router gives a new
    one.
    """
    return platform.node() or "localhost"


class FeedServer:
    """Gives out the file ``path`` at ``/word/name``, from :meth:`start` or as a context manager.

    ``host``: the address that it listens at, "" for every network of this machine; ``port`` 0 takes a free
    one. Raises SettingsError where the port is taken.
    """

    def __init__(self, path: Path, content_type: str, word: str, host: str = "", port: int = 0) -> None:
        bound = type(
            "_BoundHandler",
            (_Handler,),
            {
                "path_on_disk": path,
                "wanted": f"/{word}/{path.name}",
                "content_type": content_type,
            },
        )
        try:
            self._server = _Server((host, port), bound)
        except OSError as error:
            raise SettingsError(
                say("Port {port} is taken by another program.", port=port),
                advice=say("Choose another port."),
                detail=f"{type(error).__name__} {error.errno}",
            ) from None
        self._thread: threading.Thread | None = None

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._server.server_address[1])

    def start(self) -> Self:
        """Answer from now on, beside what else the program does."""
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.2,), daemon=True)
        self._thread.start()
        return self

    def serve(self) -> None:
        """Answer from now on and do nothing else, until KeyboardInterrupt."""
        self._server.serve_forever(0.2)

    def stop(self) -> None:
        """Close the port. Calling it twice is harmless."""
        if self._thread is not None:
            self._server.shutdown()
            self._thread.join()
            self._thread = None
        self._server.server_close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # On Windows this would let another program listen at the same place.
    allow_reuse_address = sys.platform != "win32"

    def server_bind(self) -> None:
        """Bind without asking a name service for this machine's name, which can take seconds."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = "localhost", int(self.server_address[1])

    def handle_error(self, request: object, client_address: object) -> None:
        """A reader that went away in the middle is its own affair."""


class _Handler(BaseHTTPRequestHandler):
    """One request."""

    path_on_disk: Path
    wanted: str
    content_type: str
    timeout = _SECONDS
    server_version = "Mostik"
    sys_version = ""

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def _answer(self, *, with_body: bool) -> None:
        asked = unquote(self.path.partition("?")[0]).encode("utf-8", "replace")
        content = None
        if hmac.compare_digest(asked, self.wanted.encode("utf-8")):
            try:
                # Read at once, so that no file is open when the next feed takes its place.
                content = self.path_on_disk.read_bytes()
            except OSError:
                content = None
        self.send_response(200 if content is not None else 404)
        self.send_header("Content-Type", self.content_type if content is not None else "text/plain")
        self.send_header("Content-Length", str(len(content or b"")))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        if with_body and content:
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
        """Nothing: the address is half a secret."""
