"""The shopkeeper's nouns. Frozen, without behaviour, the same for every shop and every warehouse program.

A warehouse knows its goods, locations and partners by whole numbers; a shop's ids are text. Money is
Decimal; an amount without a currency of its own is in the currency named by the docstring. Times are aware.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that the owner picks from a list read from a connected system: a status, a user, a field."""

    id: str
    name: str


# ---------------------------------------------------------------- the warehouse program


@dataclass(frozen=True, slots=True)
class Location:
    """A place with stock of its own in the warehouse program (обект, magazyn). ``price_group`` is its
    group's id.
    """

    id: int
    code: str
    name: str
    price_group: str


@dataclass(frozen=True, slots=True)
class PriceGroup:
    """A list of prices. In a warehouse ``id`` names the price (``PriceOut2``) and the currency is the base
    currency.
    """

    id: str
    name: str
    currency: str


@dataclass(frozen=True, slots=True)
class ProductGroup:
    """A group of goods. ``code`` is the group's place in the tree: a subgroup's code begins with its
    parent's.
    """

    id: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class VatGroup:
    """A VAT group of the warehouse; ``rate`` in per cent."""

    id: int
    name: str
    rate: Decimal


class PaymentMethod(StrEnum):
    """What a payment type is in law; only cash goes through the cash book."""

    CASH = "cash"
    BANK = "bank"
    CARD = "card"
    VOUCHER = "voucher"
    ADVANCE = "advance"


@dataclass(frozen=True, slots=True)
class PaymentType:
    """A payment type of the warehouse."""

    id: int
    name: str
    method: PaymentMethod


@dataclass(frozen=True, slots=True)
class Product:
    """One good of the warehouse. Each variant is a good of its own.

    ``barcodes`` in the order of search, the main one first; ``second_barcode`` is what stands in the second
    field, which some shops keep as their own code. ``prices`` by price group id, gross, in the warehouse's
    base currency; a price of 0 means "no price" and is left out. ``service`` goods have no stock.
    """

    id: int
    code: str
    name: str
    barcodes: tuple[str, ...] = ()
    group_id: int = 1
    vat_rate: Decimal = Decimal(0)
    measure: str = ""
    description: str = ""
    catalogs: tuple[str, ...] = ()
    prices: Mapping[str, Decimal] = field(default_factory=dict)
    service: bool = False
    second_barcode: str = ""


@dataclass(frozen=True, slots=True)
class NewProduct:
    """A good that is to be made in the warehouse. ``price`` gross, base currency, goes into
    ``price_group``; ``second_barcode`` where the warehouse has a second field for it.
    """

    name: str
    code: str = ""
    barcode: str = ""
    vat_rate: Decimal | None = None
    price: Decimal | None = None
    price_group: str = ""
    group_id: int = 1
    measure: str = ""
    description: str = ""
    service: bool = False
    second_barcode: str = ""


@dataclass(frozen=True, slots=True)
class Partner:
    """A customer in the warehouse. ``company_number`` is ЕИК or NIP, ``vat_number`` the one with the
    country's letters.
    """

    id: int
    name: str
    company_number: str = ""
    vat_number: str = ""
    email: str = ""
    phone: str = ""
    city: str = ""
    address: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class NewPartner:
    """A customer that is to be made in the warehouse; ``contact`` is the responsible person (МОЛ).

    ``address`` is street, postcode and foreign country in one line; ``street``, ``postcode`` and ``country``
    (two letters, or empty) are its parts, for programs that keep them apart.
    """

    name: str
    company_number: str = ""
    vat_number: str = ""
    email: str = ""
    phone: str = ""
    city: str = ""
    address: str = ""
    contact: str = ""
    street: str = ""
    postcode: str = ""
    country: str = ""


# ---------------------------------------------------------------- documents in the warehouse


class DocumentKind(StrEnum):
    """What an order of the shop becomes in the warehouse."""

    ORDER = "order"
    SALE = "sale"


class CustomerDocument(StrEnum):
    """The paper that the customer gets for the order (chosen by the truth table of
    ``sync.plan.customer_document``).
    """

    RECEIPT = "receipt"
    INVOICE = "invoice"
    EXPORT_INVOICE = "export invoice"


@dataclass(frozen=True, slots=True)
class CustomerPaper:
    """The customer's paper with what a program that issues it itself has to know.

    ``oss``: the order charges the VAT of the private buyer's own EU country. ``intra_eu``: delivered to a
    company of another EU country without VAT.
    """

    document: CustomerDocument = CustomerDocument.RECEIPT
    oss: bool = False
    intra_eu: bool = False


