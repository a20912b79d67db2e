"""The names of the rows that a new warehouse begins with, by language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class SeedNames:
    """Names in one language. ``payment_types`` in the order cash, bank transfer, card, voucher."""

    system_good: str
    system_location: str
    system_partner: str
    system_user: str
    system_group: str
    piece: str
    payment_types: tuple[str, str, str, str]
    main_vat: str
    other_vat: str
    currencies: Mapping[str, str]


NAMES: Final[Mapping[str, SeedNames]] = {
    "bg": SeedNames(
        system_good="Служебна стока",
        system_location="Служебен обект",
        system_partner="Служебен партньор",
        system_user="Служебен потребител",
        system_group="Служебна група",
        piece="бр.",
        payment_types=(
            "Плащане в брой",
            "Превод по сметка",
            "Дебитна/Кредитна карта",
            "Плащане чрез ваучер",
        ),
        main_vat="Основна ДДС група",
        other_vat="ДДС {rate}%",
        currencies={"EUR": "Евро", "BGN": "Български лев", "PLN": "Полска злота"},
    ),
    "pl": SeedNames(
        system_good="Towar systemowy",
        system_location="Magazyn systemowy",
        system_partner="Kontrahent systemowy",
        system_user="Użytkownik systemowy",
        system_group="Grupa systemowa",
        piece="szt.",
        payment_types=("Gotówka", "Przelew", "Karta płatnicza", "Bon"),
        main_vat="Podstawowa stawka VAT",
        other_vat="VAT {rate}%",
        currencies={"EUR": "Euro", "BGN": "Lew bułgarski", "PLN": "Złoty"},
    ),
    "en": SeedNames(
        system_good="System item",
        system_location="System location",
        system_partner="System partner",
        system_user="System user",
        system_group="System group",
        piece="pcs",
        payment_types=("Cash", "Bank transfer", "Debit or credit card", "Voucher"),
        main_vat="Standard VAT",
        other_vat="VAT {rate}%",
        currencies={"EUR": "Euro", "BGN": "Bulgarian lev", "PLN": "Polish zloty"},
    ),
}

OPERATION_TYPES: Final[tuple[tuple[str, str], ...]] = (
    ("Доставка", "Purchase"),
    ("Продажба", "Sale"),
    ("Брак", "Waste"),
    ("Ревизия", "Stock-taking"),
    ("Производство", "Production"),
    ("Производство", "Production"),
    ("Трансфер", "Transfer"),
    ("Трансфер", "Transfer"),
    ("Търговски обект", "Point of sale"),
    ("Търговски екран", "Touch screen"),
    ("Изписване", "Write-off"),
    ("Заявка", "Request"),
    ("Оферта", "Offer"),
    ("Проформа", "Proforma invoice"),
    ("Даване на консигнация", "Giving on consignment"),
    ("Отчитане на консигнация", "Sale on consignment"),
    ("Връщане на консигнация", "Return of consignment"),
    ("Доставка на консигнация", "Purchase on consignment"),
    ("Поръчка", "Order"),
    ("Суровина", "Raw material"),
    ("Продукт", "Product"),
    ("Суровина", "Raw material"),
    ("Продукт", "Product"),
    ("Сложно производство", "Complex production"),
    ("Сложно производство", "Complex production"),
    ("Дебитно известие", "Debit note"),
    ("Кредитно известие", "Credit note"),
    ("Гаранционна карта", "Warranty card"),
    ("Амбалажна суровина", "Packing material"),
    ("Амбалажен продукт", "Packing product"),
    ("Даване на амбалаж", "Giving of packing"),
    ("Връщане на амбалаж", "Return of packing"),
    ("Поръчка - ресторант", "Restaurant order"),
    ("Рекламация", "Refund"),
    ("Резервация", "Booking"),
    ("Авансово плащане", "Advance payment"),
    ("Дебитно известие от доставчик", "Debit note from supplier"),
    ("Кредитно известие от доставчик", "Credit note from supplier"),
    ("Рекламация към доставчик", "Refund to supplier"),
)
"""Bulgarian and English names of the document types 1 to 39, in order."""
