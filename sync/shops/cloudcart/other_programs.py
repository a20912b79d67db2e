"""Traces of another program that joins a shop of CloudCart to a warehouse: hooks to addresses that are not
Mostik's, and products that CloudCart's own application Microinvest brought in.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from sync.sentences import Sentence, say
from sync.shops.cloudcart.client import Client
from sync.shops.cloudcart.hooks import is_ours
from sync.shops.cloudcart.reading import attributes
from sync.shops.cloudcart.values import text, yes

_MICROINVEST: Final = "microinvest-"
"""So the application Microinvest begins what it writes into ``app_import`` (facts, 4.1)."""
_MOST_NAMED: Final = 3


def signs(client: Client) -> tuple[Sentence, ...]:
    """What in the shop speaks for another program, by two kinds of requests. Raises what the client does."""
    return (*_hooks(client), *_imported(client))


def _hooks(client: Client) -> tuple[Sentence, ...]:
    hosts: list[str] = []
    for answer in client.pages("webhooks", {"sort": "id"}):
        for resource in answer.data:
            hook = attributes(resource)
            host = urlsplit(text(hook.get("url"))).hostname or ""
            if host and yes(hook.get("active")) and not is_ours(hook) and host not in hosts:
                hosts.append(host)
    if not hosts:
        return ()
    named = ", ".join(hosts[:_MOST_NAMED])
    return (
        say("CloudCart tells {hosts} what changes: a program there may bring orders in too.", hosts=named),
    )


def _imported(client: Client) -> tuple[Sentence, ...]:
    """The products that changed last; the application writes into all that it keeps up."""
    asked = {
        "fields[products]": "app_import",
        "sort": "-date_modified",
        "page[size]": 100,
        "page[number]": 1,
    }
    newest = client.get("products", asked).data
    found = sum(text(attributes(each).get("app_import")).startswith(_MICROINVEST) for each in newest)
    if not found:
        return ()
    return (
        say(
            "Products of the shop came from CloudCart’s application Microinvest: it joins the shop to "
            "Warehouse Pro too."
        ),
    )
