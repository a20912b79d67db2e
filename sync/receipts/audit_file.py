"""The monthly audit file of an online shop that issues documents in place of receipts (Ordinance N-18,
article 3(17) and Annex 38): its orders, what is wrong with them, and the XML that the owner files himself.

Amounts in euro. The names of elements are those of the agency's schema as three independent implementers use
them: ``art_sum`` and ``ord_total2`` gross, ``art_price`` and ``ord_total1`` net and before the discount, and

    sum of art_sum - ord_disc = ord_total2 = ord_total1 + ord_vat - ord_disc
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final
from xml.etree import ElementTree as ET

from sync.errors import Refused
from sync.money import Money, round_half_up, vat_in_gross
from sync.receipts.device import DEVICE_ZONE
from sync.receipts.journal import Paper, Sale
from sync.receipts.receipt import PaymentKind
from sync.receipts.settings import (
    AuditFile,
    AuditPayment,
    AuditWay,
    CashOnDelivery,
    DeliveryRule,
    Receipts,
)
from sync.sentences import Sentence, say

ENCODING: Final = "windows-1251"
_RETURN_PAID_BY: Final = {PaymentKind.BANK: "1", PaymentKind.CARD: "2", PaymentKind.CASH: "3"}
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]")
_NOTHING: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class AuditLine:
    """A line: ``total`` gross, ``vat`` within it, ``net_price`` of one piece, all before discounts, EUR."""

    name: str
    quantity: Decimal
    net_price: Decimal
    vat_rate: Decimal
    vat: Decimal
    total: Decimal


@dataclass(frozen=True, slots=True)
class AuditOrder:
    """An order of the month. ``discount`` gross; ``total`` is what the buyer paid (EUR)."""

    number: str
    day: date
    lines: tuple[AuditLine, ...]
    discount: Decimal
    way: AuditWay | None
    transaction: str

    @property
    def net(self) -> Decimal:
        return sum((line.total - line.vat for line in self.lines), _NOTHING)

    @property
    def vat(self) -> Decimal:
        return sum((line.vat for line in self.lines), _NOTHING)

    @property
    def total(self) -> Decimal:
        return sum((line.total for line in self.lines), _NOTHING) - self.discount


@dataclass(frozen=True, slots=True)
class AuditReturn:
    """Money given back in the month (EUR, gross)."""

    number: str
    amount: Decimal
    day: date
    paid_by: str


@dataclass(frozen=True, slots=True)
class AuditProblem:
    """What has to be mended before the file is handed in; ``number`` of the order, "" for the file itself."""

    number: str
    sentence: Sentence
    advice: Sentence | None = None


@dataclass(frozen=True, slots=True)
class AuditMonth:
    """One month, to be looked at and then written."""

    year: int
    month: int
    shop: AuditFile
    orders: tuple[AuditOrder, ...]
    returns: tuple[AuditReturn, ...]
    problems: tuple[AuditProblem, ...]

    @property
    def total(self) -> Decimal:
        """What all orders of the month cost, gross EUR."""
        return sum((order.total for order in self.orders), _NOTHING)

    @property
    def last_day(self) -> date:
        """Until when it is to be handed in: the 15th of the next month."""
        return date(self.year + 1, 1, 15) if self.month == 12 else date(self.year, self.month + 1, 15)

    @property
    def file_name(self) -> str:
        return f"audit-{self.shop.shop_number}-{self.year}-{self.month:02d}.xml"

    def xml(self) -> bytes:
        """The file, in windows-1251. Raises Refused while something has to be mended."""
        if self.problems:
            raise Refused(self.problems[0].sentence, advice=self.problems[0].advice)
        return _written(self)


def audit_month(
    sales: Iterable[Sale],
    papers: Iterable[Paper],
    settings: Receipts,
    year: int,
    month: int,
    was_delivered: Callable[[str], bool] = lambda _order_id: True,
) -> AuditMonth:
    """The orders that came in in a month of Bulgaria and were delivered, and what was taken back in it.

    ``papers``: printed receipts and stornos. Raises Refused where the shop did not choose the audit file.
    """
    shop = settings.audit
    if shop is None:
        raise Refused(
            say("This shop has not chosen the monthly audit file."),
            advice=say("Choose it in the step Receipts, where the shop is registered for it."),
        )
    sales = list(sales)
    numbers = {sale.order_id: sale.number for sale in sales}
    printed = [paper for paper in papers if paper.printed is not None]
    with_receipt = {paper.order_id for paper in printed if paper.original is None}
    orders = [
        _order(sale, shop, settings, has_receipt=sale.order_id in with_receipt)
        for sale in sales
        if _is_in(sale.made_at.astimezone(DEVICE_ZONE).date(), year, month) and was_delivered(sale.order_id)
    ]
    returns = [
        _return(paper, numbers.get(paper.order_id, paper.order_id))
        for paper in printed
        if paper.original is not None
        and paper.printed is not None
        and _is_in(paper.printed.at.astimezone(DEVICE_ZONE).date(), year, month)
    ]
    return AuditMonth(year, month, shop, tuple(orders), tuple(returns), tuple(_problems(orders)))


def _is_in(day: date, year: int, month: int) -> bool:
    return (day.year, day.month) == (year, month)


# ---------------------------------------------------------------- one order


def _order(sale: Sale, shop: AuditFile, settings: Receipts, *, has_receipt: bool) -> AuditOrder:
    total = sale.total or _NOTHING
    lines = [
        _line(line.text, line.quantity, line.vat_rate, line.amount) for line in sale.lines if line.amount > 0
    ]
    discount = sum((line.total for line in lines), _NOTHING) - total
    if discount < 0 and lines:
        # What rounding of single lines took away goes back to the largest.
        place = max(range(len(lines)), key=lambda index: lines[index].total)
        one = lines[place]
        lines[place] = _line(one.name, one.quantity, one.vat_rate, one.total - discount)
        discount = _NOTHING
    return AuditOrder(
        number=sale.number,
        day=(sale.ordered_at or sale.made_at).astimezone(DEVICE_ZONE).date(),
        lines=tuple(lines),
        discount=discount,
        way=_way(sale, shop, settings, has_receipt=has_receipt),
        transaction=sale.transaction,
    )


def _line(name: str, quantity: Decimal, rate: Decimal, amount: Decimal) -> AuditLine:
    total = round_half_up(amount)
    vat = round_half_up(vat_in_gross(total, rate))
    return AuditLine(name, quantity, round_half_up((total - vat) / quantity), rate, vat, total)


def _way(sale: Sale, shop: AuditFile, settings: Receipts, *, has_receipt: bool) -> AuditWay | None:
    if has_receipt:
        return AuditWay(payment=AuditPayment.WITH_RECEIPT)
    if sale.cash_on_delivery:
        rule = settings.deliveries.get(sale.delivery_way, DeliveryRule())
        if rule.cash_on_delivery is CashOnDelivery.POSTAL_TRANSFER:
            return AuditWay(payment=AuditPayment.POSTAL_TRANSFER)
    return shop.ways.get(sale.payment_way)


def _return(paper: Paper, number: str) -> AuditReturn:
    printed = paper.printed
    assert printed is not None
    kind = paper.receipt.paid[0].kind
    day = printed.at.astimezone(DEVICE_ZONE).date()
    return AuditReturn(number, printed.amount, day, _RETURN_PAID_BY.get(kind, "4"))


# ---------------------------------------------------------------- what has to be mended


def _problems(orders: Sequence[AuditOrder]) -> Iterable[AuditProblem]:
    if not orders:
        yield AuditProblem("", say("No order of this month is known, and the file needs at least one."))
    seen: set[str] = set()
    for order in orders:
        if order.number in seen:
            yield AuditProblem(order.number, say("Two orders have the number {order}.", order=order.number))
        seen.add(order.number)
        yield from _problems_of(order)


def _problems_of(order: AuditOrder) -> Iterable[AuditProblem]:
    if not order.lines or order.total <= 0:
        yield AuditProblem(
            order.number,
            say("Order {order} has no lines or no total in euro.", order=order.number),
            say("Enter it into the file by hand."),
        )
    whole = order.net + order.vat - order.discount
    if whole != order.total:
        yield AuditProblem(
            order.number,
            say(
                "The lines of order {order} come to {sum} and not to {total}.",
                order=order.number,
                sum=Money(whole, "EUR"),
                total=Money(order.total, "EUR"),
            ),
        )
    if any(line.vat_rate != line.vat_rate.to_integral_value() for line in order.lines):
        yield AuditProblem(
            order.number, say("A VAT rate of order {order} is no whole number.", order=order.number)
        )
    yield from _problems_of_payment(order)


def _problems_of_payment(order: AuditOrder) -> Iterable[AuditProblem]:
    way = order.way
    choose = say("Choose it in the step Receipts, under the audit file.")
    if way is None:
        yield AuditProblem(
            order.number, say("How order {order} was paid has no code yet.", order=order.number), choose
        )
        return
    if way.payment is AuditPayment.VIRTUAL_POS and not (way.pos_number and order.transaction):
        yield AuditProblem(
            order.number,
            say("Order {order} lacks the number of the virtual POS or of its payment.", order=order.number),
            choose,
        )
    if way.payment is AuditPayment.PAYMENT_SERVICE and not way.provider:
        yield AuditProblem(
            order.number, say("Order {order} lacks the payment service’s name.", order=order.number), choose
        )


# ---------------------------------------------------------------- the XML


def _written(month: AuditMonth) -> bytes:
    shop = month.shop
    root = ET.Element("audit")
    for name, value in (
        ("eik", shop.company_number),
        ("e_shop_n", shop.shop_number),
        ("domain_name", shop.domain),
        ("e_shop_type", "1" if shop.own_site else "2"),
        ("creation_date", shop.created.isoformat()),
        ("mon", f"{month.month:02d}"),
        ("god", f"{month.year:04d}"),
    ):
        _put(root, name, value)
    orders = ET.SubElement(root, "order")
    for order in month.orders:
        _write_order(ET.SubElement(orders, "orderenum"), order)
    _put(root, "r_ord", str(len(month.returns)))
    returned = ET.SubElement(root, "rorder")
    for one in month.returns:
        row = ET.SubElement(returned, "rorderenum")
        for name, value in (
            ("r_ord_n", one.number),
            ("r_amount", _amount(one.amount)),
            ("r_date", one.day.isoformat()),
            ("r_paym", one.paid_by),
        ):
            _put(row, name, value)
    _put(root, "r_total", _amount(sum((one.amount for one in month.returns), _NOTHING)))
    ET.indent(root)
    return bytes(ET.tostring(root, encoding=ENCODING, xml_declaration=True))


def _write_order(row: ET.Element, order: AuditOrder) -> None:
    way = order.way
    assert way is not None
    _put(row, "ord_n", order.number)
    _put(row, "ord_d", order.day.isoformat())
    lines = ET.SubElement(row, "art")
    for line in order.lines:
        one = ET.SubElement(lines, "artenum")
        for name, value in (
            ("art_name", line.name),
            ("art_quant", _amount(round_half_up(line.quantity))),
            ("art_price", _amount(line.net_price)),
            ("art_vat_rate", f"{line.vat_rate:.0f}"),
            ("art_vat", _amount(line.vat)),
            ("art_sum", _amount(line.total)),
        ):
            _put(one, name, value)
    for name, value in (
        ("ord_total1", _amount(order.net)),
        ("ord_disc", _amount(order.discount)),
        ("ord_vat", _amount(order.vat)),
        ("ord_total2", _amount(order.total)),
        ("paym", way.payment.value),
    ):
        _put(row, name, value)
    if way.payment is AuditPayment.VIRTUAL_POS:
        _put(row, "pos_n", way.pos_number)
        _put(row, "trans_n", order.transaction)
    if way.payment is AuditPayment.PAYMENT_SERVICE:
        _put(row, "proc_id", way.provider)


def _put(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = _UNWRITABLE.sub(" ", text).strip()


def _amount(amount: Decimal) -> str:
    return f"{amount:.2f}"
