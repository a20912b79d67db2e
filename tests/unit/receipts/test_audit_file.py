"""The monthly audit file: what goes into it, what keeps it from being written, and the XML."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest
from pydantic import ValidationError

from sync.errors import Refused
from sync.receipts.audit_file import audit_month
from sync.receipts.journal import Paper, PaperKind, PaperState, Sale, SaleLine
from sync.receipts.receipt import (
    PaymentKind,
    PrintedReceipt,
    Receipt,
    ReceiptLine,
    ReceiptPayment,
    StornoReason,
)
from sync.receipts.settings import (
    AuditFile,
    AuditPayment,
    AuditWay,
    CashOnDelivery,
    DeliveryRule,
    Receipts,
)
from sync.receipts.vat import VatLetters

D = Decimal
SHOP = AuditFile(
    company_number="131234567",
    shop_number="RF0000123",
    domain="kalina.example",
    created=date(2024, 5, 1),
    ways={
        "bank": AuditWay(payment=AuditPayment.BANK),
        "card": AuditWay(payment=AuditPayment.VIRTUAL_POS, pos_number="93000123"),
        "service": AuditWay(payment=AuditPayment.PAYMENT_SERVICE),
    },
)
SETTINGS = Receipts(
    audit=SHOP,
    deliveries={"post": DeliveryRule(cash_on_delivery=CashOnDelivery.POSTAL_TRANSFER)},
)
LAST_EVENING = datetime(2026, 11, 30, 21, 59, tzinfo=UTC)
"""One minute before December in Bulgaria."""


def _sale(order: str = "1", way: str = "bank", **other: object) -> Sale:
    lines = (
        SaleLine("Чаша „Зора“ łódź ☕", D(20), D(3), D("3.335"), D("10.005")),
        SaleLine("Книга", D(9), D(1), D("5.45"), D("5.45")),
        SaleLine("Отстъпка", D(20), D(1), D("-2.00"), D("-2.00")),
    )
    sale = Sale(order, f"KD-{order}", "", LAST_EVENING, way, "", False, lines, D("13.46"))
    return replace(sale, **other)  # type: ignore[arg-type] # fields of a sale


def test_a_month_is_that_of_bulgaria_and_sums_are_true() -> None:
    december = _sale("2", made_at=datetime(2026, 11, 30, 22, 0, tzinfo=UTC))
    month = audit_month([_sale(), december], [], SETTINGS, 2026, 11)
    (order,) = month.orders
    assert (order.number, order.total, order.discount) == ("KD-1", D("13.46"), D("2.00"))
    assert [line.total for line in order.lines] == [D("10.01"), D("5.45")]
    assert order.net + order.vat - order.discount == order.total
    assert month.problems == ()
    assert month.last_day == date(2026, 12, 15)
    root = ET.fromstring(month.xml())
    assert [child.tag for child in root] == [
        "eik",
        "e_shop_n",
        "domain_name",
        "e_shop_type",
        "creation_date",
        "mon",
        "god",
        "order",
        "r_ord",
        "rorder",
        "r_total",
    ]
    row = root.find("order/orderenum")
    assert row is not None
    assert [child.tag for child in row] == [
        "ord_n",
        "ord_d",
        "art",
        "ord_total1",
        "ord_disc",
        "ord_vat",
        "ord_total2",
        "paym",
    ]
    assert row.findtext("art/artenum/art_name") == "Чаша „Зора“ łódź ☕"
    assert (row.findtext("paym"), root.findtext("mon"), root.findtext("god")) == ("1", "11", "2026")


def test_the_bytes_are_windows_1251() -> None:
    written = audit_month([_sale()], [], SETTINGS, 2026, 11).xml()
    assert "Книга".encode("cp1251") in written
    assert b"windows-1251" in written.splitlines()[0]
    assert "☕" in ET.fromstring(written).findtext("order/orderenum/art/artenum/art_name", "")


@pytest.mark.parametrize(
    ("sale", "said"),
    [
        (_sale(way="never seen"), "no code yet"),
        (_sale(way="card"), "virtual POS"),
        (_sale(way="service"), "payment service"),
        (_sale(lines=(), total=None), "no lines"),
        (_sale(lines=(SaleLine("x", D("9.5"), D(1), D(5), D(5)),), total=D(5)), "no whole number"),
    ],
)
def test_what_has_to_be_mended_is_said_and_nothing_is_written(sale: Sale, said: str) -> None:
    month = audit_month([sale], [], SETTINGS, 2026, 11)
    assert said in month.problems[0].sentence.text()
    with pytest.raises(Refused):
        month.xml()


def test_two_orders_of_one_number_and_an_empty_month_are_said() -> None:
    twice = audit_month([_sale(), _sale()], [], SETTINGS, 2026, 11)
    assert "Two orders" in twice.problems[0].sentence.text()
    assert "at least one" in audit_month([], [], SETTINGS, 2026, 11).problems[0].sentence.text()
    assert audit_month([_sale()], [], SETTINGS, 2026, 11, lambda _order: False).orders == ()


def test_a_receipt_and_a_postal_transfer_go_before_the_shops_word() -> None:
    post = _sale("2", "never seen", cash_on_delivery=True, delivery_way="post")
    line = ReceiptLine("x", D(20), D("13.46"))
    receipt = Receipt((line,), (ReceiptPayment(PaymentKind.CARD, D("13.46")),), "DT279013-0001-0000001")
    printed = PrintedReceipt(5, LAST_EVENING, D("13.46"), "DT279013", "1", receipt.sale_number)
    sold = Paper(1, "1", PaperKind.SALE, PaperState.PRINTED, receipt, LAST_EVENING, printed=printed)
    back = replace(sold, id=2, kind=PaperKind.STORNO, original=printed, reason=StornoReason.RETURN)
    month = audit_month([_sale(way="card"), post], [sold, back], SETTINGS, 2026, 11)
    assert [order.way.payment.value for order in month.orders if order.way] == ["6", "3"]
    root = ET.fromstring(month.xml())
    assert (root.findtext("r_ord"), root.findtext("r_total")) == ("1", "13.46")
    assert root.findtext("rorder/rorderenum/r_ord_n") == "KD-1"
    assert root.findtext("rorder/rorderenum/r_paym") == "2"


def test_a_cent_that_rounding_took_is_no_negative_discount() -> None:
    lines = tuple(SaleLine("x", D(20), D(1), D("0.334"), D("0.334")) for _ in range(3))
    month = audit_month([_sale(lines=lines, total=D("1.00"))], [], SETTINGS, 2026, 11)
    (order,) = month.orders
    assert (order.total, order.discount) == (D("1.00"), D(0))


def test_a_shop_that_did_not_choose_it_has_none() -> None:
    with pytest.raises(Refused, match="has not chosen"):
        audit_month([_sale()], [], Receipts(), 2026, 11)


# ---------------------------------------------------------------- settings


@pytest.mark.parametrize(
    "fields",
    [
        {"operator_code": "001"},
        {"vat_letters": {"20": "B"}},
        {"vat_letters": {"twenty": "Б"}},
        {"ranges": [{"first": 1, "last": 9}, {"first": 9, "last": 20}]},
        {"ranges": [{"first": 9, "last": 1}]},
        {"device": {"connection": {"line": "serial", "port": "COM3"}, "serial": "DT279013"}},
        {"device": {"connection": {"line": "erpnet.fp", "printer": "dt1"}, "serial": "dt279013"}},
    ],
)
def test_settings_that_no_device_or_law_knows_are_refused(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Receipts.model_validate(fields)


def test_the_owners_letter_goes_before_all_others() -> None:
    letters = VatLetters(programmed={"Б": D(20), "В": D(20)}, chosen={D("20.00"): "В"})
    assert letters.letter(D(20), "x") == "В"
    assert letters.letter(D(20), "x") != VatLetters(programmed={"Б": D(20)}).letter(D(20), "x")
    assert VatLetters(registered=False, chosen={D(20): "В"}).letter(D(20), "x") == "А"
