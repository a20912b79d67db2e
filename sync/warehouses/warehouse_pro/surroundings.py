"""What a document must know of the warehouse around it, read in one statement: each question costs a way to
the server and back, and a till may be waiting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sync.errors import Refused
from sync.model import DocumentDraft, VatGroup
from sync.sentences import say
from sync.warehouses.warehouse_pro.configuration import Configuration, configuration_of
from sync.warehouses.warehouse_pro.database import Database
from sync.warehouses.warehouse_pro.prices import VatRates
from sync.warehouses.warehouse_pro.values import number, text, truth, whole

_SETTING, _VAT_GROUP, _PLACE, _USER = 1, 2, 3, 4
# Kind, number, two texts, a number: so that the rows of each column are of one type on every engine.
_ALL: Final = (
    "SELECT 1, 0, [Key], [Value], 0 FROM [Configuration] WHERE [UserID] = -1"
    " UNION ALL SELECT 2, [ID], [Name], ' ', [VATValue] FROM [VATGroups]"
    " UNION ALL SELECT 3, [ID], ' ', ' ', [Deleted] FROM [Objects] WHERE [ID] IN (...)"
    " UNION ALL SELECT 4, [ID], ' ', ' ', [Deleted] FROM [Users] WHERE [ID] = ?"
)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The program's settings and VAT groups as they are now."""

    configuration: Configuration
    rates: VatRates


def read_surroundings(database: Database, draft: DocumentDraft) -> Surroundings:
    """The surroundings of a document. Raises Refused where a location or the user that it names is gone."""
    places = {draft.location_id, *(line.location_id for line in draft.lines)}
    settings: list[tuple[object, object]] = []
    groups: list[VatGroup] = []
    there: set[tuple[int, int]] = set()
    for kind, ident, first, second, last in database.rows_in(
        _ALL, sorted(places), after=(draft.operator_id,)
    ):
        if kind == _SETTING:
            settings.append((first, second))
        elif kind == _VAT_GROUP:
            groups.append(VatGroup(whole(ident), text(first), number(last)))
        elif not truth(last):
            there.add((whole(kind), whole(ident)))
    _refuse_what_is_gone(draft, places, there)
    groups.sort(key=lambda group: group.id)
    return Surroundings(configuration_of(settings), VatRates(groups))


def _refuse_what_is_gone(draft: DocumentDraft, places: set[int], there: set[tuple[int, int]]) -> None:
    gone = [place for place in places if (_PLACE, place) not in there]
    if gone:
        raise Refused(
            say("The location {location} is no longer in the warehouse.", location=min(gone)),
            advice=say("Choose another location in the step Warehouses."),
        )
    if (_USER, draft.operator_id) not in there:
        raise Refused(
            say("The user {user} is no longer in the warehouse.", user=draft.operator_id),
            advice=say("Choose another user in the step Orders."),
        )
