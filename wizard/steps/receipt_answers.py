"""What the step receipts has been answered so far, and what is proposed before it was. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from pydantic import ValidationError

from sync.model import PaymentMethod
from sync.receipts.receipt import PaymentKind
from sync.receipts.settings import (
    CashOnDelivery,
    DeliveryRule,
    PaymentRule,
    ReceiptChoice,
    Receipts,
    SequenceRange,
)
from wizard.readings import OrderCounts
from wizard.steps.order_answers import is_on_delivery, method_by_name

NOT_SAID: Final = ""
_RECEIPT: Final = "receipt:"
_RULES: Final = {
    PaymentMethod.CARD: PaymentRule(receipt=ReceiptChoice.PRINT, kind=PaymentKind.CARD),
    PaymentMethod.CASH: PaymentRule(receipt=ReceiptChoice.PRINT, kind=PaymentKind.CASH),
    PaymentMethod.BANK: PaymentRule(receipt=ReceiptChoice.NONE),
}
_RANGE: Final = re.compile(r"\s*(\d{1,7})\s*[-–—]\s*(\d{1,7})\s*")


def read_answers(answers: Mapping[str, Any]) -> dict[str, Any]:
    """The draft's answers, filled up with what is usual, so that a half-answered step can be shown."""
    found = Receipts().model_dump(mode="json")
    found.update({name: value for name, value in answers.items() if name in Receipts.model_fields})
    return found


def finished(answers: Mapping[str, Any]) -> Receipts | None:
    """The answers as settings, or None while something in them cannot be."""
    try:
        return Receipts.model_validate(dict(answers))
    except ValidationError:
        return None


# ---------------------------------------------------------------- ways of paying and of delivery


def proposed_payments(ways: Iterable[str], counts: OrderCounts | None) -> dict[str, Any]:
    """A rule for each way of paying whose name tells what it is. The others, and cash on delivery, which goes
    by the way of delivery, are left to the owner.
    """
    on_delivery = counts.cash_on_delivery if counts else {}
    found: dict[str, Any] = {}
    for way in ways:
        method = method_by_name(way)
        if method in _RULES and not is_on_delivery(way, on_delivery):
            found[way] = _RULES[method].model_dump(mode="json")
    return found


def payment_choice(rule: Mapping[str, Any] | None) -> str:
    """The rule of a way of paying as one of the list's ids; "" where nothing is said."""
    if rule is None:
        return NOT_SAID
    read = PaymentRule.model_validate(dict(rule))
    return _RECEIPT + read.kind.value if read.receipt is ReceiptChoice.PRINT else read.receipt.value


def payment_rule(choice: str) -> dict[str, Any] | None:
    """What an id of the list means; None for nothing."""
    if choice == NOT_SAID:
        return None
    if choice.startswith(_RECEIPT):
        kind = PaymentKind(choice.removeprefix(_RECEIPT))
        return PaymentRule(receipt=ReceiptChoice.PRINT, kind=kind).model_dump(mode="json")
    return PaymentRule(receipt=ReceiptChoice(choice)).model_dump(mode="json")


def receipt_of_kind(kind: PaymentKind) -> str:
    """The list's id of "a receipt, paid so"."""
    return _RECEIPT + kind.value


def delivery_choice(rule: Mapping[str, Any] | None) -> str:
    """The rule of a way of delivery as one of the list's ids; "" where nothing is said."""
    if rule is None:
        return NOT_SAID
    read = DeliveryRule.model_validate(dict(rule))
    if read.receipt is not ReceiptChoice.PRINT:
        return read.receipt.value
    return read.cash_on_delivery.value if read.cash_on_delivery else NOT_SAID


def delivery_rule(choice: str) -> dict[str, Any] | None:
    """What an id of the list means; None for nothing."""
    if choice == NOT_SAID:
        return None
    if choice in {each.value for each in CashOnDelivery}:
        return DeliveryRule(cash_on_delivery=CashOnDelivery(choice)).model_dump(mode="json")
    return DeliveryRule(receipt=ReceiptChoice(choice)).model_dump(mode="json")


# ---------------------------------------------------------------- ranges of numbers


def read_ranges(typed: str) -> list[dict[str, int]] | None:
    """Ranges as "1-5000, 90001-95000"; None where that cannot be read or two of them overlap."""
    found: list[dict[str, int]] = []
    for piece in filter(str.strip, typed.split(",")):
        match = _RANGE.fullmatch(piece)
        if match is None:
            return None
        found.append({"first": int(match[1]), "last": int(match[2])})
    try:
        Receipts(ranges=tuple(SequenceRange.model_validate(each) for each in found))
    except ValidationError:
        return None
    return found


def show_ranges(ranges: Iterable[Mapping[str, Any]]) -> str:
    """Ranges as they are typed."""
    return ", ".join(f"{each['first']}–{each['last']}" for each in ranges)