@dataclass(frozen=True, slots=True)
class DocumentRef:
    """A document of the warehouse. All its rows share kind and number. ``name`` is what the program calls it
    where that is not its number; it does not tell documents apart.
    """

    kind: DocumentKind
    number: int
    name: str = field(default="", compare=False)

    def shown(self) -> str:
        """What the program shows to people: its name, else the number as in Warehouse Pro, with ten
        digits.
        """
        return self.name or f"{self.number:010d}"


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """One line to be written: so much of a good (its id) from a location.

    ``unit_price`` is gross after discount, in the warehouse's base currency, possibly not a whole number of
    cents; ``quantity`` in the good's first unit, above 0 (a discount is a line of its service good with a
    negative price). ``vat_rate`` in per cent.
    """

    product: int
    location_id: int
    quantity: Decimal
    unit_price: Decimal
    vat_rate: Decimal
    discount_percent: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class DocumentPayment:
    """An amount that was paid (gross, base currency), of a payment type of the warehouse."""

    type_id: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class DocumentDraft:
    """A document to be written as a whole: in one transaction, with its partner (made, where it is new) and
    its mark. ``location_id`` is the document's own: it decides the numbering and stands on its payments.

    ``day`` is the document's date in the shop's time zone. ``total`` is the gross sum of the lines, rounded
    half up to cents. ``note`` is at most 255 characters and begins with our tag. ``due_type_id`` is the
    payment type of the order's payment way. ``paper`` matters to programs that issue the customer's paper.
    """

    kind: DocumentKind
    location_id: int
    partner: int | NewPartner
    operator_id: int
    day: date
    lines: tuple[DocumentLine, ...]
    total: Decimal
    note: str
    due_type_id: int = 1
    payments: tuple[DocumentPayment, ...] = ()
    paper: CustomerPaper = CustomerPaper()


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One row of a document as it lies in the warehouse; ``unit_price`` gross, ``sign`` -1, 0 or +1 as
    stored.
    """

    product_id: int
    location_id: int
    quantity: Decimal
    unit_price: Decimal
    sign: int


@dataclass(frozen=True, slots=True)
class Document:
    """A document read back from the warehouse; ``rows_hash`` over its rows, to see whether anybody changed
    them.
    """

    ref: DocumentRef
    partner_id: int
    day: date
    note: str
    rows: tuple[DocumentRow, ...]
    total: Decimal
    rows_hash: str


@dataclass(frozen=True, slots=True)
class MarkKey:
    """What makes an import unique: the shop (by a key from the shop itself), the kind of thing, its id
    there.
    """

    shop_key: str
    external_id: str
    kind: str = "order"


class MarkState(StrEnum):
    """What became of a marked document. Only ``OPEN`` orders hold stock back."""

    OPEN = "open"
    SOLD = "sold"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"
    ADOPTED = "adopted"


@dataclass(frozen=True, slots=True)
class Mark:
    """The proof, in the warehouse, that an order of the shop was written: which document, its rows' hash,
    since when.
    """

    key: MarkKey
    ref: DocumentRef
    rows_hash: str
    state: MarkState
    at: datetime
    machine: str = ""


# ---------------------------------------------------------------- the shop


@dataclass(frozen=True, slots=True)
class ShopWarehouse:
    """A warehouse of the shop; ``writable`` is whether stock may be sent there."""

    id: str
    name: str
    writable: bool


@dataclass(frozen=True, slots=True)
class Catalog:
    """A catalogue of products in the shop, with its price groups and warehouses by id.

    ``subtracts_reservations`` is whether the shop itself keeps reservations of open orders apart from the
    stock.
    """

    id: str
    name: str
    price_groups: tuple[str, ...] = ()
    warehouses: tuple[str, ...] = ()
    default_price_group: str = ""
    default_warehouse: str = ""
    subtracts_reservations: bool = False
    is_default: bool = False


class ProductRole(StrEnum):
    """What a product of the shop is; stock is sent only to plain products and variants."""

    PLAIN = "plain"
    VARIANT = "variant"
    PARENT = "parent"
    BUNDLE = "bundle"


class ProductMark(StrEnum):
    """A yes-or-no mark of a shop's product. Variants share those of their product."""

    ACTIVE = "active"
    FEATURED = "featured"
    NEW = "new"
    TRACKING = "tracking"
    """The shop keeps count of the quantity, and lowers it with each order."""
    CONTINUE_SELLING = "continue_selling"
    """It can be bought with a quantity of 0 too."""


