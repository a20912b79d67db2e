"""What the owner chose: one connection between a warehouse and a shop, as one validated model per wizard
step.

The settings of each shop and warehouse program are those of :mod:`sync.systems`. Secrets are no part of a
profile. Ids are those of the connected systems, as :mod:`sync.model` types them.
"""

from __future__ import annotations

import string
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Final, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from sync.model import CustomerDocument, DocumentKind
from sync.receipts.settings import Receipts
from sync.sentences import Sentence, say
from sync.systems import (
    DEVICE_PASSWORD,
    BaseLinkerShop,
    CloudCartShop,
    DatabaseEngine,
    DatabaseWarehouse,
    EmbeddedWarehouse,
    FirminoWarehouse,
    MicroBgWarehouse,
    NeededSecret,
    SecretName,
    Secrets,
    ShopSettings,
    UtilityCenterWarehouse,
    WarehouseProgram,
    WarehouseSettings,
    secrets_of_shop,
    secrets_of_warehouse,
)

__all__ = [
    "BaseLinkerShop",
    "CloudCartShop",
    "DatabaseEngine",
    "DatabaseWarehouse",
    "EmbeddedWarehouse",
    "FirminoWarehouse",
    "MicroBgWarehouse",
    "NeededSecret",
    "Receipts",
    "SecretName",
    "Secrets",
    "ShopSettings",
    "UtilityCenterWarehouse",
    "WarehouseProgram",
    "WarehouseSettings",
]
# What a profile is made of, to be had with it.

PROFILE_VERSION: Final = 1

NOTE_FIELDS: Final = (
    "order",
    "source",
    "document",
    "payment",
    "buyer",
    "email",
    "phone",
    "delivery",
    "comment",
)
"""What the owner may put into the note of a document, in braces."""


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment


AwareMoment = Annotated[datetime, AfterValidator(_aware)]


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ValueError, LookupError, OSError):
        raise ValueError(f"{name!r} is no time zone") from None
    return name


TimeZoneName = Annotated[str, AfterValidator(_known_zone)]


def note_template_problem(template: str) -> Sentence | None:
    """What is wrong with a note's template, in words for the owner; None where it can be filled in."""
    try:
        parts = list(string.Formatter().parse(template))
    except ValueError:
        return say(
            "The note’s template has a brace without its partner. Every field stands between {opening} and "
            "{closing}.",
            opening="{",
            closing="}",
        )
    for _literal, name, specification, conversion in parts:
        if name is None:
            continue
        if not name:
            return say("The note’s template has empty braces. Write a field’s name into them.")
        if name not in NOTE_FIELDS:
            return say(
                "The note’s template has the field {field}, which Mostik does not know. It knows: {known}.",
                field="{" + name + "}",
                known=", ".join("{" + known + "}" for known in NOTE_FIELDS),
            )
        if specification or conversion:
            return say(
                "In the note’s template, write {field} with nothing but the name in the braces.",
                field="{" + name + "}",
            )
    return None


def _good_template(template: str) -> str:
    problem = note_template_problem(template)
    if problem:
        raise ValueError(problem.text())
    return template


NoteTemplate = Annotated[str, AfterValidator(_good_template)]


