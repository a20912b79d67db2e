"""What an ErpNet.FP server prints of the JSON that it is sent (facts 3)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from sync.simulators.fiscal.erpnet_codes import Body, Fails, failure_of, message
from sync.simulators.fiscal.machine import ZONE, Machine
from sync.simulators.fiscal.memory import GROUPS, PrintedReceipt, PrintedStorno, Reason, Tender
from sync.simulators.fiscal.money import CENT, NOTHING, row_amount
from sync.simulators.fiscal.open_receipt import Modifier
from sync.simulators.fiscal.refusals import Refused

_SALE_NUMBER: Final = re.compile(r"[A-Z]{2}[0-9]{6}-[A-Z0-9]{4}-[0-9]{7}")
_TENDERS: Final[Mapping[str, Tender]] = {
    "cash": Tender.CASH,
    "check": Tender.CHECK,
    "card": Tender.CARD,
    "coupons": Tender.COUPONS,
    "ext-coupons": Tender.EXTERNAL_COUPONS,
    "packaging": Tender.PACKAGING,
    "internal-usage": Tender.INTERNAL,
    "damage": Tender.DAMAGE,
    "bank": Tender.BANK,
    "reserved1": Tender.RESERVED_1,
    "reserved2": Tender.RESERVED_2,
}
_REASONS: Final[Mapping[str, Reason]] = {
    "operator-error": Reason.OPERATOR_ERROR,
    "refund": Reason.RETURN,
    "tax-base-reduction": Reason.TAX_BASE,
}
_TEXTS: Final = {"comment", "footer-comment"}
_MODIFIERS: Final[Mapping[str, tuple[str, int]]] = {
    "discount-percent": ("percent", -1),
    "surcharge-percent": ("percent", 1),
    "discount-amount": ("amount", -1),
    "surcharge-amount": ("amount", 1),
}
PAYMENT_TYPES: Final = tuple(_TENDERS)


def print_receipt(machine: Machine, body: Body) -> Body:
    """A sale; the answer tells its number. Raises Fails, and then nothing is printed."""
    items, payments = _checked(body, payments_count=True)
    number = _sale_number(body)

    def begin() -> None:
        machine.open_sale(_sign_in(machine, body), number)

    return _answer(machine, _print(machine, begin, items, payments), [])


def print_reversal(machine: Machine, body: Body) -> Body:
    """A storno; its payments are ignored with a warning, and it is paid back in cash."""
    items, _ = _checked(body, payments_count=False)
    number = _sale_number(body)
    reason = _REASONS.get(str(body.get("reason")))
    document = str(body.get("receiptNumber", ""))
    memory = str(body.get("fiscalMemorySerialNumber", ""))
    if reason is None or not document.isdigit() or not re.fullmatch(r"\d{8}", memory):
        raise Fails("E405", "Insufficient data of the original receipt")
    original = PrintedStorno(reason, int(document), _moment(body.get("receiptDateTime")), memory)

    def begin() -> None:
        machine.open_storno(_sign_in(machine, body), number, original)

    ignored = [message("warning", "W302", "Payments are ignored")] if body.get("payments") else []
    return _answer(machine, _print(machine, begin, items, []), ignored)


def move_cash(machine: Machine, body: Body, sign: int) -> Body:
    """Cash into the drawer, or out of it."""
    amount = _number(body, "amount", code="E403")
    if amount <= 0:
        raise Fails("E403", "The amount must be above 0")
    _do(lambda: machine.move_cash(sign * amount))
    return {"ok": True, "messages": []}


def set_clock(machine: Machine, body: Body) -> Body:
    """The device's time."""
    moment = _moment(body.get("deviceDateTime"))
    _do(lambda: machine.set_clock(moment))
    return {"ok": True, "messages": []}


def _print(machine: Machine, begin: Any, items: list[Body], payments: list[Body]) -> PrintedReceipt:
    try:
        begin()
    except Refused as refused:
        raise failure_of(refused.why) from None
    try:
        for item in items:
            _print_item(machine, item)
        for payment in payments:
            machine.pay(_TENDERS[str(payment["paymentType"])], _number(payment, "amount", code="E406"))
        if not payments:
            machine.pay(Tender.CASH, None)
        return machine.close()
    except Refused as refused:
        _annul(machine)
        raise failure_of(refused.why) from None
    except Fails:
        _annul(machine)
        raise


def _annul(machine: Machine) -> None:
    """What is begun is cancelled; what is paid already stays open, as on the device itself."""
    try:
        machine.cancel()
    except Refused:
        return


