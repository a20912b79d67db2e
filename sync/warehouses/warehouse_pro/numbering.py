"""The number of a new document, reserved so that two stations never take the same one.

As the program does: one more than the highest number of its type, noted in the table NextAcct, whose primary
key makes two stations collide; whoever comes second tries the next number. The notes stay, so a number once
used is not given out again after its document was taken back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from sync.errors import Refused, SettingsError
from sync.sentences import say
from sync.warehouses.warehouse_pro import tables
from sync.warehouses.warehouse_pro.codes import CONSIGNMENT_SALE, LARGEST_NUMBER, ORDER, SALE
from sync.warehouses.warehouse_pro.database import Database
from sync.warehouses.warehouse_pro.driver_errors import DuplicateKey
from sync.warehouses.warehouse_pro.values import text, whole

PREFIXES: Final[Mapping[int, str]] = {ORDER: "OR", SALE: "S"}
SHARED: Final[Mapping[int, tuple[int, ...]]] = {ORDER: (ORDER,), SALE: (SALE, CONSIGNMENT_SALE)}
"""The types that share one range of numbers."""
TRIES: Final = 100

# Rows without a partner are counted: they mark where an object's range of numbers begins.
_HIGHEST_AT: Final = "SELECT MAX([Acct]) FROM [Operations] WHERE [ObjectID] = ? AND [OperType] = ?"
_NEXT_RANGE: Final = (
    "SELECT MIN([Acct]) FROM [Operations]"
    " WHERE [OperType] = ? AND [Acct] > ? AND ([PartnerID] = 0 OR [PartnerID] IS NULL)"
)
_RESERVED: Final = "SELECT [NextAcct] FROM [NextAcct] WHERE [NextAcct] LIKE ?"


def reserve_number(
    database: Database, oper_type: int, location_id: int, *, by_location: bool, highest: int
) -> int:
    """The number of a new document, noted as taken. ``highest`` is the highest of its type and of those that
    share its range; ``by_location``: each object has a range of its own, whose highest is read here.

    Raises Refused where the object has no range yet and SettingsError where no number is left.
    """
    if by_location:
        highest = _highest_at(database, oper_type, location_id)
    end = _end_of_range(database, oper_type, highest) if by_location else LARGEST_NUMBER
    for number in range(highest + 1, highest + 1 + TRIES):
        if number < end and _reserved(database, oper_type, number):
            return number
    # Documents were taken back, more than a hundred in a row: go on after the highest number ever given out.
    number = max(highest, _highest_reserved(database, oper_type, highest, end)) + 1
    if number < end and _reserved(database, oper_type, number):
        return number
    raise SettingsError(
        say("No document number is left in the warehouse after {number}.", number=highest),
        advice=say("Give the documents a new range of numbers in Warehouse Pro."),
        detail=f"type {oper_type}, object {location_id}, end {end}",
    )


def _highest_at(database: Database, oper_type: int, location_id: int) -> int:
    types = SHARED[oper_type]
    # A maximum for each type is read from the end of an index; one over all of them would read them all.
    parameters = [value for each in types for value in (location_id, each)]
    rows = database.rows(" UNION ALL ".join([_HIGHEST_AT] * len(types)), parameters)
    found = [whole(highest) for (highest,) in rows if highest is not None]
    if not found:
        raise Refused(
            say(
                "Documents are numbered by object, and object {location} has no range of numbers yet.",
                location=location_id,
            ),
            advice=say(
                "Make one document of this type there in Warehouse Pro, or give the object its range."
            ),
        )
    return max(found)


def _end_of_range(database: Database, oper_type: int, highest: int) -> int:
    """The first number that is not this object's: that of the mark with which the next range begins."""
    row = database.one(_NEXT_RANGE, (oper_type, highest))
    return whole(row[0]) if row is not None and row[0] is not None else LARGEST_NUMBER


def _highest_reserved(database: Database, oper_type: int, after: int, before: int) -> int:
    prefix = PREFIXES[oper_type]
    pattern = re.compile(rf"{prefix}(\d{{1,10}})")
    found = (pattern.fullmatch(text(name)) for (name,) in database.rows(_RESERVED, (f"{prefix}%",)))
    numbers = (int(match[1]) for match in found if match)
    return max((number for number in numbers if after < number < before), default=0)


def _reserved(database: Database, oper_type: int, number: int) -> bool:
    try:
        database.insert(tables.NEXT_ACCT, {"NextAcct": f"{PREFIXES[oper_type]}{number}"})
    except DuplicateKey:
        return False
    return True


# ---------------------------------------------------------------- codes of lists

_LONGEST_CODE: Final = 9
"""Longer numbers in a code are barcodes or telephone numbers; counting on from them would make no code."""


class CodeCounter:
    """Gives new rows of a list the code after the highest number in it, as the program does.

    The list is read once; each code is then looked up before it is given out, because others make rows too.
    """

    def __init__(self, database: Database, list_sql: str, taken_sql: str) -> None:
        self._database = database
        self._list_sql = list_sql
        self._taken_sql = taken_sql
        self._highest: int | None = None

    def next(self) -> str:
        """A code that no row has, also no deleted one."""
        if self._highest is None:
            codes = (text(code) for (code,) in self._database.rows(self._list_sql))
            self._highest = max((int(code) for code in codes if _is_code(code)), default=0)
        while True:
            self._highest += 1
            row = self._database.one(self._taken_sql, (str(self._highest),))
            if row is None or not whole(row[0]):
                return str(self._highest)


def _is_code(code: str) -> bool:
    return code.isascii() and code.isdecimal() and len(code) <= _LONGEST_CODE
