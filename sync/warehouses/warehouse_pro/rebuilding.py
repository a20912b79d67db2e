"""Marks that are gone, written anew from the tags in the documents' notes."""

from __future__ import annotations

from collections.abc import Sequence

from sync.model import DocumentKind, DocumentRef, MarkKey, MarkState
from sync.warehouses.warehouse_pro.codes import TYPE_OF_KIND
from sync.warehouses.warehouse_pro.database import Database
from sync.warehouses.warehouse_pro.marks import Marks
from sync.warehouses.warehouse_pro.reading_documents import rows_hash, rows_of, tagged_documents


def rebuild_marks(database: Database, marks: Marks, shop_key: str) -> int:
    """Write the missing marks of this shop in one transaction; how many.

    Where an order stands in several documents the sale counts, else the first; the audit tells of the double.
    The mark takes the rows as they are now: what somebody changed before the marks went is not known any
    more.
    """
    tagged = tagged_documents(database, shop_key)
    there = marks.some(shop_key, list(tagged), "order")
    missing = {external_id: refs for external_id, refs in tagged.items() if external_id not in there}
    if not missing:
        return 0
    chosen = {external_id: _document_of(refs) for external_id, refs in missing.items()}
    done = 0
    with database.transaction():
        for kind, oper_type in TYPE_OF_KIND.items():
            numbers = [ref.number for ref in chosen.values() if ref.kind is kind]
            rows = rows_of(database, oper_type, numbers)
            state = MarkState.SOLD if kind is DocumentKind.SALE else MarkState.OPEN
            for external_id, ref in chosen.items():
                if ref.kind is kind and ref.number in rows:
                    key = MarkKey(shop_key, external_id)
                    done += marks.rebuild(key, oper_type, ref.number, rows_hash(rows[ref.number]), state)
    return done


def _document_of(refs: Sequence[DocumentRef]) -> DocumentRef:
    return min(refs, key=lambda ref: (ref.kind is not DocumentKind.SALE, ref.number))
