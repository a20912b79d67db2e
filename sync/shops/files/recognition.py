"""A proposal of how a file is to be read, with its first rows to look at."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Final

from sync.errors import SettingsError
from sync.sentences import say
from sync.shops.files.encoding import Encoding, recognise_encoding
from sync.shops.files.form import Row, TableForm, TableKind
from sync.shops.files.stillness import not_there
from sync.shops.files.table import CHUNK, Table, open_table
from sync.shops.files.xml_records import recognise_records

SEPARATORS: Final = (";", ",", "\t", "|")
SAMPLE_ROWS: Final = 20
_SAMPLE_CHARACTERS: Final = 131_072
_SAMPLE_RECORDS: Final = 200
_DATA: Final = re.compile(r"[+-]?\d[\d\s.,:/-]*")
_BYTES_BEFORE_TEXT: Final = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a file seems to be. ``sample`` are its first rows by ``form``; ``records`` the (record, line)
    paths that an XML file offers, the likeliest first.
    """

    table: Table
    sample: tuple[Row, ...]
    records: tuple[tuple[str, str], ...] = ()

    @property
    def form(self) -> TableForm:
        return self.table.form

    @property
    def columns(self) -> tuple[str, ...]:
        return self.table.columns


def recognise(path: Path, *, with_lines: bool = False) -> Recognised:
    """Look at the whole file and propose how to read it; ``with_lines``: each line of an XML file's records
    is a row of its own, as orders need it. Raises as :func:`open_table`.
    """
    if _is_xml(path):
        records = recognise_records(path)
        record, line = records[0] if with_lines else (records[0][0], "")
        return looked_at(path, TableForm(TableKind.XML, record=record, line=line), records)
    return looked_at(path, _form_of_csv(path))


def form_now(path: Path, chosen: TableForm) -> TableForm:
    """How the file is written by now, where ``chosen`` was right before: a spreadsheet that saved it may have
    changed the encoding and the separator. Of XML nothing but its kind is looked at. Raises as
    :func:`recognise`.
    """
    if _is_xml(path):
        return chosen if chosen.kind is TableKind.XML else TableForm(TableKind.XML)
    return _form_of_csv(path)


def _form_of_csv(path: Path) -> TableForm:
    encoding = recognise_encoding(_chunks(path))
    return recognise_csv(_beginning(path, encoding), encoding)


def looked_at(path: Path, form: TableForm, records: Sequence[tuple[str, str]] = ()) -> Recognised:
    """The file by a form that was chosen, with its first rows."""
    table = open_table(path, form)
    return Recognised(table, tuple(islice(table.rows(), SAMPLE_ROWS)), tuple(records))


def recognise_csv(beginning: str, encoding: Encoding) -> TableForm:
    """Separator and header row of a CSV file, of which this is the beginning: the separator that divides
    most rows into equally many cells. A first line ``sep=;`` says it itself.
    """
    said = re.match(r"sep=(.)\r?\n", beginning)
    found = {separator: _widths(beginning, separator) for separator in ([said[1]] if said else SEPARATORS)}
    separator = max(found, key=lambda each: _fitness(found[each])) if found else ","
    form = TableForm(TableKind.CSV, encoding, separator)
    if not _fitness(found[separator])[1]:
        form = replace(form, separator=said[1] if said else ",")
    return replace(form, header_row=_header_row(_records(beginning, form.separator), 2 if said else 1))


def _widths(beginning: str, separator: str) -> Counter[int]:
    rows = _records(beginning, separator)
    return Counter(len(row) for row in rows if row)


def _fitness(widths: Counter[int]) -> tuple[float, int]:
    """Which share of the rows has the usual width, and that width; nothing where it divides no row."""
    usual = max(widths, key=lambda width: (widths[width], width), default=0)
    if usual < 2:
        return (0.0, 0)
    return (round(widths[usual] / widths.total(), 1), usual)


def _records(beginning: str, separator: str) -> list[list[str]]:
    found: list[list[str]] = []
    try:
        reader = csv.reader(io.StringIO(beginning, newline=""), delimiter=separator)
        found.extend([cell.strip() for cell in row] for row in islice(reader, _SAMPLE_RECORDS))
    except csv.Error:
        return found
    if len(beginning) >= _SAMPLE_CHARACTERS and len(found) > 1:
        found.pop()
    return found


def _header_row(rows: Sequence[Sequence[str]], first: int) -> int:
    """The first row of the usual width, from row ``first`` on, where it holds words alone; 0 where the data
    begin without a header.
    """
    widths = Counter(len(row) for row in rows if any(row))
    usual = max(widths, key=lambda width: (widths[width], width), default=0)
    for number, row in enumerate(rows[first - 1 :], first):
        if len(row) == usual and any(row):
            return 0 if any(_DATA.fullmatch(cell) for cell in row) else number
    return first


def _is_xml(path: Path) -> bool:
    first = next(_chunks(path), b"")
    return first.lstrip(_BYTES_BEFORE_TEXT)[:1] == b"<"


def _chunks(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                yield chunk
    except OSError as error:
        raise not_there(path, error) from None


def _beginning(path: Path, encoding: Encoding) -> str:
    try:
        with path.open(encoding=encoding.value, errors="replace", newline="") as file:
            return file.read(_SAMPLE_CHARACTERS)
    except UnicodeError:
        raise SettingsError(say("This file is no text.")) from None
    except OSError as error:
        raise not_there(path, error) from None
