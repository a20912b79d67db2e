"""Stopping by a key, and the audit in words."""

from __future__ import annotations

import signal

import pytest

from sync.audit import Audit, Verdict
from sync.plan.actions import Module
from sync.sentences import say
from tests.unit.terminal.conftest import Screen
from wizard.terminal.audit_summary import audit_code, print_audit
from wizard.terminal.desk import StopByKey, either
from wizard.terminal.exit_codes import ExitCode


def test_ctrl_c_once_stops_after_the_item_and_twice_leaves(screen: Screen) -> None:
    before = signal.getsignal(signal.SIGINT)
    with StopByKey(screen.output) as asked:
        assert not asked()
        signal.raise_signal(signal.SIGINT)
        assert asked()
        assert "Press Ctrl+C again to leave at once." in screen.err.getvalue()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before


def test_either_of_two_may_ask() -> None:
    assert either(lambda: False, lambda: True)()
    assert not either(lambda: False, lambda: False)()


def found(*verdicts: Verdict) -> Audit:
    audit = Audit()
    audit.equal(Module.ORDERS)
    for number, verdict in enumerate(verdicts):
        audit.differ(Module.ORDERS, verdict, f"k{number}", f"#{number}", say("Because {n}.", n=number))
    return audit


@pytest.mark.parametrize(
    ("audit", "code", "sentence"),
    [
        (found(), ExitCode.GREEN, "Both sides are equal."),
        (
            found(Verdict.CHANGED_HERE, Verdict.CHANGED_IN_SHOP),
            ExitCode.AMBER,
            "Nothing is wrong; 2 things were changed by people since.",
        ),
        (found(Verdict.CHANGED_HERE, Verdict.WRONG), ExitCode.RED, "1 thing is wrong."),
    ],
)
def test_only_wrong_is_red(screen: Screen, audit: Audit, code: ExitCode, sentence: str) -> None:
    print_audit(screen.output, audit)
    assert audit_code(audit) is code
    assert screen.lines[0] == sentence


def test_what_is_wrong_stands_first_and_a_long_list_is_cut(screen: Screen) -> None:
    print_audit(screen.output, found(*[Verdict.CHANGED_HERE] * 24, Verdict.WRONG))
    rows = [line for line in screen.lines if "Because" in line]
    assert len(rows) == 20
    assert rows[0].startswith("Wrong")
    assert "5 more differences, with --all." in screen.lines


def test_every_difference_is_listed_on_demand(screen: Screen) -> None:
    print_audit(screen.output, found(*[Verdict.CHANGED_HERE] * 24), every=True)
    assert sum("Because" in line for line in screen.lines) == 24


def test_waiting_orders_are_no_difference(screen: Screen) -> None:
    audit = found()
    audit.waiting = 7
    print_audit(screen.output, audit)
    assert audit_code(audit) is ExitCode.GREEN
    assert "7 orders have not come in; each run says why." in screen.lines
