"""What Firmino's pages leave open and the owner says, after a look at his own program."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class StockMeaning(StrEnum):
    """What the article's "quantity in the warehouse" is, where the program has many warehouses."""

    UNKNOWN = ""
    """Not said: no stock is taken from it."""
    ALL = "all"
    ONE = "one"


class PrintForm(StrEnum):
    """How the printed document comes."""

    ANY = ""
    """Not said: recognised with each one."""
    FILE = "file"
    TEXT = "text"
    """As base64 in the answer."""
    LINK = "link"
    """As an address at the same server from which it is fetched."""


@dataclass(frozen=True, slots=True)
class Habits:
    """How this company's Firmino answers."""

    stock: StockMeaning = StockMeaning.UNKNOWN
    prints: PrintForm = PrintForm.ANY
