"""The orders whose lines the owner completes, because the shop's file does not tell quantities. This blocks.

What he says is kept in the connection's state file by the shop's own reading, and put into the inbox at once,
so that it counts also when the exported file is gone by the next sync.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sync.errors import SettingsError
from sync.plan.order_content import content_hash
from sync.ports import InboxOrder, Journal
from sync.run.listing import OPEN_STATES
from sync.sentences import say
from sync.shops.gombashop import GombaShop
from sync.shops.gombashop.lines import CompletedLine, Proposal
from sync.shops.gombashop.orders import LINES


@dataclass(frozen=True, slots=True)
class AskedOrder:
    """An order that waits for its lines. ``goods`` is what they have to make, gross, in ``currency``."""

    id: str
    raw: Mapping[str, Any]
    lines: tuple[Proposal, ...]
    goods: Decimal
    currency: str


def waiting_orders(journal: Journal) -> list[InboxOrder]:
    """The orders of the inbox that wait for their lines, the earliest first."""
    return [row for row in journal.inbox(*OPEN_STATES) if row.raw and LINES not in row.raw]


def asked_order(journal: Journal, shop: GombaShop, order_id: str) -> AskedOrder:
    """What is to be completed of an order, as the newest export has it.

    Raises SettingsError where there is no such order, or where it came in already.
    """
    row = journal.inbox_rows([order_id]).get(order_id)
    if row is not None and row.state not in OPEN_STATES:
        raise SettingsError(
            say("Order {order} came in already.", order=order_id),
            advice=say("Correct its document in the warehouse."),
        )
    now = shop.orders_by_id([order_id]).get(order_id)
    raw = now.raw if now is not None else row.raw if row is not None else None
    if not raw:
        raise SettingsError(
            say("There is no order {order} in the exports.", order=order_id),
            advice=say("Export the orders again, then sync."),
        )
    return AskedOrder(
        order_id,
        raw,
        tuple(shop.asked(raw)),
        Decimal(raw["amounts"]["Общо продукти"]),
        str(raw["currency"]),
    )


def line_of(
    asked: Proposal, quantity: Decimal, price: Decimal | None, code: str, shop: GombaShop
) -> CompletedLine:
    """A line as the owner completes it; without a price that of the export, without a code the product that
    alone has this name. Raises SettingsError where there is neither price.
    """
    price = asked.price if price is None else price
    if price is None:
        raise SettingsError(
            say("The export does not tell the price of “{name}”.", name=asked.line.name),
            advice=say("Say it too, as the order has it."),
        )
    good = shop.good_of(code) if code else asked.good
    return CompletedLine(
        name=asked.line.name,
        quantity=quantity,
        price=price,
        options=asked.line.options,
        sku=code or (good.sku if good is not None else ""),
        product_id=good.id if good is not None else "",
    )


def complete_order(
    journal: Journal, shop: GombaShop, asked: AskedOrder, lines: Sequence[CompletedLine]
) -> None:
    """Keep the lines of an order; the next sync takes it. Raises Refused where they do not make its sum."""
    with journal.transaction():
        raw = shop.complete(asked.raw, lines)
        row = journal.inbox_rows([asked.id]).get(asked.id)
        if row is not None:
            fingerprint = content_hash(shop.read_order(raw))
            journal.put(replace(row, raw=raw, content_hash=fingerprint, skip_runs=0))
