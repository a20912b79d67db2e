"""Webhooks of CloudCart: the shop tells of orders and products, and Mostik then reads them again.

From the vendor's wiki: one event each; a save without the custom headers may empty them; the shop switches a
hook off after twenty minutes of silence or at once after some answers, and tells nobody but the owner's
mailbox. The notice itself is never trusted: neither its money nor its completeness is documented.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sync.errors import SettingsError
from sync.sentences import say
from sync.shops.cloudcart.client import Client
from sync.shops.cloudcart.reading import attributes, ident
from sync.shops.cloudcart.values import text, yes

EVENTS: Final = ("order.created", "order.updated", "product.created", "product.updated", "product.deleted")
"""What Mostik wants to hear of. A deleted order is never told; it is missed when it is read again."""


@dataclass(frozen=True, slots=True)
class HookCheck:
    """What was done so that the shop tells: hooks made, and hooks that it had switched off."""

    made: tuple[str, ...] = ()
    revived: tuple[str, ...] = ()


class Hooks:
    """The hooks of one shop that lead to one address."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def ensure(self, address: str) -> HookCheck:
        """See to it that each event is told at ``address``/event. Safe to repeat: what is there is left.

        Raises SettingsError for an address that is not https, because the shop sends its key along.
        """
        if not address.startswith("https://") and not address.startswith("http://127.0.0.1:"):
            raise SettingsError(
                say("The shop sends its key with each notice, so the address must begin with https."),
                advice=say("Enter an address with https that leads to this computer."),
            )
        there = self._there(address)
        made, revived = [], []
        for event in EVENTS:
            url = address_of(address, event)
            hook = there.get(event)
            if hook is None:
                self._client.make("webhooks", {"url": url, "event": event, "active": "yes"})
                made.append(event)
            elif not hook[1]:
                self._client.change("webhooks", hook[0], {"url": url, "event": event, "active": "yes"})
                revived.append(event)
        return HookCheck(tuple(made), tuple(revived))

    def remove(self, address: str) -> int:
        """Take all hooks to ``address`` away; how many there were."""
        there = self._there(address)
        for hook, _active in there.values():
            self._client.remove("webhooks", hook)
        return len(there)

    def _there(self, address: str) -> Mapping[str, tuple[str, bool]]:
        """The hooks that lead to the address: event -> (id, active)."""
        found: dict[str, tuple[str, bool]] = {}
        for answer in self._client.pages("webhooks", {"sort": "id"}):
            for resource in answer.data:
                values = attributes(resource)
                event = text(values.get("event"))
                if text(values.get("url")) == address_of(address, event):
                    found[event] = (ident(resource), yes(values.get("active")))
        return found


def address_of(address: str, event: str) -> str:
    """Where an event is told: the shop names it nowhere else."""
    return f"{address.rstrip('/')}/{event}"
