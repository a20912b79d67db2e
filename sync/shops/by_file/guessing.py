"""What the columns of a file probably mean, by their names in English, Bulgarian and Polish. A proposal only.

Values help with nothing here: that a column of dates is the day of payment and not of the order, only its
name tells.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final, TypeVar

from sync.shops.by_file.settings import OrderField, ProductField

_Field = TypeVar("_Field", OrderField, ProductField)

_ORDER_NAMES: Final[Mapping[OrderField, str]] = {
    OrderField.NUMBER: (
        "order number|order no|order id|orderid|ordernumber|order|номер на поръчката|"
        "номер на поръчка|поръчка №|поръчка номер|поръчка|numer zamówienia|nr zamówienia|"
        "zamówienie|id zamówienia|number|номер"
    ),
    OrderField.DATE: (
        "order date|date added|created at|date|дата на поръчката|дата на поръчка|дата|"
        "data zamówienia|data złożenia|data"
    ),
    OrderField.STATUS: "order status|status|статус на поръчката|статус|status zamówienia|stan",
    OrderField.CODE: (
        "sku|product code|item code|code|артикулен номер|каталожен номер|код на продукт|"
        "код на продукта|код|арт номер|kod produktu|symbol|indeks|kod"
    ),
    OrderField.BARCODE: "ean|barcode|gtin|ean13|баркод|kod kreskowy|kod ean",
    OrderField.PRODUCT: (
        "product name|item name|lineitem name|product|item|име на продукт|име на продукта|"
        "наименование|продукт|артикул|стока|nazwa produktu|nazwa towaru|produkt|towar"
    ),
    OrderField.QUANTITY: (
        "quantity|qty|lineitem quantity|pieces|количество|брой|бройки|к-во|ilość|szt|liczba sztuk"
    ),
    OrderField.PRICE: (
        "unit price|item price|lineitem price|price|единична цена|ед цена|цена|cena jednostkowa|"
        "cena brutto|cena"
    ),
    OrderField.VAT: "vat rate|tax rate|vat|ддс ставка|ставка ддс|ддс|stawka vat|vat %",
    OrderField.CURRENCY: "currency|валута|waluta",
    OrderField.DELIVERY_PRICE: (
        "shipping cost|shipping price|delivery price|shipping|цена на доставка|"
        "цена на доставката|доставка|koszt dostawy|koszt wysyłki|cena dostawy"
    ),
    OrderField.FEE: "fee|surcharge|такса|наложен платеж такса|opłata|dopłata",
    OrderField.DISCOUNT: "discount amount|discount|отстъпка|rabat|zniżka",
    OrderField.TOTAL: (
        "order total|grand total|total|обща стойност|общо|сума|всичко|wartość zamówienia|razem|suma"
    ),
    OrderField.PAYMENT_WAY: (
        "payment method|payment|избран метод за плащане|начин на плащане|метод на плащане|"
        "плащане|sposób płatności|metoda płatności|płatność"
    ),
    OrderField.PAID: (
        "paid|is paid|financial status|payment status|платена|платено|opłacone|opłacono|status płatności"
    ),
    OrderField.DELIVERY_WAY: (
        "shipping method|delivery method|начин за доставка|начин на доставка|куриер|"
        "sposób dostawy|metoda dostawy|kurier"
    ),
    OrderField.NAME: (
        "customer name|customer|billing name|shipping name|buyer|name|клиент|име на клиента|"
        "получател|лице за доставка|име|imię i nazwisko|klient|odbiorca|nabywca"
    ),
    OrderField.EMAIL: "email|e mail|customer email|имейл|ел поща|e-mail|adres email",
    OrderField.PHONE: "phone|telephone|телефон|телефон за доставка|telefon",
    OrderField.STREET: ("address|street|shipping address|адрес|адрес за доставка|улица|adres|ulica"),
    OrderField.CITY: ("city|town|shipping city|град|град за доставка|населено място|miasto|miejscowość"),
    OrderField.POSTCODE: "postcode|post code|zip|postal code|пощенски код|kod pocztowy",
    OrderField.COUNTRY: "country|country code|държава|kraj",
    OrderField.COMPANY: "company|company name|фирма|firma|nazwa firmy",
    OrderField.COMPANY_NUMBER: "company number|company id|vat number|еик|булстат|ин по зддс|nip",
    OrderField.COMMENT: (
        "comment|customer note|note|notes|бележка на клиента|бележка|коментар|uwagi|komentarz"
    ),
}
_PRODUCT_NAMES: Final[Mapping[ProductField, str]] = {
    ProductField.ID: "product id|id|item id|#|номер|id на продукт|id produktu",
    ProductField.CODE: _ORDER_NAMES[OrderField.CODE],
    ProductField.BARCODE: _ORDER_NAMES[OrderField.BARCODE],
    ProductField.NAME: (
        "product name|item name|name|title|product|име на продукт|име на продукта|наименование|"
        "име|продукт|артикул|nazwa produktu|nazwa towaru|nazwa|produkt"
    ),
    ProductField.PRICE: (
        "price|sale price|retail price|selling price|цена с ддс|продажна цена|цена|cena brutto|"
        "cena sprzedaży|cena"
    ),
    ProductField.QUANTITY: (
        "quantity|qty|stock|stock quantity|in stock|количество|наличност|наличност бр|брой|ilość|"
        "stan|stan magazynowy"
    ),
    ProductField.VAT: _ORDER_NAMES[OrderField.VAT],
}
_NOT_LETTERS: Final = re.compile(r"[\W_]+")


def guess_order_columns(columns: Sequence[str]) -> dict[OrderField, str]:
    """Columns of an orders export by what they probably mean; each column once."""
    return _guess(columns, _ORDER_NAMES)


def guess_product_columns(columns: Sequence[str]) -> dict[ProductField, str]:
    """Columns of a product export by what they probably mean; each column once."""
    return _guess(columns, _PRODUCT_NAMES)


def _guess(columns: Sequence[str], names: Mapping[_Field, str]) -> dict[_Field, str]:
    """The earlier a name stands in its list, the surer it is; what is surest is given away first."""
    spoken: dict[str, str] = {}
    for column in columns:
        spoken.setdefault(_spoken(column), column)
    wanted = sorted(
        (place, number, field, name)
        for number, (field, listed) in enumerate(names.items())
        for place, name in enumerate(listed.split("|"))
    )
    found: dict[_Field, str] = {}
    taken: set[str] = set()
    for _place, _number, field, name in wanted:
        column = spoken.get(_spoken(name), "")
        if column and field not in found and column not in taken:
            found[field] = column
            taken.add(column)
    return {field: found[field] for field in names if field in found}


def _spoken(name: str) -> str:
    """A name without case, signs and the path before it."""
    last = re.split(r"[/@]", name)[-1] if len(name) > 1 else name
    plain = _NOT_LETTERS.sub(" ", last.casefold()).strip()
    return plain or last
