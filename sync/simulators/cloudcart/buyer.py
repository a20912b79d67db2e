"""What people do in the shop's front: they buy, pay and give up. Prices are in the shop's currency."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from sync.simulators.cloudcart import order_life, order_money, people, stock
from sync.simulators.cloudcart.backend import Backend
from sync.simulators.cloudcart.hooks import Hooks
from sync.simulators.cloudcart.order_lines import line_of
from sync.simulators.cloudcart.owner import Amount, minor
from sync.simulators.cloudcart.tables import Row

COUNTRIES: Final = {
    "BG": "България",
    "PL": "Полша",
    "RO": "Румъния",
    "DE": "Германия",
    "GR": "Гърция",
    "GB": "Великобритания",
}


class OutOfStock(Exception):
    """The shop does not sell what is not there."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A line of a basket. price: for a piece, the variant's own without; discount: off each piece; vat: the
    rate in per cent.
    """

    variant: int
    quantity: Amount = 1
    price: Amount | None = None
    discount: Amount = 0
    vat: Amount = 20


@dataclass(frozen=True, slots=True)
class Person:
    """Who buys, and where to. company, number (ЕИК or NIP), vat_number, responsible (МОЛ): of a firm that
    wants an invoice.
    """

    first_name: str = "Мария"
    last_name: str = "Петрова"
    email: str = "maria@example.com"
    phone: str = "+359880000001"
    country: str = "BG"
    city: str = "София"
    post_code: str = "1000"
    street: str = "ул. Шишман"
    house: str = "7"
    company: str | None = None
    number: str | None = None
    vat_number: str | None = None
    responsible: str | None = None


@dataclass(frozen=True, slots=True)
class Basket:
    """What is bought and how.

    voucher: a code that takes ``percent`` or ``flat`` off the whole order. payment: code of a way of payment,
    delivery: id of a way of delivery, each made on the fly where it is not there. billing: False for a
    checkout that asks for no invoice data. guest: no account is made.
    """

    pieces: tuple[Piece, ...]
    person: Person = field(default_factory=Person)
    percent: Amount = 0
    flat: Amount = 0
    voucher: str | None = None
    delivery_price: Amount = 0
    delivery: int | None = None
    payment: str = "cod"
    fee: Amount = 0
    fee_name: str = "Наложен платеж"
    note: str | None = None
    status: str = "pending"
    billing: bool = True
    guest: bool = False
    draft: bool = False


class Buyer:
    """Each method is one visit; what webhooks are told of is delivered before it returns."""

    def __init__(self, backend: Backend, hooks: Hooks) -> None:
        self._backend = backend
        self._hooks = hooks

    def buy(self, *variants: int, **details: Any) -> int:
        """One piece of each variant; further details as in :class:`Basket`. The order's id."""
        return self.place(Basket(tuple(Piece(variant) for variant in variants), **details))

    def place(self, basket: Basket) -> int:
        """Place an order; its id. :class:`OutOfStock` where a tracked quantity is too small and the product
        does not go on selling.
        """
        with self._hooks.acting():
            for piece in basket.pieces:
                self._check_stock(piece)
            order = self._order(basket)
            self._parts(order, basket)
            order_money.recount(self._backend, order)
            self._payment(order, basket)
            stock.settle(self._backend, order)
            if not basket.draft:
                self._backend.tell("order.created", order["id"])
            return int(order["id"])

    def pay(self, order_id: int) -> None:
        """Pay online, later."""
        with self._hooks.acting():
            order_life.pay(self._backend, self._backend.row("orders", order_id), "sale")

    def give_up(self, order_id: int) -> None:
        """The payment ran out of time."""
        with self._hooks.acting():
            order_life.set_status(self._backend, self._backend.row("orders", order_id), "timeouted", "sale")

    def _check_stock(self, piece: Piece) -> None:
        variant = self._backend.row("variants", piece.variant)
        product = self._backend.row("products", variant["item_id"])
        lacking = variant["quantity"] < Decimal(piece.quantity)
        if lacking and product["tracking"] == "yes" and product["continue_selling"] == "no":
            raise OutOfStock(f"{product['name']}: {variant['quantity']}")

    def _order(self, basket: Basket) -> Row:
        backend, person, now = self._backend, basket.person, self._backend.now()
        settings = backend.shop.settings
        customer = None if basket.guest else self._customer(person)
        paid = basket.status in ("paid", "completed")
        return backend.table("orders").insert(
            {
                "customer_id": customer and customer["id"],
                "customer_group_id": customer and customer["group_id"],
                "customer_first_name": person.first_name,
                "customer_last_name": person.last_name,
                "customer_email": person.email,
                "customer_ip": "192.0.2.7",
                "customer_geoip": person.country,
                "status": basket.status,
                "status_fulfillment": "not_fulfilled",
                "currency": settings.currency,
                "vat_included": "yes" if settings.vat_included else "no",
                "email_sent": "yes",
                "abandoned": "no",
                "invoice_number": None,
                "credit_number": None,
                "usn": None,
                "note_customer": basket.note,
                "note_administrator": None,
                "date_added": now,
                "updated_at": now,
                "date_archived": None,
                "_stock_taken_at": settings.stock_taken_at,
                "_taken_off": False,
                "_paid": paid,
                "_shipping": minor(basket.delivery_price),
                "_fee": minor(basket.fee),
                "_fee_name": basket.fee_name,
                "_voucher_percent": Decimal(basket.percent),
                "_voucher_flat": minor(basket.flat),
                "_meta": {"is_draft": 1} if basket.draft else {},
            }
        )

    def _customer(self, person: Person) -> Row:
        found = self._backend.table("customers").first("email", person.email)
        if found is not None:
            return found
        names = {"first_name": person.first_name, "last_name": person.last_name, "email": person.email}
        made = people.add_customer(self._backend, names)
        self._backend.tell("customer.created", made["id"])
        return made

    def _parts(self, order: Row, basket: Basket) -> None:
        table, ident = self._backend.table, order["id"]
        for piece in basket.pieces:
            line = line_of(
                self._backend,
                ident,
                piece.variant,
                Decimal(piece.quantity),
                price=None if piece.price is None else minor(piece.price),
                discount=minor(piece.discount),
                vat=Decimal(piece.vat),
            )
            row = table("order-products").insert(line)
            if piece.discount:
                self._line_discount(order, row, minor(piece.discount))
        if order["_voucher_percent"] or order["_voucher_flat"]:
            self._voucher(order, basket)
        self._delivery(order, basket)
        address = _address(basket.person)
        table("order-shipping-address").insert({**address, "order_id": ident, "address1": basket.note})
        if basket.billing:
            table("order-billing-address").insert({**address, **_company(basket.person), "order_id": ident})

    def _line_discount(self, order: Row, line: Row, off: int) -> None:
        made = self._backend.table("order-discount").insert(
            {
                "order_id": order["id"],
                "order_product_id": line["id"],
                "name": "Промоция",
                "discount_type": "fixed",
                "type_value": off,
                "apply_regular_price": "no",
            }
        )
        self._backend.table("order-products").change(line, {"order_discount_id": made["id"]})

    def _voucher(self, order: Row, basket: Basket) -> None:
        percent = order["_voucher_percent"]
        self._backend.table("order-discount").insert(
            {
                "order_id": order["id"],
                "order_product_id": None,
                "name": "Ваучер" if basket.voucher else "Отстъпка",
                "code": basket.voucher,
                "discount_type": "percent" if percent else "flat",
                "type_value": int(percent) if percent else order["_voucher_flat"],
                "apply_regular_price": "no",
            }
        )

    def _delivery(self, order: Row, basket: Basket) -> None:
        ways = self._backend.table("shipping-providers")
        way = ways.get(basket.delivery) or next(iter(ways), None)
        if way is None:
            way = ways.insert({"name": "Куриер до адрес", "active": "yes"})
        self._backend.table("order-shipping").insert(
            {
                "order_id": order["id"],
                "provider_id": way["id"],
                "provider_name": way["name"],
                "provider_amount": order["_shipping"],
                "provider_insurance": 0,
                "order_amount_formatted": f"{order['_shipping'] / 100:.2f} {order['currency']}",
                "order_amount_input": Decimal(order["_shipping"]) / 100,
                "order_has_insurance": "no",
                "order_insurance": 0,
                "geo_zone_id": 1,
                "geo_zone_name": COUNTRIES.get(basket.person.country, basket.person.country),
            }
        )

    def _payment(self, order: Row, basket: Basket) -> None:
        way = self._backend.table("payment-providers").get(basket.payment)
        state = "completed" if order["_paid"] else "pending"
        self._backend.table("order-payment").insert(
            {
                "order_id": order["id"],
                "provider": basket.payment,
                "provider_name": way["title"] if way else basket.payment,
                "amount": order["price_total"],
                "status": state,
                "payment_status": state,
                "down_payment": 0,
                "allow_capture_authorization": "no",
                "provider_data": {},
                "date_created": order["date_added"],
                "date_modified": order["date_added"],
            }
        )


def _address(person: Person) -> Row:
    made: Row = {
        "first_name": person.first_name,
        "last_name": person.last_name,
        "phone": person.phone,
        "company_name": person.company,
        "company_vat": person.vat_number,
        "country_iso2": person.country,
        "country_name": COUNTRIES.get(person.country, person.country),
        "city_name": person.city,
        "street_name": person.street,
        "street_number": person.house,
        "post_code": person.post_code,
    }
    texts = people.texts_of(made)
    del texts["full_name"]
    return {**made, **texts}


def _company(person: Person) -> Row:
    return {"company_registration_number": person.number, "company_person": person.responsible}
