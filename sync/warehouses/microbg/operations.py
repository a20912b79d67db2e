"""The orders and sales of one company of micro.bg, read back: by number, by tag, by what changed since."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Final

from sync.model import Document, DocumentRef, DocumentRow, MarkKey
from sync.money import round_half_up, scaled
from sync.tags import read_tag, tag_beginning
from sync.warehouses.microbg.client import Client, Row, rows_in, whole
from sync.warehouses.microbg.values import day_of, is_deleted, moment_of, number, text
from sync.warehouses.remote.keeper import Keeper
from sync.warehouses.warehouse_pro.codes import ORDER, SALE, TYPE_OF_KIND, kind_of_type

OVERLAP: Final = timedelta(hours=1)
_SIGNS: Final = {ORDER: 0, SALE: -1}


class Operations:
    """Reads documents. micro.bg finds one by its own id only, so the id of each that was seen is kept."""

    def __init__(self, client: Client, keeper: Keeper, zone: tzinfo) -> None:
        self._client = client
        self._keeper = keeper
        self._zone = zone

    def keep_id(self, row: Row) -> DocumentRef:
        """Keep under which id a document is found; its kind and number."""
        ref = ref_of(row)
        self._keeper.remember(_id_name(ref), str(whole(row.get("id"))))
        return ref

    def one(self, ident: int) -> Row | None:
        rows = rows_in(self._client.read("getOperations", Id=ident))
        return next((row for row in rows if whole(row.get("id")) == ident), None)

    def rows(self, since: datetime | None = None) -> Iterator[Row]:
        """Orders and sales, by ascending id; changed since a moment, where one is given."""
        asked: dict[str, object] = {}
        if since is not None:
            asked["fromDate"] = since.astimezone(self._zone).strftime("%Y-%m-%d %H:%M:%S")
        for row in self._client.rows("getOperations", **asked):
            if whole(row.get("OperType")) in (ORDER, SALE) and not is_deleted(row):
                yield row

    def by_ref(self, ref: DocumentRef) -> Row | None:
        ident = self._keeper.recall(_id_name(ref))
        row = self.one(int(ident)) if ident else None
        if row is not None and ref_of(row) == ref and not is_deleted(row):
            return row
        return next((each for each in self.rows() if ref_of(each) == ref), None)

    def documents(self, refs: Collection[DocumentRef]) -> dict[DocumentRef, Document]:
        """These documents as they are now; one that is gone is missing from the answer."""
        found = ((ref, self.by_ref(ref)) for ref in refs)
        return {ref: _document(ref, row) for ref, row in found if row is not None}

    def missing(self, refs: Collection[DocumentRef]) -> list[DocumentRef]:
        """Those of ``refs`` that are gone, by one reading of all documents."""
        if not refs:
            return []
        there = {ref_of(row) for row in self.rows()}
        return [ref for ref in refs if ref not in there]

    def tagged(self, shop_key: str) -> dict[str, list[DocumentRef]]:
        """Every document whose note begins with a tag of this shop, by external id."""
        found: dict[str, list[DocumentRef]] = defaultdict(list)
        for key, row in self.tagged_rows(shop_key):
            found[key.external_id].append(ref_of(row))
        return dict(found)

    def shops(self) -> dict[str, int]:
        """Shop keys in the tags of documents and how many orders each has."""
        orders: dict[str, set[str]] = defaultdict(set)
        for row in self.rows():
            key = read_tag(text(row, "Note"))
            if key is not None:
                orders[key.shop_key].add(key.external_id)
        return {shop_key: len(each) for shop_key, each in sorted(orders.items())}

    def noting(self, numbers: Collection[str], since: date) -> dict[str, DocumentRef]:
        """Of these order numbers those that stand as a word in the note of a document of ``since`` or later
        that no Mostik wrote."""
        wanted = frozenset(numbers)
        found: dict[str, DocumentRef] = {}
        begin = datetime(since.year, since.month, since.day, tzinfo=self._zone)
        for row in self.rows(begin):
            note = text(row, "Note")
            if read_tag(note) is None and (day_of(row, "DateIssued") or date.min) >= since:
                for each in wanted.intersection(_words(note)):
                    found.setdefault(each, ref_of(row))
        return found

    def sold_since(self, moment: datetime) -> frozenset[int]:
        """Goods that left the warehouse by any document since ``moment`` (aware)."""
        asked = (moment - OVERLAP).astimezone(self._zone).strftime("%Y-%m-%d %H:%M:%S")
        gone: set[int] = set()
        for row in self._client.rows("getOperations", fromDate=asked):
            made = moment_of(row, "DateCreated", self._zone)
            if made is None or made >= moment:
                gone.update(
                    whole(line.get("ItemId"))
                    for line in rows_in(row.get("Items"))
                    if whole(line.get("Sign")) < 0
                )
        return frozenset(gone)

    def open_lines(self, shop_key: str, counted: Collection[DocumentRef]) -> dict[tuple[int, int], int]:
        """(good, location) -> ten-thousandths on these documents of a shop."""
        lines: defaultdict[tuple[int, int], int] = defaultdict(int)
        for _key, row in self.tagged_rows(shop_key) if counted else ():
            if ref_of(row) in counted:
                for line in rows_in(row.get("Items")):
                    place = whole(row.get("ObjectId"))
                    lines[whole(line.get("ItemId")), place] += scaled(number(line, "Qtty"))
        return dict(lines)

    def tagged_rows(self, shop_key: str) -> Iterator[tuple[MarkKey, Row]]:
        beginning = tag_beginning(shop_key)
        for row in self.rows():
            key = read_tag(text(row, "Note"))
            if key is not None and text(row, "Note").startswith(beginning):
                yield key, row


def rows_hash(row: Row) -> str:
    """A hash over good, place, quantity, price (both at four decimals) and sign of a document, in any
    order.
    """
    place = whole(row.get("ObjectId"))
    lines = sorted(
        (
            whole(line.get("ItemId")),
            place,
            scaled(number(line, "Qtty")),
            scaled(gross_price(row, line)),
            whole(line.get("Sign")),
        )
        for line in rows_in(row.get("Items"))
    )
    content = "\n".join(":".join(str(value) for value in line) for line in lines)
    return hashlib.sha256(content.encode("ascii")).hexdigest()


def gross_price(row: Row, line: Row) -> Decimal:
    """The price of one unit with VAT: a document says whether its prices include it."""
    price = number(line, "PriceOut") if line.get("PriceOut") is not None else number(line, "Price")
    return price if whole(row.get("PricesWithVat")) == 1 else price + number(line, "VatOut")


def _document(ref: DocumentRef, row: Row) -> Document:
    place = whole(row.get("ObjectId"))
    lines = tuple(
        DocumentRow(
            product_id=whole(line.get("ItemId")),
            location_id=place,
            quantity=number(line, "Qtty"),
            unit_price=gross_price(row, line),
            sign=whole(line.get("Sign", _SIGNS[TYPE_OF_KIND[ref.kind]])),
        )
        for line in rows_in(row.get("Items"))
    )
    return Document(
        ref=ref,
        partner_id=whole(row.get("PartnerId")),
        day=day_of(row, "DateIssued") or date.min,
        note=text(row, "Note"),
        rows=lines,
        total=round_half_up(sum((line.quantity * line.unit_price for line in lines), Decimal(0))),
        rows_hash=rows_hash(row),
    )


def ref_of(row: Row) -> DocumentRef:
    return DocumentRef(kind_of_type(whole(row.get("OperType"))), whole(row.get("Acct")))


def _id_name(ref: DocumentRef) -> str:
    return f"micro.bg: id of {ref.kind.value} {ref.number}"


def _words(note: str) -> Iterable[str]:
    return "".join(letter if letter.isalnum() or letter == "_" else " " for letter in note).split()