@dataclass(frozen=True, slots=True)
class ShopProduct:
    """One product or variant of a shop's catalogue.

    ``prices`` gross by price group, in that group's currency. ``stock`` by shop warehouse in pieces; a
    warehouse that is missing there is *unknown*, not 0. ``visible`` None: the platform has no such mark.
    ``marks`` holds those that the shop told; ``weight_grams`` None: not told.
    """

    id: str
    catalog: str
    name: str
    sku: str = ""
    eans: tuple[str, ...] = ()
    role: ProductRole = ProductRole.PLAIN
    parent_id: str = ""
    vat_rate: Decimal | None = None
    prices: Mapping[str, Decimal] = field(default_factory=dict)
    stock: Mapping[str, Decimal] = field(default_factory=dict)
    reserved: Mapping[str, Decimal] = field(default_factory=dict)
    visible: bool | None = None
    marks: Mapping[ProductMark, bool] = field(default_factory=dict)
    weight_grams: int | None = None


@dataclass(frozen=True, slots=True)
class NewShopProduct:
    """A product to be made in the shop. ``key`` is what it is looked up by before a second try (the SKU,
    else the EAN).

    ``prices`` gross by price group; ``stock`` by shop warehouse; ``categories`` from the root down.
    ``default_category`` is the id of the one that it goes into without any. ``marks`` besides ``visible``.
    ``options``: what makes it a variant, kind -> value ("Цвят" -> "Червен"), in their order; ``family`` is
    then the key that all variants of the product share, and ``family_name`` the product's name.
    ``parent_id``: the product that is there already, of which it becomes one more variant.
    """

    catalog: str
    key: str
    name: str
    sku: str = ""
    ean: str = ""
    vat_rate: Decimal | None = None
    description: str = ""
    prices: Mapping[str, Decimal] = field(default_factory=dict)
    stock: Mapping[str, Decimal] = field(default_factory=dict)
    visible: bool = False
    parent_id: str = ""
    categories: tuple[str, ...] = ()
    default_category: str = ""
    marks: Mapping[ProductMark, bool] = field(default_factory=dict)
    weight_grams: int | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    family: str = ""
    family_name: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address as the shop holds it; ``country`` is the two-letter code in capitals, or empty."""

    name: str = ""
    company: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One line of an order.

    ``quantity`` in pieces, ``unit_price`` gross in the order's currency, ``vat_rate`` in per cent (None: the
    shop does not say). ``vat_exemption`` names a rate of 0 that is no rate ("exempt", "not subject",
    "reverse charge"). ``product_id`` is empty where the shop itself has not linked the line; for a variant it
    is the variant's own id.
    """

    id: str
    name: str
    quantity: Decimal
    unit_price: Decimal
    vat_rate: Decimal | None
    product_id: str = ""
    sku: str = ""
    ean: str = ""
    warehouse_id: str = ""
    bundle_id: str = ""
    vat_exemption: str = ""
    attributes: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """An order of the shop. All amounts gross, in ``currency``.

    ``discount`` and ``fee`` concern the whole order and are not negative. ``number`` is what the buyer
    sees. ``added_at`` and ``confirmed_at`` (None: not confirmed) are aware. ``paid`` is the amount that the
    shop calls paid. ``stock_taken``: whether the shop has taken the pieces off its own quantity; None: not
    known. ``vat_rates``: those above 0 that the shop names for the whole order, where its lines tell none.
    """

    id: str
    number: str
    status_id: str
    added_at: datetime
    confirmed_at: datetime | None
    currency: str
    lines: tuple[OrderLine, ...]
    delivery_way: str = ""
    delivery_price: Decimal = Decimal(0)
    discount: Decimal = Decimal(0)
    fee: Decimal = Decimal(0)
    payment_way: str = ""
    cash_on_delivery: bool = False
    paid: Decimal = Decimal(0)
    email: str = ""
    phone: str = ""
    login: str = ""
    delivery: Address = Address()
    billing: Address = Address()
    company_number: str = ""
    wants_invoice: bool = False
    comment: str = ""
    staff_comment: str = ""
    source: str = ""
    extra_fields: Mapping[str, str] = field(default_factory=dict)
    panel_url: str = ""
    stock_taken: bool | None = None
    vat_rates: tuple[Decimal, ...] = ()

    @property
    def total(self) -> Decimal:
        """What the buyer pays, gross, in the order's currency."""
        goods = sum((line.quantity * line.unit_price for line in self.lines), Decimal(0))
        return goods + self.delivery_price + self.fee - self.discount


# ---------------------------------------------------------------- links


class LinkedBy(StrEnum):
    """How a link came about; what the owner settled by hand is never undone by a rule."""

    SKU = "sku"
    EAN = "ean"
    NAME = "name"
    HAND = "hand"
    CREATED = "created"


@dataclass(frozen=True, slots=True)
class Link:
    """This product here is that product there. Unique in both directions within one catalogue."""

    warehouse_id: int
    catalog: str
    shop_id: str
    by: LinkedBy
    role: ProductRole = ProductRole.PLAIN
