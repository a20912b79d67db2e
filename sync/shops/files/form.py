"""How a file is read, and what a row of it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sync.sentences import Sentence
from sync.shops.files.encoding import Encoding


class TableKind(StrEnum):
    """What kind of file holds the table."""

    CSV = "csv"
    XML = "xml"


@dataclass(frozen=True, slots=True)
class TableForm:
    """How a file is to be read.

    CSV: ``encoding``, ``separator`` (one character) and ``header_row``, the row of the names as a spreadsheet
    counts, or 0 where the first row holds data already (columns are then called "1", "2", …).
    XML: ``record``, the path of one record from the root ("Products/Product"), and ``line``, the path
    inside it of what repeats as rows of their own ("Lines/Line"), or empty. The encoding of XML stands in
    the file itself.
    """

    kind: TableKind
    encoding: Encoding = Encoding.UTF_8
    separator: str = ","
    header_row: int = 1
    record: str = ""
    line: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: ``number`` as a spreadsheet counts (in XML: the record's place, from 1), ``cells`` by column.

    With a ``problem`` the row is not to be used: its cells may stand under the wrong names, or are empty.
    """

    number: int
    cells: Mapping[str, str]
    problem: Sentence | None = None


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What a file was when it was looked at. ``digest`` is the SHA-256 of its content, in hexadecimal."""

    size: int
    changed_ns: int
    digest: str
