"""The shop's products as its product export and its report of stock tell them.

The key of GombaShop's synchronisation is the code (SKU). A product whose code is its own is known by it; one
without a code, or with a code that others have too, is known by the shop's number and cannot be written to,
because the shop would not know which is meant.
"""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Final

from sync.errors import SettingsError
from sync.matching.folding import fold
from sync.money import exchange, round_half_up
from sync.sentences import say
from sync.shops.files import DecimalSign, Misread, read_amount, read_flag, recognise_decimal_sign
from sync.shops.gombashop.exports import USED, Export, ExportKind

BY_CODE: Final = "sku:"
BY_NUMBER: Final = "#"
"""Begin the ids of products with and without a code of their own."""
NOT_TRACKED: Final = "не се следи"


@dataclass(frozen=True, slots=True)
class Good:
    """One product of the shop. Prices gross in the shop's currency. ``quantity`` None: the shop does not
    count it, or the report of stock does not say which product is meant.
    """

    number: str
    sku: str
    own_code: bool
    name: str
    price: Decimal | None
    old_price: Decimal | None
    promo: bool
    new: bool
    hidden: bool
    quantity: Decimal | None = None

    @property
    def id(self) -> str:
        """How Mostik knows it."""
        return f"{BY_CODE}{self.sku}" if self.own_code else f"{BY_NUMBER}{self.number}"


@dataclass(frozen=True, slots=True)
class Goods:
    """All products of the newest exports, by id. ``made_at``: of the product export, None for none.

    ``shared``: codes that several products have. ``wrong``: rows that could not be read.
    """

    by_id: Mapping[str, Good] = field(default_factory=dict)
    made_at: datetime | None = None
    shared: frozenset[str] = frozenset()
    wrong: int = 0

    def named(self, name: str) -> list[Good]:
        """Those whose name is this, whatever case and blanks."""
        wanted = fold(name)
        return [good for good in self.by_id.values() if fold(good.name) == wanted]


def read_goods(products: Export | None, stock: Export | None, currency: str) -> Goods:
    """The products of these files, in the order of the first.

    Raises Unreachable where a file is another by now, and SettingsError where its prices cannot be read.
    """
    if products is None:
        return Goods()
    rows: dict[tuple[str, ...], None] = {}
    wrong = 0
    for row in products.table.rows():
        cells = products.cells(row, _COLUMNS)
        if row.problem is not None or not cells["#"]:
            wrong += 1
            continue
        # The export repeats some rows exactly; those are one product.
        rows.setdefault(tuple(cells.values()))
    sign = _sign_of(products, list(dict.fromkeys(row[_PRICE_AT] for row in rows)))
    codes = Counter(row[_CODE_AT] for row in rows)
    numbers: set[str] = set()
    found: list[Good] = []
    for each in rows:
        good = _good(dict(zip(_COLUMNS, each, strict=True)), codes, sign, currency)
        if good is None or good.number in numbers:
            wrong += 1
            continue
        numbers.add(good.number)
        found.append(good)
    levels = _levels(stock, found) if stock is not None else {}
    by_id = {good.id: _with_level(good, levels) for good in found}
    shared = frozenset(code for code, count in codes.items() if code and count > 1)
    return Goods(by_id, products.made_at, shared, wrong)


_COLUMNS: Final = USED[ExportKind.PRODUCTS]
_PRICE_AT, _CODE_AT = _COLUMNS.index("Цена"), _COLUMNS.index("sku")


def _good(cells: Mapping[str, str], codes: Counter[str], sign: DecimalSign, currency: str) -> Good | None:
    code = cells["sku"]
    try:
        price = _price(cells["Цена"], sign, currency)
        old = _price(cells["Стара цена"], sign, currency)
        return Good(
            number=cells["#"],
            sku=code,
            own_code=bool(code) and codes[code] == 1,
            name=html.unescape(cells["Име на продукт"]).strip(),
            price=price,
            # Without a promotion the export repeats the price there.
            old_price=old if old != price else None,
            promo=read_flag(cells["В промоция"]),
            new=read_flag(cells["Нов продукт"]),
            hidden=read_flag(cells["Скрит продукт"]),
        )
    except Misread:
        return None


def _price(cell: str, sign: DecimalSign, currency: str) -> Decimal | None:
    if not cell:
        return None
    amount = read_amount(cell, sign)
    if amount.currency and amount.currency != currency:
        changed = exchange(amount.value, amount.currency, currency)
        if changed is None:
            raise Misread(say("The price is in {currency}.", currency=amount.currency))
        return round_half_up(changed)
    return amount.value


def _sign_of(export: Export, told: Sequence[str]) -> DecimalSign:
    """By which sign the decimals are parted; a price such as 1.234 alone says nothing, and the shop writes a
    point.
    """
    sign = recognise_decimal_sign(told)
    if sign is not None:
        return sign
    for usual in (DecimalSign.POINT, DecimalSign.COMMA):
        if all(_readable(cell, usual) for cell in told):
            return usual
    raise SettingsError(
        say(
            "The prices in {name} are written in several ways, so none of them is certain.", name=export.name
        ),
        advice=say("Export the file again from GombaShop, and do not save it in a spreadsheet."),
    )


def _readable(cell: str, sign: DecimalSign) -> bool:
    try:
        return not cell or read_amount(cell, sign) is not None
    except Misread:
        return False


def _levels(stock: Export, goods: Iterable[Good]) -> Mapping[str, Decimal | None]:
    """Quantities by folded name, of names that stand once on both sides: the report has no codes."""
    names = Counter(fold(good.name) for good in goods)
    rows: dict[str, list[str]] = {}
    for row in stock.table.rows():
        if row.problem is None:
            cells = stock.cells(row, USED[ExportKind.STOCK])
            rows.setdefault(fold(html.unescape(cells["Име на продукт"])), []).append(cells["Наличност"])
    return {name: _level(levels[0]) for name, levels in rows.items() if len(levels) == 1 and names[name] == 1}


def _level(cell: str) -> Decimal | None:
    if fold(cell) == fold(NOT_TRACKED):
        return None
    try:
        return read_amount(cell, DecimalSign.POINT).value
    except Misread:
        return None


def _with_level(good: Good, levels: Mapping[str, Decimal | None]) -> Good:
    level = levels.get(fold(good.name))
    if level is None:
        return good
    return replace(good, quantity=level)
