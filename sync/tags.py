"""The tag of an imported order in the note of its document: the mark of last resort.

A tag reads ``Mostik:<shop key>:<order id>;`` and stands first in the note, so that it survives the cut at 255
characters and can be looked for by its beginning on every database engine. From tags lost marks are rebuilt.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final
from urllib.parse import quote, unquote

from sync.model import MarkKey

NOTE_LENGTH: Final = 255
"""Characters as SQL Server counts them: an emoji is two."""
_UNPRINTABLE: Final = ("Cc", "Cs")
"""Control characters, and halves of letters that no database can keep."""
_TAG: Final = re.compile(r"^\s*Mostik:(?P<shop>[a-z0-9-]+):(?P<order>[^;\s]+);")


def tag_beginning(shop_key: str) -> str:
    """What every tag of this shop begins with, for a search by LIKE; holds no wildcard of any engine."""
    return f"Mostik:{shop_key}:"


def tag(key: MarkKey) -> str:
    """The tag of an order. Characters that would end it are escaped."""
    return f"{tag_beginning(key.shop_key)}{quote(key.external_id, safe='')};"


def read_tag(note: str | None) -> MarkKey | None:
    """The order whose tag begins this note, or None."""
    found = _TAG.match(note or "")
    if not found:
        return None
    return MarkKey(shop_key=found["shop"], external_id=unquote(found["order"]))


def tagged_note(key: MarkKey, text: str) -> str:
    """A note of at most 255 characters: the tag, then ``text`` in one line, cut where it must be."""
    composed = unicodedata.normalize("NFC", text)
    printable = (" " if unicodedata.category(letter) in _UNPRINTABLE else letter for letter in composed)
    return _cut(f"{tag(key)} {' '.join(''.join(printable).split())}".rstrip())


def tag_fits(key: MarkKey) -> bool:
    """Whether the tag of an order finds room in a note. One that is cut could never be read again."""
    return len(tag(key)) <= NOTE_LENGTH


def _cut(note: str) -> str:
    """The first 255 characters, without half an emoji or a letter that lost its accent."""
    shortened = note[:NOTE_LENGTH]
    while len(shortened.encode("utf-16-le")) > 2 * NOTE_LENGTH:
        shortened = shortened[:-1]
    while shortened and len(shortened) < len(note) and unicodedata.combining(note[len(shortened)]):
        shortened = shortened[:-1]
    return shortened.rstrip()
