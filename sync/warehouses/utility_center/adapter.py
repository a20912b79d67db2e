"""Warehouse Pro through Utility Center, as the engine sees a warehouse.

Numbers, stock and VAT of a document are the maker's own program's work. The service has no protection against
doubles and no transaction over several requests, so every create is made by
:mod:`sync.warehouses.remote.once`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import Final, NoReturn

from sync.errors import Bug, Refused
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
from sync.sentences import Sentence, say
from sync.warehouses.remote.keeper import Keeper, MemoryKeeper
from sync.warehouses.utility_center.checking import check
from sync.warehouses.utility_center.client import Client
from sync.warehouses.utility_center.documents import Documents
from sync.warehouses.utility_center.goods import Goods
from sync.warehouses.utility_center.new_goods import NewGoods
from sync.warehouses.utility_center.partners import Partners
from sync.warehouses.utility_center.settings import PriceHabits
from sync.warehouses.warehouse_pro.prices import price_groups

_SALES: Final = say(
    "Through Utility Center Mostik writes orders only: what becomes of a sale’s payments there is not known."
)
_CHANGES: Final = say(
    "Through Utility Center a document that was written can neither be changed nor deleted."
)


class UtilityCenter:
    """One warehouse by Utility Center’s REST. See :class:`sync.ports.Warehouse`.

    ``keeper`` is where marks and intents lie, the connection’s journal; without one nothing is remembered,
    which is enough for reading. ``zone`` is the shop’s time zone.
    """

    def __init__(
        self,
        url: str,
        key: str,
        habits: PriceHabits,
        *,
        clock: Clock,
        zone: tzinfo,
        keeper: Keeper | None = None,
        machine: str = "",
        on_wait: OnWait = no_wait_told,
        time_outs: TimeOuts | None = None,
    ) -> None:
        self._client = Client(url, key, clock, on_wait, time_outs)
        self._habits = habits
        kept = keeper if keeper is not None else MemoryKeeper()
        self._goods = Goods(self._client, habits)
        self._partners = Partners(self._client, kept, clock)
        self._documents = Documents(
            self._client, self._goods, self._partners, kept, clock, zone, habits, machine
        )
        self._new_goods = NewGoods(self._client, self._goods, self._documents.marks, kept, clock, habits)
        self.features = WarehouseFeatures(
            program="Warehouse Pro",
            real_program=True,
            sales=False,
            closed={"sales": _SALES, "changes": _CHANGES},
        )

    def check(self) -> WarehouseFacts:
        return check(self._client, self._goods, self._habits)

    def close(self) -> None:
        self._client.close()

    # ------------------------------------------------------------ lists

    def locations(self) -> Sequence[Location]:
        return self._goods.locations()

    def price_groups(self) -> Sequence[PriceGroup]:
        return price_groups(self._habits.currency)

    def product_groups(self) -> Sequence[ProductGroup]:
        return self._goods.product_groups()

    def vat_groups(self) -> Sequence[VatGroup]:
        return self._goods.vat_groups()

    def payment_types(self) -> Sequence[PaymentType]:
        return self._goods.payment_types()

    def users(self) -> Sequence[Choice]:
        return self._goods.users()

    def base_currency(self) -> str:
        return self._habits.currency

    def currency_rate(self, currency: str, day: date) -> Decimal | None:
        """None: the service shows no table of rates."""
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
        return self._new_goods.create(products, keys)

    def update_products(self, changes: Mapping[int, Mapping[str, str | Decimal]]) -> None:
        self._new_goods.update(changes)

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
        del expected_hash, draft
        _refuse(_CHANGES, key)

    def withdraw_document(self, key: MarkKey, expected_hash: str) -> None:
        del expected_hash
        _refuse(_CHANGES, key)

    def turn_into_sale(self, key: MarkKey, payments: Sequence[DocumentPayment]) -> WrittenDocument:
        del payments
        _refuse(_SALES, key)


def _refuse(sentence: Sentence, key: MarkKey) -> NoReturn:
    raise Refused(
        sentence,
        advice=say(
            "Do it in Warehouse Pro itself, in the document of order {number}.", number=key.external_id
        ),
    )
