"""The rows of an XML file, streamed: one for each record, or for each line within a record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from sync.errors import SettingsError
from sync.sentences import say
from sync.shops.files.form import Row, TableForm
from sync.shops.files.xml_events import walk

MOST_COLUMNS: Final = 500
_LONGEST_RECORD: Final = 8_000_000
_MOST_LINES: Final = 20_000


class Fields:
    """Values by their path inside the record; what repeats is told apart by a number."""

    def __init__(self) -> None:
        self.values: dict[str, str] = {}

    def put(self, name: str, value: str) -> None:
        chosen, again = name, 1
        while chosen in self.values:
            again += 1
            chosen = f"{name} ({again})"
        self.values[chosen] = value


class RecordGatherer:
    """Gathers records while the file goes by. Each is its fields, and those of its lines."""

    def __init__(self, record: str, line: str) -> None:
        self._record = record
        self._line = line
        self._path: list[str] = []
        self._depth = record.count("/") + 1
        self._outer: Fields | None = None
        self._inner: Fields | None = None
        self._lines: list[Fields] = []
        self._text: list[str] = []
        self._size = 0
        self._leaf = False
        self._done: list[dict[str, str]] = []
        self._place = 0
        self._places: list[int] = []

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        self._path.append(name)
        self._text.clear()
        self._leaf = True
        if self._outer is None:
            if len(self._path) != self._depth or "/".join(self._path) != self._record:
                return
            self._outer, self._lines, self._size = Fields(), [], 0
            self._place += 1
        elif self._line and self._inner is None and self._inside == self._line:
            if len(self._lines) >= _MOST_LINES:
                raise SettingsError(say("A record of this file has more lines than can be read."))
            self._inner = Fields()
            self._lines.append(self._inner)
        inside = self._inside
        for attribute, value in attributes.items():
            if not attribute.startswith("xmlns"):
                self._put(f"{inside}@{attribute}", value)

    def words(self, text: str) -> None:
        if self._outer is not None:
            self._text.append(text)
            self._grow(len(text))

    def closed(self) -> None:
        if self._outer is not None:
            text = "".join(self._text).strip()
            inside = self._inside
            if inside and (text or (self._leaf and inside != self._line)):
                self._put(inside, text)
            elif text and not inside:
                self._put(".", text)
            if self._inner is not None and inside == self._line:
                self._inner = None
            if not inside:
                self._end_record(self._outer)
        self._text.clear()
        self._leaf = False
        self._path.pop()

    def taken(self) -> Iterator[tuple[int, dict[str, str]]]:
        """The rows gathered since the last time, each with its record's place."""
        yield from zip(self._places, self._done, strict=True)
        self._done, self._places = [], []

    @property
    def _inside(self) -> str:
        return "/".join(self._path[self._depth :])

    def _put(self, name: str, value: str) -> None:
        target = self._inner if self._inner is not None else self._outer
        assert target is not None
        target.put(name, value)
        self._grow(len(name) + len(value))

    def _grow(self, by: int) -> None:
        self._size += by
        if self._size > _LONGEST_RECORD:
            raise SettingsError(say("A record of this file is longer than can be read."))

    def _end_record(self, outer: Fields) -> None:
        for line in self._lines or [Fields()]:
            self._done.append({**outer.values, **line.values})
            self._places.append(self._place)
        self._outer = None


def xml_rows(path: Path, form: TableForm, columns: Sequence[str]) -> Iterator[Row]:
    """A row for each record (or each of its lines), with every column; what a record lacks is empty."""
    gatherer = RecordGatherer(form.record, form.line)
    for _ in walk(path, gatherer):
        for place, values in gatherer.taken():
            yield Row(place, {column: values.get(column, "") for column in columns})


def columns_and_count(path: Path, form: TableForm) -> tuple[tuple[str, ...], int]:
    """Every name that any record has, in the order of their coming, and how many rows there are."""
    found: dict[str, None] = {}
    count = 0
    gatherer = RecordGatherer(form.record, form.line)
    for _ in walk(path, gatherer):
        for _place, values in gatherer.taken():
            count += 1
            found.update(dict.fromkeys(values))
            if len(found) > MOST_COLUMNS:
                raise SettingsError(
                    say("The records of this file have more than {most} different fields.", most=MOST_COLUMNS)
                )
    return tuple(found), count