def _print_item(machine: Machine, item: Body) -> None:
    kind = str(item.get("type") or "sale")
    if kind in _TEXTS:
        machine.write(str(item["text"]))
        return
    if kind in {"discount-amount", "surcharge-amount"}:
        size = _number(item, "amount", code="E407")
        machine.subtotal(Modifier(amount=-size if kind == "discount-amount" else size))
        return
    group = GROUPS[int(item["taxGroup"]) - 1]
    price, quantity = _number(item, "unitPrice", code="E407"), _quantity(item)
    machine.sell(str(item["text"]), group, price, quantity, _modifier(item))


def _checked(body: Body, *, payments_count: bool) -> tuple[list[Body], list[Body]]:
    """Items and payments. Raises Fails for what the server itself finds before it asks the device."""
    items = body.get("items")
    if not isinstance(items, list) or not items:
        raise Fails("E410", "Empty receipt")
    total = sum((_amount_of(item) for item in items), NOTHING)
    payments = (body.get("payments") or []) if payments_count else []
    for payment in payments:
        if payment.get("paymentType") not in _TENDERS:
            raise Fails("E406", "Unsupported payment type")
    paid = sum((_number(payment, "amount", code="E406") for payment in payments), NOTHING)
    if payments and abs(paid - total) >= CENT:
        raise Fails("E403", "The payments do not equal the items")
    return items, payments


def _amount_of(item: Body) -> Decimal:
    kind = str(item.get("type") or "sale")
    if kind in _TEXTS:
        return NOTHING
    if kind in {"discount-amount", "surcharge-amount"}:
        size = _number(item, "amount", code="E407")
        return -size if kind == "discount-amount" else size
    if kind != "sale" or not str(item.get("text") or "").strip():
        raise Fails("E407", "Item text is required")
    if item.get("taxGroup") not in range(1, 9):
        raise Fails("E411", "Tax group is required")
    modifier = _modifier(item)
    row = row_amount(_number(item, "unitPrice", code="E407"), _quantity(item))
    return row + (modifier.of(row) if modifier else NOTHING)


def _quantity(item: Body) -> Decimal:
    quantity = _number(item, "quantity", code="E407") if "quantity" in item else Decimal(1)
    if quantity < 0:
        raise Fails("E407", "Quantity must not be negative")
    return quantity or Decimal(1)


def _modifier(item: Body) -> Modifier | None:
    value = _number(item, "priceModifierValue", code="E407") if "priceModifierValue" in item else NOTHING
    kind = item.get("priceModifierType")
    if kind is None:
        if value > 0:
            raise Fails("E407", "Price modifier value without a type")
        return None
    if kind not in _MODIFIERS:
        raise Fails("E407", "Unknown price modifier type")
    of, sign = _MODIFIERS[kind]
    return Modifier(percent=sign * value) if of == "percent" else Modifier(amount=sign * value)


def _sale_number(body: Body) -> str:
    number = str(body.get("uniqueSaleNumber") or "")
    if number and not _SALE_NUMBER.fullmatch(number):
        raise Fails("E405", "Invalid format of UniqueSaleNumber")
    return number


def _sign_in(machine: Machine, body: Body) -> str:
    """The operator; without one the server uses its own, who is known."""
    operator = str(body.get("operator") or "1")
    if body.get("operatorPassword"):
        machine.sign_in(operator, str(body["operatorPassword"]))
    return operator


def _number(body: Body, name: str, *, code: str) -> Decimal:
    try:
        number = Decimal(str(body.get(name)))
    except InvalidOperation:
        raise Fails(code, f"{name} is no number") from None
    if not number.is_finite():
        raise Fails(code, f"{name} is no number")
    return number


def _moment(written: object) -> datetime:
    try:
        return datetime.fromisoformat(str(written)).replace(tzinfo=ZONE)
    except ValueError:
        raise Fails("E405", "A date and time is required") from None


def _do(act: Any) -> None:
    try:
        act()
    except Refused as refused:
        raise failure_of(refused.why) from None


def _answer(machine: Machine, receipt: PrintedReceipt, messages: list[Body]) -> Body:
    return {
        "ok": True,
        "messages": messages,
        "receiptNumber": f"{receipt.number:07d}",
        "receiptDateTime": f"{receipt.at:%Y-%m-%dT%H:%M:%S}",
        "receiptAmount": receipt.total,
        "fiscalMemorySerialNumber": machine.settings.fiscal_memory,
    }
