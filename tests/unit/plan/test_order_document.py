"""An order as a whole document: its total, currency, charges, place, day, payments and note."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.model import Address, CustomerDocument, DocumentKind, DocumentPayment, NewPartner, Order
from sync.money import LEVA_PER_EURO, round_half_up
from sync.plan.order_amounts import Charge
from sync.plan.order_document import OrderHeld, note_text, service_key
from sync.profile import NOTE_FIELDS, Orders
from sync.tags import read_tag
from tests.unit.plan.order_examples import (
    SERVICE,
    TEA,
    TODAY,
    facts,
    held,
    line,
    order,
    plan,
    settings,
    stock,
    told,
)

SALE = settings(document="sale")
RATE_OF_ZLOTY = Decimal("0.2345")


def zloty_rates(currency: str, day: date) -> Decimal | None:
    """The warehouse's table: the zloty on one day only."""
    return RATE_OF_ZLOTY if (currency, day) == ("PLN", TODAY) else None


# ---------------------------------------------------------------- to the cent

PRICES = st.decimals(0, 10**4, allow_nan=False, allow_infinity=False, places=3)
QUANTITIES = st.decimals("0.001", 500, allow_nan=False, allow_infinity=False, places=3)
LINES = st.lists(
    st.one_of(
        st.builds(line, st.just("TEA-1"), QUANTITIES, PRICES),
        st.builds(line, st.just("BOOK-1"), QUANTITIES, PRICES, vat_rate=st.just(Decimal(9))),
        st.builds(line, st.just("BOOK-1"), QUANTITIES, PRICES, vat_rate=st.none()),
        st.builds(line, st.just("VOUCHER"), QUANTITIES, st.just(Decimal("-0.337"))),
    ),
    max_size=5,
).map(lambda lines: (line("TEA-1", 600, "3.00"), *lines))
CHARGES = st.decimals(0, 100, allow_nan=False, allow_infinity=False, places=3)
BOUGHT = st.builds(
    lambda lines, delivery, fee, discount: order(*lines, delivery_price=delivery, fee=fee, discount=discount),
    LINES,
    CHARGES,
    CHARGES,
    CHARGES,
)


def written_total(bought: Order, currency: str, base: str) -> tuple[Decimal, Decimal]:
    """The document's total, and the sum of its rows as a database of floats would add them up."""
    planned = plan(
        replace(bought, currency=currency),
        read=facts(base_currency=base, rate_to_base=lambda _currency, _day: RATE_OF_ZLOTY),
    )
    rows = sum(float(row.quantity) * float(row.unit_price) for row in planned.lines)
    return planned.total, Decimal(str(rows))


@given(BOUGHT)
def test_the_document_costs_what_the_order_costs(bought: Order) -> None:
    total, rows = written_total(bought, "EUR", "EUR")
    assert total == round_half_up(bought.total)
    assert abs(rows - bought.total) < Decimal("0.0001")


@pytest.mark.parametrize(
    ("currency", "base", "factor"),
    [("BGN", "EUR", 1 / LEVA_PER_EURO), ("EUR", "BGN", LEVA_PER_EURO), ("PLN", "EUR", RATE_OF_ZLOTY)],
)
def test_the_document_costs_the_converted_order_in_every_currency(
    currency: str, base: str, factor: Decimal
) -> None:
    @given(BOUGHT)
    def whatever_was_bought(bought: Order) -> None:
        total, rows = written_total(bought, currency, base)
        assert total == round_half_up(round_half_up(bought.total) * factor)
        assert abs(rows - total) < Decimal("0.001")

    whatever_was_bought()


@given(BOUGHT)
def test_the_order_of_the_lines_changes_neither_total_nor_charges(bought: Order) -> None:
    there, back = plan(bought), plan(replace(bought, lines=tuple(reversed(bought.lines))))
    assert there.total == back.total
    assert sorted(row.unit_price for row in there.lines) == sorted(row.unit_price for row in back.lines)


