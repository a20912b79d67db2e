"""Marks that stand in the documents' notes alone: the tag, and behind it a sign of the rows as they were
written.

For a site whose database may not get a table more. What a table would do besides is done otherwise: two
Mostiks that write at once meet at the row of the program's version, which each takes for its transaction.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from sync.model import DocumentKind, DocumentRef, Mark, MarkKey, MarkState
from sync.money import scaled
from sync.tags import NOTE_LENGTH, read_tag, tag, tag_beginning
from sync.warehouses.warehouse_pro.codes import ORDER, SALE, TYPE_OF_KIND, kind_of_type
from sync.warehouses.warehouse_pro.mark_places import TableMarks
from sync.warehouses.warehouse_pro.reading_documents import rows_hash as hash_of
from sync.warehouses.warehouse_pro.reading_documents import rows_of, turned_orders
from sync.warehouses.warehouse_pro.tables import OPERATIONS
from sync.warehouses.warehouse_pro.texts import cut
from sync.warehouses.warehouse_pro.values import Value, moment, text, whole

_TAKE: Final = "UPDATE [System] SET [LastBackup] = [LastBackup] WHERE [ProductID] = ?"
_NEW_TAGS: Final = (
    "SELECT [ID], [OperType], [Acct], [Note], [UserRealTime] FROM [Operations]"
    " WHERE [ID] > ? AND [Note] LIKE ? AND [PartnerID] > 0 AND [Acct] > 0 AND [OperType] IN (?, ?)"
    " ORDER BY [ID]"
)
_NEWEST: Final = "SELECT MAX([ID]) FROM [Operations]"
_SIGN: Final = re.compile(r";#([0-9a-f]{16})(?=\s|$)")
_SIGN_LENGTH: Final = 16
_NO_TIME: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Tagged:
    """A document with a tag: when it was written, and the sign of its rows as they were then."""

    ref: DocumentRef
    at: datetime
    sign: str


class NoteMarks(TableMarks):
    """See the module. Goods and locations have no note, so they have no mark here."""

    _tags: dict[str, dict[DocumentRef, _Tagged]]
    _read_to: int

    def prepare(self) -> None:
        """There is nothing to make."""

    def stands(self) -> bool:
        return True

    # ------------------------------------------------------------ reading

    def some(self, shop_key: str, external_ids: Collection[str], kind: str) -> dict[str, Mark]:
        if kind != "order":
            return {}
        known = self._known(shop_key)
        wanted = {order_id: known[order_id] for order_id in dict.fromkeys(external_ids) if order_id in known}
        hashes = self._hashes([each.ref for documents in wanted.values() for each in documents.values()])
        marks = {}
        for order_id, documents in wanted.items():
            there = [each for each in documents.values() if each.ref in hashes]
            if there:
                chosen = min(
                    there, key=lambda each: (each.ref.kind is not DocumentKind.SALE, each.ref.number)
                )
                marks[order_id] = _mark(MarkKey(shop_key, order_id), chosen, hashes[chosen.ref])
        return marks

    def open(self, shop_key: str) -> Sequence[Mark]:
        marks = self.some(shop_key, list(self._known(shop_key)), "order").values()
        orders = [mark for mark in marks if mark.state is MarkState.OPEN]
        turned = turned_orders(self._database, [mark.ref.number for mark in orders])
        return sorted(
            (mark for mark in orders if mark.ref.number not in turned), key=lambda mark: mark.ref.number
        )

    def shops(self) -> dict[str, int]:
        found: dict[str, set[str]] = {}
        parameters = (0, "Mostik:%", SALE, ORDER)
        for _id, _oper_type, _acct, note, _at in self._database.rows(_NEW_TAGS, parameters):
            key = read_tag(text(note))
            if key is not None:
                found.setdefault(key.shop_key, set()).add(key.external_id)
        return {shop_key: len(orders) for shop_key, orders in sorted(found.items())}

    def open_lines(self, shop_key: str, since: datetime | None) -> Mapping[tuple[int, int], int]:
        numbers = [mark.ref.number for mark in self.open(shop_key) if since is None or mark.at >= since]
        lines: dict[tuple[int, int], int] = {}
        for rows in rows_of(self._database, ORDER, numbers).values():
            for row in rows:
                place = (row.product_id, row.location_id)
                lines[place] = lines.get(place, 0) + scaled(row.quantity)
        return lines

    def _known(self, shop_key: str) -> dict[str, dict[DocumentRef, _Tagged]]:
        """All tags of this shop. Rows are read once: from then on only those that came since."""
        if getattr(self, "_shop_key", None) != shop_key:
            self._shop_key, self._tags, self._read_to = shop_key, {}, 0
        newest = self._database.one(_NEWEST)
        parameters = (self._read_to, f"{tag_beginning(shop_key)}%", SALE, ORDER)
        for _id, oper_type, acct, note, at in self._database.rows(_NEW_TAGS, parameters):
            written = text(note)
            key = read_tag(written)
            if key is None or key.shop_key != shop_key:
                continue
            ref = DocumentRef(kind_of_type(whole(oper_type)), whole(acct))
            sign = _SIGN.search(written)
            tagged = _Tagged(ref, moment(at, self._database.zone) or _NO_TIME, sign[1] if sign else "")
            self._tags.setdefault(key.external_id, {})[ref] = tagged
        if not self._database.in_transaction:
            # What a transaction reads of its own may still be taken back.
            self._read_to = whole(newest[0]) if newest and newest[0] is not None else 0
        return self._tags

    def _hashes(self, refs: Sequence[DocumentRef]) -> dict[DocumentRef, str]:
        """The hash of the rows of each document that is still there."""
        found: dict[DocumentRef, str] = {}
        for kind, oper_type in TYPE_OF_KIND.items():
            numbers = [ref.number for ref in refs if ref.kind is kind]
            for number, rows in rows_of(self._database, oper_type, numbers).items():
                found[DocumentRef(kind, number)] = hash_of(rows)
        return found

    # ------------------------------------------------------------ writing

    def claim(self, key: MarkKey) -> Mark | None:
        """Take the row of the program's version, so that no other Mostik writes meanwhile, and look for the
        order's tag."""
        self._database.execute(_TAKE, (1,))
        return self.find(key)

    def settle(self, key: MarkKey, oper_type: int, number: int, rows_hash: str, state: MarkState) -> None:
        """Put the sign of the rows behind the tag, in the note of each row of an order's document."""
        del state  # a sale is one by its type
        rows = rows_of(self._database, oper_type, [number]).get(number, []) if key.kind == "order" else []
        for note in dict.fromkeys(row.note for row in rows if read_tag(row.note)):
            rest = _SIGN.sub(";", note, count=1)[len(tag(key)) :].strip()
            signed = cut(f"{tag(key)}#{rows_hash[:_SIGN_LENGTH]} {rest}".rstrip(), NOTE_LENGTH)
            where: dict[str, Value] = {"OperType": oper_type, "Acct": number, "Note": note}
            self._database.update(OPERATIONS, {"Note": signed}, where)

    def set_state(self, key: MarkKey, state: MarkState) -> None:
        """Nothing to note: what becomes of an order shows in its documents."""
        del key, state


def _mark(key: MarkKey, tagged: _Tagged, rows_hash: str) -> Mark:
    """``rows_hash`` is that of the rows now; where their sign is another one, somebody changed them since."""
    sold = tagged.ref.kind is DocumentKind.SALE
    unchanged = rows_hash.startswith(tagged.sign) if tagged.sign else False
    return Mark(
        key=key,
        ref=tagged.ref,
        rows_hash=rows_hash if unchanged else tagged.sign or "unknown",
        state=MarkState.SOLD if sold else MarkState.OPEN,
        at=tagged.at,
        machine="",
    )
