"""A furnished warehouse of any kind, seen only through the port and through the eyes of a judge behind it.

The furniture is that of :mod:`tests.contract.warehouses.bench`: the same goods, places and customer under the
same numbers, whatever program keeps them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from sync.clock import TurnedClock
from sync.ports import Warehouse


@dataclass(frozen=True, slots=True)
class SeenLine:
    """One line of a document as it lies there; ``price`` gross."""

    good: int
    place: int
    quantity: Decimal
    price: Decimal


@dataclass(frozen=True, slots=True)
class SeenDocument:
    """One order or sale as it lies there."""

    number: int
    partner: int
    note: str
    lines: tuple[SeenLine, ...]


class Judge(Protocol):
    """Looks at the warehouse past the adapter under test."""

    def orders(self) -> Sequence[SeenDocument]:
        """All customer orders, in the order of their numbers."""

    def goods(self) -> int:
        """How many goods there are, deleted ones too."""

    def partners(self) -> Sequence[str]:
        """The names of all partners."""

    def delete_order(self, number: int) -> None:
        """Take an order away, as the owner would."""

    def note_order(self, note: str) -> int:
        """An order that another program wrote, with this note; its number."""


@dataclass
class PortBench:
    """``warehouse`` is under test. ``again`` opens it as another program on another computer, with nothing
    remembered."""

    warehouse: Warehouse
    clock: TurnedClock
    judge: Judge
    again: Callable[[], Warehouse]
