"""Reads the orders and sale documents of Firmino, and finds those of ours by the tag in their notes.

An order keeps ``notes`` and ``printNotes``; of a sale the pages name ``printNotes`` alone. Whether ``find``
shows notes and lines is not said: where it does not, each document is read by itself.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Final

from sync.errors import Refused
from sync.model import Document, DocumentKind, DocumentRef, DocumentRow, MarkKey
from sync.money import gross_of, scaled
from sync.ports import Clock
from sync.tags import read_tag
from sync.warehouses.firmino.client import Client
from sync.warehouses.firmino.goods import PLACE
from sync.warehouses.firmino.papers import RESOURCES
from sync.warehouses.firmino.values import Row, day_of, ident, number, part, rate_of, rows_in, text

_WORD: Final = re.compile(r"[^\s,;]+")
_LOOK_BACK: Final = timedelta(days=62)
"""Where ``find`` shows no notes, older documents are not read one by one."""
_SINGLE_QUESTIONS: Final = 10
"""So many single questions cost less than a list of many weeks."""
_OVERLAP: Final = timedelta(days=1)
_BELIEVED_FOR: Final = timedelta(seconds=30)
"""So long a list is believed for orders that nobody has tried to write before."""


class Register:
    """The documents of one company."""

    def __init__(self, client: Client, clock: Clock, zone: tzinfo) -> None:
        self._client = client
        self._clock = clock
        self._zone = zone
        self._details: dict[tuple[DocumentKind, int], Row] = {}
        self._tagged: dict[tuple[DocumentKind, MarkKey], DocumentRef] = {}
        self._looked_at: dict[DocumentKind, datetime] = {}

    # ------------------------------------------------------------ reading

    def listed(self, kind: DocumentKind, since: date | None = None) -> list[Row]:
        """The documents of a kind by ascending id, as ``find`` shows them; ``since`` where Firmino knows the
        filter, which the pages name for documents of another kind.
        """
        filters = {"fromDate": since.isoformat()} if since else None
        try:
            rows = self._client.rows(RESOURCES[kind], filters=filters)
        except Refused:
            if not filters:
                raise
            rows = self._client.rows(RESOURCES[kind])
        return sorted(rows, key=ident)

    def whole(self, kind: DocumentKind, since: date | None = None) -> list[Row]:
        """The documents of a kind with notes and lines."""
        rows = self.listed(kind, since)
        earliest = self.today() - _LOOK_BACK
        return [
            row if "items" in row else self._detail(kind, row)
            for row in rows
            if "items" in row or day_of(row, "documentDate") >= earliest
        ]

    def one(self, ref: DocumentRef) -> Row | None:
        """A document with notes and lines, read afresh; None where it is gone."""
        try:
            row = self._client.get(RESOURCES[ref.kind], ref.number)
        except Refused:
            # "Not there" and "no" are not told apart, so the list decides.
            row = None
        if row is not None:
            return row
        there = any(ident(each) == ref.number for each in self.listed(ref.kind))
        return self._client.get(RESOURCES[ref.kind], ref.number) if there else None

    def _detail(self, kind: DocumentKind, head: Row) -> Row:
        key = (kind, ident(head))
        if key not in self._details:
            found = self._client.get(RESOURCES[kind], ident(head))
            self._details[key] = found if found is not None else head
        return self._details[key]

    def today(self) -> date:
        return self._clock.now().astimezone(self._zone).date()

    # ------------------------------------------------------------ ours

    def of_order(self, key: MarkKey, begun: datetime | None = None) -> tuple[DocumentRef, Row] | None:
        """The document that bears the tag of an order; a sale counts before the order that it came from.

        All documents are read once; after that only those of the last days, at most every half a minute, or
        at once those since a try began whose answer was lost (``begun``).
        """
        for kind in (DocumentKind.SALE, DocumentKind.ORDER):
            self._look(kind, begun)
        for kind in (DocumentKind.SALE, DocumentKind.ORDER):
            noted = self._tagged.get((kind, key))
            row = self.one(noted) if noted is not None else None
            if noted is not None and row is not None and tag_of(row) == key:
                return noted, row
        return None

    def _look(self, kind: DocumentKind, begun: datetime | None) -> None:
        now, earlier = self._clock.now(), self._looked_at.get(kind)
        if earlier is not None and begun is None and now - earlier < _BELIEVED_FOR:
            return
        day = (begun or now).astimezone(self._zone).date() - _OVERLAP
        for row in self.whole(kind, None if earlier is None else day):
            found = tag_of(row)
            if found is not None:
                self._tagged.setdefault((kind, found), ref_of(kind, row))
        self._looked_at[kind] = now

    def tagged(self, shop_key: str) -> dict[str, list[DocumentRef]]:
        """The documents with a tag of a shop, by external id. A sale stands for the order that it came from;
        of one kind there may be two, which is a double.
        """
        found: defaultdict[str, list[DocumentRef]] = defaultdict(list)
        for key, ref, _row in self.tagged_rows(shop_key):
            found[key.external_id].append(ref)
        return {external_id: _without_realised(refs) for external_id, refs in found.items()}

    def tagged_rows(self, shop_key: str = "") -> Iterator[tuple[MarkKey, DocumentRef, Row]]:
        """Each document with a tag of this shop (of any, where none is named), sales first."""
        for kind in (DocumentKind.SALE, DocumentKind.ORDER):
            for row in self.whole(kind):
                key = tag_of(row)
                if key is not None and shop_key in ("", key.shop_key):
                    yield key, ref_of(kind, row), row

    def shops(self) -> Counter[str]:
        """How many orders of each shop stand here."""
        return Counter(
            shop for shop, _order in {(key.shop_key, key.external_id) for key, *_ in self.tagged_rows()}
        )

    # ------------------------------------------------------------ for the port

    def missing(self, refs: Collection[DocumentRef]) -> list[DocumentRef]:
        """Those of ``refs`` that are gone."""
        there = self._rows_of(refs)
        return [ref for ref in refs if ref not in there]

    def documents(self, refs: Collection[DocumentRef]) -> dict[DocumentRef, Document]:
        """These documents, read afresh; those that are gone are left out."""
        return {ref: _document(ref.kind, row) for ref, row in self._rows_of(refs).items()}

    def _rows_of(self, refs: Collection[DocumentRef]) -> dict[DocumentRef, Row]:
        """These documents, read afresh: a few one by one, many out of the list of the last weeks, and out of
        the whole list where that leaves many.
        """
        found: dict[DocumentRef, Row] = {}
        for kind in DocumentKind:
            left = {ref.number: ref for ref in refs if ref.kind is kind}
            for since in (self.today() - _LOOK_BACK, None):
                if len(left) <= _SINGLE_QUESTIONS:
                    break
                for row in self.whole(kind, since):
                    ref = left.pop(ident(row), None)
                    if ref is not None:
                        found[ref] = row
            for ref in left.values():
                single = self.one(ref)
                if single is not None:
                    found[ref] = single
        return found

    def noting(self, numbers: Collection[str], since: date) -> dict[str, DocumentRef]:
        """Of these order numbers those that stand as a word in a note which no Mostik wrote."""
        wanted = frozenset(numbers)
        found: dict[str, DocumentRef] = {}
        for kind in (DocumentKind.ORDER, DocumentKind.SALE):
            for row in self.whole(kind, since) if wanted else ():
                if tag_of(row) is not None or day_of(row, "documentDate") < since:
                    continue
                for word in wanted.intersection(
                    _WORD.findall(f"{text(row, 'notes')} {text(row, 'printNotes')}")
                ):
                    found.setdefault(word, ref_of(kind, row))
        return found

    def sold_since(self, moment: datetime) -> frozenset[int]:
        """Articles on sale documents of the day of ``moment`` (aware) or later."""
        since = moment.astimezone(self._zone).date()
        return frozenset(
            ident(line, "idArticle")
            for row in self.whole(DocumentKind.SALE, since)
            if day_of(row, "documentDate") >= since
            for line in lines_of(row)
        )

    def open_lines(self, refs: Collection[DocumentRef]) -> dict[tuple[int, int], int]:
        """(article, the one place) -> ten-thousandths on these documents."""
        held: defaultdict[tuple[int, int], int] = defaultdict(int)
        for row in self._rows_of(refs).values():
            for line in lines_of(row) if text(row, "documentState") != "cancelled" else ():
                held[ident(line, "idArticle"), PLACE] += scaled(number(line, "quantity"))
        return dict(held)


def ref_of(kind: DocumentKind, row: Row) -> DocumentRef:
    """A document by its id; what the program shows is its name."""
    return DocumentRef(kind, ident(row), text(row, "documentName"))


def tag_of(row: Row) -> MarkKey | None:
    """The order whose tag begins one of the notes."""
    return read_tag(text(row, "notes")) or read_tag(text(row, "printNotes"))


def lines_of(row: Row) -> list[Row]:
    """The lines of a document."""
    return rows_in(row.get("items"))


def total_of(row: Row) -> Decimal:
    """What a document comes to, gross."""
    return number(part(row, "payment"), "total")


def rows_hash(row: Row) -> str:
    """A hash over article, quantity, price and rate of the lines, in any order."""
    lines = sorted(
        f"{ident(line, 'idArticle')}:{scaled(number(line, 'quantity'))}:{scaled(_gross(row, line))}"
        f":{text(line, 'vatRate')}"
        for line in lines_of(row)
    )
    return hashlib.sha256("\n".join(lines).encode("utf-8")).hexdigest()


def same_lines(row: Row, items: Iterable[Mapping[str, object]]) -> bool:
    """Whether the lines of a document are those that were sent, gross."""
    sent: Row = {"items": list(items), "priceType": "gross"}
    return rows_hash(row) == rows_hash(sent)


def _gross(row: Row, line: Row) -> Decimal:
    price = number(line, "price") * (100 - number(line, "discount")) / 100
    return price if text(row, "priceType") == "gross" else gross_of(price, rate_of(line))


def _document(kind: DocumentKind, row: Row) -> Document:
    # Firmino shows no sign of its own: only a sale takes goods away.
    sign = -1 if kind is DocumentKind.SALE else 0
    return Document(
        ref=ref_of(kind, row),
        partner_id=ident(part(row, "customer")),
        day=day_of(row, "documentDate"),
        note=text(row, "notes") or text(row, "printNotes"),
        rows=tuple(
            DocumentRow(ident(line, "idArticle"), PLACE, number(line, "quantity"), _gross(row, line), sign)
            for line in lines_of(row)
        ),
        total=total_of(row),
        rows_hash=rows_hash(row),
    )


def _without_realised(refs: Sequence[DocumentRef]) -> list[DocumentRef]:
    sales = [ref for ref in refs if ref.kind is DocumentKind.SALE]
    return sales or list(refs)
