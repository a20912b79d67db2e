"""The lines of an order: which good each means, how much of it, and at which VAT rate."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import Final

from sync.matching.folding import code_key, fold
from sync.model import NewProduct, Order, OrderLine
from sync.plan.buyer import cut
from sync.plan.order_amounts import Amount
from sync.plan.order_facts import OrderFacts, OrderHeld, ProductToMake, base_rate
from sync.profile import Orders, UnknownLine
from sync.sentences import Sentence, say

LONGEST_KEY: Final = 80
ENORMOUS_QUANTITY: Final = Decimal(100_000)
"""A line of more pieces than this is taken for a slip of the finger and asked about."""


def goods_of(
    order: Order, settings: Orders, facts: OrderFacts, told: list[Sentence]
) -> tuple[list[Amount], dict[int, int | str], list[ProductToMake]]:
    """The amounts of an order's goods, the good of each line by the line's place, and the goods to be made.

    Lines of nothing and of a negative price (a discount) are left out. What the owner should know although
    the order comes in is added to ``told``. Raises :class:`OrderHeld`.
    """
    if not order.lines:
        raise OrderHeld(
            say("Order {order} has no lines.", order=order.number),
            say("Add its products in the shop, or cancel it there."),
        )
    _check_rates(order, settings, facts, told)
    amounts: list[Amount] = []
    products: dict[int, int | str] = {}
    to_make: list[ProductToMake] = []
    for place, line in enumerate(order.lines):
        _check_quantity(order, line)
        if line.quantity == 0:
            told.append(
                say(
                    "Order {order}: line “{line}” has the quantity 0 and was left out.",
                    order=order.number,
                    line=line.name,
                )
            )
            continue
        if line.unit_price < 0:
            continue
        product, new = _line_product(order, line, settings, facts, told)
        to_make += new
        products[place] = product
        rate = _line_rate(order, line, product, settings, facts, told)
        amounts.append(Amount(rate, line.quantity, line.unit_price, line=place))
    if not amounts:
        raise OrderHeld(
            say("Order {order} has no line with a product in it.", order=order.number),
            say("Correct its lines in the shop."),
        )
    return amounts, products, to_make


def _check_rates(order: Order, settings: Orders, facts: OrderFacts, told: list[Sentence]) -> None:
    """A rate that no VAT group has is a foreign one: which goods it is meant for, the shop does not tell."""
    ours = {group.rate for group in facts.vat_groups}
    foreign = [rate for rate in order.vat_rates if rate not in ours]
    if not foreign:
        return
    sentence = say(
        "Order {order} has {rates} % VAT, which the warehouse does not have.",
        order=order.number,
        rates=", ".join(format(rate.normalize() + 0, "f") for rate in foreign),
    )
    if settings.vat_mismatch == "hold":
        raise OrderHeld(
            sentence,
            say(
                "Set the shop’s VAT to that of the warehouse’s country, or let such orders in with a warning."
            ),
        )
    told.append(sentence)


def _check_quantity(order: Order, line: OrderLine) -> None:
    if line.quantity < 0:
        raise OrderHeld(
            say(
                "Order {order}: line “{line}” has the negative quantity {quantity}.",
                order=order.number,
                line=line.name,
                quantity=line.quantity,
            ),
            say("Correct the quantity in the shop; a return is not imported as an order."),
        )
    if line.quantity > ENORMOUS_QUANTITY:
        raise OrderHeld(
            say(
                "Order {order}: line “{line}” has the quantity {quantity}. Is that right?",
                order=order.number,
                line=line.name,
                quantity=line.quantity,
            ),
            say("Correct the quantity in the shop, or write this order by hand."),
        )


def _line_product(
    order: Order, line: OrderLine, settings: Orders, facts: OrderFacts, told: list[Sentence]
) -> tuple[int | str, list[ProductToMake]]:
    found = facts.lines.find(line)
    if found.product_id is not None:
        if found.product_id not in facts.product_vat:
            raise OrderHeld(
                say(
                    "Order {order}: the product of line “{line}” was deleted in the warehouse.",
                    order=order.number,
                    line=line.name,
                ),
                say("Bring it back in the warehouse, or link the shop’s product to another one."),
            )
        if found.said:
            told.append(found.said)
        return found.product_id, []
    if found.candidates:
        raise OrderHeld(
            found.said
            or say(
                "Order {order}: several products of the warehouse fit the line “{line}”.",
                order=order.number,
                line=line.name,
            ),
            say("Settle it in the match check, or write both with the same letters.")
            if found.said
            else say("Settle it in the match check, or give each product its own code."),
        )
    if settings.unknown_line is UnknownLine.HOLD:
        raise OrderHeld(
            say(
                "Order {order}: no product of the warehouse fits the line “{line}” (SKU {sku}).",
                order=order.number,
                line=line.name,
                sku=line.sku or "—",
            ),
            say("Create or link the product; the order then comes in by itself."),
        )
    if not has_name_or_code(line):
        raise OrderHeld(
            say("Order {order} has a line with neither a name nor a code.", order=order.number),
            say("Correct its lines in the shop."),
        )
    return _product_to_make(line, settings, facts)


def has_name_or_code(line: OrderLine) -> bool:
    """Whether a line says at all which product it is, apart from the shop's own number of it."""
    return bool(code_key(line.sku) or line.ean or fold(line.name))