@given(BOUGHT)
def test_no_line_is_written_without_a_quantity(bought: Order) -> None:
    assert all(row.quantity > 0 for row in plan(bought).lines)


# ---------------------------------------------------------------- totals


def test_a_negative_total_is_held() -> None:
    reason = held(order(line(price="10.00"), discount=Decimal("10.01")))
    assert reason.why.text() == "Order 5001 has a negative total: -0.01 EUR."
    assert reason.advice
    assert reason.advice.text() == "Check its discounts in the shop."


def test_a_discount_greater_than_the_goods_comes_in_where_delivery_pays_for_it() -> None:
    planned = plan(order(line(price="10.00"), discount=Decimal(12), delivery_price=Decimal(5)))
    assert planned.total == Decimal("3.00")
    assert [row.unit_price for row in planned.lines] == [Decimal("10.00"), Decimal(-12), Decimal(5)]


def test_a_discount_of_everything_comes_in_at_0() -> None:
    assert plan(order(line(price="10.00"), discount=Decimal(10))).total == 0


# ---------------------------------------------------------------- currencies


def test_an_old_order_in_leva_comes_into_a_euro_warehouse_by_law() -> None:
    planned = plan(order(line(price="195.58"), currency="BGN"))
    assert (planned.total, planned.currency) == (Decimal("100.00"), "EUR")


def test_an_order_in_zloty_comes_in_by_the_dated_rate() -> None:
    planned = plan(order(line(price="100.00"), currency="PLN"), read=facts(rate_to_base=zloty_rates))
    assert planned.total == Decimal("23.45")


def test_the_rate_is_that_of_the_documents_day() -> None:
    earlier = order(line(), currency="PLN", confirmed_at=datetime(2026, 11, 20, 12, tzinfo=UTC))
    assert (
        "for 2026-11-20"
        in held(earlier, settings(document_day="order"), facts(rate_to_base=zloty_rates)).why.text()
    )


def test_a_foreign_currency_without_a_rate_is_held() -> None:
    reason = held(order(currency="PLN"))
    assert reason.why.text() == (
        "The order is in PLN, and the warehouse has no rate of it to EUR for 2026-11-22."
    )
    assert reason.advice
    assert reason.advice.text().startswith("Enter the rate in the warehouse program’s currencies")


@pytest.mark.parametrize("rate", [Decimal(0), Decimal(-1)])
def test_a_rate_of_nothing_is_no_rate(rate: Decimal) -> None:
    """Else the whole order would come in at 0."""
    reason = held(order(currency="PLN"), read=facts(rate_to_base=lambda _currency, _day: rate))
    assert "has no rate" in reason.why.text()


def test_an_order_without_currency_is_held() -> None:
    assert held(order(currency="")).why.text().startswith("The order is in —,")


# ---------------------------------------------------------------- delivery, discount and fee


def mixed(**fields: Any) -> Order:
    return order(line("TEA-1", 1, "20.00"), line("BOOK-1", 1, "10.00", vat_rate=Decimal(9)), **fields)


def test_delivery_with_goods_of_several_rates_stands_at_each_of_them() -> None:
    planned = plan(mixed(delivery_price=Decimal("4.00")))
    delivery = {row.product: (row.vat_rate, row.unit_price) for row in planned.lines[2:]}
    assert delivery == {
        "service:delivery:20": (Decimal(20), Decimal("2.67")),
        "service:delivery:9": (Decimal(9), Decimal("1.33")),
    }
    assert planned.total == Decimal("34.00")


def test_service_goods_are_made_once_and_named_by_kind_and_rate() -> None:
    planned = plan(mixed(delivery_price=Decimal(4), fee=Decimal(1), discount=Decimal(3)))
    names = {made.product.name: made.product for made in planned.to_make}
    assert set(names) == {
        "Доставка",
        "Доставка (9 %)",
        "Такса",
        "Такса (9 %)",
        "Търговска отстъпка",
        "Търговска отстъпка (9 %)",
    }
    assert all(product.service for product in names.values())
    assert {product.vat_rate for product in names.values()} == {Decimal(20), Decimal(9)}


