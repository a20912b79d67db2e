"""The owner's choices as a letter of a few short sentences, each with the step where it can be changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from sync.model import DocumentKind
from sync.ports import Shop, Warehouse
from sync.profile import (
    Connect,
    DatabaseWarehouse,
    EmbeddedWarehouse,
    Leader,
    MarkPlace,
    MicroBgWarehouse,
    Orders,
    Products,
    Profile,
    SaleElsewhere,
    Stock,
)
from wizard.item_words import joined, shop_name, warehouse_name
from wizard.language import Language
from wizard.readings import ShopLists, WarehouseLists
from wizard.widgets.typed import show_date


@dataclass(frozen=True, slots=True)
class Names:
    """What the connected systems call the things that were chosen, and when the warehouse was last backed
    up by its own note.
    """

    statuses: Mapping[str, str] = field(default_factory=dict)
    locations: Mapping[int, str] = field(default_factory=dict)
    shop_warehouses: Mapping[str, str] = field(default_factory=dict)
    last_backup: datetime | None = None


@dataclass(frozen=True, slots=True)
class LetterLine:
    """A sentence with the choices in ``**bold**``; ``step`` is where they are changed, empty for nowhere."""

    text: str
    step: str = ""


def names_of(shop: ShopLists, warehouse: WarehouseLists) -> Names:
    """The names from the lists that the wizard has read."""
    return Names(
        {status.id: status.name for status in shop.statuses},
        {location.id: location.name for location in warehouse.locations},
        {place.id: place.name for place in shop.warehouses},
        warehouse.facts.last_backup,
    )


def read_names(shop: Shop, warehouse: Warehouse) -> Names:
    """The names, read now. Blocks; raises what the two systems raise."""
    return Names(
        {status.id: status.name for status in shop.order_statuses()},
        {location.id: location.name for location in warehouse.locations()},
        {place.id: place.name for place in shop.warehouses()},
        warehouse.check().last_backup,
    )


def letter(profile: Profile, names: Names, language: Language) -> list[LetterLine]:
    """The letter, in the order of the steps."""
    shop, warehouse = shop_name(profile.connect), warehouse_name(profile.connect, language)
    lines = []
    if profile.modules.orders and profile.orders:
        told = (_orders(profile.orders, profile, names, language), _sales(profile, names, language))
        lines.append(LetterLine(" ".join(filter(None, told)), "orders"))
    if (profile.modules.products or profile.modules.stock) and profile.products:
        text = _products(profile.products, shop, warehouse, language, moved=profile.modules.products)
        lines.append(LetterLine(text, "products"))
    if profile.modules.stock and profile.stock:
        lines.append(LetterLine(_stock(profile.stock, shop, names, language), "warehouses"))
    receipts = _receipts(profile, language)
    if receipts:
        lines.append(LetterLine(receipts, "receipts"))
    if profile.modules.orders:
        lines.append(LetterLine(_mark(profile.connect, language)))
    return lines


def _bold(text: str) -> str:
    # What the owner's own names hold must not be taken for the sign of bold letters.
    return f"**{text.replace('*', '∗')}**"


def _orders(orders: Orders, profile: Profile, names: Names, language: Language) -> str:
    zone = ZoneInfo(profile.connect.time_zone)
    statuses = [_bold(names.statuses.get(status, status)) for status in orders.statuses]
    document = language.text("an order")
    if orders.document is DocumentKind.SALE:
        document = language.text("a sale")
    return language.text(
        "Mostik takes orders in status {statuses} from {shop} since {day} and saves each as {document} in "
        "{warehouse}.",
        statuses=joined(statuses, language),
        shop=shop_name(profile.connect),
        day=_bold(show_date(orders.start.astimezone(zone).date(), language.code)),
        document=_bold(document),
        warehouse=warehouse_name(profile.connect, language),
    )


def _sales(profile: Profile, names: Names, language: Language) -> str:
    """What happens to an order at the statuses in which it becomes a sale; "" where none is chosen."""
    orders = profile.orders
    if orders is None or not orders.sale_statuses or orders.document is DocumentKind.SALE:
        return ""
    bold = [_bold(names.statuses.get(status, status)) for status in orders.sale_statuses]
    statuses = joined(bold, language)
    if isinstance(profile.connect.warehouse, EmbeddedWarehouse | MicroBgWarehouse):
        return language.text("In status {statuses} it makes **a sale** of the order.", statuses=statuses)
    if orders.sale_elsewhere is SaleElsewhere.KEEP_BACK:
        return language.text(
            "Orders are **kept back** until status {statuses} and then written once, as a sale.",
            statuses=statuses,
        )
    return language.text(
        "In status {statuses} it lists the order, and **you** make the sale.", statuses=statuses
    )


def _receipts(profile: Profile, language: Language) -> str:
    """Who prints receipts; "" where nothing was said of them, or none are printed by Mostik."""
    receipts = profile.receipts
    if receipts is None or not profile.modules.orders:
        return ""
    if receipts.uses_supto:
        return language.text("Receipts and sale numbers are left to your **СУПТО**.")
    if receipts.device is None:
        return ""
    return language.text(
        "Mostik prints fiscal receipts on the device {serial}, **never one twice**.",
        serial=_bold(receipts.device.serial),
    )


def _products(products: Products, shop: str, warehouse: str, language: Language, *, moved: bool) -> str:
    text = language.text
    if not moved:
        return text("Products are only **linked**; their names and prices stay as they are on both sides.")
    if products.leader is Leader.BY_HAND:
        return text("Products and prices move only **when you say so**.")
    into_shop = products.leader is Leader.WAREHOUSE
    source, target = (warehouse, shop) if into_shop else (shop, warehouse)
    what = [
        *([text("names")] if products.update_name else []),
        *([text("prices")] if products.send_prices else []),
        *([text("barcodes and codes")] if products.update_codes else []),
        *([text("descriptions")] if products.update_description else []),
    ]
    way = _bold(text("from {source} to {target}", source=source, target=target))
    first = text("{What} go {way}.", What=_capital(joined(what, language)), way=way)
    if not what:
        first = text("Products that are known to both sides **stay as they are**.")
    return f"{first} {_missing(products, language, into_shop=into_shop)}"


def _missing(products: Products, language: Language, *, into_shop: bool) -> str:
    if not products.create_missing:
        return language.text("Missing products are **not created**.")
    if not into_shop:
        return language.text("Missing products are **created**.")
    if products.new_visible:
        return language.text("Missing products are created **visible**.")
    return language.text("Missing products are created **hidden**.")


def _stock(stock: Stock, shop: str, names: Names, language: Language) -> str:
    text = language.text
    if not stock.send or not stock.links:
        return text("Stock is **not sent** to {shop}.", shop=shop)
    reserve = language.number(stock.reserve)
    if stock.subtract_open_orders and stock.reserve:
        less = text(", less open orders and {reserve} in reserve", reserve=reserve)
    elif stock.subtract_open_orders:
        less = text(", less open orders")
    elif stock.reserve:
        less = text(", less {reserve} in reserve", reserve=reserve)
    else:
        less = ""
    sums = [
        text(
            "Stock in {place} is the sum of {locations}{less}.",
            place=names.shop_warehouses.get(link.shop_warehouse, shop),
            locations=_bold(
                joined([names.locations.get(each, str(each)) for each in link.locations], language)
            ),
            less=less,
        )
        for link in stock.links
    ]
    return " ".join(sums)


def _mark(connect: Connect, language: Language) -> str:
    if not isinstance(connect.warehouse, EmbeddedWarehouse | DatabaseWarehouse):
        # Whoever is reached by an interface has no place for a table of ours.
        return language.text(
            "Mostik notes on this computer which orders came in, and the **note** of each document names its "
            "order, so that none is ever saved twice."
        )
    match connect.mark_place:
        case MarkPlace.TABLE:
            return language.text(
                "A small table, **MostikImports**, is added to the warehouse database so that no order is "
                "ever saved twice."
            )
        case MarkPlace.OWN_DATABASE:
            return language.text(
                "A small database, **Mostik**, is added beside the warehouse’s own so that no order is ever "
                "saved twice."
            )
        case MarkPlace.NOTE:
            return language.text(
                "The **note** of each document names its order so that none is ever saved twice; nothing is "
                "added to the warehouse database."
            )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
