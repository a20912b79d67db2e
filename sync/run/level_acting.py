"""Sends stock and prices: absolute values in bulks, one request for up to a thousand products of a catalogue.

Power off before a request: nothing was sent, the next run plans the same. After it and before it was noted:
the next run sends the same number again, which changes nothing. Stock is read again right before each
request, so that no number is stale.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from sync.errors import MostikError, Refused, Unknown
from sync.model import ProductMark
from sync.money import unscaled
from sync.plan.actions import Action
from sync.plan.available import OfferRules, offer
from sync.plan.prices import PriceChange
from sync.plan.stock import StockCause, StockChange
from sync.ports import BulkResult, ValueKind
from sync.run.connection import Connection
from sync.run.held_stock import FreshHeld, Held, target_name
from sync.run.patience import Patience
from sync.run.tally import Tally
from sync.sentences import say

_LOST: Final = say("Whether the shop took this value is not known.")
_LOST_ADVICE: Final = say("It is sent again in the next run; sending it twice does no harm.")


@dataclass(slots=True)
class Sending:
    """What became of what was sent: keys of the actions that the shop confirmed, and of those that are sent
    again because its answer was lost or it was away. What it refused is in neither.
    """

    confirmed: set[str] = field(default_factory=set)
    lost: set[str] = field(default_factory=set)


def act_on_stock(connection: Connection, tally: Tally, actions: Sequence[Action], held: FreshHeld) -> Sending:
    """Send stock levels, each as it is right before its request.

    Raises Cancelled between two requests, and what :class:`Patience` does where the shop is away for good.
    """
    sending, patience = Sending(), Patience()
    for catalog, batch in _batches(actions, connection.shop.features.bulk_size):
        connection.stop_if_asked()
        fresh = _read_again(connection, batch, held.now())
        levels: dict[str, dict[str, Decimal]] = {}
        for _action, change in fresh:
            levels.setdefault(change.shop_id, {})[change.warehouse] = unscaled(change.level)

        gone = [change.shop_id for _action, change in fresh if change.cause is StockCause.REMOVED]

        def send(
            catalog: str = catalog,
            levels: Mapping[str, Mapping[str, Decimal]] = levels,
            gone: Sequence[str] = gone,
        ) -> BulkResult:
            if connection.shop.features.hides_removed:
                for shop_id in gone:
                    connection.shop.set_marks(catalog, shop_id, {ProductMark.ACTIVE: False}, None)
            return connection.shop.set_stock(catalog, levels)

        _send(tally, patience, sending, [(action, change.shop_id) for action, change in fresh], send)
        _record(
            connection,
            ValueKind.STOCK,
            catalog,
            [
                (change.warehouse, change.shop_id, change.level)
                for action, change in fresh
                if action.key in sending.confirmed
            ],
        )
    return sending


def act_on_prices(connection: Connection, tally: Tally, actions: Sequence[Action]) -> None:
    """Send prices. Raises as :func:`act_on_stock`."""
    sending, patience = Sending(), Patience()
    for catalog, batch in _batches(actions, connection.shop.features.bulk_size):
        connection.stop_if_asked()
        changes = [(action, _price(action)) for action in batch]
        prices: dict[str, dict[str, Decimal]] = {}
        for _action, change in changes:
            prices.setdefault(change.shop_id, {})[change.price_group] = unscaled(change.price)

        def send(catalog: str = catalog, prices: Mapping[str, Mapping[str, Decimal]] = prices) -> BulkResult:
            return connection.shop.set_prices(catalog, prices)

        _send(tally, patience, sending, [(action, change.shop_id) for action, change in changes], send)
        _record(
            connection,
            ValueKind.PRICE,
            catalog,
            [
                (change.price_group, change.shop_id, change.price)
                for action, change in changes
                if action.key in sending.confirmed
            ],
        )


def _price(action: Action) -> PriceChange:
    assert isinstance(action.payload, PriceChange)
    return action.payload


def _stock(action: Action) -> StockChange:
    assert isinstance(action.payload, StockChange)
    return action.payload


def _batches(actions: Sequence[Action], size: int) -> Iterator[tuple[str, list[Action]]]:
    """Actions by catalogue, in bulks of at most ``size`` products; all targets of a product go together."""
    by_catalog: dict[str, dict[str, list[Action]]] = {}
    for action in actions:
        change = action.payload
        if isinstance(change, (StockChange, PriceChange)):
            by_catalog.setdefault(change.catalog, {}).setdefault(change.shop_id, []).append(action)
    for catalog, products in by_catalog.items():
        groups = list(products.values())
        for start in range(0, len(groups), size):
            yield catalog, [action for group in groups[start : start + size] for action in group]


def _read_again(
    connection: Connection, batch: Sequence[Action], held: Held
) -> list[tuple[Action, StockChange]]:
    """The batch with the stock of this moment. What meanwhile became equal again is sent all the same: it
    is true.
    """
    rules = OfferRules.of(connection.stock, connection.shop.features)
    locations = {link.shop_warehouse: link.locations for link in connection.stock.links}
    changes = [(action, _stock(action)) for action in batch]
    now: dict[str, Mapping[int, int]] = {}
    for warehouse in {change.warehouse for _action, change in changes}:
        goods = [
            change.good
            for _action, change in changes
            if change.warehouse == warehouse and change.cause is not StockCause.REMOVED
        ]
        now[warehouse] = connection.warehouse.stock_now(goods, locations[warehouse]) if goods else {}
    fresh: list[tuple[Action, StockChange]] = []
    for action, change in changes:
        stock = now[change.warehouse].get(change.good)
        back = held.get(target_name(change.catalog, change.warehouse), {}).get(change.good, 0)
        level = change.level if stock is None else offer(stock, back, rules)
        if level == change.level:
            fresh.append((action, change))
            continue
        newer = replace(change, stock=stock, level=level)
        fresh.append((replace(action, new=unscaled(level), payload=newer), newer))
    return fresh


def _send(
    tally: Tally,
    patience: Patience,
    sending: Sending,
    items: Sequence[tuple[Action, str]],
    send: Callable[[], BulkResult],
) -> None:
    """Send one bulk and note what became of each of its items."""
    tally.begin(items[0][0])
    try:
        result = send()
    except MostikError as error:
        for action, _shop_id in items:
            tally.fail(action, error)
        if not isinstance(error, Refused):
            sending.lost.update(action.key for action, _shop_id in items)
        patience.bear(error)
        return
    confirmed: list[Action] = []
    for action, shop_id in items:
        if shop_id in result.refused:
            tally.fail(action, Refused(result.refused[shop_id]))
        elif shop_id in result.unknown:
            tally.fail(action, Unknown(_LOST, advice=_LOST_ADVICE))
            sending.lost.add(action.key)
        else:
            confirmed.append(action)
    tally.succeed(*confirmed)
    sending.confirmed.update(action.key for action in confirmed)
    if confirmed:
        patience.relief()
    elif result.unknown:
        patience.bear(Unknown(_LOST, advice=_LOST_ADVICE))


def _record(
    connection: Connection, kind: ValueKind, catalog: str, values: Sequence[tuple[str, str, int]]
) -> None:
    by_target: dict[str, dict[str, int]] = {}
    for target, shop_id, value in values:
        by_target.setdefault(target, {})[shop_id] = value
    with connection.journal.transaction():
        for target, confirmed in by_target.items():
            connection.journal.record_sent(kind, catalog, target, confirmed)
