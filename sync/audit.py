"""The audit: does the warehouse hold exactly what the shop's orders say, and the shop what was sent?

Reads both sides and the journal, writes nothing. Four answers for each thing; only ``WRONG`` is red: a
person may change a document here or an order there, and that is no fault of the bridge.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from sync.errors import Refused
from sync.model import Document, DocumentKind, DocumentRef, Mark, MarkState, Order, ProductRole, ShopProduct
from sync.money import exchange, round_half_up, scaled, unscaled
from sync.plan.actions import Module
from sync.plan.order_content import content_hash
from sync.plan.sales import is_due, taken_statuses
from sync.ports import InboxOrder, InboxState, OrderQuery, RawOrder, ValueKind
from sync.run.connection import Connection
from sync.run.level_planning import plan_levels
from sync.run.level_targets import chosen_catalogs, price_targets, stock_targets, targets_of
from sync.run.listing import Received
from sync.run.order_planning import plan_the_orders
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
    if connection.profile.modules.products or connection.profile.modules.stock:
        _audit_levels(connection, result)
    return result


# ---------------------------------------------------------------- orders


def _audit_orders(connection: Connection, result: Audit) -> None:
    settings = connection.orders
    in_shop: dict[str, RawOrder] = {}
    for page in connection.shop.order_pages(OrderQuery(settings.start)):
        in_shop.update((order.id, order) for order in page)
    rows = {row.id: row for row in connection.journal.inbox()}
    tagged = connection.warehouse.tagged_documents(connection.shop_key)
    everything = sorted({*rows, *in_shop, *tagged})
    marks = connection.warehouse.marks(connection.shop_key, everything)
    documents = connection.warehouse.documents(
        {mark.ref for mark in marks.values() if mark.state is not MarkState.WITHDRAWN}
    )
    for order_id in everything:
        _audit_order(
            connection,
            result,
            order_id,
            rows.get(order_id),
            in_shop.get(order_id),
            marks.get(order_id),
            documents,
            tagged.get(order_id, ()),
        )


def _audit_order(
    connection: Connection,
    result: Audit,
    order_id: str,
    row: InboxOrder | None,
    raw: RawOrder | None,
    mark: Mark | None,
    documents: Mapping[DocumentRef, Document],
    tagged: Sequence[DocumentRef],
) -> None:
    order = _order(connection, raw)
    title = order.number if order else order_id
    module = Module.ORDERS
    if len(tagged) > 1:
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
    if mark is not None and mark.state is MarkState.WITHDRAWN and row and row.state is InboxState.DONE:
        why = say("Document {number} was taken back by another computer.", number=mark.ref.shown())
        result.differ(module, Verdict.CHANGED_HERE, order_id, title, why)
        return
    if mark is None or mark.state is MarkState.WITHDRAWN:
        _audit_not_imported(connection, result, row, raw, order_id, title, bool(tagged) and mark is None)
        return
    document = documents.get(mark.ref)
    if document is None or not document.rows:
        if mark.state is MarkState.CLOSED:
            result.equal(module)
            return
        result.differ(
            module,
            Verdict.CHANGED_HERE,
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
            else say("The order was changed in the shop and cannot be understood any more.")
            if raw
            else say("The shop no longer lists the order: deleted, merged or archived."),
        )
        return
    if order.status_id in connection.orders.cancelled_statuses:
        why = say(
            "The order was cancelled in the shop; its document {number} stands.", number=mark.ref.shown()
        )
        result.differ(module, Verdict.CHANGED_IN_SHOP, order_id, title, why)
        return
    if _waits_to_be_sold(connection, order, mark):
        why = say(
            "The order should be a sale by now and document {number} is still an order; the next run makes a "
            "sale of it.",
            number=mark.ref.shown(),
        )
        result.differ(module, Verdict.CHANGED_IN_SHOP, order_id, title, why)
        return
    _audit_total(connection, result, order, document, title)


def _waits_to_be_sold(connection: Connection, order: Order, mark: Mark) -> bool:
    """Whether the next run makes a sale of the order. Where only the program can, the order is right as it
    is."""
    still_open = mark.state is MarkState.OPEN and mark.ref.kind is DocumentKind.ORDER
    turns = connection.warehouse.features.turns_into_sales
    return turns and still_open and is_due(order.status_id, connection.orders)


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
        why = say("The order’s document has lost its mark; the next run rebuilds it.")
        result.differ(Module.ORDERS, Verdict.CHANGED_HERE, order_id, title, why)
    elif row is None:
        status = raw.status_id if raw else ""
        if status in taken_statuses(connection.orders, turns=connection.warehouse.features.turns_into_sales):
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
                order=f"{round_half_up(expected):.2f}",
                currency=base,
                number=document.ref.shown(),
                document=f"{document.total:.2f}",
            ),
        )
        return
    result.equal(Module.ORDERS)


# ---------------------------------------------------------------- stock and prices


def _audit_levels(connection: Connection, result: Audit) -> None:
    """What the shop shows against what was sent, and what was sent against what the warehouse holds now.

    Both may have been changed by people since; that is never wrong, and the next run or the next comparison
    sends it anew.
    """
    planning = plan_the_orders(connection, Received()) if connection.profile.modules.orders else None
    plans = plan_levels(connection, planning, predicted=False)
    to_send = {action.key: action.new for action in plans.actions}
    catalogs = chosen_catalogs(connection)
    stock = list(targets_of(stock_targets(connection, catalogs).pairs)) if plans.stock else []
    prices = (
        [(way[0].id, way[2].id) for way in price_targets(connection, catalogs).ways]
        if connection.profile.modules.products and connection.products.send_prices
        else []
    )
    for catalog in catalogs:
        kinds = [(ValueKind.STOCK, target) for where, target in stock if where == catalog.id]
        kinds += [(ValueKind.PRICE, target) for where, target in prices if where == catalog.id]
        if kinds:
            _audit_catalog(connection, result, catalog.id, kinds, to_send)


def _audit_catalog(
    connection: Connection,
    result: Audit,
    catalog: str,
    kinds: Sequence[tuple[ValueKind, str]],
    to_send: Mapping[str, object],
) -> None:
    sent = {
        (kind, target): {
            shop_id: (good, value)
            for good, shop_id, value in connection.journal.sent_levels(kind, catalog, target)
        }
        for kind, target in kinds
    }
    seen: set[str] = set()
    for product in connection.shop.products(catalog):
        seen.add(product.id)
        for kind, target in kinds:
            if kind is ValueKind.STOCK and product.role in (ProductRole.PARENT, ProductRole.BUNDLE):
                continue
            _good, expected = sent[kind, target].get(product.id, (0, None))
            there = (product.stock if kind is ValueKind.STOCK else product.prices).get(target)
            waiting = to_send.get(f"{kind.value}:{catalog}:{target}:{product.id}")
            _audit_level(result, kind, product, expected, there, waiting)
    for (kind, _target), levels in sent.items():
        gone = {shop_id: good for shop_id, (good, _value) in levels.items() if shop_id not in seen}
        names = connection.warehouse.product_names(gone.values())
        for shop_id, good in gone.items():
            why = say("The shop no longer has this product.")
            title = names.get(good) or shop_id
            result.differ(_MODULE_OF[kind], Verdict.CHANGED_IN_SHOP, shop_id, title, why)


def _audit_level(
    result: Audit,
    kind: ValueKind,
    product: ShopProduct,
    expected: int | None,
    there: Decimal | None,
    waiting: object,
) -> None:
    module = _MODULE_OF[kind]
    if expected is not None and (there is None or scaled(there) != expected):
        why = say(
            "The shop has {actual} and {expected} was sent.",
            actual="—" if there is None else there,
            expected=unscaled(expected),
        )
        result.differ(module, Verdict.CHANGED_IN_SHOP, product.id, product.name, why)
    elif waiting is not None:
        why = say("The warehouse would now send {value}; the next run does.", value=str(waiting))
        result.differ(module, Verdict.CHANGED_HERE, product.id, product.name, why)
    elif expected is not None:
        result.equal(module)


_MODULE_OF: Final = {ValueKind.STOCK: Module.STOCK, ValueKind.PRICE: Module.PRODUCTS}
