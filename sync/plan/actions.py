"""The words of a plan: what would be changed, what is left alone and why, and when a module asks first.

A plan is made by pure functions and is the same thing as the preview, the dry run and the total of the
progress bar. Everything here turns into JSON values with ``as_data``, because a run is a child process that
tells its plan in events.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeAlias

from sync.money import Money
from sync.sentences import Sentence

Value: TypeAlias = Decimal | Money | str
"""An old or a new value: a quantity in the good's first unit, a gross amount with its currency, or a text."""


class Module(StrEnum):
    """The three modules that the owner switches on or off, each with its own plan."""

    ORDERS = "orders"
    PRODUCTS = "products"
    STOCK = "stock"


class ActionKind(StrEnum):
    """What one action does. Prices belong to the module products."""

    IMPORT_ORDER = "import order"
    CHANGE_ORDER = "change order"
    WITHDRAW_ORDER = "withdraw order"
    PRINT_RECEIPT = "print receipt"
    TURN_INTO_SALE = "turn into sale"
    SET_ORDER_STATUS = "set order status"
    WRITE_ORDER_NUMBER = "write order number"
    KEEP_DOCUMENT = "keep document"
    SEND_STOCK = "send stock"
    SEND_PRICE = "send price"
    CREATE_SHOP_PRODUCT = "create shop product"
    UPDATE_SHOP_PRODUCT = "update shop product"
    CREATE_WAREHOUSE_PRODUCT = "create warehouse product"
    UPDATE_WAREHOUSE_PRODUCT = "update warehouse product"
    CREATE_LOCATION = "create location"
    LINK_PRODUCT = "link product"


