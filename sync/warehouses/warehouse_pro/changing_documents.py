"""Changes documents of ours that nobody else has touched: written anew, taken back, turned into sales.

An order whose rows are not as we wrote them belongs to whoever changed it; that is said, and nothing is done.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sync.errors import Bug, Refused
from sync.model import (
    DocumentDraft,
    DocumentKind,
    DocumentLine,
    DocumentPayment,
    DocumentRef,
    Mark,
    MarkKey,
    MarkState,
)
from sync.money import round_half_up
from sync.ports import Clock, WrittenDocument
from sync.sentences import say
from sync.tags import read_tag, tagged_note
from sync.warehouses.warehouse_pro import tables
from sync.warehouses.warehouse_pro.codes import ORDER, SALE, SYSTEM_ROW
from sync.warehouses.warehouse_pro.configuration import read_configuration
from sync.warehouses.warehouse_pro.database import Database
from sync.warehouses.warehouse_pro.dialect import Engine
from sync.warehouses.warehouse_pro.documents import DocumentWriter
from sync.warehouses.warehouse_pro.marks import Marks
from sync.warehouses.warehouse_pro.reading_documents import (
    StoredRow,
    rows_hash,
    rows_of,
    total_of,
    turned_orders,
)


@dataclass(frozen=True, slots=True)
class OpenOrder:
    """An order of ours that stands as we wrote it."""

    mark: Mark
    rows: Sequence[StoredRow]

    @property
    def number(self) -> int:
        return self.mark.ref.number


class DocumentChanger:
    """Changes documents in one warehouse; each change is one transaction."""

    def __init__(self, database: Database, clock: Clock, marks: Marks, writer: DocumentWriter) -> None:
        self._database = database
        self._clock = clock
        self._marks = marks
        self._writer = writer

    def replace(self, key: MarkKey, expected_hash: str, draft: DocumentDraft) -> WrittenDocument:
        """Write the order's lines anew under its number. Raises Refused where it is no longer as expected."""
        if draft.kind is not DocumentKind.ORDER:
            raise Bug(say("Only an order can be written anew."), detail=str(key))
        self._writer.refuse_without_transactions()
        with self._database.transaction():
            order = self._untouched(key, expected_hash)
            self._remove(order)
            return self._writer.write_again(draft, key, order.number, order.rows[0].partner_id)

    def withdraw(self, key: MarkKey, expected_hash: str) -> None:
        """Take the order's rows away. Raises Refused where it is no longer as expected.

        Its number stays used, and its mark says withdrawn, so that it can be written again under another
        number.
        """
        self._writer.refuse_without_transactions()
        with self._database.transaction():
            mark = self._marks.find(key)
            if mark is not None and mark.state is MarkState.WITHDRAWN:
                return
            self._remove(self._untouched(key, expected_hash))
            self._marks.set_state(key, MarkState.WITHDRAWN)

    def turn_into_sale(self, key: MarkKey, payments: Sequence[DocumentPayment]) -> WrittenDocument:
        """Make a sale of the order: its lines under a number of the sales, with stock, payments, cash book.

        The order's rows go and a row in Transformations says what became of it. Were they to stay, the tag
        in their note would stand in two documents, which the audit calls a double, and the program would go
        on counting the order as reserved. The mark then holds the sale's number and the hash of its rows.
        """
        self._refuse_real_program()
        with self._database.transaction():
            mark = self._marks.find(key)
            if mark is not None and mark.state is MarkState.SOLD and mark.ref.kind is DocumentKind.SALE:
                return self._writer.already_there(mark)
            order = self._untouched(key, mark.rows_hash if mark else "")
            self._remove(order)
            written = self._writer.write_marked(self._draft(order, payments, key), key)
            assert written.ref is not None
            self._note_transformation(order, written.ref)
            return written

    # ------------------------------------------------------------ inside

    def _untouched(self, key: MarkKey, expected_hash: str) -> OpenOrder:
        mark = self._marks.find(key)
        if mark is None:
            raise Refused(
                say("The warehouse has no mark of this order, so its document is left as it is."),
                detail=str(key),
            )
        number = mark.ref.number
        if mark.state is not MarkState.OPEN or mark.ref.kind is not DocumentKind.ORDER:
            raise Refused(say("Document {number} is no longer an open order.", number=mark.ref.shown()))
        if turned_orders(self._database, [number]):
            raise Refused(
                say(
                    "Order {number} was turned into another document in the warehouse.",
                    number=mark.ref.shown(),
                )
            )
        rows = rows_of(self._database, ORDER, [number]).get(number)
        if not rows:
            raise Refused(say("Document {number} is no longer in the warehouse.", number=mark.ref.shown()))
        if rows_hash(rows) != expected_hash:
            raise Refused(
                say("Document {number} was changed in the warehouse since.", number=mark.ref.shown()),
                advice=say("Mostik leaves it as it is. Compare it with the order in the shop."),
            )
        return OpenOrder(mark, rows)

    def _remove(self, order: OpenOrder) -> None:
        gone = self._database.delete(tables.OPERATIONS, {"OperType": ORDER, "Acct": order.number})
        if gone != len(order.rows):
            raise Refused(
                say("Document {number} was changed in the warehouse since.", number=order.mark.ref.shown()),
                advice=say("Mostik leaves it as it is. Compare it with the order in the shop."),
                detail=f"{gone} rows instead of {len(order.rows)}",
            )

    def _refuse_real_program(self) -> None:
        if self._database.dialect.engine is not Engine.SQLITE:
            raise Refused(
                say("Orders are turned into sales in Warehouse Pro itself."),
                advice=say("Open the order there and make a sale of it."),
            )

    def _draft(self, order: OpenOrder, payments: Sequence[DocumentPayment], key: MarkKey) -> DocumentDraft:
        gross = read_configuration(self._database).gross
        first = order.rows[0]
        return DocumentDraft(
            kind=DocumentKind.SALE,
            location_id=first.location_id,
            partner=first.partner_id,
            operator_id=first.operator_id,
            day=self._clock.now().astimezone(self._database.zone).date(),
            lines=tuple(_line(row, gross=gross) for row in order.rows),
            total=round_half_up(total_of(order.rows, gross=gross)),
            note=_note(order.rows, key),
            payments=tuple(payments),
        )

    def _note_transformation(self, order: OpenOrder, sale: DocumentRef) -> None:
        self._database.insert(
            tables.TRANSFORMATIONS,
            {
                "RootOperType": ORDER,
                "RootAcct": order.number,
                "FromOperType": ORDER,
                "FromAcct": order.number,
                "ToOperType": SALE,
                "ToAcct": sale.number,
                "UserID": order.rows[0].user_id or SYSTEM_ROW,
                "UserRealTime": self._clock.now(),
            },
        )


def _note(rows: Sequence[StoredRow], key: MarkKey) -> str:
    """The order's note with its tag, which somebody may have taken out: it changes nothing of the order."""
    tagged = (row.note for row in rows if read_tag(row.note) == MarkKey(key.shop_key, key.external_id))
    return next(tagged, None) or tagged_note(key, rows[0].note)


def _line(row: StoredRow, *, gross: bool) -> DocumentLine:
    """The line that makes the same row again: the price with VAT, and the rate that lies in price and VAT."""
    price, vat = Decimal(repr(row.price)), Decimal(repr(row.vat))
    net = price - vat if gross else price
    return DocumentLine(
        product=row.product_id,
        location_id=row.location_id,
        quantity=Decimal(repr(row.quantity)),
        unit_price=price if gross else price + vat,
        vat_rate=round(vat * 100 / net, 4) if net else Decimal(0),
        discount_percent=Decimal(repr(row.discount)),
    )
