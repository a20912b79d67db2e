"""How listening to a shop stands: what the process that listens tells, and the window shows. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sync.sentences import Sentence
from sync.shops.cloudcart.hooks import HookState

EVENT: Final = "listening"
"""The name of the event that carries it."""


@dataclass(frozen=True, slots=True)
class ListeningState:
    """``shop``: what the shop said of its hooks at ``asked_at`` (UTC); None: it was not asked yet.

    ``heard``: true notices so far; ``strangers``: those with a wrong key; ``runs``: syncs that were started;
    ``revived``: how often the shop had switched a hook off. ``problem``: why the shop could not be asked the
    last time, or why nobody listens.
    """

    port: int = 0
    asked_at: datetime | None = None
    shop: HookState | None = None
    heard: int = 0
    strangers: int = 0
    runs: int = 0
    revived: int = 0
    problem: Sentence | None = None

    def as_data(self) -> dict[str, Any]:
        """As JSON values, with the name of the event."""
        shop = self.shop
        return {
            "event": EVENT,
            "port": self.port,
            "asked_at": self.asked_at and self.asked_at.isoformat(),
            "shop": shop and {"on": list(shop.on), "off": list(shop.off), "missing": list(shop.missing)},
            "heard": self.heard,
            "strangers": self.strangers,
            "runs": self.runs,
            "revived": self.revived,
            "problem": self.problem and self.problem.as_data(),
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> ListeningState:
        """What :meth:`as_data` gave."""
        shop, problem, asked_at = data.get("shop"), data.get("problem"), data.get("asked_at")
        return cls(
            int(data["port"]),
            datetime.fromisoformat(asked_at) if asked_at else None,
            HookState(tuple(shop["on"]), tuple(shop["off"]), tuple(shop["missing"])) if shop else None,
            int(data["heard"]),
            int(data["strangers"]),
            int(data["runs"]),
            int(data["revived"]),
            Sentence.from_data(problem) if problem else None,
        )
