"""The gate and the frame: who may call, and how every answer looks (facts 5.2)."""

from __future__ import annotations

import hmac
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any

from sync.simulators.clock import Clock
from sync.simulators.microbg.arguments import Arguments
from sync.simulators.microbg.books import Books
from sync.simulators.microbg.errors import (
    APPLICATION_NOT_USED,
    INTERNAL,
    INVALID_API_ID,
    INVALID_REQUEST,
    NO_RIGHTS,
    NOT_AVAILABLE,
    PAYMENT_EXPIRED,
    UNKNOWN_FUNCTION,
    Refusal,
)
from sync.simulators.microbg.functions import EXPIRED_READABLE, NOT_SIMULATED, READING, WRITING
from sync.simulators.microbg.lists import refuse_left
from sync.simulators.microbg.quirks import Quirks
from sync.simulators.microbg.signature import Call, content, opened_form, verify
from sync.simulators.microbg.task import Task
from sync.simulators.microbg.wire import Fields, as_json


@dataclass(frozen=True, slots=True)
class Request:
    """One call as it arrived; ``form`` is its body, which nobody prints: its signature is a secret's work."""

    verb: str
    path: str
    form: bytes = field(repr=False)

    def call(self) -> Call | None:
        """What it asks, whoever signed it; None where it cannot be read."""
        try:
            return content(opened_form(self.form))
        except Refusal:
            return None


class Service:
    """Answers calls out of the books. Not thread-safe: callers hold the simulator's lock."""

    def __init__(
        self, books: Books, quirks: Quirks, clock: Clock, zone: tzinfo, api_id: str, secret: str
    ) -> None:
        self.books = books
        self.quirks = quirks
        self.not_taken: Counter[str] = Counter()
        self._clock = clock
        self._zone = zone
        self._api_id = api_id
        self._secret = secret

    def local_time(self) -> datetime:
        """The time in the service's own zone, to the second and without the zone, as it is shown."""
        return self._clock.now().astimezone(self._zone).replace(tzinfo=None, microsecond=0)

    def answer(self, request: Request) -> bytes:
        """The answer, refusals included; it always goes out with HTTP 200."""
        try:
            return as_json(self._framed(True, [], self._data(request)))
        except Refusal as refusal:
            return self.refusal(refusal)

    def refusal(self, refusal: Refusal) -> bytes:
        """An answer with status false."""
        words = [refusal.text(sentence=self.quirks.error_words == "sentences")]
        return as_json(self._framed(False, words, None))

    def empty(self) -> bytes:
        """An answer that says all is well and holds nothing."""
        return as_json(self._framed(True, [], []))

    def broken(self) -> bytes:
        """Status false for a reason of the service's own."""
        return self.refusal(Refusal(INTERNAL))

    def _data(self, request: Request) -> Any:
        if request.verb != "POST":
            raise Refusal(INVALID_REQUEST, "POST is expected")
        call = self._checked(request)
        arguments = Arguments(call, self.quirks)
        task = Task(self.books, arguments, self.quirks, self.local_time(), self.not_taken)
        if call.function in READING:
            found = READING[call.function](task)
            refuse_left(arguments, self.quirks)
        else:
            found = WRITING[call.function](task)
        self.not_taken.update(f"{call.function}: {name}" for name in arguments.left())
        return found

    def _checked(self, request: Request) -> Call:
        """The call, once its id, signature, payment, function and rights are in order."""
        envelope = opened_form(request.form)
        if not hmac.compare_digest(envelope.api_id.encode(), self._api_id.encode()):
            raise Refusal(INVALID_API_ID)
        if not self.books.used:
            raise Refusal(APPLICATION_NOT_USED)
        verify(envelope, self._secret)
        call = content(envelope)
        readable = self.quirks.after_payment_date == "company_readable" and call.function in EXPIRED_READABLE
        if self.local_time().date() > self.books.company.payment_to and not readable:
            raise Refusal(PAYMENT_EXPIRED)
        if call.function in self.books.denied:
            raise Refusal(NO_RIGHTS)
        if call.function in NOT_SIMULATED:
            raise Refusal(NOT_AVAILABLE, call.function)
        if call.function not in READING and call.function not in WRITING:
            raise Refusal(UNKNOWN_FUNCTION, call.function)
        return call

    def _framed(self, success: bool, errors: list[str], data: Any) -> Fields:
        keys = ("status", "success") if self.quirks.success_key == "both" else (self.quirks.success_key,)
        frame: Fields = dict.fromkeys(keys, success)
        frame["errors"] = errors or ([] if self.quirks.no_errors == "list" else None)
        if success or self.quirks.refused_data != "left_out":
            frame["data"] = data if success or self.quirks.refused_data == "null" else []
        return frame