class _Step(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


# ---------------------------------------------------------------- connect


class MarkPlace(StrEnum):
    """Where the mark of an imported order lies (decisions, 3)."""

    TABLE = "table"
    OWN_DATABASE = "own database"
    NOTE = "note"


class Connect(_Step):
    """Step connect. ``shop_key`` identifies the shop in the warehouse's marks and never changes once set."""

    shop: ShopSettings
    warehouse: WarehouseSettings
    shop_key: str = Field(default="", pattern="^[a-z0-9-]{0,100}$")
    mark_place: MarkPlace = MarkPlace.TABLE
    take_over: AwareMoment | None = None
    """From this moment Mostik takes the orders that another program brought in until then."""
    observer: bool = False
    """The other program is still alive: Mostik only watches, and every run is a preview."""
    time_zone: TimeZoneName = "Europe/Sofia"
    country: str = Field(default="BG", pattern="^[A-Z]{2}$")
    """The warehouse's country, for the choice of document."""

    @property
    def secrets(self) -> tuple[NeededSecret, ...]:
        """The secrets that the two systems are opened with."""
        return (*secrets_of_shop(self.shop), *secrets_of_warehouse(self.warehouse))


# ---------------------------------------------------------------- modules


class Modules(_Step):
    """Which modules take part."""

    orders: bool = False
    products: bool = False
    stock: bool = False

    @property
    def any(self) -> bool:
        return self.orders or self.products or self.stock


# ---------------------------------------------------------------- orders


class LineLinking(StrEnum):
    """By which codes an order's line finds its good, in the owner's order, after the link that is already
    known.
    """

    SKU = "sku"
    EAN = "ean"
    NAME = "name"


class UnknownLine(StrEnum):
    """What happens with a line whose good is not found."""

    CREATE = "create"
    HOLD = "hold"


class SaleElsewhere(StrEnum):
    """What happens in a warehouse program that alone can make a sale of an order."""

    LIST = "list"
    """The order is written as an order, and told to the owner once it should be a sale."""
    KEEP_BACK = "keep back"
    """The order waits in Mostik and is written once, as a sale."""


class PartnerLinking(_Step):
    """How customers are found. Company number and e-mail always; by name only where the owner chose it."""

    link: bool = True
    by_name: bool = False
    create_missing: bool = True
    update_known: Literal["never", "ask", "always"] = "ask"
    """Whether name, ЕИК, VAT number, МОЛ and address of a known partner change; blanks and contact data are
    always filled.
    """
    one_for_private_buyers: int | None = None
    """The partner under whom all private buyers' orders are written, if the owner chose one."""


class ServiceProducts(_Step):
    """Goods for what is no good: delivery, discount, fee. By VAT rate in per cent (as text) -> good;
    missing ones are made where ``create_missing``, else the order waits."""

    delivery: dict[str, int] = Field(default_factory=dict)
    discount: dict[str, int] = Field(default_factory=dict)
    fee: dict[str, int] = Field(default_factory=dict)
    create_missing: bool = True
    delivery_name: str = "Доставка"
    discount_name: str = "Търговска отстъпка"
    fee_name: str = "Такса"


class PrintedPapers(_Step):
    """Whether the printed sale document goes to its order in the shop ("send invoices").

    ``place`` is an id of the shop's own (:class:`sync.ports.KeepsDocuments`), ``place_name`` what it is
    called there. An invoice of the shop's own is issued only in a series that the owner named.
    """

    send: bool = False
    place: str = ""
    place_name: str = ""
    since: AwareMoment | None = None
    """Documents written before this moment stay where they are; None: all are sent."""


class Orders(_Step):
    """Step orders."""

    start: AwareMoment
    """Orders confirmed before this moment are never looked at. Default: the moment of set-up."""
    statuses: tuple[str, ...]
    """Shop statuses in which an order is taken."""
    cancelled_statuses: tuple[str, ...] = ()
    """Shop statuses that mean that the order is off: not imported, and an untouched imported one is
    withdrawn.
    """
    document: DocumentKind = DocumentKind.ORDER
    sale_statuses: tuple[str, ...] = ()
    """Shop statuses in which an order becomes a sale; none: it stays an order until the owner makes a sale of
    it. Where ``document`` is a sale, all are sales from the beginning.
    """
    sale_elsewhere: SaleElsewhere = SaleElsewhere.LIST
    document_day: Literal["import", "order"] = "import"
    customer_document: CustomerDocument = CustomerDocument.RECEIPT
    choose_document: bool = False
    """Choose receipt or invoice by the buyer's wish, number and country (decisions, 10)."""
    link_lines: tuple[LineLinking, ...] = (LineLinking.SKU, LineLinking.EAN)
    unknown_line: UnknownLine = UnknownLine.HOLD
    new_product_group: int = 1
    partners: PartnerLinking = PartnerLinking()
    services: ServiceProducts = ServiceProducts()
    payment_types: dict[str, int] = Field(default_factory=dict)
    """The shop's way of paying (as written there; "" = none named) -> payment type of the warehouse."""
    cash_on_delivery_type: int | None = None
    """The payment type of cash on delivery, whatever the way is called."""
    record_payments: bool = True
    """Write the paid amount of a sale as a payment."""
    vat_mismatch: Literal["hold", "warn"] = "hold"
    """When a line's VAT rate is not that of the good's group."""
    status_after: str = ""
    status_problem: str = ""
    number_field: str = ""
    """Field of the order that gets our document number ("" = none)."""
    papers: PrintedPapers = PrintedPapers()
    note_template: NoteTemplate = "{order} {source} {document} {payment} {buyer} {comment}"
    """Fields: :data:`NOTE_FIELDS`. The note holds no more of the buyer than they name."""
    operator_id: int = 1

    @model_validator(mode="after")
    def _cancelled_means_only_that(self) -> Self:
        others = (*self.statuses, *self.sale_statuses, self.status_after, self.status_problem)
        if set(self.cancelled_statuses) & set(others) - {""}:
            raise ValueError(
                "a status that means cancelled cannot be taken, set after success or on a problem"
            )
        return self

    @property
    def listed_statuses(self) -> tuple[str, ...]:
        """The statuses whose orders matter: those taken, then those in which orders become sales."""
        return tuple(dict.fromkeys((*self.statuses, *self.sale_statuses)))


# ---------------------------------------------------------------- products


class Leader(StrEnum):
    """Which side leads for goods and prices."""

    WAREHOUSE = "warehouse"
    SHOP = "shop"
    BY_HAND = "by hand"


class UpdateMode(StrEnum):
    """Whether known goods are changed too."""

    ADD_ONLY = "add only"
    ADD_AND_UPDATE = "add and update"


class SkuField(StrEnum):
    """Which field of a good is the shop's SKU."""

    CODE = "code"
    SECOND_BARCODE = "barcode 2"


class Marking(_Step):
    """What products of the shop are marked with, where the platform has such marks; whether they are active
    is :attr:`Products.new_visible`.
    """

    featured: bool = False
    new: bool = False
    track_quantity: bool = True
    sell_at_zero: bool = False
    on_matching: bool = False
    """Set what is chosen on known products too; a mark that is not chosen is left there as it is."""
    weight_from: Literal[0, 1, 2, 3] = 0
    """The Catalog field that holds the weight; 0: none."""
    weight_unit: Literal["kg", "g"] = "kg"
    """Of a weight that stands there without its unit."""


class PriceLink(_Step):
    """This price group of the warehouse goes to that price group of the shop. ``factor`` is typed by the
    owner where the currencies differ otherwise than lev and euro."""

    warehouse_group: str
    shop_group: str
    factor: Decimal | None = Field(default=None, gt=0)


class Products(_Step):
    """Step products."""

    leader: Leader = Leader.WAREHOUSE
    catalogs: tuple[str, ...] = ()
    """Catalogues of the shop that take part."""
    match_by: tuple[LineLinking, ...] = (LineLinking.SKU, LineLinking.EAN)
    sku_field: SkuField = SkuField.CODE
    groups: tuple[int, ...] = ()
    """Groups of goods, with their subgroups; empty = all."""
    prices: tuple[PriceLink, ...] = ()
    send_prices: bool = True
    update_name: bool = False
    update_description: bool = False
    update_codes: bool = False
    mode: UpdateMode = UpdateMode.ADD_AND_UPDATE
    create_missing: bool = False
    new_visible: bool = False
    removed_to_zero: bool = True
    """A linked good that was deleted or left the groups: stock 0 in the shop, and told. Never deleted
    there.
    """
    marking: Marking = Marking()
    default_category: str = ""
    """The shop's category for new products whose group has none."""
    bring_all: AwareMoment | None = None
    """When the owner asked that all products of the shop be brought into the warehouse once. The journal
    notes that this wish is done; another moment is another wish.
    """


# ---------------------------------------------------------------- warehouses


class StockLink(_Step):
    """These locations, summed, are that warehouse of the shop."""

    locations: tuple[int, ...] = Field(min_length=1)
    shop_warehouse: str


class Stock(_Step):
    """Step warehouses."""

    location_for_orders: int
    """Where imported orders are written unless the line's own warehouse says otherwise."""
    links: tuple[StockLink, ...] = ()
    send: bool = False
    subtract_open_orders: bool = False
    subtract_waiting_orders: bool = False
    """Orders that were seen in a status that is not taken yet hold stock back too."""
    open_order_days: int | None = 14
    """Until the rehearsal has shown how the site closes an order, only younger orders hold stock back;
    None: all.
    """
    reserve: Decimal = Field(default=Decimal(0), ge=0)
    minimum: Decimal = Field(default=Decimal(0), ge=0)
    below_minimum: Literal["zero", "number"] = "number"
    fetch_new_warehouses: bool = False
    """Make a location for each new warehouse of the shop (embedded warehouse only)."""


# ---------------------------------------------------------------- the rest


class Guards(_Step):
    """When a module stops and asks (decisions, 6)."""

    zero_share: Decimal = Decimal("0.20")
    zero_items: int = 10
    price_share: Decimal = Decimal("0.30")
    shrink_share: Decimal = Decimal("0.20")
    usual_orders_a_day: int | None = None


class Schedule(_Step):
    """When the connection runs by itself, in minutes for each direction; None: only by hand."""

    enabled: bool = False
    orders_every: int | None = Field(default=None, ge=3, le=1440)
    stock_every: int | None = Field(default=None, ge=3, le=1440)
    run_at_start: bool = False
    full_comparison_hours: int = Field(default=24, ge=1)


class Notices(_Step):
    """Whether the shop tells Mostik at once that something has changed, where it can (decisions, 12); without
    it the schedule asks.
    """

    on: bool = False
    address: str = ""
    """Where the shop finds this computer, with https."""
    port: int = Field(default=8711, ge=1, le=65535)
    """The port on this computer to which the address leads."""
    every: int = Field(default=60, ge=30, le=3600)
    """After so many quiet seconds Mostik looks by itself."""


class Profile(_Step):
    """One connection, whole. ``id`` never changes; ``name`` is the owner's."""

    version: Literal[1] = PROFILE_VERSION
    id: str = Field(pattern="^[a-z0-9][a-z0-9-]{0,40}$")
    name: str = Field(min_length=1, max_length=100)
    created: date | None = None
    connect: Connect
    modules: Modules = Modules()
    orders: Orders | None = None
    products: Products | None = None
    stock: Stock | None = None
    receipts: Receipts | None = None
    guards: Guards = Guards()
    schedule: Schedule = Schedule()
    notices: Notices = Notices()
    confirmed_first_run: bool = False
    """Whether the owner has seen a preview of this connection and started it once; until then the preview
    is the guard.
    """
    paused: bool = False

    @property
    def secrets(self) -> tuple[NeededSecret, ...]:
        """All secrets of the connection: those of its two systems, and the fiscal device's."""
        device = self.receipts.device if self.receipts else None
        return (*self.connect.secrets, *((DEVICE_PASSWORD,) if device and not device.factory_access else ()))
