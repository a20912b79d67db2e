"""Documents read back from the warehouse, and the hash that shows whether anybody changed their rows."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from sync.model import Document, DocumentRef, DocumentRow
from sync.money import round_half_up, scaled
from sync.tags import read_tag, tag_beginning
from sync.warehouses.warehouse_pro import tables
from sync.warehouses.warehouse_pro.codes import ORDER, SALE, TYPE_OF_KIND, kind_of_type
from sync.warehouses.warehouse_pro.configuration import read_configuration
from sync.warehouses.warehouse_pro.database import Database, Row
from sync.warehouses.warehouse_pro.values import day, number, text, whole

# Rows without a partner only mark where an object's range of numbers begins.
_ROWS: Final = (
    "SELECT [Acct], [GoodID], [ObjectID], [PartnerID], [OperatorID], [UserID], [Qtty], [Sign], [PriceOut],"
    " [VATOut], [Discount], [Date], [Note] FROM [Operations]"
    " WHERE [OperType] = ? AND [PartnerID] > 0 AND [Acct] IN (...) ORDER BY [Acct], [ID]"
)
_WRITTEN: Final = (
    "SELECT [OperType], [PartnerID], [GoodID], [ObjectID], [Qtty], [Sign], [PriceOut], [VATOut]"
    " FROM [Operations] WHERE [OperType] IN (...) AND [Acct] = ? ORDER BY [ID]"
)
_NUMBERS: Final = (
    "SELECT DISTINCT [Acct] FROM [Operations] WHERE [OperType] = ? AND [PartnerID] > 0 AND [Acct] IN (...)"
)
_TAGGED: Final = (
    "SELECT DISTINCT [OperType], [Acct], [Note] FROM [Operations]"
    " WHERE [Note] LIKE ? AND [PartnerID] > 0 AND [Acct] > 0 AND [OperType] IN (?, ?)"
    " ORDER BY [OperType], [Acct]"
)
_NOTED: Final = (
    "SELECT DISTINCT [OperType], [Acct], [Note] FROM [Operations]"
    " WHERE [Date] >= ? AND [Note] <> '' AND [PartnerID] > 0 AND [Acct] > 0 AND [OperType] IN (?, ?)"
    " ORDER BY [OperType], [Acct]"
)
_WORD: Final = re.compile(r"\w+")
_TURNED: Final = "SELECT [FromAcct] FROM [Transformations] WHERE [FromOperType] = ? AND [FromAcct] IN (...)"
_FINE: Final = Decimal("0.00000001")


class WrittenRow(NamedTuple):
    """What of a row decides its document's hash and total; as in :class:`StoredRow`."""

    product_id: int
    location_id: int
    quantity: float
    sign: int
    price: float
    vat: float


@dataclass(frozen=True, slots=True)
class StoredRow:
    """One row of a document with what a change of it must know. ``price`` as stored, ``vat`` of one unit."""

    product_id: int
    location_id: int
    partner_id: int
    operator_id: int
    user_id: int
    quantity: float
    sign: int
    price: float
    vat: float
    discount: float
    day: date | None
    note: str


def rows_of(database: Database, oper_type: int, numbers: Collection[int]) -> dict[int, list[StoredRow]]:
    """The rows of these documents by number, each in the order in which they were written."""
    found: dict[int, list[StoredRow]] = defaultdict(list)
    for row in database.rows_in(_ROWS, numbers, before=(oper_type,)):
        found[whole(row[0])].append(_stored_row(row))
    return found


def rows_under(
    database: Database, oper_type: int, sharing: Collection[int], acct: int
) -> tuple[list[WrittenRow], int]:
    """The rows of this document as they stand, and how many rows of all types ``sharing`` its range of
    numbers carry its number, whosever they are."""
    there = list(database.rows_in(_WRITTEN, sharing, after=(acct,)))
    ours = [_written_row(row) for row in there if whole(row[0]) == oper_type and whole(row[1]) > 0]
    return ours, len(there)


def _written_row(row: Row) -> WrittenRow:
    _oper_type, _partner, product, location, quantity, sign, price, vat = row
    return WrittenRow(
        whole(product), whole(location), float(quantity or 0), whole(sign), float(price or 0), float(vat or 0)
    )


def _stored_row(row: Row) -> StoredRow:
    return StoredRow(
        product_id=whole(row[1]),
        location_id=whole(row[2]),
        partner_id=whole(row[3]),
        operator_id=whole(row[4]),
        user_id=whole(row[5]),
        quantity=float(row[6] or 0),
        sign=whole(row[7]),
        price=float(row[8] or 0),
        vat=float(row[9] or 0),
        discount=float(row[10] or 0),
        day=day(row[11]),
        note=text(row[12]),
    )


def rows_hash(rows: Iterable[StoredRow | WrittenRow]) -> str:
    """A hash over good, object, quantity, stored price (both at four decimals) and sign, whatever the rows'
    order.

    Taken from rows as the database gives them back, so that it is the same whenever they are read again.
    """
    lines = sorted(
        (row.product_id, row.location_id, scaled(row.quantity), scaled(row.price), row.sign) for row in rows
    )
    content = "\n".join(["{}:{}:{}:{}:{}".format(*line) for line in lines])
    return hashlib.sha256(content.encode("ascii")).hexdigest()


