"""The connection test: reached, signed in, may read, and a real sample."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from sync.errors import MostikError, Unreachable
from sync.model import Catalog
from sync.ports import CheckStep, OrderQuery, ShopFacts
from sync.sentences import Sentence, say
from sync.shops.baselinker import order_reading
from sync.shops.baselinker.catalogue import Catalogue
from sync.shops.baselinker.client import PLATFORM, Client

_REACHED: Final = say("BaseLinker answers")
_SIGNED_IN: Final = say("The token is accepted")
_RIGHTS: Final = say("Orders and products may be read")
_SAMPLE: Final = say("A look at the shop")
_LOOKED_BACK: Final = (timedelta(hours=1), timedelta(days=1), timedelta(days=7), timedelta(days=60))


@dataclass(slots=True)
class _Test:
    """What was found so far."""

    steps: list[CheckStep] = field(default_factory=list)
    catalog: Catalog | None = None
    currency: str = ""

    def passed(self, name: Sentence, said: Sentence | None = None) -> None:
        self.steps.append(CheckStep(name, passed=True, said=said))

    def failed(self, name: Sentence, error: MostikError) -> None:
        self.steps.append(
            CheckStep(name, passed=False, said=error.sentence, advice=error.advice, detail=error.detail)
        )

    def facts(self) -> ShopFacts:
        come_to = {step.name for step in self.steps}
        later = (CheckStep(name, passed=None) for name in (_REACHED, _SIGNED_IN, _RIGHTS, _SAMPLE))
        return ShopFacts(
            steps=(*self.steps, *(step for step in later if step.name not in come_to)),
            # BaseLinker tells no number of the account, so the key is ours, kept with the marks.
            key="",
            name=self.catalog.name if self.catalog else PLATFORM,
            currency=self.currency,
        )


def check(client: Client, catalogue: Catalogue) -> ShopFacts:
    """Test the connection. Says failed steps and does not raise for them."""
    test = _Test()
    if _sign_in(test, client) and _read(test, catalogue):
        _look(test, client, catalogue)
    return test.facts()


def _sign_in(test: _Test, client: Client) -> bool:
    try:
        order_reading.statuses(client)
    except Unreachable as error:
        test.failed(_REACHED, error)
        return False
    except MostikError as error:
        test.passed(_REACHED)
        test.failed(_SIGNED_IN, error)
        return False
    test.passed(_REACHED)
    test.passed(_SIGNED_IN)
    return True


def _read(test: _Test, catalogue: Catalogue) -> bool:
    try:
        catalogs = catalogue.catalogs()
        groups = {group.id: group.currency for group in catalogue.price_groups()}
        catalogue.warehouses()
    except MostikError as error:
        test.failed(_RIGHTS, error)
        return False
    defaults = [known for known in catalogs if known.is_default] or catalogs
    if defaults:
        test.catalog = defaults[0]
        test.currency = groups.get(defaults[0].default_price_group, "")
    test.passed(
        _RIGHTS,
        say("BaseLinker does not tell whether the token may also write; the first change will show it."),
    )
    return True


def _look(test: _Test, client: Client, catalogue: Catalogue) -> None:
    try:
        products, more = catalogue.sample(test.catalog.id) if test.catalog else (0, False)
        last = _last_order(client)
    except MostikError as error:
        test.failed(_SAMPLE, error)
        return
    if last is None:
        said = say("Found {products} products, no order in the last 60 days.", products=products)
    else:
        # The owner's own time zone is that of his computer; the connection has none yet.
        shown = last.astimezone().strftime("%d.%m. %H:%M")
        said = (
            say("Found {products} products and more, last order {moment}.", products=products, moment=shown)
            if more
            else say("Found {products} products, last order {moment}.", products=products, moment=shown)
        )
    test.passed(_SAMPLE, said)


def _last_order(client: Client) -> datetime | None:
    """When the newest order was confirmed. Orders come oldest first, so a short time back is tried first."""
    now = client.clock.now()
    for back in _LOOKED_BACK:
        last: datetime | None = None
        for page in order_reading.pages(client, OrderQuery(since=now - back)):
            last = max((order.confirmed_at for order in page if order.confirmed_at), default=last)
        if last is not None:
            return last
    return None
