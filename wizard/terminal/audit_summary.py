"""What an audit found: one sentence, counts, and each difference with its reason."""

from __future__ import annotations

from typing import Final

from sync.audit import Audit, Verdict
from sync.plan.actions import Module
from wizard.terminal.exit_codes import ExitCode
from wizard.terminal.output import BAD, GOOD, QUIET, STRONG, WARN, Output
from wizard.terminal.words import MODULES, VERDICTS

_ROWS_SHOWN: Final = 20


def audit_code(found: Audit) -> ExitCode:
    """Green where all is equal, amber where somebody changed something since, red where it is wrong."""
    if not found.clean:
        return ExitCode.RED
    return ExitCode.AMBER if found.rows else ExitCode.GREEN


def print_audit(output: Output, found: Audit, *, every: bool = False) -> None:
    """Print what an audit found. ``every``: all differences, else the first of them."""
    language = output.language
    code = audit_code(found)
    if code is ExitCode.RED:
        wrong = sum(row.verdict is Verdict.WRONG for row in found.rows)
        sentence = language.count("{count} thing is wrong.", "{count} things are wrong.", wrong)
        output.line(sentence, f"{STRONG} {BAD}")
    elif code is ExitCode.AMBER:
        sentence = language.count(
            "Nothing is wrong; {count} thing was changed by people since.",
            "Nothing is wrong; {count} things were changed by people since.",
            len(found.rows),
        )
        output.line(sentence, f"{STRONG} {WARN}")
    else:
        output.line(language.text("Both sides are equal."), f"{STRONG} {GOOD}")
    if found.waiting:
        output.line(
            language.count(
                "{count} order has not come in; each run says why.",
                "{count} orders have not come in; each run says why.",
                found.waiting,
            )
        )
    rows = [
        [language.text(MODULES[module]), *(str(counts.get(verdict, 0)) for verdict in Verdict)]
        for module in Module
        if (counts := found.counts.get(module))
    ]
    output.line()
    output.table(["", *(language.text(VERDICTS[verdict]) for verdict in Verdict)], rows, numbers=True)
    _print_rows(output, found, every=every)


def _print_rows(output: Output, found: Audit, *, every: bool) -> None:
    language = output.language
    worst_first = sorted(found.rows, key=lambda row: row.verdict is not Verdict.WRONG)
    shown = worst_first if every else worst_first[:_ROWS_SHOWN]
    if shown:
        output.line()
    output.table(
        ["", language.text("Where"), language.text("What"), language.text("Why")],
        [
            [
                language.text(VERDICTS[row.verdict]),
                language.text(MODULES[row.module]),
                row.title,
                language.say(row.why),
            ]
            for row in shown
        ],
    )
    more = len(worst_first) - len(shown)
    if more:
        output.line(
            language.count(
                "{count} more difference, with {option}.",
                "{count} more differences, with {option}.",
                more,
                option="--all",
            ),
            QUIET,
        )
