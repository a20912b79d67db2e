"""One run as a straight way: connect, read, plan, guard, act item by item, report.

The preview takes the same way up to the acting, with a shop and a warehouse that cannot be written and a
copy of the journal. What follows an import (status, stock) is planned from the predicted state first, so
that the total is true, and again from what the import really did; the report tells where the two differ.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final

from sync.errors import AsksFirst, Cancelled, MostikError
from sync.plan.actions import Action, ActionKind, GuardAnswer, Module, ModulePlan
from sync.plan.guard_memory import with_size, with_zeros
from sync.plan.order_making import TurnedOrder
from sync.plan.receipts import ReceiptsPlan
from sync.receipts.supto import orders_stay_whole
from sync.run.bringing import switch_off_if_whole
from sync.run.closing_sign import close_tagged_sales
from sync.run.connection import Connection
from sync.run.events import Held, Planned, RunBegan, RunEnded, Step, StepBegan, Total
from sync.run.fetched_locations import (
    make_new_locations,
    plan_new_locations,
    with_fetched_locations,
)
from sync.run.follow_acting import act_on_follow_ups, plan_the_follow_ups
from sync.run.held_stock import FreshHeld
from sync.run.level_acting import Sending, act_on_prices, act_on_stock
from sync.run.level_planning import SENT_AT, SIZES, ZEROS, LevelPlans, plan_levels
from sync.run.observer import observed_rows, observing
from sync.run.order_acting import OrderActing
from sync.run.order_planning import OrderPlanning, plan_the_orders
from sync.run.paper_acting import act_on_papers, plan_the_papers
from sync.run.product_acting import act_on_products
from sync.run.product_planning import ProductPlanning, plan_the_products, remember_comparison
from sync.run.publishing import forget_what_another_got, publish
from sync.run.receipt_stage import act_on_receipts, plan_the_receipts, prepare_receipts
from sync.run.receive import receive_orders
from sync.run.rehearsal import Permit
from sync.run.rehearsing import RehearsedRun
from sync.run.report import Report, RunState, colour
from sync.run.restored import check_not_restored
from sync.run.tally import Tally
from sync.sentences import Sentence, say

log = logging.getLogger(__name__)

RAW_KEPT: Final = timedelta(days=60)
"""So long the content of an order that is done is kept; its hash and its mark stay."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the owner said before the run. ``only`` limits it to these keys (a retry)."""

    answers: Mapping[Module, GuardAnswer] = field(default_factory=dict)
    bring_in_again: bool | None = None
    rehearsed: bool | None = None
    """Whether the one order of the rehearsal was found right."""
    only: frozenset[str] | None = None
    trigger: str = "by hand"


@dataclass(slots=True)
class _Plans:
    """The stages of one run's plan, in the order in which they are done."""

    locations: ModulePlan | None = None
    orders: OrderPlanning | None = None
    receipts: ReceiptsPlan = field(default_factory=ReceiptsPlan)
    follow_ups: tuple[Action, ...] = ()
    levels: LevelPlans = field(default_factory=LevelPlans)
    products: ProductPlanning | None = None

    @property
    def modules(self) -> list[ModulePlan]:
        plans = [self.locations] if self.locations else []
        if self.orders:
            module = self.orders.plan.module
            actions = (*module.actions, *self.receipts.actions, *self.follow_ups)
            findings = (*module.findings, *self.receipts.findings)
            plans.append(replace(module, actions=actions, findings=findings))
        plans += self.levels.plans
        if self.products:
            plans.append(self.products.plan)
        return plans

    @property
    def actions(self) -> list[Action]:
        return [action for plan in self.modules for action in plan.actions]


def preview(connection: Connection) -> Report:
    """What a run would do now. Nothing is written anywhere; the journal handed in must be a copy to throw
    away.

    Raises nothing: what went wrong stands in the report.
    """
    return _Run(observing(connection), Wishes(), preview=True).whole()


def run(connection: Connection, wishes: Wishes | None = None) -> Report:
    """Sync now; beside another program (observer) only watch. Raises nothing: what went wrong stands in the
    report, which the journal keeps as well.
    """
    wishes = wishes or Wishes()
    run_id = connection.journal.begin_run(wishes.trigger, connection.now())
    watches = connection.profile.connect.observer
    report = _Run(observing(connection) if watches else connection, wishes, preview=watches).whole()
    connection.journal.end_run(run_id, report.ended_at, report.state.value, report.as_data())
    return report


