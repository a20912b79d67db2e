"""The connection test: does the service answer, take the key and show a warehouse?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sync.errors import MostikError
from sync.ports import CheckStep, WarehouseFacts
from sync.sentences import Sentence, say
from sync.warehouses.utility_center.client import Client
from sync.warehouses.utility_center.goods import Goods
from sync.warehouses.utility_center.settings import PriceHabits


def check(client: Client, goods: Goods, habits: PriceHabits) -> WarehouseFacts:
    """Test the connection. Says what failed and does not raise; nothing is written."""
    facts = WarehouseFacts(
        (),
        engine="Utility Center",
        currency=habits.currency,
        prices_include_vat=habits.gross,
    )

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

    def reach() -> Sentence | None:
        client.any("Users")
        if not client.open_to_others:
            return None
        return say(
            "Attention: the service asks for no key, so any computer that reaches it may change your"
            " warehouse. Set a key in Utility Center."
        )

    def recognise() -> Sentence:
        locations, rates = goods.locations(), goods.vat_groups()
        return say(
            "Warehouse Pro with {locations} locations and {rates} VAT groups.",
            locations=len(locations),
            rates=len(rates),
        )

    def habits_of_prices() -> Sentence:
        if habits.gross:
            return say("Prices in {currency} with VAT, as you said.", currency=habits.currency)
        return say("Prices in {currency} without VAT, as you said.", currency=habits.currency)

    def sample() -> Sentence:
        nonlocal facts
        counts = {name: client.count(resource) for name, resource in _COUNTED.items()}
        newest = client.any("Items")
        facts = replace(
            facts,
            products=counts["products"],
            locations=counts["locations"],
            partners=counts["partners"],
        )
        return say(
            "{products} products, {locations} locations, {partners} partners; one of them is {name}.",
            **counts,
            name=str((newest or {}).get("name") or "—").strip(),
        )

    step(say("Reached"), reach)
    step(say("Is it Warehouse Pro?"), recognise)
    step(say("Settings of the program"), habits_of_prices)
    step(say("A sample"), sample)
    return facts


_COUNTED = {"products": "Items", "locations": "Locations", "partners": "Partners"}
