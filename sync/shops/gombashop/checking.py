"""The connection test: the exports are there and GombaShop's, the feed can be put into its place, a
sample.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import tzinfo
from typing import Final
from urllib.parse import urlsplit

from sync.errors import MostikError, SettingsError
from sync.ports import CheckStep, ShopFacts
from sync.sentences import Sentence, say
from sync.shops.feeds import Delivery
from sync.shops.gombashop.exports import ExportKind, Exports
from sync.shops.gombashop.goods import Goods
from sync.shops.gombashop.orders import OrderFiles
from sync.systems import GombaShopShop

_LONGEST_KEY: Final = 100


def check(
    settings: GombaShopShop,
    exports: Exports,
    goods: Callable[[], Goods],
    orders: OrderFiles,
    delivery: Delivery,
    zone: tzinfo,
) -> ShopFacts:
    """Test what this connection stands on. Says failed steps and does not raise for them."""
    facts = ShopFacts((), shop_key(settings.url), shop_name(settings.url), settings.currency)

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
        exports.of(ExportKind.PRODUCTS)

    def recognise() -> None:
        if exports.newest(ExportKind.PRODUCTS) is not None:
            return
        for why in exports.unread.values():
            raise SettingsError(why, advice=_HOW)
        raise SettingsError(say("There is no product export of GombaShop in this folder."), advice=_HOW)

    def look() -> Sentence:
        found, last = goods(), orders.newest()
        if last is None:
            return say("{products} products. No order export yet.", products=len(found.by_id))
        return say(
            "{products} products. Last order {number} of {moment}.",
            products=len(found.by_id),
            number=last[0],
            moment=last[1].astimezone(zone).strftime("%d.%m.%Y %H:%M"),
        )

    step(say("The folder of the exports is there"), reach)
    step(say("GombaShop’s product export lies in it"), recognise)
    step(say("The feed can be put into its place"), delivery.check)
    step(say("A look at the exports"), look)
    return facts


_HOW: Final = say(
    "In GombaShop’s panel export the products as CSV into this folder, then test again. Do not save the file "
    "in a spreadsheet."
)


def shop_name(url: str) -> str:
    """The shop's host."""
    return urlsplit(url if "//" in url else f"https://{url}").hostname or url


def shop_key(url: str) -> str:
    """The shop's key in the marks: GombaShop tells no id, and its host belongs to it alone."""
    host = shop_name(url).lower().removeprefix("www.")
    kept = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in host)
    return f"gs-{kept}"[:_LONGEST_KEY]
