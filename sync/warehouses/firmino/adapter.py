"""Streamsoft Firmino as the engine sees a warehouse.

The program numbers, taxes and prints the documents. Its API has no key against doubles, so every create is
made by :mod:`sync.warehouses.remote.once`; what it has no field for is closed with the reason.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import Final

from sync.errors import Bug
from sync.http import OnWait, TimeOuts, no_wait_told
from sync.model import (
    Choice,
    Document,
    DocumentDraft,
    DocumentPayment,
    DocumentRef,
    Location,
    Mark,
    MarkKey,
    MarkState,
    NewProduct,
    Partner,
    PaymentType,
    PriceGroup,
    Product,
    ProductGroup,
    VatGroup,
)
from sync.ports import (
    Clock,
    PrintedDocument,
    ProductScope,
    WarehouseFacts,
    WarehouseFeatures,
    WrittenDocument,
)
from sync.sentences import Sentence, say
from sync.warehouses.firmino.checking import check
from sync.warehouses.firmino.client import Client
from sync.warehouses.firmino.company import Company
from sync.warehouses.firmino.customers import Customers
from sync.warehouses.firmino.documents import Documents
from sync.warehouses.firmino.goods import Goods
from sync.warehouses.firmino.papers import RESOURCES
from sync.warehouses.firmino.prints import printed
from sync.warehouses.firmino.probing import Probed, probe
from sync.warehouses.firmino.register import Register
from sync.warehouses.firmino.settings import Habits, StockMeaning
from sync.warehouses.remote.keeper import Keeper, MemoryKeeper
from sync.warehouses.remote.kept_marks import KeptMarks

PROGRAM: Final = "Streamsoft Firmino"
CLOSED: Final[Mapping[str, Sentence]] = {
    "barcodes": say(
        "Firmino’s API has no bar codes, so products are linked by their code or their name, never by EAN."
    ),
    "locations": say("Firmino’s API shows one quantity for each article, and not one for each warehouse."),
    "new locations": say(
        "Firmino’s API makes no warehouses, so a new one of the shop is made in Firmino by hand."
    ),
    "payment types": say(
        "Firmino’s API names one way of paying only, the transfer. Others are set in Firmino itself."
    ),
}
_STOCK_UNSAID: Final = say(
    "What the quantity in Firmino’s API is has not been said on the step Connect, so no stock is sent."
)


class Firmino:
    """One company of Firmino. See :class:`sync.ports.Warehouse`.

    ``company`` is its short name, needed where a login has several. ``keeper`` is where marks and intents
    lie, the connection’s journal; without one nothing is remembered, which is enough for reading. ``zone``
    is that of Firmino’s days.
    """

    def __init__(
        self,
        url: str,
        login: str,
        password: str,
        *,
        clock: Clock,
        zone: tzinfo,
        company: str = "",
        habits: Habits | None = None,
        keeper: Keeper | None = None,
        machine: str = "",
        on_wait: OnWait = no_wait_told,
        time_outs: TimeOuts | None = None,
    ) -> None:
        self._client = Client(url, login, password, company, clock, on_wait, time_outs)
        self._habits = habits or Habits()
        self._login = login
        kept = keeper if keeper is not None else MemoryKeeper()
        marks = KeptMarks(kept)
        self._company = Company(self._client)
        self._goods = Goods(self._client, marks, kept, clock, self._habits)
        self._customers = Customers(self._client, kept, clock)
        self._register = Register(self._client, clock, zone)
        self._documents = Documents(
            self._client,
            self._company,
            self._goods,
            self._customers,
            self._register,
            marks,
            kept,
            clock,
            machine,
        )
        unsaid = {"stock": _STOCK_UNSAID} if self._habits.stock is StockMeaning.UNKNOWN else {}
        self.features = WarehouseFeatures(
            program=PROGRAM,
            real_program=True,
            stock_by_location=False,
            barcodes=False,
            turns_into_sales=True,
            names_documents=True,
            prints=True,
            closed={**CLOSED, **unsaid},
        )

    def check(self) -> WarehouseFacts:
        return check(self._company, self._goods, self._customers, self._habits)

    def probe(self) -> Probed:
        """What the two open points look like in this company’s Firmino."""
        return probe(self._client, self._goods, self._register)

    def close(self) -> None:
        self._client.close()

    # ------------------------------------------------------------ lists

    def locations(self) -> Sequence[Location]:
        return self._goods.locations()

    def price_groups(self) -> Sequence[PriceGroup]:
        return self._goods.price_groups(self.base_currency())

    def product_groups(self) -> Sequence[ProductGroup]:
        return self._goods.product_groups()

    def vat_groups(self) -> Sequence[VatGroup]:
        return self._goods.vat_groups()

    def payment_types(self) -> Sequence[PaymentType]:
        return self._goods.payment_types()

    def users(self) -> Sequence[Choice]:
        """The one who signs in: the API names no others."""
        return [Choice("1", self._login)]

    def base_currency(self) -> str:
        return self._company.currency

    def currency_rate(self, currency: str, day: date) -> Decimal | None:
        """None: the API shows no table of rates."""
        del currency, day
        return None

    # ------------------------------------------------------------ goods

    def products(self, scope: ProductScope) -> Iterator[Product]:
        return self._goods.products(scope)

    def product_ids(self, scope: ProductScope) -> Iterator[int]:
        return self._goods.product_ids(scope)

    def product_names(self, product_ids: Collection[int]) -> Mapping[int, str]:
        return self._goods.names(product_ids)

    def newest_product(self) -> int:
        return self._goods.newest()

    def stock_levels(self, scope: ProductScope, locations: Sequence[int]) -> Iterator[tuple[int, int]]:
        return self._goods.stock_levels(scope, locations)

    def price_levels(self, scope: ProductScope, price_group: str) -> Iterator[tuple[int, int]]:
        return self._goods.price_levels(scope, price_group)

    def products_sold_since(self, moment: datetime) -> frozenset[int]:
        return self._register.sold_since(moment)

    def stock_now(self, product_ids: Collection[int], locations: Sequence[int]) -> Mapping[int, int]:
        return self._goods.stock_now(product_ids, locations)

    def create_products(self, products: Sequence[NewProduct], keys: Sequence[MarkKey]) -> Sequence[int]:
        return self._goods.create(products, keys)

    def update_products(self, changes: Mapping[int, Mapping[str, str | Decimal]]) -> None:
        self._goods.update(changes)

    def create_location(self, name: str, key: MarkKey) -> int:
        raise Bug(say("Mostik meant to make a location where it cannot."), detail=f"{name}, {key}")

    # ------------------------------------------------------------ partners

    def find_partners(
        self, company_numbers: Collection[str], emails: Collection[str], names: Collection[str]
    ) -> Sequence[Partner]:
        return self._customers.find(company_numbers, emails, names)

    def search_partners(self, words: str, limit: int) -> Sequence[Partner]:
        return self._customers.search(words, limit)

    def partner(self, partner_id: int) -> Partner | None:
        return self._customers.one(partner_id)

    def update_partner(self, partner_id: int, fields: Mapping[str, str]) -> None:
        self._customers.update(partner_id, fields)

    # ------------------------------------------------------------ marks

    def known_shops(self) -> Mapping[str, int]:
        return self._register.shops()

    def marks(self, shop_key: str, external_ids: Collection[str], kind: str = "order") -> Mapping[str, Mark]:
        return self._documents.known_marks(shop_key, external_ids, kind)

    def open_marks(self, shop_key: str) -> Sequence[Mark]:
        return self._documents.marks.open(shop_key)

    def set_mark_state(self, key: MarkKey, state: MarkState) -> None:
        self._documents.marks.set_state(key, state)

    def rebuild_marks(self, shop_key: str) -> int:
        return self._documents.rebuild(shop_key)

    # ------------------------------------------------------------ documents

    def missing_documents(self, refs: Collection[DocumentRef]) -> Sequence[DocumentRef]:
        return self._register.missing(refs)

    def documents(self, refs: Collection[DocumentRef]) -> Mapping[DocumentRef, Document]:
        return self._register.documents(refs)

    def tagged_documents(self, shop_key: str) -> Mapping[str, Sequence[DocumentRef]]:
        return self._register.tagged(shop_key)

    def documents_noting(self, numbers: Collection[str], since: date) -> Mapping[str, DocumentRef]:
        return self._register.noting(numbers, since)

    def open_order_lines(self, shop_key: str, since: datetime | None) -> Mapping[tuple[int, int], int]:
        counted = {
            mark.ref for mark in self._documents.marks.open(shop_key) if since is None or mark.at >= since
        }
        return self._register.open_lines(counted)

    def write_document(self, draft: DocumentDraft, key: MarkKey) -> WrittenDocument:
        return self._documents.write(draft, key)

    def replace_document(self, key: MarkKey, expected_hash: str, draft: DocumentDraft) -> WrittenDocument:
        return self._documents.replace(key, expected_hash, draft)

    def withdraw_document(self, key: MarkKey, expected_hash: str) -> None:
        self._documents.withdraw(key, expected_hash)

    def turn_into_sale(self, key: MarkKey, payments: Sequence[DocumentPayment]) -> WrittenDocument:
        return self._documents.turn_into_sale(key, payments)

    def printed_document(self, ref: DocumentRef) -> PrintedDocument:
        """The PDF of a document, as Firmino prints it. See :class:`sync.ports.PrintsDocuments`."""
        _form, content = printed(self._client, RESOURCES[ref.kind], ref.number, self._habits.prints)
        return PrintedDocument(ref.shown(), content)
