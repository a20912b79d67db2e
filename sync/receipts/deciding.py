"""Whether an order gets a receipt from Mostik, and what stands on it. Pure.

Bank transfers and postal money transfers need none; a courier's cash and cards do (Ordinance N-18, article
3). What the shop's words for its ways mean, only the owner knows, so nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from sync.money import round_half_up
from sync.receipts.composing import WantedLine, receipt_lines
from sync.receipts.journal import Sale, SaleLine
from sync.receipts.problems import Problem, problem_error
from sync.receipts.receipt import PaymentKind, Receipt, ReceiptLine, ReceiptPayment
from sync.receipts.settings import CashOnDelivery, DeliveryRule, ReceiptChoice, Receipts
from sync.sentences import Sentence, say


class Verdict(StrEnum):
    """What becomes of an order's receipt."""

    PRINT = "print"
    NO_RECEIPT = "no receipt"
    LEFT = "left to the warehouse program"
    NOT_SAID = "not said"
    """The owner has not said what the order's ways mean."""
    NOT_POSSIBLE = "not possible"


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of it, and why. ``kind`` of payment where one is printed."""

    verdict: Verdict
    why: Sentence
    advice: Sentence | None = None
    kind: PaymentKind | None = None


def decide(
    payment_way: str, delivery_way: str, total: Decimal | None, settings: Receipts, *, cash_on_delivery: bool
) -> Decision:
    """Decide by the shop's ways of paying and delivery. ``total`` in EUR, None where it has no lawful way to
    euro.
    """
    delivery = settings.deliveries.get(delivery_way, DeliveryRule())
    if delivery.receipt is not ReceiptChoice.PRINT:
        return _without(delivery.receipt, delivery_way)
    if cash_on_delivery:
        decision = _of_cash_on_delivery(delivery, delivery_way)
    else:
        decision = _of_payment(payment_way, settings)
    if decision.verdict is Verdict.PRINT and (total is None or total <= 0):
        return _not_possible(total)
    return decision


def decide_sale(sale: Sale, settings: Receipts) -> Decision:
    """Decide about a sale by its ways."""
    return decide(
        sale.payment_way,
        sale.delivery_way,
        sale.total,
        settings,
        cash_on_delivery=sale.cash_on_delivery,
    )


def _of_cash_on_delivery(delivery: DeliveryRule, way: str) -> Decision:
    match delivery.cash_on_delivery:
        case CashOnDelivery.POSTAL_TRANSFER:
            return Decision(Verdict.NO_RECEIPT, say("Paid by postal money transfer, which needs no receipt."))
        case CashOnDelivery.COURIERS_CASH:
            return Decision(Verdict.PRINT, say("Paid in cash to the courier."), kind=PaymentKind.CASH)
        case None:
            return Decision(
                Verdict.NOT_SAID,
                say("It is not said how the courier of “{way}” brings the money.", way=way or "—"),
                say("Choose postal money transfer or courier’s cash for it in the step Receipts."),
            )


def _of_payment(way: str, settings: Receipts) -> Decision:
    rule = settings.payments.get(way)
    if rule is None:
        return Decision(
            Verdict.NOT_SAID,
            say("It is not said whether the payment method “{way}” needs a receipt.", way=way or "—"),
            say("Choose it in the step Receipts."),
        )
    if rule.receipt is not ReceiptChoice.PRINT:
        return _without(rule.receipt, way)
    return Decision(Verdict.PRINT, say("Paid by “{way}”.", way=way or "—"), kind=rule.kind)


def _without(choice: ReceiptChoice, way: str) -> Decision:
    if choice is ReceiptChoice.LEAVE:
        return Decision(
            Verdict.LEFT, say("“{way}” is left to the warehouse program, which prints it.", way=way or "—")
        )
    return Decision(Verdict.NO_RECEIPT, say("“{way}” needs no receipt, by your choice.", way=way or "—"))


def _not_possible(total: Decimal | None) -> Decision:
    if total is None:
        return Decision(
            Verdict.NOT_POSSIBLE,
            say("The order is neither in euro nor in leva, so no receipt can be printed."),
            say("Enter it by hand on the fiscal device."),
        )
    return Decision(Verdict.NO_RECEIPT, say("Nothing is to be paid, so there is no receipt."))


# ---------------------------------------------------------------- the receipt itself


def receipt_of(sale: Sale, kind: PaymentKind, device: str) -> Receipt:
    """The receipt of a sale, to the cent. Raises Refused where its lines cannot add up."""
    if sale.total is None:
        raise problem_error(Problem.SUMS_DIFFER, device, detail="no total in euro")
    lines, notes = _lines(sale.lines, sale.total, device)
    payments = (ReceiptPayment(kind, sale.total),)
    return Receipt(lines, payments, sale.sale_number, notes)


def _lines(
    lines: Sequence[SaleLine], total: Decimal, device: str
) -> tuple[tuple[ReceiptLine, ...], tuple[str, ...]]:
    """A discount lowers the lines of its own VAT rate, so that each rate's sum stays true; where it is more
    than they are worth, all lines share it.
    """
    wanted = [WantedLine(one.text, one.vat_rate, one.quantity, one.price, one.amount) for one in lines]
    rates = list(dict.fromkeys(line.vat_rate for line in wanted))
    sums = {
        rate: round_half_up(sum((one.amount for one in wanted if one.vat_rate == rate), Decimal(0)))
        for rate in rates
    }
    if sums:
        largest = max(rates, key=lambda rate: sums[rate])
        sums[largest] += total - sum(sums.values(), Decimal(0))
    if len(rates) < 2 or any(amount <= 0 for amount in sums.values()):
        return receipt_lines(wanted, total, device=device)
    printed: list[ReceiptLine] = []
    notes: list[str] = []
    for rate in rates:
        of_rate, free = receipt_lines(
            [one for one in wanted if one.vat_rate == rate], sums[rate], device=device
        )
        printed += of_rate
        notes += free
    return tuple(printed), tuple(notes)