class _Run:
    def __init__(self, connection: Connection, wishes: Wishes, *, preview: bool) -> None:
        self._connection = connection
        self._wishes = wishes
        self._preview = preview
        self._tally = Tally(connection)
        self._started = self._orders_read_at = connection.now()
        self._plans = _Plans()
        self._held: list[ModulePlan] = []
        self._rehearsed: RehearsedRun | None = None
        self._stopped: list[MostikError] = []

    # ------------------------------------------------------------ the way

    def whole(self) -> Report:
        connection = self._connection
        connection.tell(RunBegan(connection.profile.name, self._preview, self._started))
        report = self._report_of_the_way()
        connection.tell(RunEnded(report))
        return report

    def _report_of_the_way(self) -> Report:
        try:
            self._plan()
            if not self._preview:
                self._act()
        except Cancelled:
            return self._report(
                RunState.CANCELLED,
                say("Stopped by you. What was not done yet is done in the next run."),
            )
        except MostikError as error:
            state = RunState.AMBER if self._tally.done else RunState.RED
            if isinstance(error, AsksFirst) and not self._preview:
                state = RunState.HELD
            return replace(self._report(state, error.sentence), advice=error.advice, detail=error.detail)
        except Exception as error:  # the owner gets a summary in every case
            log.exception("the run broke down")
            return replace(
                self._report(
                    RunState.AMBER if self._tally.done else RunState.RED,
                    say("Mostik made a mistake and stopped. Nothing was left half-written."),
                ),
                advice=say("Send the log to the makers of Mostik."),
                detail=type(error).__name__,
            )
        if self._stopped and not self._tally.done:
            first = self._stopped[0]
            return replace(
                self._report(RunState.RED, first.sentence), advice=first.advice, detail=first.detail
            )
        if self._held:
            guard = self._held[0].guard
            return self._report(RunState.HELD, guard.question if guard else None)
        if self._rehearsed and self._rehearsed.asks and not self._preview:
            cause, advice = self._rehearsed.asks
            return replace(self._report(RunState.HELD, cause), advice=advice)
        return self._report(colour(self._tally.rows, self._tally.done.total(), self._tally.refused))

    def _plan(self) -> None:
        self._connection.tell(StepBegan(Step.CONNECT))
        with self._module(Module.STOCK):
            self._fetch_locations()
        connection, plans = self._connection, self._plans
        modules = connection.profile.modules
        check_not_restored(connection, self._wishes.bring_in_again, write=not self._preview)
        forget_what_another_got(connection)
        if modules.orders:
            self._retry_at_once()
        rehearsed = RehearsedRun(connection, self._wishes.rehearsed, write=not self._preview)
        self._rehearsed = rehearsed
        only_asks = rehearsed.permit is Permit.NOTHING and not self._preview
        if (modules.products or modules.stock) and not only_asks:
            connection.tell(StepBegan(Step.READ_PRODUCTS))
            with self._module(Module.PRODUCTS):
                plans.products = plan_the_products(connection)
        if modules.orders:
            with self._module(Module.ORDERS):
                self._plan_orders()
        if not only_asks:
            with self._module(Module.STOCK):
                plans.levels = plan_levels(connection, plans.orders, predicted=True)
        for plan in plans.modules:
            connection.tell(Planned(plan))
            self._tally.note(plan.findings)
        self._tally.rows.extend(rehearsed.rows(plans.actions))
        if connection.profile.connect.observer and plans.orders:
            with self._module(Module.ORDERS):
                self._tally.rows.extend(observed_rows(connection, plans.actions))
        connection.tell(Total(len(self._chosen(plans.actions))))

    def _plan_orders(self) -> None:
        connection, plans = self._connection, self._plans
        connection.tell(StepBegan(Step.READ_ORDERS))
        received = receive_orders(connection)
        self._orders_read_at = connection.now()
        for error in received.incomplete:
            self._tally.stop_module(Module.ORDERS, error)
        connection.tell(StepBegan(Step.PLAN, received.listed))
        plans.orders = plan_the_orders(connection, received)
        for row in plans.orders.plan.settled:
            connection.journal.put(row)
        plans.receipts = plan_the_receipts(
            connection, plans.orders.plan.module.actions, preview=self._preview
        )
        plans.follow_ups = plan_the_follow_ups(
            connection, plans.orders.questions, self._predicted_documents(plans.orders)
        )
        papers = plan_the_papers(connection, plans.orders.plan.module.actions, self._wishes.only)
        plans.follow_ups = (*papers, *plans.follow_ups)

    def _retry_at_once(self) -> None:
        """What the owner asked to try again does not wait for its back-off."""
        for row in self._connection.journal.inbox_rows(self._wishes.only or ()).values():
            if row.skip_runs:
                self._connection.journal.put(replace(row, skip_runs=0))

    @contextmanager
    def _module(self, module: Module) -> Iterator[None]:
        """A module that breaks off is told and never stops the others."""
        try:
            yield
        except Cancelled:
            raise
        except MostikError as error:
            log.warning("module %s stopped: %s", module.value, error.detail or error.sentence)
            self._stopped.append(error)
            self._tally.stop_module(module, error)

    def _fetch_locations(self) -> None:
        self._connection = with_fetched_locations(self._connection)
        self._plans.locations = plan_new_locations(self._connection)
        if self._plans.locations and not self._preview:
            self._connection = make_new_locations(self._connection, self._tally, self._plans.locations)

    def _predicted_documents(self, planning: OrderPlanning) -> frozenset[str]:
        """The orders that get a document of another number."""
        return frozenset(
            action.payload.mark.key.external_id if isinstance(action.payload, TurnedOrder) else action.key
            for action in planning.plan.module.actions
            if action.kind in (ActionKind.IMPORT_ORDER, ActionKind.TURN_INTO_SALE)
        )

    def _act(self) -> None:
        connection, plans = self._connection, self._plans
        assert self._rehearsed is not None
        connection.tell(StepBegan(Step.WRITE))
        if plans.orders:
            with self._module(Module.ORDERS):
                self._act_on_orders(plans.orders, self._rehearsed)
        if self._rehearsed.permit is Permit.NOTHING:
            connection.tell(StepBegan(Step.FINISH))
            return
        with self._module(Module.STOCK):
            self._act_on_levels()
        if plans.products:
            with self._module(Module.PRODUCTS):
                self._act_on_products(plans.products)
        with self._module(Module.PRODUCTS):
            publish(connection)
        if not orders_stay_whole(connection.profile.receipts):
            connection.journal.drop_raw_before(connection.now() - RAW_KEPT)
        connection.tell(StepBegan(Step.FINISH))

    def _act_on_orders(self, planning: OrderPlanning, rehearsed: RehearsedRun) -> None:
        connection = self._connection
        prepare_receipts(connection, planning)
        if rehearsed.permit is Permit.ONE_ORDER:
            wanted = self._wanted(planning.plan.module.actions)
            rehearsed.write_one(self._tally, planning.facts.partners, wanted)
        if rehearsed.permit is Permit.NOTHING:
            return
        try:
            if rehearsed.permit is Permit.ALL:
                rehearsed.learn(self._tally)
                close_tagged_sales(connection)
                acting = OrderActing(connection, self._tally, planning.facts.partners)
                acting.act(self._chosen(planning.plan.module.actions))
        finally:
            act_on_receipts(connection, self._tally, self._wishes.only)
            # What did come in is told to the shop even where the rest could not be written.
            # The paper is there before the status, which may set off a letter to the customer.
            with self._module(Module.ORDERS):
                only = self._wishes.only
                act_on_papers(connection, self._tally, plan_the_papers(connection, only=only), only)
            follow_ups = plan_the_follow_ups(connection, planning.questions)
            act_on_follow_ups(connection, self._tally, follow_ups, self._wishes.only)

    def _act_on_levels(self) -> None:
        connection, planned = self._connection, self._plans.levels
        levels = planned
        if self._plans.orders and self._plans.orders.plan.module.actions:
            levels = plan_levels(connection, self._plans.orders, predicted=False)
            self._tell_differences(planned, levels)
        if levels.stock:
            with self._module(Module.STOCK):
                actions = self._let_through(levels.stock)
                held = FreshHeld(connection, self._plans.orders, levels.pairs, self._orders_read_at)
                sending = act_on_stock(connection, self._tally, actions, held)
                self._remember_stock(levels, actions, sending)
        if levels.prices:
            with self._module(Module.PRODUCTS):
                act_on_prices(connection, self._tally, self._let_through(levels.prices))

    def _act_on_products(self, planning: ProductPlanning) -> None:
        before = self._tally.done.total()
        act_on_products(self._connection, self._tally, self._let_through(planning.plan))
        if planning.compared and self._tally.done.total() - before == len(planning.plan.actions):
            remember_comparison(self._connection, planning.plan)
            if planning.brings is not None:
                switch_off_if_whole(self._connection, self._tally, planning.brings)

    # ------------------------------------------------------------ guards and choices

    def _let_through(self, plan: ModulePlan) -> list[Action]:
        """The actions of a module that its guard and the owner's answer let through; none where it is
        held.
        """
        answer = self._wishes.answers.get(plan.module)
        if plan.guard and answer is not GuardAnswer.SEND:
            if answer is not GuardAnswer.SEND_WITHOUT:
                self._connection.tell(Held(plan.guard))
                self._held.append(plan)
                return []
            before = len(plan.findings)
            plan = plan.without(plan.guard.items)
            self._tally.note(plan.findings[before:])
        return self._chosen(plan.actions)

    def _remember_stock(self, levels: LevelPlans, let_through: Sequence[Action], sending: Sending) -> None:
        """What the guards of later runs compare with.

        Sales explain a zero until it has arrived: the moment moves on only when nothing is left to be sent.
        """
        journal, now = self._connection.journal, self._connection.now()
        zeros = len(levels.zeros & sending.confirmed)
        with journal.transaction():
            if zeros:
                journal.remember(ZEROS, with_zeros(journal.recall(ZEROS), now, zeros))
            if levels.stock and levels.stock not in self._held:
                journal.remember(SIZES, with_size(journal.recall(SIZES), levels.size))
                if len(let_through) == len(levels.stock.actions) and not sending.lost:
                    journal.remember(SENT_AT, now.isoformat())

    def _chosen(self, actions: Iterable[Action]) -> list[Action]:
        """What of a plan this run does."""
        rehearsed = self._rehearsed
        return [action for action in self._wanted(actions) if rehearsed is None or rehearsed.allows(action)]

    def _wanted(self, actions: Iterable[Action]) -> list[Action]:
        only = self._wishes.only
        if only is None:
            return list(actions)
        return [action for action in actions if action.key in only or _is_needed_by_orders(action)]

    # ------------------------------------------------------------ the report

    def _tell_differences(self, before: LevelPlans, after: LevelPlans) -> None:
        planned = {action.key: action for action in before.actions}
        for action in after.actions:
            earlier = planned.get(action.key)
            if earlier is not None and earlier.new != action.new:
                self._tally.tell_owner(
                    action.module,
                    action.key,
                    action.title,
                    say(
                        "Planned as {before} and sent as {after}, because orders came in meanwhile.",
                        before=earlier.new,
                        after=action.new,
                    ),
                )

    def _report(self, state: RunState, cause: Sentence | None = None) -> Report:
        planned: Counter[ActionKind] = Counter(action.kind for action in self._plans.actions)
        unchanged: Counter[Module] = Counter()
        for plan in self._plans.modules:
            unchanged[plan.module] += plan.unchanged
        held = [plan.guard for plan in self._held if plan.guard]
        if self._preview:
            held = [plan.guard for plan in self._plans.modules if plan.guard]
        return Report(
            state=state,
            started_at=self._started,
            ended_at=self._connection.now(),
            preview=self._preview,
            done=dict(self._tally.done),
            planned=dict(planned),
            unchanged=unchanged,
            rows=tuple(self._tally.rows),
            guards=tuple(held),
            cause=cause,
        )


def _is_needed_by_orders(action: Action) -> bool:
    """A good that is made for orders' lines comes along; whether its order is chosen is seen there."""
    return action.kind is ActionKind.CREATE_WAREHOUSE_PRODUCT and action.module is Module.ORDERS
