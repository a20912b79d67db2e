"""What a run would do now, for the confirm step: worked out by the engine's own preview, and as rows to show.

:func:`make_preview` blocks and is called beside the window. Nothing is written to either system; the journal
is a copy, and a connection that is not saved yet gets a state file of its own for this moment.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from statistics import median
from typing import Final
from zoneinfo import ZoneInfo

from storage.db import create_state_file
from storage.journal import ConnectionJournal, open_journal
from storage.paths import make_folder
from storage.profiles import Profiles
from sync.model import NewPartner
from sync.plan.actions import Action, ActionKind, Guard, Module
from sync.plan.order_document import PlannedOrder
from sync.profile import Connect, Guards, Profile, Secrets
from sync.run.engine import preview
from sync.run.events import Event, Planned
from sync.run.report import Report, ReportRow, RowState
from sync.sentences import mark, say
from wizard.connection_secrets import in_memory
from wizard.desk import Desk
from wizard.item_words import called, place, shown_change, shown_value, word
from wizard.language import Language
from wizard.letter import Names, read_names
from wizard.matching_answers import carry_over
from wizard.opening import open_connection
from wizard.terminal.words import STATES
from wizard.theme import SKIPPED_ICON, Tone
from wizard.widgets.table import Mark
from wizard.wizard_frame import Draft

Tell = Callable[[Event], None]
Asked = Callable[[], bool]
_MANY_ORDERS: Final = 50
_DAYS_OF_ORDERS: Final = 3


@dataclass(frozen=True, slots=True)
class Preview:
    """The plan of a run that would begin now, and the names that its letter needs."""

    profile: Profile
    report: Report
    actions: tuple[Action, ...]
    names: Names

    @property
    def guards(self) -> Sequence[Guard]:
        return self.report.guards

    @property
    def changes(self) -> int:
        """How many changes the run would make, as its progress will count them."""
        return len(self.actions)

    @property
    def new_orders(self) -> list[PlannedOrder]:
        return [action.payload for action in self.actions if isinstance(action.payload, PlannedOrder)]

    def days_of_orders(self) -> list[date]:
        """The day of each new order in the shop's time zone, ascending."""
        zone = ZoneInfo(self.profile.connect.time_zone)
        return sorted(_moment(order).astimezone(zone).date() for order in self.new_orders)


def _moment(planned: PlannedOrder) -> datetime:
    return planned.order.confirmed_at or planned.order.added_at


# ---------------------------------------------------------------- working it out


def make_preview(
    profile: Profile,
    secrets: Secrets,
    desk: Desk,
    names: Names | None,
    *,
    saved: bool,
    tell: Tell,
    stop_asked: Asked,
    draft: Draft | None = None,
) -> Preview:
    """Plan a run of ``profile``, which may differ from the saved one. ``names`` None: they are read too.
    ``draft`` holds what was said in the match check of a connection that is not saved yet.

    Raises MostikError where a system cannot be opened; what goes wrong later stands in the report.
    """
    keeper = in_memory(profile.id, secrets, desk.secrets)
    actions: list[Action] = []

    def hear(event: Event) -> None:
        if isinstance(event, Planned):
            actions.extend(event.plan.actions)
        tell(event)

    with _scratch_journal(profile, desk, saved=saved) as journal:
        if not saved:
            carry_over(draft or {}, journal)
        connection = open_connection(profile, journal, keeper, desk.clock, tell=hear, stop_asked=stop_asked)
        with closing(connection.warehouse):
            report = preview(connection)
            found = names or read_names(connection.shop, connection.warehouse)
    return Preview(profile, report, tuple(actions), found)


@contextmanager
def _scratch_journal(profile: Profile, desk: Desk, *, saved: bool) -> Iterator[ConnectionJournal]:
    """A journal that may be written and is thrown away: a copy of the connection's, else a fresh one."""
    if saved:
        with (
            Profiles(desk.paths, desk.clock.now).open(profile.id, write=False) as journal,
            closing(journal.open_scratch_copy()) as scratch,
        ):
            yield scratch
        return
    drafts = make_folder(desk.paths.drafts)
    with tempfile.TemporaryDirectory(prefix="preview-", dir=drafts, ignore_cleanup_errors=True) as folder:
        state_file = Path(folder) / f"{profile.id}.sqlite"
        create_state_file(state_file, profile)
        with (
            open_journal(state_file, write=False, now=desk.clock.now) as journal,
            closing(journal.open_scratch_copy()) as scratch,
        ):
            yield scratch


