"""Carries out a run that may not write everything yet: the one order of the rehearsal, or nothing at all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sync.errors import Refused
from sync.plan.actions import Action, ActionKind, Module
from sync.plan.order_document import PlannedOrder
from sync.plan.partners import PartnerBook
from sync.ports import InboxState
from sync.run.closing_sign import learn_sign
from sync.run.connection import Connection
from sync.run.order_acting import OrderActing
from sync.run.rehearsal import (
    REHEARSAL,
    Permit,
    Rehearsal,
    Stage,
    after_interruption,
    answered,
    asked,
    is_rehearsed_at_all,
    keep,
    permit_of,
    place_of,
    question,
    recall,
    reminder,
)
from sync.run.report import ReportRow, RowState
from sync.run.tally import Tally
from sync.sentences import Sentence, say

TRIED: Final = 5
"""So many orders are tried in one run where the warehouse refuses the first ones."""
IN_WAREHOUSE: Final = frozenset(
    {
        ActionKind.IMPORT_ORDER,
        ActionKind.CHANGE_ORDER,
        ActionKind.WITHDRAW_ORDER,
        ActionKind.TURN_INTO_SALE,
        ActionKind.CREATE_WAREHOUSE_PRODUCT,
        ActionKind.UPDATE_WAREHOUSE_PRODUCT,
        ActionKind.CREATE_LOCATION,
    }
)
"""Changes that stand in the warehouse program."""


class RehearsedRun:
    """What one run may write, and what it has to ask. ``answer`` is what the owner said about the order."""

    def __init__(self, connection: Connection, answer: bool | None, *, write: bool) -> None:
        self._connection = connection
        self.rehearsal: Rehearsal | None = None
        self.permit = Permit.ALL
        if not is_rehearsed_at_all(connection):
            return
        self.rehearsal = after_interruption(connection, recall(connection.journal))
        if write and self.rehearsal is not None:
            keep(connection.journal, self.rehearsal)
            if answer is not None:
                self.rehearsal = answered(connection, self.rehearsal, right=answer)
        self.permit = permit_of(connection, self.rehearsal)

    @property
    def asks(self) -> tuple[Sentence, Sentence] | None:
        """The question that the run ends with, and what to do about it."""
        if self.permit is not Permit.NOTHING or self.rehearsal is None:
            return None
        return question(self.rehearsal, self._connection.warehouse.features.program)

    def allows(self, action: Action) -> bool:
        """Whether this run does this action, apart from the one order of the rehearsal."""
        match self.permit:
            case Permit.ALL:
                return True
            case Permit.ONE_ORDER:
                return action.kind not in IN_WAREHOUSE
            case Permit.NOTHING:
                return False

    # ------------------------------------------------------------ what is said

    def rows(self, actions: Sequence[Action]) -> list[ReportRow]:
        """What a report tells beside the plan: how many wait for the rehearsal, and what was learnt."""
        orders = [action for action in actions if action.kind is ActionKind.IMPORT_ORDER]
        if self.permit is Permit.ONE_ORDER:
            why = say(
                "The first sync writes one order only and asks you to look at it in {program}. "
                "The others wait for your yes.",
                program=self._connection.warehouse.features.program,
            )
            return [
                ReportRow(Module.ORDERS, RowState.TOLD, REHEARSAL, orders[0].title if orders else "", why)
            ]
        if self.permit is Permit.NOTHING and orders:
            why = say("Orders that wait for your answer: {count}.", count=len(orders))
            return [ReportRow(Module.ORDERS, RowState.WAITS, REHEARSAL, "", why)]
        return []

    def learn(self, tally: Tally) -> None:
        """After a yes: look how the program closed the order, or remind the owner to turn it into a sale."""
        if self.permit is not Permit.ALL or self.rehearsal is None:
            return
        connection = self._connection
        learnt = learn_sign(connection)
        if learnt is not None:
            tally.tell_owner(Module.ORDERS, REHEARSAL, self.rehearsal.title, learnt)
            return
        left = reminder(recall(connection.journal), connection.warehouse.features.program, connection.now())
        if left is not None:
            tally.rows.append(ReportRow(Module.ORDERS, RowState.TOLD, REHEARSAL, self.rehearsal.title, *left))

    # ------------------------------------------------------------ the one order

    def write_one(self, tally: Tally, partners: PartnerBook, actions: Sequence[Action]) -> None:
        """Write the first of these orders that the warehouse takes, with the goods that it needs.

        That it is about to be written is kept first: whoever comes after a power cut looks for its mark.
        """
        for action in self._candidates(actions):
            assert isinstance(action.payload, PlannedOrder)
            keep(self._connection.journal, self._begun(action))
            needed = {product.key for product in action.payload.to_make}
            goods = [
                each
                for each in actions
                if each.kind is ActionKind.CREATE_WAREHOUSE_PRODUCT and each.key in needed
            ]
            refused = tally.refused
            OrderActing(self._connection, tally, partners).act([*goods, action])
            if self._note_written(action) or tally.refused == refused:
                return  # what was not refused for certain may have been written after all

    def _candidates(self, actions: Sequence[Action]) -> list[Action]:
        """The orders to try; one that was begun before a power cut comes first."""
        begun = self.rehearsal.order_id if self.rehearsal else ""
        orders = [action for action in actions if action.kind is ActionKind.IMPORT_ORDER]
        return sorted(orders, key=lambda action: action.key != begun)[:TRIED]

    def _begun(self, action: Action) -> Rehearsal:
        return Rehearsal(
            Stage.WRITING,
            action.key,
            action.title,
            place_of(self._connection.profile),
            self._connection.warehouse.features.schema_version,
        )

    def _note_written(self, action: Action) -> bool:
        connection = self._connection
        row = connection.journal.inbox_rows([action.key]).get(action.key)
        if row is None or row.state is not InboxState.DONE or row.document is None:
            return False
        document = connection.warehouse.documents({row.document}).get(row.document)
        self.rehearsal = asked(self._begun(action), row.document, document, connection.now())
        keep(connection.journal, self.rehearsal)
        self.permit = Permit.NOTHING
        return True


def refuse_answer_to_nothing(connection: Connection) -> Rehearsal:
    """The rehearsal that an answer is about. Raises Refused where there is none to answer."""
    rehearsal = after_interruption(connection, recall(connection.journal))
    if rehearsal is None:
        raise Refused(
            say("This connection has not rehearsed an order yet."),
            advice=say("Sync first; the first order that comes in is the rehearsal."),
        )
    return rehearsal
