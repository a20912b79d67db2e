"""Catalogues, warehouses, price groups, and the products in a catalogue with their roles.

Documented: getInventoryProductsList gives pages of 1000 with codes, prices and stock, with ``parent_id``
for variants where asked; only getInventoryProductsData says whether a product is a bundle, what its VAT rate
is and which further EANs it has, and lists a main product's variants; only getInventoryProductsStock tells
reservations, and only where the catalogue keeps them.

So a full listing costs one request per 1000 rows, one per 200 main products for roles, rates and EANs, and
one per 1000 products for reservations where the catalogue keeps them.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, TypeVar

from sync.errors import Refused
from sync.model import Catalog, PriceGroup, ProductRole, ShopProduct, ShopWarehouse
from sync.sentences import say
from sync.shops.baselinker import readers
from sync.shops.baselinker.client import Client, wire_id
from sync.shops.baselinker.readers import Unreadable

PAGE_SIZE: Final = 1000
_DETAILS_AT_ONCE: Final = 200
"""No maximum is documented; 200 is what most working clients ask for."""
_OWN_WAREHOUSE: Final = "bl_"
"""Documented: stock can be set only in warehouses of this kind; shop_ and warehouse_ fill themselves."""

Row = Mapping[str, Any]
Value = TypeVar("Value")

_log = logging.getLogger(__name__)


def writable(warehouse_id: str) -> bool:
    """Whether stock may be set in this warehouse ("bl_205")."""
    return warehouse_id.startswith(_OWN_WAREHOUSE)


@dataclass(frozen=True, slots=True)
class _Details:
    """What only getInventoryProductsData tells of a main product."""

    role: ProductRole = ProductRole.PLAIN
    vat_rate: Decimal | None = None
    further_eans: tuple[str, ...] = ()


class Catalogue:
    """Reads catalogues. Lists that hardly ever change are asked for once."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._catalogs: list[Catalog] | None = None
        self._warehouses: list[ShopWarehouse] | None = None

    def catalogs(self) -> list[Catalog]:
        """The catalogues of the account."""
        if self._catalogs is None:
            self._catalogs = self._list("getInventories", "inventories", _catalog)
        return self._catalogs

    def warehouses(self) -> list[ShopWarehouse]:
        """The warehouses of the account, with ids as stock uses them: "bl_205"."""
        if self._warehouses is None:
            self._warehouses = self._list("getInventoryWarehouses", "warehouses", _warehouse)
        return self._warehouses

    def price_groups(self) -> list[PriceGroup]:
        """The price groups of the account, each with its currency."""
        return self._list("getInventoryPriceGroups", "price_groups", _price_group)

    def warehouse_name(self, number: str) -> str:
        """The id of a warehouse of which an order's line tells the bare number; that number where unknown.

        Where several kinds share a number, BaseLinker's own warehouse is meant.
        """
        kinds = [known.id for known in self.warehouses() if known.id.rpartition("_")[2] == number]
        kinds.sort(key=lambda known: not writable(known))
        return kinds[0] if kinds else number

    def products(self, catalog: str) -> Iterator[ShopProduct]:
        """All products and variants of a catalogue, main products by ascending id."""
        reserved = self._reserved(catalog)
        for page in self._pages("getInventoryProductsList", catalog, include_variants=True):
            yield from self._read(catalog, page, reserved)

    def count(self, catalog: str) -> int:
        """How many products and variants a catalogue has, without their details."""
        return sum(map(len, self._pages("getInventoryProductsList", catalog, include_variants=True)))

    def find(self, catalog: str, key: str) -> list[ShopProduct]:
        """Products and variants whose SKU or EAN is exactly ``key``."""
        rows: dict[str, Row] = {}
        for page in self._pages("getInventoryProductsList", catalog, include_variants=True, filter_sku=key):
            rows.update({row_id: row for row_id, row in page.items() if _text(row, "sku") == key})
        # This filter also finds by further EANs, which only the details tell.
        for page in self._pages("getInventoryProductsList", catalog, include_variants=True, filter_ean=key):
            rows.update(page)
        return [
            product for product in self._read(catalog, rows, {}) if key == product.sku or key in product.eans
        ]

    def roles(self, catalog: str, product_ids: Sequence[str]) -> dict[str, ProductRole]:
        """What these products are, as far as BaseLinker knows them; a variant counts as plain here."""
        return {row_id: details.role for row_id, details in self._details(catalog, product_ids).items()}

    def descriptions(self, catalog: str, product_ids: Collection[str]) -> dict[str, str]:
        """The descriptions in the catalogue's main language, as HTML; "" where a product has none."""
        found: dict[str, str] = {}
        for row_id, row in self._data(catalog, list(product_ids)):
            texts = _tolerant(readers.table, row, "text_fields")
            description = None if texts is None else _tolerant(readers.text, texts, "description")
            if description is not None:
                found[row_id] = description
        return found

    def sample(self, catalog: str) -> tuple[int, bool]:
        """How many products the first page of the catalogue holds, and whether there are more."""
        count = len(next(self._pages("getInventoryProductsList", catalog, include_variants=True), {}))
        return count, count >= PAGE_SIZE

    def _list(self, method: str, name: str, read: Callable[[Row], Value]) -> list[Value]:
        try:
            return [read(row) for row in readers.rows(self._client.read(method), name)]
        except Unreadable as wrong:
            raise _odd_list(method, wrong) from None

    def _pages(self, method: str, catalog: str, **filters: Any) -> Iterator[dict[str, Row]]:
        """Pages of a map of products by ascending id. A page that brings nothing new ends the listing."""
        before: frozenset[str] = frozenset()
        page = 0
        while True:
            page += 1
            answer = self._client.read(
                method, inventory_id=wire_id(catalog), filter_sort="id ASC", page=page, **filters
            )
            try:
                rows = _rows_by_id(answer)
            except Unreadable as wrong:
                raise _odd_list(method, wrong) from None
            fresh = {row_id: rows[row_id] for row_id in sorted(rows, key=_sequence) if row_id not in before}
            if fresh:
                yield fresh
            # Whether variants count among the 1000 is unknown; a full page has at least so many either way.
            if len(rows) < PAGE_SIZE or not fresh:
                return
            before = frozenset(rows)

    def _read(
        self, catalog: str, rows: Mapping[str, Row], reserved: Mapping[str, Mapping[str, Decimal]]
    ) -> Iterator[ShopProduct]:
        parents = {
            row_id: _tolerant(readers.identifier, row, "parent_id") or "" for row_id, row in rows.items()
        }
        with_variants = frozenset(parents.values())
        mains = [row_id for row_id, parent in parents.items() if not parent]
        missing_parents = [parent for parent in parents.values() if parent and parent not in rows]
        details = self._details(catalog, list(dict.fromkeys(mains + missing_parents)))
        for row_id, row in rows.items():
            parent = parents[row_id]
            own = details.get(parent or row_id, _Details())
            yield ShopProduct(
                id=row_id,
                catalog=catalog,
                name=_text(row, "name"),
                sku=_text(row, "sku"),
                eans=_eans(row, () if parent else own.further_eans),
                role=_role(row_id, parent, own.role, with_variants),
                parent_id=parent,
                vat_rate=own.vat_rate,
                prices=_numbers(row, "prices"),
                stock=_numbers(row, "stock"),
                reserved=reserved.get(row_id, {}),
            )

    def _details(self, catalog: str, product_ids: Sequence[str]) -> dict[str, _Details]:
        return {row_id: _details_of(row) for row_id, row in self._data(catalog, product_ids)}

    def _data(self, catalog: str, product_ids: Sequence[str]) -> Iterator[tuple[str, Row]]:
        for start in range(0, len(product_ids), _DETAILS_AT_ONCE):
            answer = self._client.read(
                "getInventoryProductsData",
                inventory_id=wire_id(catalog),
                products=[wire_id(row_id) for row_id in product_ids[start : start + _DETAILS_AT_ONCE]],
                include_additional_eans=True,
            )
            try:
                rows = _rows_by_id(answer)
            except Unreadable as wrong:
                raise _odd_list("getInventoryProductsData", wrong) from None
            yield from rows.items()

    def _reserved(self, catalog: str) -> dict[str, Mapping[str, Decimal]]:
        if not any(known.id == catalog and known.subtracts_reservations for known in self.catalogs()):
            return {}
        found: dict[str, Mapping[str, Decimal]] = {}
        for page in self._pages("getInventoryProductsStock", catalog):
            for row_id, row in page.items():
                reserved = _numbers(row, "reservations")
                if any(reserved.values()):
                    found[row_id] = reserved
        return found