# ---------------------------------------------------------------- many orders at once


def many_orders(days: Sequence[date], settings: Guards) -> bool:
    """Whether so many orders would come in that the owner has to say yes in letters (decisions, 1).

    ``days`` are those of the orders; without a number in the settings the usual day is the median of them.
    """
    usual = settings.usual_orders_a_day
    if usual is None:
        usual = round(median(Counter(days).values())) if days else 0
    return len(days) > max(_MANY_ORDERS, _DAYS_OF_ORDERS * usual)


# ---------------------------------------------------------------- the rows of the table


class Group(StrEnum):
    """What a row belongs to, and its chip above the table, in their order."""

    CHECK = "check"
    ORDERS = "orders"
    RECEIPTS = "receipts"
    CUSTOMERS = "customers"
    NEW_PRODUCTS = "new products"
    TEXTS = "texts"
    PRICES = "prices"
    STOCK = "stock"
    STATUSES = "statuses"
    LOCATIONS = "locations"
    LINKS = "links"
    NEEDS_OWNER = "needs owner"
    WAITS = "waits"
    SKIPPED = "skipped"
    TOLD = "told"


CHIPS: Final[Mapping[Group, str]] = {
    Group.CHECK: mark("To check"),
    Group.ORDERS: mark("Orders"),
    Group.RECEIPTS: mark("Receipts"),
    Group.CUSTOMERS: mark("Customers"),
    Group.NEW_PRODUCTS: mark("New products"),
    Group.TEXTS: mark("Product texts"),
    Group.PRICES: mark("Prices"),
    Group.STOCK: mark("Stock"),
    Group.STATUSES: mark("Back to the shop"),
    Group.LOCATIONS: mark("New locations"),
    Group.LINKS: mark("Links"),
    Group.NEEDS_OWNER: mark("Needs you"),
    Group.WAITS: mark("Waits"),
    Group.SKIPPED: mark("Skipped"),
    Group.TOLD: mark("To know"),
}

_GROUP_OF_KIND: Final[Mapping[ActionKind, Group]] = {
    ActionKind.IMPORT_ORDER: Group.ORDERS,
    ActionKind.CHANGE_ORDER: Group.ORDERS,
    ActionKind.WITHDRAW_ORDER: Group.ORDERS,
    ActionKind.PRINT_RECEIPT: Group.RECEIPTS,
    ActionKind.TURN_INTO_SALE: Group.ORDERS,
    ActionKind.SET_ORDER_STATUS: Group.STATUSES,
    ActionKind.WRITE_ORDER_NUMBER: Group.STATUSES,
    ActionKind.KEEP_DOCUMENT: Group.STATUSES,
    ActionKind.SEND_STOCK: Group.STOCK,
    ActionKind.SEND_PRICE: Group.PRICES,
    ActionKind.CREATE_SHOP_PRODUCT: Group.NEW_PRODUCTS,
    ActionKind.CREATE_WAREHOUSE_PRODUCT: Group.NEW_PRODUCTS,
    ActionKind.UPDATE_SHOP_PRODUCT: Group.TEXTS,
    ActionKind.UPDATE_WAREHOUSE_PRODUCT: Group.TEXTS,
    ActionKind.CREATE_LOCATION: Group.LOCATIONS,
    ActionKind.LINK_PRODUCT: Group.LINKS,
}
_GROUP_OF_STATE: Final[Mapping[RowState, Group]] = {
    RowState.FAILED: Group.NEEDS_OWNER,
    RowState.UNKNOWN: Group.NEEDS_OWNER,
    RowState.HELD: Group.NEEDS_OWNER,
    RowState.AMBIGUOUS: Group.NEEDS_OWNER,
    RowState.WAITS: Group.WAITS,
    RowState.SKIPPED: Group.SKIPPED,
    RowState.REMOVED: Group.SKIPPED,
    RowState.TOLD: Group.TOLD,
    RowState.DONE: Group.TOLD,
}
_MAKES_NEW: Final = frozenset(
    {
        ActionKind.IMPORT_ORDER,
        ActionKind.CREATE_SHOP_PRODUCT,
        ActionKind.CREATE_WAREHOUSE_PRODUCT,
        ActionKind.CREATE_LOCATION,
    }
)
_NEW_ICON: Final = "plus-circle-fill"
_CHANGED_ICON: Final = "arrow-right-circle-fill"
_ASKED_ICON: Final = "arrow-down-circle-fill"
_NEW_CUSTOMER: Final = say("Not in your customer list yet.")


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """A row of the table, in words. ``asked``: a guard's question is about it."""

    group: Group
    mark: Mark
    item: str
    where: str
    change: str
    why: str
    key: tuple[Module, str]
    asked: bool = False


