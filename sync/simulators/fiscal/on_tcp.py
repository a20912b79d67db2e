"""A simulated device in the network of this machine: one connection at a time, as devices have."""

from __future__ import annotations

import select
import socket
import threading

from sync.simulators.fiscal.pumping import LOOK_EVERY, Way
from sync.simulators.fiscal.wire import Wire

_PIECE = 4096


class OnTcp(Way):
    """Listens on 127.0.0.1. Without power or cable it closes the connection and takes none."""

    def __init__(self, wire: Wire, lock: threading.RLock, port: int = 0) -> None:
        super().__init__(wire, lock)
        self.host = "127.0.0.1"
        self._listening = socket.create_server((self.host, port))
        self._listening.settimeout(LOOK_EVERY)

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._listening.getsockname()[1])

    def release(self) -> None:
        self._listening.close()

    def work(self) -> None:
        while not self.is_stopping:
            try:
                connected, _ = self._listening.accept()
            except TimeoutError:
                self.give()  # time passes for the device
                continue
            with connected:
                self._serve(connected)

    def _serve(self, connected: socket.socket) -> None:
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            while not self.is_stopping:
                readable, _, _ = select.select([connected], [], [], self.wait())
                if readable:
                    data = connected.recv(_PIECE)
                    if not data:
                        return
                    self.take(data)
                answer = self.give()
                if answer:
                    connected.sendall(answer)
                if self.wire.is_cut or not self.wire.has_power:
                    return
        except ConnectionError:
            return
