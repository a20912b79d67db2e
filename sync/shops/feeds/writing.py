"""Items become CSV or XML, one at a time, so that a hundred thousand of them need no memory.

Names are written as they are, also those that begin with "=" or "@": a feed is read by a program, and a mark
put before them would become a part of the product's name in the shop.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import BinaryIO, Final
from xml.sax.saxutils import escape

from sync.errors import Refused
from sync.sentences import say
from sync.shops.feeds.form import FeedForm
from sync.shops.feeds.items import FeedField, FeedItem

_BLANKS: Final = re.compile(r"[\t\r\n\v\f\x85\u2028\u2029]+")
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_items(stream: BinaryIO, items: Iterable[FeedItem], form: FeedForm) -> int:
    """Write a whole feed into ``stream``, which stays open; returns how many items it has.

    Raises Refused, with a part already written, for two items with one key and for a key that is empty or
    cannot be written in this form.
    """
    encoding = "utf-8" if form.kind == "xml" else form.encoding
    text = io.TextIOWrapper(stream, encoding=encoding, errors="replace", newline="")
    try:
        return (_xml if form.kind == "xml" else _csv)(text, _once(items, form, encoding), form)
    finally:
        text.flush()
        text.detach()


def _once(items: Iterable[FeedItem], form: FeedForm, encoding: str) -> Iterable[FeedItem]:
    seen: set[str] = set()
    for item in items:
        key = item.sku
        if not key.strip():
            raise Refused(
                say("The product “{name}” has no code, so the shop could not find it.", name=item.name),
                advice=say("Give it a code in the shop and in the warehouse."),
            )
        if key in seen:
            raise Refused(
                say("The feed would name the code {code} twice.", code=key),
                advice=say("Give each product its own code."),
            )
        seen.add(key)
        if not _can_be_written(key, form, encoding):
            raise Refused(
                say("The code {code} cannot be written in this form of feed.", code=ascii(key)),
                advice=say("Choose UTF-8 for the feed, or give the product another code."),
            )
        yield item


def _can_be_written(key: str, form: FeedForm, encoding: str) -> bool:
    try:
        key.encode(encoding)
    except UnicodeEncodeError:
        return False
    return not (_BLANKS.search(key) or (form.kind == "xml" and _NOT_XML.search(key)))


def _csv(text: io.TextIOWrapper, items: Iterable[FeedItem], form: FeedForm) -> int:
    writer = csv.writer(text, delimiter=form.separator, lineterminator="\n")
    writer.writerow(form.columns.values())
    cells = _cells(form)
    count = 0
    for item in items:
        writer.writerow([cell(item) for cell in cells])
        count += 1
    return count


def _xml(text: io.TextIOWrapper, items: Iterable[FeedItem], form: FeedForm) -> int:
    text.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<{form.root}>\n')
    cells = list(zip(form.columns.values(), _cells(form), strict=True))
    count = 0
    for item in items:
        values = "".join(f"<{name}>{escape(_NOT_XML.sub('', cell(item)))}</{name}>" for name, cell in cells)
        text.write(f"<{form.item}>{values}</{form.item}>\n")
        count += 1
    text.write(f"</{form.root}>\n")
    return count


def _cells(form: FeedForm) -> list[Callable[[FeedItem], str]]:
    decimal = "." if form.kind == "xml" else form.decimal

    def cell(field: FeedField) -> Callable[[FeedItem], str]:
        return lambda item: _written(item.value(field), form, decimal)

    return [cell(field) for field in form.columns]


def _written(value: str | Decimal | bool | None, form: FeedForm, decimal: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return form.yes if value else form.no
    if isinstance(value, Decimal):
        plain = format(value, "f")
        plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
        return plain.replace(".", decimal)
    return _BLANKS.sub(" ", value).strip()
