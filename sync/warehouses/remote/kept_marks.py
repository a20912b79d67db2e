"""The marks of a warehouse that has no room for them.

The proof that an order was written is the tag in its document's note, which lies in the warehouse. What is
kept here saves looking it up, and holds what a note cannot: the hash of the rows and what became of the
document.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Final

from sync.model import DocumentKind, DocumentRef, Mark, MarkKey, MarkState
from sync.warehouses.remote.keeper import Keeper

_NAME: Final = "mark:"


class KeptMarks:
    """Marks by shop, kind and external id."""

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper

    def one(self, key: MarkKey) -> Mark | None:
        """The mark of this thing, or None."""
        kept = self._keeper.recall(_name(key))
        return None if not kept else _read(key, kept)

    def some(self, shop_key: str, external_ids: Collection[str], kind: str) -> dict[str, Mark]:
        """The marks of these things, by external id."""
        found: dict[str, Mark] = {}
        for external_id in external_ids:
            mark = self.one(MarkKey(shop_key, external_id, kind))
            if mark is not None:
                found[external_id] = mark
        return found

    def of_shop(self, shop_key: str) -> list[Mark]:
        """The marks of all orders of a shop."""
        beginning = _name(MarkKey(shop_key, ""))
        return [
            _read(MarkKey(shop_key, external_id), kept)
            for external_id, kept in self._keeper.recall_all(beginning).items()
            if kept
        ]

    def open(self, shop_key: str) -> list[Mark]:
        """The marks whose document is still an order, by number."""
        found = [
            mark
            for mark in self.of_shop(shop_key)
            if mark.state is MarkState.OPEN and mark.ref.kind is DocumentKind.ORDER
        ]
        return sorted(found, key=lambda mark: mark.ref.number)

    def shops(self) -> Counter[str]:
        """How many orders of each shop are marked."""
        counted: Counter[str] = Counter()
        for rest, kept in self._keeper.recall_all(_NAME).items():
            shop_key, kind, _external_id = rest.split(":", 2)
            if kept and kind == "order" and json.loads(kept)["state"] != MarkState.WITHDRAWN:
                counted[shop_key] += 1
        return counted

    def keep(self, mark: Mark) -> None:
        """Keep a mark instead of what was there."""
        kept = {
            "document": mark.ref.kind.value,
            "number": mark.ref.number,
            "name": mark.ref.name,
            "hash": mark.rows_hash,
            "state": mark.state.value,
            "at": mark.at.isoformat(),
            "machine": mark.machine,
        }
        self._keeper.remember(_name(mark.key), json.dumps(kept, ensure_ascii=False))

    def set_state(self, key: MarkKey, state: MarkState) -> None:
        """Note what became of a document; without effect where there is no mark."""
        mark = self.one(key)
        if mark is not None:
            self.keep(replace(mark, state=state))


def _name(key: MarkKey) -> str:
    return f"{_NAME}{key.shop_key}:{key.kind}:{key.external_id}"


def _read(key: MarkKey, kept: str) -> Mark:
    values = json.loads(kept)
    return Mark(
        key=key,
        ref=DocumentRef(DocumentKind(values["document"]), int(values["number"]), str(values.get("name", ""))),
        rows_hash=str(values["hash"]),
        state=MarkState(values["state"]),
        at=datetime.fromisoformat(values["at"]),
        machine=str(values["machine"]),
    )