def test_the_owners_service_good_is_taken() -> None:
    chosen = settings(services={"delivery": {"20": SERVICE}})
    planned = plan(order(delivery_price=Decimal(4)), chosen)
    assert planned.lines[-1].product == SERVICE
    assert planned.to_make == ()


def test_a_service_good_made_earlier_is_taken_again() -> None:
    known = {service_key(Charge.FEE, Decimal("20.00")): SERVICE}
    assert plan(order(fee=Decimal(1)), read=facts(known_services=known)).lines[-1].product == SERVICE


@pytest.mark.parametrize("whose", ["the owner's", "made earlier"])
def test_a_deleted_service_good_is_held(whose: str) -> None:
    chosen = settings(services={"delivery": {"20": 404}}) if whose == "the owner's" else settings()
    read = facts(known_services={service_key(Charge.DELIVERY, Decimal(20)): 404})
    reason = held(order(delivery_price=Decimal(4)), chosen, read)
    assert reason.why.text() == "The service product “Доставка” for 20 % VAT was deleted in the warehouse."
    assert reason.advice
    assert reason.advice.text() == (
        "Bring it back in the warehouse, or choose another one in the step Orders."
    )


def test_without_a_service_good_and_leave_to_make_one_the_order_is_held() -> None:
    reason = held(order(delivery_price=Decimal(4)), settings(services={"create_missing": False}))
    assert reason.why.text() == "There is no service product “Доставка” for 20 % VAT."
    assert reason.advice
    assert "let Mostik create it" in reason.advice.text()


# ---------------------------------------------------------------- places


TWO_PLACES = order(line(warehouse_id="bl_1"), line("COF-1", warehouse_id="bl_2"), delivery_price=Decimal(4))


def test_lines_come_from_their_own_places_where_a_document_may_have_several() -> None:
    planned = plan(TWO_PLACES)
    assert [row.location_id for row in planned.lines] == [1, 2, 1]
    assert planned.location_id == 1


def test_lines_from_several_places_are_held_where_a_document_has_one() -> None:
    reason = held(TWO_PLACES, read=facts(mixed_locations=False))
    assert reason.why.text() == (
        "The order takes products from several locations, and one document can have only one."
    )


def test_one_place_for_all_lines_is_the_documents_place() -> None:
    both = order(*(replace(row, warehouse_id="bl_2") for row in TWO_PLACES.lines), fee=Decimal(1))
    planned = plan(both, read=facts(mixed_locations=False))
    assert {row.location_id for row in planned.lines} == {planned.location_id} == {2}


def test_a_line_of_nothing_or_a_discount_has_no_say_in_the_place() -> None:
    bought = order(
        line(warehouse_id="bl_2"),
        line("COF-1", 0, warehouse_id="bl_1"),
        line("VOUCHER", 1, "-1.00", warehouse_id="bl_1"),
    )
    assert plan(bought, read=facts(mixed_locations=False)).location_id == 2


@pytest.mark.parametrize("warehouse", ["", "bl_99", "shop_1"])
def test_an_unlinked_warehouse_of_the_shop_means_the_place_for_orders(warehouse: str) -> None:
    assert plan(order(line(warehouse_id=warehouse)), places=stock(location_for_orders=5)).location_id == 5


# ---------------------------------------------------------------- the day

BY_ORDER = settings(document_day="order")


