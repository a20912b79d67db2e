"""The summary of a run, and of a preview: one sentence, counts, what needs the owner, what waits and why."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final

from sync.plan.actions import ActionKind, Guard, Module
from sync.run.report import Report, ReportRow, RowState, RunState
from sync.sentences import Sentence
from wizard.language import Language
from wizard.terminal.output import BAD, GOOD, QUIET, STRONG, WARN, Output
from wizard.terminal.questions import print_question
from wizard.terminal.words import KINDS, MODULES, STATES, module_of

_TITLES_SHOWN: Final = 3
_GROUPS_SHOWN: Final = 20
_DIFFERS: Final = "…"
_RECURRING: Final = 3
"""Sentences of one template are told apart where each stands for so many rows on average."""
_COLOURS: Final = {
    RunState.GREEN: GOOD,
    RunState.AMBER: WARN,
    RunState.RED: BAD,
    RunState.HELD: WARN,
    RunState.CANCELLED: WARN,
}
_REASONS_BESIDE: Final = (RowState.WAITS, RowState.SKIPPED, RowState.REMOVED, RowState.TOLD)


@dataclass(frozen=True, slots=True)
class RowGroup:
    """Rows that say the same of different things."""

    module: Module
    state: RowState
    why: Sentence
    advice: Sentence | None
    titles: tuple[str, ...]


def grouped(rows: Iterable[ReportRow]) -> list[RowGroup]:
    """Rows with the same module, state, reason and advice as one, the largest group first.

    Reasons count as the same that differ only in what they are about (“line “…” has 9 % VAT”), unless a few
    of them recur (“… it is in New”, “… it is in Sent”).
    """
    alike: dict[tuple[Module, RowState, str, str], list[ReportRow]] = {}
    for row in rows:
        advice = row.advice.template if row.advice else ""
        alike.setdefault((row.module, row.state, row.why.template, advice), []).append(row)
    groups = [_group(part) for listed in alike.values() for part in _recurring(listed)]
    return sorted(groups, key=lambda group: -len(group.titles))


def _recurring(rows: list[ReportRow]) -> list[list[ReportRow]]:
    """Rows of one template in parts of equal sentences, where these are few; else as one part."""
    parts: dict[tuple[Sentence, Sentence | None], list[ReportRow]] = {}
    for row in rows:
        parts.setdefault((row.why, row.advice), []).append(row)
    return list(parts.values()) if len(parts) * _RECURRING <= len(rows) else [rows]


def _group(rows: list[ReportRow]) -> RowGroup:
    first = rows[0]
    return RowGroup(
        first.module,
        first.state,
        _common([row.why for row in rows]) or first.why,
        _common([row.advice for row in rows if row.advice]),
        tuple(row.title for row in rows),
    )


def _common(sentences: Sequence[Sentence]) -> Sentence | None:
    """One sentence for several of one template, with “…” for what differs."""
    if not sentences:
        return None
    first = sentences[0]
    fields = {
        name: value if all(other.fields.get(name) == value for other in sentences) else _DIFFERS
        for name, value in first.fields.items()
    }
    return Sentence(first.template, fields)


def headline(report: Report, language: Language) -> str:
    """The run in one sentence."""
    if report.preview and report.state is not RunState.RED:
        planned = sum(report.planned.values())
        if not planned:
            return language.text("Nothing to change.")
        return language.count("{count} change would be made.", "{count} changes would be made.", planned)
    done, total = _done_and_total(report)
    match report.state:
        case RunState.GREEN if not total:
            return language.text("Nothing was left to do: both sides agree.")
        case RunState.GREEN:
            return _how_far(done, done, language)
        case RunState.RED:
            cause = language.say(report.cause) if report.cause else language.text("every change failed.")
            return language.text("Nothing could be done: {cause}", cause=cause)
        case RunState.HELD if report.cause and not report.guards:
            return language.say(report.cause)
        case RunState.HELD | RunState.CANCELLED | RunState.AMBER:
            return f"{_how_far(done, total, language)} {_rest_of_headline(report, language)}"


def _how_far(done: int, total: int, language: Language) -> str:
    if not total:
        return language.text("There was nothing to change.")
    if done == total:
        return language.count("{count} change is done.", "All {count} changes are done.", done)
    return language.count(
        "{done} of {count} change is done.",
        "{done} of {count} changes are done.",
        total,
        done=language.number(Decimal(done)),
    )


def _rest_of_headline(report: Report, language: Language) -> str:
    if report.state is RunState.HELD:
        return language.text("Mostik asks you first.")
    if report.cause:
        return language.say(report.cause)
    needing = sum(row.state.needs_owner for row in report.rows)
    return language.count("{count} item needs you.", "{count} items need you.", needing)


def _done_and_total(report: Report) -> tuple[int, int]:
    """Changes done, and all that the run set out to do; what turned up on the way counts on both sides."""
    done = sum(report.done.values())
    return done, sum(max(report.done.get(kind, 0), report.planned.get(kind, 0)) for kind in ActionKind)


def print_summary(
    output: Output, report: Report, connection: str, *, every: bool = False, brief: bool = False
) -> None:
    """Print a report. ``every``: list each item; else equal ones are grouped and long lists cut; ``brief``:
    only the counts.
    """
    language = output.language
    output.line(headline(report, language), f"{STRONG} {_COLOURS[report.state]}")
    if report.advice:
        output.say(report.advice)
    _print_counts(output, report)
    _print_kinds(output, report)
    if brief:
        return
    if every:
        _print_each(output, report.rows)
    else:
        _print_needs(output, report.rows)
        _print_reasons(output, report.rows)
    for guard in report.guards:
        _print_guard(output, guard, connection)
    if not report.guards:
        print_question(output, report, f'{how_called()} {{command}} "{connection}"')
    if report.preview:
        output.line(language.text("This was a preview: nothing was written."), QUIET)


def _print_counts(output: Output, report: Report) -> None:
    text = output.language.text
    changes = report.planned if report.preview else report.done
    rows = []
    for module in Module:
        listed = [row.state for row in report.rows if row.module is module]
        counts = (
            sum(count for kind, count in changes.items() if module_of(kind) is module),
            report.unchanged.get(module, 0),
            listed.count(RowState.SKIPPED) + listed.count(RowState.REMOVED),
            listed.count(RowState.FAILED) + listed.count(RowState.UNKNOWN),
            listed.count(RowState.WAITS),
            listed.count(RowState.HELD) + listed.count(RowState.AMBIGUOUS),
        )
        if any(counts):
            rows.append([text(MODULES[module]), *map(str, counts)])
    headings = [
        "",
        text("To do") if report.preview else text("Done"),
        text("Already right"),
        text("Skipped"),
        text("Failed"),
        text("Waits"),
        text("Needs you"),
    ]
    _section(output, "", rows)
    output.table(headings, rows, numbers=True)


def _print_kinds(output: Output, report: Report) -> None:
    language = output.language
    changes = report.planned if report.preview else report.done
    rows = [[language.text(KINDS[kind]), str(changes[kind])] for kind in ActionKind if changes.get(kind)]
    _section(output, "", rows)
    output.table(["", language.text("Changes")], rows, numbers=True)


def _print_needs(output: Output, rows: Sequence[ReportRow]) -> None:
    language = output.language
    groups = grouped(row for row in rows if row.state.needs_owner)
    shown = [
        [
            language.text(MODULES[group.module]),
            _titles(group, language),
            language.say(group.why),
            language.say(group.advice) if group.advice else "",
        ]
        for group in groups[:_GROUPS_SHOWN]
    ]
    _section(output, language.text("What needs you"), shown)
    headings = [
        language.text("Where"),
        language.text("What"),
        language.text("Why"),
        language.text("What to do"),
    ]
    if output.on_terminal:
        output.table(headings, shown)
    else:
        for where, what, why, advice in shown:
            output.line(f"- {where}: {what}")
            output.line(f"  {why}{' ' + advice if advice else ''}")
    _print_cut(output, len(groups) - len(shown))


def _print_reasons(output: Output, rows: Sequence[ReportRow]) -> None:
    language = output.language
    groups = [
        group for state in _REASONS_BESIDE for group in grouped(row for row in rows if row.state is state)
    ]
    shown = [
        [
            language.text(STATES[group.state]),
            str(len(group.titles)),
            f"{language.say(group.why)} ({_titles(group, language)})",
        ]
        for group in groups[:_GROUPS_SHOWN]
    ]
    _section(output, language.text("What waits or was left out, and why"), shown)
    output.table(["", language.text("How many"), language.text("Why")], shown)
    _print_cut(output, len(groups) - len(shown))


def _titles(group: RowGroup, language: Language) -> str:
    titles = [title for title in dict.fromkeys(group.titles) if title]
    first = ", ".join(titles[:_TITLES_SHOWN])
    more = len(titles) - _TITLES_SHOWN
    if more <= 0:
        return first
    return language.text("{first} and {more} more", first=first, more=more)


def _print_each(output: Output, rows: Sequence[ReportRow]) -> None:
    language = output.language
    shown = [
        [
            language.text(STATES[row.state]),
            language.text(MODULES[row.module]),
            row.title,
            " ".join([language.say(row.why), *([language.say(row.advice)] if row.advice else [])]),
        ]
        for row in rows
    ]
    _section(output, language.text("Each item"), shown)
    output.table(["", language.text("Where"), language.text("What"), language.text("Why")], shown)


def _print_cut(output: Output, more: int) -> None:
    if more > 0:
        output.line(
            output.language.count(
                "{count} more reason, with {option}.",
                "{count} more reasons, with {option}.",
                more,
                option="--all",
            ),
            QUIET,
        )


def _print_guard(output: Output, guard: Guard, connection: str) -> None:
    language = output.language
    module = guard.module.value
    _section(output, language.text(MODULES[guard.module]), [guard])
    output.say(guard.question, f"{STRONG} {WARN}")
    output.say(guard.cause)
    _print_command(output, language.text("Send all"), connection, f"--answer {module}=send")
    _print_command(output, language.text("Send without these"), connection, f"--answer {module}=without")
    _print_command(output, language.text("Keep held"), connection, f"--answer {module}=hold")


def _print_command(output: Output, meaning: str, connection: str, option: str) -> None:
    output.line(f'  {meaning}: {how_called()} sync "{connection}" {option}')


def how_called() -> str:
    """The beginning of a command as this program was started."""
    called = Path(sys.argv[0]).name
    return f"python {called}" if called.endswith(".py") else called or "mostik"


def _section(output: Output, title: str, rows: Sequence[object]) -> None:
    if rows:
        output.line()
        if title:
            output.line(title, STRONG)
