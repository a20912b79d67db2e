"""The connection test: reached, signed in, may read, and a real sample."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import tzinfo

from sync.errors import MostikError, SettingsError
from sync.ports import CheckStep, ShopFacts
from sync.sentences import Sentence, say
from sync.shops.cloudcart.catalogue import Catalogue
from sync.shops.cloudcart.client import Client
from sync.shops.cloudcart.reading import attributes
from sync.shops.cloudcart.values import moment, text


def check(client: Client, catalogue: Catalogue, currency: str, zone: tzinfo) -> ShopFacts:
    """Test the connection with four requests. Says failed steps and does not raise for them."""
    facts = ShopFacts((), key=_key(client.host), name=client.host, currency=currency)

    def step(name: Sentence, look: Callable[[], Sentence | None]) -> None:
        nonlocal facts
        if not facts.passed:
            done = CheckStep(name, None)
        else:
            try:
                done = CheckStep(name, True, look())
            except MostikError as error:
                done = CheckStep(name, False, error.sentence, error.advice, error.detail)
        facts = replace(facts, steps=(*facts.steps, done))

    def reach() -> None:
        try:
            client.get("order-status")
        except SettingsError:
            # It answered: what it says of the key belongs to the next step.
            return

    def sign_in() -> None:
        client.get("order-status")

    def read() -> Sentence:
        return say("Found {products} products and variants.", products=catalogue.sample())

    def look() -> Sentence:
        nonlocal facts
        last = client.get("orders", {"sort": "-date_added", "page[size]": 1, "page[number]": 1}).first
        if last is None:
            return say("There is no order yet.")
        order = attributes(last)
        there = text(order.get("currency")).upper()
        if there and there != currency:
            raise SettingsError(
                say("The shop’s last order is in {there}, not in {here}.", there=there, here=currency),
                advice=say("Choose the shop’s currency."),
            )
        placed = moment(order.get("date_added"), zone)
        shown = placed.astimezone(zone).strftime("%d.%m. %H:%M") if placed else "—"
        return say("Last order {number} of {moment}.", number=order["id"], moment=shown)

    step(say("CloudCart answers"), reach)
    step(say("The key is accepted"), sign_in)
    step(say("Orders and products may be read"), read)
    step(say("A look at the shop"), look)
    return facts


def _key(host: str) -> str:
    """The shop's key in the marks: its host belongs to it alone."""
    kept = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in host.lower())
    return f"cc-{kept}"[:100]