def total_of(rows: Iterable[StoredRow | WrittenRow], *, gross: bool) -> Decimal:
    """What the document comes to with VAT, not rounded to cents; ``gross``: its prices include VAT."""
    return sum((_line_total(row, gross=gross) for row in rows), Decimal(0))


def _line_total(row: StoredRow | WrittenRow, *, gross: bool) -> Decimal:
    # Net price and VAT are two floats; their sum is taken at eight decimals, so that half a cent stays one.
    unit = Decimal(repr(row.price)) + (Decimal(0) if gross else Decimal(repr(row.vat)))
    return (unit * Decimal(repr(row.quantity))).quantize(_FINE)


def documents(database: Database, refs: Collection[DocumentRef]) -> dict[DocumentRef, Document]:
    """These documents as they are now; one of which no row is left is missing from the answer."""
    if not refs:
        return {}
    gross = read_configuration(database).gross
    found: dict[DocumentRef, Document] = {}
    for oper_type, numbers in _by_type(refs).items():
        for acct, rows in rows_of(database, oper_type, numbers).items():
            ref = DocumentRef(kind_of_type(oper_type), acct)
            found[ref] = _document(ref, rows, gross=gross)
    return found


def _document(ref: DocumentRef, rows: Sequence[StoredRow], *, gross: bool) -> Document:
    first = rows[0]
    return Document(
        ref=ref,
        partner_id=first.partner_id,
        day=first.day or date.min,
        note=next((row.note for row in rows if read_tag(row.note)), first.note),
        rows=tuple(
            DocumentRow(
                product_id=row.product_id,
                location_id=row.location_id,
                quantity=number(row.quantity),
                unit_price=number(row.price if gross else row.price + row.vat),
                sign=row.sign,
            )
            for row in rows
        ),
        total=round_half_up(total_of(rows, gross=gross)),
        rows_hash=rows_hash(rows),
    )


def missing_documents(database: Database, refs: Collection[DocumentRef]) -> list[DocumentRef]:
    """Those of ``refs`` of which no row is left, in their order."""
    there = {
        DocumentRef(kind_of_type(oper_type), whole(acct))
        for oper_type, numbers in _by_type(refs).items()
        for (acct,) in database.rows_in(_NUMBERS, numbers, before=(oper_type,))
    }
    return [ref for ref in refs if ref not in there]


def _by_type(refs: Iterable[DocumentRef]) -> dict[int, list[int]]:
    numbers: dict[int, list[int]] = defaultdict(list)
    for ref in refs:
        numbers[TYPE_OF_KIND[ref.kind]].append(ref.number)
    return numbers


# ---------------------------------------------------------------- tags


def tagged_documents(database: Database, shop_key: str) -> dict[str, list[DocumentRef]]:
    """Orders and sales whose note begins with a tag of this shop, by external id.

    An order that the program turned into another document stands for nothing beside the sale that has the
    same tag.
    """
    found: dict[str, list[DocumentRef]] = defaultdict(list)
    for external_id, ref in _tags(database, shop_key):
        if ref not in found[external_id]:
            found[external_id].append(ref)
    several = [ref.number for refs in found.values() if len(refs) > 1 for ref in refs]
    turned = {DocumentRef(kind_of_type(ORDER), each) for each in turned_orders(database, several)}
    return {
        external_id: [ref for ref in refs if ref not in turned] or refs for external_id, refs in found.items()
    }


def _tags(database: Database, shop_key: str) -> Iterator[tuple[str, DocumentRef]]:
    parameters = (f"{tag_beginning(shop_key)}%", SALE, ORDER)
    for oper_type, acct, note in database.rows(_TAGGED, parameters):
        key = read_tag(note)
        if key is not None and key.shop_key == shop_key:
            yield key.external_id, DocumentRef(kind_of_type(whole(oper_type)), whole(acct))


def documents_noting(database: Database, numbers: Collection[str], since: date) -> dict[str, DocumentRef]:
    """Of these order numbers those that stand as a word in the note of an order or sale of ``since`` or later
    that bears no tag of ours, each with the first such document.
    """
    wanted = frozenset(numbers)
    found: dict[str, DocumentRef] = {}
    for oper_type, acct, note in database.rows(_NOTED, (since, SALE, ORDER)):
        for number_there in wanted.intersection(_WORD.findall(text(note))):
            if number_there not in found and read_tag(text(note)) is None:
                found[number_there] = DocumentRef(kind_of_type(whole(oper_type)), whole(acct))
    return found


def turned_orders(database: Database, numbers: Collection[int]) -> frozenset[int]:
    """Those of these orders that the program turned into another document."""
    if not numbers or not database.has(tables.TRANSFORMATIONS):
        return frozenset()
    return frozenset(whole(acct) for (acct,) in database.rows_in(_TURNED, numbers, before=(ORDER,)))
