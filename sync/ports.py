"""The interfaces between the engine and the world: Shop, Warehouse, Journal, Clock.

What a platform cannot do is said in its features, and the engine plans accordingly; a method that a feature
switches off is never called. Every method may block and raises only the errors of :mod:`sync.errors`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal, Protocol

from sync.model import (
    Catalog,
    Choice,
    Document,
    DocumentDraft,
    DocumentPayment,
    DocumentRef,
    Link,
    Location,
    Mark,
    MarkKey,
    MarkState,
    NewProduct,
    NewShopProduct,
    Order,
    Partner,
    PaymentType,
    PriceGroup,
    Product,
    ProductGroup,
    ProductMark,
    ShopProduct,
    ShopWarehouse,
    VatGroup,
)
from sync.receipts.journal import (
    IN_DOUBT,
    MAY_EXIST,
    OrderStanding,
    Paper,
    PaperKind,
    PaperState,
    ProtocolLine,
    ReceiptJournal,
    Sale,
    SaleLine,
)
from sync.receipts.receipt import (
    PaymentKind,
    PrintedReceipt,
    Receipt,
    ReceiptLine,
    ReceiptPayment,
    StornoReason,
)
from sync.sentences import Sentence

__all__ = [
    "IN_DOUBT",
    "MAY_EXIST",
    "BulkResult",
    "CheckStep",
    "Clock",
    "InboxOrder",
    "InboxState",
    "Intent",
    "Journal",
    "OrderChange",
    "OrderQuery",
    "OrderStanding",
    "Outcome",
    "Paper",
    "PaperKind",
    "PaperState",
    "PaymentKind",
    "PrintedReceipt",
    "ProductScope",
    "ProtocolLine",
    "RawOrder",
    "Receipt",
    "ReceiptJournal",
    "ReceiptLine",
    "ReceiptPayment",
    "Sale",
    "SaleLine",
    "Shop",
    "ShopFacts",
    "ShopFeatures",
    "StornoReason",
    "ValueKind",
    "Warehouse",
    "WarehouseFacts",
    "WarehouseFeatures",
    "WrittenDocument",
]
# The receipts' part of the journal has its words in sync.receipts; they are to be had here with the rest.


class Clock(Protocol):
    """Time, so that tests can turn it."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""

    def monotonic(self) -> float:
        """Seconds that never go back, for pacing."""

    def sleep(self, seconds: float) -> None:
        """Wait; a turned clock returns at once and is later by ``seconds``."""


# ---------------------------------------------------------------- results


class Outcome(StrEnum):
    """What became of a change. ``UNKNOWN``: the answer was lost, look it up before trying again."""

    DONE = "done"
    NOT_DONE = "not done"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class BulkResult:
    """What became of a bulk of changes: items not named in ``refused`` or ``unknown`` are done."""

    refused: Mapping[str, Sentence] = field(default_factory=dict)
    unknown: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CheckStep:
    """One tick of a connection test: reached, signed in, rights, sample; ``passed`` None: not come to."""

    name: Sentence
    passed: bool | None
    said: Sentence | None = None
    advice: Sentence | None = None
    detail: str = ""


# ---------------------------------------------------------------- the shop


@dataclass(frozen=True, slots=True)
class ShopFeatures:
    """What the platform can do."""

    platform: str
    stock: bool = True
    prices: bool = True
    product_create: bool = True
    product_texts: bool = True
    order_status: bool = True
    order_number_fields: bool = True
    invoices: bool = False
    """Orders can hold a file of their document: it is then a :class:`KeepsDocuments` too."""
    one_attribute: bool = False
    """Products are compared by one attribute, which the owner names; nothing is proposed."""
    variants: bool = False
    """Goods of one code that say which variant they are become variants of one product."""
    marks: frozenset[ProductMark] = frozenset()
    """The marks that a product has besides its visibility; where it has any, they can be set."""
    weight: bool = False
    categories: bool = False
    """A new product needs a category."""
    prices_show_later: bool = False
    """The shop shows a new price some time after it took it."""
    lists_all_orders: bool = True
    """An order that a listing of all lacks is gone; not so where only a part was exported to a file."""
    hides_removed: bool = False
    """A good that left the warehouse is marked as not active besides getting the stock 0."""
    publishes: bool = False
    """Changes are gathered and given out together: it is then a :class:`Publishing` too."""
    lowers_stock: Literal["", "paid", "pending"] = ""
    """When the shop takes an order's pieces off its own quantity: once it is paid or sent, or already while
    it is pending; then its orders tell whether it has. "": not known.
    """
    stock_step: Decimal = Decimal(1)
    """The smallest part of a piece that its stock can show."""
    bulk_size: int = 1000


