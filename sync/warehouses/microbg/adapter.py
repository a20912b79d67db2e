"""micro.bg as the engine sees a warehouse."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, tzinfo
from decimal import Decimal

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
from sync.ports import Clock, ProductScope, WarehouseFacts, WarehouseFeatures, WrittenDocument
from sync.sentences import say
from sync.warehouses.microbg.checking import check, company
from sync.warehouses.microbg.client import Client
from sync.warehouses.microbg.documents import Documents
from sync.warehouses.microbg.goods import Goods
from sync.warehouses.microbg.partners import Partners
from sync.warehouses.microbg.values import text
from sync.warehouses.remote.keeper import Keeper, MemoryKeeper
from sync.warehouses.remote.kept_marks import KeptMarks


class MicroBg:
    """One company of micro.bg. See :class:`sync.ports.Warehouse`.

    ``keeper`` is where marks and intents lie, the connection's journal; without one nothing is remembered,
    which is enough for reading. ``zone`` is that of micro.bg's clock.
    """

    def __init__(
        self,
        url: str,
        api_id: str,
        secret: str,
        *,
        clock: Clock,
        zone: tzinfo,
        keeper: Keeper | None = None,
        machine: str = "",
        on_wait: OnWait = no_wait_told,
        time_outs: TimeOuts | None = None,
    ) -> None:
        self._client = Client(url, api_id, secret, clock, on_wait, time_outs)
        kept = keeper if keeper is not None else MemoryKeeper()
        marks = KeptMarks(kept)
        self._goods = Goods(self._client, marks, kept, clock)
        self._partners = Partners(self._client, kept, clock)
        self._documents = Documents(
            self._client, self._goods, self._partners, marks, kept, clock, zone, machine
        )
        self._currency: str | None = None
        self.features = WarehouseFeatures(
            program="micro.bg", real_program=True, sales=True, turns_into_sales=True
        )

    def check(self) -> WarehouseFacts:
        return check(self._client, self._goods)

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
        return self._goods.users()

    def base_currency(self) -> str:
        if self._currency is None:
            self._currency = text(company(self._client), "currencyCode").upper() or "EUR"
        return self._currency

    def currency_rate(self, currency: str, day: date) -> Decimal | None:
        """None: micro.bg shows no table of rates."""
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
        return self._documents.operations.sold_since(moment)

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
        return self._partners.find(company_numbers, emails, names)

    def search_partners(self, words: str, limit: int) -> Sequence[Partner]:
        return self._partners.search(words, limit)

    def partner(self, partner_id: int) -> Partner | None:
        return self._partners.one(partner_id)

    def update_partner(self, partner_id: int, fields: Mapping[str, str]) -> None:
        self._partners.update(partner_id, fields)

    # ------------------------------------------------------------ marks

    def known_shops(self) -> Mapping[str, int]:
        return self._documents.operations.shops()

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
        return self._documents.operations.missing(refs)

    def documents(self, refs: Collection[DocumentRef]) -> Mapping[DocumentRef, Document]:
        return self._documents.operations.documents(refs)

    def tagged_documents(self, shop_key: str) -> Mapping[str, Sequence[DocumentRef]]:
        return self._documents.operations.tagged(shop_key)

    def documents_noting(self, numbers: Collection[str], since: date) -> Mapping[str, DocumentRef]:
        return self._documents.operations.noting(numbers, since)

    def open_order_lines(self, shop_key: str, since: datetime | None) -> Mapping[tuple[int, int], int]:
        counted = {
            mark.ref for mark in self._documents.marks.open(shop_key) if since is None or mark.at >= since
        }
        return self._documents.operations.open_lines(shop_key, counted)

    def write_document(self, draft: DocumentDraft, key: MarkKey) -> WrittenDocument:
        return self._documents.write(draft, key)

    def replace_document(self, key: MarkKey, expected_hash: str, draft: DocumentDraft) -> WrittenDocument:
        return self._documents.replace(key, expected_hash, draft)

    def withdraw_document(self, key: MarkKey, expected_hash: str) -> None:
        self._documents.withdraw(key, expected_hash)

    def turn_into_sale(self, key: MarkKey, payments: Sequence[DocumentPayment]) -> WrittenDocument:
        return self._documents.turn_into_sale(key, payments)
