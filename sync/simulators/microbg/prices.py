"""Prices with and without VAT."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Final, Literal

from sync.simulators.microbg.books import Books
from sync.simulators.microbg.tables import PRICE_GROUPS, Row

PRICES: Final = ("PriceIn", *(f"PriceOut{group}" for group in PRICE_GROUPS))


def meant(sent: bool | None, reading: Literal["company", "with_vat", "without_vat"], books: Books) -> bool:
    """Whether prices hold VAT: as the call says, else as this reading of its silence."""
    if sent is not None:
        return sent
    return books.company.prices_with_vat if reading == "company" else reading == "with_vat"


def converted(price: Decimal, rate: Decimal, *, have: bool, want: bool) -> Decimal:
    """A price with VAT (have, want: yes) or without; unrounded. rate in percent."""
    if have == want:
        return price
    factor = (100 + rate) / 100
    return price * factor if want else price / factor


def rounded(value: Decimal, digits: int) -> Decimal:
    """Half up."""
    return value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def item_in(books: Books, row: Row, *, with_vat: bool) -> Row:
    """A copy of an item whose prices are with or without VAT; rounded where that changes them."""
    have = books.company.prices_with_vat
    if have == with_vat:
        return dict(row)
    rate, digits = books.rate(row), books.company.precision
    prices = {name: rounded(converted(row[name], rate, have=have, want=with_vat), digits) for name in PRICES}
    return {**row, **prices}