@dataclass(frozen=True, slots=True)
class ShopFacts:
    """What a connection test of a shop found. ``key`` identifies the shop for ever; empty where the
    platform has no id.

    ``currency`` is the currency of its default prices.
    """

    steps: tuple[CheckStep, ...]
    key: str = ""
    name: str = ""
    currency: str = ""

    @property
    def passed(self) -> bool:
        return all(step.passed for step in self.steps)


@dataclass(frozen=True, slots=True)
class RawOrder:
    """An order as the shop sent it (JSON values), with what the inbox must know without reading it."""

    id: str
    status_id: str
    confirmed_at: datetime | None
    raw: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class OrderQuery:
    """Which orders to list: confirmed at or after ``since`` (aware); ``status_id`` empty: in every status."""

    since: datetime
    status_id: str = ""
    include_unconfirmed: bool = False


@dataclass(frozen=True, slots=True)
class OrderChange:
    """A change that the shop's journal tells: order ``order_id``; ``gone`` where it was removed or merged
    away.
    """

    order_id: str
    gone: bool
    merged_into: str = ""


class Shop(Protocol):
    """An online shop. Reading is free of side effects and safe to repeat; every write names absolute
    values.
    """

    features: ShopFeatures

    def check(self) -> ShopFacts:
        """Test the connection: reach, sign in, rights, a real sample. Does not raise for a failed step, it
        says it.
        """

    # lists for the wizard
    def order_statuses(self) -> Sequence[Choice]: ...
    def order_number_fields(self) -> Sequence[Choice]:
        """Fields of an order into which our document number may be written."""

    def catalogs(self) -> Sequence[Catalog]: ...
    def warehouses(self) -> Sequence[ShopWarehouse]: ...
    def price_groups(self) -> Sequence[PriceGroup]: ...
    def categories(self) -> Sequence[Choice]:
        """Categories for new products, named from the root down; empty where the shop needs none."""

    def payment_ways(self) -> Sequence[Choice]:
        """The active ways of paying, by the names that orders bear; empty where only orders tell them."""

    # orders
    def order_pages(self, query: OrderQuery) -> Iterator[Sequence[RawOrder]]:
        """Pages of orders, ascending by confirmation, each order at least once."""

    def orders_by_id(self, order_ids: Sequence[str]) -> Mapping[str, RawOrder]:
        """These orders as they are now; one that the shop no longer has is missing from the answer."""

    def order_changes(self, after: str) -> tuple[Sequence[OrderChange], str] | None:
        """Changes after a cursor of the platform's own ("" = from the beginning), and the new cursor.

        None: this shop does not tell changes.
        """

    def read_order(self, raw: Mapping[str, Any]) -> Order:
        """The order in a raw answer. Raises Refused with a sentence where it cannot be understood."""

    def set_order_status(self, order_ids: Sequence[str], status_id: str) -> BulkResult: ...
    def set_order_number(self, order_id: str, field_id: str, number: str) -> Outcome: ...

    # products
    def products(self, catalog: str) -> Iterator[ShopProduct]:
        """All products and variants of a catalogue with codes, names, prices and stock."""

    def product_count(self, catalog: str) -> int:
        """How many products and variants a catalogue has, with as few requests as the platform allows."""

    def descriptions(self, catalog: str, product_ids: Collection[str]) -> Mapping[str, str]:
        """The descriptions of these products; one that could not be read is missing."""

    def set_stock(self, catalog: str, levels: Mapping[str, Mapping[str, Decimal]]) -> BulkResult:
        """Set the stock in pieces: product or variant id -> shop warehouse id -> level. At most
        ``features.bulk_size``.
        """

    def set_prices(self, catalog: str, prices: Mapping[str, Mapping[str, Decimal]]) -> BulkResult:
        """Set gross prices: product or variant id -> price group id -> price in that group's currency."""

    def find_product(self, catalog: str, key: str) -> Sequence[ShopProduct]:
        """Products whose SKU or EAN is exactly ``key``: the look-up before a create is tried again."""

    def create_product(self, product: NewShopProduct) -> str:
        """Make a product, return its id. Raises Refused, Unreachable (not made) or Unknown (look it up
        first).
        """

    def update_product(self, catalog: str, product_id: str, fields: Mapping[str, str]) -> Outcome:
        """Set text fields: ``name``, ``description``, ``sku``, ``ean``."""

    def set_marks(
        self, catalog: str, product_id: str, marks: Mapping[ProductMark, bool], weight_grams: int | None
    ) -> Outcome:
        """Set marks of a product (a variant's are those of its product), and its weight where one is given.

        Only marks of ``features.marks``, and a weight only where ``features.weight``.
        """


