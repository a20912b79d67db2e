"""The lines of a document as Firmino takes them: whole groszy a piece, and none below 0. Pure.

A price that is no whole number of groszy becomes two lines whose values come to the same. A discount, which
the engine writes as a line with a negative price, is taken off the lines of its VAT rate: whether Firmino
takes a negative line is not said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from sync.errors import Bug, Refused
from sync.model import DocumentLine
from sync.money import CENT, round_half_up, split
from sync.sentences import say
from sync.warehouses.firmino.goods import word_of_rate
from sync.warehouses.firmino.values import Row, amount, pieces, text

_LARGEST_SPLIT: Final = 1_000_000


@dataclass(slots=True)
class _Part:
    line: DocumentLine
    value: Decimal
    """Gross, in whole groszy, after its share of the discounts."""


def items_of(
    lines: Sequence[DocumentLine], total: Decimal, articles: Mapping[int, Row]
) -> list[dict[str, str | int]]:
    """The items of a document that comes to ``total`` gross.

    ``articles``: each good of the lines as Firmino holds it. Raises Refused for a VAT rate that Firmino does
    not have and for discounts that are larger than what they are taken off.
    """
    parts = _with_discounts(lines)
    _come_to(parts, total)
    return [item for part in parts for item in _items(part, articles[part.line.product])]


def _with_discounts(lines: Sequence[DocumentLine]) -> list[_Part]:
    parts = [
        _Part(line, round_half_up(line.quantity * line.unit_price)) for line in lines if line.unit_price >= 0
    ]
    for rate in dict.fromkeys(line.vat_rate for line in lines):
        worth = [
            line.quantity * line.unit_price for line in lines if line.vat_rate == rate and line.unit_price < 0
        ]
        discount = -round_half_up(sum(worth, Decimal(0)))
        if not discount:
            continue
        concerned = [part for part in parts if part.line.vat_rate == rate]
        if sum((part.value for part in concerned), Decimal(0)) < discount:
            raise Refused(
                say("The discounts of the order are larger than its products."),
                advice=say("Check its discounts in the shop."),
            )
        for part, share in zip(concerned, split(discount, [part.value for part in concerned]), strict=True):
            part.value -= share
    return parts


def _come_to(parts: Sequence[_Part], total: Decimal) -> None:
    """Firmino rounds each line, the order its total: the difference goes to the largest line."""
    left = total - sum((part.value for part in parts), Decimal(0))
    if abs(left) > CENT * max(len(parts), 1):
        raise Bug(
            say("The document would come to another amount than the order, so it was not written."),
            detail=f"{total - left} instead of {total}",
        )
    if left:
        max(parts, key=lambda part: part.value).value += left


def _items(part: _Part, article: Row) -> list[dict[str, str | int]]:
    line = part.line
    word = word_of_rate(line.vat_rate, text(article, "vatRate"))
    if word is None:
        raise Refused(
            say("Firmino’s API has no VAT rate of {rate} %, which the order charges.", rate=line.vat_rate),
            advice=say("Write this order by hand in Firmino."),
        )
    return [
        {
            "idArticle": line.product,
            "name": text(article, "name"),
            "unit": text(article, "unit") or "szt",
            "vatRate": word,
            "price": amount(price),
            "quantity": pieces(quantity),
            "discount": "0.00",
        }
        for quantity, price in _priced(line, part.value)
    ]


def _priced(line: DocumentLine, value: Decimal) -> list[tuple[Decimal, Decimal]]:
    """(quantity, price in whole groszy) that come to the value."""
    quantity, price = line.quantity, round_half_up(line.unit_price)
    if round_half_up(quantity * price) == value:
        return [(quantity, price)]
    if quantity != quantity.to_integral_value() or quantity > _LARGEST_SPLIT:
        # Of half a kilogram no second price can be made; what differs is told after writing.
        return [(quantity, round_half_up(value / quantity))]
    lower, dearer = divmod(int(value / CENT), int(quantity))
    both = ((quantity - dearer, lower * CENT), (Decimal(dearer), (lower + 1) * CENT))
    return [(count, each) for count, each in both if count]
