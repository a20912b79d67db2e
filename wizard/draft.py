"""A connection in the making: what the steps of the wizard have answered so far.

It is kept at each Next and at "Save and close", without secrets, so that a half-finished wizard goes on
where it stopped. Steps are known by their names, never by their number.
"""

from __future__ import annotations

import secrets as randomness
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from pydantic import BaseModel, ValidationError

from sync.errors import SettingsError
from sync.profile import (
    Connect,
    Guards,
    Modules,
    Orders,
    Products,
    Profile,
    Schedule,
    Stock,
)
from sync.sentences import say

_STEPS: Mapping[str, type[BaseModel]] = {
    "connect": Connect,
    "modules": Modules,
    "orders": Orders,
    "products": Products,
    "stock": Stock,
    "guards": Guards,
    "schedule": Schedule,
}


@dataclass(frozen=True, slots=True)
class Draft:
    """The answers so far. ``saved``: a connection of this id exists and is being edited."""

    id: str
    name: str = ""
    connect: Connect | None = None
    modules: Modules = field(default_factory=Modules)
    orders: Orders | None = None
    products: Products | None = None
    stock: Stock | None = None
    guards: Guards = field(default_factory=Guards)
    schedule: Schedule = field(default_factory=Schedule)
    saved: bool = False
    confirmed_first_run: bool = False
    paused: bool = False
    created: date | None = None

    @classmethod
    def of(cls, profile: Profile) -> Draft:
        """The draft for editing a saved connection."""
        return cls(
            id=profile.id,
            name=profile.name,
            connect=profile.connect,
            modules=profile.modules,
            orders=profile.orders,
            products=profile.products,
            stock=profile.stock,
            guards=profile.guards,
            schedule=profile.schedule,
            saved=True,
            confirmed_first_run=profile.confirmed_first_run,
            paused=profile.paused,
            created=profile.created,
        )

    def profile(self) -> Profile:
        """The connection. Raises SettingsError while a step that is needed has no answer."""
        connect = self.connect
        missing = (
            "Connect"
            if connect is None
            else "Modules"
            if not self.modules.any
            else "Orders"
            if self.modules.orders and self.orders is None
            else "Products"
            if (self.modules.products or self.modules.stock) and self.products is None
            else "Warehouses"
            if self.stock is None
            else ""
        )
        if missing or connect is None:
            raise SettingsError(say("The step {step} is not finished yet.", step=missing))
        return Profile(
            id=self.id,
            name=self.name or self.id,
            created=self.created,
            connect=connect,
            modules=self.modules,
            orders=self.orders,
            products=self.products,
            stock=self.stock,
            guards=self.guards,
            schedule=self.schedule,
            confirmed_first_run=self.confirmed_first_run,
            paused=self.paused,
        )

    def as_steps(self) -> dict[str, dict[str, Any]]:
        """The answers as JSON values, by step, for :class:`storage.drafts.Drafts`."""
        steps: dict[str, dict[str, Any]] = {"draft": {"name": self.name, "saved": self.saved}}
        for name in _STEPS:
            answer = getattr(self, name)
            if answer is not None:
                steps[name] = answer.model_dump(mode="json")
        return steps

    @classmethod
    def from_steps(cls, draft_id: str, steps: Mapping[str, Mapping[str, Any]]) -> Draft:
        """The draft that :meth:`as_steps` wrote; a step that can no longer be read is asked anew."""
        about = steps.get("draft", {})
        draft = cls(id=draft_id, name=str(about.get("name", "")), saved=bool(about.get("saved", False)))
        answers: dict[str, Any] = {}
        for name, model in _STEPS.items():
            if name not in steps:
                continue
            try:
                answers[name] = model.model_validate(dict(steps[name]))
            except ValidationError:
                continue
        return replace(draft, **answers)


def new_shop_key(platform: str) -> str:
    """A key for a shop whose platform tells no id of its own; it is kept in the warehouse's marks from then
    on.
    """
    return f"{platform[:2]}-{randomness.token_hex(4)}"
