"""Whether a receipt exists after a broken link: yes, no, open, or for the owner to decide. Never a guess."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.receipts.device import OpenReceipt, OperatorAccess
from sync.receipts.devices.datecs_p import DatecsP
from sync.receipts.recovery import BeforeReceipt, Existence, ask_device, existence
from tests.unit.receipts.answering import Answering

BEFORE = BeforeReceipt(122, Decimal("24.99"))
FINE = bytes.fromhex("80 80 80 80 86 9A")


@pytest.mark.parametrize(
    ("number", "is_open", "amount", "answer"),
    [
        (123, False, "24.99", Existence.PRINTED),
        (122, False, "10.00", Existence.NOT_PRINTED),
        (122, False, "24.99", Existence.NOT_PRINTED),
        (122, True, "24.99", Existence.STILL_OPEN),
        (123, True, "3.33", Existence.STILL_OPEN),
        (123, False, "24.98", Existence.OWNER_DECIDES),
        (123, False, None, Existence.OWNER_DECIDES),
        (124, False, "24.99", Existence.OWNER_DECIDES),
        (124, True, "24.99", Existence.OWNER_DECIDES),
        (7, False, "24.99", Existence.OWNER_DECIDES),
    ],
)
def test_the_answer_follows_from_number_and_amount(
    number: int, is_open: bool, amount: str | None, answer: Existence
) -> None:
    told = OpenReceipt(is_open, None if amount is None else Decimal(amount))
    assert existence(BEFORE, number, told) is answer


@pytest.mark.parametrize(
    ("last_amount", "paid", "number", "answer"),
    [
        ("10.00", "24.99", None, Existence.PRINTED),
        (None, "24.99", None, Existence.PRINTED),
        # The receipt before cost as much: a report in between would look the same.
        ("24.99", "24.99", None, Existence.OWNER_DECIDES),
        ("24.99", "24.99", 123, Existence.PRINTED),
        ("24.99", "24.99", 122, Existence.OWNER_DECIDES),
        # Cancelled before payment, and its figures are told still.
        ("10.00", "0.00", None, Existence.OWNER_DECIDES),
    ],
)
def test_an_amount_that_stood_there_before_says_nothing(
    last_amount: str | None, paid: str, number: int | None, answer: Existence
) -> None:
    before = BeforeReceipt(122, BEFORE.total, None if last_amount is None else Decimal(last_amount))
    assert existence(before, 123, OpenReceipt(False, BEFORE.total, Decimal(paid), number)) is answer


@settings(max_examples=60)
@given(number=st.integers(0, 300), cents=st.none() | st.integers(0, 5000), is_open=st.booleans())
def test_never_printed_and_never_free_to_print_on_a_doubt(
    number: int, cents: int | None, is_open: bool
) -> None:
    amount = None if cents is None else Decimal(cents) / 100
    answer = existence(BEFORE, number, OpenReceipt(is_open, amount))
    if answer is Existence.PRINTED:
        assert (number, amount, is_open) == (123, BEFORE.total, False)
    if answer is Existence.NOT_PRINTED:
        assert (number, is_open) == (122, False)


def test_the_device_is_only_read() -> None:
    table = {
        0x5A: b"FP-800,2.00BG 23NOV18 1000,ABCD,00000000,DT279013,02279013",
        0x71: b"0000123",
        0x4C: b"0,2,24.99,24.99",
    }
    end = Answering(DatecsP.layout, FINE, dict(table))
    device = DatecsP(end.line, end.clock, access=OperatorAccess())
    assert ask_device(BEFORE, device) is Existence.PRINTED
    assert set(end.commands()) == {0x4A, 0x5A, 0x71, 0x4C}
