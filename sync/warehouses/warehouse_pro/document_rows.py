"""The rows of an order or a sale: worked out, written, and read again to see that they are right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from sync.errors import Bug
from sync.model import DocumentLine
from sync.money import CENT
from sync.sentences import say
from sync.warehouses.warehouse_pro.codes import NO_LOT, SIGN_OF_TYPE, SYSTEM_ROW
from sync.warehouses.warehouse_pro.database import Database
from sync.warehouses.warehouse_pro.document_checks import Good
from sync.warehouses.warehouse_pro.numbering import SHARED
from sync.warehouses.warehouse_pro.prices import VatRates, stored_price, vat_of_stored
from sync.warehouses.warehouse_pro.reading_documents import WrittenRow, rows_hash, rows_under, total_of
from sync.warehouses.warehouse_pro.repeating import NumberTaken
from sync.warehouses.warehouse_pro.tables import OPERATIONS
from sync.warehouses.warehouse_pro.values import Value

_COLUMNS: Final = (
    "OperType", "Acct", "GoodID", "PartnerID", "ObjectID", "OperatorID", "Qtty", "Sign", "PriceIn",
    "PriceOut", "VATIn", "VATOut", "Discount", "CurrencyID", "CurrencyRate", "Date", "LotID", "Note",
    "SrcDocID", "UserID", "UserRealTime",
)  # fmt: skip
_HALF_CENT: Final = CENT / 2 + Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class DocumentHead:
    """What all rows of a document share. ``number``: 19 and 2 are counted apart."""

    oper_type: int
    number: int
    partner_id: int
    operator_id: int
    user_id: int
    day: date
    note: str
    at: datetime


def write_rows(
    database: Database,
    head: DocumentHead,
    lines: Sequence[DocumentLine],
    goods: Mapping[int, Good],
    rates: VatRates,
    *,
    gross: bool,
) -> None:
    """Write a row for each line, in their order; ``gross``: the warehouse's prices include VAT.

    Prices and quantities are written as floats and not rounded, as the program does. The cost is the good's
    present one, with the VAT of the good's own group; the sale price has the line's rate.
    """
    database.insert_many(
        OPERATIONS, _COLUMNS, (_cells(head, line, goods[line.product], rates, gross=gross) for line in lines)
    )


def _cells(
    head: DocumentHead, line: DocumentLine, good: Good, rates: VatRates, *, gross: bool
) -> Sequence[Value]:
    price = stored_price(line.unit_price, line.vat_rate, gross=gross)
    return (
        head.oper_type,
        head.number,
        good.id,
        head.partner_id,
        line.location_id,
        head.operator_id,
        line.quantity,
        SIGN_OF_TYPE[head.oper_type],
        good.cost,
        price,
        vat_of_stored(good.cost, rates.of(good.tax_group), gross=gross),
        vat_of_stored(price, line.vat_rate, gross=gross),
        line.discount_percent,
        SYSTEM_ROW,
        1,
        head.day,
        NO_LOT,
        head.note,
        0,
        head.user_id,
        head.at,
    )


def check_written(
    database: Database,
    head: DocumentHead,
    lines: Sequence[DocumentLine],
    total: Decimal,
    *,
    gross: bool,
) -> str:
    """Read the document again inside the transaction that wrote it; the hash of its rows.

    Raises NumberTaken where somebody else's rows carry this number too, which no key forbids (nothing is
    written then, and another try gets another number), and Bug where the rows do not come to ``total``.
    """
    rows, there = rows_under(database, head.oper_type, SHARED[head.oper_type], head.number)
    if there != len(lines) or len(rows) != len(lines):
        raise NumberTaken(
            say("Another program took the document number {number} at the same moment.", number=head.number),
            advice=say("Nothing was written. Mostik tries again by itself."),
            detail=f"{there} rows instead of {len(lines)}",
        )
    _check_total(rows, head, total, gross=gross)
    return rows_hash(rows)


def _check_total(rows: Sequence[WrittenRow], head: DocumentHead, total: Decimal, *, gross: bool) -> None:
    stored = total_of(rows, gross=gross)
    if abs(stored - total) > _HALF_CENT:
        raise Bug(
            say("The document would come to another amount than the order, so it was not written."),
            detail=f"type {head.oper_type}, {stored} instead of {total}",
        )
