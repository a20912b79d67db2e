"""The audit: does the warehouse hold exactly what the shop's orders say, and the shop what was sent?

Reads both sides and the journal, writes nothing. Four answers for each thing; only ``WRONG`` is red: a
person may change a document here or an order there, and that is no fault of the bridge.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sync.errors import Refused
from sync.model import Document, DocumentRef, Mark, MarkState, Order, ProductRole
from sync.money import exchange, round_half_up, scaled, unscaled
from sync.plan.actions import Module
from sync.plan.order_content import content_hash
from sync.ports import InboxOrder, InboxState, OrderQuery, RawOrder, ValueKind
from sync.run.connection import Connection
from sync.sentences import Sentence, say


class Verdict(StrEnum):
    """What the audit says of one order, stock level or price."""

    EQUAL = "equal"
    CHANGED_HERE = "changed here since"
    CHANGED_IN_SHOP = "changed in the shop since"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One thing that is not equal."""

    module: Module
    verdict: Verdict
    key: str
    title: str
    why: Sentence

    def as_data(self) -> dict[str, Any]:
        return {
            "module": self.module.value,
            "verdict": self.verdict.value,
            "key": self.key,
            "title": self.title,
            "why": self.why.as_data(),
        }


@dataclass(slots=True)
class Audit:
    """Counts by module and verdict, and a row for everything that is not equal. ``waiting`` orders came in
    nowhere yet, with a reason that every run tells.
    """

    counts: dict[Module, dict[Verdict, int]] = field(default_factory=dict)
    rows: list[AuditRow] = field(default_factory=list)
    waiting: int = 0

    @property
    def clean(self) -> bool:
        """Whether nothing is wrong."""
        return all(row.verdict is not Verdict.WRONG for row in self.rows)

    def equal(self, module: Module) -> None:
        self._count(module, Verdict.EQUAL)

    def differ(self, module: Module, verdict: Verdict, key: str, title: str, why: Sentence) -> None:
        self._count(module, verdict)
        self.rows.append(AuditRow(module, verdict, key, title, why))

    def _count(self, module: Module, verdict: Verdict) -> None:
        counts = self.counts.setdefault(module, {})
        counts[verdict] = counts.get(verdict, 0) + 1

    def as_data(self) -> dict[str, Any]:
        return {
            "clean": self.clean,
            "waiting": self.waiting,
            "counts": {
                module.value: {verdict.value: count for verdict, count in counts.items()}
                for module, counts in self.counts.items()
            },
            "rows": [row.as_data() for row in self.rows],
        }


def audit(connection: Connection) -> Audit:
    """Compare everything that this connection keeps equal. Raises SettingsError or Unreachable."""
    result = Audit()
    if connection.profile.modules.orders:
        _audit_orders(connection, result)
    if connection.profile.modules.stock and connection.stock.send:
        _audit_levels(connection, result, ValueKind.STOCK)
    if connection.profile.modules.products and connection.products.send_prices:
        _audit_levels(connection, result, ValueKind.PRICE)
    return result


# ---------------------------------------------------------------- orders


def _audit_orders(connection: Connection, result: Audit) -> None:
    settings = connection.orders
    in_shop: dict[str, RawOrder] = {}
    for page in connection.shop.order_pages(OrderQuery(settings.start)):
        in_shop.update((order.id, order) for order in page)
    rows = {row.id: row for row in connection.journal.inbox()}
    marks = connection.warehouse.marks(connection.shop_key, [*rows, *(set(in_shop) - set(rows))])
    tagged = connection.warehouse.tagged_documents(connection.shop_key)
    documents = connection.warehouse.documents(
        {mark.ref for mark in marks.values() if mark.state is not MarkState.WITHDRAWN}
    )
    for order_id in sorted({*rows, *in_shop}):
        _audit_order(
            connection,
            result,
            rows.get(order_id),
            in_shop.get(order_id),
            marks.get(order_id),
            documents,
            tagged.get(order_id, ()),
        )


