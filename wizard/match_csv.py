"""The match check as a table for a spreadsheet: UTF-8 with byte order mark, semicolons, and no formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from sync.errors import SettingsError
from sync.model import Product, ShopProduct
from sync.sentences import say
from wizard.language import Language
from wizard.match_rows import MatchRow
from wizard.summary_csv import harmless


def save_matches(file: Path, rows: Iterable[MatchRow], language: Language) -> None:
    """Write all rows. Raises SettingsError where the file cannot be written."""
    text = language.text
    headings = [
        text("State"),
        text("Catalogue"),
        text("Good"),
        text("Code"),
        text("Barcodes"),
        text("Product in the shop"),
        text("Number in the shop"),
        text("SKU"),
        text("EAN"),
        text("Why"),
    ]
    try:
        with file.open("w", encoding="utf-8-sig", newline="") as opened:
            writer = csv.writer(opened, delimiter=";")
            writer.writerow(headings)
            writer.writerows([harmless(cell) for cell in _cells(row, language)] for row in rows)
    except OSError as error:
        raise SettingsError(
            say("The file {file} cannot be written.", file=file.name),
            advice=say("Close the file where it is open, or choose another folder."),
            detail=f"{type(error).__name__} {error.errno}",
        ) from error


def _cells(row: MatchRow, language: Language) -> list[str]:
    found = row.found
    goods = [found.product] if found.product else list(found.candidates_here)
    return [
        row.mark(language).word,
        row.catalog,
        *_good_cells(goods),
        *_product_cells(found.shop_product, row),
        row.why(language),
    ]


def _good_cells(goods: list[Product]) -> list[str]:
    """Name, code and barcodes; of an ambiguous product those of every candidate."""
    return [
        " | ".join(good.name for good in goods),
        " | ".join(good.code for good in goods),
        " | ".join(barcode for good in goods for barcode in good.barcodes),
    ]


def _product_cells(product: ShopProduct | None, row: MatchRow) -> list[str]:
    if product is None:
        return ["", row.shop_id, "", ""]
    return [product.name, product.id, product.sku, " | ".join(product.eans)]
