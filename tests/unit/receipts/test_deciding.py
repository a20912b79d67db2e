"""Which orders get a receipt, and lines whose sum is the order's total to the cent in every VAT rate."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.errors import Refused
from sync.money import round_half_up
from sync.receipts.deciding import Verdict, decide, receipt_of
from sync.receipts.journal import Sale, SaleLine
from sync.receipts.receipt import PaymentKind
from sync.receipts.settings import (
    CashOnDelivery,
    DeliveryRule,
    PaymentRule,
    ReceiptChoice,
    Receipts,
)

D = Decimal
RULES = Receipts(
    uses_supto=False,
    payments={
        "card": PaymentRule(receipt=ReceiptChoice.PRINT, kind=PaymentKind.CARD),
        "bank": PaymentRule(),
        "till": PaymentRule(receipt=ReceiptChoice.LEAVE),
    },
    deliveries={
        "post": DeliveryRule(cash_on_delivery=CashOnDelivery.POSTAL_TRANSFER),
        "courier": DeliveryRule(cash_on_delivery=CashOnDelivery.COURIERS_CASH),
        "shop": DeliveryRule(receipt=ReceiptChoice.LEAVE),
        "gift": DeliveryRule(receipt=ReceiptChoice.NONE),
    },
)


@pytest.mark.parametrize(
    ("payment", "delivery", "on_delivery", "verdict", "kind"),
    [
        ("card", "any", False, Verdict.PRINT, PaymentKind.CARD),
        ("bank", "any", False, Verdict.NO_RECEIPT, None),
        ("till", "any", False, Verdict.LEFT, None),
        ("never seen", "any", False, Verdict.NOT_SAID, None),
        ("", "any", False, Verdict.NOT_SAID, None),
        ("anything", "post", True, Verdict.NO_RECEIPT, None),
        ("anything", "courier", True, Verdict.PRINT, PaymentKind.CASH),
        ("card", "any", True, Verdict.NOT_SAID, None),
        ("card", "shop", False, Verdict.LEFT, None),
        ("anything", "shop", True, Verdict.LEFT, None),
        ("card", "gift", False, Verdict.NO_RECEIPT, None),
    ],
)
def test_the_ways_of_paying_and_delivery_decide(
    payment: str, delivery: str, on_delivery: bool, verdict: Verdict, kind: PaymentKind | None
) -> None:
    found = decide(payment, delivery, D("10.00"), RULES, cash_on_delivery=on_delivery)
    assert (found.verdict, found.kind) == (verdict, kind)
    assert (found.advice is not None) == (verdict is Verdict.NOT_SAID)


def test_what_costs_nothing_or_is_in_another_currency_gets_none() -> None:
    assert decide("card", "", D(0), RULES, cash_on_delivery=False).verdict is Verdict.NO_RECEIPT
    assert decide("card", "", None, RULES, cash_on_delivery=False).verdict is Verdict.NOT_POSSIBLE


def _sale(lines: list[SaleLine]) -> Sale:
    total = round_half_up(sum((line.amount for line in lines), D(0)))
    now = datetime(2026, 11, 22, tzinfo=UTC)
    return Sale("1", "1", "DT279013-0001-0000001", now, "", "", False, tuple(lines), total)


def _line(rate: int, price: str, quantity: str = "1") -> SaleLine:
    return SaleLine("Стока", D(rate), D(quantity), D(price), D(price) * D(quantity))


def test_a_discount_lowers_the_lines_of_its_own_rate() -> None:
    receipt = receipt_of(
        _sale([_line(20, "10.00"), _line(9, "8.00"), _line(9, "-3.00")]), PaymentKind.CASH, ""
    )
    assert [(line.vat_rate, line.amount) for line in receipt.lines] == [
        (D(20), D("10.00")),
        (D(9), D("5.00")),
    ]


def test_a_voucher_over_all_of_a_rate_is_shared() -> None:
    receipt = receipt_of(
        _sale([_line(20, "10.00"), _line(9, "2.00"), _line(9, "-5.00")]), PaymentKind.CASH, ""
    )
    assert receipt.total == D("7.00")


def test_a_voucher_over_everything_is_refused() -> None:
    with pytest.raises(Refused):
        receipt_of(_sale([_line(20, "10.00"), _line(20, "-10.00")]), PaymentKind.CASH, "")


_PRICES = st.decimals(min_value=D("0.01"), max_value=D("999.99"), places=4)
_LINES = st.lists(
    st.builds(
        lambda rate, price, quantity: SaleLine("Стока", D(rate), quantity, price, price * quantity),
        st.sampled_from([0, 9, 20]),
        _PRICES,
        st.sampled_from([D(1), D(2), D("0.5"), D("1.125"), D(7)]),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=60)
@given(_LINES, st.decimals(min_value=D(0), max_value=D("5.00"), places=2))
def test_the_receipt_adds_up_to_the_sale(lines: list[SaleLine], discount: Decimal) -> None:
    whole = sum((line.amount for line in lines), D(0))
    if discount and whole > discount + 1:
        lines = [*lines, SaleLine("Отстъпка", lines[0].vat_rate, D(1), -discount, -discount)]
    sale = _sale(lines)
    if sale.total == 0:
        return
    receipt = receipt_of(sale, PaymentKind.CARD, "")
    assert receipt.total == sale.total == sum((payment.amount for payment in receipt.paid), D(0))
    assert all(line.amount > 0 and line.discount >= 0 for line in receipt.lines)