# ---------------------------------------------------------------- printed documents at orders


@dataclass(frozen=True, slots=True)
class PrintedDocument:
    """A document as the warehouse program prints it: what it calls it, and a whole PDF."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class KeptDocument:
    """A file that an order of the shop holds. ``name`` is the document's in the warehouse program; empty
    where the shop has a place for the file, but it is not there yet. ``government_status`` is what the
    state's invoice system said of it, in the shop's words; empty where it said nothing.
    """

    name: str
    government_status: str = ""


class PrintsDocuments(Protocol):
    """A warehouse whose ``features.prints`` says so."""

    def printed_document(self, ref: DocumentRef) -> PrintedDocument:
        """The document as a file. Raises Refused where there is none; may be asked for again."""


class KeepsDocuments(Protocol):
    """A shop whose ``features.invoices`` says so. A ``place`` is the id of a choice below."""

    def document_fields(self) -> Sequence[Choice]:
        """Fields of an order that hold a file."""

    def document_series(self) -> Sequence[Choice]:
        """Series in which the shop issues an invoice of its own, to which the file is then attached."""

    def kept_document(self, order_id: str, place: str) -> KeptDocument | None:
        """What the order holds there; None: nothing yet."""

    def keep_document(self, order_id: str, place: str, document: PrintedDocument) -> Outcome:
        """Put the file there instead of what is there. A repeat makes no second one: where the shop has to
        issue an invoice for it, it looks up the order's first. Raises Refused, Unreachable or Unknown.
        """


class Publishing(Protocol):
    """A shop whose changes are gathered and given out together."""

    @property
    def feed_is_new(self) -> bool:
        """Whether nothing was ever gathered here, so that nothing that was sent before is in it."""

    @property
    def feed_waits(self) -> bool:
        """Whether what was gathered differs from what was given out last."""

    def publish(self) -> None:
        """Give out what is not yet. Raises MostikError where that cannot be; the next run tries again."""


# ---------------------------------------------------------------- the warehouse


@dataclass(frozen=True, slots=True)
class WarehouseFeatures:
    """What the warehouse program can do. ``real_program``: other people work in it, so the first order is
    rehearsed.
    """

    program: str
    real_program: bool = False
    schema_version: str = ""
    """The version of the program's tables, where it has one; what was rehearsed holds for this one."""
    stock_by_location: bool = True
    barcodes: bool = True
    sales: bool = True
    turns_into_sales: bool = False
    """An order of ours can be made a sale from here; elsewhere only in the program itself."""
    create_locations: bool = False
    names_documents: bool = False
    """People know its documents by a name, which the marks hold, and not by their number."""
    prints: bool = False
    """Its documents can be had as files: it is then a :class:`PrintsDocuments` too."""
    closed: Mapping[str, Sentence] = field(default_factory=dict)
    """Options that this installation lacks, by name, with the reason."""


