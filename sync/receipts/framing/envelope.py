"""What the framings ISL and Datecs X have in common: 01h, length, sequence, command, data, sum, 03h.

Bytes below 20h other than tab and line feed never stand inside a frame: the data escapes them. So a 01h, a
NAK or a SYN always means what it says, and a torn frame ends where the next one begins.
Source: the makers' protocol manuals (Datecs 2018 to 2022, Daisy 2019, Eltrade 1.1.1, Incotex 2019).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from sync.receipts.framing.nibbles import FrameError, from_nibbles, to_nibbles

START: Final = 0x01
END: Final = 0x03
SEPARATOR: Final = 0x04
POST: Final = 0x05
NAK: Final = 0x15
SYN: Final = 0x16
_ESCAPE: Final = 0x10
_ESCAPED_BY: Final = 0x40
_OFFSET: Final = 0x20
_PLAIN_CONTROLS: Final = frozenset({0x09, 0x0A})
_SUM_BYTES: Final = 4


class Signal(Enum):
    """What came instead of an answer."""

    NOT_UNDERSTOOD = "NAK"
    BUSY = "SYN"
    DAMAGED = "a frame whose sum or form is wrong"
    ECHO = "our own frame: there is no device at this line's end, or it echoes"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: the sequence byte and command that it belongs to, its data unescaped, and status bytes."""

    sequence: int
    command: int
    data: bytes
    status: bytes


@dataclass(frozen=True, slots=True)
class Layout:
    """Where ISL and Datecs X differ. ``field_bytes`` is the size of length and command, 4 means nibbles.

    ``data_limit`` is the most escaped data bytes that a request may have.
    """

    field_bytes: int
    status_bytes: int
    data_limit: int
    answer_limit: int

    def request(self, sequence: int, command: int, data: bytes) -> bytes:
        """The bytes of a request. Raises FrameError for data that is too long or a sequence below 20h."""
        escaped = escape(data)
        if len(escaped) > self.data_limit:
            raise FrameError(f"{len(escaped)} bytes of data, at most {self.data_limit} are allowed")
        return self._wrap(sequence, command, escaped, b"")

    def answer(self, answer: Answer) -> bytes:
        """The bytes of an answer, as a device writes them. Raises FrameError."""
        if len(answer.status) != self.status_bytes or any(byte < 0x80 for byte in answer.status):
            raise FrameError("wrong status bytes")
        escaped = escape(answer.data)
        if len(escaped) > self.answer_limit:
            raise FrameError(f"{len(escaped)} bytes of data, at most {self.answer_limit} are allowed")
        return self._wrap(answer.sequence, answer.command, escaped, bytes([SEPARATOR]) + answer.status)

    def _wrap(self, sequence: int, command: int, escaped: bytes, tail: bytes) -> bytes:
        if not 0x20 <= sequence <= 0xFF:
            raise FrameError(f"the sequence {sequence} is outside 20h to FFh")
        inner = bytes([sequence]) + self._field(command) + escaped + tail + bytes([POST])
        counted = self._field(self.field_bytes + len(inner) + _OFFSET) + inner
        return bytes([START]) + counted + to_nibbles(sum(counted), _SUM_BYTES) + bytes([END])

    def _field(self, number: int) -> bytes:
        if self.field_bytes == 1:
            if not 0x20 <= number <= 0xFF:
                raise FrameError(f"{number} does not fit into one byte")
            return bytes([number])
        return to_nibbles(number, self.field_bytes)

    def _number(self, written: bytes) -> int | None:
        return written[0] if self.field_bytes == 1 else from_nibbles(written)

    @property
    def longest(self) -> int:
        """More bytes than any frame has."""
        return 2 * self.field_bytes + 2 + self.answer_limit + self.status_bytes + _SUM_BYTES + 3

    def understand(self, frame: bytes) -> Answer | Signal:
        """What a whole frame, from 01h to 03h, says."""
        width = self.field_bytes
        counted, written_sum = frame[1 : -_SUM_BYTES - 1], frame[-_SUM_BYTES - 1 : -1]
        # Length, sequence, command and the closing 05h are the least that a frame holds.
        if len(counted) < 2 * width + 2 or counted[-1] != POST:
            return Signal.DAMAGED
        if from_nibbles(written_sum) != sum(counted) & 0xFFFF:
            return Signal.DAMAGED
        if self._number(counted[:width]) != len(counted) + _OFFSET:
            return Signal.DAMAGED
        sequence, command = counted[width], self._number(counted[width + 1 : 2 * width + 1])
        if command is None:
            return Signal.DAMAGED
        body = counted[2 * width + 1 : -1]
        if SEPARATOR not in body:
            return Signal.ECHO
        escaped, status = body[: -self.status_bytes - 1], body[-self.status_bytes :]
        is_answer = body[len(escaped) : len(escaped) + 1] == bytes([SEPARATOR])
        data = unescape(escaped)
        if not is_answer or data is None or any(byte < 0x80 for byte in status):
            return Signal.DAMAGED
        return Answer(sequence, command, data, status)


class Reader:
    """Finds answers and signals in the bytes that come, however they are cut or glued."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._waiting = bytearray()
        self.noise = 0
        """Bytes that belonged to nothing: many of them mean a wrong speed."""

    def forget(self) -> None:
        """Drop what has not become a frame yet."""
        self._waiting.clear()
        self.noise = 0

    def feed(self, data: bytes) -> list[Answer | Signal]:
        """Everything that is whole after ``data`` came, in its order. Never raises."""
        found: list[Answer | Signal] = []
        for byte in data:
            if byte == START:
                # Data that no 03h ended was torn off.
                self.noise += len(self._waiting)
                self._waiting[:] = (START,)
            elif byte in {NAK, SYN}:
                self.noise += len(self._waiting)
                self._waiting.clear()
                found.append(Signal.NOT_UNDERSTOOD if byte == NAK else Signal.BUSY)
            elif not self._waiting or len(self._waiting) >= self._layout.longest:
                self.noise += 1 + len(self._waiting)
                self._waiting.clear()
            else:
                self._waiting.append(byte)
                if byte == END:
                    found.append(self._layout.understand(bytes(self._waiting)))
                    self._waiting.clear()
        return found


def escape(data: bytes) -> bytes:
    """Data with its control characters, other than tab and line feed, as 10h and the character + 40h."""
    escaped = bytearray()
    for byte in data:
        if byte < _OFFSET and byte not in _PLAIN_CONTROLS:
            escaped += bytes((_ESCAPE, byte + _ESCAPED_BY))
        else:
            escaped.append(byte)
    return bytes(escaped)


def unescape(escaped: bytes) -> bytes | None:
    """The data that :func:`escape` wrote; None where it holds what escaped data never does."""
    data = bytearray()
    follows = False
    for byte in escaped:
        if follows:
            if not _ESCAPED_BY <= byte < _ESCAPED_BY + _OFFSET:
                return None
            data.append(byte - _ESCAPED_BY)
            follows = False
        elif byte == _ESCAPE:
            follows = True
        elif byte < _OFFSET and byte not in _PLAIN_CONTROLS:
            return None
        else:
            data.append(byte)
    return None if follows else bytes(data)
