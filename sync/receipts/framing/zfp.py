"""The ZFP framing of Tremol.

Host, and the device where it answers with data: ``02 LEN NBL CMD DATA CS CS 0A``. The device's receipt:
``06 NBL STE1 STE2 CS CS 0A``. LEN counts LEN, NBL, CMD and DATA, + 20h; CS is the XOR of the bytes between
the first and CS, in two nibbles. Source: Tremol, protocol_description_BG 1910211454.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import reduce
from operator import xor
from typing import Final

from sync.receipts.framing.nibbles import FrameError, from_nibbles, to_nibbles

DATA_FRAME: Final = 0x02
RECEIPT_FRAME: Final = 0x06
END: Final = 0x0A
NACK: Final = 0x15
RETRY: Final = 0x0E
PING: Final = 0x04
FIRST_NUMBER: Final = 0x20
LAST_NUMBER: Final = 0x9F
DATA_LIMIT: Final = 0xFF - 0x23
FINE: Final = 0x30
_OFFSET: Final = 0x20
_HEAD: Final = 3
_SUM_BYTES: Final = 2
_RECEIPT_BYTES: Final = 7


class ZfpSignal(Enum):
    """What came instead of an answer."""

    NOT_UNDERSTOOD = "NACK"
    BUSY = "RETRY"
    ALIVE = "answer to a ping"
    DAMAGED = "a frame whose sum or form is wrong"


@dataclass(frozen=True, slots=True)
class DataAnswer:
    """An answer with data: the message number and command that it belongs to."""

    number: int
    command: int
    data: bytes


@dataclass(frozen=True, slots=True)
class ReceiptAnswer:
    """An answer without data; 30h in both errors means done. ``device_error`` is STE1, ``command_error``
    STE2.
    """

    number: int
    device_error: int
    command_error: int

    @property
    def fine(self) -> bool:
        return self.device_error == FINE and self.command_error == FINE


ZfpAnswer = DataAnswer | ReceiptAnswer


def encode(number: int, command: int, data: bytes) -> bytes:
    """The bytes of a request or of an answer with data. Raises FrameError: too long, a control character."""
    if not FIRST_NUMBER <= number <= LAST_NUMBER:
        raise FrameError(f"the message number {number} is outside 20h to 9Fh")
    if len(data) > DATA_LIMIT:
        raise FrameError(f"{len(data)} bytes of data, at most {DATA_LIMIT} are allowed")
    if any(byte < _OFFSET for byte in data):
        raise FrameError("a control character in the data")
    counted = bytes((_OFFSET + _HEAD + len(data), number, command)) + data
    return bytes([DATA_FRAME]) + _with_sum(counted)


def encode_receipt(answer: ReceiptAnswer) -> bytes:
    """The bytes of an answer without data."""
    return bytes([RECEIPT_FRAME]) + _with_sum(
        bytes((answer.number, answer.device_error, answer.command_error))
    )


def _with_sum(counted: bytes) -> bytes:
    return counted + to_nibbles(reduce(xor, counted), _SUM_BYTES) + bytes([END])


class ZfpReader:
    """Finds answers and signals in the bytes that come, however they are cut or glued.

    The framing escapes nothing, so a frame's end is known from its length alone; what proves to be none is
    searched again from its second byte.
    """

    def __init__(self) -> None:
        self._waiting = bytearray()
        self.noise = 0

    def forget(self) -> None:
        """Drop what has not become a frame yet."""
        self._waiting.clear()
        self.noise = 0

    def feed(self, data: bytes) -> list[ZfpAnswer | ZfpSignal]:
        """Everything that is whole after ``data`` came, in its order. Never raises."""
        self._waiting += data
        found: list[ZfpAnswer | ZfpSignal] = []
        while self._waiting:
            first = self._waiting[0]
            if first in _SIGNALS:
                found.append(_SIGNALS[first])
                del self._waiting[0]
                continue
            size = self._size()
            if size is None:
                break
            if size == 0:
                self.noise += 1
                del self._waiting[0]
                continue
            answer = _understand(bytes(self._waiting[:size]))
            if answer is None:
                found.append(ZfpSignal.DAMAGED)
                del self._waiting[0]
                continue
            found.append(answer)
            del self._waiting[:size]
        return found

    def _size(self) -> int | None:
        """How long the frame at the beginning is; 0: none begins here; None: not all of it is here."""
        size = 0
        if self._waiting[0] == RECEIPT_FRAME:
            size = _RECEIPT_BYTES
        elif self._waiting[0] == DATA_FRAME:
            if len(self._waiting) == 1:
                return None
            counted = self._waiting[1] - _OFFSET
            size = 0 if counted < _HEAD else 1 + counted + _SUM_BYTES + 1
        return size if len(self._waiting) >= size else None


_SIGNALS: Final = {NACK: ZfpSignal.NOT_UNDERSTOOD, RETRY: ZfpSignal.BUSY, PING: ZfpSignal.ALIVE}


def _understand(frame: bytes) -> ZfpAnswer | None:
    counted, written_sum = frame[1 : -_SUM_BYTES - 1], frame[-_SUM_BYTES - 1 : -1]
    if frame[-1] != END or from_nibbles(written_sum) != reduce(xor, counted):
        return None
    if frame[0] == RECEIPT_FRAME:
        return ReceiptAnswer(counted[0], counted[1], counted[2])
    return DataAnswer(counted[1], counted[2], counted[_HEAD:])
