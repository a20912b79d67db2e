"""The marks of what was imported, kept beside the documents and written in the same transaction."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Final

from sync.errors import Bug
from sync.model import DocumentRef, Mark, MarkKey, MarkState
from sync.ports import Clock
from sync.sentences import say
from sync.warehouses.warehouse_pro.codes import NO_DOCUMENT, ORDER, kind_of_type
from sync.warehouses.warehouse_pro.database import Database, Row
from sync.warehouses.warehouse_pro.driver_errors import DuplicateKey
from sync.warehouses.warehouse_pro.reading_documents import turned_orders
from sync.warehouses.warehouse_pro.tables import MOSTIK_IMPORTS
from sync.warehouses.warehouse_pro.texts import cut
from sync.warehouses.warehouse_pro.values import Value, moment, text, whole

_FIELDS: Final = (
    "SELECT [ShopKey], [Kind], [ExternalId], [OperType], [Acct], [RowsHash], [State], [At], [Machine]"
    " FROM [MostikImports]"
)
_SOME: Final = f"{_FIELDS} WHERE [ShopKey] = ? AND [Kind] = ? AND [ExternalId] IN (...)"
_OPEN: Final = (
    f"{_FIELDS} WHERE [ShopKey] = ? AND [Kind] = 'order' AND [State] = 'open' AND [OperType] = ?"
    " ORDER BY [Acct]"
)
_SHOPS: Final = (
    "SELECT [ShopKey], COUNT(*) FROM [MostikImports]"
    " WHERE [Kind] = 'order' AND [State] <> 'withdrawn' GROUP BY [ShopKey] ORDER BY [ShopKey]"
)
_NO_TIME: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Marks:
    """The marks of one warehouse. Changes stand inside the caller's transaction."""

    def __init__(self, database: Database, clock: Clock, machine: str) -> None:
        self._database = database
        self._clock = clock
        self._machine = cut(machine, MOSTIK_IMPORTS.column("Machine").size)

    # ------------------------------------------------------------ reading

    def some(self, shop_key: str, external_ids: Collection[str], kind: str) -> dict[str, Mark]:
        """The marks of these things, by external id."""
        rows = self._database.rows_in(_SOME, external_ids, before=(shop_key, kind))
        return {mark.key.external_id: mark for mark in map(self._mark, rows)}

    def find(self, key: MarkKey) -> Mark | None:
        return self.some(key.shop_key, [key.external_id], key.kind).get(key.external_id)

    def open(self, shop_key: str) -> Sequence[Mark]:
        """The marks whose document is still an order: not sold by us, nor turned into another document."""
        marks = [self._mark(row) for row in self._database.rows(_OPEN, (shop_key, ORDER))]
        turned = turned_orders(self._database, [mark.ref.number for mark in marks])
        return [mark for mark in marks if mark.ref.number not in turned]

    def shops(self) -> dict[str, int]:
        """How many orders of each shop were brought in and not withdrawn."""
        return {text(shop): whole(count) for shop, count in self._database.rows(_SHOPS)}

    def _mark(self, row: Row) -> Mark:
        shop_key, kind, external_id, oper_type, acct, rows_hash, state, at, machine = row
        return Mark(
            key=MarkKey(text(shop_key), text(external_id), text(kind)),
            ref=DocumentRef(kind_of_type(whole(oper_type)), whole(acct)),
            rows_hash=text(rows_hash),
            state=_state(text(state)),
            at=moment(at, self._database.zone) or _NO_TIME,
            machine=text(machine),
        )

    # ------------------------------------------------------------ writing

    def claim(self, key: MarkKey) -> Mark | None:
        """Take the mark before anything else is written; None: it is ours now, else the mark that was there.

        Two programs that write the same order at once meet here: the database lets the second one wait for
        the first. A withdrawn order may be written again.
        """
        try:
            self._database.insert(MOSTIK_IMPORTS, {**_where(key), **self._claimed()})
        except DuplicateKey:
            found = self._there(key)
        else:
            return None
        if found.state is not MarkState.WITHDRAWN:
            return found
        again = {**_where(key), "State": MarkState.WITHDRAWN.value}
        if self._database.update(MOSTIK_IMPORTS, self._claimed(), again) == 1:
            return None
        return self._there(key)

    def settle(self, key: MarkKey, oper_type: int, number: int, rows_hash: str, state: MarkState) -> None:
        """Note which document the mark stands for."""
        values: dict[str, Value] = {
            "OperType": oper_type,
            "Acct": number,
            "RowsHash": rows_hash,
            "State": state.value,
        }
        self._set(key, values)

    def set_state(self, key: MarkKey, state: MarkState) -> None:
        self._set(key, {"State": state.value})

    def rebuild(self, key: MarkKey, oper_type: int, number: int, rows_hash: str, state: MarkState) -> bool:
        """Write a mark that is gone; False where it is there after all."""
        if self.find(key) is not None:
            return False
        values: dict[str, Value] = {
            "OperType": oper_type,
            "Acct": number,
            "RowsHash": rows_hash,
            "State": state.value,
        }
        try:
            self._database.insert(MOSTIK_IMPORTS, {**_where(key), **self._claimed(), **values})
        except DuplicateKey:
            return False
        return True

    def _claimed(self) -> dict[str, Value]:
        return {
            "OperType": NO_DOCUMENT,
            "Acct": 0,
            "RowsHash": "",
            "State": MarkState.OPEN.value,
            "At": self._clock.now(),
            "Machine": self._machine,
        }

    def _there(self, key: MarkKey) -> Mark:
        found = self.find(key)
        if found is None:
            raise Bug(say("A mark of an import is there and cannot be read."), detail=str(key))
        return found

    def _set(self, key: MarkKey, values: dict[str, Value]) -> None:
        if self._database.update(MOSTIK_IMPORTS, values, _where(key)) != 1:
            raise Bug(say("The mark of an import is gone."), detail=str(key))


def _where(key: MarkKey) -> dict[str, Value]:
    return {"ShopKey": key.shop_key, "Kind": key.kind, "ExternalId": key.external_id}


def _state(stored: str) -> MarkState:
    """A state that only a newer Mostik knows counts as closed: its document is not touched."""
    try:
        return MarkState(stored)
    except ValueError:
        return MarkState.CLOSED