def _audit_order(
    connection: Connection,
    result: Audit,
    row: InboxOrder | None,
    raw: RawOrder | None,
    mark: Mark | None,
    documents: Mapping[DocumentRef, Document],
    tagged: object,
) -> None:
    order_id = row.id if row else raw.id if raw else ""
    order = _order(connection, raw)
    title = order.number if order else order_id
    module = Module.ORDERS
    if isinstance(tagged, (list, tuple)) and len(tagged) > 1:
        result.differ(
            module,
            Verdict.WRONG,
            order_id,
            title,
            say(
                "The order stands {count} times in the warehouse: {numbers}.",
                count=len(tagged),
                numbers=", ".join(ref.shown() for ref in tagged),
            ),
        )
        return
    if mark is None or mark.state is MarkState.WITHDRAWN:
        _audit_not_imported(connection, result, row, raw, order_id, title, bool(tagged) and mark is None)
        return
    document = documents.get(mark.ref)
    if document is None or not document.rows:
        if mark.state in (MarkState.CLOSED, MarkState.SOLD):
            result.equal(module)
            return
        result.differ(
            module,
            Verdict.CHANGED_HERE if row and row.state is InboxState.DONE else Verdict.WRONG,
            order_id,
            title,
            say("Document {number} is no longer in the warehouse.", number=mark.ref.shown()),
        )
        return
    if document.rows_hash != mark.rows_hash:
        result.differ(
            module,
            Verdict.CHANGED_HERE,
            order_id,
            title,
            say("Document {number} was changed in the warehouse.", number=mark.ref.shown()),
        )
        return
    if order is None or (row and row.imported_hash and content_hash(order) != row.imported_hash):
        result.differ(
            module,
            Verdict.CHANGED_IN_SHOP,
            order_id,
            title,
            say("The order was changed in the shop after it came in.")
            if order
            else say("The shop no longer lists the order: deleted, merged or archived."),
        )
        return
    _audit_total(connection, result, order, document, title)


def _order(connection: Connection, raw: RawOrder | None) -> Order | None:
    if raw is None:
        return None
    try:
        return connection.shop.read_order(raw.raw)
    except Refused:
        return None


def _audit_not_imported(
    connection: Connection,
    result: Audit,
    row: InboxOrder | None,
    raw: RawOrder | None,
    order_id: str,
    title: str,
    tag_without_mark: bool,
) -> None:
    if tag_without_mark:
        why = say("The order's document has lost its mark; the next run rebuilds it.")
        result.differ(Module.ORDERS, Verdict.CHANGED_HERE, order_id, title, why)
    elif row is None:
        status = raw.status_id if raw else ""
        if status in connection.orders.statuses:
            why = say("The order is in the shop and not here: it came after the last run.")
            result.differ(Module.ORDERS, Verdict.CHANGED_IN_SHOP, order_id, title, why)
    elif row.state is InboxState.DONE:
        why = say("The order is called done, but the warehouse has no mark of it.")
        result.differ(Module.ORDERS, Verdict.WRONG, order_id, title, why)
    elif row.state not in (InboxState.CLOSED, InboxState.GONE):
        result.waiting += 1


def _audit_total(connection: Connection, result: Audit, order: Order, document: Document, title: str) -> None:
    base = connection.warehouse.base_currency()
    expected = exchange(round_half_up(order.total), order.currency, base)
    if expected is None:
        result.equal(Module.ORDERS)
        return
    if abs(round_half_up(expected) - document.total) > Decimal("0.01"):
        result.differ(
            Module.ORDERS,
            Verdict.WRONG,
            order.id,
            title,
            say(
                "The order comes to {order} {currency} and document {number} to {document}.",
                order=round_half_up(expected),
                currency=base,
                number=document.ref.shown(),
                document=document.total,
            ),
        )
        return
    result.equal(Module.ORDERS)


# ---------------------------------------------------------------- stock and prices


def _targets(connection: Connection, kind: ValueKind) -> Iterator[tuple[str, str]]:
    """The catalogues and their warehouses or price groups to which something is sent."""
    for catalog in connection.shop.catalogs():
        if catalog.id not in connection.products.catalogs:
            continue
        if kind is ValueKind.STOCK:
            for link in connection.stock.links:
                if link.shop_warehouse in catalog.warehouses:
                    yield catalog.id, link.shop_warehouse
        else:
            for price in connection.products.prices:
                if price.shop_group in catalog.price_groups:
                    yield catalog.id, price.shop_group


def _audit_levels(connection: Connection, result: Audit, kind: ValueKind) -> None:
    module = Module.STOCK if kind is ValueKind.STOCK else Module.PRODUCTS
    by_catalog: dict[str, list[str]] = {}
    for catalog, target in _targets(connection, kind):
        by_catalog.setdefault(catalog, []).append(target)
    for catalog, targets in by_catalog.items():
        sent = {
            target: {
                shop_id: value
                for _good, shop_id, value in connection.journal.sent_levels(kind, catalog, target)
                if value is not None
            }
            for target in targets
        }
        for product in connection.shop.products(catalog):
            if kind is ValueKind.STOCK and product.role in (ProductRole.PARENT, ProductRole.BUNDLE):
                continue
            there = product.stock if kind is ValueKind.STOCK else product.prices
            for target in targets:
                expected = sent[target].get(product.id)
                if expected is None:
                    continue
                actual = there.get(target)
                if actual is not None and scaled(actual) == expected:
                    result.equal(module)
                else:
                    result.differ(
                        module,
                        Verdict.CHANGED_IN_SHOP,
                        product.id,
                        product.name,
                        say(
                            "The shop has {actual} and {expected} was sent.",
                            actual="—" if actual is None else actual,
                            expected=unscaled(expected),
                        ),
                    )
