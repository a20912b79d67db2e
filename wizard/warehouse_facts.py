"""What a connection test found, where the owner has to know it beforehand: the same words everywhere."""

from __future__ import annotations

from sync.money import lawful_rate
from sync.ports import ShopFacts, WarehouseFacts
from wizard.language import Language


def remarks(facts: WarehouseFacts, language: Language) -> list[str]:
    """What a warehouse has that closes something or changes how Mostik works with it."""
    if not facts.lots:
        return []
    return [language.text("Stock is kept in lots: orders can come in, sales cannot be written.")]


def currency_difference(shop: ShopFacts, warehouse: WarehouseFacts, language: Language) -> str:
    """What it means that the two sides count in different currencies; "" where they do not."""
    there, here = shop.currency, warehouse.currency
    if not there or not here or there == here:
        return ""
    if lawful_rate(there, here) is not None:
        return language.text(
            "The shop counts in {there} and the warehouse in {here}. Mostik converts by the rate that is "
            "fixed by law, 1 EUR = 1.95583 BGN.",
            there=there,
            here=here,
        )
    return language.text(
        "The shop counts in {there} and the warehouse in {here}. Orders come in by the rate of the day "
        "that stands in the warehouse, and wait where there is none. Prices are sent only if you enter a "
        "factor on the step Products.",
        there=there,
        here=here,
    )
