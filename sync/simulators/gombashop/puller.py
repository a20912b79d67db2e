"""The synchronisation from a file or feed: matching by a key field, and three policies for what is missing
(facts 2.2).

The exact grammar of the feeds is not published: the merchant says which column or element is which.
"""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Final, Literal

import requests

from sync.simulators.gombashop.shop import Item, Shop

FIELDS: Final = ("sku", "name", "price", "old_price", "quantity", "new", "hidden", "promo")
Missing = Literal["ignore", "move", "remove"]
_YES: Final = frozenset({"1", "да", "yes", "true"})
_NO: Final = frozenset({"0", "не", "no", "false"})
_TIMEOUT: Final = 10


class UnreadableFeed(Exception):
    """The source could not be fetched or is not what the merchant said; the shop stays as it was."""


@dataclass(slots=True)
class PullReport:
    """What one run did: keys by what became of them. wrong: rows that could not be read, with the reason."""

    rows: int = 0
    added: list[str] = field(default_factory=list)
    edited: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


@dataclass(slots=True)
class FeedPuller:
    """What the merchant has chosen once.

    columns: the shop's field by the feed's column or element name; by default they are called alike.
    separator and encoding: of CSV. item: the element of XML that holds one item. missing: items of the shop
    that the feed lacks are left alone, put aside, or removed. same_key: several items with the key. blank:
    what an empty cell does. A CSV that was cut is taken as far as it goes, an empty one as a feed of nothing.
    """

    shop: Shop
    format: Literal["csv", "xml"] = "csv"
    columns: Mapping[str, str] = field(default_factory=lambda: {name: name for name in FIELDS})
    key: str = "sku"
    separator: str = ","
    encoding: str = "utf-8-sig"
    item: str = "item"
    missing: Missing = "ignore"
    add_new: bool = True
    edit: bool = True
    same_key: Literal["first", "all"] = "all"
    blank: Literal["kept", "zeroed"] = "kept"

    def pull(self, source: str | Path | bytes) -> PullReport:
        """Fetch from an address or a file, or take the content itself, and bring the shop into line.

        Raises UnreadableFeed, with the shop untouched.
        """
        rows = self._rows(_fetched(source))
        report, seen = PullReport(rows=len(rows)), set()
        by_key: dict[str, list[Item]] = defaultdict(list)
        for item in self.shop.items.values():
            by_key[str(getattr(item, self.key))].append(item)
        for place, row in enumerate(rows, 1):
            key = row.get(self.key, "")
            if not key:
                report.wrong.append(f"{place}: no key")
                continue
            seen.add(key)
            try:
                self._take(key, row, by_key[key], report)
            except (InvalidOperation, ValueError) as error:
                report.wrong.append(f"{place}: {error}")
        self._handle_missing({key: found for key, found in by_key.items() if key not in seen}, report)
        return report

    def _rows(self, content: bytes) -> list[dict[str, str]]:
        by_column = {column: name for column, name in self.columns.items() if name in FIELDS}
        if self.format == "xml":
            try:
                root = ET.fromstring(content)  # noqa: S314 - what the program under test has written
            except ET.ParseError as error:
                raise UnreadableFeed(f"Not XML: {error}") from None
            found = [{child.tag: child.text or "" for child in item} for item in root.iter(self.item)]
        else:
            try:
                text = content.decode(self.encoding)
            except UnicodeDecodeError as error:
                raise UnreadableFeed(f"Not {self.encoding}: {error.reason}") from None
            reader = csv.DictReader(io.StringIO(text), delimiter=self.separator)
            found = [{key: value or "" for key, value in row.items() if key} for row in reader]
        return [
            {by_column[name]: value.strip() for name, value in row.items() if name in by_column}
            for row in found
        ]

    def _take(self, key: str, row: Mapping[str, str], items: list[Item], report: PullReport) -> None:
        if not items:
            if not self.add_new:
                report.unknown.append(key)
                return
            values = self._values(row)
            item = self.shop.add(row.get("sku", ""), row.get("name", ""), Decimal(0))
            _set(item, values)
            items.append(item)
            report.added.append(key)
            return
        if not self.edit:
            report.unchanged.append(key)
            return
        values = self._values(row)
        chosen = items if self.same_key == "all" else items[:1]
        changed = [_set(item, values) for item in chosen]
        (report.edited if any(changed) else report.unchanged).append(key)

    def _values(self, row: Mapping[str, str]) -> dict[str, object]:
        values: dict[str, object] = {}
        for name in ("price", "old_price", "quantity"):
            text = row.get(name)
            if text:
                values[name] = Decimal(text.replace(",", "."))
            elif text is not None and self.blank == "zeroed":
                values[name] = Decimal(0)
        for name in ("new", "hidden", "promo"):
            text = row.get(name, "").lower()
            if text and text not in _YES | _NO:
                raise ValueError(f"{name} is neither yes nor no")
            if text:
                values[name] = text in _YES
        return values

    def _handle_missing(self, missing: Mapping[str, list[Item]], report: PullReport) -> None:
        for key, items in missing.items():
            for item in items:
                if self.missing == "move" and not item.moved:
                    item.moved = item.hidden = True
                    report.moved.append(key)
                elif self.missing == "remove":
                    del self.shop.items[item.ident]
                    report.removed.append(key)


def _set(item: Item, values: Mapping[str, object]) -> bool:
    """Whether anything changed. An item that is in the feed again is no longer put aside."""
    changed = item.moved
    item.moved = False
    for name, value in values.items():
        if getattr(item, name) != value:
            setattr(item, name, value)
            changed = True
    return changed


def _fetched(source: str | Path | bytes) -> bytes:
    if isinstance(source, bytes):
        return source
    try:
        if isinstance(source, Path):
            return source.read_bytes()
        response = requests.get(source, timeout=_TIMEOUT)
        response.raise_for_status()
    except (OSError, requests.RequestException) as error:
        raise UnreadableFeed(type(error).__name__) from None
    return response.content
