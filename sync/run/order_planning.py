"""Reads what the planning of orders needs, set by set, and plans them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from sync.matching import Index
from sync.model import Order, Product
from sync.plan.actions import Finding, FindingState, Module
from sync.plan.line_finder import KnownLines
from sync.plan.order_amounts import Charge
from sync.plan.order_document import OrderFacts, line_key, service_key
from sync.plan.order_making import OrderQuestions, OrdersPlan, ReadOrder
from sync.plan.orders import plan_orders
from sync.plan.partners import PartnerBook, looked_up
from sync.ports import InboxState, ProductScope
from sync.run.connection import Connection
from sync.run.imported_reading import AGAIN, RELEASED
from sync.run.listing import OPEN_STATES, Received, read_row
from sync.run.seen_to import seen_to
from sync.run.standing_documents import Standing, look_at_documents
from sync.run.take_over import without_those_of_others
from sync.run.taking_back import taken_back
from sync.sentences import say

MADE = "made for "
"""Begins the name under which the journal remembers the good that was made for a line or a charge."""


@dataclass(frozen=True, slots=True)
class OrderPlanning:
    """The plan of the orders with what it was made from, for the stages that follow."""

    plan: OrdersPlan
    facts: OrderFacts
    questions: OrderQuestions
    reads: tuple[ReadOrder, ...]


def plan_the_orders(connection: Connection, received: Received) -> OrderPlanning:
    """Plan all orders of the inbox that may come in, and imported ones that changed. Reads only."""
    reads = _rows_to_plan(connection, received)
    marks = connection.warehouse.marks(connection.shop_key, [read.row.id for read in reads])
    standing = look_at_documents(connection, [read.row for read in reads], marks)
    questions = order_questions(connection, received, standing)
    facts = order_facts(connection, [read.order for read in reads if read.order])
    plan = plan_orders(
        reads,
        standing.marks,
        connection.shop_key,
        connection.orders,
        connection.stock,
        facts,
        questions,
    )
    plan = without_those_of_others(connection, plan, reads)
    module = replace(plan.module, findings=(*plan.module.findings, *_vanished(connection, received)))
    return OrderPlanning(replace(plan, module=module), facts, questions, tuple(reads))


def _rows_to_plan(connection: Connection, received: Received) -> list[ReadOrder]:
    rows = list(connection.journal.inbox(*OPEN_STATES))
    rows += connection.journal.done_but_changed(
        connection.orders.cancelled_statuses, connection.orders.sale_statuses
    )
    planned = {row.id for row in rows}
    removed = connection.journal.inbox_rows([order for order in received.removed if order not in planned])
    rows += [row for row in removed.values() if row.state is InboxState.DONE]
    return [read_row(connection, row) for row in rows]


def order_questions(connection: Connection, received: Received, standing: Standing) -> OrderQuestions:
    """The shop's words for its statuses, and what decides besides the orders themselves."""
    gone = [row for row in connection.journal.inbox(InboxState.GONE) if row.raw and row.document]
    return OrderQuestions(
        removed=frozenset(received.removed),
        gone=tuple(read_row(connection, row) for row in gone),
        released=frozenset(connection.journal.recall_all(RELEASED)),
        again=frozenset(
            order_id for order_id, moment in connection.journal.recall_all(AGAIN).items() if moment
        ),
        touched=standing.touched,
        missing=standing.missing,
        documents=standing.documents,
        seen_to=seen_to(connection.journal),
        taken_back=taken_back(connection.journal),
        status_names={status.id: status.name for status in connection.shop.order_statuses()},
    )


def _vanished(connection: Connection, received: Received) -> Iterable[Finding]:
    """Imported orders of which this run noticed that the shop no longer has them."""
    for row in connection.journal.inbox_rows(sorted(received.gone)).values():
        number = row.document.shown() if row.document else ""
        yield Finding(
            Module.ORDERS,
            FindingState.REMOVED,
            row.id,
            read_row(connection, row).title,
            say("The shop no longer has this order: it was deleted, merged or archived there."),
            say("Its document {number} stays as it is.", number=number),
        )


def order_facts(connection: Connection, orders: Sequence[Order]) -> OrderFacts:
    """What the planning of these orders needs, read in a handful of queries whatever their number."""
    settings = connection.orders
    vat_groups = tuple(connection.warehouse.vat_groups())
    rates: dict[int, Decimal] = {}

    def goods() -> Iterable[Product]:
        for product in connection.warehouse.products(ProductScope()):
            rates[product.id] = product.vat_rate
            yield product

    index = Index(goods() if orders else (), settings.link_lines)
    lines = [line for order in orders for line in order.lines]
    shop_ids = {line.product_id for line in lines if line.product_id}
    links = connection.journal.links_of_shop(shop_ids).values() if shop_ids else ()
    charges = [service_key(charge, group.rate) for charge in Charge for group in vat_groups]
    wanted = {*charges, *(line_key(line) for line in lines)}
    remembered = connection.journal.recall_all(MADE)
    made = {key: int(good) for key, good in remembered.items() if good and key in wanted}
    country = connection.profile.connect.country
    numbers, emails, names = looked_up(orders, settings.partners, country)
    partners = (
        connection.warehouse.find_partners(numbers, emails, names) if numbers or emails or names else ()
    )
    return OrderFacts(
        base_currency=connection.warehouse.base_currency(),
        vat_groups=vat_groups,
        product_vat=rates,
        rate_to_base=connection.warehouse.currency_rate,
        partners=PartnerBook(partners),
        lines=KnownLines(links, made, index),
        today=connection.now().astimezone(connection.zone).date(),
        zone=connection.zone,
        country=country,
        mixed_locations=not connection.warehouse.features.real_program,
        turns_into_sales=connection.warehouse.features.turns_into_sales,
        known_services={key: good for key, good in made.items() if key.startswith("service:")},
    )