def state_mark(state: RowState, language: Language) -> Mark:
    """Icon and word of what is not simply done, the same in preview and summary."""
    if state in (RowState.FAILED, RowState.UNKNOWN):
        return Mark("x-octagon-fill", Tone.BAD, language.text(STATES[state]))
    if state in (RowState.HELD, RowState.AMBIGUOUS):
        return Mark("exclamation-triangle-fill", Tone.WARN, language.text(STATES[state]))
    if state in (RowState.SKIPPED, RowState.REMOVED):
        return Mark(SKIPPED_ICON, Tone.WARN, language.text(STATES[state]))
    if state is RowState.DONE:
        return Mark("check-circle-fill", Tone.GOOD, language.text(STATES[state]))
    if state is RowState.TOLD:
        return Mark("info-circle-fill", Tone.INFO, language.text(STATES[state]))
    return Mark("clock-fill", Tone.QUIET, language.text(STATES[state]))


def rows_of(found: Preview, language: Language) -> list[PreviewRow]:
    """All rows: the changes in the order in which they are made, then what is left alone and why.

    Meant for a worker: with 50,000 changes it takes a second.
    """
    asked = {(guard.module, key) for guard in found.guards for key in guard.items}
    connect = found.profile.connect
    rows: list[PreviewRow] = []
    customers: set[NewPartner] = set()
    for action in found.actions:
        rows.append(_row(action, connect, language, asked=(action.module, action.key) in asked))
        if isinstance(action.payload, PlannedOrder):
            customer = action.payload.partner.partner
            if isinstance(customer, NewPartner) and customer not in customers:
                customers.add(customer)
                rows.append(_customer(customer, action, connect, language))
    rows.extend(_finding(row, language) for row in found.report.rows)
    return rows


def _row(action: Action, connect: Connect, language: Language, *, asked: bool) -> PreviewRow:
    name = word(action.kind, action.module, language)
    if asked:
        shown = Mark(_ASKED_ICON, Tone.WARN, name)
    else:
        shown = Mark(_NEW_ICON if action.kind in _MAKES_NEW else _CHANGED_ICON, Tone.INFO, name)
    return PreviewRow(
        _GROUP_OF_KIND[action.kind],
        shown,
        _item(action, language),
        place(action.kind, action.where, connect, language),
        _change(action, language),
        language.say(action.why),
        (action.module, action.key),
        asked,
    )


def _item(action: Action, language: Language) -> str:
    planned = action.payload
    if not isinstance(planned, PlannedOrder):
        return action.title
    order = planned.order
    buyer = order.billing.company or order.billing.name or order.delivery.name
    parts = [action.title, buyer, shown_value(action.new, language)]
    return ", ".join(part for part in parts if part)


def _change(action: Action, language: Language) -> str:
    planned = action.payload
    if isinstance(planned, PlannedOrder):
        return language.count("new, {count} line", "new, {count} lines", len(planned.lines))
    if action.kind in _MAKES_NEW or action.kind is ActionKind.LINK_PRODUCT:
        shown = shown_value(action.new, language)
        return language.text("new, {value}", value=shown) if shown else language.text("new")
    return shown_change(action.old, action.new, language)


def _customer(customer: NewPartner, action: Action, connect: Connect, language: Language) -> PreviewRow:
    return PreviewRow(
        Group.CUSTOMERS,
        Mark(_NEW_ICON, Tone.INFO, language.text("Customer")),
        customer.name,
        place(action.kind, "", connect, language),
        language.text("new, with order {number}", number=action.title),
        language.say(_NEW_CUSTOMER),
        (action.module, action.key),
    )


def _finding(row: ReportRow, language: Language) -> PreviewRow:
    why = language.say(row.why)
    return PreviewRow(
        _GROUP_OF_STATE[row.state],
        state_mark(row.state, language),
        called(row.kind, row.module, row.title, language),
        "",
        "" if row.state is RowState.TOLD else language.text("stays as it is"),
        f"{why} {language.say(row.advice)}" if row.advice else why,
        (row.module, row.key),
    )
