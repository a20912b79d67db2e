"""The rows of a CSV file, streamed."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sync.errors import SettingsError, Unreachable
from sync.sentences import Sentence, say
from sync.shops.files.codes import without_guard
from sync.shops.files.form import Row, TableForm
from sync.shops.files.stillness import not_there

LONGEST_CELL: Final = 4_000_000
"""Characters; descriptions in HTML are long, and a forgotten quote mark makes a cell of the rest of the
file.
"""
_BREAKS_OFF: Final = "unexpected end of data"
_UNREADABLE: Final = "\ufffd"
_GUARDS: Final = ("'", "=")
"""How a cell begins that is not what it says."""


@dataclass(frozen=True, slots=True)
class Record:
    """One row as it stands in the file, or why it cannot be told where it ends."""

    number: int
    cells: Sequence[str]
    problem: Sentence | None = None


def records(path: Path, form: TableForm) -> Iterator[Record]:
    """Every row of the file by its number, empty ones left out.

    Raises Unreachable where the file cannot be opened or ends within quotes.
    """
    csv.field_size_limit(LONGEST_CELL)
    number = 0
    try:
        with path.open(encoding=form.encoding.value, errors="replace", newline="") as file:
            reader = csv.reader(file, delimiter=form.separator, strict=True)
            while True:
                number += 1
                try:
                    cells = next(reader)
                except StopIteration:
                    return
                except csv.Error as error:
                    yield Record(number, (), _problem(error, number))
                    continue
                stripped = [cell.strip() for cell in cells]
                if any(stripped):
                    yield Record(number, [_plain(cell) for cell in stripped])
    except UnicodeError:
        raise SettingsError(
            say("The file {name} is not written in the encoding {encoding}.",
                name=path.name, encoding=form.encoding.value)
        ) from None  # fmt: skip
    except OSError as error:
        raise not_there(path, error) from None


def _plain(cell: str) -> str:
    return without_guard(cell) if cell[:1] in _GUARDS else cell


def _problem(error: csv.Error, number: int) -> Sentence:
    if _BREAKS_OFF in str(error):
        raise Unreachable(
            say("The file breaks off: a quote mark opened in row {row} is never closed.", row=number),
            advice=say("Export it again."),
        )
    if "field larger" in str(error):
        return say("Row {row} has a cell that is too long; a quote mark may be missing.", row=number)
    return say("Row {row} has a quote mark in the wrong place.", row=number)


def header_of(path: Path, form: TableForm) -> tuple[str, ...]:
    """The columns' names: those of the header row, told apart where a name stands twice; without a header row
    "1", "2", ….

    Raises SettingsError where there is no such row.
    """
    for record in records(path, form):
        if record.number >= max(form.header_row, 1):
            if record.problem is not None:
                raise SettingsError(record.problem)
            if form.header_row == 0:
                return tuple(str(place) for place in range(1, len(record.cells) + 1))
            return told_apart(record.cells)
    raise SettingsError(say("The file {name} holds no table.", name=path.name))


def told_apart(names: Sequence[str]) -> tuple[str, ...]:
    """Names in the order given, the second of the same as ``Name (2)``, one without a name by its place;
    empty ones at the end are left out.
    """
    cut = list(names)
    while cut and not cut[-1]:
        cut.pop()
    found: dict[str, None] = {}
    for place, name in enumerate(cut, 1):
        wanted = name or f"({place})"
        chosen, again = wanted, 1
        while chosen in found:
            again += 1
            chosen = f"{wanted} ({again})"
        found[chosen] = None
    return tuple(found)


def csv_rows(path: Path, form: TableForm, columns: Sequence[str]) -> Iterator[Row]:
    """The rows below the header; the header itself, where it comes again, is passed over."""
    empty = dict.fromkeys(columns, "")
    nothing = [""] * len(columns)
    for record in records(path, form):
        if record.number <= form.header_row:
            continue
        if record.problem is not None:
            yield Row(record.number, empty, record.problem)
            continue
        cells = record.cells
        if form.header_row and cells[0] == columns[0] and told_apart(cells) == tuple(columns):
            continue
        problem = _wrong_length(record.number, len(columns), cells) or _unreadable(record.number, cells)
        yield Row(record.number, dict(zip(columns, [*cells, *nothing], strict=False)), problem)


def _wrong_length(number: int, expected: int, cells: Sequence[str]) -> Sentence | None:
    if len(cells) < expected:
        return say(
            "Row {row} is too short: {found} cells where {expected} belong.",
            row=number,
            found=len(cells),
            expected=expected,
        )
    if any(cells[expected:]):
        return say(
            "Row {row} is too long: {found} cells where {expected} belong.",
            row=number,
            found=len(cells),
            expected=expected,
        )
    return None


def _unreadable(number: int, cells: Sequence[str]) -> Sentence | None:
    if _UNREADABLE in "".join(cells):
        return say("Row {row} holds letters that cannot be read.", row=number)
    return None
