"""Is everything there that a document names? The tables have no foreign keys: a wrong number would be taken
silently and break the program's reports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from sync.errors import Refused
from sync.model import DocumentLine, DocumentPayment, PaymentMethod
from sync.sentences import say
from sync.warehouses.warehouse_pro.codes import SERVICE_FLAGS
from sync.warehouses.warehouse_pro.database import Database
from sync.warehouses.warehouse_pro.goods import payment_types
from sync.warehouses.warehouse_pro.values import exact, text, truth, whole

_LARGEST: Final = Decimal(10) ** 9
"""No shop sells so many pieces or at such a price; whatever is larger is an error, not an order."""


class Good(NamedTuple):
    """What a document must know of a good; ``cost`` as stored, ``tax_group`` its VAT group."""

    id: int
    name: str
    cost: Decimal
    tax_group: int
    service: bool


def lines_to_write(lines: Iterable[DocumentLine]) -> list[DocumentLine]:
    """The lines with a quantity; the program keeps none without. Raises Refused where nothing is left, for a
    quantity below 0 and for numbers beyond all reason."""
    kept: list[DocumentLine] = []
    for line in lines:
        if line.quantity < 0:
            raise Refused(
                say("A line has the quantity {quantity}, below 0.", quantity=line.quantity),
                advice=say("Correct the order in the shop."),
            )
        if not (line.quantity < _LARGEST and abs(line.unit_price) < _LARGEST):
            raise Refused(
                say(
                    "A line has the quantity {quantity} and the price {price}: that cannot be right.",
                    quantity=line.quantity,
                    price=line.unit_price,
                ),
                advice=say("Correct the order in the shop."),
            )
        if line.quantity:
            kept.append(line)
    if not kept:
        raise Refused(say("The document would have no lines."), advice=say("Check the order in the shop."))
    return kept


def goods_of(rows: Iterable[Sequence[object]], wanted: Iterable[int]) -> dict[int, Good]:
    """The goods by id, of rows with number, name, an unused text, cost, VAT group, flags and whether deleted.

    Raises Refused where one of ``wanted`` is not there or deleted.
    """
    found: dict[int, Good] = {}
    for ident, name, _unused, cost, tax_group, kind, deleted in rows:
        if truth(deleted):
            raise Refused(
                say("The product {name} was deleted in the warehouse.", name=text(name)),
                advice=say("Bring it back in the warehouse, or link the shop’s product to another one."),
            )
        good = Good(
            whole(ident), text(name), exact(cost), whole(tax_group), bool(whole(kind) & SERVICE_FLAGS)
        )
        found[good.id] = good
    for product in wanted:
        if product not in found:
            raise Refused(
                say("The product {product} is not in the warehouse.", product=product),
                advice=say("Link the shop’s product to another one."),
            )
    return found


def payment_methods(
    database: Database, payments: Iterable[DocumentPayment]
) -> list[tuple[DocumentPayment, PaymentMethod]]:
    """Each payment with what its type is in law. Raises Refused for a type that is gone."""
    wanted = [payment for payment in payments if payment.amount]
    methods = {each.id: each.method for each in payment_types(database)} if wanted else {}
    for payment in wanted:
        if payment.type_id not in methods:
            raise Refused(
                say("The payment type {type} is no longer in the warehouse.", type=payment.type_id),
                advice=say("Choose payment types in the step Orders again."),
            )
    return [(payment, methods[payment.type_id]) for payment in wanted]
