"""The products of an export, streamed: one row each. Rows that repeat exactly are one product; two with one
key and other values are both left out and told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from sync.model import ShopProduct
from sync.ports import Clock
from sync.shops.by_file.settings import ProductField, ProductFile
from sync.shops.by_file.source import Signature, Source, manner_of_numbers
from sync.shops.by_file.troubles import RowTrouble, empty_cell, no_number, shortened_code, two_products
from sync.shops.files import Misread, Row, Table, read_amount, spoilt_code

CATALOG: Final = "file"
RETAIL: Final = "retail"
WAREHOUSE: Final = "shop"
MOST_TROUBLES: Final = 1_000
_KEYS: Final = (ProductField.ID, ProductField.CODE, ProductField.BARCODE)


@dataclass(slots=True)
class _Checked:
    """What one going-through of all files found: each product's last row, its content, and what is wrong."""

    signature: Signature
    tables: Sequence[Table] = ()
    content: dict[str, int] = field(default_factory=dict)
    left_out: set[str] = field(default_factory=set)
    troubles: list[RowTrouble] = field(default_factory=list)


class ProductBook:
    """The products that an export holds now. Checked as a whole first, then streamed."""

    def __init__(self, settings: ProductFile, clock: Clock, currency: str) -> None:
        self._settings = settings
        self._source = Source(settings, clock)
        self._currency = currency
        self._checked: _Checked | None = None

    def products(self) -> Iterator[ShopProduct]:
        """Every product once. Raises as :meth:`Source.tables`."""
        checked = self._check()
        given: set[str] = set()
        for table in checked.tables:
            for row in table.rows():
                product = self._product(row)
                if product is None or product.id in given or product.id in checked.left_out:
                    continue
                if checked.content[product.id] == _content(product):
                    given.add(product.id)
                    yield product

    @property
    def count(self) -> int:
        checked = self._check()
        return len(checked.content) - len(checked.left_out)

    @property
    def troubles(self) -> Sequence[RowTrouble]:
        """Rows with mistakes, at most a thousand of them."""
        return self._check().troubles

    # ---- reading

    def _check(self) -> _Checked:
        signature = self._source.signature()
        if self._checked is None or self._checked.signature != signature:
            found = _Checked(signature, self._source.tables())
            for table in found.tables:
                self._check_table(table, found)
            self._checked = found
        return self._checked

    def _check_table(self, table: Table, found: _Checked) -> None:
        """A newer file's row takes the place of an older one's; within a file they must be the same."""
        here: dict[str, int] = {}
        wrong: set[str] = set()
        numbers = manner_of_numbers(self._settings.decimal)
        for row in table.rows():
            trouble = self._trouble(table, row)
            if row.problem is None:
                numbers.see(self._cell(row, ProductField.PRICE))
                numbers.see(self._cell(row, ProductField.QUANTITY))
            product = self._product(row)
            if product is not None:
                content = _content(product)
                if here.setdefault(product.id, content) != content:
                    wrong.add(product.id)
                    said = two_products(row.number, product.id)
                    trouble = trouble or RowTrouble(table.path.name, row.number, said)
            if trouble is not None and len(found.troubles) < MOST_TROUBLES:
                found.troubles.append(trouble)
        numbers.refuse_other(table.path.name)
        found.left_out = (found.left_out - here.keys()) | wrong
        found.content.update(here)

    def _cell(self, row: Row, wanted: ProductField) -> str:
        column = self._settings.columns.get(wanted, "")
        return row.cells[column] if column else ""

    def _product(self, row: Row) -> ShopProduct | None:
        """The product of a row; None where it cannot be told which it is. What else is wrong is left open."""
        if row.problem is not None:
            return None
        key = next((cell for each in _KEYS if (cell := self._cell(row, each)) and not spoilt_code(cell)), "")
        if not key:
            return None
        price, quantity = self._price(row), self._number(row, ProductField.QUANTITY)
        barcode = self._cell(row, ProductField.BARCODE)
        return ShopProduct(
            id=key,
            catalog=CATALOG,
            name=self._cell(row, ProductField.NAME) or key,
            sku=self._cell(row, ProductField.CODE),
            eans=(barcode,) if barcode else (),
            vat_rate=self._rate(row),
            prices={} if price is None else {RETAIL: price},
            stock={} if quantity is None else {WAREHOUSE: quantity},
        )

    def _number(self, row: Row, wanted: ProductField) -> Decimal | None:
        """A number; None for what is none ("not counted"), which is unknown and never 0."""
        try:
            found = read_amount(self._cell(row, wanted), self._settings.decimal)
        except Misread:
            return None
        return None if found.currency not in ("", self._currency) else found.value

    def _price(self, row: Row) -> Decimal | None:
        """The gross price; 0 is none."""
        found = self._number(row, ProductField.PRICE)
        if not found or found < 0:
            return None
        if self._settings.prices_include_vat:
            return found
        rate = self._rate(row)
        gross = found * (100 + (self._settings.vat_rate if rate is None else rate)) / 100
        return gross.quantize(Decimal("0.0001"))

    def _rate(self, row: Row) -> Decimal | None:
        cell = self._cell(row, ProductField.VAT).rstrip("% ").strip()
        try:
            return read_amount(cell, self._settings.decimal).value if cell else None
        except Misread:
            return None

    def _trouble(self, table: Table, row: Row) -> RowTrouble | None:
        """The first thing that is wrong with a row."""
        said = row.problem
        columns = self._settings.columns
        keys = [each for each in _KEYS if each in columns]
        if said is None:
            said = next(
                (
                    shortened_code(row.number, columns[each], self._cell(row, each))
                    for each in keys
                    if spoilt_code(self._cell(row, each))
                ),
                None,
            )
        if said is None and not any(self._cell(row, each) for each in keys):
            said = empty_cell(row.number, columns[keys[0]])
        if said is None and ProductField.PRICE in columns:
            cell = self._cell(row, ProductField.PRICE)
            if cell and self._number(row, ProductField.PRICE) is None:
                said = no_number(row.number, columns[ProductField.PRICE], cell)
        return None if said is None else RowTrouble(table.path.name, row.number, said)


def _content(product: ShopProduct) -> int:
    """Tells one content from another within this run; a hundred thousand products need little room so."""
    return hash(
        (
            product.name,
            product.sku,
            product.eans,
            product.vat_rate,
            tuple(product.prices.items()),
            tuple(product.stock.items()),
        )
    )
