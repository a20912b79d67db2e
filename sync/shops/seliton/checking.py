"""The connection test: reached, signed in, may read, and a real sample."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import tzinfo

from sync.errors import MostikError, SettingsError
from sync.ports import CheckStep, ShopFacts
from sync.sentences import Sentence, say
from sync.shops.seliton.catalogue import Catalogue
from sync.shops.seliton.client import Client, NoRest
from sync.shops.seliton.feed import Feed
from sync.shops.seliton.order_listing import OrderListing
from sync.shops.seliton.values import text


def check(
    client: Client, catalogue: Catalogue, orders: OrderListing, feed: Feed | None, currency: str, zone: tzinfo
) -> ShopFacts:
    """Test the connection with a handful of requests. Says failed steps and does not raise for them."""
    facts = ShopFacts((), key=shop_key(client.host), name=client.host, currency=currency)

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
            catalogue.count()
        except NoRest:
            raise
        except SettingsError:
            # It answered: what it says of the token belongs to the next step.
            return

    def sign_in() -> None:
        catalogue.count()

    def read() -> Sentence:
        client.page("orders", 0, {"limit": 1})
        if feed is None:
            return say("Found {products} products.", products=catalogue.count())
        return say(
            "Found {products} products, and {items} in the export.",
            products=catalogue.count(),
            items=sum(1 for _ in feed.products()),
        )

    def look() -> Sentence:
        last = next(iter(orders.latest(1)), None)
        if last is None:
            return say("There is no order yet.")
        there = text(last.raw["order"].get("orderCurrencyCode")).upper()
        if there and there != currency:
            raise SettingsError(
                say("The shop’s last order is in {there}, not in {here}.", there=there, here=currency),
                advice=say("Choose the shop’s currency."),
            )
        placed = last.confirmed_at
        shown = placed.astimezone(zone).strftime("%d.%m. %H:%M") if placed else "—"
        return say("Last order {number} of {moment}.", number=last.id, moment=shown)

    step(say("Seliton answers"), reach)
    step(say("The sign-in is accepted"), sign_in)
    step(say("Orders and products may be read"), read)
    step(say("A look at the shop"), look)
    return facts


def shop_key(host: str) -> str:
    """The shop's key in the marks: its host belongs to it alone."""
    kept = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in host.lower())
    return f"sel-{kept}"[:100]
