"""Tremol's ZFP frames as a device takes and makes them (facts 2.7)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import xor
from typing import Final

from sync.simulators.fiscal.wire import Message

START: Final = 0x02
END: Final = 0x0A
RECEIPT: Final = 0x06
NACK: Final = b"\x15"
RETRY: Final = b"\x0e"
PING: Final = 0x04
STATE: Final = 0x09
_OFFSET: Final = 0x20
_NUMBERS: Final = range(0x20, 0xA0)


@dataclass(frozen=True, slots=True)
class Request:
    """What a good frame holds."""

    number: int
    command: int
    data: bytes


def check_bytes(inner: bytes) -> bytes:
    """All bytes XORed, as two nibbles + 30h: B5h is 3B 35."""
    total = reduce(xor, inner, 0)
    return bytes((0x30 + (total >> 4), 0x30 + (total & 0xF)))


def data_frame(number: int, command: int, data: bytes) -> bytes:
    """An answer with data, in the layout of a request."""
    inner = bytes((len(data) + 3 + _OFFSET, number, command)) + data
    return bytes((START,)) + inner + check_bytes(inner) + bytes((END,))


def receipt_frame(number: int, first: int, second: int) -> bytes:
    """An answer without data: the two error bytes, 30h each where all is well."""
    inner = bytes((number, first, second))
    return bytes((RECEIPT,)) + inner + check_bytes(inner) + bytes((END,))


class FrameReader:
    """Gathers bytes into frames and pings. A start byte begins anew, a ping drops what was begun."""

    def __init__(self) -> None:
        self._gathered = bytearray()

    def forget(self) -> None:
        """What was begun is gone."""
        self._gathered.clear()

    def take(self, byte: int) -> Message | None:
        """One byte more. Bytes between frames are nothing."""
        if byte in {PING, STATE}:
            self._gathered.clear()
            return Message(f"{byte:02X}", bytes((byte,)))
        if byte == START:
            self._gathered[:] = bytes((byte,))
            return None
        if not self._gathered:
            return None
        self._gathered.append(byte)
        if len(self._gathered) < 2 or len(self._gathered) < self._gathered[1] - _OFFSET + 4:
            return None
        raw = bytes(self._gathered)
        self._gathered.clear()
        request = read(raw)
        if request is None:
            return Message("?", raw, readable=False)
        return Message(f"{request.command:02X}", raw)


def read(raw: bytes) -> Request | None:
    """A whole frame; None where anything about it is wrong."""
    inner, check = raw[1:-3], raw[-3:-1]
    if raw[-1] != END or len(inner) < 3 or check != check_bytes(inner) or inner[1] not in _NUMBERS:
        return None
    return Request(inner[1], inner[2], inner[3:])
