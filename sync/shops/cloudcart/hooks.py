"""Webhooks of CloudCart: the shop tells of orders and products, and Mostik then reads them again.

From the vendor's wiki: one event each; a save without the custom headers may empty them; the shop switches a
hook off after twenty minutes of silence or at once after some answers, and tells nobody but the owner's
mailbox. With each notice goes a key of the shop, by default the first of its list and not ours; so each hook
carries a key of its own in a header. The notice itself is never trusted: neither its money nor its
completeness is documented.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sync.errors import SettingsError
from sync.sentences import Sentence, say
from sync.shops.cloudcart.client import Client
from sync.shops.cloudcart.reading import attributes, ident
from sync.shops.cloudcart.values import text, yes

EVENTS: Final = ("order.created", "order.updated", "product.created", "product.updated", "product.deleted")
"""What Mostik wants to hear of. A deleted order is never told; it is missed when it is read again."""
SHOP_KEY_HEADER: Final = "X-CloudCart-ApiKey"
"""In it the shop sends one of its own keys."""
OWN_KEY_HEADER: Final = "X-Mostik-Key"
"""In it the shop sends the key that Mostik gave the hook."""


@dataclass(frozen=True, slots=True)
class HookState:
    """What the shop says of the hooks to an address: the events it tells of, those whose hook it has switched
    off, and those for which there is none.
    """

    on: tuple[str, ...] = ()
    off: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def is_on(self) -> bool:
        """Whether every event is told."""
        return not self.off and not self.missing


@dataclass(frozen=True, slots=True)
class HookCheck:
    """What was done so that the shop tells: hooks made, hooks that it had switched off, and how all of them
    were found before.
    """

    made: tuple[str, ...] = ()
    revived: tuple[str, ...] = ()
    before: HookState = field(default_factory=HookState)


@dataclass(frozen=True, slots=True)
class _Hook:
    ident: str
    active: bool
    key: str | None
    """Its own key; None: the shop does not show it."""


def address_problem(address: str) -> Sentence | None:
    """Why notices cannot come to this address; None where they can."""
    if address.startswith("http://127.0.0.1:"):
        return None
    host = address.removeprefix("https://").partition("/")[0]
    if not address.startswith("https://"):
        return say("The shop sends its key with each notice, so the address must begin with https.")
    if not host.strip(".:") or any(letter.isspace() or not letter.isprintable() for letter in address):
        return say("This is no whole address, such as {example}.", example="https://notices.example.com")
    return None


class Hooks:
    """The hooks of one shop that lead to one address."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def look(self, address: str) -> HookState:
        """What the shop says of the hooks to ``address``; nothing is changed."""
        return _state(self._there(address))

    def ensure(self, address: str, key: str = "") -> HookCheck:
        """See to it that each event is told at ``address``/event, with ``key`` as the hooks' own one. Safe to
        repeat: what is there is left.

        Raises SettingsError for an address that is not https, because the shop sends its key along.
        """
        problem = address_problem(address)
        if problem is not None:
            raise SettingsError(
                problem, advice=say("Enter an address with https that leads to this computer.")
            )
        there = self._there(address)
        made, revived = [], []
        for event in EVENTS:
            wanted: dict[str, Any] = {"url": address_of(address, event), "event": event, "active": "yes"}
            if key:
                wanted["request_headers"] = {OWN_KEY_HEADER: key}
            hook = there.get(event)
            if hook is None:
                self._client.make("webhooks", wanted)
                made.append(event)
            elif not hook.active or (key and hook.key is not None and hook.key != key):
                self._client.change("webhooks", hook.ident, wanted)
                if not hook.active:
                    revived.append(event)
        return HookCheck(tuple(made), tuple(revived), _state(there))

    def remove(self, address: str) -> int:
        """Take all hooks to ``address`` away; how many there were."""
        there = self._there(address)
        for hook in there.values():
            self._client.remove("webhooks", hook.ident)
        return len(there)

    def _there(self, address: str) -> Mapping[str, _Hook]:
        """The hooks that lead to the address, by event."""
        found: dict[str, _Hook] = {}
        for answer in self._client.pages("webhooks", {"sort": "id"}):
            for resource in answer.data:
                values = attributes(resource)
                event = text(values.get("event"))
                if text(values.get("url")) == address_of(address, event):
                    found[event] = _Hook(ident(resource), yes(values.get("active")), _own_key(values))
        return found


def address_of(address: str, event: str) -> str:
    """Where an event is told: the shop names it nowhere else."""
    return f"{address.rstrip('/')}/{event}"


def is_ours(hook: Mapping[str, Any]) -> bool:
    """Whether a hook, by its attributes, is one of Mostik's: it sends a key of our own, or is on our
    paths.
    """
    event = text(hook.get("event"))
    return bool(_own_key(hook)) or text(hook.get("url")).endswith(f"/{event}")


def _state(there: Mapping[str, _Hook]) -> HookState:
    return HookState(
        tuple(event for event in EVENTS if event in there and there[event].active),
        tuple(event for event in EVENTS if event in there and not there[event].active),
        tuple(event for event in EVENTS if event not in there),
    )


def _own_key(values: Mapping[str, Any]) -> str | None:
    """The hook's own key, whether its headers come as a map or as a list of names and values."""
    headers = values.get("request_headers")
    if isinstance(headers, Mapping):
        pairs = list(headers.items())
    elif isinstance(headers, list):
        pairs = [(each.get("name"), each.get("value")) for each in headers if isinstance(each, Mapping)]
    else:
        return None
    # The names of headers know no case (RFC 9110, 5.1).
    return next((text(value) for name, value in pairs if text(name).lower() == OWN_KEY_HEADER.lower()), "")
