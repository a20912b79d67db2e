"""The answers of the wizard's steps, and the connection that they make.

A step's answers are the fields of its settings model in :mod:`sync.profile`, as JSON values; they may be
unfinished. Steps are known by their ids, never by their number. Secrets are no answers.
"""

from __future__ import annotations

import secrets as randomness
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from sync.errors import SettingsError
from sync.profile import Connect, Guards, Modules, Notices, Orders, Products, Profile, Schedule, Stock
from sync.receipts.settings import Receipts
from sync.sentences import say
from wizard.wizard_frame import Draft

OBSERVER: Final = "observer"
TAKE_OVER: Final = "take_over"
"""Under these names what the owner said about another program stands in the draft's entry about the
connection."""
ABOUT: Final = "about"
"""The draft's own entry: the connection's ``name``, and what a saved one keeps besides its steps."""

MODELS: Final[Mapping[str, type[BaseModel]]] = {
    "connect": Connect,
    "modules": Modules,
    "orders": Orders,
    "products": Products,
    "warehouses": Stock,
    "receipts": Receipts,
    "guards": Guards,
    "schedule": Schedule,
    "notices": Notices,
}
"""The settings model of each entry of a draft."""

_FIELDS: Final = {"warehouses": "stock"}
"""Where an entry is named otherwise in the profile."""


def draft_of(profile: Profile) -> Draft:
    """The draft for editing a saved connection."""
    draft: Draft = {
        ABOUT: {
            "name": profile.name,
            "saved": True,
            "confirmed_first_run": profile.confirmed_first_run,
            "paused": profile.paused,
            "created": profile.created.isoformat() if profile.created else None,
            OBSERVER: profile.connect.observer,
            TAKE_OVER: profile.connect.take_over.isoformat() if profile.connect.take_over else None,
        }
    }
    for entry in MODELS:
        answer: BaseModel | None = getattr(profile, _FIELDS.get(entry, entry))
        if answer is not None:
            draft[entry] = answer.model_dump(mode="json")
    return draft


def connection_name(draft: Mapping[str, Mapping[str, Any]]) -> str:
    """The connection's name as the owner typed it; "" while there is none."""
    return str(draft.get(ABOUT, {}).get("name", ""))


def is_saved(draft: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether a connection of this draft exists already and is being edited."""
    return bool(draft.get(ABOUT, {}).get("saved", False))


def modules_of(draft: Mapping[str, Mapping[str, Any]]) -> Modules:
    """The chosen modules; all off while the step is not answered."""
    chosen = {name: bool(draft.get("modules", {}).get(name, False)) for name in Modules.model_fields}
    return Modules(**chosen)


def modules_in_sight(draft: Mapping[str, Mapping[str, Any]]) -> Modules:
    """The modules whose steps are shown: the chosen ones, and all while none is chosen, so that an owner who
    begins sees what may come.
    """
    chosen = modules_of(draft)
    if chosen.orders or chosen.products or chosen.stock:
        return chosen
    return Modules(orders=True, products=True, stock=True)


def asks_for_receipts(draft: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether the step receipts is there: its law is Bulgaria's, and receipts are of orders."""
    return modules_in_sight(draft).orders and draft.get("connect", {}).get("country") == "BG"


def answer_of(draft: Mapping[str, Mapping[str, Any]], entry: str) -> BaseModel | None:
    """The finished answer of an entry, or None while it is not complete."""
    try:
        return MODELS[entry].model_validate(dict(draft[entry])) if entry in draft else None
    except ValidationError:
        return None


def profile_of(profile_id: str, draft: Mapping[str, Mapping[str, Any]]) -> Profile:
    """The connection that a draft makes. Raises SettingsError naming the first step that is not finished."""
    modules = modules_of(draft)
    needed = {
        "connect": True,
        "modules": True,
        "orders": modules.orders,
        "products": modules.products or modules.stock,
        "warehouses": modules.orders or modules.stock,
    }
    answers: dict[str, Any] = {}
    for entry in MODELS:
        answer = answer_of(draft, entry)
        if answer is None and needed.get(entry, False):
            raise SettingsError(say("The step {step} is not finished yet.", step=entry))
        if answer is not None:
            answers[_FIELDS.get(entry, entry)] = answer
    about = draft.get(ABOUT, {})
    if isinstance(answers.get("connect"), Connect):
        answers["connect"] = _beside_another(answers["connect"], about)
    created = about.get("created")
    return Profile(
        id=profile_id,
        name=connection_name(draft) or profile_id,
        created=date.fromisoformat(created) if created else None,
        confirmed_first_run=bool(about.get("confirmed_first_run", False)),
        paused=bool(about.get("paused", False)),
        **answers,
    )


def _beside_another(connect: Connect, about: Mapping[str, Any]) -> Connect:
    """The answer of the step connect with what was said about another program."""
    since = about.get(TAKE_OVER)
    said = {
        "observer": bool(about.get(OBSERVER, False)),
        "take_over": datetime.fromisoformat(since) if isinstance(since, str) else None,
    }
    return connect.model_copy(update=said)


def new_shop_key(platform: str) -> str:
    """A key for a shop whose platform tells no id of its own; the warehouse's marks keep it from then on."""
    return f"{platform[:2]}-{randomness.token_hex(4)}"
