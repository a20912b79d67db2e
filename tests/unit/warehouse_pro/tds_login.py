"""Just enough of SQL Server's protocol to hear a driver log in, and to refuse it with an error number.

Source: MS-TDS, sections 2.2.3.1 (packet), 2.2.6.4 (LOGIN7), 2.2.6.5 (PRELOGIN), 2.2.7.10 (ERROR). It tells
what a driver made of a connection string, and nothing about how SQL Server itself behaves.
"""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

_PRELOGIN, _LOGIN, _ANSWER = 0x12, 0x10, 0x04
_ENCRYPTION_OPTION: Final = 1
_NOT_SUPPORTED: Final = 2
_FIELDS: Final = {"user": 40, "password": 44, "application": 48, "server": 52, "database": 68}
"""Where LOGIN7 says the place and the length (in characters) of a text."""


@dataclass
class Heard:
    """What the driver asked for."""

    port: int
    encryption: int | None = None
    """0: the login alone, 1: everything, 2: nothing."""
    login: dict[str, str] = field(default_factory=dict)


@contextmanager
def refusing_server(number: int = 18456) -> Iterator[Heard]:
    """A server that hears one login and refuses it with error ``number``."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(20)
        heard = Heard(listening.getsockname()[1])
        thread = threading.Thread(target=_serve, args=(listening, heard, number))
        thread.start()
        try:
            yield heard
        finally:
            thread.join()


def _serve(listening: socket.socket, heard: Heard, number: int) -> None:
    try:
        connection, _ = listening.accept()
    except TimeoutError:
        return
    with connection:
        connection.settimeout(10)
        kind, body = _packet(connection)
        if kind == _PRELOGIN:
            heard.encryption = _option(body, _ENCRYPTION_OPTION)
            _send(connection, _prelogin_answer())
            kind, body = _packet(connection)
        if kind == _LOGIN:
            heard.login = {name: _text(body, place) for name, place in _FIELDS.items()}
            _send(connection, _error(number) + _done())


def _packet(connection: socket.socket) -> tuple[int, bytes]:
    head = _exactly(connection, 8)
    if not head:
        return 0, b""
    return head[0], _exactly(connection, int(struct.unpack(">H", head[2:4])[0]) - 8)


def _exactly(connection: socket.socket, size: int) -> bytes:
    """``size`` bytes; fewer where the other side hung up."""
    data = b""
    while len(data) < size:
        try:
            piece = connection.recv(size - len(data))
        except OSError:
            return b""
        if not piece:
            return b""
        data += piece
    return data


def _send(connection: socket.socket, body: bytes) -> None:
    connection.sendall(struct.pack(">BBHHBB", _ANSWER, 1, 8 + len(body), 0, 1, 0) + body)


def _option(body: bytes, wanted: int) -> int | None:
    place = 0
    while place < len(body) and body[place] != 0xFF:
        token, offset, _length = struct.unpack(">BHH", body[place : place + 5])
        if token == wanted:
            return int(body[offset])
        place += 5
    return None


def _prelogin_answer() -> bytes:
    version = b"\x0a\x00\x00\x00\x00\x00"  # 10.0 is SQL Server 2008
    options = ((0, version), (_ENCRYPTION_OPTION, bytes([_NOT_SUPPORTED])))
    offset = 5 * len(options) + 1
    head = data = b""
    for token, value in options:
        head += struct.pack(">BHH", token, offset + len(data), len(value))
        data += value
    return head + b"\xff" + data


def _text(body: bytes, place: int) -> str:
    offset, length = struct.unpack("<HH", body[place : place + 4])
    raw = body[offset : offset + 2 * length]
    if place == _FIELDS["password"]:
        # Not encrypted: each byte's halves are swapped and some bits turned.
        raw = bytes((turned >> 4 | turned << 4) & 0xFF for turned in (byte ^ 0xA5 for byte in raw))
    return raw.decode("utf-16-le")


def _error(number: int) -> bytes:
    text = "No".encode("utf-16-le")
    body = struct.pack("<IBBH", number, 1, 14, len(text) // 2) + text + b"\0\0" + struct.pack("<I", 1)
    return b"\xaa" + struct.pack("<H", len(body)) + body


def _done() -> bytes:
    return b"\xfd" + struct.pack("<HHQ", 2, 0, 0)