@dataclass(frozen=True, slots=True)
class WarehouseFacts:
    """What a connection test of a warehouse found. ``currency`` is the base currency; prices as the program
    keeps them.
    """

    steps: tuple[CheckStep, ...]
    engine: str = ""
    version: str = ""
    products: int = 0
    locations: int = 0
    partners: int = 0
    currency: str = ""
    prices_include_vat: bool | None = None
    negative_stock: bool = True
    lots: bool = False
    last_backup: datetime | None = None

    @property
    def passed(self) -> bool:
        return all(step.passed for step in self.steps)


@dataclass(frozen=True, slots=True)
class ProductScope:
    """Which goods take part: those of the groups and their subgroups; no group = all. Never deleted ones."""

    group_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class WrittenDocument:
    """A document that was written or found: its number, the hash of its rows and the partner it stands
    under.
    """

    ref: DocumentRef | None
    rows_hash: str
    partner_id: int | None = None
    warnings: tuple[Sentence, ...] = ()
    already_there: bool = False


class Warehouse(Protocol):
    """A warehouse program. Each writing method is one transaction: all of it or nothing."""

    features: WarehouseFeatures

    def check(self) -> WarehouseFacts:
        """Test the connection: reach, sign in, is it this program, rights, a real sample. Says failed
        steps, does not raise.
        """

    def close(self) -> None: ...

    # lists for the wizard
    def locations(self) -> Sequence[Location]: ...
    def price_groups(self) -> Sequence[PriceGroup]: ...
    def product_groups(self) -> Sequence[ProductGroup]: ...
    def vat_groups(self) -> Sequence[VatGroup]: ...
    def payment_types(self) -> Sequence[PaymentType]: ...
    def users(self) -> Sequence[Choice]: ...
    def base_currency(self) -> str:
        """The currency in which the program keeps its prices, three letters."""

    def currency_rate(self, currency: str, day: date) -> Decimal | None:
        """How many units of the base currency one unit of ``currency`` is worth on ``day`` by the program's
        own table.
        """

    # goods
    def products(self, scope: ProductScope) -> Iterator[Product]:
        """Goods of the scope by ascending id."""

    def product_ids(self, scope: ProductScope) -> Iterator[int]:
        """The ids of the goods of the scope, ascending: what is missing there was deleted or left the
        groups.
        """

    def product_names(self, product_ids: Collection[int]) -> Mapping[int, str]:
        """The names of these goods, deleted ones too."""

    def newest_product(self) -> int:
        """The highest id of a good, 0 where there is none: tells cheaply whether goods were added."""

    def stock_levels(self, scope: ProductScope, locations: Sequence[int]) -> Iterator[tuple[int, int]]:
        """(good, stock summed over ``locations`` in ten-thousandths) by ascending good, without services.

        A good without any stock row there is left out: unknown is not 0.
        """

    def price_levels(self, scope: ProductScope, price_group: str) -> Iterator[tuple[int, int]]:
        """(good, gross price in ten-thousandths of the base currency) by ascending good; goods without a
        price left out.
        """

    def products_sold_since(self, moment: datetime) -> frozenset[int]:
        """Goods that left the warehouse by any document since ``moment``."""

    def stock_now(self, product_ids: Collection[int], locations: Sequence[int]) -> Mapping[int, int]:
        """Stock of these goods read afresh, as :meth:`stock_levels`, in one query."""

    def create_products(self, products: Sequence[NewProduct], keys: Sequence[MarkKey]) -> Sequence[int]:
        """Make goods, each with its mark (kind ``product``), in one transaction; a good whose mark exists
        is not made again.
        """

    def update_products(self, changes: Mapping[int, Mapping[str, str | Decimal]]) -> None:
        """Set ``name``, ``barcode``, ``code``, ``description`` or ``price:<group>`` (gross) of goods, in
        one transaction.
        """

    def create_location(self, name: str, key: MarkKey) -> int:
        """Make a location with its stock rows (embedded warehouse only)."""

    # partners
    def find_partners(
        self, company_numbers: Collection[str], emails: Collection[str], names: Collection[str]
    ) -> Sequence[Partner]:
        """Partners that have one of these company numbers (digits only), e-mails (lower case) or names, in
        a few queries.
        """

    def search_partners(self, words: str, limit: int) -> Sequence[Partner]:
        """At most ``limit`` partners in whose name, numbers, e-mail, phone or city each of the words stands,
        whatever the case, by name; never deleted ones. Without a word: the first by name.
        """

    def partner(self, partner_id: int) -> Partner | None:
        """This partner; None where it is not there or was deleted."""

    def update_partner(self, partner_id: int, fields: Mapping[str, str]) -> None:
        """Set fields named as in :class:`sync.model.Partner`."""

    # documents and marks
    def known_shops(self) -> Mapping[str, int]:
        """Shop keys in the marks and how many orders each has ("this warehouse already holds 1,204
        orders")."""

    def marks(self, shop_key: str, external_ids: Collection[str], kind: str = "order") -> Mapping[str, Mark]:
        """The marks of these orders, by external id."""

    def open_marks(self, shop_key: str) -> Sequence[Mark]:
        """All marks of this shop whose document is still an order."""

    def missing_documents(self, refs: Collection[DocumentRef]) -> Sequence[DocumentRef]:
        """Those of ``refs`` of which no row is left, by one query."""

    def documents(self, refs: Collection[DocumentRef]) -> Mapping[DocumentRef, Document]: ...

    def tagged_documents(self, shop_key: str) -> Mapping[str, Sequence[DocumentRef]]:
        """Every document whose note begins with a tag of this shop, by external id: more than one is a
        double.
        """

    def documents_noting(self, numbers: Collection[str], since: date) -> Mapping[str, DocumentRef]:
        """Of these order numbers those that stand in the note of a document of ``since`` or later which no
        Mostik wrote, each with the first such document: the trace of another program.
        """

    def rebuild_marks(self, shop_key: str) -> int:
        """Write marks anew from the tags in the documents' notes where they are gone; returns how many."""

    def open_order_lines(self, shop_key: str, since: datetime | None) -> Mapping[tuple[int, int], int]:
        """(good, location) -> quantity in ten-thousandths on open orders of ours written at or after
        ``since``.
        """

    def write_document(self, draft: DocumentDraft, key: MarkKey) -> WrittenDocument:
        """Write the document with its partner and its mark in one transaction.

        Where the mark exists already, nothing is written and the document of the mark is returned
        (``already_there``). Raises Refused (this order cannot be written), Unreachable (nothing was
        written) or Unknown (look for the mark).
        """

    def replace_document(self, key: MarkKey, expected_hash: str, draft: DocumentDraft) -> WrittenDocument:
        """Write the lines of an open order anew if its rows still equal what we wrote; else raises
        Refused.
        """

    def withdraw_document(self, key: MarkKey, expected_hash: str) -> None:
        """Take back an open order of ours whose rows still equal what we wrote; else raises Refused."""

    def turn_into_sale(self, key: MarkKey, payments: Sequence[DocumentPayment]) -> WrittenDocument:
        """Make a sale of an open order of ours whose rows still equal what we wrote; else raises Refused. One
        that is that sale already is returned as it is (only where ``features.turns_into_sales``).
        """

    def set_mark_state(self, key: MarkKey, state: MarkState) -> None: ...