@dataclass(frozen=True, slots=True)
class Action:
    """One change that would be made.

    ``key`` is unique within the module's plan and the same in every plan for the same thing, so that the
    owner's "send without these" and a retry find it again. ``title`` is the order's number or the product's
    name, ``where`` the name of the place that changes. ``old`` None: not known or not there; ``new`` None:
    nothing to show. ``payload`` is what the executing part needs; it is not part of the JSON values.
    """

    module: Module
    kind: ActionKind
    key: str
    title: str
    where: str
    old: Value | None
    new: Value | None
    why: Sentence
    payload: object = None

    def as_data(self) -> dict[str, Any]:
        """The action as JSON values, without its payload."""
        return {
            "module": self.module.value,
            "kind": self.kind.value,
            "key": self.key,
            "title": self.title,
            "where": self.where,
            "old": value_as_data(self.old),
            "new": value_as_data(self.new),
            "why": self.why.as_data(),
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Action:
        """The action that :meth:`as_data` wrote, to be shown; it has no payload."""
        return cls(
            module=Module(data["module"]),
            kind=ActionKind(data["kind"]),
            key=str(data["key"]),
            title=str(data["title"]),
            where=str(data["where"]),
            old=value_from_data(data["old"]),
            new=value_from_data(data["new"]),
            why=Sentence.from_data(data["why"]),
        )


class FindingState(StrEnum):
    """How a thing stands that is not simply changed."""

    WAITS = "waits"
    """Not yet: it will go by itself (an order in a status that is not taken)."""
    HELD = "held"
    """Needs the owner before it can go."""
    SKIPPED = "skipped"
    """Left out by a rule or a choice."""
    AMBIGUOUS = "ambiguous"
    """More than one candidate: the owner chooses."""
    FAILED = "failed"
    """Could not be planned or done."""
    REMOVED = "removed"
    """Gone from the other side."""
    TOLD = "told"
    """Done or right, but the owner should know it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not synced, or is and has to be said: what, why, and what the owner can do."""

    module: Module
    state: FindingState
    key: str
    title: str
    why: Sentence
    advice: Sentence | None = None

    def as_data(self) -> dict[str, Any]:
        """The finding as JSON values."""
        return {
            "module": self.module.value,
            "state": self.state.value,
            "key": self.key,
            "title": self.title,
            "why": self.why.as_data(),
            "advice": self.advice.as_data() if self.advice else None,
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Finding:
        """The finding that :meth:`as_data` wrote."""
        return cls(
            module=Module(data["module"]),
            state=FindingState(data["state"]),
            key=str(data["key"]),
            title=str(data["title"]),
            why=Sentence.from_data(data["why"]),
            advice=Sentence.from_data(data["advice"]) if data["advice"] else None,
        )


class GuardAnswer(StrEnum):
    """The owner's three ways out of a guard."""

    SEND = "send"
    SEND_WITHOUT = "send without these"
    KEEP_HELD = "keep held"


@dataclass(frozen=True, slots=True)
class Guard:
    """A module asks before its first write. ``items`` are the keys of the actions that "send without
    these" leaves out.
    """

    module: Module
    question: Sentence
    cause: Sentence
    items: frozenset[str] = frozenset()

    def as_data(self) -> dict[str, Any]:
        """The guard as JSON values; the items sorted."""
        return {
            "module": self.module.value,
            "question": self.question.as_data(),
            "cause": self.cause.as_data(),
            "items": sorted(self.items),
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Guard:
        """The guard that :meth:`as_data` wrote."""
        return cls(
            module=Module(data["module"]),
            question=Sentence.from_data(data["question"]),
            cause=Sentence.from_data(data["cause"]),
            items=frozenset(str(key) for key in data["items"]),
        )


@dataclass(frozen=True, slots=True)
class ModulePlan:
    """The plan of one module. ``actions`` stand in the order in which they are done; equal items are
    only counted.
    """

    module: Module
    actions: tuple[Action, ...] = ()
    findings: tuple[Finding, ...] = ()
    unchanged: int = 0
    guard: Guard | None = None

    @property
    def counts(self) -> Mapping[ActionKind, int]:
        """How many actions of each kind."""
        return Counter(action.kind for action in self.actions)

    def without(self, keys: Collection[str]) -> ModulePlan:
        """The plan without the actions of these keys, each of which becomes a held finding; the guard is
        answered.
        """
        held = tuple(
            Finding(action.module, FindingState.HELD, action.key, action.title, action.why)
            for action in self.actions
            if action.key in keys
        )
        rest = tuple(action for action in self.actions if action.key not in keys)
        return replace(self, actions=rest, findings=self.findings + held, guard=None)

    def as_data(self) -> dict[str, Any]:
        """The plan as JSON values, without payloads."""
        return {
            "module": self.module.value,
            "actions": [action.as_data() for action in self.actions],
            "findings": [finding.as_data() for finding in self.findings],
            "unchanged": self.unchanged,
            "guard": self.guard.as_data() if self.guard else None,
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> ModulePlan:
        """The plan that :meth:`as_data` wrote, to be shown; its actions have no payloads."""
        return cls(
            module=Module(data["module"]),
            actions=tuple(Action.from_data(action) for action in data["actions"]),
            findings=tuple(Finding.from_data(finding) for finding in data["findings"]),
            unchanged=int(data["unchanged"]),
            guard=Guard.from_data(data["guard"]) if data["guard"] else None,
        )


def value_as_data(value: Value | None) -> Any:
    """A value as JSON: a text stays a text, a quantity becomes ``{"quantity": …}``, an amount has its
    currency beside it.
    """
    if isinstance(value, Money):
        return {"amount": str(value.amount), "currency": value.currency}
    if isinstance(value, Decimal):
        return {"quantity": str(value)}
    return value


def value_from_data(data: Any) -> Value | None:
    """The value that :func:`value_as_data` wrote."""
    if data is None:
        return None
    if isinstance(data, Mapping):
        if "currency" in data:
            return Money(Decimal(data["amount"]), str(data["currency"]))
        return Decimal(data["quantity"])
    return str(data)
