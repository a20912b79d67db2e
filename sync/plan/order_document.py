"""An order of the shop as a document of the warehouse, worked out from facts that the run has read.

Pure: :func:`plan_document` either gives a :class:`PlannedOrder` or raises :class:`OrderHeld` with the
sentence that the owner reads. Goods that must be made first are named by a key and are made by the run
before the document.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from sync.model import (
    CustomerDocument,
    CustomerPaper,
    DocumentDraft,
    DocumentKind,
    DocumentLine,
    DocumentPayment,
    MarkKey,
    NewPartner,
    NewProduct,
    Order,
)
from sync.money import Money, exchange, round_half_up
from sync.plan.customer_document import customer_document, customer_paper
from sync.plan.order_amounts import Amount, Charge, charge_amounts, in_other_currency, total_of
from sync.plan.order_facts import (
    LineFinder,
    LineProduct,
    OrderFacts,
    OrderHeld,
    ProductToMake,
    base_rate,
)
from sync.plan.order_lines import goods_of, line_key
from sync.plan.order_note import note_text
from sync.plan.partners import PartnerChoice, choose_partner
from sync.profile import Orders, Stock
from sync.sentences import Sentence, say
from sync.tags import tag_fits, tagged_note

__all__ = [
    "LineFinder",
    "LineProduct",
    "OrderFacts",
    "OrderHeld",
    "PlannedLine",
    "PlannedOrder",
    "ProductToMake",
    "base_rate",
    "line_key",
    "note_text",
    "payment_type",
    "payments_of",
    "plan_document",
    "service_key",
]


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """A document's line whose good may still have to be made (``product`` is then a :class:`ProductToMake`
    key).
    """

    product: int | str
    location_id: int
    quantity: Decimal
    unit_price: Decimal
    vat_rate: Decimal
    text: str = ""
    """What the buyer reads: the line's name in the shop, or that of the charge."""


@dataclass(frozen=True, slots=True)
class PlannedOrder:
    """A document that is ready to be written once its goods are made and its partner is settled.

    ``total`` gross in the base currency. ``told`` is what the owner should know although the order comes in.
    """

    order: Order
    key: MarkKey
    kind: DocumentKind
    customer_document: CustomerDocument
    location_id: int
    partner: PartnerChoice
    operator_id: int
    day: date
    lines: tuple[PlannedLine, ...]
    total: Decimal
    currency: str
    note: str
    due_type_id: int
    payments: tuple[DocumentPayment, ...]
    to_make: tuple[ProductToMake, ...]
    told: tuple[Sentence, ...]
    paper: CustomerPaper = field(default_factory=CustomerPaper)

    def draft(self, made: Mapping[str, int], partner: int | NewPartner) -> DocumentDraft:
        """The document to be written, with the goods that were made meanwhile."""
        return DocumentDraft(
            kind=self.kind,
            location_id=self.location_id,
            partner=partner,
            operator_id=self.operator_id,
            day=self.day,
            lines=tuple(
                DocumentLine(
                    product=made[line.product] if isinstance(line.product, str) else line.product,
                    location_id=line.location_id,
                    quantity=line.quantity,
                    unit_price=line.unit_price,
                    vat_rate=line.vat_rate,
                )
                for line in self.lines
            ),
            total=self.total,
            note=self.note,
            due_type_id=self.due_type_id,
            payments=self.payments,
            paper=self.paper,
        )