@pytest.mark.parametrize(
    ("zone", "moment", "day"),
    [
        # 23:59:59 and midnight on the last day of the year, by the shop's own clock
        ("Europe/Sofia", datetime(2026, 12, 31, 21, 59, 59, tzinfo=UTC), date(2026, 12, 31)),
        ("Europe/Sofia", datetime(2026, 12, 31, 22, 0, 0, tzinfo=UTC), date(2027, 1, 1)),
        ("Europe/Warsaw", datetime(2026, 12, 31, 22, 59, 59, tzinfo=UTC), date(2026, 12, 31)),
        ("Europe/Warsaw", datetime(2026, 12, 31, 23, 0, 0, tzinfo=UTC), date(2027, 1, 1)),
        # the nights of the clock change: an hour less in March, one twice in October
        ("Europe/Sofia", datetime(2026, 3, 28, 21, 59, 59, tzinfo=UTC), date(2026, 3, 28)),
        ("Europe/Sofia", datetime(2026, 3, 29, 1, 0, 0, tzinfo=UTC), date(2026, 3, 29)),
        ("Europe/Sofia", datetime(2026, 3, 29, 20, 59, 59, tzinfo=UTC), date(2026, 3, 29)),
        ("Europe/Sofia", datetime(2026, 3, 29, 21, 0, 0, tzinfo=UTC), date(2026, 3, 30)),
        ("Europe/Sofia", datetime(2026, 10, 24, 21, 0, 0, tzinfo=UTC), date(2026, 10, 25)),
        ("Europe/Sofia", datetime(2026, 10, 25, 21, 59, 59, tzinfo=UTC), date(2026, 10, 25)),
        ("Europe/Warsaw", datetime(2026, 3, 28, 22, 59, 59, tzinfo=UTC), date(2026, 3, 28)),
        ("Europe/Warsaw", datetime(2026, 3, 29, 21, 59, 59, tzinfo=UTC), date(2026, 3, 29)),
        ("Europe/Warsaw", datetime(2026, 10, 25, 22, 59, 59, tzinfo=UTC), date(2026, 10, 25)),
    ],
)
def test_the_orders_own_day_is_that_of_the_shops_clock(zone: str, moment: datetime, day: date) -> None:
    assert plan(order(confirmed_at=moment), BY_ORDER, facts(zone=ZoneInfo(zone))).day == day


def test_the_orders_day_is_that_of_its_confirmation() -> None:
    bought = order(added_at=datetime(2026, 11, 1, tzinfo=UTC), confirmed_at=datetime(2026, 11, 3, tzinfo=UTC))
    assert plan(bought, BY_ORDER).day == date(2026, 11, 3)
    assert plan(replace(bought, confirmed_at=None), BY_ORDER).day == date(2026, 11, 1)


def test_the_documents_day_is_the_day_of_import_by_default() -> None:
    assert plan(order(confirmed_at=datetime(2026, 11, 1, tzinfo=UTC))).day == TODAY


# ---------------------------------------------------------------- payment


@pytest.mark.parametrize("kind", DocumentKind)
def test_a_missing_payment_type_is_held_for_orders_and_sales(kind: DocumentKind) -> None:
    reason = held(order(payment_way="Przelewy24"), settings(document=kind))
    assert reason.why.text() == "The payment method “Przelewy24” has no payment type yet."
    assert reason.advice
    assert reason.advice.text().startswith("Choose its payment type in the step Orders")


def test_an_order_that_names_no_payment_method_needs_a_type_for_that() -> None:
    assert "“—”" in held(order(payment_way="")).why.text()
    assert plan(order(payment_way=""), settings(payment_types={"": 4})).due_type_id == 4


def test_cash_on_delivery_has_its_own_type_whatever_its_name() -> None:
    assert plan(order(payment_way="Pobranie", cash_on_delivery=True)).due_type_id == 1
    without = settings(cash_on_delivery_type=None, payment_types={"Pobranie": 6})
    assert plan(order(payment_way="Pobranie", cash_on_delivery=True), without).due_type_id == 6


