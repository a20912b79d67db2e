"""The device's end of the line: takes bytes, gives bytes at their time, loses power or cable at any of
them.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from sync.simulators.fiscal.machine import Machine
from sync.simulators.fiscal.wire_plan import FaultKind, Interruption, LineFault, LineFaults, Loss, Moment

USUAL_SECONDS: Final = 0.02
"""From a message to its answer; at most 60 ms by the manuals (facts 2.2)."""
BUSY_EVERY: Final = 0.06
_GARBAGE: Final = bytes((0x00, 0xFF, 0x7E, 0x30, 0x0D))


@dataclass(frozen=True, slots=True)
class Message:
    """Something complete from the program. ``name``: its command in hexadecimal; ``readable``: its frame and
    checksum are right; ``raw``: as it came.
    """

    name: str
    raw: bytes
    readable: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """The bytes of an answer, after so many seconds of work. ``executed``: the device acted, it did not only
    repeat itself. ``busy_after``: seconds of work that begin with the answer.
    """

    data: bytes
    seconds: float = USUAL_SECONDS
    executed: bool = True
    busy_after: float = 0.0


class Dialect(Protocol):
    """A protocol as the device speaks it."""

    @property
    def not_acknowledged(self) -> bytes:
        """What it says to a frame that it could not read."""

    @property
    def busy(self) -> bytes:
        """What it says while it works."""

    @property
    def later(self) -> bool:
        """Whether the busy sign means that the message was not taken and should come again later."""

    def is_busy(self, message: Message) -> bytes:
        """What it says to a message that comes while it works, where ``later``."""

    def take(self, byte: int) -> Message | None:
        """One byte more; what it completed."""

    def answer(self, message: Message) -> Answer:
        """Carry out a readable message."""

    def power_lost(self) -> None:
        """Forget what only lived in the device's working memory."""


@dataclass(frozen=True, slots=True)
class _Piece:
    at: float
    data: bytes