def plan_document(
    order: Order, shop_key: str, settings: Orders, stock: Stock, facts: OrderFacts
) -> PlannedOrder:
    """The document of an order. Raises :class:`OrderHeld` with the sentence why it has to wait."""
    told: list[Sentence] = []
    day = _document_day(order, settings, facts)
    due_type = payment_type(order, settings)
    goods, products, to_make = goods_of(order, settings, facts, told)
    locations = _line_locations(order, stock)
    amounts = _with_charges(order, goods, facts)
    _check_total(order, amounts)
    amounts = _in_base_currency(amounts, order.currency, day, facts)
    lines: list[PlannedLine] = []
    own_location = _own_location([locations[amount.line] for amount in goods], stock, facts)
    for amount in amounts:
        product: int | str
        if amount.charge is None:
            product, location = products[amount.line], locations[amount.line]
            text = order.lines[amount.line].name
        else:
            product, new = _service(amount.charge, amount.vat_rate, settings, facts)
            to_make += new
            location, text = own_location, getattr(settings.services, f"{amount.charge.value}_name")
        lines.append(
            PlannedLine(product, location, amount.quantity, amount.unit_price, amount.vat_rate, text)
        )
    partner = choose_partner(order, facts.partners, settings.partners, facts.country)
    if partner.hold:
        raise OrderHeld(partner.hold, partner.advice)
    paper, paper_told = customer_document(order, settings, facts.country)
    key = _mark_key(order, shop_key)
    total = total_of(amounts)
    return PlannedOrder(
        order=order,
        key=key,
        kind=settings.document,
        customer_document=paper,
        location_id=own_location,
        partner=partner,
        operator_id=settings.operator_id,
        day=day,
        lines=tuple(lines),
        total=total,
        currency=facts.base_currency,
        note=tagged_note(key, note_text(order, settings.note_template, paper, facts.country)),
        due_type_id=due_type,
        payments=_payments(order, settings, due_type, total, day, facts, told),
        to_make=tuple({product.key: product for product in to_make}.values()),
        told=(*told, *partner.findings, *paper_told),
        paper=customer_paper(order, paper, facts.country),
    )


def _mark_key(order: Order, shop_key: str) -> MarkKey:
    key = MarkKey(shop_key=shop_key, external_id=order.id)
    if not tag_fits(key):
        raise OrderHeld(
            say("The shop’s own number of order {order} is too long for the warehouse.", order=order.number),
            say("Write this order by hand."),
        )
    return key


# ---------------------------------------------------------------- charges, currency, total


def _with_charges(order: Order, goods: Sequence[Amount], facts: OrderFacts) -> list[Amount]:
    rate = base_rate(facts.vat_groups)
    amounts = list(goods)
    spread_discount = -order.discount
    for line in order.lines:
        if line.unit_price >= 0 or line.quantity == 0:
            continue
        worth = line.quantity * line.unit_price
        if line.vat_rate is not None and any(amount.vat_rate == line.vat_rate for amount in goods):
            amounts.append(Amount(line.vat_rate, Decimal(1), worth, Charge.DISCOUNT))
        else:
            spread_discount += worth
    amounts += charge_amounts(Charge.DISCOUNT, spread_discount, goods, rate)
    amounts += charge_amounts(Charge.DELIVERY, order.delivery_price, goods, rate)
    amounts += charge_amounts(Charge.FEE, order.fee, goods, rate)
    return amounts


def _check_total(order: Order, amounts: Sequence[Amount]) -> None:
    total = total_of(amounts)
    if total < 0:
        raise OrderHeld(
            say(
                "Order {order} has a negative total: {total}.",
                order=order.number,
                total=Money(total, order.currency),
            ),
            say("Check its discounts in the shop."),
        )


def _in_base_currency(amounts: list[Amount], currency: str, day: date, facts: OrderFacts) -> list[Amount]:
    if currency == facts.base_currency:
        return amounts
    return in_other_currency(amounts, _converter(currency, day, facts))


def _converter(currency: str, day: date, facts: OrderFacts) -> Callable[[Decimal], Decimal]:
    if exchange(Decimal(1), currency, facts.base_currency) is not None:

        def by_law(amount: Decimal) -> Decimal:
            converted = exchange(amount, currency, facts.base_currency)
            assert converted is not None
            return converted

        return by_law
    rate = facts.rate_to_base(currency, day)
    if rate is None or rate <= 0:
        raise OrderHeld(
            say(
                "The order is in {currency}, and the warehouse has no rate of it to {base} for {day}.",
                currency=currency or "—",
                base=facts.base_currency,
                day=day.isoformat(),
            ),
            say("Enter the rate in the warehouse program’s currencies; the order then comes in by itself."),
        )
    return lambda amount: amount * rate


# ---------------------------------------------------------------- services


def service_key(charge: Charge, rate: Decimal) -> str:
    """The key under which a service good is made once: one for each kind and VAT rate."""
    return f"service:{charge.value}:{format(rate.normalize() + 0, 'f')}"