# ---------------------------------------------------------------- the journal (state between runs)


class InboxState(StrEnum):
    """Where an order of the inbox stands."""

    SEEN = "seen"
    """In a status that is not taken: it waits."""
    READY = "ready"
    """In a chosen status: to be imported."""
    HELD = "held"
    """Needs the owner; tried again when the order or the settings changed."""
    FAILED = "failed"
    """Went wrong; tried again after its back-off, or when it changed."""
    DONE = "done"
    """Its document stands in the warehouse."""
    GONE = "gone"
    """Imported, and the shop no longer has it: deleted, merged into another, or archived."""
    CLOSED = "closed"
    """Nothing more to do: cancelled before import, merged away, withdrawn, or settled by the owner."""


@dataclass(frozen=True, slots=True)
class InboxOrder:
    """An order in the inbox. ``content_hash`` over what matters for the document, without status and times.

    ``attempts`` counts failures in a row; ``skip_runs`` is how many further runs leave it alone. ``number``
    is the document's number once done; ``followed`` whether status and number went back to the shop.
    """

    id: str
    status_id: str
    confirmed_at: datetime | None
    raw: Mapping[str, Any]
    content_hash: str
    state: InboxState
    seen_at: datetime
    why: Sentence | None = None
    attempts: int = 0
    skip_runs: int = 0
    document: DocumentRef | None = None
    imported_hash: str = ""
    followed: bool = False