class Wire:
    """All times are seconds of one monotonic clock, the caller's."""

    def __init__(self, machine: Machine, dialect: Dialect) -> None:
        self.faults = LineFaults()
        self.counts: Counter[Moment] = Counter()
        self.messages: list[str] = []
        self.is_cut = False
        self._machine = machine
        self._dialect = dialect
        self._pieces: deque[_Piece] = deque()
        self._sent = bytearray()
        self._last_answer = b""
        self._busy_until = 0.0
        self._interruptions: list[tuple[Interruption, int]] = []
        self._deeds: list[tuple[int, Callable[[], object]]] = []
        self._back_at: dict[Loss, float] = {}

    # ---- for the test ------------------------------------------------------------------------------------

    def interrupt(self, interruption: Interruption) -> None:
        """Plan a loss, counted from now."""
        goal = self.counts[interruption.moment] + interruption.count
        self._interruptions.append((interruption, goal))

    def when_executed(self, count: int, do: Callable[[], object]) -> None:
        """Do something after so many more commands."""
        self._deeds.append((self.counts[Moment.EXECUTED] + count, do))

    def lose(self, loss: Loss) -> None:
        """Now."""
        if loss is Loss.CABLE:
            self.is_cut = True
            return
        self._pieces.clear()
        self._dialect.power_lost()
        self._machine.power_lost()

    def restore(self) -> None:
        """Power and cable are back. What was sent meanwhile is gone."""
        self._back_at.clear()
        self.is_cut = False
        if not self._machine.powered:
            self._pieces.clear()
            self._machine.power_back()

    @property
    def has_power(self) -> bool:
        """Whether the device is on."""
        return self._machine.powered

    # ---- for the line ------------------------------------------------------------------------------------

    def receive(self, data: bytes, now: float) -> None:
        """Bytes from the program."""
        self.pass_time(now)
        for byte in data:
            if self.is_cut or not self._machine.powered:
                return
            self.counts[Moment.RECEIVED] += 1
            if not self._goes_on(Moment.RECEIVED, now):
                return
            message = self._dialect.take(byte)
            if message is not None:
                self.messages.append(message.name)
                self._respond(message, now)

    def collect(self, now: float) -> bytes:
        """What has arrived at the program by now."""
        self.pass_time(now)
        data = bytes(self._sent)
        self._sent.clear()
        return data

    def next_at(self) -> float | None:
        """When something will change by itself; None: never."""
        moments = [*self._back_at.values()]
        if self._pieces:
            moments.append(self._pieces[0].at)
        return min(moments, default=None)

    def pass_time(self, now: float) -> None:
        """Send what is due, and come back where it is time."""
        while self._pieces and self._pieces[0].at <= now:
            self._send(self._pieces.popleft().data, now)
        if self._back_at and min(self._back_at.values()) <= now:
            self.restore()

    # ---- inside ------------------------------------------------------------------------------------------

    def _send(self, data: bytes, now: float) -> None:
        for byte in data:
            if not self.is_cut:
                self._sent.append(byte)
            self.counts[Moment.SENT] += 1
            if not self._goes_on(Moment.SENT, now):
                return

    def _goes_on(self, moment: Moment, now: float) -> bool:
        """Whether the device still has power after what was planned for this moment."""
        for planned in list(self._interruptions):
            interruption, goal = planned
            if interruption.moment is moment and self.counts[moment] >= goal:
                self._interruptions.remove(planned)
                self.lose(interruption.loss)
                if interruption.back_after is not None:
                    self._back_at[interruption.loss] = now + interruption.back_after
        return self.has_power

    def _respond(self, message: Message, now: float) -> None:
        fault = self.faults.take(message.name) if message.readable else None
        kind = fault.kind if fault else None
        if not message.readable or kind is FaultKind.NOT_ACKNOWLEDGED:
            self._queue(self._dialect.not_acknowledged, now + USUAL_SECONDS)
            return
        if kind is FaultKind.LOST:
            return
        if kind is FaultKind.ECHO_ONLY:
            self._queue(message.raw, now + USUAL_SECONDS)
            return
        if self._dialect.later and kind is FaultKind.BUSY and fault:
            self._busy_until = now + fault.seconds
        if now < self._busy_until:
            self._queue(self._dialect.is_busy(message), now + USUAL_SECONDS)
            return
        self._machine.let_time_pass()
        answer = self._dialect.answer(message)
        before, self._last_answer = self._last_answer, answer.data
        if answer.executed:
            self.counts[Moment.EXECUTED] += 1
            for goal, do in self._deeds:
                if goal == self.counts[Moment.EXECUTED]:
                    do()
            if not self._goes_on(Moment.EXECUTED, now):
                return
        self._deliver(answer, fault, message, before, now)

    def _deliver(
        self, answer: Answer, fault: LineFault | None, message: Message, before: bytes, now: float
    ) -> None:
        self._busy_until = max(self._busy_until, now + answer.busy_after) if answer.busy_after else 0.0
        start = max([now, *(piece.at for piece in self._pieces)])
        kind = fault.kind if fault else None
        data = answer.data
        seconds = answer.seconds
        if fault and kind is FaultKind.LATE:
            self._queue(data, start + fault.seconds)
            return
        if kind is FaultKind.SILENT:
            return
        if fault and kind is FaultKind.BUSY:
            seconds = fault.seconds
        done = start + seconds
        if not self._dialect.later:
            for turn in range(1, int(seconds / BUSY_EVERY) + 1):
                self._queue(self._dialect.busy, start + turn * BUSY_EVERY)
        if kind is FaultKind.TORN:
            for place in range(len(data)):
                self._queue(data[place : place + 1], done + place * 0.002)
            return
        busy = b"" if self._dialect.later else self._dialect.busy
        self._queue(_spoilt(kind, data, busy, message.raw, before), done)

    def _queue(self, data: bytes, at: float) -> None:
        if data:
            self._pieces.append(_Piece(at, data))


def _spoilt(kind: FaultKind | None, data: bytes, busy: bytes, raw: bytes, before: bytes) -> bytes:
    """An answer as a fault changes it."""
    if kind is FaultKind.HALF:
        return data[: len(data) // 2]
    if kind is FaultKind.CORRUPTED and data:
        place = len(data) // 2
        return data[:place] + bytes((data[place] ^ 0x01,)) + data[place + 1 :]
    if kind is FaultKind.GLUED:
        return busy * 3 + data
    if kind is FaultKind.GARBAGE:
        return _GARBAGE + data
    if kind is FaultKind.ECHO:
        return raw + data
    if kind is FaultKind.TWICE:
        return data * 2
    if kind is FaultKind.STALE:
        return before + data
    return data