def _service(
    charge: Charge, rate: Decimal, settings: Orders, facts: OrderFacts
) -> tuple[int | str, list[ProductToMake]]:
    services = settings.services
    rate_text = format(rate.normalize() + 0, "f")
    chosen: Mapping[str, int] = getattr(services, charge.value)
    name: str = getattr(services, f"{charge.value}_name")
    key = service_key(charge, rate)
    known = chosen.get(rate_text) or facts.known_services.get(key)
    if known is not None:
        if known not in facts.product_vat:
            raise OrderHeld(
                say(
                    "The service product “{name}” for {rate} % VAT was deleted in the warehouse.",
                    name=name,
                    rate=rate,
                ),
                say("Bring it back in the warehouse, or choose another one in the step Orders."),
            )
        return known, []
    if not services.create_missing:
        raise OrderHeld(
            say("There is no service product “{name}” for {rate} % VAT.", name=name, rate=rate),
            say("Choose one for this rate in the step Orders, or let Mostik create it."),
        )
    if rate != base_rate(facts.vat_groups):
        name = f"{name} ({rate_text} %)"
    return key, [ProductToMake(key, NewProduct(name=name, vat_rate=rate, service=True))]


# ---------------------------------------------------------------- place, day, payment


def _line_locations(order: Order, stock: Stock) -> dict[int, int]:
    by_warehouse = {link.shop_warehouse: link.locations[0] for link in stock.links}
    return {
        place: by_warehouse.get(line.warehouse_id, stock.location_for_orders)
        for place, line in enumerate(order.lines)
    }


def _own_location(locations: Sequence[int], stock: Stock, facts: OrderFacts) -> int:
    different = sorted(set(locations))
    if len(different) == 1:
        return different[0]
    if not facts.mixed_locations:
        raise OrderHeld(
            say("The order takes products from several locations, and one document can have only one."),
            say("Split the order in the shop, or let all lines come from one warehouse."),
        )
    return stock.location_for_orders if stock.location_for_orders in different else different[0]


def _document_day(order: Order, settings: Orders, facts: OrderFacts) -> date:
    if settings.document_day == "order":
        moment: datetime = order.confirmed_at or order.added_at
        return moment.astimezone(facts.zone).date()
    return facts.today


def payment_type(order: Order, settings: Orders) -> int:
    """The warehouse's payment type of an order's way of paying. Raises :class:`OrderHeld` where none is
    chosen.
    """
    if order.cash_on_delivery and settings.cash_on_delivery_type is not None:
        return settings.cash_on_delivery_type
    found = settings.payment_types.get(order.payment_way)
    if found is None:
        raise OrderHeld(
            say("The payment method “{way}” has no payment type yet.", way=order.payment_way or "—"),
            say("Choose its payment type in the step Orders; the order then comes in by itself."),
        )
    return found


def _payments(
    order: Order,
    settings: Orders,
    type_id: int,
    total: Decimal,
    day: date,
    facts: OrderFacts,
    told: list[Sentence],
) -> tuple[DocumentPayment, ...]:
    costs = round_half_up(order.total)
    if order.paid > costs:
        told.append(
            say(
                "Order {order} was paid {paid} and costs {total}.",
                order=order.number,
                paid=Money(round_half_up(order.paid), order.currency),
                total=Money(costs, order.currency),
            )
        )
    if settings.document is not DocumentKind.SALE:
        return ()
    return _paid(order, settings, type_id, total, day, facts)


def payments_of(
    order: Order, settings: Orders, total: Decimal, facts: OrderFacts
) -> tuple[DocumentPayment, ...]:
    """What was paid of an order that becomes a sale today. ``total``: of its document, in the base currency.

    Raises :class:`OrderHeld` where its way of paying has no payment type.
    """
    return _paid(order, settings, payment_type(order, settings), total, facts.today, facts)


def _paid(
    order: Order, settings: Orders, type_id: int, total: Decimal, day: date, facts: OrderFacts
) -> tuple[DocumentPayment, ...]:
    if not settings.record_payments or order.paid <= 0 or total == 0:
        return ()
    if order.paid >= round_half_up(order.total):
        return (DocumentPayment(type_id, total),)
    if order.currency == facts.base_currency:
        return (DocumentPayment(type_id, round_half_up(order.paid)),)
    return (DocumentPayment(type_id, round_half_up(_converter(order.currency, day, facts)(order.paid))),)
