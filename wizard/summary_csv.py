"""A summary as a table for a spreadsheet: UTF-8 with byte order mark, semicolons, and no formula in it."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from sync.errors import SettingsError
from sync.sentences import say
from wizard.item_words import shown_value
from wizard.language import Language
from wizard.summary_rows import SummaryRow
from wizard.terminal.words import MODULES

_BEGINS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
"""With these at its beginning a spreadsheet takes a text for a formula (OWASP, "CSV Injection")."""


def save_csv(file: Path, rows: Iterable[SummaryRow], language: Language) -> None:
    """Write all rows of a summary. Raises SettingsError where the file cannot be written."""
    text = language.text
    headings = [
        text("State"),
        text("Module"),
        text("What"),
        text("Where"),
        text("Old"),
        text("New"),
        text("Why"),
        text("What to do"),
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


def _cells(row: SummaryRow, language: Language) -> list[str]:
    source = row.source
    if source is None:
        return [row.mark.word, "", row.what, "", "", "", row.why, row.advice]
    return [
        row.mark.word,
        language.text(MODULES[source.module]),
        row.what,
        source.where,
        shown_value(source.old, language),
        shown_value(source.new, language),
        row.why,
        row.advice,
    ]


def harmless(cell: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would take it for a formula."""
    return f"'{cell}" if cell.startswith(_BEGINS_A_FORMULA) else cell
