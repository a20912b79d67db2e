"""What Mostik changes in the shop: stock and price of a variant, status and number of an order.

The shop has no bulk: each variant is one request with absolute values, so a repeat is harmless.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from sync.errors import MostikError, Refused, Unknown, Unreachable
from sync.model import Choice
from sync.ports import BulkResult, Outcome
from sync.sentences import Sentence, mark, say
from sync.shops.cloudcart.client import Client, NotThere
from sync.shops.cloudcart.reading import attributes
from sync.shops.cloudcart.values import minor_units, text

NOTE: Final = "note_administrator"
USN: Final = "usn"
_FIELDS: Final = {NOTE: mark("The shop’s own note on the order"), USN: mark("УНП (usn), once only")}
_LARGEST: Final = Decimal(50_000_000)


def one_by_one(items: Mapping[str, Callable[[], None]]) -> BulkResult:
    """Send each; one that is refused or whose answer is lost does not stop the others.

    Raises Unreachable only where nothing was sent yet; items after a break count as unknown, which is
    harmless because they are sent again with absolute values.
    """
    refused: dict[str, Sentence] = {}
    unknown: set[str] = set()
    names = list(items)
    for place, name in enumerate(names):
        try:
            items[name]()
        except Unknown:
            unknown.add(name)
        except Refused as error:
            refused[name] = error.sentence
        except Unreachable:
            if place == 0:
                raise
            return BulkResult(refused, frozenset({*unknown, *names[place:]}))
    return BulkResult(refused, frozenset(unknown))


def set_stock(client: Client, levels: Mapping[str, Decimal]) -> BulkResult:
    """Set the quantity of variants, by variant."""

    def send(variant: str, level: Decimal) -> None:
        if not 0 <= level <= _LARGEST:
            raise Refused(
                say("CloudCart takes quantities from 0 to 50,000,000, and this is {level}.", level=level)
            )
        _change_variant(client, variant, {"quantity": level})

    return one_by_one({variant: _bound(send, variant, level) for variant, level in levels.items()})


def set_prices(client: Client, prices: Mapping[str, Decimal]) -> BulkResult:
    """Set the gross price of variants, by variant, in the shop's currency."""

    def send(variant: str, price: Decimal) -> None:
        _change_variant(client, variant, {"price": minor_units(price)})

    return one_by_one({variant: _bound(send, variant, price) for variant, price in prices.items()})


def _bound(send: Callable[[str, Decimal], None], variant: str, value: Decimal) -> Callable[[], None]:
    return lambda: send(variant, value)


def _change_variant(client: Client, variant: str, values: Mapping[str, object]) -> None:
    try:
        client.change("variants", variant, values)
    except NotThere:
        raise Refused(say("This product was deleted in the shop.")) from None


# ---------------------------------------------------------------- orders


def number_fields() -> list[Choice]:
    """Where our document's number may be written."""
    return [Choice(name, words) for name, words in _FIELDS.items()]


def set_status(client: Client, order_ids: Sequence[str], status: str) -> BulkResult:
    """Put orders into a status, and look whether the shop did."""

    def send(order_id: str) -> None:
        now = attributes(client.change("orders", order_id, {"status": status})).get("status")
        if text(now) == status:
            return
        answer = client.find(f"orders/{order_id}")
        there = text(attributes(answer.first).get("status")) if answer and answer.first else ""
        if there != status:
            raise Refused(
                say(
                    "CloudCart left the order in the status {status}.",
                    status=there or "—",
                )
            )

    return one_by_one({order_id: _bound_order(send, order_id) for order_id in order_ids})


def _bound_order(send: Callable[[str], None], order_id: str) -> Callable[[], None]:
    return lambda: send(order_id)


def set_number(client: Client, order_id: str, field: str, number: str) -> Outcome:
    """Write our document's number into the order: at the end of the shop's note, which keeps what stood
    there, or as its УНП, which can be written once only.
    """
    if field not in _FIELDS:
        return Outcome.NOT_DONE
    try:
        answer = client.find(f"orders/{order_id}")
        if answer is None or answer.first is None:
            return Outcome.NOT_DONE
        there = text(attributes(answer.first).get(field))
        if number in there.split() or there == number:
            return Outcome.DONE
        if field == USN and there:
            return Outcome.NOT_DONE
        written = number if field == USN or not there else f"{there} {number}"
        client.change("orders", order_id, {field: written})
        return _written(client, order_id, field, number)
    except Unknown:
        return Outcome.UNKNOWN
    except Refused:
        return Outcome.NOT_DONE


def _written(client: Client, order_id: str, field: str, number: str) -> Outcome:
    """Which fields of an order can be changed is told in two ways, so the shop is asked whether it took
    it.
    """
    try:
        answer = client.find(f"orders/{order_id}")
    except MostikError:
        return Outcome.UNKNOWN
    there = text(attributes(answer.first).get(field)) if answer and answer.first else ""
    return Outcome.DONE if number in there else Outcome.NOT_DONE