@pytest.mark.parametrize(
    ("paid", "payments"),
    [
        ("0", ()),
        ("-5", ()),
        ("4.00", (DocumentPayment(3, Decimal("4.00")),)),
        ("10.00", (DocumentPayment(3, Decimal("10.00")),)),
        ("20.00", (DocumentPayment(3, Decimal("10.00")),)),
    ],
    ids=["not paid", "paid back", "in part", "in full", "twice"],
)
def test_a_sale_has_the_payment_that_was_made(paid: str, payments: tuple[DocumentPayment, ...]) -> None:
    assert plan(order(paid=Decimal(paid)), SALE).payments == payments


@pytest.mark.parametrize("chosen", [settings(), settings(document="sale", record_payments=False)])
def test_an_order_has_no_payment_and_a_sale_none_against_the_owners_wish(chosen: Orders) -> None:
    assert plan(order(paid=Decimal(10)), chosen).payments == ()


@pytest.mark.parametrize("chosen", [settings(), SALE])
def test_paid_twice_is_told(chosen: Orders) -> None:
    planned = plan(order(paid=Decimal(20)), chosen)
    assert told(planned) == ["Order 5001 was paid 20.00 EUR and costs 10.00 EUR."]


def test_paid_to_the_rounded_cent_is_not_paid_too_much() -> None:
    planned = plan(order(line(price="10.005"), paid=Decimal("10.01")), SALE)
    assert told(planned) == []
    assert planned.payments == (DocumentPayment(3, Decimal("10.01")),)


def test_an_order_of_gifts_has_no_payment_of_nothing() -> None:
    assert plan(order(line(price="0"), paid=Decimal(5)), SALE).payments == ()


def test_a_part_paid_in_leva_is_a_payment_in_euro() -> None:
    bought = order(line(price="195.58"), currency="BGN", paid=Decimal("97.79"))
    assert plan(bought, SALE).payments == (DocumentPayment(3, Decimal("50.00")),)


# ---------------------------------------------------------------- the note

PERSON = Address(name="Иван Тайнов", street="ул. Тайна 1", postcode="1000", city="София", country="BG")
PRIVATE = order(
    billing=PERSON,
    delivery=replace(PERSON, name="Мария Друга"),
    email="secret@example.com",
    phone="0888999888",
    comment="код на входа 1234",
    source="allegro",
    delivery_way="Еконт",
    staff_comment="лош клиент",
    login="ivan77",
)
FIELD_SHOWS: dict[str, str] = {
    "order": "5001",
    "source": "allegro",
    "document": "касова бележка",
    "payment": "Карта",
    "buyer": "Иван Тайнов",
    "email": "secret@example.com",
    "phone": "0888999888",
    "delivery": "Еконт",
    "comment": "код на входа 1234",
}


def test_every_field_of_the_note_is_known() -> None:
    assert set(NOTE_FIELDS) == set(FIELD_SHOWS)


@pytest.mark.parametrize("name", NOTE_FIELDS)
def test_the_note_holds_what_the_template_names_and_nothing_else(name: str) -> None:
    planned = plan(PRIVATE, settings(note_template="{" + name + "}"))
    assert planned.note == f"Mostik:bl-1:77; {FIELD_SHOWS[name]}"


def test_an_empty_template_leaves_the_tag_alone() -> None:
    assert plan(PRIVATE, settings(note_template="")).note == "Mostik:bl-1:77;"


def test_the_buyer_is_the_company_else_the_person() -> None:
    company = replace(PRIVATE, billing=replace(PERSON, company="Тайна ООД"))
    nobody = replace(PRIVATE, billing=Address())
    shown = [note_text(bought, "{buyer}", CustomerDocument.RECEIPT) for bought in (company, PRIVATE, nobody)]
    assert shown == ["Тайна ООД", "Иван Тайнов", "Мария Друга"]


