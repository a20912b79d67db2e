"""The connection test: does micro.bg answer, take the key, and show a company?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sync.errors import MostikError, SettingsError, Unreachable
from sync.ports import CheckStep, ProductScope, WarehouseFacts
from sync.sentences import Sentence, say
from sync.warehouses.microbg.client import Client, rows_in
from sync.warehouses.microbg.goods import Goods
from sync.warehouses.microbg.values import text, yes


def company(client: Client) -> dict[str, object]:
    """What micro.bg tells of the company."""
    rows = rows_in(client.read("getCompanyData"))
    return dict(rows[0]) if rows else {}


def check(client: Client, goods: Goods) -> WarehouseFacts:
    """Test the connection. Says what failed and does not raise; nothing is written."""
    facts = WarehouseFacts((), engine="micro.bg")

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
            company(client)
        except Unreachable:
            raise
        except MostikError:
            # It answered: what it says of the key belongs to the next step.
            return

    def sign_in() -> Sentence:
        nonlocal facts
        row = company(client)
        if not row:
            raise SettingsError(say("micro.bg shows no company for this key."))
        facts = replace(
            facts,
            currency=text(row, "currencyCode").upper() or "EUR",
            prices_include_vat=yes(row, "PricesWithVat"),
            negative_stock=yes(row, "AllowNegativeQnt"),
        )
        until = text(row, "PaymentToDate")
        name = text(row, "CompanyName")
        if until:
            return say("{company}, paid until {day}.", company=name, day=until[:10])
        return say("{company}.", company=name)

    def sample() -> Sentence:
        nonlocal facts
        places = goods.locations()
        products = sum(1 for _row in goods.rows(ProductScope()))
        facts = replace(facts, products=products, locations=len(places))
        return say("{products} products, {locations} locations.", products=products, locations=len(places))

    step(say("Reached"), reach)
    step(say("The key is accepted"), sign_in)
    step(say("A sample"), sample)
    return facts
