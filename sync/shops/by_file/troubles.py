"""What is wrong with a row, as a sentence that names the row."""

from __future__ import annotations

from dataclasses import dataclass

from sync.sentences import Sentence, say
from sync.shops.files.misread import shown


@dataclass(frozen=True, slots=True)
class RowTrouble:
    """A mistake in a row of a file. ``row`` as a spreadsheet counts."""

    file: str
    row: int
    said: Sentence


def empty_cell(row: int, column: str) -> Sentence:
    return say("Row {row}: the cell under “{column}” is empty.", row=row, column=column)


def no_number(row: int, column: str, cell: str) -> Sentence:
    return say("Row {row}: “{cell}” under “{column}” is no number.", row=row, column=column, cell=shown(cell))


def no_date(row: int, column: str, cell: str) -> Sentence:
    return say(
        "Row {row}: “{cell}” under “{column}” is no date as you chose it.",
        row=row,
        column=column,
        cell=shown(cell),
    )


def below_zero(row: int, column: str, cell: str) -> Sentence:
    return say("Row {row}: “{cell}” under “{column}” is below 0.", row=row, column=column, cell=shown(cell))


def neither_yes_nor_no(row: int, column: str, cell: str) -> Sentence:
    return say(
        "Row {row}: “{cell}” under “{column}” says neither that it is paid nor that it is not.",
        row=row,
        column=column,
        cell=shown(cell),
    )


def shortened_code(row: int, column: str, cell: str) -> Sentence:
    return say(
        "Row {row}: a spreadsheet shortened the code “{cell}” under “{column}”, so its digits are lost.",
        row=row,
        column=column,
        cell=shown(cell),
    )


def rows_differ(row: int, column: str, one: str, other: str) -> Sentence:
    return say(
        "Row {row}: the order has “{other}” under “{column}”, and “{one}” in another of its rows.",
        row=row,
        column=column,
        one=shown(one),
        other=shown(other),
    )


def lists_differ(row: int, column: str, found: int, expected: int) -> Sentence:
    return say(
        "Row {row}: {found} entries under “{column}” where {expected} belong.",
        row=row,
        column=column,
        found=found,
        expected=expected,
    )


def broken_neighbour(row: int) -> Sentence:
    return say("Row {row} beside this order is broken and may belong to it.", row=row)


def two_products(row: int, code: str) -> Sentence:
    return say(
        "Row {row}: another product with the code “{code}” has other values.", row=row, code=shown(code)
    )
