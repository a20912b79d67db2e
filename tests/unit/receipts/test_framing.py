"""Frames of the three framings: the makers' numbers, every round trip, and whatever bytes may come."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.receipts.framing.datecs_x import DATECS_X
from sync.receipts.framing.envelope import Answer, Layout, Reader, Signal, escape, unescape
from sync.receipts.framing.isl import ISL, ISL_SHORT
from sync.receipts.framing.nibbles import FrameError, from_nibbles, to_nibbles
from sync.receipts.framing.zfp import (
    DATA_LIMIT,
    DataAnswer,
    ReceiptAnswer,
    ZfpReader,
    ZfpSignal,
    encode,
    encode_receipt,
)

LAYOUTS = pytest.mark.parametrize("layout", [ISL, DATECS_X], ids=["isl", "datecs_x"])
SEQUENCES = st.integers(0x20, 0x7F)
COMMANDS = st.integers(0x20, 0xFF)
# The bytes that mean something to one framing or another come more often than by chance.
BYTES = st.lists(
    st.one_of(
        st.sampled_from([0, 1, 2, 3, 4, 5, 6, 0x0A, 0x0E, 0x10, 0x15, 0x16, 0x25, 0x30]), st.integers(0, 255)
    ),
    max_size=300,
).map(bytes)


def _hexed(written: str) -> bytes:
    return bytes.fromhex(written)


def _healthy(layout: Layout) -> bytes:
    return bytes([0x80] * layout.status_bytes)


@pytest.mark.parametrize(
    ("number", "written"),
    [(0x1AE3, "31 3A 3E 33"), (0x12AB, "31 32 3A 3B"), (0x1843, "31 38 34 33")],
)
def test_the_makers_examples_of_a_sum(number: int, written: str) -> None:
    assert to_nibbles(number, 4) == _hexed(written)
    assert from_nibbles(_hexed(written)) == number


def test_tremols_example_of_a_sum() -> None:
    assert to_nibbles(0xB5, 2) == _hexed("3B 35")


def test_what_is_no_nibble_is_no_number() -> None:
    assert from_nibbles(b"\x30\x40") is None
    assert from_nibbles(b"\x2f") is None
    with pytest.raises(FrameError):
        to_nibbles(0x10000, 4)


def test_frames_counted_by_hand() -> None:
    assert ISL.request(0x20, 0x5A, b"1") == _hexed("01 25 20 5A 31 05 30 30 3D 35 03")
    assert DATECS_X.request(0x20, 0x4A, b"") == _hexed("01 30 30 32 3A 20 30 30 34 3A 05 30 31 3B 3F 03")
    assert encode(0x20, 0x20, b"") == _hexed("02 23 20 20 32 33 0A")
    assert encode_receipt(ReceiptAnswer(0x20, 0x30, 0x30)) == _hexed("06 20 30 30 32 30 0A")


def test_the_length_bytes_of_the_manuals() -> None:
    assert ISL.request(0x20, 0x30, b"abc")[1] == 0x24 + 3
    assert ISL.answer(Answer(0x20, 0x30, b"abc", _healthy(ISL)))[1] == 0x2B + 3
    assert from_nibbles(DATECS_X.request(0x20, 0x30, b"abc")[1:5]) == 0x2A + 3
    assert from_nibbles(DATECS_X.answer(Answer(0x20, 0x30, b"abc", _healthy(DATECS_X)))[1:5]) == 0x33 + 3
    assert encode(0x20, 0x30, b"abc")[1] == 0x23 + 3


@settings(max_examples=40)
@given(data=st.binary(max_size=100))
def test_escaped_data_comes_back_and_has_no_control_characters(data: bytes) -> None:
    escaped = escape(data)
    assert unescape(escaped) == data
    assert all(byte >= 0x20 or byte in {0x09, 0x0A, 0x10} for byte in escaped)


@LAYOUTS
@settings(max_examples=40)
@given(
    sequence=SEQUENCES,
    command=COMMANDS,
    data=st.binary(max_size=100),
    status=st.lists(st.integers(0x80, 0xFF), min_size=8, max_size=8),
    before=st.lists(st.sampled_from([b"\x16", b"\x00", b"\x16\x16"]), max_size=3),
    cuts=st.lists(st.integers(1, 30), max_size=10),
)
def test_an_answer_comes_back_however_it_is_cut_and_glued(
    layout: Layout,
    sequence: int,
    command: int,
    data: bytes,
    status: list[int],
    before: list[bytes],
    cuts: list[int],
) -> None:
    answer = Answer(sequence, command, data, bytes(status[: layout.status_bytes]))
    written = b"".join(before) + layout.answer(answer) + layout.answer(answer)
    reader, found = Reader(layout), list[Answer | Signal]()
    for cut in cuts:
        found += reader.feed(written[:cut])
        written = written[cut:]
    found += reader.feed(written)
    assert [each for each in found if each is not Signal.BUSY] == [answer, answer]
    assert found.count(Signal.BUSY) == b"".join(before).count(0x16)


@LAYOUTS
@settings(max_examples=40)
@given(data=st.binary(max_size=60), kept=st.integers(1, 200))
def test_a_torn_answer_does_not_swallow_the_next(layout: Layout, data: bytes, kept: int) -> None:
    answer = Answer(0x33, 0x4A, data, _healthy(layout))
    written = layout.answer(answer)
    reader = Reader(layout)
    assert reader.feed(written[: min(kept, len(written) - 1)]) == []
    assert reader.feed(written) == [answer]


@LAYOUTS
@settings(max_examples=40)
@given(data=st.binary(max_size=60), place=st.integers(1, 200), bit=st.integers(0, 7))
def test_a_changed_bit_never_passes(layout: Layout, data: bytes, place: int, bit: int) -> None:
    answer = Answer(0x33, 0x4A, data, _healthy(layout))
    written = bytearray(layout.answer(answer))
    written[place % len(written)] ^= 1 << bit
    found = Reader(layout).feed(bytes(written))
    assert not any(isinstance(each, Answer) for each in found)


@LAYOUTS
def test_an_echo_is_told_from_an_answer(layout: Layout) -> None:
    reader = Reader(layout)
    assert reader.feed(layout.request(0x20, 0x4A, b"1")) == [Signal.ECHO]
    answer = Answer(0x20, 0x4A, b"", _healthy(layout))
    assert reader.feed(layout.request(0x20, 0x4A, b"1") + layout.answer(answer)) == [Signal.ECHO, answer]


@LAYOUTS
@settings(max_examples=40)
@given(data=BYTES)
def test_any_bytes_are_read_without_an_error(layout: Layout, data: bytes) -> None:
    reader = Reader(layout)
    reader.feed(data)
    reader.forget()
    answer = Answer(0x20, 0x4A, b"1", _healthy(layout))
    assert reader.feed(layout.answer(answer)) == [answer]


@LAYOUTS
def test_a_frame_without_end_is_dropped_in_the_end(layout: Layout) -> None:
    reader = Reader(layout)
    assert reader.feed(b"\x01" + b"a" * 5000) == []
    assert reader.noise > 4000


@pytest.mark.parametrize(("layout", "most"), [(ISL, 213), (ISL_SHORT, 91), (DATECS_X, 213)])
def test_data_that_is_too_long_is_refused(layout: Layout, most: int) -> None:
    assert len(layout.request(0x20, 0x31, b"a" * most)) > most
    with pytest.raises(FrameError):
        layout.request(0x20, 0x31, b"a" * (most + 1))
    with pytest.raises(FrameError):
        layout.request(0x1F, 0x31, b"")


@settings(max_examples=60)
@given(
    number=st.integers(0x20, 0x9F),
    command=COMMANDS,
    data=st.lists(st.integers(0x20, 0xFF), max_size=DATA_LIMIT).map(bytes),
    cuts=st.lists(st.integers(1, 30), max_size=10),
)
def test_zfp_comes_back_however_it_is_cut_and_glued(
    number: int, command: int, data: bytes, cuts: list[int]
) -> None:
    answer, receipt = DataAnswer(number, command, data), ReceiptAnswer(number, 0x34, 0x32)
    written = b"\x0e" + encode(number, command, data) + encode_receipt(receipt) + b"\x15"
    reader, found = ZfpReader(), []
    for cut in cuts:
        found += reader.feed(written[:cut])
        written = written[cut:]
    found += reader.feed(written)
    assert found == [ZfpSignal.BUSY, answer, receipt, ZfpSignal.NOT_UNDERSTOOD]


@settings(max_examples=40)
@given(data=BYTES)
def test_any_bytes_are_read_by_zfp_without_an_error(data: bytes) -> None:
    reader = ZfpReader()
    reader.feed(data)
    reader.forget()
    assert reader.feed(encode(0x20, 0x21, b"1;2")) == [DataAnswer(0x20, 0x21, b"1;2")]


@settings(max_examples=40)
@given(kept=st.integers(1, 30))
def test_zfp_finds_the_answer_after_a_torn_one(kept: int) -> None:
    written = encode(0x40, 0x60, b"ZK126720;50163145")
    reader = ZfpReader()
    reader.feed(written[: min(kept, len(written) - 1)])
    assert reader.feed(written)[-1] == DataAnswer(0x40, 0x60, b"ZK126720;50163145")


def test_zfp_refuses_what_has_no_place_in_a_frame() -> None:
    for number, data in ((0x1F, b""), (0xA0, b""), (0x20, b"a\nb"), (0x20, b"a" * (DATA_LIMIT + 1))):
        with pytest.raises(FrameError):
            encode(number, 0x31, data)
