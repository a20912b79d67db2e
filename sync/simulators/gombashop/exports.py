"""The three files that the shop exports, as measured (facts 2.3): a BOM, commas, quotes, LF, a doubled
header, repeated rows, HTML entities, orders without quantities and without a currency.
"""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final, Literal

from sync.simulators.gombashop.shop import Item, Order, Shop

ORDER_HEADERS: Final = (
    "Статус", "Дата", "Номер на поръчката", "Лице за доставка", "Избран метод за плащане",
    "Дата на плащане", "Платена", "Начин за доставка", "Град за доставка", "Адрес за доставка",
    "Пощенски код", "Телефон за доставка", "Бележка на клиента", "Клиентът има нужда от фактура", "Фирма",
    "ЕИК", "ИН по ЗДДС", "Адрес за фактура", "Град за фактура", "Клиент", "Град", "Адрес", "Пощенски код",
    "Телефон", "Имейл", "Тип отстъпка", "Промокод", "Продукти", "Общо продукти", "Доставка", "Отстъпка",
    "Обща стойност",
)  # fmt: skip
PRODUCT_HEADERS: Final = (
    "#", "Име на продукт", "sku", "Категория", "Параметри", "Описание", "Марка", "Цена", "Стара цена",
    "В промоция", "Нов продукт", "Дата", "Скрит продукт", "Линк към продукта", "Линк към снимка на продукта",
)  # fmt: skip
STOCK_HEADERS: Final = ("Име на продукт", "Наличност", "Стара цена", "Цена", "Стойност")
NOT_TRACKED: Final = "не се следи"
_MOMENT: Final = "%Y-%m-%d %H:%M:%S"


@dataclass(frozen=True, slots=True)
class Form:
    """How files are written. The defaults are what was measured; the others are what merchants' other tools
    and newer exports make of them. repeated: every n-th product stands there twice; 0 for none.
    """

    encoding: Literal["utf-8-sig", "utf-8", "windows-1251"] = "utf-8-sig"
    separator: str = ","
    prices: Literal["dot", "comma_with_currency"] = "dot"
    flags: Literal["0/1", "Да/Не"] = "0/1"
    repeated: int = 9
    entities: bool = True


MEASURED: Final = Form()


def orders_file(shop: Shop, form: Form = MEASURED) -> bytes:
    """Newest first. Product names alone, no quantity, no price, no SKU."""
    newest_first = sorted(shop.orders, key=lambda order: order.at, reverse=True)
    return _written(ORDER_HEADERS, (_order(order, form) for order in newest_first), form)


def products_file(shop: Shop, form: Form = MEASURED) -> bytes:
    """Without quantity and barcode; some rows repeated exactly."""
    rows: list[Sequence[str]] = []
    for place, item in enumerate(shop.items.values(), 1):
        row = _product(item, form)
        rows += [row, row] if form.repeated and place % form.repeated == 0 else [row]
    return _written(PRODUCT_HEADERS, rows, form)


def stock_file(shop: Shop, form: Form = MEASURED) -> bytes:
    """The report of stock: names, no SKU; some items are not tracked."""
    return _written(STOCK_HEADERS, (_stock(item, form) for item in shop.items.values()), form)


def _order(order: Order, form: Form) -> Sequence[str]:
    names = (f"{line.name}({line.option}; )" if line.option else line.name for line in order.lines)
    invoice = bool(order.company)
    return (
        order.status, order.at.strftime(_MOMENT), order.number, order.person, order.payment,
        _moment(order.paid_at), "yes" if order.paid_at else "no", order.shipping, order.city, order.address,
        order.postcode, order.phone, order.note, "Да" if invoice else "Не", order.company, order.bulstat,
        order.vat_number, order.address if invoice else "", order.city if invoice else "", order.person,
        order.city, order.address, order.postcode, order.phone, order.email, order.discount_kind,
        order.promo_code, _name(" | ".join(names), form), _money(order.goods), _money(order.delivery),
        _money(order.discount), _money(order.total),
    )  # fmt: skip


def _product(item: Item, form: Form) -> Sequence[str]:
    old = item.old_price if item.promo and item.old_price is not None else item.price
    return (
        str(item.ident), _name(item.name, form), item.sku, item.category, item.options, item.description,
        item.brand, _price(item.price, form), _price(old, form), _flag(item.promo, form),
        _flag(item.new, form), "2026-01-05 10:00:00", _flag(item.hidden, form),
        f"https://gomba.example/p{item.ident}.html", f"https://gomba.example/media/1/{item.ident}.jpg",
    )  # fmt: skip


def _stock(item: Item, form: Form) -> Sequence[str]:
    quantity = item.quantity
    value = Decimal(0) if quantity is None else quantity * item.price
    shown = NOT_TRACKED if quantity is None else str(int(quantity))
    old = item.old_price if item.old_price is not None else item.price
    return (_name(item.name, form), shown, _price(old, form), _price(item.price, form), _price(value, form))


def _name(name: str, form: Form) -> str:
    return html.escape(name) if form.entities else name


def _moment(moment: datetime | None) -> str:
    return moment.strftime(_MOMENT) if moment else ""


def _money(amount: Decimal) -> str:
    return f"{amount:.2f}"


def _price(amount: Decimal, form: Form) -> str:
    return _money(amount) if form.prices == "dot" else f"{_money(amount).replace('.', ',')} EUR"


def _flag(value: bool, form: Form) -> str:
    yes, no = ("1", "0") if form.flags == "0/1" else ("Да", "Не")
    return yes if value else no


def _written(headers: Sequence[str], rows: Iterable[Sequence[str]], form: Form) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=form.separator, lineterminator="\n")
    writer.writerow(headers)
    writer.writerows(rows)
    return text.getvalue().encode(form.encoding, errors="replace")