def _role(row_id: str, parent: str, told: ProductRole, with_variants: frozenset[str]) -> ProductRole:
    if parent:
        return ProductRole.VARIANT
    if told is ProductRole.PLAIN and row_id in with_variants:
        return ProductRole.PARENT
    return told


def _catalog(row: Row) -> Catalog:
    return Catalog(
        id=readers.identifier(row, "inventory_id"),
        name=readers.text(row, "name"),
        price_groups=_ids(row, "price_groups"),
        warehouses=_ids(row, "warehouses"),
        default_price_group=readers.identifier(row, "default_price_group"),
        default_warehouse=readers.identifier(row, "default_warehouse"),
        subtracts_reservations=readers.flag(row, "reservations"),
        is_default=readers.flag(row, "is_default"),
    )


def _warehouse(row: Row) -> ShopWarehouse:
    own_id = f"{readers.text(row, 'warehouse_type')}_{readers.identifier(row, 'warehouse_id')}"
    return ShopWarehouse(own_id, readers.text(row, "name"), writable(own_id))


def _price_group(row: Row) -> PriceGroup:
    return PriceGroup(
        id=readers.identifier(row, "price_group_id"),
        name=readers.text(row, "name"),
        currency=readers.text(row, "currency").upper(),
    )


def _ids(row: Row, name: str) -> tuple[str, ...]:
    values = readers.table(row, name)
    return tuple(shown for key in values if (shown := readers.identifier(values, key)))


