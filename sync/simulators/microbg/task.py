"""One call at work: what a function gets."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sync.simulators.microbg.arguments import Arguments
from sync.simulators.microbg.books import Books
from sync.simulators.microbg.quirks import Quirks


@dataclass(frozen=True, slots=True)
class Task:
    """The books, the call's arguments, the habits, the service's local time, and the count of what nothing
    takes.
    """

    books: Books
    sent: Arguments
    quirks: Quirks
    now: datetime
    not_taken: Counter[str]
