"""Goods, stock and the short lists of the wizard, read from Utility Center."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from sync.matching.barcodes import BarcodeKind, read_barcode
from sync.model import Choice, Location, PaymentMethod, PaymentType, Product, ProductGroup, VatGroup
from sync.money import SCALE, gross_of
from sync.ports import ProductScope
from sync.warehouses.utility_center.client import Client, Row
from sync.warehouses.utility_center.fields import amount, count, flag, name_of, numbered, quantised, word
from sync.warehouses.utility_center.settings import PriceHabits
from sync.warehouses.warehouse_pro.codes import (
    METHODS,
    PRICE_IN,
    SERVICE_FLAGS,
    SYSTEM_ROW,
    price_column,
)
from sync.warehouses.warehouse_pro.prices import gross_price
from sync.warehouses.warehouse_pro.values import text

_PRICES: Final = 10
_CODES: Final = 3
# So many single questions cost about as much as reading the whole stock of a middling shop.
_SINGLE_QUESTIONS: Final = 20


class Goods:
    """The goods of one warehouse. What never changes within a run (groups, VAT groups) is read once."""

    def __init__(self, client: Client, habits: PriceHabits) -> None:
        self._client = client
        self._habits = habits
        self._rates: dict[int, Decimal] | None = None
        self._with_stock: dict[int, int] | None = None

    # ------------------------------------------------------------ goods

    def products(self, scope: ProductScope) -> Iterator[Product]:
        """Goods of the scope by ascending id, never deleted ones and never the program's own."""
        for row in self._rows(scope):
            yield self._product(row)

    def product_ids(self, scope: ProductScope) -> Iterator[int]:
        """The ids of the goods of the scope, ascending."""
        return (count(row, "id") for row in self._rows(scope))

    def row(self, product_id: int) -> Row | None:
        """A good as the service holds it, deleted or not."""
        return self._client.one("Items", product_id)

    def names(self, product_ids: Collection[int]) -> dict[int, str]:
        """The names of these goods, deleted ones too."""
        wanted = set(product_ids)
        if len(wanted) <= _SINGLE_QUESTIONS:
            found = {each: self.row(each) for each in wanted}
            return {each: word(row, "name") for each, row in found.items() if row is not None}
        rows = self._client.rows("Items")
        return {count(row, "id"): word(row, "name") for row in rows if count(row, "id") in wanted}

    def newest(self) -> int:
        """The highest id of a good, 0 where there is none."""
        return max((count(row, "id") for row in self._client.rows("Items")), default=0)

    def price_levels(self, scope: ProductScope, price_group: str) -> Iterator[tuple[int, int]]:
        """(good, gross price in ten-thousandths) by ascending good, without those that have no price."""
        for row in self._rows(scope):
            price = _stored_prices(row).get(price_group, Decimal(0))
            if price > 0:
                gross = (
                    price if self._habits.gross else gross_of(price, self.rate_of(count(row, "tax_group")))
                )
                yield count(row, "id"), round(gross * SCALE)

    def rate_of(self, tax_group: int) -> Decimal:
        """The rate of a VAT group in per cent; an unknown group has that of the first."""
        if self._rates is None:
            self._rates = {group.id: group.rate for group in self.vat_groups()}
        return self._rates.get(tax_group, next(iter(self._rates.values()), Decimal(0)))

    def _rows(self, scope: ProductScope) -> list[Row]:
        groups = self._groups_of(scope)
        rows = [
            row
            for row in self._client.rows("Items")
            if count(row, "id") > SYSTEM_ROW
            and not flag(row, "deleted")
            and (groups is None or (abs(count(row, "group_id")) or 1) in groups)
        ]
        return sorted(rows, key=lambda row: count(row, "id"))

    def _groups_of(self, scope: ProductScope) -> frozenset[int] | None:
        if not scope.group_ids:
            return None
        groups = self.product_groups()
        beginnings = tuple(group.code for group in groups if group.id in scope.group_ids and group.code)
        below = {group.id for group in groups if beginnings and group.code.startswith(beginnings)}
        return frozenset(below | set(scope.group_ids))

    def _product(self, row: Row) -> Product:
        rate = self.rate_of(count(row, "tax_group"))
        prices = {
            name: gross_price(price, rate, gross=self._habits.gross)
            for name, price in _stored_prices(row).items()
            if price > 0
        }
        return Product(
            id=count(row, "id"),
            code=word(row, "code"),
            name=word(row, "name"),
            barcodes=tuple(dict.fromkeys(_barcodes(row))),
            group_id=abs(count(row, "group_id")) or 1,
            vat_rate=rate,
            measure=word(row, "measure"),
            description=word(row, "description"),
            catalogs=tuple(text(value) for value in numbered(row, "catalog", _CODES)),
            prices=prices,
            service=is_service(row),
            second_barcode=_second_barcode(row),
        )

    # ------------------------------------------------------------ stock

    def stock_levels(self, scope: ProductScope, locations: Sequence[int]) -> Iterator[tuple[int, int]]:
        """(good, stock over ``locations`` in ten-thousandths) by ascending good; one without a row is left
        out.
        """
        groups = self._groups_of(scope)
        kept = self._goods_with_stock()
        for good, level in sorted(self._all_stock(locations).items()):
            if good in kept and (groups is None or kept[good] in groups):
                yield good, level

    def stock_now(self, product_ids: Collection[int], locations: Sequence[int]) -> Mapping[int, int]:
        """The stock of these goods, read afresh."""
        kept = self._goods_with_stock()
        wanted = sorted({good for good in product_ids if good in kept})
        if not wanted or not locations:
            return {}
        if len(wanted) > _SINGLE_QUESTIONS:
            there = self._all_stock(locations)
            return {good: there[good] for good in wanted if good in there}
        levels: defaultdict[int, Decimal] = defaultdict(Decimal)
        for good in wanted:
            for row in self._stock_of(good):
                if count(row, "object_id") in locations:
                    levels[good] += amount(row, "quantity")
        return {good: round(level * SCALE) for good, level in levels.items()}

    def _stock_of(self, good: int) -> list[Row]:
        asked = name_of(self._client.any("Store") or {}, "good_id")
        return self._client.matching("Store", lambda row: count(row, "good_id") == good, **{asked: good})

    def _all_stock(self, locations: Sequence[int]) -> dict[int, int]:
        levels: defaultdict[int, Decimal] = defaultdict(Decimal)
        for row in self._client.rows("Store"):
            if count(row, "object_id") in locations:
                levels[count(row, "good_id")] += amount(row, "quantity")
        return {good: round(level * SCALE) for good, level in levels.items()}

    def _goods_with_stock(self) -> dict[int, int]:
        """Goods that are no services, with their group."""
        if self._with_stock is None:
            self._with_stock = {
                count(row, "id"): abs(count(row, "group_id")) or 1
                for row in self._rows(ProductScope())
                if not is_service(row)
            }
        return self._with_stock

    def changed(self) -> None:
        """Goods were made or changed: what is remembered of them is read anew."""
        self._with_stock = None

    # ------------------------------------------------------------ lists

    def locations(self) -> list[Location]:
        """The places with stock of their own, by id, without deleted ones."""
        return [
            Location(
                id=count(row, "id"),
                code=word(row, "code"),
                name=word(row, "name"),
                price_group=price_column(
                    count(row, "price_group") if row.get("price_group") is not None else 1
                ),
            )
            for row in self._listed("Locations")
        ]

    def product_groups(self) -> list[ProductGroup]:
        """The groups of goods, by id."""
        return [
            ProductGroup(count(row, "id"), word(row, "code"), word(row, "name"))
            for row in self._listed("ItemsGroups")
        ]

    def vat_groups(self) -> list[VatGroup]:
        """The VAT groups by id; the first is the base group."""
        return [
            VatGroup(count(row, "id"), word(row, "name"), amount(row, "vat_value"))
            for row in self._listed("VATGroups")
        ]

    def payment_types(self) -> list[PaymentType]:
        """The payment types, by id."""
        return [
            PaymentType(
                count(row, "id"),
                word(row, "name"),
                METHODS.get(count(row, "method"), PaymentMethod.BANK),
            )
            for row in self._listed("PaymentTypes")
        ]

    def users(self) -> list[Choice]:
        """The program's users, by id."""
        return [Choice(str(count(row, "id")), word(row, "name")) for row in self._listed("Users")]

    def _listed(self, resource: str) -> list[Row]:
        rows = [row for row in self._client.rows(resource) if not flag(row, "deleted")]
        return sorted(rows, key=lambda row: count(row, "id"))


def is_service(row: Row) -> bool:
    """Whether a good has no stock of its own."""
    return bool(count(row, "type") & SERVICE_FLAGS)


def _stored_prices(row: Row) -> dict[str, Decimal]:
    """Prices as the program keeps them, by the id of their group."""
    cells = numbered(row, "price_out", _PRICES)
    prices = {f"PriceOut{place}": quantised(value) for place, value in enumerate(cells, start=1)}
    return {**prices, PRICE_IN: quantised(row.get("price_in"))}


def _second_barcode(row: Row) -> str:
    codes = list(numbered(row, "barcode", _CODES))
    return text(codes[1]).strip() if len(codes) > 1 else ""


def _barcodes(row: Row) -> Iterator[str]:
    for value in numbered(row, "barcode", _CODES):
        for piece in text(value).split(","):
            code = piece.strip()
            if code and (code.isdecimal() or read_barcode(code).kind is not BarcodeKind.SCALE):
                yield code
