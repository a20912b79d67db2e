"""Goods as Mostik sees them, and the short lists of the wizard."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from typing import Final

from sync.matching.barcodes import BarcodeKind, read_barcode
from sync.model import Choice, Location, PaymentMethod, PaymentType, Product
from sync.warehouses.warehouse_pro import tables
from sync.warehouses.warehouse_pro.codes import METHODS, PRICE_COLUMNS, RETAIL, SERVICE_FLAGS, price_column
from sync.warehouses.warehouse_pro.configuration import read_configuration
from sync.warehouses.warehouse_pro.database import Database, Row
from sync.warehouses.warehouse_pro.goods_scope import Scope
from sync.warehouses.warehouse_pro.prices import VatRates, gross_price, vat_groups
from sync.warehouses.warehouse_pro.statements import column, filled, select
from sync.warehouses.warehouse_pro.values import number, text, truth, whole

_BARCODES: Final = ("BarCode1", "BarCode2", "BarCode3")
_CATALOGS: Final = ("Catalog1", "Catalog2", "Catalog3")
_PRODUCTS: Final = (
    "SELECT [ID], [Code], [Name], [Measure1], [Description], [Type], [TaxGroup], [GroupID], :further"
    " FROM [Goods] WHERE [ID] >= ? AND ([Deleted] = 0 OR [Deleted] IS NULL) ORDER BY [ID]"
)
_FIXED: Final = 8
"""Columns before the further ones."""
_IDS: Final = (
    "SELECT [ID], [GroupID] FROM [Goods]"
    " WHERE [ID] >= ? AND ([Deleted] = 0 OR [Deleted] IS NULL) ORDER BY [ID]"
)
_NAMES: Final = "SELECT [ID], [Name] FROM [Goods] WHERE [ID] IN (...)"


def products(database: Database, scope: Scope) -> Iterator[Product]:
    """Goods of the scope by ascending id, never deleted ones."""
    gross = read_configuration(database).gross
    rates = VatRates(vat_groups(database))
    further = (*_BARCODES, *_CATALOGS, *PRICE_COLUMNS)
    sql = filled(_PRODUCTS, further=", ".join(column(name) for name in further))
    for row in database.rows(sql, (scope.first,)):
        if scope.holds(row[7]):
            yield _product(row, rates, gross=gross)


def _product(row: Row, rates: VatRates, *, gross: bool) -> Product:
    ident, code, name, measure, description, kind, tax_group, group = row[:_FIXED]
    barcodes = row[_FIXED : _FIXED + 3]
    catalogs = row[_FIXED + 3 : _FIXED + 6]
    rate = rates.of(whole(tax_group))
    return Product(
        id=ident,
        code=text(code),
        name=text(name),
        barcodes=tuple(dict.fromkeys(_codes(barcodes))),
        group_id=abs(whole(group)) or 1,
        vat_rate=rate,
        measure=text(measure),
        description=text(description),
        catalogs=tuple(text(catalog) for catalog in catalogs),
        prices=_prices(row[_FIXED + 6 :], rate, gross=gross),
        service=bool(whole(kind) & SERVICE_FLAGS),
        second_barcode=text(barcodes[1]).strip(),
    )


def _prices(cells: Row, rate: Decimal, *, gross: bool) -> dict[str, Decimal]:
    return {
        name: gross_price(number(cell), rate, gross=gross)
        for name, cell in zip(PRICE_COLUMNS, cells, strict=True)
        if cell and cell > 0
    }


def _codes(cells: Collection[object]) -> Iterator[str]:
    """Barcodes of all fields, lists divided, without the patterns of weighing scales."""
    for cell in cells:
        for piece in text(cell).split(","):
            code = piece.strip()
            if code and (code.isdecimal() or read_barcode(code).kind is not BarcodeKind.SCALE):
                yield code


def product_ids(database: Database, scope: Scope) -> Iterator[int]:
    """The ids of the goods of the scope, ascending."""
    for ident, group in database.rows(_IDS, (scope.first,)):
        if scope.holds(group):
            yield ident


def product_names(database: Database, product_ids: Collection[int]) -> Mapping[int, str]:
    """The names of these goods, deleted ones too."""
    return {int(ident): text(name) for ident, name in database.rows_in(_NAMES, product_ids)}


def newest_product(database: Database) -> int:
    """The highest id of a good, 0 where there is none."""
    row = database.one("SELECT MAX([ID]) FROM [Goods]")
    return whole(row[0]) if row else 0


# ---------------------------------------------------------------- lists


def locations(database: Database) -> list[Location]:
    """The places with stock of their own, by id, without deleted ones."""
    has_prices = database.has(tables.OBJECTS, "PriceGroup")
    columns = ("ID", "Code", "Name", "Deleted", *(("PriceGroup",) if has_prices else ()))
    return [
        Location(
            id=int(row[0]),
            code=text(row[1]),
            name=text(row[2]),
            price_group=_price_group(row[4] if has_prices else None),
        )
        for row in database.rows(select(tables.OBJECTS, columns, order_by=("ID",)))
        if not truth(row[3])
    ]


def _price_group(cell: object) -> str:
    """The price column of a location; without a number it is retail, as where the column does not exist."""
    return RETAIL if cell is None else price_column(whole(cell))


def payment_types(database: Database) -> list[PaymentType]:
    """The payment types by id; empty where the program is older than they are."""
    if not database.has(tables.PAYMENT_TYPES):
        return []
    sql = select(tables.PAYMENT_TYPES, ("ID", "Name", "PaymentMethod"), order_by=("ID",))
    return [
        PaymentType(int(ident), text(name), METHODS.get(whole(method), PaymentMethod.BANK))
        for ident, name, method in database.rows(sql)
    ]


def users(database: Database) -> list[Choice]:
    """The program's users who are not deleted, by id."""
    sql = select(tables.USERS, ("ID", "Name", "Deleted"), order_by=("ID",))
    return [
        Choice(str(ident), text(name)) for ident, name, deleted in database.rows(sql) if not truth(deleted)
    ]
