"""What a document must know of the warehouse around it, read in one statement: each question costs a way to
the server and back, and a till may be waiting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from sync.errors import Refused
from sync.model import DocumentDraft, DocumentLine, VatGroup
from sync.sentences import say
from sync.warehouses.warehouse_pro.codes import TYPE_OF_KIND
from sync.warehouses.warehouse_pro.configuration import Configuration, configuration_of
from sync.warehouses.warehouse_pro.database import Database, Row
from sync.warehouses.warehouse_pro.document_checks import Good, goods_of
from sync.warehouses.warehouse_pro.numbering import SHARED
from sync.warehouses.warehouse_pro.prices import VatRates
from sync.warehouses.warehouse_pro.values import number, text, truth, whole

_SETTING, _VAT_GROUP, _PLACE, _USER, _HIGHEST, _GOOD = 1, 2, 3, 4, 5, 6
# Kind, number, two texts, four numbers: so that the rows of each column are of one type on every engine.
_ALL: Final = (
    "SELECT 1, 0, [Key], [Value], 0, 0, 0, 0 FROM [Configuration] WHERE [UserID] = -1"
    " UNION ALL SELECT 2, [ID], [Name], ' ', [VATValue], 0, 0, 0 FROM [VATGroups]"
    " UNION ALL SELECT 3, [ID], ' ', ' ', [Deleted], 0, 0, 0 FROM [Objects] WHERE [ID] = ?"
    " UNION ALL SELECT 4, [ID], ' ', ' ', [Deleted], 0, 0, 0 FROM [Users] WHERE [ID] = ?"
)
# A maximum for each type is read from the end of an index; one over all of them would read them all.
_OF_TYPE: Final = (
    " UNION ALL SELECT 5, MAX([Acct]), ' ', ' ', 0, 0, 0, 0 FROM [Operations] WHERE [OperType] = ?"
)
_OF_GOODS: Final = (
    " UNION ALL SELECT 6, [ID], [Name], ' ', [PriceIn], [TaxGroup], [Type], [Deleted] FROM [Goods]"
    " WHERE [ID] IN (...)"
)
_PLACES: Final = "SELECT [ID], [Deleted] FROM [Objects] WHERE [ID] IN (...)"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The program's settings and VAT groups as they are now, the goods of the document by id, and the highest
    number of its type and of those that share its range, 0 where there is none.
    """

    configuration: Configuration
    rates: VatRates
    goods: dict[int, Good]
    highest_number: int


@dataclass(frozen=True, slots=True)
class _Answer:
    """What the rows say but for goods and numbers; ``there``: kind and number of the locations and users in
    use.
    """

    configuration: Configuration
    rates: VatRates
    there: frozenset[tuple[int, int]]


def read_surroundings(
    database: Database, draft: DocumentDraft, lines: Sequence[DocumentLine]
) -> Surroundings:
    """The surroundings of a document with these lines. Raises Refused where a location, the user or a good
    that it names is gone."""
    wanted = list(dict.fromkeys(line.product for line in lines))
    types = SHARED[TYPE_OF_KIND[draft.kind]]
    statement = _ALL + _OF_TYPE * len(types) + _OF_GOODS
    rows = list(database.rows_in(statement, wanted, before=(draft.location_id, draft.operator_id, *types)))
    answer = _understood(tuple(row for row in rows if row[0] < _HIGHEST))
    _refuse_what_is_gone(database, draft, answer.there)
    goods = goods_of((row[1:] for row in rows if row[0] == _GOOD), wanted)
    highest = max(0, *(whole(row[1]) for row in rows if row[0] == _HIGHEST))
    return Surroundings(answer.configuration, answer.rates, goods, highest)


@lru_cache(maxsize=8)
def _understood(rows: tuple[Row, ...]) -> _Answer:
    """What these rows say. They are read anew for each document and nearly always say what they said."""
    settings: list[tuple[object, object]] = []
    groups: dict[int, VatGroup] = {}
    there: set[tuple[int, int]] = set()
    for kind, ident, first, second, last, *_none in rows:
        if kind == _SETTING:
            settings.append((first, second))
        elif kind == _VAT_GROUP:
            groups[whole(ident)] = VatGroup(whole(ident), text(first), number(last))
        elif not truth(last):
            there.add((whole(kind), whole(ident)))
    rates = VatRates([groups[ident] for ident in sorted(groups)])
    return _Answer(configuration_of(settings), rates, frozenset(there))


def _refuse_what_is_gone(database: Database, draft: DocumentDraft, there: frozenset[tuple[int, int]]) -> None:
    if (_PLACE, draft.location_id) not in there:
        raise _location_gone(draft.location_id)
    others = {line.location_id for line in draft.lines} - {draft.location_id}
    if others:  # in the embedded warehouse alone
        used = {
            whole(ident) for ident, deleted in database.rows_in(_PLACES, sorted(others)) if not truth(deleted)
        }
        if others - used:
            raise _location_gone(min(others - used))
    if (_USER, draft.operator_id) not in there:
        raise Refused(
            say("The user {user} is no longer in the warehouse.", user=draft.operator_id),
            advice=say("Choose another user in the step Orders."),
        )


def _location_gone(location_id: int) -> Refused:
    return Refused(
        say("The location {location} is no longer in the warehouse.", location=location_id),
        advice=say("Choose another location in the step Warehouses."),
    )
