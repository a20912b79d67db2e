"""The ISL frame as a device takes and makes it (facts 2.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sync.simulators.fiscal.wire import Message

START: Final = 0x01
STATUS_MARK: Final = 0x04
POSTAMBLE: Final = 0x05
END: Final = 0x03
NAK: Final = b"\x15"
SYN: Final = b"\x16"
_OFFSET: Final = 0x20
_ALLOWED_CONTROLS: Final = frozenset((0x09, 0x0A))
_ESCAPE: Final = 0x10


@dataclass(frozen=True, slots=True)
class Shape:
    """How wide the numbers of a frame are: one byte each in ISL, four nibbles in Datecs X (facts 2.6).

    ``longest``: data bytes of the program's frame. ``last_sequence``: 7Fh or FFh.
    """

    wide: bool
    longest: int
    last_sequence: int

    @property
    def size(self) -> int:
        """Bytes of the length, and of the command."""
        return 4 if self.wide else 1


@dataclass(frozen=True, slots=True)
class Request:
    """What a good frame holds, its data without escapes."""

    sequence: int
    command: int
    data: bytes


def nibbles(number: int) -> bytes:
    """16 bits as four bytes, each nibble + 30h, the high one first."""
    return bytes(0x30 + (number >> shift & 0xF) for shift in (12, 8, 4, 0))


def number_of(four: bytes) -> int | None:
    """The number of four nibble bytes; None where they are none."""
    if any(not 0x30 <= byte <= 0x3F for byte in four):
        return None
    number = 0
    for byte in four:
        number = number << 4 | byte - 0x30
    return number


def frame(shape: Shape, sequence: int, command: int, data: bytes, status: bytes) -> bytes:
    """An answer."""
    tail = bytes((STATUS_MARK,)) + status + bytes((POSTAMBLE,))
    count = shape.size + 1 + shape.size + len(data) + len(tail) + _OFFSET
    if shape.wide:
        inner = nibbles(count) + bytes((sequence,)) + nibbles(command)
    else:
        inner = bytes((count, sequence, command))
    inner += data + tail
    return bytes((START,)) + inner + nibbles(sum(inner) & 0xFFFF) + bytes((END,))


class FrameReader:
    """Gathers the program's bytes into frames. A start byte begins anew: it stands nowhere else."""

    def __init__(self, shape: Shape) -> None:
        self._shape = shape
        self._gathered = bytearray()

    def forget(self) -> None:
        """What was begun is gone."""
        self._gathered.clear()

    def take(self, byte: int) -> Message | None:
        """One byte more. Bytes between frames are nothing."""
        if byte == START:
            self._gathered[:] = bytes((byte,))
            return None
        if not self._gathered:
            return None
        self._gathered.append(byte)
        expected = self._expected()
        if expected is None or len(self._gathered) < expected:
            return None
        raw = bytes(self._gathered)
        self._gathered.clear()
        request = read(self._shape, raw)
        if request is None:
            return Message("?", raw, readable=False)
        return Message(f"{request.command:02X}", raw)

    def _expected(self) -> int | None:
        size = self._shape.size
        if len(self._gathered) < 1 + size:
            return None
        head = bytes(self._gathered[1 : 1 + size])
        count = number_of(head) if self._shape.wide else head[0]
        shortest = 2 * size + 2
        if count is None or count - _OFFSET < shortest:
            return len(self._gathered)  # no length at all: the frame is over and bad
        return 1 + (count - _OFFSET) + 5


def read(shape: Shape, raw: bytes) -> Request | None:
    """A whole frame; None where anything about it is wrong."""
    inner, check = raw[1:-5], raw[-5:-1]
    size = shape.size
    if raw[-1] != END or len(inner) < 2 * size + 2 or inner[-1] != POSTAMBLE:
        return None
    if number_of(check) != sum(inner) & 0xFFFF:
        return None
    sequence = inner[size]
    head = inner[size + 1 : 2 * size + 1]
    command = number_of(head) if shape.wide else head[0]
    data = _plain(inner[2 * size + 1 : -1])
    if command is None or data is None or len(data) > shape.longest:
        return None
    if not 0x20 <= sequence <= shape.last_sequence:
        return None
    return Request(sequence, command, data)


def _plain(data: bytes) -> bytes | None:
    """Data without escapes: 10h is followed by a control character + 40h. None where a bare one stands."""
    plain = bytearray()
    escaped = False
    for byte in data:
        if escaped:
            plain.append(byte - 0x40 & 0xFF)
            escaped = False
        elif byte == _ESCAPE:
            escaped = True
        elif byte < 0x20 and byte not in _ALLOWED_CONTROLS:
            return None
        else:
            plain.append(byte)
    return None if escaped else bytes(plain)