@dataclass(frozen=True, slots=True)
class Intent:
    """A create in the other system that was begun and whose end is not yet known to have been noted."""

    kind: str
    key: str
    payload: Mapping[str, Any]
    begun_at: datetime


class ValueKind(StrEnum):
    """What was sent: pieces or a gross price, both in ten-thousandths."""

    STOCK = "stock"
    PRICE = "price"


class Journal(ReceiptJournal, Protocol):
    """What one connection remembers between runs. Every method is one transaction on disk."""

    def transaction(self) -> AbstractContextManager[None]:
        """Bind several calls into one transaction."""

    # the inbox
    def receive(self, orders: Sequence[InboxOrder], cursor: tuple[str, str] | None = None) -> None:
        """Put a page of new or changed orders into the inbox together with the cursor (name, value) that
        covers them.
        """

    def inbox(self, *states: InboxState) -> Iterator[InboxOrder]:
        """Orders in these states (none named: all) by confirmation, then id."""

    def inbox_rows(self, order_ids: Collection[str]) -> Mapping[str, InboxOrder]: ...
    def put(self, order: InboxOrder) -> None:
        """Store an order's new state."""

    def done_not_followed(self) -> Iterator[InboxOrder]:
        """Done orders whose status and number have not gone back to the shop yet."""

    def done_but_changed(
        self, cancelled_statuses: Collection[str], sale_statuses: Collection[str] = ()
    ) -> Iterator[InboxOrder]:
        """Done orders, with their content still kept, that changed after the import or are in one of these
        statuses; in one of ``sale_statuses`` only those whose document is an order."""

    def recent_done(self, count: int) -> Sequence[InboxOrder]:
        """The latest orders that we call done."""

    def drop_raw_before(self, moment: datetime) -> int:
        """Forget the content of orders done before ``moment`` (hash and state stay); returns how many."""

    # links and what was settled by hand
    def links(self, catalog: str | None = None) -> Iterator[Link]: ...
    def links_of_shop(self, shop_ids: Collection[str]) -> Mapping[tuple[str, str], Link]:
        """Links by (catalogue, shop id)."""

    def add_links(self, links: Sequence[Link]) -> None: ...
    def remove_links(self, links: Sequence[Link]) -> None: ...
    def settled_apart(self) -> frozenset[tuple[str, str]]:
        """(catalogue, shop id) of products that the owner said belong to none of his goods."""

    def settle_apart(self, catalog: str, shop_id: str) -> None: ...

    # last values confirmed by the shop
    def sent_levels(
        self, kind: ValueKind, catalog: str, target: str
    ) -> Iterator[tuple[int, str, int | None]]:
        """(good, shop product, last value or None) of every link of the catalogue, by ascending good.

        For stock, without variant parents and bundles. ``target`` is the shop's warehouse or price group.
        """

    def record_sent(self, kind: ValueKind, catalog: str, target: str, values: Mapping[str, int]) -> None: ...
    def forget_sent(self) -> None:
        """Drop all last values, so that everything is compared anew."""

    # creates with an intent
    def begin_intent(self, intent: Intent) -> None: ...
    def end_intent(self, kind: str, key: str) -> None: ...
    def open_intents(self, kind: str) -> Sequence[Intent]: ...

    # small remembered values (cursors, last full comparison, sizes of earlier runs)
    def recall(self, name: str) -> str | None: ...
    def recall_all(self, beginning: str) -> Mapping[str, str]:
        """Everything remembered under names with this beginning, by the rest of the name."""

    def remember(self, name: str, value: str) -> None: ...

    # runs
    def begin_run(self, trigger: str, started_at: datetime) -> int:
        """Note that a run began; runs left ``running`` by a crash become ``interrupted``."""

    def end_run(self, run_id: int, ended_at: datetime, state: str, report: Mapping[str, Any]) -> None: ...
