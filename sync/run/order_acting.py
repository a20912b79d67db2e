"""Carries out the plan of the orders: goods first, then one warehouse transaction for each order.

Power off right before a transaction: the order is still in the inbox and is planned again. Right after it:
the mark lies beside the document, the next run finds it and only notes it. Nothing is lost, nothing doubled.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import Final

from sync.errors import Cancelled, MostikError, Refused, Unknown, Unreachable
from sync.model import DocumentKind, Mark, MarkKey, MarkState, NewPartner
from sync.plan.actions import Action, ActionKind, Module
from sync.plan.order_document import PlannedOrder, ProductToMake
from sync.plan.order_making import ChangedOrder, TurnedOrder
from sync.plan.partners import PartnerBook, PartnerChoice, choose_partner
from sync.ports import InboxOrder, InboxState, WrittenDocument
from sync.run.connection import Connection
from sync.run.imported_reading import AGAIN
from sync.run.order_planning import MADE
from sync.run.patience import Patience
from sync.run.receipt_numbers import numbered
from sync.run.report import ReportRow, RowState
from sync.run.tally import Tally, together_else_one_by_one
from sync.sentences import Sentence, say

log = logging.getLogger(__name__)

TRIES: Final = 3
"""So often one order is tried while the warehouse is busy, before the run goes on to the next."""
PAUSE_SECONDS: Final = 1.0
LONGEST_BACK_OFF: Final = 32
"""A failing order is left alone for 1, 2, 4, … runs, never for more than this."""


class OrderActing:
    """Writes the planned orders of one run."""

    def __init__(self, connection: Connection, tally: Tally, partners: PartnerBook) -> None:
        self._connection = connection
        self._tally = tally
        self._partners = partners
        self._made: dict[str, int] = {}
        self._patience = Patience()

    def act(self, actions: Sequence[Action]) -> None:
        """Do the actions of the orders' plan in their order. Raises Cancelled between two, Unreachable where
        the warehouse is gone for good.
        """
        goods = [action for action in actions if action.kind is ActionKind.CREATE_WAREHOUSE_PRODUCT]
        self._make_products(goods)
        for action in actions:
            if action.kind is ActionKind.CREATE_WAREHOUSE_PRODUCT:
                continue
            self._connection.stop_if_asked()
            self._tally.begin(action)
            self._one(action)

    # ------------------------------------------------------------ goods

    def _make_products(self, actions: Sequence[Action]) -> None:
        wanted = [action.payload for action in actions if isinstance(action.payload, ProductToMake)]
        if not wanted:
            return
        keys = [MarkKey(self._connection.shop_key, product.key, kind="product") for product in wanted]

        def make(places: Sequence[int]) -> None:
            made = self._connection.warehouse.create_products(
                [wanted[place].product for place in places], [keys[place] for place in places]
            )
            for place, product_id in zip(places, made, strict=True):
                key = wanted[place].key
                self._made[key] = product_id
                self._connection.journal.remember(f"{MADE}{key}", str(product_id))

        together_else_one_by_one(self._tally, actions, make)

    # ------------------------------------------------------------ one order

    def _one(self, action: Action) -> None:
        try:
            if isinstance(action.payload, PlannedOrder):
                self._import(action, action.payload)
            elif isinstance(action.payload, ChangedOrder):
                self._change(action, action.payload)
            elif isinstance(action.payload, TurnedOrder):
                self._turn(action, action.payload)
            elif isinstance(action.payload, Mark):
                self._withdraw(action, action.payload)
            self._patience.relief()
        except Cancelled:
            raise
        except MostikError as error:
            self._failed(action, error)
        except Exception as error:  # one order must never stop the others
            log.exception("order %s broke down", action.key)
            self._tally.break_down(action, type(error).__name__)
            self._back_off(action.key, say("Mostik made a mistake with this item."))

    def _import(self, action: Action, planned: PlannedOrder) -> None:
        choice = self._partner(planned)
        if choice is None:
            return
        partner, updates = choice
        missing = [line.product for line in planned.lines if isinstance(line.product, str)]
        lost = next((key for key in missing if key not in self._made), None)
        if lost is not None:
            raise Refused(
                say("A product that this order needs could not be made."),
                advice=say("The reason stands at the product; the order is tried again in the next run."),
            )
        written = self._write(planned, partner)
        self._settle(planned.order.id, written)
        if isinstance(partner, NewPartner) and written.partner_id is not None:
            self._partners.add(written.partner_id, partner)
        number = written.ref.shown() if written.ref else ""
        self._tally.succeed(action, row=ReportRow.of_action(action, RowState.DONE, where=number))
        for warning in written.warnings:
            self._tell(action, warning)
        if updates and written.partner_id is not None:
            self._connection.warehouse.update_partner(written.partner_id, updates)

    def _partner(self, planned: PlannedOrder) -> tuple[int | NewPartner, dict[str, str]] | None:
        """The partner as he is known now: an order before this one may have made him."""
        choice: PartnerChoice = choose_partner(
            planned.order,
            self._partners,
            self._connection.orders.partners,
            self._connection.profile.connect.country,
        )
        if choice.partner is None:
            raise Refused(choice.hold or say("No partner was found for this order."), advice=choice.advice)
        return choice.partner, dict(choice.updates)

    def _write(self, planned: PlannedOrder, partner: int | NewPartner) -> WrittenDocument:
        draft = numbered(self._connection, planned).draft(self._made, partner)
        warehouse = self._connection.warehouse
        return self._surely(
            planned.key, tuple(DocumentKind), lambda: warehouse.write_document(draft, planned.key)
        )

    def _surely(
        self, key: MarkKey, kinds: Collection[DocumentKind], write: Callable[[], WrittenDocument]
    ) -> WrittenDocument:
        """Write while the warehouse is busy, and after a lost answer let the mark tell whether a document of
        one of these kinds was written.
        """
        for attempt in range(1, TRIES + 1):
            try:
                return write()
            except Unknown:
                mark = self._connection.warehouse.marks(key.shop_key, [key.external_id]).get(key.external_id)
                if mark is None or mark.ref.kind not in kinds:
                    raise
                return WrittenDocument(mark.ref, mark.rows_hash, already_there=True)
            except Unreachable:
                if attempt == TRIES:
                    raise
                self._connection.clock.sleep(PAUSE_SECONDS * attempt)
        raise AssertionError("the loop returns or raises")

    def _settle(self, order_id: str, written: WrittenDocument) -> None:
        row = self._row(order_id)
        settings, journal = self._connection.orders, self._connection.journal
        if journal.recall(f"{AGAIN}{order_id}"):
            journal.remember(f"{AGAIN}{order_id}", "")
        journal.put(
            replace(
                row,
                state=InboxState.DONE,
                why=None,
                attempts=0,
                skip_runs=0,
                document=written.ref,
                imported_hash=row.content_hash,
                followed=not (settings.status_after or settings.number_field),
            )
        )

    def _change(self, action: Action, change: ChangedOrder) -> None:
        choice = self._partner(change.planned)
        if choice is None:
            return
        written = self._connection.warehouse.replace_document(
            change.mark.key,
            change.mark.rows_hash,
            numbered(self._connection, change.planned).draft(self._made, choice[0]),
        )
        row = self._row(action.key)
        self._connection.journal.put(replace(row, imported_hash=row.content_hash, document=written.ref))
        self._tally.succeed(action, row=ReportRow.of_action(action, RowState.DONE))

    def _turn(self, action: Action, turned: TurnedOrder) -> None:
        """The document becomes a sale in one transaction with its mark. After a power cut right after it the
        next run finds the mark of a sale and only notes it.
        """
        key, warehouse = turned.mark.key, self._connection.warehouse
        row = self._row(key.external_id)
        if row.content_hash != row.imported_hash:
            self._tally.leave(action, say("What changed about it has to be written first."))
            return
        written = self._surely(
            key, (DocumentKind.SALE,), lambda: warehouse.turn_into_sale(key, turned.payments)
        )
        settings = self._connection.orders
        followed = not (settings.status_after or settings.number_field)
        self._connection.journal.put(replace(row, document=written.ref, followed=followed))
        number = written.ref.shown() if written.ref else ""
        self._tally.succeed(action, row=ReportRow.of_action(action, RowState.DONE, where=number))
        for warning in written.warnings:
            self._tell(action, warning)

    def _withdraw(self, action: Action, mark: Mark) -> None:
        if mark.state is not MarkState.WITHDRAWN:
            self._connection.warehouse.withdraw_document(mark.key, mark.rows_hash)
        row = self._row(action.key)
        closed = row.status_id in self._connection.orders.cancelled_statuses
        self._connection.journal.put(
            replace(
                row,
                state=InboxState.CLOSED if closed else InboxState.GONE,
                why=action.why,
                followed=True,
                document=None,
                imported_hash="",
            )
        )
        self._tally.succeed(action, row=ReportRow.of_action(action, RowState.DONE))

    # ------------------------------------------------------------ failures

    def _failed(self, action: Action, error: MostikError) -> None:
        if action.kind is ActionKind.IMPORT_ORDER:
            self._back_off(action.key, error.sentence)
        self._tally.fail(action, error)
        self._patience.bear(error)

    def _back_off(self, order_id: str, why: Sentence) -> None:
        rows = self._connection.journal.inbox_rows([order_id])
        row = rows.get(order_id)
        if row is None or row.state is InboxState.DONE:
            return
        self._connection.journal.put(
            replace(
                row,
                state=InboxState.FAILED,
                why=why,
                attempts=row.attempts + 1,
                skip_runs=min(2**row.attempts - 1, LONGEST_BACK_OFF),
            )
        )

    def _row(self, order_id: str) -> InboxOrder:
        return self._connection.journal.inbox_rows([order_id])[order_id]

    def _tell(self, action: Action, sentence: Sentence) -> None:
        self._tally.tell_owner(Module.ORDERS, action.key, action.title, sentence)
