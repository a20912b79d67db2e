"""What the next feed will say of every product: a small SQLite file beside the connection's other files.

Changes are few and feeds are whole, so everything that was ever written into a feed is kept here. A product
never leaves it: one that is gone stays as hidden with 0, because the shop may remove what a feed lacks.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

from sync.errors import Unreachable
from sync.sentences import say
from sync.shops.feeds.items import FeedItem

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS items (
    sku TEXT PRIMARY KEY, name TEXT NOT NULL, price TEXT, old_price TEXT, quantity TEXT,
    new INTEGER, hidden INTEGER, promo INTEGER, removed INTEGER NOT NULL DEFAULT 0,
    flags_at REAL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS feed (
    one INTEGER PRIMARY KEY CHECK (one = 1), version INTEGER NOT NULL DEFAULT 0,
    given_version INTEGER NOT NULL DEFAULT -1, given_rows INTEGER NOT NULL DEFAULT 0, given_size INTEGER
    NOT NULL DEFAULT 0, given_as TEXT NOT NULL DEFAULT ''
);
INSERT OR IGNORE INTO feed (one) VALUES (1);
"""
_COLUMNS: Final = "sku, name, price, old_price, quantity, new, hidden, promo"
_PUT: Final = """
INSERT INTO items (sku, name, price, old_price, quantity, new, hidden, promo, removed, flags_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (sku) DO UPDATE SET
    name = excluded.name, price = excluded.price, old_price = excluded.old_price,
    quantity = excluded.quantity, new = excluded.new, hidden = excluded.hidden, promo = excluded.promo,
    removed = excluded.removed, flags_at = COALESCE(excluded.flags_at, items.flags_at)
WHERE excluded.flags_at IS NOT NULL
    OR items.name IS NOT excluded.name OR items.price IS NOT excluded.price
    OR items.old_price IS NOT excluded.old_price OR items.quantity IS NOT excluded.quantity
    OR items.new IS NOT excluded.new OR items.hidden IS NOT excluded.hidden
    OR items.promo IS NOT excluded.promo OR items.removed IS NOT excluded.removed
"""
_LOOK_UP: Final = 500
_Row = tuple[str, str, str | None, str | None, str | None, int | None, int | None, int | None]


@dataclass(frozen=True, slots=True)
class Given:
    """What was given out last: the version of the items, rows and bytes of the feed, its form and place."""

    version: int
    rows: int
    size: int
    given_as: str


class FeedStore:
    """The items of one feed by key. Every writing method is one transaction on disk.

    Raises Unreachable where the file cannot be read or written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def exists(self) -> bool:
        """Whether anything was ever kept; asking makes no file."""
        return self._path.exists()

    def items(self) -> Iterator[FeedItem]:
        """All items by their keys, one at a time."""
        with self._open() as database:
            for row in database.execute(f"SELECT {_COLUMNS} FROM items ORDER BY sku"):  # noqa: S608 - our own names
                yield _item(row)

    def find(self, keys: Collection[str]) -> Mapping[str, FeedItem]:
        """Those of these items that are there."""
        found: dict[str, FeedItem] = {}
        wanted = list(keys)
        with self._open() as database:
            for start in range(0, len(wanted), _LOOK_UP):
                part = wanted[start : start + _LOOK_UP]
                marks = ",".join("?" * len(part))
                asked = f"SELECT {_COLUMNS} FROM items WHERE sku IN ({marks})"  # noqa: S608 - our own names
                found.update((row[0], _item(row)) for row in database.execute(asked, part))
        return found

    def removed(self) -> frozenset[str]:
        """The keys of items that stand there only because nothing may leave a feed."""
        with self._open() as database:
            return frozenset(key for (key,) in database.execute("SELECT sku FROM items WHERE removed = 1"))

    def count(self) -> int:
        """How many items there are."""
        with self._open() as database:
            return int(database.execute("SELECT COUNT(*) FROM items").fetchone()[0])

    def flagged_since(self, moment: datetime) -> frozenset[str]:
        """The keys of items whose marks :meth:`put` was told at ``moment`` (aware) or later."""
        with self._open() as database:
            rows = database.execute("SELECT sku FROM items WHERE flags_at >= ?", (moment.timestamp(),))
            return frozenset(key for (key,) in rows)

    def put(
        self, items: Iterable[FeedItem], *, flags_at: datetime | None = None, removed: bool = False
    ) -> None:
        """Store these items as they are, over what was there; one that was removed is back, unless
        ``removed``. ``flags_at`` (aware): now their marks are told by whoever writes the feed.
        """
        with self._writing() as database:
            _put(database, items, flags_at, removed=removed)

    def remove(self, keys: Collection[str]) -> None:
        """These products are gone: from now on they stand there hidden and with 0."""
        gone = [
            replace(item, quantity=Decimal(0), hidden=True, new=None if item.new is None else False)
            for item in self.find(keys).values()
        ]
        with self._writing() as database:
            _put(database, gone, None, removed=True)

    # ------------------------------------------------------------ what was given out

    @property
    def version(self) -> int:
        """Grows with every change."""
        with self._open() as database:
            return int(database.execute("SELECT version FROM feed").fetchone()[0])

    @property
    def given(self) -> Given:
        """What was given out last; version -1 for nothing yet."""
        with self._open() as database:
            row = database.execute(
                "SELECT given_version, given_rows, given_size, given_as FROM feed"
            ).fetchone()
            return Given(int(row[0]), int(row[1]), int(row[2]), str(row[3]))

    def note_given(self, given: Given) -> None:
        """A feed stands in its place."""
        with self._open() as database, database:
            database.execute(
                "UPDATE feed SET given_version = ?, given_rows = ?, given_size = ?, given_as = ?",
                (given.version, given.rows, given.size, given.given_as),
            )

    # ------------------------------------------------------------ the file

    @contextlib.contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._open() as database, database:
            before = database.total_changes
            yield database
            if database.total_changes > before:
                database.execute("UPDATE feed SET version = version + 1")

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with contextlib.closing(sqlite3.connect(self._path)) as database:
                database.execute("PRAGMA synchronous = FULL")
                database.executescript(_TABLES)
                yield database
        except (sqlite3.Error, OSError) as error:
            raise Unreachable(
                say(
                    "What the feed says is kept in {path}, which cannot be read or written.", path=self._path
                ),
                advice=say("See that the disk is not full and that the folder may be written."),
                detail=f"{type(error).__name__}: {error}",
            ) from None


def _put(
    database: sqlite3.Connection, items: Iterable[FeedItem], flags_at: datetime | None, *, removed: bool
) -> None:
    """Rows that are equal already are left alone, so that nothing changes where nothing is new."""
    moment = None if flags_at is None else flags_at.timestamp()
    database.executemany(_PUT, ((*_row(item), int(removed), moment) for item in items))


def _row(item: FeedItem) -> _Row:
    return (
        item.sku,
        item.name,
        _text(item.price),
        _text(item.old_price),
        _text(item.quantity),
        _bit(item.new),
        _bit(item.hidden),
        _bit(item.promo),
    )


def _item(row: _Row) -> FeedItem:
    sku, name, price, old_price, quantity, new, hidden, promo = row
    return FeedItem(
        sku,
        name,
        _number(price),
        _number(old_price),
        _number(quantity),
        _mark(new),
        _mark(hidden),
        _mark(promo),
    )


def _text(number: Decimal | None) -> str | None:
    return None if number is None else format(number.normalize() + 0, "f")


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _bit(mark: bool | None) -> int | None:
    return None if mark is None else int(mark)


def _mark(bit: int | None) -> bool | None:
    return None if bit is None else bool(bit)
