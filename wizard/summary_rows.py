"""The rows of a summary and what can be done about them. Pure; the words are those of the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sync.model import DocumentKind
from sync.plan.actions import ActionKind, Module
from sync.plan.late_changes import is_late_change, is_to_turn
from sync.profile import Profile
from sync.run.report import Report, ReportRow, RowState, RunState
from sync.sentences import mark
from sync.shops.gombashop.orders import asks_for_lines
from wizard.item_words import called, warehouse_name
from wizard.language import Language
from wizard.preview import state_mark
from wizard.terminal.words import KINDS, module_of
from wizard.theme import Tone
from wizard.widgets.table import Mark

FAILED: Final = frozenset({RowState.FAILED, RowState.UNKNOWN})
_LEFT_OUT: Final = frozenset({RowState.SKIPPED, RowState.REMOVED})
_ORDER_KEYS: Final = ("status:", "number:", "sale:")
_WHOLE_MODULE: Final = "module:"
_TONES: Final[Mapping[RunState, Tone]] = {
    RunState.GREEN: Tone.GOOD,
    RunState.AMBER: Tone.WARN,
    RunState.RED: Tone.BAD,
    RunState.HELD: Tone.WARN,
    RunState.CANCELLED: Tone.WARN,
}


class Chip(StrEnum):
    """The filters above the table, in their order."""

    NEEDS_OWNER = "needs owner"
    FAILED = "failed"
    WAITS = "waits"
    SKIPPED = "skipped"
    INTO_SALES = "into sales"
    TOLD = "told"
    DONE = "done"


CHIPS: Final[Mapping[Chip, str]] = {
    Chip.NEEDS_OWNER: mark("Needs you"),
    Chip.FAILED: mark("Failed"),
    Chip.WAITS: mark("Waits"),
    Chip.SKIPPED: mark("Skipped"),
    Chip.INTO_SALES: mark("To turn into sales"),
    Chip.TOLD: mark("To know"),
    Chip.DONE: mark("Done"),
}


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """A row in words. ``source`` None: it counts several changes that the report does not list one by one."""

    chips: frozenset[Chip]
    mark: Mark
    what: str
    why: str
    advice: str
    source: ReportRow | None = None

    @property
    def can_be_retried(self) -> bool:
        """Whether trying again may help: what waits for an answer elsewhere may have got it."""
        return self.source is not None and Chip.NEEDS_OWNER in self.chips

    @property
    def can_be_completed(self) -> bool:
        """Whether it is an order whose lines only the owner knows."""
        held = Chip.NEEDS_OWNER in self.chips
        return held and self.source is not None and asks_for_lines(self.source.why)

    @property
    def can_be_seen_to(self) -> bool:
        """Whether the owner can say that he has seen to it himself."""
        told = not self.chips.isdisjoint({Chip.NEEDS_OWNER, Chip.INTO_SALES})
        return told and self.source is not None and is_late_change(self.source.why)


@dataclass(frozen=True, slots=True)
class ModuleCounts:
    """One line of the counts, as the terminal counts them."""

    module: Module
    done: int
    unchanged: int
    skipped: int
    failed: int
    waits: int
    needs_owner: int


def tone_of(report: Report) -> Tone:
    """The colour of a run."""
    return _TONES[report.state]


def counts_of(report: Report) -> list[ModuleCounts]:
    """The counts of each module that has any."""
    found = []
    for module in Module:
        listed = Counter(row.state for row in report.rows if row.module is module)
        counts = ModuleCounts(
            module,
            done=sum(count for kind, count in report.done.items() if module_of(kind) is module),
            unchanged=report.unchanged.get(module, 0),
            skipped=sum(listed[state] for state in _LEFT_OUT),
            failed=sum(listed[state] for state in FAILED),
            waits=listed[RowState.WAITS],
            needs_owner=listed[RowState.HELD] + listed[RowState.AMBIGUOUS],
        )
        if any((counts.done, counts.unchanged, counts.skipped, counts.failed, counts.waits)) or (
            counts.needs_owner
        ):
            found.append(counts)
    return found


def chip_counts(report: Report, rows: Iterable[SummaryRow]) -> Mapping[Chip, int]:
    """What each chip counts: rows, and under Done the changes."""
    counts = Counter(chip for row in rows for chip in row.chips)
    counts[Chip.DONE] = sum(report.done.values())
    return counts


def rows_of(
    report: Report,
    profile: Profile,
    language: Language,
    seen_to: Collection[str] = (),
    completed: Collection[str] = (),
) -> list[SummaryRow]:
    """All rows, those that need the owner first; the order within is the run's. Meant for a worker.

    ``seen_to``: the orders whose late change the owner has seen to; ``completed``: those whose lines he has
    completed since. Their rows no longer need him.
    """
    # Where sales are made at a status, the run names the orders that the owner has to turn himself.
    as_order = (
        profile.orders is not None
        and profile.orders.document is DocumentKind.ORDER
        and not profile.orders.sale_statuses
    )
    rows = [
        _seen_to(row, language)
        if row.key in seen_to and is_late_change(row.why)
        else _completed(row, language)
        if row.key in completed and asks_for_lines(row.why)
        else _row(row, profile, language, as_order=as_order)
        for row in report.rows
    ]
    rows.sort(key=_rank)
    return rows + _not_listed(report, language)


def late_changes(report: Report) -> list[str]:
    """The orders whose late changes the report tells."""
    return [row.key for row in report.rows if row.module is Module.ORDERS and is_late_change(row.why)]


def _rank(row: SummaryRow) -> int:
    if Chip.FAILED in row.chips:
        return 0
    if Chip.NEEDS_OWNER in row.chips:
        return 1
    return 3 if Chip.DONE in row.chips else 2


def asking_for_lines(report: Report) -> list[str]:
    """The orders of the report that wait for their lines."""
    return [row.key for row in report.rows if row.module is Module.ORDERS and asks_for_lines(row.why)]


def _completed(row: ReportRow, language: Language) -> SummaryRow:
    return SummaryRow(
        frozenset({Chip.WAITS}),
        state_mark(RowState.WAITS, language),
        called(row.kind, row.module, row.title, language),
        language.text("You have completed its lines since."),
        language.text("The next sync takes it."),
        row,
    )


def _seen_to(row: ReportRow, language: Language) -> SummaryRow:
    return SummaryRow(
        frozenset({Chip.TOLD}),
        state_mark(RowState.TOLD, language),
        called(row.kind, row.module, row.title, language),
        language.say(row.why),
        language.text("You have seen to it. It is told again only when something changes."),
        row,
    )


def _row(row: ReportRow, profile: Profile, language: Language, *, as_order: bool) -> SummaryRow:
    chips = _chips(row)
    why, advice = language.say(row.why), language.say(row.advice) if row.advice else ""
    if row.state is RowState.DONE and row.kind is ActionKind.IMPORT_ORDER and row.where:
        why = language.text("Saved as {number}.", number=row.where)
        if as_order:
            chips |= {Chip.INTO_SALES}
            advice = language.text(
                "Turn it into a sale in {warehouse}.", warehouse=warehouse_name(profile.connect, language)
            )
    if row.state is RowState.DONE and row.kind is ActionKind.TURN_INTO_SALE and row.where:
        why = language.text("Turned into sale {number}.", number=row.where)
    return SummaryRow(
        frozenset(chips),
        state_mark(row.state, language),
        called(row.kind, row.module, row.title, language),
        why,
        advice,
        row,
    )


def _chips(row: ReportRow) -> set[Chip]:
    if row.state in FAILED:
        return {Chip.NEEDS_OWNER, Chip.FAILED}
    if row.state.needs_owner:
        return {Chip.NEEDS_OWNER}
    if row.state in _LEFT_OUT:
        return {Chip.SKIPPED}
    if row.state is RowState.WAITS:
        return {Chip.WAITS}
    if is_to_turn(row.why):
        return {Chip.INTO_SALES}
    return {Chip.DONE if row.state is RowState.DONE else Chip.TOLD}


def _not_listed(report: Report, language: Language) -> list[SummaryRow]:
    """A row for each kind of change of which the report lists not every one."""
    listed = Counter(row.kind for row in report.rows if row.state is RowState.DONE)
    return [
        SummaryRow(
            frozenset({Chip.DONE}),
            state_mark(RowState.DONE, language),
            language.text(KINDS[kind]),
            language.count("{count} change", "{count} changes", count - listed[kind]),
            "",
        )
        for kind, count in report.done.items()
        if count > listed[kind]
    ]


def retry_keys(rows: Sequence[ReportRow]) -> frozenset[str] | None:
    """The keys to which a run that tries these again is limited; None: a whole run, because a whole module
    broke off.
    """
    keys: set[str] = set()
    for row in rows:
        if row.key.startswith(_WHOLE_MODULE):
            return None
        keys.add(row.key)
        for beginning in _ORDER_KEYS:
            if row.key.startswith(beginning):
                # What goes back to the shop is known to the run by its order.
                keys.add(row.key.removeprefix(beginning))
    return frozenset(keys)


def to_retry(rows: Collection[SummaryRow]) -> list[ReportRow]:
    """All that failed."""
    return [row.source for row in rows if row.source is not None and row.source.state in FAILED]
