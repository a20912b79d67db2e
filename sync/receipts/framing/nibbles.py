"""Numbers as the devices write them: one byte for each nibble, 30h + nibble, the highest first."""

from __future__ import annotations

from typing import Final

_ZERO: Final = 0x30


class FrameError(ValueError):
    """Data that cannot stand in a frame: too long, or a number outside its field. A mistake of the caller."""


def to_nibbles(number: int, count: int) -> bytes:
    """``number`` in ``count`` nibbles: 1AE3h in four is 31 3A 3E 33."""
    if not 0 <= number < 16**count:
        raise FrameError(f"{number} does not fit into {count} nibbles")
    return bytes(_ZERO + (number >> 4 * place & 0xF) for place in reversed(range(count)))


def from_nibbles(written: bytes) -> int | None:
    """The number in ``written``; None where a byte is no nibble."""
    number = 0
    for byte in written:
        if not _ZERO <= byte < _ZERO + 16:
            return None
        number = number << 4 | byte - _ZERO
    return number
