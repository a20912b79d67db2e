"""One request and its answer over ISL, Datecs X and ZFP: repeats that act once, and an end to every wait.

The makers' rule: a frame with the sequence of the last one is not carried out again, the last answer is
repeated. So a lost answer is asked for again with the same sequence, and only a new request takes a new one.
Times: a device answers, or says that it is busy, within 60 ms (Daisy 100 ms); the host waits 500 ms or more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sync.errors import Bug, MostikError, Unknown, Unreachable
from sync.ports import Clock
from sync.receipts.framing import zfp
from sync.receipts.framing.envelope import Answer, Layout, Reader, Signal
from sync.receipts.framing.isl import FIRST_SEQUENCE, LAST_SEQUENCE
from sync.receipts.framing.nibbles import FrameError
from sync.receipts.framing.zfp import DataAnswer, ReceiptAnswer, ZfpAnswer, ZfpReader, ZfpSignal
from sync.receipts.port import ByteLine, LineBroken
from sync.sentences import say

ISL_STATUS: Final = 0x4A
ZFP_STATUS: Final = 0x20
_RETRY_SECONDS: Final = 0.2


@dataclass(frozen=True, slots=True)
class Patience:
    """How long an answer is waited for, in seconds: until the next byte, for an ordinary request with all
    its repeats and busy signs, and for a long one (reports, a card); and how often a request is sent.
    """

    quiet: float = 0.8
    whole: float = 15.0
    long: float = 120.0
    tries: int = 4


class _Attempts:
    """What happened while one request was tried, and so what its failure means."""

    def __init__(self, device: str, command: int, changes: bool) -> None:
        self.device = device
        self.command = command
        self.changes = changes
        self.maybe_done = False
        self.busy = False
        self.echoed = False
        self.noise = False
        self.what = "no answer"

    def failure(self) -> MostikError:
        detail = f"command {self.command:02X}h: {self.what}"
        if self.changes and self.maybe_done:
            return Unknown(
                say(
                    "The answer of the fiscal device {device} was lost, so it is not known what it printed.",
                    device=self.device,
                ),
                advice=say("Mostik asks the device before it prints anything again."),
                detail=detail,
            )
        if self.echoed:
            return Unreachable(
                say(
                    "No fiscal device answers at {device}: what is sent there comes back.", device=self.device
                ),
                advice=say("Choose another port in its settings."),
                detail=detail,
            )
        if self.busy:
            return Unreachable(
                say("The fiscal device {device} is busy for too long.", device=self.device),
                advice=say("Look at the device, and try again when it has finished."),
                detail=detail,
            )
        if self.noise:
            return Unreachable(
                say("The answer of the fiscal device {device} cannot be read.", device=self.device),
                advice=say("Check its speed (baud rate) and its make and model in the settings."),
                detail=detail,
            )
        return Unreachable(
            say("The fiscal device {device} does not answer.", device=self.device),
            advice=say("Check that it is on, its cable, and the port or address in its settings."),
            detail=detail,
        )


class IslLink:
    """Requests and answers over ISL or Datecs X. ``device`` is how people call it."""

    def __init__(
        self,
        line: ByteLine,
        layout: Layout,
        clock: Clock,
        *,
        device: str = "",
        patience: Patience | None = None,
    ) -> None:
        self.device = device or line.name
        self._line = line
        self._layout = layout
        self._reader = Reader(layout)
        self._clock = clock
        self._patience = patience or Patience()
        self._sequence = LAST_SEQUENCE

    def close(self) -> None:
        self._line.close()

    def begin(self) -> None:
        """Settle the sequence with the device. Raises Unreachable.

        The device may remember our first sequence from an earlier session and would repeat an old answer
        instead of acting. So the first request is the status, and whatever answers it is thrown away.
        """
        self._ask(ISL_STATUS, b"", changes=False, long=False, any_command=True)

    def ask(self, command: int, data: bytes = b"", *, changes: bool, long: bool = False) -> Answer:
        """Send a request with a new sequence and return its answer, whatever its status bytes say.

        Raises Unreachable (a request that changes something was then not carried out), Unknown (one that
        changes something may have been) or Bug (data that cannot be sent).
        """
        return self._ask(command, data, changes=changes, long=long, any_command=False)

    def _ask(self, command: int, data: bytes, *, changes: bool, long: bool, any_command: bool) -> Answer:
        following = self._sequence + 1
        self._sequence = following if following <= LAST_SEQUENCE else FIRST_SEQUENCE
        try:
            frame = self._layout.request(self._sequence, command, data)
        except FrameError as error:
            raise _cannot_send(command, error) from None
        attempts = _Attempts(self.device, command, changes)
        end = self._clock.monotonic() + (self._patience.long if long else self._patience.whole)
        for _ in range(self._patience.tries):
            answer = self._try(frame, command, end, attempts, any_command)
            if answer is not None:
                return answer
            if self._clock.monotonic() >= end:
                break
        raise attempts.failure()

    def _try(
        self, frame: bytes, command: int, end: float, attempts: _Attempts, any_command: bool
    ) -> Answer | None:
        """One sending; None where it brought no answer."""
        self._reader.forget()
        try:
            self._line.write(frame)
            outcome = self._answer(command, end, attempts, any_command)
        except LineBroken as error:
            attempts.maybe_done = True
            attempts.what = str(error)
            raise attempts.failure() from None
        if isinstance(outcome, Answer):
            return outcome
        attempts.noise = attempts.noise or outcome is Signal.DAMAGED or self._reader.noise > 0
        attempts.what = "no answer" if outcome is None else outcome.value
        # Only a NAK says that the frame did not get through.
        if outcome is not Signal.NOT_UNDERSTOOD:
            attempts.maybe_done = True
        return None

    def _answer(
        self, command: int, end: float, attempts: _Attempts, any_command: bool
    ) -> Answer | Signal | None:
        while True:
            quiet_at = self._clock.monotonic() + self._patience.quiet
            data = self._line.read(min(quiet_at, end))
            if not data:
                return None
            for found in self._reader.feed(data):
                if isinstance(found, Answer):
                    # Another sequence: an answer that came too late for an earlier request.
                    if found.sequence == self._sequence and (any_command or found.command == command):
                        return found
                elif found is Signal.BUSY:
                    attempts.busy = True
                elif found is Signal.ECHO:
                    attempts.echoed = True
                else:
                    return found


class ZfpLink:
    """Requests and answers over ZFP. ``device`` is how people call it."""

    def __init__(
        self, line: ByteLine, clock: Clock, *, device: str = "", patience: Patience | None = None
    ) -> None:
        self.device = device or line.name
        self._line = line
        self._reader = ZfpReader()
        self._clock = clock
        self._patience = patience or Patience()
        self._number = zfp.LAST_NUMBER

    def close(self) -> None:
        self._line.close()

    def begin(self) -> None:
        """Settle the message number with the device. Raises Unreachable."""
        self.ask(ZFP_STATUS, changes=False)

    def ask(self, command: int, data: bytes = b"", *, changes: bool, long: bool = False) -> ZfpAnswer:
        """Send a request and return its answer, whatever errors it tells.

        A request is sent again after NACK and after RETRY, which both say that it was not carried out. After
        silence only a reading one is, with a new number: the manual promises no repeated answer for the
        same. Raises Unreachable, Unknown or Bug, as :meth:`IslLink.ask`.
        """
        attempts = _Attempts(self.device, command, changes)
        end = self._clock.monotonic() + (self._patience.long if long else self._patience.whole)
        left = self._patience.tries
        frame = self._frame(command, data)
        while left > 0 and self._clock.monotonic() < end:
            outcome = self._try(frame, command, end, attempts)
            if isinstance(outcome, DataAnswer | ReceiptAnswer):
                return outcome
            if outcome is ZfpSignal.BUSY:
                attempts.busy = True
                self._clock.sleep(_RETRY_SECONDS)
                continue
            left -= 1
            if outcome is not ZfpSignal.NOT_UNDERSTOOD:
                if changes:
                    attempts.maybe_done = True
                    break
                frame = self._frame(command, data)
        raise attempts.failure()

    def _frame(self, command: int, data: bytes) -> bytes:
        following = self._number + 1
        self._number = following if following <= zfp.LAST_NUMBER else zfp.FIRST_NUMBER
        try:
            return zfp.encode(self._number, command, data)
        except FrameError as error:
            raise _cannot_send(command, error) from None

    def _try(
        self, frame: bytes, command: int, end: float, attempts: _Attempts
    ) -> ZfpAnswer | ZfpSignal | None:
        self._reader.forget()
        try:
            self._line.write(frame)
            outcome = self._answer(frame, command, end, attempts)
        except LineBroken as error:
            attempts.maybe_done = True
            attempts.what = str(error)
            raise attempts.failure() from None
        attempts.noise = attempts.noise or outcome is ZfpSignal.DAMAGED or self._reader.noise > 0
        attempts.what = outcome.value if isinstance(outcome, ZfpSignal) else "no answer"
        return outcome

    def _answer(
        self, frame: bytes, command: int, end: float, attempts: _Attempts
    ) -> ZfpAnswer | ZfpSignal | None:
        echo = ZfpReader().feed(frame)
        while True:
            quiet_at = self._clock.monotonic() + self._patience.quiet
            data = self._line.read(min(quiet_at, end))
            if not data:
                return None
            for found in self._reader.feed(data):
                if isinstance(found, ZfpSignal):
                    if found is not ZfpSignal.ALIVE:
                        return found
                elif found in echo:
                    attempts.echoed = True
                elif found.number == self._number and _answers(found, command):
                    return found


def _answers(found: ZfpAnswer, command: int) -> bool:
    return isinstance(found, ReceiptAnswer) or found.command == command


def _cannot_send(command: int, error: FrameError) -> Bug:
    return Bug(
        say("Mostik made a message that no fiscal device accepts."),
        advice=say("Tell whoever helps you with Mostik."),
        detail=f"command {command:02X}h: {error}",
    )
