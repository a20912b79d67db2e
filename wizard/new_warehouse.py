"""A new, empty warehouse of Mostik's own: what it begins with, by country, and where its file lies."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from storage.paths import Paths, make_folder
from sync.warehouses.warehouse_pro.create import NewWarehouse, create_embedded

FILE_ENDING: Final = ".sqlite"
CURRENCIES: Final = ("EUR", "PLN")
_VAT_RATES: Final[Mapping[str, Sequence[Decimal]]] = {
    "BG": (Decimal(20), Decimal(9), Decimal(0)),
    "PL": (Decimal(23), Decimal(8), Decimal(5), Decimal(0)),
}
_LANGUAGES: Final[Mapping[str, str]] = {"BG": "bg", "PL": "pl"}


def warehouses_folder(paths: Paths) -> Path:
    """Where new warehouses are kept in the user's folder."""
    return paths.home / "warehouses"


def free_file(paths: Paths, company: str) -> Path:
    """A file for a new warehouse that is not there yet, named after the company."""
    letters = unicodedata.normalize("NFKC", company).casefold()
    stem = re.sub(r"[\W_]+", "-", letters).strip("-")[:40].strip("-")
    # Words in front keep clear of the names that Windows takes for devices, such as "con".
    stem = f"warehouse-{stem}" if stem else "warehouse"
    folder = warehouses_folder(paths)
    candidate, number = folder / f"{stem}{FILE_ENDING}", 1
    while candidate.exists():
        number += 1
        candidate = folder / f"{stem}-{number}{FILE_ENDING}"
    return candidate


def known_files(paths: Paths) -> list[Path]:
    """The warehouses in the user's folder, by name."""
    folder = warehouses_folder(paths)
    return sorted(folder.glob(f"*{FILE_ENDING}")) if folder.is_dir() else []


def make_warehouse_file(
    path: Path, *, company: str, country: str, currency: str, prices_include_vat: bool, zone: str
) -> None:
    """Make an empty warehouse with the VAT rates of ``country`` and all prices in ``currency``.

    Blocks. Raises SettingsError where it cannot be made.
    """
    make_folder(path.parent)
    settings = NewWarehouse(
        company=company,
        base_currency=currency,
        language=_LANGUAGES.get(country, "en"),
        vat_rates=_VAT_RATES.get(country, _VAT_RATES["BG"]),
        prices_include_vat=prices_include_vat,
    )
    create_embedded(path, settings, zone=ZoneInfo(zone))
