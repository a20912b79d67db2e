"""The exchange: repeats with the same sequence, busy devices, lost answers, and whatever bytes may come."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.clock import TurnedClock
from sync.errors import Bug, Unknown, Unreachable
from sync.receipts.framing.envelope import Answer
from sync.receipts.framing.isl import ISL
from sync.receipts.framing.zfp import DataAnswer, ReceiptAnswer, encode, encode_receipt
from sync.receipts.link import IslLink, Patience, ZfpLink
from tests.unit.receipts.scripted import Pieces, ScriptedLine

FINE = bytes.fromhex("80 80 80 80 86 9A")
SALE = 0x31
PATIENCE = Patience(quiet=0.5, whole=15.0, long=120.0, tries=3)
Respond = Callable[[bytes], Pieces]


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock(datetime(2026, 11, 22, 12, tzinfo=UTC))


def _answer_to(frame: bytes, data: bytes = b"yes") -> bytes:
    return ISL.answer(Answer(frame[2], frame[3], data, FINE))


def _in_turn(*responses: Respond) -> Respond:
    left = list(responses)

    def respond(frame: bytes) -> Pieces:
        return (left.pop(0) if len(left) > 1 else left[0])(frame)

    return respond


def _link(clock: TurnedClock, respond: Respond) -> tuple[IslLink, ScriptedLine]:
    line = ScriptedLine(clock, respond)
    return IslLink(line, ISL, clock, patience=PATIENCE), line


def _silent(_frame: bytes) -> Pieces:
    return ()


def test_each_request_has_a_sequence_of_its_own(clock: TurnedClock) -> None:
    link, line = _link(clock, lambda frame: (_answer_to(frame),))
    for _ in range(200):
        assert link.ask(SALE, b"x", changes=True).data == b"yes"
    sequences = [frame[2] for frame in line.written]
    assert set(sequences) == set(range(0x20, 0x80))
    assert all(one != following for one, following in pairwise(sequences))


@pytest.mark.parametrize(
    "first",
    [
        _silent,
        lambda _frame: (b"\x15",),
        lambda frame: (_answer_to(frame)[:7],),
        lambda frame: (_answer_to(frame)[:-3] + b"00\x03",),
        lambda _frame: (b"\x16", 0.06, b"\x16"),
    ],
    ids=["silence", "nak", "torn", "damaged", "busy and then silent"],
)
def test_a_lost_answer_is_asked_for_with_the_same_frame(clock: TurnedClock, first: Respond) -> None:
    link, line = _link(clock, _in_turn(first, lambda frame: (_answer_to(frame),)))
    assert link.ask(SALE, b"x", changes=True).data == b"yes"
    assert len(line.written) == 2
    assert line.written[0] == line.written[1]


def test_a_busy_device_is_waited_for_without_sending_again(clock: TurnedClock) -> None:
    signs: list[bytes | float] = [b"\x16", 0.06] * 100
    link, line = _link(clock, lambda frame: (*signs, _answer_to(frame)))
    assert link.ask(SALE, b"x", changes=True).data == b"yes"
    assert len(line.written) == 1


@pytest.mark.parametrize(("long", "seconds"), [(False, 15), (True, 120)])
def test_a_device_that_is_busy_for_ever_is_given_up(clock: TurnedClock, long: bool, seconds: int) -> None:
    link, _ = _link(clock, lambda _frame: (piece for _ in range(3000) for piece in (b"\x16", 0.06)))
    with pytest.raises(Unreachable, match="busy for too long"):
        link.ask(0x45, b"2", changes=False, long=long)
    assert seconds <= clock.monotonic() < seconds + 1


def test_silence_after_a_change_is_unknown_and_after_a_question_is_not(clock: TurnedClock) -> None:
    link, line = _link(clock, _silent)
    with pytest.raises(Unknown, match="COM7 was lost"):
        link.ask(SALE, b"x", changes=True)
    with pytest.raises(Unreachable, match="COM7 does not answer"):
        link.ask(0x4A, changes=False)
    assert len(line.written) == 2 * PATIENCE.tries


def test_what_was_never_understood_was_never_done(clock: TurnedClock) -> None:
    link, _ = _link(clock, lambda _frame: (b"\x15",))
    with pytest.raises(Unreachable):
        link.ask(SALE, b"x", changes=True)
    link, _ = _link(clock, _in_turn(_silent, lambda _frame: (b"\x15",)))
    with pytest.raises(Unknown):
        link.ask(SALE, b"x", changes=True)


def test_a_line_that_breaks_is_not_written_to_again(clock: TurnedClock) -> None:
    link, line = _link(clock, lambda _frame: (b"\x16", None))
    with pytest.raises(Unknown) as caught:
        link.ask(SALE, b"x", changes=True)
    assert "the cable was pulled" in caught.value.detail
    assert len(line.written) == 1
    link, _ = _link(clock, lambda _frame: (None,))
    with pytest.raises(Unreachable):
        link.ask(0x4A, changes=False)


def test_an_answer_to_an_earlier_request_is_passed_over(clock: TurnedClock) -> None:
    def respond(frame: bytes) -> Pieces:
        earlier = ISL.answer(Answer(frame[2] - 1 if frame[2] > 0x20 else 0x7F, frame[3], b"old", FINE))
        return (earlier + _answer_to(frame, b"new"),)

    link, _ = _link(clock, respond)
    assert link.ask(SALE, b"x", changes=True).data == b"new"


def test_the_device_that_remembers_our_first_sequence_does_not_mislead(clock: TurnedClock) -> None:
    remembered = ISL.answer(Answer(0x20, 0x38, b"5,5", FINE))
    last = [0x20]

    def respond(frame: bytes) -> Pieces:
        if frame[2] == last[0]:
            return (remembered,)
        last[0] = frame[2]
        return (_answer_to(frame, b"fresh"),)

    link, _ = _link(clock, respond)
    link.begin()
    assert link.ask(0x38, changes=True).data == b"fresh"


def test_an_echo_and_a_wrong_speed_are_told(clock: TurnedClock) -> None:
    link, _ = _link(clock, lambda frame: (frame,))
    with pytest.raises(Unreachable, match="what is sent there comes back"):
        link.begin()
    link, _ = _link(clock, lambda _frame: (b"\x00\x00\xf8\x00",))
    with pytest.raises(Unreachable, match="cannot be read"):
        link.begin()


def test_data_that_no_frame_holds_is_a_mistake_of_ours(clock: TurnedClock) -> None:
    link, line = _link(clock, _silent)
    with pytest.raises(Bug):
        link.ask(SALE, b"x" * 300, changes=True)
    assert line.written == []


@settings(max_examples=60)
@given(pieces=st.lists(st.binary(max_size=40) | st.floats(0, 1) | st.none(), max_size=30))
def test_any_answer_ends_in_time_and_in_an_error_of_ours(pieces: list[bytes | float | None]) -> None:
    for changes in (True, False):
        for isl in (True, False):
            clock = TurnedClock(datetime(2026, 11, 22, 12, tzinfo=UTC))
            line = ScriptedLine(clock, lambda _frame: pieces)
            link = IslLink(line, ISL, clock) if isl else ZfpLink(line, clock)
            with suppress(Unknown, Unreachable):
                link.ask(0x31, b"x", changes=changes)
            assert clock.monotonic() < 17


# ---- ZFP ----------------------------------------------------------------------------------------------


def _zfp(clock: TurnedClock, respond: Respond) -> tuple[ZfpLink, ScriptedLine]:
    line = ScriptedLine(clock, respond)
    return ZfpLink(line, clock, patience=PATIENCE), line


def _done(frame: bytes) -> Pieces:
    return (encode_receipt(ReceiptAnswer(frame[2], 0x30, 0x30)),)


def test_zfp_numbers_differ_from_one_message_to_the_next(clock: TurnedClock) -> None:
    link, line = _zfp(clock, _done)
    for _ in range(300):
        assert link.ask(SALE, b"x", changes=True) == ReceiptAnswer(line.written[-1][2], 0x30, 0x30)
    numbers = [frame[2] for frame in line.written]
    assert set(numbers) == set(range(0x20, 0xA0))
    assert all(one != following for one, following in pairwise(numbers))


@pytest.mark.parametrize("first", [b"\x15", b"\x0e"], ids=["nack", "retry"])
def test_zfp_sends_the_same_again_where_nothing_was_done(clock: TurnedClock, first: bytes) -> None:
    link, line = _zfp(clock, _in_turn(lambda _frame: (first,), _done))
    link.ask(SALE, b"x", changes=True)
    assert line.written[0] == line.written[1]


def test_zfp_never_repeats_a_change_after_silence(clock: TurnedClock) -> None:
    link, line = _zfp(clock, _silent)
    with pytest.raises(Unknown):
        link.ask(SALE, b"x", changes=True)
    assert len(line.written) == 1


def test_zfp_asks_a_question_again_with_a_new_number(clock: TurnedClock) -> None:
    link, line = _zfp(clock, _in_turn(_silent, lambda frame: (encode(frame[2], frame[3], b"000012"),)))
    answer = link.ask(0x71, changes=False)
    assert isinstance(answer, DataAnswer)
    assert answer.data == b"000012"
    assert line.written[0][2] != line.written[1][2]


def test_zfp_gives_up_a_device_that_is_busy_for_ever(clock: TurnedClock) -> None:
    link, _ = _zfp(clock, lambda _frame: (b"\x0e",))
    with pytest.raises(Unreachable, match="busy for too long"):
        link.ask(SALE, b"x", changes=True)
    assert 15 <= clock.monotonic() < 16


def test_zfp_tells_an_echo(clock: TurnedClock) -> None:
    link, _ = _zfp(clock, lambda frame: (frame,))
    with pytest.raises(Unreachable, match="comes back"):
        link.begin()
