"""The line to a fiscal device: bytes out and bytes in, over TCP or a serial port, with every wait bounded."""

from __future__ import annotations

import errno
import socket
import sys
from typing import TYPE_CHECKING, Any, Final, Protocol

from sync.errors import SettingsError, Unreachable
from sync.ports import Clock
from sync.sentences import say

if TYPE_CHECKING:
    from serial import SerialBase

CONNECT_SECONDS: Final = 5.0
WRITE_SECONDS: Final = 5.0
USUAL_SPEED: Final = 115_200
"""Bits a second of nearly every device of today; 8 data bits, no parity, one stop bit (vendors' manuals)."""
_PIECE: Final = 4096


class LineBroken(Exception):
    """The line is gone: cable, network, power or the program at its other end. Never seen by the owner: the
    exchange above knows what it means. The text is technical and holds no data of a receipt.
    """


class ByteLine(Protocol):
    """A line to a device. ``name`` is how people call it: COM3, 192.168.1.20:4999."""

    name: str

    def write(self, data: bytes) -> None:
        """Send all of ``data``. Raises LineBroken; how much of it went out is then not known."""

    def read(self, deadline: float) -> bytes:
        """Some bytes, as soon as there are any; none once ``deadline`` (of the clock's monotonic seconds)
        has passed. Raises LineBroken.
        """

    def close(self) -> None: ...


class TcpLine:
    """A line over a socket that is connected already; :func:`open_tcp` makes one."""

    def __init__(self, connected: socket.socket, name: str, clock: Clock) -> None:
        self.name = name
        self._socket = connected
        self._clock = clock

    def write(self, data: bytes) -> None:
        try:
            self._socket.settimeout(WRITE_SECONDS)
            self._socket.sendall(data)
        except OSError as error:
            raise LineBroken(_named(error)) from None

    def read(self, deadline: float) -> bytes:
        left = deadline - self._clock.monotonic()
        if left <= 0:
            return b""
        try:
            self._socket.settimeout(left)
            data = self._socket.recv(_PIECE)
        except TimeoutError:
            return b""
        except OSError as error:
            raise LineBroken(_named(error)) from None
        if not data:
            raise LineBroken("closed at the other end")
        return data

    def close(self) -> None:
        self._socket.close()


def open_tcp(host: str, port: int, clock: Clock) -> TcpLine:
    """Connect to a device in the network. Raises Unreachable."""
    name = f"{host}:{port}"
    try:
        connected = socket.create_connection((host, port), timeout=CONNECT_SECONDS)
    except (OSError, UnicodeError) as error:
        raise Unreachable(
            say("The fiscal device at {address} does not answer.", address=name),
            advice=say("Check that it is on, its network cable, and the address and port in its settings."),
            detail=_named(error),
        ) from None
    # A frame is sent at once and answered within 60 ms; gathering small packets would only delay it.
    connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return TcpLine(connected, name, clock)


class SerialLine:
    """A line over an open serial port; :func:`open_serial` makes one."""

    def __init__(self, port: SerialBase, name: str, clock: Clock) -> None:
        self.name = name
        self._port: Any = port
        self._clock = clock

    def write(self, data: bytes) -> None:
        try:
            self._port.write(data)
        except _line_errors() as error:
            raise LineBroken(_named(error)) from None

    def read(self, deadline: float) -> bytes:
        left = deadline - self._clock.monotonic()
        if left <= 0:
            return b""
        try:
            self._port.timeout = left
            first = bytes(self._port.read(1))
            if not first:
                return b""
            return first + bytes(self._port.read(min(self._port.in_waiting, _PIECE)))
        except _line_errors() as error:
            raise LineBroken(_named(error)) from None

    def close(self) -> None:
        try:
            self._port.close()
        except _line_errors():
            # A port whose device was pulled out cannot be closed properly, and needs not be.
            return


def open_serial(port: str, clock: Clock, speed: int = USUAL_SPEED) -> SerialLine:
    """Open a serial port (COM3, /dev/ttyUSB0) for Mostik alone.

    Raises Unreachable (not there, or taken by another program) or SettingsError (no right to it).
    """
    import serial

    try:
        opened = serial.serial_for_url(
            port, baudrate=speed, timeout=0, write_timeout=WRITE_SECONDS, exclusive=True
        )
    except _line_errors() as error:
        raise _not_opened(port, error) from None
    return SerialLine(opened, port, clock)


def _not_opened(port: str, error: Exception) -> Unreachable | SettingsError:
    number = error.errno if isinstance(error, OSError) else None
    detail = _named(error)
    # On Windows pyserial tells the cause in words alone, and a taken port is an access that is denied.
    denied_by_windows = sys.platform == "win32" and "PermissionError" in str(error)
    if number in {errno.EBUSY, errno.EAGAIN, errno.EWOULDBLOCK} or denied_by_windows:
        return Unreachable(
            say("The port {port} is in use by another program.", port=port),
            advice=say("Close the other program that speaks to the fiscal device, then try again."),
            detail=detail,
        )
    if number in {errno.EACCES, errno.EPERM}:
        return SettingsError(
            say("Mostik may not use the port {port}.", port=port),
            advice=say("On Linux, add yourself to the group dialout, then sign in again."),
            detail=detail,
        )
    return Unreachable(
        say("The port {port} is not there.", port=port),
        advice=say("Check that the fiscal device is on and its cable plugged in."),
        detail=detail,
    )


def _line_errors() -> tuple[type[Exception], ...]:
    """What a serial port raises: pyserial's own errors are OSErrors, those of a terminal on Linux are not;
    a port closed meanwhile gives TypeError or ValueError.
    """
    errors: list[type[Exception]] = [OSError, ValueError, TypeError]
    if sys.platform != "win32":
        import termios

        errors.append(termios.error)
    return tuple(errors)


def _named(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