@pytest.mark.parametrize(
    ("paper", "country", "words"),
    [
        (CustomerDocument.RECEIPT, "BG", "касова бележка"),
        (CustomerDocument.INVOICE, "BG", "фактура"),
        (CustomerDocument.EXPORT_INVOICE, "BG", "фактура износ"),
        (CustomerDocument.RECEIPT, "PL", "paragon"),
        (CustomerDocument.INVOICE, "PL", "faktura"),
        (CustomerDocument.EXPORT_INVOICE, "PL", "faktura eksportowa"),
        (CustomerDocument.RECEIPT, "DE", "receipt"),
    ],
)
def test_the_paper_is_named_in_the_warehouses_language(
    paper: CustomerDocument, country: str, words: str
) -> None:
    chosen = settings(note_template="{document}", customer_document=paper)
    assert plan(PRIVATE, chosen, facts(country=country)).note.endswith(f"; {words}")


@pytest.mark.parametrize(
    "comment", ["Ж" * 500, "🎁" * 500, "e\u0301" * 400, "ред\nдруг\tред\x00\x07край" * 40]
)
def test_a_long_comment_is_cut_and_the_tag_stays(comment: str) -> None:
    note = plan(replace(PRIVATE, comment=comment)).note
    assert len(note.encode("utf-16-le")) // 2 <= 255
    found = read_tag(note)
    assert found
    assert found.external_id == "77"
    assert note.isprintable()


def test_a_name_of_500_letters_does_not_stop_an_order() -> None:
    planned = plan(replace(PRIVATE, billing=replace(PERSON, name="Аб" * 250)))
    assert isinstance(planned.partner.partner, NewPartner)
    assert len(planned.note) <= 255


def test_braces_in_the_buyers_words_are_only_text() -> None:
    planned = plan(replace(PRIVATE, comment="{order} {"), settings(note_template="{comment}"))
    assert planned.note == "Mostik:bl-1:77; {order} {"


def test_an_id_too_long_for_a_tag_is_held() -> None:
    reason = held(order(id="я" * 100))
    assert reason.why.text() == "The shop’s own number of order 5001 is too long for the warehouse."


# ---------------------------------------------------------------- the whole


def test_an_ordinary_order() -> None:
    planned = plan(order(line("TEA-1", 2, "5.00"), line("COF-1", 1, "7.00")))
    assert planned.kind is DocumentKind.ORDER
    assert planned.total == Decimal("17.00")
    assert planned.customer_document is CustomerDocument.RECEIPT
    assert planned.lines[0].product == TEA
    assert planned.note.startswith("Mostik:bl-1:77; 5001")
    draft = planned.draft({}, 7)
    assert (draft.total, draft.note, draft.day, draft.due_type_id) == (
        planned.total,
        planned.note,
        TODAY,
        3,
    )
    assert [(row.quantity, row.unit_price, row.vat_rate) for row in draft.lines] == [
        (Decimal(2), Decimal("5.00"), Decimal(20)),
        (Decimal(1), Decimal("7.00"), Decimal(20)),
    ]


HELD: dict[str, Callable[[], OrderHeld]] = {
    "no lines": lambda: held(replace(order(), lines=())),
    "negative quantity": lambda: held(order(line(quantity=-1))),
    "enormous quantity": lambda: held(order(line(quantity=10**9))),
    "unknown line": lambda: held(order(line("X"))),
    "look-alike": lambda: held(order(line("ТЕА-1"))),
    "VAT": lambda: held(order(line(vat_rate=Decimal(5)))),
    "currency": lambda: held(order(currency="PLN")),
    "negative total": lambda: held(order(discount=Decimal(99))),
    "payment type": lambda: held(order(payment_way="?")),
    "several locations": lambda: held(TWO_PLACES, read=facts(mixed_locations=False)),
    "service product": lambda: held(order(fee=Decimal(1)), settings(services={"create_missing": False})),
}


@pytest.mark.parametrize("case", HELD)
def test_every_reason_is_said_in_the_owners_words_and_with_advice(case: str) -> None:
    reason = HELD[case]()
    assert reason.advice
    text = f"{reason.why.text()} {reason.advice.text()}"
    for jargon in ("None", "Decimal", "Exception", "null", "id ", "hash", "row", "query", "{", "}", "_"):
        assert jargon not in text
    assert text.endswith(".")