def line_key(line: OrderLine) -> str:
    """The key under which a line's missing good is made once, however many orders ask for it.

    It names the kind of number: the product that the shop calls 123 is not the one whose SKU is 123.
    """
    if line.product_id:
        kind, text = "id", line.product_id
    elif code_key(line.sku):
        kind, text = "sku", code_key(line.sku)
    elif line.ean:
        kind, text = "ean", line.ean
    else:
        kind, text = "name", fold(line.name)
    if len(text) > LONGEST_KEY:
        text = hashlib.sha256(text.encode("utf-8")).hexdigest()
    return f"line:{kind}:{text}"


def _product_to_make(line: OrderLine, settings: Orders, facts: OrderFacts) -> tuple[str, list[ProductToMake]]:
    key = line_key(line)
    rate = line.vat_rate
    if rate is None or all(group.rate != rate for group in facts.vat_groups):
        rate = base_rate(facts.vat_groups)
    product = NewProduct(
        name=cut(line.name or line.sku or line.ean),
        code=line.sku,
        barcode=line.ean,
        vat_rate=rate,
        group_id=settings.new_product_group,
    )
    return key, [ProductToMake(key, product)]


def _line_rate(
    order: Order,
    line: OrderLine,
    product: int | str,
    settings: Orders,
    facts: OrderFacts,
    told: list[Sentence],
) -> Decimal:
    own = facts.product_vat.get(product) if isinstance(product, int) else None
    if line.vat_rate is None:
        return base_rate(facts.vat_groups) if own is None else own
    if own is None and any(group.rate == line.vat_rate for group in facts.vat_groups):
        return line.vat_rate
    if own == line.vat_rate:
        return line.vat_rate
    sentence = _vat_mismatch(order, line, base_rate(facts.vat_groups) if own is None else own)
    if settings.vat_mismatch == "hold":
        raise OrderHeld(
            sentence,
            say("Correct the VAT group on one of the two sides, or let such orders in with a warning."),
        )
    told.append(sentence)
    return line.vat_rate


def _vat_mismatch(order: Order, line: OrderLine, ours: Decimal) -> Sentence:
    if line.vat_exemption:
        return say(
            "Order {order}: line “{line}” is without VAT in the shop and has {ours} % in the warehouse.",
            order=order.number,
            line=line.name,
            ours=ours,
        )
    return say(
        "Order {order}: line “{line}” has {theirs} % VAT in the shop and {ours} % in the warehouse.",
        order=order.number,
        line=line.name,
        theirs=line.vat_rate,
        ours=ours,
    )
