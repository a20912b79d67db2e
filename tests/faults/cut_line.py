"""A wire to a MariaDB server that breaks at a chosen moment: with a request, or with its answer."""

from __future__ import annotations

import selectors
import socket
import threading
from contextlib import suppress
from enum import Enum
from types import TracebackType
from typing import Final, Self

_HEAD: Final = 4
"""Length in three bytes and the number within the exchange; 0: a new command."""
_WITHOUT_ANSWER: Final = frozenset({0x01, 0x18, 0x19})
"""Farewell, a piece of a long value, the end of a prepared statement."""


class Lost(Enum):
    """What the break takes along."""

    REQUEST = "the request"
    ANSWER = "the answer"


class CutLine:
    """Passes on what both sides say. ``counted``: commands that want an answer, since :meth:`count_from_now`.

    Source of the framing: the published protocol of MySQL and MariaDB.
    """

    def __init__(self, port: int) -> None:
        self._server_port = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.counted = 0
        self._cut_at = 0
        self._lost = Lost.REQUEST
        self._ending = False
        self._threads: list[threading.Thread] = []
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # A sleeping accept() hears of a visitor, not of its own socket's end.
        self._ending = True
        socket.create_connection(("127.0.0.1", self.port)).close()
        self._accepting.join(30)
        self._listener.close()
        for each in self._threads:
            each.join(30)

    def count_from_now(self, cut_at: int = 0, lost: Lost = Lost.REQUEST) -> None:
        """Count commands anew, and break the line at the ``cut_at``-th; 0: never."""
        self.counted = 0
        self._cut_at = cut_at
        self._lost = lost

    def _accept(self) -> None:
        while True:
            near, _address = self._listener.accept()
            if self._ending:
                near.close()
                return
            far = socket.create_connection(("127.0.0.1", self._server_port))
            for side in (near, far):
                side.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # else each answer waits for more
            self._threads.append(threading.Thread(target=self._pass_on, args=(near, far), daemon=True))
            self._threads[-1].start()

    def _pass_on(self, near: socket.socket, far: socket.socket) -> None:
        with suppress(ConnectionError):  # either side may go at any moment
            self._pass_on_while_both_are_there(near, far)

    def _pass_on_while_both_are_there(self, near: socket.socket, far: socket.socket) -> None:
        said = b""
        deaf = False
        with near, far, selectors.DefaultSelector() as ready:
            ready.register(near, selectors.EVENT_READ)
            ready.register(far, selectors.EVENT_READ)
            while True:
                for key, _events in ready.select():
                    piece = _received(key.fileobj)
                    if not piece or (deaf and key.fileobj is far):
                        return
                    if key.fileobj is far:
                        near.sendall(piece)
                        continue
                    said += piece
                    while (packet := _first(said)) is not None:
                        said = said[len(packet) :]
                        if self._is_the_one(packet):
                            if self._lost is Lost.REQUEST:
                                return
                            deaf = True
                        far.sendall(packet)

    def _is_the_one(self, packet: bytes) -> bool:
        if packet[_HEAD - 1] != 0 or len(packet) == _HEAD or packet[_HEAD] in _WITHOUT_ANSWER:
            return False
        self.counted += 1
        return self.counted == self._cut_at


def _received(side: object) -> bytes:
    assert isinstance(side, socket.socket)
    return side.recv(1 << 16)


def _first(said: bytes) -> bytes | None:
    """The first whole packet."""
    if len(said) < _HEAD:
        return None
    length = _HEAD + int.from_bytes(said[: _HEAD - 1], "little")
    return said[:length] if len(said) >= length else None
