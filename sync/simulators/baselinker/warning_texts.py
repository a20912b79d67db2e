"""Warnings of bulk calls in the account's language.

The first two Polish ones are recorded (facts 2.6), the rest is ours.
"""

from __future__ import annotations

from typing import Literal

_TEXTS = {
    "unknown_product": (
        "We wskazanym katalogu nie znaleziono produktu o ID {key}",
        "No product with ID {key} was found in the given inventory",
    ),
    "not_an_integer": ("ID produktu {key} nie jest typu int.", "Product ID {key} is not of type int."),
    "read_only_warehouse": (
        "Nie można zmienić stanu w magazynie {key}",
        "Stock of warehouse {key} cannot be changed",
    ),
    "unknown_warehouse": (
        "Magazyn {key} nie jest przypisany do katalogu",
        "Warehouse {key} is not assigned to the inventory",
    ),
    "unknown_price_group": (
        "Grupa cenowa {key} nie jest przypisana do katalogu",
        "Price group {key} is not assigned to the inventory",
    ),
    "not_a_number": ("Wartość dla {key} nie jest liczbą", "The value for {key} is not a number"),
    "documents_kept": (
        "Stan produktu {key} można zmienić tylko dokumentem magazynowym",
        "Stock of product {key} can only be changed by a storage document",
    ),
    "average_cost": (
        "Średniego kosztu nie można zmienić",
        "The average cost cannot be changed",
    ),
    "image": ("Nieprawidłowe zdjęcie {key}", "Invalid image {key}"),
}


def warning(name: str, language: Literal["pl", "en"], key: object = "") -> str:
    """The sentence for one warning."""
    return _TEXTS[name][0 if language == "pl" else 1].format(key=key)
