"""A run and what it leaves behind as scenes: progress, summary and check in their states."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from sync.plan.actions import Action, ActionKind, Guard, Module, ModulePlan
from sync.profile import SecretName
from sync.run.events import ItemBegan, ItemsEnded, Planned, RunBegan, StepBegan, Total, Waiting
from sync.run.events import Step as RunStep
from sync.run.report import Report, RowState, RunState
from sync.sentences import say
from tests.gui.child import telling
from tests.gui.sample_scenes import NAME, after_a_run, take_over
from wizard.app import App
from wizard.audit_screen import AuditScreen
from wizard.jobs import RunJob
from wizard.progress import ProgressScreen, RunRequest
from wizard.screen import Screen
from wizard.summary import SummaryScreen

_WAITS: Final = telling("wait")
"""Starts a child that does nothing but wait for the word to stop."""


def _actions(module: Module, kind: ActionKind, count: int, title: str) -> tuple[Action, ...]:
    return tuple(
        Action(module, kind, f"{kind}:{number}", title, "", None, None, say("Because."))
        for number in range(count)
    )


def _running(app: App, start: Callable[..., RunJob] = _WAITS) -> ProgressScreen:
    """A run; ``start`` starts its child."""
    profile = after_a_run().profile
    take_over(app, profile)
    screen = ProgressScreen(app, RunRequest(profile.id, NAME), start=start)
    screen.progress.hear(RunBegan(NAME, preview=False, at=app.desk.clock.now()).as_data(), 0.0)
    return screen


def _reading(app: App) -> Screen:
    screen = _running(app)
    screen.progress.hear(StepBegan(RunStep.READ_ORDERS).as_data(), app.desk.clock.monotonic())
    return screen


def _in_the_middle(app: App) -> ProgressScreen:
    orders = _actions(Module.ORDERS, ActionKind.IMPORT_ORDER, 63, "48 217")
    levels = _actions(Module.STOCK, ActionKind.SEND_STOCK, 236, "Мед липов 400 г")
    screen = _running(app)
    now = app.desk.clock.monotonic()
    told: list[tuple[float, Any]] = [
        (0, StepBegan(RunStep.READ_ORDERS)),
        (2, Planned(ModulePlan(Module.ORDERS, orders))),
        (2, Planned(ModulePlan(Module.STOCK, levels))),
        (2, Total(299)),
        (4, StepBegan(RunStep.WRITE)),
        (4, ItemBegan(orders[0])),
        (9, ItemsEnded(62, 0, 1)),
        (9, ItemBegan(levels[0])),
        (20, ItemsEnded(180, 4, 1)),
    ]
    for moment, event in told:
        screen.progress.hear(event.as_data(), now - 30 + moment)
    return screen


def _waiting(app: App) -> Screen:
    screen = _in_the_middle(app)
    until = app.desk.clock.now() + timedelta(seconds=42)
    screen.progress.hear(Waiting(until).as_data(), app.desk.clock.monotonic())
    return screen


def _broken_off(app: App) -> Screen:
    def start(profile_id: str, options: Sequence[str] = (), *, secrets: object = None) -> RunJob:
        job = telling("Fatal Python error: a made-up one", 9)(profile_id)
        job.wait()
        return job

    return _running(app, start)


def _summary(change: Callable[[Report], Report] = lambda report: report) -> Callable[[App], Screen]:
    def scene(app: App) -> Screen:
        finished = after_a_run()
        take_over(app, finished.profile)
        return SummaryScreen(app, replace(finished, report=change(finished.report)))

    return scene


def _row(app: App) -> Screen:
    """The summary with one of its rows opened."""
    screen = _summary()(app)
    assert isinstance(screen, SummaryScreen)

    def open_it() -> None:
        if app.screen is screen and screen.rows:
            screen._open(screen.rows[0])

    app.window.after(0, open_it)
    return screen


def _all_done(report: Report) -> Report:
    rows = tuple(row for row in report.rows if row.state is RowState.DONE)
    return replace(report, state=RunState.GREEN, rows=rows, planned=report.done)


def _nothing_done(report: Report) -> Report:
    return Report(
        RunState.RED,
        report.started_at,
        report.ended_at,
        cause=say("BaseLinker does not know this token."),
        advice=say(
            "Copy the token from BaseLinker (Account & other, My account, API) into the connection's "
            "settings."
        ),
        detail="ERROR_USER_ACCOUNT",
    )


def _held(report: Report) -> Report:
    guard = Guard(
        Module.STOCK,
        say("Set {count} stock levels to 0 in the shop?", count=61),
        say(
            "{count} of {all} stock levels above 0 would become 0; no order and no sale explains it.",
            count=61,
            all=268,
        ),
        frozenset(row.key for row in report.rows if row.module is Module.STOCK),
    )
    return replace(report, state=RunState.HELD, guards=(guard,), cause=guard.question)


def _cancelled(report: Report) -> Report:
    done = {ActionKind.IMPORT_ORDER: 63, ActionKind.SEND_STOCK: 17}
    return replace(report, state=RunState.CANCELLED, done=done)


def _audit(app: App) -> Screen:
    profile = after_a_run().profile
    take_over(app, profile)
    return AuditScreen(app, profile.id, profile.name)


def _audit_fails(app: App) -> Screen:
    screen = _audit(app)
    app.desk.secrets.save(after_a_run().profile.id, SecretName.SHOP_TOKEN, "1-2-WRONG")
    return screen


SCENES = {
    "progress-reading": _reading,
    "progress": _in_the_middle,
    "progress-waiting": _waiting,
    "progress-broken": _broken_off,
    "summary": _summary(),
    "summary-row": _row,
    "summary-green": _summary(_all_done),
    "summary-red": _summary(_nothing_done),
    "summary-held": _summary(_held),
    "summary-cancelled": _summary(_cancelled),
    "audit": _audit,
    "audit-error": _audit_fails,
}
