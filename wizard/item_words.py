"""How one item of a plan or a report is called and shown: the same words in preview, progress and summary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from sync.money import Money
from sync.plan.actions import ActionKind, Module, Value
from sync.profile import (
    BaseLinkerShop,
    CloudCartShop,
    Connect,
    DatabaseEngine,
    DatabaseWarehouse,
    EmbeddedWarehouse,
    FirminoWarehouse,
    MicroBgWarehouse,
    UtilityCenterWarehouse,
)
from sync.sentences import mark
from sync.shops.by_file.settings import ByFileShop
from sync.systems import GombaShopShop, SelitonShop
from wizard.language import Language
from wizard.terminal.words import MODULES

ONE: Final[Mapping[ActionKind, str]] = {
    ActionKind.IMPORT_ORDER: mark("Order"),
    ActionKind.CHANGE_ORDER: mark("Changed order"),
    ActionKind.WITHDRAW_ORDER: mark("Order taken back"),
    ActionKind.PRINT_RECEIPT: mark("Receipt"),
    ActionKind.TURN_INTO_SALE: mark("Order becomes a sale"),
    ActionKind.SET_ORDER_STATUS: mark("Status"),
    ActionKind.WRITE_ORDER_NUMBER: mark("Number"),
    ActionKind.KEEP_DOCUMENT: mark("Printed document"),
    ActionKind.SEND_STOCK: mark("Stock"),
    ActionKind.SEND_PRICE: mark("Price"),
    ActionKind.CREATE_SHOP_PRODUCT: mark("Product"),
    ActionKind.UPDATE_SHOP_PRODUCT: mark("Product texts"),
    ActionKind.CREATE_WAREHOUSE_PRODUCT: mark("Product"),
    ActionKind.UPDATE_WAREHOUSE_PRODUCT: mark("Product texts"),
    ActionKind.CREATE_LOCATION: mark("Location"),
    ActionKind.LINK_PRODUCT: mark("Link"),
}
"""One change of each kind."""

_ONE_OF_MODULE: Final[Mapping[Module, str]] = {
    Module.ORDERS: mark("Order"),
    Module.PRODUCTS: mark("Product"),
    Module.STOCK: mark("Stock"),
}
_INTO_WAREHOUSE: Final = frozenset(
    {
        ActionKind.IMPORT_ORDER,
        ActionKind.CHANGE_ORDER,
        ActionKind.WITHDRAW_ORDER,
        ActionKind.TURN_INTO_SALE,
        ActionKind.CREATE_WAREHOUSE_PRODUCT,
        ActionKind.UPDATE_WAREHOUSE_PRODUCT,
        ActionKind.CREATE_LOCATION,
    }
)
_WITH_A_NAME_OF_THE_PLACE: Final = frozenset(
    {ActionKind.SEND_STOCK, ActionKind.SEND_PRICE, ActionKind.CREATE_SHOP_PRODUCT, ActionKind.LINK_PRODUCT}
)


def shop_name(connect: Connect) -> str:
    """The platform's own name."""
    match connect.shop:
        case BaseLinkerShop():
            return "BaseLinker"
        case CloudCartShop():
            return "CloudCart"
        case SelitonShop():
            return "Seliton"
        case GombaShopShop():
            return "GombaShop"
        case ByFileShop(name=name):
            return name or "CSV/XML"


def warehouse_name(connect: Connect, language: Language) -> str:
    """The warehouse program's own name."""
    match connect.warehouse:
        case EmbeddedWarehouse():
            return language.text("Mostik’s warehouse")
        case DatabaseWarehouse() | UtilityCenterWarehouse():
            return language.text("Warehouse Pro")
        case MicroBgWarehouse():
            return "micro.bg"
        case FirminoWarehouse():
            return "Firmino"


def shop_place(connect: Connect) -> str:
    """The platform, and where it is reached."""
    return f"{shop_name(connect)}, {connect.shop.url}"


def warehouse_place(connect: Connect, language: Language) -> str:
    """The warehouse program, and where it keeps what it knows."""
    match connect.warehouse:
        case EmbeddedWarehouse(path=path):
            return language.text("Mostik’s own, {file}", file=path)
        case MicroBgWarehouse():
            return "micro.bg"
        case FirminoWarehouse(login=login):
            return f"Firmino, {login}"
        case UtilityCenterWarehouse(url=url):
            return language.text("Warehouse Pro, through Utility Center at {address}", address=url)
        case DatabaseWarehouse(engine=DatabaseEngine.ACCESS, path=path):
            return language.text("Warehouse Pro, {file}", file=path)
        case DatabaseWarehouse() as settings:
            return language.text(
                "Warehouse Pro, database {database} on {server}",
                database=settings.database,
                server=server_name(settings),
            )


def server_name(settings: DatabaseWarehouse) -> str:
    """The server as its own tools write it: with its instance, or with a port that was given."""
    if settings.engine is DatabaseEngine.MSSQL:
        if settings.instance:
            return f"{settings.server}\\{settings.instance}"
        return f"{settings.server},{settings.port}" if settings.port else settings.server
    return f"{settings.server}:{settings.port}" if settings.port else settings.server


def word(kind: ActionKind | None, module: Module, language: Language) -> str:
    """What an item is, in one or two words. Without a kind it is something that the plan found."""
    return language.text(ONE[kind] if kind else _ONE_OF_MODULE[module])


def called(kind: ActionKind | None, module: Module, title: str, language: Language) -> str:
    """An item with its name, such as "Order 48 213" or "Price: Honey"; without a title the module's name."""
    if not title:
        return language.text(MODULES[module])
    if (kind is None and module is Module.ORDERS) or kind is ActionKind.IMPORT_ORDER:
        return language.text("Order {number}", number=title)
    return language.text("{word}: {name}", word=word(kind, module, language), name=title)


def shown_value(value: Value | None, language: Language) -> str:
    """A quantity, an amount or a text, as people read it; empty for none."""
    if isinstance(value, Money):
        return language.money(value)
    if isinstance(value, Decimal):
        return language.number(value)
    return value or ""


def shown_change(old: Value | None, new: Value | None, language: Language) -> str:
    """The old value and the new one; only the one that there is."""
    parts = [shown_value(value, language) for value in (old, new) if value is not None]
    return " → ".join(parts)


def place(kind: ActionKind, where: str, connect: Connect, language: Language) -> str:
    """Where a change is made: the program, and the place in it where that has a name of its own."""
    program = warehouse_name(connect, language) if kind in _INTO_WAREHOUSE else shop_name(connect)
    if kind in _WITH_A_NAME_OF_THE_PLACE and where:
        return f"{program}, {where}"
    return program


def joined(parts: Sequence[str], language: Language) -> str:
    """Several things as people say them: "one, two and three"."""
    if len(parts) < 2:
        return "".join(parts)
    return language.text("{first} and {last}", first=", ".join(parts[:-1]), last=parts[-1])