def _rows_by_id(answer: Row) -> dict[str, Row]:
    """Products by id. The key counts; a list instead of a map is read by the rows' own ids."""
    products = answer.get("products")
    rows: dict[str, Row] = {}
    for key, row in readers.table(answer, "products").items():
        if not isinstance(row, dict):
            raise Unreadable("products", row)
        row_id = key
        if isinstance(products, list):
            row_id = readers.identifier(row, "id") or readers.identifier(row, "product_id")
        if not row_id:
            raise Unreadable("products", row)
        rows[row_id] = row
    return rows


def _details_of(row: Row) -> _Details:
    role = ProductRole.PLAIN
    is_bundle = _tolerant(readers.flag, row, "is_bundle")
    if is_bundle or _table(row, "bundle_products"):
        role = ProductRole.BUNDLE
    elif _table(row, "variants"):
        role = ProductRole.PARENT
    rate, _exemption = _tolerant(readers.vat, row, "tax_rate") or (None, "")
    further = _table(row, "ean_additional")
    eans = [
        _text(item, "ean") if isinstance(item, dict) else _text(further, place)
        for place, item in further.items()
    ]
    return _Details(role, rate, tuple(ean for ean in eans if ean))


def _eans(row: Row, further: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ean for ean in (_text(row, "ean"), *further) if ean))


def _tolerant(read: Callable[[Row, str], Value], row: Row, name: str) -> Value | None:
    """A field of a product; an odd one counts as not told, so that one product never stops the listing."""
    try:
        return read(row, name)
    except Unreadable as wrong:
        _log.warning("a product of BaseLinker has an odd field: %s", wrong)
        return None


def _text(row: Row, name: str) -> str:
    return _tolerant(readers.text, row, name) or ""


def _table(row: Row, name: str) -> dict[str, Any]:
    return _tolerant(readers.table, row, name) or {}


def _numbers(row: Row, name: str) -> dict[str, Decimal]:
    return _tolerant(readers.numbers_by_id, row, name) or {}


def _sequence(row_id: str) -> tuple[int, str]:
    return (int(row_id), "") if row_id.isdecimal() else (0, row_id)


def _odd_list(method: str, wrong: Unreadable) -> Refused:
    return Refused(say("A list of BaseLinker cannot be understood."), detail=f"{method}: {wrong}")
