"""An HTTP server on this machine that starts at once, ends at once and tells its own mistakes."""

from __future__ import annotations

import socket
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from types import TracebackType
from typing import Any, Self


class _Server(ThreadingHTTPServer):
    """Threads that end with the program, and connections that end with the server."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        super().__init__(address, handler)
        self.failures: list[BaseException] = []
        self._open: set[socket.socket] = set()
        self._open_lock = threading.Lock()

    def server_bind(self) -> None:
        """Bind without asking a name service for this machine's name, which can take seconds."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = "localhost", int(self.server_address[1])

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._open_lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._open_lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def close_connections(self) -> None:
        """Wake every thread that waits for the next request of a kept connection."""
        with self._open_lock:
            for connection in self._open:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:  # the other side was faster
                    continue

    def handle_error(self, *_: Any) -> None:
        """A client that went away is no failure; anything else is the simulator's own, reported at the
        end.
        """
        error = sys.exception()
        if error is not None and not isinstance(error, ConnectionError):
            self.failures.append(error)


class LocalService:
    """A simulator's server on 127.0.0.1, from ``start`` to ``stop`` or as a context manager.

    port 0 takes a free one; OSError where the port is taken. Leaving the context raises RuntimeError if the
    simulator itself failed, so that its own mistake is never taken for a fault of the platform.
    """

    def __init__(self, handler: type[BaseHTTPRequestHandler], port: int) -> None:
        self._server = _Server(("127.0.0.1", port), handler)
        self._thread: threading.Thread | None = None

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._server.server_address[1])

    def start(self) -> Self:
        """Answer requests from now on, in threads of its own."""
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def release(self) -> None:
        """End what hangs on purpose, before the server stops. Nothing does by itself."""

    def stop(self) -> None:
        """Release what hangs, close every connection and the port. Calling it twice is harmless."""
        self.release()
        if self._thread is not None:
            self._server.shutdown()
            self._thread.join()
            self._thread = None
        self._server.server_close()
        self._server.close_connections()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        if kind is None and self._server.failures:
            raise RuntimeError("The simulator itself failed") from self._server.failures[0]
