"""Warehouse Pro, and the embedded warehouse with the same tables, as the engine sees a warehouse."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, tzinfo
from decimal import Decimal

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
from sync.profile import MarkPlace
from sync.warehouses.warehouse_pro import (
    configuration,
    goods,
    goods_scope,
    prices,
    reading_documents,
    stock,
)
from sync.warehouses.warehouse_pro.changing_documents import DocumentChanger
from sync.warehouses.warehouse_pro.checking import check
from sync.warehouses.warehouse_pro.database import Database
from sync.warehouses.warehouse_pro.dialect import Engine
from sync.warehouses.warehouse_pro.documents import DocumentWriter, lots_sentence
from sync.warehouses.warehouse_pro.inspection import inspect
from sync.warehouses.warehouse_pro.mark_places import TableMarks
from sync.warehouses.warehouse_pro.new_goods import NewGoods
from sync.warehouses.warehouse_pro.note_marks import NoteMarks
from sync.warehouses.warehouse_pro.partners import Partners
from sync.warehouses.warehouse_pro.probing import EveryTable
from sync.warehouses.warehouse_pro.rebuilding import rebuild_marks
from sync.warehouses.warehouse_pro.repeating import repeated


class WarehousePro:
    """One warehouse by its database. See :class:`sync.ports.Warehouse` for what each method promises.

    ``zone`` is the shop's time zone, ``machine`` the name under which this computer stands in the marks. The
    generators read while they are used: between their rows no other method can be called. After a lost
    connection the object is finished and has to be made anew with a new ``database``.
    """

    def __init__(
        self,
        database: Database,
        *,
        clock: Clock,
        zone: tzinfo,
        machine: str = "",
        mark_place: MarkPlace = MarkPlace.TABLE,
    ) -> None:
        self._database = database
        database.zone = zone
        of_place = NoteMarks if mark_place is MarkPlace.NOTE else TableMarks
        self._marks = of_place(database, clock, machine)
        self._partners = Partners(database, clock)
        self.features: WarehouseFeatures = _features(database)
        self._writer = DocumentWriter(database, clock, self._marks, self._partners, self.features.closed)
        self._changer = DocumentChanger(database, clock, self._marks, self._writer)
        self._new_goods = NewGoods(database, self._marks)
        self._with_marks: set[str] = set()

    def check(self) -> WarehouseFacts:
        return check(self._database)

    def close(self) -> None:
        self._database.close()

    def every_table(self) -> EveryTable:
        """All tables of the database, for a picture of them before and after something was done."""
        return EveryTable(self._database, self.features.schema_version)

    # ------------------------------------------------------------ lists

    def locations(self) -> Sequence[Location]:
        return goods.locations(self._database)

    def price_groups(self) -> Sequence[PriceGroup]:
        return prices.price_groups(self.base_currency())

    def product_groups(self) -> Sequence[ProductGroup]:
        return goods_scope.product_groups(self._database)

    def vat_groups(self) -> Sequence[VatGroup]:
        return prices.vat_groups(self._database)

    def payment_types(self) -> Sequence[PaymentType]:
        return goods.payment_types(self._database)

    def users(self) -> Sequence[Choice]:
        return goods.users(self._database)

    def base_currency(self) -> str:
        return configuration.base_currency(self._database)

    def currency_rate(self, currency: str, day: date) -> Decimal | None:
        return configuration.currency_rate(self._database, currency, day)

    # ------------------------------------------------------------ goods

    def products(self, scope: ProductScope) -> Iterator[Product]:
        return goods.products(self._database, goods_scope.read_scope(self._database, scope))

    def product_ids(self, scope: ProductScope) -> Iterator[int]:
        return goods.product_ids(self._database, goods_scope.read_scope(self._database, scope))

    def product_names(self, product_ids: Collection[int]) -> Mapping[int, str]:
        return goods.product_names(self._database, product_ids)

    def newest_product(self) -> int:
        return goods.newest_product(self._database)

    def stock_levels(self, scope: ProductScope, locations: Sequence[int]) -> Iterator[tuple[int, int]]:
        within = goods_scope.read_scope(self._database, scope)
        return stock.stock_levels(self._database, within, locations)

    def price_levels(self, scope: ProductScope, price_group: str) -> Iterator[tuple[int, int]]:
        within = goods_scope.read_scope(self._database, scope)
        return prices.price_levels(self._database, within, price_group)

    def products_sold_since(self, moment: datetime) -> frozenset[int]:
        return stock.products_sold_since(self._database, moment)

    def stock_now(self, product_ids: Collection[int], locations: Sequence[int]) -> Mapping[int, int]:
        return stock.stock_now(self._database, product_ids, locations)

    def create_products(self, products: Sequence[NewProduct], keys: Sequence[MarkKey]) -> Sequence[int]:
        self._marks.prepare()
        return repeated(lambda: self._new_goods.create(products, keys))

    def update_products(self, changes: Mapping[int, Mapping[str, str | Decimal]]) -> None:
        repeated(lambda: self._new_goods.update(changes))

    def create_location(self, name: str, key: MarkKey) -> int:
        self._marks.prepare()
        return repeated(lambda: self._new_goods.create_location(name, key))

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
        repeated(lambda: self._partners.update(partner_id, fields))

    # ------------------------------------------------------------ marks

    def known_shops(self) -> Mapping[str, int]:
        return self._marks.shops()

    def marks(self, shop_key: str, external_ids: Collection[str], kind: str = "order") -> Mapping[str, Mark]:
        return self._marks.some(shop_key, external_ids, kind)

    def open_marks(self, shop_key: str) -> Sequence[Mark]:
        return self._marks.open(shop_key)

    def set_mark_state(self, key: MarkKey, state: MarkState) -> None:
        with self._database.transaction():
            self._marks.set_state(key, state)

    def rebuild_marks(self, shop_key: str) -> int:
        self._marks.prepare()
        return repeated(lambda: rebuild_marks(self._database, self._marks, shop_key))

    # ------------------------------------------------------------ documents

    def missing_documents(self, refs: Collection[DocumentRef]) -> Sequence[DocumentRef]:
        return reading_documents.missing_documents(self._database, refs)

    def documents(self, refs: Collection[DocumentRef]) -> Mapping[DocumentRef, Document]:
        return reading_documents.documents(self._database, refs)

    def tagged_documents(self, shop_key: str) -> Mapping[str, Sequence[DocumentRef]]:
        return reading_documents.tagged_documents(self._database, shop_key)

    def documents_noting(self, numbers: Collection[str], since: date) -> Mapping[str, DocumentRef]:
        return reading_documents.documents_noting(self._database, numbers, since)

    def open_order_lines(self, shop_key: str, since: datetime | None) -> Mapping[tuple[int, int], int]:
        return self._marks.open_lines(shop_key, since)

    def write_document(self, draft: DocumentDraft, key: MarkKey) -> WrittenDocument:
        self._rebuild_once(key.shop_key)
        return repeated(lambda: self._writer.write(draft, key))

    def replace_document(self, key: MarkKey, expected_hash: str, draft: DocumentDraft) -> WrittenDocument:
        return repeated(lambda: self._changer.replace(key, expected_hash, draft))

    def withdraw_document(self, key: MarkKey, expected_hash: str) -> None:
        repeated(lambda: self._changer.withdraw(key, expected_hash))

    def turn_into_sale(self, key: MarkKey, payments: Sequence[DocumentPayment]) -> WrittenDocument:
        return repeated(lambda: self._changer.turn_into_sale(key, payments))

    def _rebuild_once(self, shop_key: str) -> None:
        """Before the first order of a shop is written: orders that have a tag but lost their mark get it
        back, else they would be written a second time."""
        if shop_key not in self._with_marks:
            self.rebuild_marks(shop_key)
            self._with_marks.add(shop_key)


def _features(database: Database) -> WarehouseFeatures:
    found = inspect(database)
    closed = dict(found.closed)
    if configuration.read_configuration(database).lots:
        closed.setdefault("sales", lots_sentence())
    real = database.dialect.engine is not Engine.SQLITE
    return WarehouseFeatures(
        program="Warehouse Pro" if real else "Mostik",
        real_program=real,
        schema_version=found.stated_version or found.schema_version,
        sales="sales" not in closed,
        turns_into_sales=not real and "sales" not in closed,
        create_locations=not real,
        closed=closed,
    )
