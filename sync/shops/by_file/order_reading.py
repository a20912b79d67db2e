"""An order of the file as Mostik understands it. Pure. What is not clear holds the order; nothing is
guessed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from decimal import Decimal
from typing import Any, Final

from sync.errors import Refused
from sync.model import Address, Order, OrderLine
from sync.sentences import Sentence, say
from sync.shops.by_file.order_book import NO_STATUS, trouble_of
from sync.shops.by_file.settings import LINE_FIELDS, OrderField, OrderFile
from sync.shops.by_file.troubles import (
    below_zero,
    empty_cell,
    lists_differ,
    neither_yes_nor_no,
    no_date,
    no_number,
    rows_differ,
    shortened_code,
)
from sync.shops.files import Misread, currency_named, read_amount, read_flag, read_moment, spoilt_code

_ON_DELIVERY: Final = ("наложен", "при доставка", "pobran", "cash on delivery", "cod", "przy odbiorze")
_PAID: Final = frozenset(
    {"paid", "платена", "платено", "платен", "opłacone", "opłacona", "zapłacone", "zapłacono"}
)
_UNPAID: Final = frozenset({"unpaid", "неплатена", "неплатено", "nieopłacone", "nieopłacona", "pending"})
_CENT: Final = Decimal("0.01")
_CODE_LETTERS: Final = 3


@dataclass(frozen=True, slots=True)
class _Line:
    """One line: its row, and its cells by field."""

    row: int
    cells: Mapping[OrderField, str]


def read_order(raw: Mapping[str, Any], settings: OrderFile, currency: str, zone: tzinfo) -> Order:
    """The order in what :mod:`.order_book` put together. Raises Refused with the row where it is not
    clear.
    """
    trouble = trouble_of(raw)
    if trouble is not None:
        raise _held(trouble)
    return _Reader(raw, settings, currency, zone).order()


class _Reader:
    def __init__(self, raw: Mapping[str, Any], settings: OrderFile, currency: str, zone: tzinfo) -> None:
        self._settings = settings
        self._zone = zone
        self._fields = [OrderField(name) for name in raw["fields"]]
        self._rows: Sequence[Sequence[Any]] = raw["rows"]
        self._currency = currency
        self._names = [
            each for each in (OrderField.CODE, OrderField.BARCODE, OrderField.PRODUCT) if each in self._fields
        ]
        self._named: dict[str, int] = {}
        """Currencies that cells named, each with the row."""

    def order(self) -> Order:
        whole: dict[OrderField, str] = {
            each: self._common(each) for each in self._fields if each not in LINE_FIELDS
        }
        lines = [self._line(place, line) for place, line in enumerate(self._lines(), 1)]
        row = self._row(0)
        if not lines:
            raise _held(empty_cell(row, self._column(OrderField.QUANTITY)))
        delivery, fee, discount = (
            self._gross(self._amount(row, each, whole.get(each, "")))
            for each in (OrderField.DELIVERY_PRICE, OrderField.FEE, OrderField.DISCOUNT)
        )
        total = self._amount(row, OrderField.TOTAL, whole.get(OrderField.TOTAL, ""))
        way = whole.get(OrderField.PAYMENT_WAY, "")
        added = self._moment(row, whole[OrderField.DATE])
        address = self._address(whole)
        order = Order(
            id=whole[OrderField.NUMBER],
            number=whole[OrderField.NUMBER],
            status_id=whole.get(OrderField.STATUS, "") or NO_STATUS,
            added_at=added,
            confirmed_at=added,
            currency=self._currency_of(whole.get(OrderField.CURRENCY, "")),
            lines=tuple(lines),
            delivery_way=whole.get(OrderField.DELIVERY_WAY, ""),
            delivery_price=delivery,
            discount=abs(discount),
            fee=fee,
            payment_way=way,
            cash_on_delivery=any(words in way.casefold() for words in _ON_DELIVERY),
            email=whole.get(OrderField.EMAIL, ""),
            phone=whole.get(OrderField.PHONE, ""),
            delivery=address,
            billing=address,
            company_number=whole.get(OrderField.COMPANY_NUMBER, ""),
            wants_invoice=bool(
                whole.get(OrderField.COMPANY, "") and whole.get(OrderField.COMPANY_NUMBER, "")
            ),
            comment=whole.get(OrderField.COMMENT, ""),
        )
        if whole.get(OrderField.TOTAL):
            self._refuse_other_total(order, total)
        return replace(order, paid=self._paid(row, whole.get(OrderField.PAID, ""), order.total))

    # ---- lines

    def _lines(self) -> list[_Line]:
        """The lines of the order: one a row, or those in the cells of its single row."""
        rows = [_Line(self._row(place), self._cells(place)) for place in range(len(self._rows))]
        if not self._settings.list_separator:
            return [row for row in rows if any(row.cells.get(each) for each in LINE_FIELDS)]
        divider = self._settings.list_separator.replace("\\n", "\n")
        found = []
        for row in rows:
            lists = {
                each: [part.strip() for part in row.cells[each].split(divider)]
                for each in LINE_FIELDS
                if row.cells.get(each)
            }
            expected = max((len(parts) for parts in lists.values()), default=0)
            for each, parts in lists.items():
                if len(parts) != expected:
                    raise _held(lists_differ(row.row, self._column(each), len(parts), expected))
            found += [
                _Line(row.row, {each: parts[place] for each, parts in lists.items()})
                for place in range(expected)
            ]
        return found

    def _line(self, place: int, line: _Line) -> OrderLine:
        row, cells = line.row, line.cells
        code, barcode = cells.get(OrderField.CODE, ""), cells.get(OrderField.BARCODE, "")
        for each, cell in ((OrderField.CODE, code), (OrderField.BARCODE, barcode)):
            if spoilt_code(cell):
                raise _held(shortened_code(row, self._column(each), cell))
        for each in (OrderField.QUANTITY, OrderField.PRICE):
            if not cells.get(each):
                raise _held(empty_cell(row, self._column(each)))
        name = cells.get(OrderField.PRODUCT, "") or code or barcode
        if not name:
            raise _held(empty_cell(row, self._column(self._names[0])))
        quantity = self._amount(row, OrderField.QUANTITY, cells[OrderField.QUANTITY])
        price = self._amount(row, OrderField.PRICE, cells[OrderField.PRICE])
        rate = self._rate(row, cells.get(OrderField.VAT, ""))
        if self._settings.price_is == "line":
            if not quantity:
                raise _held(below_zero(row, self._column(OrderField.QUANTITY), cells[OrderField.QUANTITY]))
            price /= quantity
        return OrderLine(
            id=str(place),
            name=name,
            quantity=quantity,
            unit_price=self._gross(price, rate),
            vat_rate=rate,
            sku=code,
            ean=barcode,
        )

    # ---- cells

    def _row(self, place: int) -> int:
        return int(self._rows[place][0])

    def _cells(self, place: int) -> dict[OrderField, str]:
        cells = self._rows[place][1:]
        return {each: str(cell) for each, cell in zip(self._fields, cells, strict=True)}

    def _column(self, field: OrderField) -> str:
        return self._settings.columns.get(field, field.value)

    def _common(self, field: OrderField) -> str:
        """What the whole order has under a field; rows may leave it empty, and must not differ."""
        found = ""
        for place in range(len(self._rows)):
            cell = self._cells(place)[field]
            if cell and found and cell != found:
                raise _held(rows_differ(self._row(place), self._column(field), found, cell))
            found = found or cell
        return found

    def _amount(self, row: int, field: OrderField, cell: str) -> Decimal:
        """An amount that is not below 0; an empty cell is 0. A discount may be written with a minus."""
        if not cell:
            return Decimal(0)
        try:
            amount = read_amount(cell, self._settings.decimal)
        except Misread:
            raise _held(no_number(row, self._column(field), cell)) from None
        if amount.currency:
            self._named.setdefault(amount.currency, row)
        if amount.value < 0 and field is not OrderField.DISCOUNT:
            raise _held(below_zero(row, self._column(field), cell))
        return amount.value

    def _rate(self, row: int, cell: str) -> Decimal | None:
        if not cell:
            return None
        return self._amount(row, OrderField.VAT, cell.rstrip("% ").strip())

    def _gross(self, amount: Decimal, rate: Decimal | None = None) -> Decimal:
        if self._settings.prices_include_vat:
            return amount
        return amount * (100 + (self._settings.vat_rate if rate is None else rate)) / 100

    def _moment(self, row: int, cell: str) -> datetime:
        if not cell:
            raise _held(empty_cell(row, self._column(OrderField.DATE)))
        try:
            return read_moment(cell, self._settings.date_form, self._zone)
        except Misread:
            raise _held(no_date(row, self._column(OrderField.DATE), cell)) from None

    def _currency_of(self, cell: str) -> str:
        """The order's currency: its column's, else what its amounts name, else the owner's."""
        named = {*self._named, *([currency_named(cell) or cell] if cell else [])}
        if len(named) > 1 or not all(len(each) == _CODE_LETTERS for each in named):
            raise _held(say("The order’s amounts are in {currencies}.", currencies=", ".join(sorted(named))))
        return named.pop() if named else self._currency

    def _paid(self, row: int, cell: str, total: Decimal) -> Decimal:
        """What the file calls paid: yes or no, a word, or the day of the payment."""
        word = cell.casefold()
        if word in _PAID:
            return total
        if not cell or word in _UNPAID:
            return Decimal(0)
        try:
            return total if read_flag(cell) else Decimal(0)
        except Misread:
            pass
        try:
            read_moment(cell, self._settings.date_form, self._zone)
        except Misread:
            raise _held(neither_yes_nor_no(row, self._column(OrderField.PAID), cell)) from None
        return total

    def _address(self, whole: Mapping[OrderField, str]) -> Address:
        country = whole.get(OrderField.COUNTRY, "")
        return Address(
            name=whole.get(OrderField.NAME, ""),
            company=whole.get(OrderField.COMPANY, ""),
            street=whole.get(OrderField.STREET, ""),
            postcode=whole.get(OrderField.POSTCODE, ""),
            city=whole.get(OrderField.CITY, ""),
            country=country.upper() if len(country) == 2 and country.isascii() else "",
        )

    def _refuse_other_total(self, order: Order, total: Decimal) -> None:
        """A row too many or too few shows in the sum. Each row may have been rounded."""
        allowed = _CENT * (len(order.lines) + 1)
        if abs(order.total - total) > allowed:
            raise _held(
                say(
                    "The order’s rows give {sum} together, and its total says {total}.",
                    sum=order.total.quantize(_CENT),
                    total=total,
                )
            )


def _held(why: Sentence) -> Refused:
    return Refused(why, advice=say("Correct it in the shop and export again, or enter this order by hand."))
