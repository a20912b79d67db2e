"""What both systems need to be joined, verified where they tell it, with the way to each. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, assert_never

from sync.profile import (
    BaseLinkerShop,
    CloudCartShop,
    DatabaseWarehouse,
    EmbeddedWarehouse,
    FirminoWarehouse,
    MicroBgWarehouse,
    ShopSettings,
    UtilityCenterWarehouse,
    WarehouseSettings,
)
from sync.sentences import Sentence, say
from sync.shops.by_file.settings import ByFileShop
from sync.systems import GombaShopShop, SelitonShop
from sync.warehouses.firmino.adapter import CLOSED
from wizard.readings import ShopLists, WarehouseLists


@dataclass(frozen=True, slots=True)
class Requirement:
    """``met`` None: nobody but the owner can tell. ``way`` says where to look or what to do."""

    text: Sentence
    met: bool | None
    way: Sentence | None = None


def baselinker_requirements(lists: ShopLists) -> list[Requirement]:
    """What BaseLinker needs, as far as its API tells."""
    return [
        Requirement(
            say("A product catalogue in BaseLinker"),
            bool(lists.catalogs),
            say("Make one in BaseLinker’s panel under Products; lists of connected shops do not count."),
        ),
        Requirement(
            say("A warehouse of BaseLinker’s own, to which stock can be sent"),
            any(place.writable for place in lists.warehouses),
            say(
                "Make one in BaseLinker’s panel under Products; warehouses of connected systems fill "
                "themselves."
            ),
        ),
        Requirement(
            say("Order statuses to choose from"),
            bool(lists.statuses),
            say("Make them in BaseLinker’s panel, in the settings of the orders."),
        ),
        Requirement(
            say("The token may also change orders and products"),
            None,
            say("BaseLinker does not tell it. The first change shows it, and nothing is lost if it says no."),
        ),
        Requirement(
            say("Your products have an SKU or EAN on both sides"),
            None,
            say("The step Products compares them and lists those without a code."),
        ),
        Requirement(
            say("BaseLinker’s journal is on (not needed, but changed orders are seen sooner)"),
            None,
            say("BaseLinker’s support switches it on when you ask for getJournalList."),
        ),
    ]


def cloudcart_requirements(shop: CloudCartShop, lists: ShopLists) -> list[Requirement]:
    """What CloudCart needs, as far as its API tells."""
    return [
        Requirement(say("A plan with an API: Starter, CC Pro or CC Master"), True),
        Requirement(say("The prices of the shop are in {currency}", currency=shop.currency), None),
        Requirement(
            say("The shop’s VAT rates are those of the warehouse’s country"),
            None,
            say("CloudCart’s panel, Settings, Taxes. An order with another rate waits and says so."),
        ),
        Requirement(
            say("Order statuses to choose from"),
            bool(lists.statuses),
            say("Make them in CloudCart’s panel, in the settings of the orders."),
        ),
        Requirement(
            say("The key may also change orders and products"),
            None,
            say("CloudCart does not tell it. The first change shows it, and nothing is lost if it says no."),
        ),
        Requirement(
            say("The checkout asks companies for their ЕИК (not needed for receipts)"),
            None,
            say(
                "CloudCart’s panel, Settings, Checkout: “Bulstat/EIK or EGN” is optional. Hidden, no number "
                "ever comes; required, private buyers cannot order."
            ),
        ),
        Requirement(
            say("The application Microinvest is off in the shop"),
            None,
            say(
                "CloudCart’s panel, Applications. If it is on, two programs send quantities. Its identifier "
                "and password are not needed: the API key takes their place."
            ),
        ),
        Requirement(
            say("The shop lowers its quantity at “Paid / Sent”")
            if shop.lowers_stock == "paid"
            else say("The shop lowers its quantity at “Pending / Sent”")
            if shop.lowers_stock == "pending"
            else say("When the shop lowers its quantity is said"),
            None if shop.lowers_stock else False,
            say("CloudCart’s panel, Settings, Orders: “Lower the quantity of the product if the status is”."),
        ),
        Requirement(
            say("Every variant has its own SKU or barcode, the same on both sides"),
            None,
            say("The step Products compares them and lists those without a code."),
        ),
    ]


def by_file_requirements(shop: ByFileShop) -> list[Requirement]:
    """What a shop that is joined by files needs: people on its side who keep the files coming."""
    found: list[Requirement] = []
    if shop.orders is not None:
        found.append(
            Requirement(
                say("New orders are exported before each run"),
                None,
                say("Into the same file, or as one more file into the folder. Mostik cannot fetch them."),
            )
        )
        found.append(
            Requirement(
                say("Every order stands in an export until it is in the warehouse"),
                None,
                say("Export the last weeks each time. What is in the warehouse is not written again."),
            )
        )
    if shop.out is not None:
        found.append(
            Requirement(
                say("The shop imports the file of stock and prices regularly"),
                None,
                say("Its import shall change products that it has and leave alone what the file lacks."),
            )
        )
    return found


def seliton_requirements(shop: SelitonShop, lists: ShopLists) -> list[Requirement]:
    """What Seliton needs, as far as its interface tells."""
    found = [
        Requirement(
            say("Seliton’s REST interface answers for this shop"),
            True,
        ),
        Requirement(
            say("An order from which the shop’s statuses are learnt"),
            bool(lists.statuses),
            say("The shop tells no list of its statuses. Place a test order, or type the statuses above."),
        ),
        Requirement(
            say("The prices of the shop are in {currency}", currency=shop.currency),
            None,
        ),
        Requirement(
            say("The warehouse keeps its prices with VAT")
            if shop.prices_include_vat
            else say("The shop keeps its prices without VAT, at {rate} %", rate=shop.vat_rate),
            None,
            say("The shop takes a new product’s price as one with VAT, unless you say otherwise above."),
        ),
        Requirement(
            say("No other program exchanges goods with the shop"),
            None,
            say(
                "Stop the server “WarehousePro Import Export Seliton” in Utility Center, and look in the "
                "shop’s panel under Super XML Import whether a supplier is active."
            ),
        ),
        Requirement(
            say("No rule of the shop hides products that a supplier no longer names"),
            None,
            say("The shop’s panel, Suppliers: such a rule may hide goods after 14 days."),
        ),
        Requirement(
            say("Products with variants have a code for each variant, the same on both sides"),
            None,
            say("Orders name them by it. REST tells no variants, so their quantities stay with the shop."),
        ),
        Requirement(
            say("The number of the sale (УНП) is kept here, not in the shop"),
            None,
            say("The shop’s orders can only be read, so nothing can be written into them."),
        ),
    ]
    if shop.catalogue == "feed":
        found.append(Requirement(say("The Super XML Export gives every product that is to be linked"), True))
    if shop.xml_api:
        found.append(
            Requirement(
                say("The paid module Super XML Import, with a user of the XML API"),
                None,
                say("How it works is not yet confirmed by the vendor; without it orders keep their status."),
            )
        )
    return found


def gombashop_requirements(shop: GombaShopShop, lists: ShopLists) -> list[Requirement]:
    """What GombaShop needs, as far as its files tell."""
    return [
        Requirement(say("The product export of GombaShop lies in the folder"), True),
        Requirement(
            say("An order export lies in the folder"),
            bool(lists.payment_ways) or None,
            say(
                "GombaShop’s panel, Orders, Export. Export them again before a sync that shall bring orders."
            ),
        ),
        Requirement(
            say("GombaShop’s synchronisation reads the feed, with the code (SKU) as its key"),
            None,
            say(
                "GombaShop’s panel, Synchronisation. Its source is the feed; say there which column is what."
            ),
        ),
        Requirement(_MISSING_IN_FEED[shop.missing], None, _MISSING_WAY),
        Requirement(
            say("Every product has a code (SKU) of its own in the shop"),
            None,
            say("A product without a code, or with one that others have too, cannot be named in the feed."),
        ),
        Requirement(
            say("The prices of the shop are in {currency}", currency=shop.currency),
            None,
            say("GombaShop’s files name no currency. Orders before 2026 are read as leva."),
        ),
        Requirement(
            say("Utility Center’s module for GombaShop is off"),
            None,
            say("If it is on, two programs send quantities."),
        ),
        Requirement(
            say("The module “Microinvest Синхронизация”, its API identifier and its key are not needed"),
            True,
        ),
    ]


_MISSING_IN_FEED: Final = {
    "ignore": say("GombaShop ignores its products that the feed does not name"),
    "move": say("GombaShop moves its products that the feed does not name"),
    "remove": say("GombaShop removes its products that the feed does not name"),
}
_MISSING_WAY: Final = say(
    "GombaShop’s panel, Synchronisation. Choose “ignore” there, unless the feed shall rule the whole shop."
)


def shop_requirements(shop: ShopSettings, lists: ShopLists) -> list[Requirement]:
    """What the shop needs."""
    match shop:
        case BaseLinkerShop():
            return baselinker_requirements(lists)
        case CloudCartShop():
            return cloudcart_requirements(shop, lists)
        case ByFileShop():
            return by_file_requirements(shop)
        case GombaShopShop():
            return gombashop_requirements(shop, lists)
        case SelitonShop():
            return seliton_requirements(shop, lists)
        case other:
            assert_never(other)


def firmino_requirements(warehouse: FirminoWarehouse) -> list[Requirement]:
    """What Firmino needs, and what its API has not."""
    return [
        Requirement(
            say("What an article’s quantity is has been said"),
            bool(warehouse.stock),
            say("Without it no stock is taken from Firmino; orders come in all the same."),
        ),
        Requirement(
            say("Products have the same code (SKU) or the same name on both sides"),
            None,
            CLOSED["barcodes"],
        ),
        Requirement(
            say("One warehouse of the shop gets Firmino’s quantities"),
            None,
            CLOSED["locations"],
        ),
        Requirement(
            say("Firmino’s own link to BaseLinker is off"),
            None,
            say("Firmino, Settings, Integrations. If it is on, two programs take the same orders."),
        ),
    ]


def program_requirements(warehouse: WarehouseSettings) -> list[Requirement]:
    """What this warehouse program needs besides what all need."""
    match warehouse:
        case MicroBgWarehouse():
            return [
                Requirement(
                    say("micro.bg is paid for at least two users"),
                    None,
                    say("Without it micro.bg refuses the calls, and the run says so."),
                ),
                Requirement(
                    say("The application is in use in micro.bg, and its user may write"),
                    None,
                    say(
                        "micro.bg, Administration, Connection with online shops: the type "
                        "“Външни приложения”."
                    ),
                ),
            ]
        case UtilityCenterWarehouse():
            return [
                Requirement(
                    say("The computer with Utility Center is on while Mostik syncs"),
                    None,
                    say("Mostik tries again in the next run when it was off; nothing is lost."),
                ),
            ]
        case FirminoWarehouse():
            return firmino_requirements(warehouse)
        case EmbeddedWarehouse() | DatabaseWarehouse():
            return []
        case other:
            assert_never(other)


def warehouse_requirements(lists: WarehouseLists) -> list[Requirement]:
    """What the warehouse program needs."""
    return [
        Requirement(
            say("A location in the warehouse"),
            bool(lists.locations),
            say("Make one in the warehouse program, then test again."),
        ),
        Requirement(
            say("A backup of the warehouse"),
            None,
            say("The step Confirm offers a copy before anything is written for the first time."),
        ),
    ]
