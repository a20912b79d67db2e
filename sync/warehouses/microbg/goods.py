"""Goods, stock, prices and the short lists of the wizard, read from micro.bg.

Quantities can be read only: stock moves by operations.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from sync.errors import Bug, Refused
from sync.model import (
    Choice,
    DocumentKind,
    DocumentRef,
    Location,
    Mark,
    MarkKey,
    MarkState,
    NewProduct,
    PaymentMethod,
    PaymentType,
    PriceGroup,
    Product,
    ProductGroup,
    VatGroup,
)
from sync.money import SCALE
from sync.ports import Clock, ProductScope
from sync.sentences import say
from sync.warehouses.microbg.client import Client, Row, rows_in, whole
from sync.warehouses.microbg.values import is_deleted, number, text, yes
from sync.warehouses.remote.keeper import Keeper
from sync.warehouses.remote.kept_marks import KeptMarks
from sync.warehouses.remote.once import Once
from sync.warehouses.warehouse_pro.codes import PRICE_COLUMNS, PRICE_GROUPS, RETAIL, price_column
from sync.warehouses.warehouse_pro.texts import cut, plain

_METHODS: Final = {
    1: PaymentMethod.CASH,
    2: PaymentMethod.BANK,
    3: PaymentMethod.CARD,
    4: PaymentMethod.VOUCHER,
}
_ROOM: Final = 255
_PRICE: Final = "price:"
_AT_ONCE: Final = 500
_SERVICE_GROUP: Final = "-1"


class Goods:
    """The goods of one company. Prices are asked for with VAT."""

    def __init__(self, client: Client, marks: KeptMarks, keeper: Keeper, clock: Clock) -> None:
        self._client = client
        self._marks = marks
        self._clock = clock
        self._once = Once(keeper, clock, "product")
        self._groups_by_good: dict[int, int] | None = None

    # ------------------------------------------------------------ lists

    def locations(self) -> list[Location]:
        """The objects, by id."""
        return [
            Location(whole(row.get("id")), str(whole(row.get("id"))), text(row, "Name"), _price_group(row))
            for row in self._listed("getObjects")
        ]

    def price_groups(self, currency: str) -> list[PriceGroup]:
        """The price groups of a good, retail and wholesale first."""
        return [PriceGroup(name, title, currency) for name, title in PRICE_GROUPS.items()]

    def product_groups(self) -> list[ProductGroup]:
        """The groups of goods with their place in the tree, by id."""
        found: dict[int, ProductGroup] = {}
        for row in rows_in(self._client.read("getGroups", Module="Items", Mode="All")):
            ident = whole(row.get("id") or row.get("GroupId"))
            path = text(row, "Path") or text(row, "GroupPath") or text(row, "Code")
            found[ident] = ProductGroup(ident, path, text(row, "Name") or text(row, "GroupName"))
        return [found[ident] for ident in sorted(found)]

    def vat_groups(self) -> list[VatGroup]:
        """The VAT groups by their number; the first is the base group."""
        rows = rows_in(self._client.read("getTaxGroups"))
        groups = [
            VatGroup(whole(row.get("TaxGroup")), text(row, "Name"), number(row, "TaxValue")) for row in rows
        ]
        return sorted(groups, key=lambda group: group.id)

    def payment_types(self) -> list[PaymentType]:
        """The payment types, by id."""
        return [
            PaymentType(
                whole(row.get("id")),
                text(row, "Name"),
                _METHODS.get(whole(row.get("PaymentMethod")), PaymentMethod.BANK),
            )
            for row in self._listed("getPaymentTypes")
        ]

    def users(self) -> list[Choice]:
        """The one user: micro.bg’s owner chooses whose rights the application has."""
        return [Choice("0", "micro.bg")]

    def _listed(self, function: str) -> list[Row]:
        rows = [row for row in rows_in(self._client.read(function)) if not is_deleted(row)]
        return sorted(rows, key=lambda row: whole(row.get("id")))

    # ------------------------------------------------------------ goods

    def rows(self, scope: ProductScope) -> Iterator[Row]:
        """The goods of the scope as micro.bg holds them, by ascending id, without deleted ones."""
        groups = self._groups_of(scope)
        for row in self._client.rows("getItems", PricesWithVat=1):
            if not is_deleted(row) and (groups is None or whole(row.get("GroupId")) in groups):
                yield row

    def products(self, scope: ProductScope) -> Iterator[Product]:
        """Goods of the scope by ascending id."""
        return (_product(row) for row in self.rows(scope))

    def product_ids(self, scope: ProductScope) -> Iterator[int]:
        """The ids of the goods of the scope, ascending."""
        return (whole(row.get("id")) for row in self.rows(scope))

    def row(self, product_id: int) -> Row | None:
        """A good as micro.bg holds it, deleted or not; None where it has none."""
        rows = rows_in(self._client.read("getItems", Id=product_id, PricesWithVat=1))
        return next((row for row in rows if whole(row.get("id")) == product_id), None)

    def names(self, product_ids: Collection[int]) -> dict[int, str]:
        """The names of these goods, deleted ones too."""
        found = {each: self.row(each) for each in product_ids}
        return {each: text(row, "Name") for each, row in found.items() if row is not None}

    def newest(self) -> int:
        """The highest id of a good, 0 where there is none."""
        return max((whole(row.get("id")) for row in self._client.rows("getItems")), default=0)

    def _groups_of(self, scope: ProductScope) -> frozenset[int] | None:
        if not scope.group_ids:
            return None
        groups = self.product_groups()
        paths = tuple(
            group.code
            for group in groups
            if group.id in scope.group_ids and group.code and group.code != _SERVICE_GROUP
        )
        below = {group.id for group in groups if paths and group.code.startswith(paths)}
        return frozenset(below | set(scope.group_ids))

    # ------------------------------------------------------------ stock and prices

    def stock_levels(self, scope: ProductScope, locations: Sequence[int]) -> Iterator[tuple[int, int]]:
        """(good, stock over ``locations`` in ten-thousandths) by ascending good; one without a row is left
        out."""
        groups = self._groups_of(scope)
        kept = self._goods_with_stock()
        for good, level in sorted(self._quantities(locations).items()):
            if good in kept and (groups is None or kept[good] in groups):
                yield good, level

    def stock_now(self, product_ids: Collection[int], locations: Sequence[int]) -> Mapping[int, int]:
        """The stock of these goods, read afresh."""
        kept = self._goods_with_stock()
        wanted = sorted(good for good in product_ids if good in kept)
        found: dict[int, int] = {}
        for start in range(0, len(wanted), _AT_ONCE):
            found.update(self._quantities(locations, wanted[start : start + _AT_ONCE]))
        return {good: found[good] for good in wanted if good in found}

    def price_levels(self, scope: ProductScope, price_group: str) -> Iterator[tuple[int, int]]:
        """(good, gross price in ten-thousandths) by ascending good, without those that have no price."""
        for row in self.rows(scope):
            price = number(row, price_group)
            if price > 0:
                yield whole(row.get("id")), round(price * SCALE)

    def _quantities(self, locations: Sequence[int], goods: Sequence[int] = ()) -> dict[int, int]:
        levels: defaultdict[int, Decimal] = defaultdict(Decimal)
        for location in locations:
            asked: dict[str, object] = {"ObjectId": location}
            if goods:
                asked["ItemIds"] = list(goods)
            for row in rows_in(self._client.read("getItemQuantities", **asked)):
                levels[whole(row.get("ItemId"))] += number(row, "Qtty")
        return {good: round(level * SCALE) for good, level in levels.items()}

    def _goods_with_stock(self) -> dict[int, int]:
        if self._groups_by_good is None:
            self._groups_by_good = {
                whole(row.get("id")): whole(row.get("GroupId"))
                for row in self.rows(ProductScope())
                if not yes(row, "NotStorable")
            }
        return self._groups_by_good

    # ------------------------------------------------------------ making and changing goods

    def create(self, products: Sequence[NewProduct], keys: Sequence[MarkKey]) -> list[int]:
        """Make goods one after the other; one whose mark is kept is not made again. Their ids."""
        made = [self._one(product, key) for product, key in zip(products, keys, strict=True)]
        self._groups_by_good = None
        return made

    def _one(self, product: NewProduct, key: MarkKey) -> int:
        known = self._marks.one(key)
        if known is not None:
            return known.ref.number
        sent = self._new_row(product)
        name = f"{key.shop_key}:{key.external_id}"

        def find() -> int | None:
            return self._same(product) if self._once.unsettled(name) is not None else None

        def send() -> int:
            answer = rows_in(self._client.make("insertItem", sent))
            return whole(answer[0].get("id")) if answer else self._same(product) or self._unseen(product)

        made, _there = self._once.make(
            name, {}, find=find, send=send, noted=lambda ident: self._keep(key, ident)
        )
        return made

    def _keep(self, key: MarkKey, product_id: int) -> None:
        ref = DocumentRef(DocumentKind.ORDER, product_id)
        self._marks.keep(Mark(key, ref, "", MarkState.CLOSED, self._clock.now()))

    def _same(self, product: NewProduct) -> int | None:
        """The newest good with this code and barcode and name."""
        asked: dict[str, object] = {}
        if product.code:
            asked = {"Code": product.code}
        elif product.barcode:
            asked = {"Barcode": product.barcode}
        fitting = [
            whole(row.get("id"))
            for row in self._client.rows("getItems", **asked)
            if not is_deleted(row)
            and text(row, "Name") == _fit(product.name)
            and (not product.code or text(row, "Code") == product.code)
            and (not product.barcode or text(row, "Barcode") == product.barcode)
        ]
        return max(fitting, default=None)

    def _unseen(self, product: NewProduct) -> int:
        raise Refused(
            say("micro.bg took the new product {name} but does not show it.", name=product.name),
            advice=say("Look for the product in micro.bg, then sync again."),
        )

    def _new_row(self, product: NewProduct) -> dict[str, object]:
        name = _fit(product.name)
        if not name:
            raise Refused(say("A product without a name cannot be made in the warehouse."))
        groups = self.vat_groups()
        vat = next((each for each in groups if product.vat_rate in (None, each.rate)), None)
        if vat is None:
            raise Refused(
                say("The warehouse has no VAT group with {rate} %.", rate=product.vat_rate or "—"),
                advice=say("Add the VAT group in the warehouse program, or choose another rate."),
            )
        row: dict[str, object] = {
            "Name": name,
            "Code": _fit(product.code),
            "Barcode": _fit(product.barcode),
            "GroupId": product.group_id,
            "TaxGroup": vat.id,
            "MeasureId": self._measure(product.measure),
            "NotStorable": int(product.service),
            "Description": _fit(product.description),
            "AutoGenerateCode": int(not product.code),
            "PricesWithVat": 1,
        }
        if product.price is not None:
            row[_price_name(product.price_group or RETAIL)] = product.price
        return row

    def _measure(self, wanted: str) -> int:
        """The measure of this name; that of any good where there is none: a good needs one, and the list of
        measures is not documented."""
        first = 0
        for row in self._client.rows("getItems"):
            ident = whole(row.get("MeasureId"))
            if wanted and text(row, "MeasureName").casefold() == wanted.casefold():
                return ident
            first = first or ident
        return first or 1

    def update(self, changes: Mapping[int, Mapping[str, str | Decimal]]) -> None:
        """Set fields of goods, each good for itself; all others as they are."""
        for product_id, fields in changes.items():
            row = self.row(product_id)
            if row is None or is_deleted(row):
                raise Refused(
                    say("The product {product} is not in the warehouse.", product=product_id),
                    advice=say("Link the shop’s product to another one."),
                )
            changed = dict(_changed(name, value) for name, value in fields.items())
            # Whether micro.bg keeps what is left out is not said, so the whole good goes back.
            self._client.change("editItem", {**row, **changed, "PricesWithVat": 1})
        self._groups_by_good = None


def _product(row: Row) -> Product:
    codes = [text(row, "Barcode")]
    codes += [text(each, "Code") for each in rows_in(row.get("AddCodes")) if whole(each.get("CodeType")) == 2]
    return Product(
        id=whole(row.get("id")),
        code=text(row, "Code"),
        name=text(row, "Name"),
        barcodes=tuple(dict.fromkeys(code for code in codes if code)),
        group_id=whole(row.get("GroupId")),
        vat_rate=number(row, "TaxValue"),
        measure=text(row, "MeasureName"),
        description=text(row, "Description"),
        prices={name: number(row, name) for name in PRICE_COLUMNS if number(row, name) > 0},
        service=yes(row, "NotStorable"),
    )


def _price_group(row: Row) -> str:
    return price_column(whole(row.get("PriceGroup"))) if row.get("PriceGroup") is not None else RETAIL


def _price_name(group: str) -> str:
    if group not in PRICE_GROUPS:
        raise Refused(say("The warehouse has no price group {group}.", group=group or "—"))
    return group


def _changed(name: str, value: str | Decimal) -> tuple[str, object]:
    if name.startswith(_PRICE):
        return _price_name(name.removeprefix(_PRICE)), Decimal(value)
    names = {"name": "Name", "code": "Code", "barcode": "Barcode", "description": "Description"}
    if name not in names:
        raise Bug(say("Mostik meant to change a field that products do not have."), detail=name)
    return names[name], _fit(str(value))


def _fit(written: str) -> str:
    return cut(plain(written), _ROOM)
