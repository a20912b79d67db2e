"""Texts from outside made fit for a column: no control characters, none that the database cannot hold, not
too long. Pure but for asking how long a column is.
"""

from __future__ import annotations

import unicodedata
from typing import Final

from sync.sentences import Sentence, say
from sync.warehouses.warehouse_pro.database import Database
from sync.warehouses.warehouse_pro.schema import Table
from sync.warehouses.warehouse_pro.values import characters

REPLACEMENT: Final = "?"
_LAST_PLAIN: Final = "\uffff"
_JOINER: Final = "\u200d"


def plain(text: str) -> str:
    """``text`` in one line: control characters and halves of broken pairs gone, blanks single, none at the
    ends."""
    if text.isprintable():
        return " ".join(text.split())
    kept = (
        " " if letter.isspace() else letter
        for letter in text
        if letter.isspace() or unicodedata.category(letter) not in ("Cc", "Cs")
    )
    return " ".join("".join(kept).split())


def without_emoji(text: str) -> str:
    """``text`` with a question mark for each character beyond the first 65,536."""
    return "".join(letter if letter <= _LAST_PLAIN else REPLACEMENT for letter in text)


def cut(text: str, room: int) -> str:
    """At most ``room`` characters as SQL Server counts them (an emoji is two), never between a letter and its
    accent."""
    if characters(text) <= room:
        return text
    shortened = text[:room]
    while characters(shortened) > room:
        shortened = shortened[:-1]
    while shortened and unicodedata.combining(text[len(shortened)]):
        shortened = shortened[:-1]
    return shortened.rstrip(" " + _JOINER)


class TextFitter:
    """Fits texts to the columns of one database and keeps a sentence for each that was changed."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.warnings: list[Sentence] = []

    def fit(self, table: Table, column: str, text: str) -> str:
        """``text`` as it will stand in this column."""
        if not text:
            return ""
        fitted = plain(text)
        if fitted and not self._database.dialect.holds_emoji and max(fitted) > _LAST_PLAIN:
            fitted = without_emoji(fitted)
            self.warnings.append(
                say(
                    "Characters that this warehouse cannot hold were replaced by {sign}: {text}",
                    sign=REPLACEMENT,
                    text=cut(fitted, 100),
                )
            )
        room = self._database.room(table, column)
        if 0 < room < characters(fitted):
            self.warnings.append(
                say(
                    "A text of {count} characters was cut to the {room} that the warehouse holds: {text}",
                    count=characters(fitted),
                    room=room,
                    text=cut(fitted, 60) + "…",
                )
            )
            fitted = cut(fitted, room)
        return fitted
