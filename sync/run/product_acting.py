"""Makes and changes products on the side that does not lead.

A create in the shop cannot be repeated blindly: its intent is noted first, and after a lost answer the
product is looked up by its code before another one is made. Power off before the create: the intent stands,
the look-up finds nothing, it is made then. Power off after it: the look-up finds it and only the link is
noted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

from sync.errors import MostikError, Refused, Unknown
from sync.model import Link, LinkedBy, MarkKey, NewShopProduct
from sync.money import scaled
from sync.plan.actions import Action, ActionKind
from sync.plan.product_creates import ShopCreate, WarehouseCreate
from sync.plan.product_marks import ShopMarks
from sync.plan.product_texts import ShopUpdate, WarehouseUpdate
from sync.ports import Intent, Outcome, ValueKind
from sync.run.already_there import AlreadyThere
from sync.run.connection import Connection
from sync.run.patience import Patience
from sync.run.tally import Tally, together_else_one_by_one
from sync.run.uncounted import note_uncounted
from sync.sentences import say

CREATE: Final = "create product"
STILL_UNKNOWN: Final = timedelta(minutes=2)
"""So long after a lost answer, "not found" is still no proof that nothing was made."""
_AT_ONCE: Final = 100


def act_on_products(connection: Connection, tally: Tally, actions: Sequence[Action]) -> None:
    """Do the products' plan. Links were noted when it was planned and are only counted here.

    Raises Cancelled between two products, and what :class:`Patience` does where the shop is away for good.
    """
    linked = [action for action in actions if action.kind is ActionKind.LINK_PRODUCT]
    if linked:
        tally.succeed(*linked)
    intents = {intent.key: intent for intent in connection.journal.open_intents(CREATE)}
    there = AlreadyThere(
        connection, [action.payload for action in actions if isinstance(action.payload, ShopCreate)]
    )
    patience = Patience()
    for action in actions:
        if not isinstance(action.payload, (ShopCreate, ShopUpdate, ShopMarks)):
            continue
        connection.stop_if_asked()
        tally.begin(action)
        try:
            if isinstance(action.payload, ShopCreate):
                _make_or_link(connection, tally, action, there, intents)
            elif isinstance(action.payload, ShopMarks):
                _mark(connection, action.payload)
                tally.succeed(action)
            else:
                _update(connection, action.payload)
                tally.succeed(action)
        except MostikError as error:
            tally.fail(action, error)
            patience.bear(error)
        else:
            patience.relief()
    _make_goods(connection, tally, actions)
    _change_goods(connection, tally, actions)


# ---------------------------------------------------------------- in the shop


def _key(product: NewShopProduct) -> str:
    return f"{product.catalog}:{product.key}"


def _make_or_link(
    connection: Connection,
    tally: Tally,
    action: Action,
    there: AlreadyThere,
    intents: Mapping[str, Intent],
) -> None:
    assert isinstance(action.payload, ShopCreate)
    wanted = action.payload
    earlier = intents.get(_key(wanted.product))
    if earlier is None and (ids := there.ids(wanted.product)):
        _link(connection, wanted, ids)
        tally.leave(action, say("The shop has this code already; the two were linked instead."))
        return
    _create(connection, wanted, earlier)
    tally.succeed(action)


def _link(connection: Connection, wanted: ShopCreate, ids: Sequence[str]) -> None:
    """Link what the listing of the catalogue did not show. Raises Refused where that is the owner's to
    settle.
    """
    product = wanted.product
    _refuse_several(product, ids)
    if connection.journal.links_of_shop(ids).get((product.catalog, ids[0])):
        raise Refused(
            say("The shop has the code {code} already, on a product of another good.", code=product.key),
            advice=say("Give each product its own code."),
        )
    by = LinkedBy.SKU if product.sku else LinkedBy.EAN
    connection.journal.add_links([Link(wanted.good, product.catalog, ids[0], by)])


def _refuse_several(product: NewShopProduct, ids: Sequence[str]) -> None:
    if len(ids) > 1:
        raise Refused(
            say("The shop has {count} products with the code {code}.", count=len(ids), code=product.key),
            advice=say("Choose the right one under “Check matching”."),
        )


def _create(connection: Connection, wanted: ShopCreate, earlier: Intent | None) -> None:
    """Make one product. ``earlier`` is an intent whose end was never noted: then it is looked up first."""
    product = wanted.product
    if earlier is not None:
        if _found(connection, wanted):
            return
        if connection.now() - earlier.begun_at < STILL_UNKNOWN:
            raise Unknown(
                say("Whether the shop made this product is not known yet."),
                advice=say("It is looked up again in the next run, and made only if it is not there."),
            )
    connection.journal.begin_intent(
        Intent(CREATE, _key(product), {"good": wanted.good, "catalog": product.catalog}, connection.now())
    )
    try:
        product_id = connection.shop.create_product(product)
    except Unknown:
        if _found(connection, wanted):
            return
        raise
    except MostikError:
        connection.journal.end_intent(CREATE, _key(product))
        raise
    _note_made(connection, wanted, product_id)


def _found(connection: Connection, wanted: ShopCreate) -> bool:
    """Whether the shop has the product already; it is linked then. Several of its code are the owner's to
    settle.
    """
    product = wanted.product
    there = connection.shop.find_product(product.catalog, product.key)
    if len(there) > 1:
        connection.journal.end_intent(CREATE, _key(product))
    _refuse_several(product, [each.id for each in there])
    if not there:
        return False
    _note_made(connection, wanted, there[0].id)
    return True


def _note_made(connection: Connection, wanted: ShopCreate, product_id: str) -> None:
    product, journal = wanted.product, connection.journal
    with journal.transaction():
        journal.add_links([Link(wanted.good, product.catalog, product_id, LinkedBy.CREATED)])
        for target, quantity in product.stock.items():
            journal.record_sent(ValueKind.STOCK, product.catalog, target, {product_id: scaled(quantity)})
        for target, price in product.prices.items():
            journal.record_sent(ValueKind.PRICE, product.catalog, target, {product_id: scaled(price)})
        journal.end_intent(CREATE, _key(product))


def _mark(connection: Connection, wanted: ShopMarks) -> None:
    outcome = connection.shop.set_marks(wanted.catalog, wanted.shop_id, wanted.marks, wanted.weight_grams)
    if outcome is Outcome.UNKNOWN:
        raise Unknown(
            say("Whether the shop took the marks is not known."),
            advice=say("The next comparison of the catalogue finds out."),
        )
    if outcome is Outcome.NOT_DONE:
        raise Refused(say("The shop did not take the marks."))


def _update(connection: Connection, wanted: ShopUpdate) -> None:
    outcome = connection.shop.update_product(wanted.catalog, wanted.shop_id, wanted.fields)
    if outcome is Outcome.UNKNOWN:
        raise Unknown(
            say("Whether the shop took the new text is not known."),
            advice=say("The next comparison of the catalogue finds out."),
        )
    if outcome is Outcome.NOT_DONE:
        raise Refused(say("The shop did not take the new text."))


# ---------------------------------------------------------------- in the warehouse


def _make_goods(connection: Connection, tally: Tally, actions: Sequence[Action]) -> None:
    wanted = [(action, action.payload) for action in actions if isinstance(action.payload, WarehouseCreate)]
    for start in range(0, len(wanted), _AT_ONCE):
        connection.stop_if_asked()
        batch = wanted[start : start + _AT_ONCE]
        tally.begin(batch[0][0])

        def make(places: Sequence[int], batch: Sequence[tuple[Action, WarehouseCreate]] = batch) -> None:
            chosen = [batch[place] for place in places]
            keys = [MarkKey(connection.shop_key, action.key, kind="product") for action, _create in chosen]
            made = connection.warehouse.create_products([create.product for _action, create in chosen], keys)
            links = [
                Link(good, create.catalog, create.shop_id, LinkedBy.CREATED, create.role)
                for good, (_action, create) in zip(made, chosen, strict=True)
            ]
            with connection.journal.transaction():
                connection.journal.add_links(links)
                note_uncounted(connection.journal, made, connection.now())

        together_else_one_by_one(tally, [action for action, _create in batch], make)


def _change_goods(connection: Connection, tally: Tally, actions: Sequence[Action]) -> None:
    wanted = [(action, action.payload) for action in actions if isinstance(action.payload, WarehouseUpdate)]
    for start in range(0, len(wanted), _AT_ONCE):
        connection.stop_if_asked()
        batch = wanted[start : start + _AT_ONCE]
        tally.begin(batch[0][0])

        def change(places: Sequence[int], batch: Sequence[tuple[Action, WarehouseUpdate]] = batch) -> None:
            chosen = [batch[place][1] for place in places]
            connection.warehouse.update_products({update.good: update.fields for update in chosen})

        together_else_one_by_one(tally, [action for action, _update in batch], change)
