"""The one place where the text of a statement is put together from tables and columns. Pure.

Names stand in square brackets, values are always ``?``;
:meth:`sync.warehouses.warehouse_pro.dialect.Dialect.render` does the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from sync.warehouses.warehouse_pro.schema import Table

_STEPS: Final = (1000, 500, 200, 100, 50, 20, 10, 8, 6, 5, 4, 3, 2, 1)
"""Statements over many rows or values come in these sizes only, so that the server meets few different
texts."""
MANY: Final = "(...)"
"""Stands in a statement where a list of values goes: ``WHERE [ID] IN (...)``."""
_GAP: Final = re.compile(r":([a-z_]+)\b")


def select(
    table: Table, columns: Sequence[str], where: Sequence[str] = (), order_by: Sequence[str] = ()
) -> str:
    """``SELECT columns FROM table``, with equality on ``where`` and ascending order."""
    text = " ".join(("SELECT", _names(columns), "FROM", f"[{table.name}]"))
    if where:
        text += " WHERE " + _equal(where, " AND ")
    if order_by:
        text += " ORDER BY " + _names(order_by)
    return text


def insert(table: Table, columns: Sequence[str], rows: int = 1) -> str:
    row = f"({', '.join('?' * len(columns))})"
    return " ".join(
        ("INSERT INTO", f"[{table.name}]", f"({_names(columns)})", "VALUES", ", ".join([row] * rows))
    )


def update(table: Table, columns: Sequence[str], where: Sequence[str]) -> str:
    """``UPDATE``, always with a condition: a change of a whole table is never meant."""
    return " ".join(("UPDATE", f"[{table.name}]", "SET", _equal(columns, ", "), "WHERE", _condition(where)))


def delete(table: Table, where: Sequence[str]) -> str:
    """``DELETE``, always with a condition."""
    return " ".join(("DELETE FROM", f"[{table.name}]", "WHERE", _condition(where)))


@lru_cache(maxsize=512)
def with_many(sql: str, count: int) -> str:
    """``sql`` with ``count`` placeholders where it says :data:`MANY`."""
    head, found, tail = sql.partition(MANY)
    if not found or MANY in tail:
        raise ValueError("the statement must hold (...) exactly once")
    return f"{head}({', '.join('?' * count)}){tail}"


def filled(sql: str, **phrases: str) -> str:
    """``sql`` with each phrase where it says ``:name``: a name or a condition, never a value.

    Raises ValueError where the statement and the phrases do not fit each other.
    """
    if {*_GAP.findall(sql)} != {*phrases}:
        raise ValueError(f"the statement asks for {sorted({*_GAP.findall(sql)})}")
    return _GAP.sub(lambda gap: phrases[gap[1]], sql)


def placeholders(count: int) -> str:
    """``(?, ?, ?)``, for a list inside a condition."""
    return f"({', '.join('?' * count)})"


def column(name: str) -> str:
    """A column's name in brackets. Raises ValueError where it is none."""
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9]*", name):
        raise ValueError(f"not a column: {name}")
    return f"[{name}]"


def portions(count: int, limit: int) -> Iterator[int]:
    """``count`` split into the few usual sizes, none above ``limit`` (at least 1): 130 by 100 is 100, 20,
    10."""
    left = count
    for step in _STEPS:
        while step <= limit and left >= step:
            yield step
            left -= step


@lru_cache(maxsize=512)
def padded(count: int, limit: int) -> int:
    """The smallest usual size that holds ``count`` values and is not above ``limit``; ``count`` if there is
    none."""
    fitting = [step for step in _STEPS if count <= step <= limit]
    return min(fitting, default=count)


def _names(columns: Sequence[str]) -> str:
    return ", ".join(f"[{name}]" for name in columns)


def _equal(columns: Sequence[str], between: str) -> str:
    return between.join(f"[{name}] = ?" for name in columns)


def _condition(where: Sequence[str]) -> str:
    if not where:
        raise ValueError("a change without a condition")
    return _equal(where, " AND ")
