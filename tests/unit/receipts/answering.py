"""A scripted other end for whole receipts: answers each command from a table and keeps what was sent.

It knows no fiscal rules; it only says what the test tells it to say.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from sync.clock import TurnedClock
from sync.receipts.framing.envelope import Answer, Layout
from sync.receipts.framing.nibbles import from_nibbles
from sync.receipts.framing.zfp import ReceiptAnswer, encode, encode_receipt
from tests.unit.receipts.scripted import Pieces, ScriptedLine

Said = bytes | tuple[bytes, bytes] | None | Callable[[bytes], "Said"]
"""Data with healthy status bytes, or data and status bytes, or nothing at all (None), or made of the
request.
"""


def said(
    table: Mapping[int, Said | list[Said]], command: int, data: bytes, healthy: bytes
) -> tuple[bytes, bytes] | None:
    """The answer of the table; of a list the first is used up until one is left."""
    entry = table.get(command, b"")
    if isinstance(entry, list):
        entry = entry.pop(0) if len(entry) > 1 else entry[0]
    if callable(entry):
        entry = entry(data)
    if entry is None:
        return None
    assert not callable(entry)
    return entry if isinstance(entry, tuple) else (entry, healthy)


class Answering:
    """Sent requests as (command, data) in ``sent``, repeats and status questions left out."""

    def __init__(self, layout: Layout | None, healthy: bytes, table: Mapping[int, Said | list[Said]]) -> None:
        self.clock = TurnedClock(datetime(2026, 11, 22, 12, tzinfo=UTC))
        self.line = ScriptedLine(self.clock, self._respond)
        self.sent: list[tuple[int, bytes]] = []
        self._layout = layout
        self._healthy = healthy
        self._table = table
        self._last = b""

    def commands(self) -> list[int]:
        return [command for command, _ in self.sent]

    def data(self, command: int) -> list[bytes]:
        return [data for sent, data in self.sent if sent == command]

    def _respond(self, frame: bytes) -> Pieces:
        if self._layout is None:
            number, command, data = frame[2], frame[3], frame[4:-3]
        elif self._layout.field_bytes == 1:
            number, command, data = frame[2], frame[3], frame[4:-6]
        else:
            number, data = frame[5], frame[10:-6]
            command = from_nibbles(frame[6:10]) or 0
        if frame != self._last:
            self.sent.append((command, data))
        self._last = frame
        answer = said(self._table, command, data, self._healthy)
        if answer is None:
            return ()
        written, status = answer
        if self._layout is not None:
            return (self._layout.answer(Answer(number, command, written, status)),)
        if status != self._healthy:
            return (encode_receipt(ReceiptAnswer(number, status[0], status[1])),)
        if written:
            return (encode(number, command, written),)
        return (encode_receipt(ReceiptAnswer(number, 0x30, 0x30)),)
