"""The lines of an order, as the owner completes them.

The order export names what was bought and says neither how much of each nor at which price (fact sheet, 2.3,
trap b). Nothing is guessed: the owner says it once for each order, and the sum must be the one that the shop
wrote. What he said is kept in the connection's state file and counts for as long as the order stays the same.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Protocol

from sync.errors import Refused
from sync.money import exchange, round_half_up
from sync.sentences import say
from sync.shops.gombashop.goods import BY_CODE, Good, Goods

_KEPT: Final = "completed lines "
"""Begins the name under which an order's lines are remembered."""
_BETWEEN: Final = re.compile(r"\s\|\s")
_OPTIONS: Final = re.compile(r"\((?P<options>(?:[^():;]+: [^();]+; ?)+)\)\s*\Z")


class Keeper(Protocol):
    """The part of :class:`sync.ports.Journal` in which completed lines are kept."""

    def recall(self, name: str) -> str | None: ...
    def recall_all(self, beginning: str) -> Mapping[str, str]: ...
    def remember(self, name: str, value: str) -> None: ...


@dataclass(frozen=True, slots=True)
class AskedLine:
    """A line as the export names it: the product and its options."""

    name: str
    options: str = ""


@dataclass(frozen=True, slots=True)
class CompletedLine:
    """A line as the owner completed it. ``price`` gross of one piece, in the order's currency; ``product_id``
    as :class:`Good` has it, "" where no single product of the shop has this name.
    """

    name: str
    quantity: Decimal
    price: Decimal
    options: str = ""
    sku: str = ""
    product_id: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is known of a line before the owner says anything: the product and its price of today, in the
    order's currency. The quantity never is.
    """

    line: AskedLine
    good: Good | None = None
    price: Decimal | None = None


def asked_lines(products: str) -> list[AskedLine]:
    """The lines in the cell of the export. A product whose own name has a bar between blanks looks like
    two.
    """
    found = []
    for part in _BETWEEN.split(products.strip()):
        text = html.unescape(part).strip()
        options = _OPTIONS.search(text)
        if options:
            shown = options["options"].strip().rstrip(";").replace(";", ",")
            found.append(AskedLine(text[: options.start()].strip(), shown.strip()))
        elif text:
            found.append(AskedLine(text))
    return found


def proposals(lines: Sequence[AskedLine], goods: Goods, currency: str, to: str) -> list[Proposal]:
    """What the product export tells of these lines. Its prices are in ``currency``, the order's in ``to``."""
    found = []
    for line in lines:
        named = goods.named(line.name)
        good = named[0] if len(named) == 1 else None
        price = exchange(good.price, currency, to) if good and good.price is not None else None
        found.append(Proposal(line, good, None if price is None else round_half_up(price)))
    return found


def refuse_wrong_sum(lines: Sequence[CompletedLine], goods: Decimal) -> None:
    """Raises Refused where these lines are none, not of something, or not worth ``goods`` (to the cent)."""
    if not lines or any(line.quantity <= 0 or line.price < 0 or not line.name.strip() for line in lines):
        raise Refused(say("Each line needs a name, a quantity above 0 and a price."))
    total = sum((line.quantity * line.price for line in lines), Decimal(0))
    if round_half_up(total) != goods:
        raise Refused(
            say(
                "The lines make {total}, and the shop says {goods}.", total=round_half_up(total), goods=goods
            ),
            advice=say("Correct quantities or prices until both are the same."),
        )


class Completions:
    """The completed lines of one connection's orders."""

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper

    def put(self, order_id: str, content: str, lines: Sequence[CompletedLine]) -> None:
        """Remember the lines of an order whose content (:func:`content_of`) is this."""
        told = {
            "of": content,
            "lines": [
                {
                    "name": line.name,
                    "options": line.options,
                    "quantity": str(line.quantity),
                    "price": str(line.price),
                    "sku": line.sku,
                    "product_id": line.product_id,
                }
                for line in lines
            ],
        }
        self._keeper.remember(f"{_KEPT}{order_id}", json.dumps(told, ensure_ascii=False))

    def find(self, order_id: str, content: str) -> list[dict[str, Any]] | None:
        """The lines of an order as JSON values; None where there are none, or where the order has changed
        since.
        """
        kept = self._keeper.recall(f"{_KEPT}{order_id}")
        told = json.loads(kept) if kept else {}
        if told.get("of") != content:
            return None
        lines: list[dict[str, Any]] = told["lines"]
        return lines

    def outdated(self, order_id: str, content: str) -> bool:
        """Whether lines were completed for the order as it was before."""
        kept = self._keeper.recall(f"{_KEPT}{order_id}")
        return bool(kept) and json.loads(kept or "{}").get("of") != content


def content_of(products: str, goods: str, currency: str) -> str:
    """What completed lines belong to: the names, their sum and its currency."""
    text = json.dumps([products, goods, currency], ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def line_of(told: Mapping[str, Any]) -> CompletedLine:
    """A line from its JSON values."""
    return CompletedLine(
        name=str(told["name"]),
        quantity=Decimal(told["quantity"]),
        price=Decimal(told["price"]),
        options=str(told.get("options") or ""),
        sku=str(told.get("sku") or ""),
        product_id=str(told.get("product_id") or ""),
    )


def with_code(line: CompletedLine, code: str, goods: Goods) -> CompletedLine:
    """The line with the product that the owner named by its code."""
    good = goods.by_id.get(f"{BY_CODE}{code}")
    return CompletedLine(
        line.name, line.quantity, line.price, line.options, code, good.id if good is not None else ""
    )
