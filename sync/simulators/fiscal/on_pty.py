"""A simulated device on a pseudo-terminal, which programs open as a serial port. Not on Windows."""

from __future__ import annotations

import errno
import os
import select
import sys
import threading

from sync.simulators.fiscal.pumping import Way
from sync.simulators.fiscal.wire import Wire

_PIECE = 4096


class OnPty(Way):
    """``path`` is the port's name. Without power it is silent; without the cable the port is gone for good.

    Raises OSError where there are no pseudo-terminals.
    """

    path: str
    _device: int
    _port: int
    _is_there: bool

    def __init__(self, wire: Wire, lock: threading.RLock) -> None:
        super().__init__(wire, lock)
        if sys.platform != "win32":
            import tty

            self._device, self._port = os.openpty()
            tty.setraw(self._port)
            self.path = os.ttyname(self._port)
            self._is_there = True
        else:
            raise OSError(errno.ENOSYS, "There are no pseudo-terminals here")

    def release(self) -> None:
        if self._is_there:
            self._is_there = False
            os.close(self._device)
            os.close(self._port)

    def work(self) -> None:
        while not self.is_stopping:
            readable, _, _ = select.select([self._device], [], [], self.wait())
            if readable:
                self.take(os.read(self._device, _PIECE))
            answer = self.give()
            if answer:
                os.write(self._device, answer)
            if self.wire.is_cut:
                self.release()
                return
