"""The connection test: the files are there and whole, and what can be read of them."""

from __future__ import annotations

from collections.abc import Callable

from sync.errors import MostikError
from sync.ports import CheckStep, ShopFacts
from sync.sentences import Sentence, say
from sync.shops.by_file.giving_out import GivingOut
from sync.shops.by_file.order_book import OrderBook
from sync.shops.by_file.product_book import ProductBook
from sync.shops.by_file.settings import ByFileShop


def check(
    settings: ByFileShop, orders: OrderBook | None, products: ProductBook | None, out: GivingOut | None
) -> ShopFacts:
    """Look at every file. Says failed steps and does not raise for them."""
    steps: list[CheckStep] = []
    for name, look in _looks(orders, products, out):
        if any(step.passed is False for step in steps):
            steps.append(CheckStep(name, None))
            continue
        try:
            steps.append(CheckStep(name, True, look()))
        except MostikError as error:
            steps.append(CheckStep(name, False, error.sentence, error.advice, error.detail))
    return ShopFacts(tuple(steps), key="", name=settings.name, currency=settings.currency)


def _looks(
    orders: OrderBook | None, products: ProductBook | None, out: GivingOut | None
) -> list[tuple[Sentence, Callable[[], Sentence | None]]]:
    looks: list[tuple[Sentence, Callable[[], Sentence | None]]] = []
    if orders is not None:
        looks.append((say("The file of orders can be read"), lambda: _orders(orders)))
    if products is not None:
        looks.append((say("The file of products can be read"), lambda: _products(products)))
    if out is not None:
        looks.append((say("Stock and prices can be put in their place"), out.check))
    return looks


def _orders(book: OrderBook) -> Sentence:
    if book.troubles:
        return say(
            "Found {orders} orders; {rows} rows are broken, the first is row {row}.",
            orders=book.count,
            rows=len(book.troubles),
            row=book.troubles[0].row,
        )
    return say("Found {orders} orders.", orders=book.count)


def _products(book: ProductBook) -> Sentence:
    if book.troubles:
        return say(
            "Found {products} products; {rows} rows have mistakes, the first is row {row}.",
            products=book.count,
            rows=len(book.troubles),
            row=book.troubles[0].row,
        )
    return say("Found {products} products.", products=book.count)
