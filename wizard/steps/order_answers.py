"""What the step orders has been answered so far, and what is proposed before it was. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from pydantic import ValidationError

from sync.model import Choice, CustomerDocument, PaymentMethod, PaymentType, Product, ProductGroup
from sync.profile import LineLinking, Orders
from wizard.readings import OrderCounts, ShopLists, WarehouseLists

DEFAULT_GROUP: Final = 1
CHARGES: Final = ("delivery", "discount", "fee")
_TAKEN: Final = ("обработ", "платен", "process", "paid", "opłac", "realiz")
"""Beginnings of words in names of statuses that are usually taken."""
_OFF: Final = ("отказ", "анулир", "cancel", "anulow")
_SERVICE_WORDS: Final = {
    "delivery": ("доставк", "deliver", "dostaw", "shipping"),
    "discount": ("отстъпк", "discount", "rabat"),
    "fee": ("такса", "fee", "opłat"),
}
_NUMBER_WORDS: Final = ("номер", "number", "numer")
_DOCUMENT_WORDS: Final = ("склад", "документ", "warehouse", "document", "magazyn", "dokument")
_METHOD_WORDS: Final = {
    PaymentMethod.CARD: ("карт", "card", "kart", "paypal", "stripe", "payu", "przelewy"),
    PaymentMethod.BANK: ("банк", "превод", "bank", "transfer", "przelew"),
    PaymentMethod.CASH: ("брой", "cash", "gotów"),
}
_ON_DELIVERY: Final = ("налож", "pobran", "on delivery", "при доставка", "przy odbiorze")


@dataclass(frozen=True, slots=True)
class OrderLists:
    """What the step chooses from."""

    shop: ShopLists
    warehouse: WarehouseLists
    counts: OrderCounts | None


def proposal(lists: OrderLists, now: datetime, country: str) -> dict[str, Any]:
    """What is proposed at first; nothing of it is taken before the owner saw it.

    Orders from now on, a status that is usually taken, the types that the names of payment methods suggest,
    and service products that the warehouse has already.
    """
    statuses = [status.id for status in lists.shop.statuses if _begins(status.name, _TAKEN)]
    cancelled = [status.id for status in lists.shop.statuses if _begins(status.name, _OFF)]
    orders = Orders(
        start=now.astimezone(UTC),
        statuses=tuple(statuses[:1]),
        cancelled_statuses=tuple(cancelled),
        customer_document=CustomerDocument.RECEIPT,
        operator_id=_operator(lists.warehouse.users),
        number_field=_number_field(lists.shop.number_fields),
        new_product_group=_first_group(lists.warehouse.product_groups),
    )
    answers = orders.model_dump(mode="json")
    if LineLinking.EAN not in lists.warehouse.linkings:
        answers["link_lines"] = [each.value for each in lists.warehouse.linkings]
    answers["services"].update(service_products(lists.warehouse.services))
    if country == "PL":
        names = {"delivery_name": "Dostawa", "discount_name": "Rabat", "fee_name": "Opłata"}
        answers["services"].update(names)
    ways = lists.counts.payment_ways(tuple(statuses)) if lists.counts else {}
    on_delivery = lists.counts.cash_on_delivery if lists.counts else {}
    answers["payment_types"] = proposed_types(ways, lists.warehouse.payment_types, on_delivery)
    return answers


def read_answers(answers: Mapping[str, Any], fallback: Mapping[str, Any]) -> dict[str, Any]:
    """The draft's answers, filled up from ``fallback``, so that a half-answered step can be shown."""
    found = dict(fallback)
    found.update({name: value for name, value in answers.items() if name in Orders.model_fields})
    return found


def finished(answers: Mapping[str, Any]) -> Orders | None:
    """The answers as settings, or None while something in them cannot be."""
    try:
        return Orders.model_validate(dict(answers))
    except ValidationError:
        return None


def is_on_delivery(way: str, on_delivery: Mapping[str, int]) -> bool:
    """Whether a way of paying is cash on delivery, by its name or by what the shop says of its orders."""
    return way in on_delivery or _holds(way, _ON_DELIVERY) or "cod" in way.casefold().split()


def method_by_name(way: str) -> PaymentMethod | None:
    """What the name of a way of paying tells of it, in any of the three languages."""
    return next((method for method, words in _METHOD_WORDS.items() if _holds(way, words)), None)


def proposed_types(
    ways: Iterable[str], types: Iterable[PaymentType], on_delivery: Mapping[str, int] = MappingProxyType({})
) -> dict[str, int]:
    """A payment type for each way of paying whose name tells what it is; the others are left to the owner.

    Cash on delivery is never taken for cash: by a postal money transfer it does not go through the cash book
    (decisions, 9). Only a type of the same name that is no cash is proposed for it.
    """
    known = list(types)
    found: dict[str, int] = {}
    for way in ways:
        same = next((each for each in known if each.name.casefold() == way.casefold()), None)
        method = method_by_name(way)
        chosen = same or next((each for each in known if each.method is method), None)
        if is_on_delivery(way, on_delivery):
            chosen = same if same is not None and same.method is not PaymentMethod.CASH else None
        if chosen is not None and way:
            found[way] = chosen.id
    return found


def first_proposed(
    counts: OrderCounts, statuses: Iterable[str], types: Iterable[PaymentType], offered: set[str]
) -> dict[str, int]:
    """Types for the ways that were never offered before, which are then noted in ``offered``: what the owner
    took back is not proposed a second time.
    """
    ways = [way for way in counts.payment_ways(tuple(statuses)) if way not in offered]
    offered.update(ways)
    return proposed_types(ways, types, counts.cash_on_delivery)


def service_products(services: Iterable[Product]) -> dict[str, dict[str, int]]:
    """The warehouse's own service products for delivery, discount and fee, by VAT rate."""
    found: dict[str, dict[str, int]] = {charge: {} for charge in CHARGES}
    for product in services:
        for charge, words in _SERVICE_WORDS.items():
            if _holds(product.name, words):
                found[charge].setdefault(rate_key(product.vat_rate), product.id)
                break
    return found


def rate_key(rate: Decimal) -> str:
    """A VAT rate as the settings name it: without needless zeros."""
    return format(rate.normalize() + 0, "f")


def _number_field(fields: Iterable[Choice]) -> str:
    """A field made for the document's number, "" where no name says so: the number replaces what stands in
    the field, so none is taken on a guess.
    """
    made = (
        field.id
        for field in fields
        if _holds(field.name, _NUMBER_WORDS) and _holds(field.name, _DOCUMENT_WORDS)
    )
    return next(made, "")


def _first_group(groups: Iterable[ProductGroup]) -> int:
    """The topmost group, in which every warehouse program puts what belongs nowhere else."""
    ids = [group.id for group in groups]
    return DEFAULT_GROUP if DEFAULT_GROUP in ids or not ids else ids[0]


def _operator(users: Iterable[Choice]) -> int:
    numbers = [int(user.id) for user in users if user.id.isdigit()]
    return next((number for number in numbers if number != 1), numbers[0] if numbers else 1)


def _begins(name: str, beginnings: Iterable[str]) -> bool:
    words = name.casefold().split()
    return any(word.startswith(beginning) for word in words for beginning in beginnings)


def _holds(name: str, pieces: Iterable[str]) -> bool:
    return any(piece in name.casefold() for piece in pieces)
