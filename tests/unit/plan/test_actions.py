"""A plan survives the way through JSON, because a run tells it in events."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

from sync.money import Money
from sync.plan import Action, ActionKind, Finding, FindingState, Guard, Module, ModulePlan, Value
from sync.sentences import say


def _action(key: str, old: Value | None, new: Value | None) -> Action:
    why = say("The stock of {product} changed.", product="Чай")
    return Action(Module.STOCK, ActionKind.SEND_STOCK, key, "Чай", "Склад", old, new, why, payload=object())


_PLAN = ModulePlan(
    Module.STOCK,
    (
        _action("a", None, Decimal("2.50")),
        _action("b", Money(Decimal("4.90"), "EUR"), Money(Decimal("5.00"), "EUR")),
        _action("c", "Чай", "=Чай"),
    ),
    (Finding(Module.STOCK, FindingState.HELD, "d", "Мед", say("No."), say("Look.")),),
    unchanged=7,
    guard=Guard(Module.STOCK, say("Really?"), say("Because."), frozenset({"b", "a"})),
)


def test_a_plan_comes_back_from_json_as_it_was_but_for_payloads() -> None:
    back = ModulePlan.from_data(json.loads(json.dumps(_PLAN.as_data())))
    assert back == replace(_PLAN, actions=tuple(replace(action, payload=None) for action in _PLAN.actions))


def test_without_these_leaves_them_out_tells_them_and_answers_the_guard() -> None:
    rest = _PLAN.without({"a", "b"})
    assert [action.key for action in rest.actions] == ["c"]
    held = [finding.key for finding in rest.findings if finding.state is FindingState.HELD]
    assert held == ["d", "a", "b"]
    assert rest.guard is None
    assert rest.unchanged == 7


def test_the_counts_are_by_kind() -> None:
    assert _PLAN.counts == {ActionKind.SEND_STOCK: 3}
