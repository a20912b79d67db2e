"""Makes and changes goods, and makes locations: with their rows of stock and marks, in one transaction."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from sync.errors import Bug, Refused
from sync.model import MarkKey, MarkState, NewProduct
from sync.sentences import say
from sync.warehouses.warehouse_pro.codes import NO_DOCUMENT, RETAIL, SERVICE, SYSTEM_ROW
from sync.warehouses.warehouse_pro.configuration import Configuration, read_configuration
from sync.warehouses.warehouse_pro.database import Database
from sync.warehouses.warehouse_pro.dialect import Engine
from sync.warehouses.warehouse_pro.marks import Marks
from sync.warehouses.warehouse_pro.numbering import CodeCounter
from sync.warehouses.warehouse_pro.prices import VatRates, price_group, stored_price, vat_groups
from sync.warehouses.warehouse_pro.seed_names import NAMES
from sync.warehouses.warehouse_pro.statements import select
from sync.warehouses.warehouse_pro.tables import GOODS, GOODS_GROUPS, OBJECTS, STORE
from sync.warehouses.warehouse_pro.texts import TextFitter, plain
from sync.warehouses.warehouse_pro.values import Value, text, truth, whole

_CODES: Final = "SELECT [Code] FROM [Goods]"
_TAKEN: Final = "SELECT COUNT(*) FROM [Goods] WHERE [Code] = ?"
_SAME_CODE: Final = (
    "SELECT [Code], [Name] FROM [Goods] WHERE ([Deleted] = 0 OR [Deleted] IS NULL) AND [Code] IN (...)"
)
_PLACE_CODES: Final = "SELECT [Code] FROM [Objects]"
_PLACE_TAKEN: Final = "SELECT COUNT(*) FROM [Objects] WHERE [Code] = ?"
_PRICE: Final = "price:"
_TEXTS: Final[Mapping[str, str]] = {
    "name": "Name",
    "barcode": "BarCode1",
    "code": "Code",
    "description": "Description",
}


_LOG: Final = logging.getLogger(__name__)


class NewGoods:
    """Goods and locations made in one warehouse."""

    def __init__(self, database: Database, marks: Marks) -> None:
        self._database = database
        self._marks = marks
        self._codes = CodeCounter(database, _CODES, _TAKEN)
        self._place_codes = CodeCounter(database, _PLACE_CODES, _PLACE_TAKEN)

    # ------------------------------------------------------------ goods

    def create(self, products: Sequence[NewProduct], keys: Sequence[MarkKey]) -> list[int]:
        """Make the goods and their rows of stock; their ids in the same order. One whose mark is there is not
        made again.

        Raises Refused, and nothing is made, where a code is another good's already, or two of these goods
        would share one: two goods with one code could never again be told apart by it.
        """
        with self._database.transaction():
            wanted = list(zip(products, keys, strict=True))
            self._refuse_taken_codes([each for each, key in wanted if not self._made(key)])
            configuration = read_configuration(self._database)
            rates = VatRates(vat_groups(self._database))
            made: list[int] = []
            new: list[int] = []
            for product, key in wanted:
                there = self._marks.claim(key)
                # Without transactions (MyISAM) a claim may be left whose good was never made.
                if there is not None and there.ref.number:
                    made.append(there.ref.number)
                    continue
                good = self._database.insert(GOODS, self._row(product, rates, configuration))
                self._marks.settle(key, NO_DOCUMENT, good, "", MarkState.CLOSED)
                made.append(good)
                new.append(good)
            self._make_stock_rows(configuration, new)
        return made

    def _made(self, key: MarkKey) -> bool:
        mark = self._marks.find(key)
        return mark is not None and mark.ref.number != 0

    def _row(self, product: NewProduct, rates: VatRates, configuration: Configuration) -> dict[str, Value]:
        fitter = TextFitter(self._database)
        name = fitter.fit(GOODS, "Name", product.name)
        if not name:
            raise Refused(say("A new product has no name."), advice=say("Give it a name in the shop."))
        measure = fitter.fit(GOODS, "Measure1", product.measure) or self._usual_measure()
        tax_group = rates.group_of(product.vat_rate)
        row: dict[str, Value] = {
            "Code": fitter.fit(GOODS, "Code", product.code) or self._codes.next(),
            "BarCode1": fitter.fit(GOODS, "BarCode1", product.barcode),
            "BarCode2": fitter.fit(GOODS, "BarCode2", product.second_barcode),
            "Name": name,
            "Name2": name,
            "Measure1": measure,
            "Measure2": measure,
            "Description": fitter.fit(GOODS, "Description", product.description),
            "Type": SERVICE if product.service else 0,
            "TaxGroup": tax_group,
            "GroupID": self._group(product.group_id),
        }
        if product.price is not None:
            column = price_group(product.price_group or RETAIL)
            row[column] = stored_price(product.price, rates.of(tax_group), gross=configuration.gross)
        _tell(fitter)
        return row

    def _usual_measure(self) -> str:
        """The unit of the program's own first good, as all new goods begin with it."""
        row = self._database.one(select(GOODS, ("Measure1",), where=("ID",)), (SYSTEM_ROW,))
        return (text(row[0]) if row else "") or NAMES["bg"].piece

    def _group(self, group_id: int) -> int:
        """The chosen group, or the program's own where it is gone: the good matters more than its place."""
        row = self._database.one(select(GOODS_GROUPS, ("ID",), where=("ID",)), (group_id,))
        return group_id if row else SYSTEM_ROW

    def _refuse_taken_codes(self, products: Iterable[NewProduct]) -> None:
        codes = [code for product in products if (code := plain(product.code))]
        twice = next((code for place, code in enumerate(codes) if code in codes[:place]), None)
        if twice is not None:
            raise Refused(
                say("Two new products have the code {code}.", code=twice),
                advice=say("Give each of them a code of its own in the shop."),
            )
        for code, name in self._database.rows_in(_SAME_CODE, codes):
            raise Refused(
                say(
                    "A new product has the code {code}, which {name} has already in the warehouse.",
                    code=text(code),
                    name=text(name),
                ),
                advice=say("Link the two in the match check, or give one of them another code."),
            )

    def update(self, changes: Mapping[int, Mapping[str, str | Decimal]]) -> None:
        """Set ``name``, ``barcode``, ``code``, ``description`` or ``price:<group>`` (gross) of goods.

        Raises Refused, and nothing is changed, where a good is gone or deleted; Bug for another field.
        """
        with self._database.transaction():
            gross = read_configuration(self._database).gross
            rates = VatRates(vat_groups(self._database))
            for good, fields in sorted(changes.items()):
                if fields:
                    self._change(good, fields, rates, gross=gross)

    def _change(
        self, good: int, fields: Mapping[str, str | Decimal], rates: VatRates, *, gross: bool
    ) -> None:
        columns = ("Deleted", "TaxGroup", "Name", "Name2")
        row = self._database.one(select(GOODS, columns, where=("ID",)), (good,))
        if row is None or truth(row[0]):
            raise Refused(
                say("The product {product} is no longer in the warehouse.", product=good),
                advice=say("Run again; the link to it is looked at anew."),
            )
        fitter = TextFitter(self._database)
        values: dict[str, Value] = {}
        for name, value in fields.items():
            if name in _TEXTS:
                values[_TEXTS[name]] = fitter.fit(GOODS, _TEXTS[name], str(value))
            elif name.startswith(_PRICE) and isinstance(value, Decimal):
                column = price_group(name.removeprefix(_PRICE))
                values[column] = stored_price(value, rates.of(whole(row[1])), gross=gross)
            else:
                raise Bug(say("Mostik meant to change a field that products do not have."), detail=name)
        _tell(fitter)
        if "Name" in values and text(row[3]) in ("", text(row[2])):
            values["Name2"] = values["Name"]
        self._database.update(GOODS, values, {"ID": good})

    # ------------------------------------------------------------ locations

    def create_location(self, name: str, key: MarkKey) -> int:
        """Make a location with a row of stock for every good; the same one where its mark is there."""
        if self._database.dialect.engine is not Engine.SQLITE:
            raise Refused(
                say("Locations of Warehouse Pro are made in the program itself."),
                advice=say("Make the location there, then refresh the list."),
            )
        with self._database.transaction():
            there = self._marks.claim(key)
            if there is not None:
                return there.ref.number
            fitted = TextFitter(self._database).fit(OBJECTS, "Name", name)
            if not fitted:
                raise Refused(say("A new location needs a name."))
            place = self._database.insert(
                OBJECTS, {"Code": self._place_codes.next(), "Name": fitted, "Name2": fitted}
            )
            self._marks.settle(key, NO_DOCUMENT, place, "", MarkState.CLOSED)
            goods = list(self._database.rows(select(GOODS, ("ID", "PriceIn"), order_by=("ID",))))
            rows = ((place, good, cost or 0) for good, cost in goods)
            if not read_configuration(self._database).lots:
                self._database.insert_many(STORE, ("ObjectID", "GoodID", "Price"), rows)
        return place

    def _make_stock_rows(self, configuration: Configuration, goods: Sequence[int]) -> None:
        """A row of stock at every location, also deleted ones, as the program makes them; none where stock is
        kept in lots."""
        if configuration.lots or not goods:
            return
        places = [int(ident) for (ident,) in self._database.rows(select(OBJECTS, ("ID",), order_by=("ID",)))]
        rows = ((place, good) for good in goods for place in places)
        self._database.insert_many(STORE, ("ObjectID", "GoodID"), rows)


def _tell(fitter: TextFitter) -> None:
    for warning in fitter.warnings:
        _LOG.warning("a product's text was changed for the warehouse: %s", warning.text())
