"""What people do in the shop: the owner in the panel, and buyers."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from sync.simulators.seliton.oauth import SCOPES, issue
from sync.simulators.seliton.orders import Bought, placed
from sync.simulators.seliton.rows import taken
from sync.simulators.seliton.schema import blank
from sync.simulators.seliton.service import Service
from sync.simulators.seliton.shop import Row, Shop

_ALL: Final = " ".join(sorted(SCOPES))


class Owner:
    """The panel. Thread-safe. Money in the shop's currency; quantities in pieces."""

    def __init__(self, lock: threading.RLock, service: Service) -> None:
        self._lock = lock
        self._service = service

    @property
    def _shop(self) -> Shop:
        return self._service.shop

    def token(self, scopes: str = _ALL) -> str:
        """A token as the whole flow would give it, for callers that do not test the flow."""
        with self._lock:
            granted = frozenset(scopes.split())
            answer = issue(self._shop, granted, self._service.quirks, self._service.now())
            return str(answer["access_token"])

    def revoke_tokens(self) -> None:
        """All tokens, codes and refresh tokens stop working."""
        with self._lock:
            for kept in (self._shop.tokens, self._shop.codes, self._shop.refreshes):
                kept.clear()

    def consent(self, *, accept: bool) -> None:
        """What the owner answers on the page of consent from now on."""
        with self._lock:
            self._shop.consents = accept

    def add_product(
        self,
        code: str,
        name: str,
        *,
        price: Decimal = Decimal(0),
        quantity: Decimal = Decimal(0),
        barcode: str = "",
        **fields: Any,
    ) -> int:
        """A visible product; further fields by their wire names. Returns its id."""
        row: Row = {
            **blank("products"),
            "productCode": code,
            "productName": {"BG": name},
            "productPrice": price,
            "productQuantity": quantity,
            "productBarcode": barcode,
            "productAvailabilityStatus": "in_stock" if quantity > 0 else "out_of_stock",
            "productCreatedTimestamp": self._service.now(),
            **fields,
        }
        with self._lock:
            return int(self._shop.insert("products", row)["productId"])

    def add_category(self, name: str, parent: int | None = None) -> int:
        """A category. Returns its id."""
        row = {**blank("categories"), "categoryName": {"BG": name}, "categoryParentID": parent}
        with self._lock:
            return int(self._shop.insert("categories", row)["categoryId"])

    def add_brand(self, name: str) -> int:
        """A brand. Returns its id."""
        with self._lock:
            row = {**blank("brands"), "brandName": {"BG": name}}
            return int(self._shop.insert("brands", row)["brandId"])

    def change(self, resource: str, ident: int, **fields: Any) -> None:
        """Change a row by wire names, as the panel does. KeyError where there is none."""
        with self._lock:
            row = self._shop.rows[resource][ident]
            row.update(taken(resource, row, fields, self._service.quirks))

    def delete(self, resource: str, ident: int) -> None:
        """Take a row away. KeyError where there is none."""
        with self._lock:
            del self._shop.rows[resource][ident]

    def set_order(self, order: int, *, state: str | None = None, payment: str | None = None) -> None:
        """Move an order to another state, or its payment. KeyError where there is no such order."""
        with self._lock:
            row = self._shop.rows["orders"][order]
            row["orderStatus"] = state or row["orderStatus"]
            row["orderPaymentStatus"] = payment or row["orderPaymentStatus"]

    def invoice(self, order: int, number: str) -> None:
        """Note the number of an invoice made in the shop."""
        with self._lock:
            row = self._shop.rows["orders"][order]
            row["orderInvoiceNumber"], row["orderInvoiceDate"] = number, self._service.now()

    def put_xml_orders(self, document: bytes) -> None:
        """What the XML API's getorders answers; its grammar is not on record, so the test brings it."""
        with self._lock:
            self._shop.xml_orders = document

    def backup(self) -> Shop:
        """A copy of everything, for :meth:`restore`."""
        with self._lock:
            return self._shop.snapshot()

    def restore(self, backup: Shop) -> None:
        """Put a copy in place."""
        with self._lock:
            self._shop.restore(backup)


@dataclass(frozen=True, slots=True)
class Person:
    """An invented buyer."""

    first: str = "Мила"
    last: str = "Тодорова"
    email: str = "mila@example.org"
    phone: str = "+359888000001"
    city: str = "Пловдив"
    postcode: str = "4000"
    street: str = "ул. Примерна 7"
    company: str = ""
    bulstat: str = ""
    vat_number: str = ""


class Buyer:
    """Whoever orders. Thread-safe."""

    def __init__(self, lock: threading.RLock, service: Service) -> None:
        self._lock = lock
        self._service = service

    def order(
        self,
        lines: Sequence[Bought],
        *,
        person: Person | None = None,
        shipping: Decimal = Decimal("5.00"),
        coupon: tuple[str, Decimal] | None = None,
        state: str | None = None,
        paid: bool = False,
        at: datetime | None = None,
        **fields: Any,
    ) -> int:
        """Place an order; the quantities leave the shop's stock. Returns its id.

        coupon: its code and what it takes off, with VAT. state: the first of the shop's by default. fields:
        further ones by their wire names.
        """
        with self._lock:
            shop, quirks = self._service.shop, self._service.quirks
            who = person or Person()
            address = {
                "FirstName": who.first, "LastName": who.last, "Company": who.company, "Phone": who.phone,
                "City": who.city, "Zip": who.postcode, "Address1": who.street, "CountryCode2": "bg",
                "Country": "България", "VatNumber": who.vat_number,
            }  # fmt: skip
            head: Row = {
                **{f"orderBilling{name}": value for name, value in address.items()},
                **{f"orderShipping{name}": value for name, value in address.items()},
                "orderBillingTaxNumber": who.bulstat,
                "orderBillingIsCompany": bool(who.company),
                "orderShipToBillingAddress": True,
                "orderCustomerEmail": who.email,
                "customerID": self._customer(shop, who),
                "orderCreatedAt": at or self._service.now(),
                "orderStatus": state or quirks.order_states[0],
                "orderPaymentStatus": quirks.payment_states[1 if paid else 0],
                "orderLanguageCode": "BG",
                **fields,
            }
            return placed(shop, quirks, head, lines, shipping, coupon)

    def _customer(self, shop: Shop, person: Person) -> int:
        for row in shop.rows["customers"].values():
            if row["customerEmail"] == person.email:
                return int(row["customerId"])
        address = {
            "firstName": person.first,
            "lastName": person.last,
            "city": person.city,
            "zip": person.postcode,
            "phone": person.phone,
            "countryCode": "bg",
            "company": person.company,
        }
        row = {**blank("customers"), "customerEmail": person.email, "customerAddresses": [address]}
        return int(shop.insert("customers", row)["customerId"])
