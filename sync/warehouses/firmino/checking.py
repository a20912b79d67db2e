"""The connection test: does Firmino answer, take login and password, and show a company?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from sync.errors import MostikError, Unreachable
from sync.ports import CheckStep, WarehouseFacts
from sync.sentences import Sentence, mark, say
from sync.warehouses.firmino.company import Company
from sync.warehouses.firmino.customers import Customers
from sync.warehouses.firmino.goods import Goods, is_service
from sync.warehouses.firmino.settings import Habits, StockMeaning
from sync.warehouses.firmino.values import number, text


def check(company: Company, goods: Goods, customers: Customers, habits: Habits) -> WarehouseFacts:
    """Test the connection. Says what failed and does not raise; nothing is written."""
    facts = WarehouseFacts((), engine="Streamsoft Firmino", prices_include_vat=True)

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
            _ = company.draft
        except Unreachable:
            raise
        except MostikError:
            # It answered: what it says of the login belongs to the next step.
            return

    def sign_in() -> Sentence:
        nonlocal facts
        facts = replace(facts, currency=company.currency)
        if company.vat_payer:
            return say("The company pays VAT; its currency is {currency}.", currency=company.currency)
        return say("The company pays no VAT; its currency is {currency}.", currency=company.currency)

    def sample() -> Sentence:
        nonlocal facts
        articles, people = goods.rows(), customers.rows()
        facts = replace(facts, products=len(articles), locations=1, partners=len(people))
        with_stock = [row for row in articles if not is_service(row)]
        shown = max(with_stock, key=lambda row: number(row, "quantity"), default=None)
        if shown is None:
            return say(
                "{products} articles, {partners} customers.", products=len(articles), partners=len(people)
            )
        fields = {
            "products": str(len(articles)),
            "partners": str(len(people)),
            "name": text(shown, "name"),
            "quantity": f"{number(shown, 'quantity').normalize():f}",
        }
        return Sentence(_UNSAID if habits.stock is StockMeaning.UNKNOWN else _SAID, fields)

    step(say("Reached"), reach)
    step(say("The login is accepted"), sign_in)
    step(say("A sample"), sample)
    return facts


_UNSAID: Final = mark(
    "{products} articles, {partners} customers. Of “{name}” the API shows {quantity}: look in Firmino, and "
    "say above what this number is."
)
_SAID: Final = mark("{products} articles, {partners} customers; of “{name}” there are {quantity}.")
