"""A person, as somebody asks for one to be forgotten: a whole name, an e-mail address or a phone number.

Pure: how such a person is recognised in an order of any shop and in a text, and how a text is blanked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sync.errors import SettingsError
from sync.sentences import say

BLANK: Final = "***"
"""What stands where a person was."""

_FEWEST_DIGITS: Final = 7
_MOST_DIGITS: Final = 15  # ITU-T E.164
_COUNTRY: Final = re.compile(r"^(?:\+|00)?(?:359|48)(?=\d{8})|^00|^0")
_BETWEEN_DIGITS: Final = r"[\s().\-/]*"
_PHONE_FIELD: Final = re.compile(r"phone|mobile|tel", re.IGNORECASE)
_NAME_FIELD: Final = re.compile(r"^name$|(full|first|last|customer|recipient).*name$", re.IGNORECASE)
_WORD: Final = re.compile(r"[^\W\d_]+")
_IDENTIFIERS: Final = frozenset({"key", "module", "state", "kind", "template", "order", "rows_hash", "place"})
"""Fields that Mostik itself counts by. They hold no person, and changing one would lose the thing."""


class PersonKind(StrEnum):
    """By what a person is looked for."""

    NAME = "name"
    EMAIL = "e-mail"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class Person:
    """One person to look for. ``typed`` is how the owner wrote it, ``pattern`` how it may stand in a text."""

    typed: str
    kind: PersonKind
    pattern: re.Pattern[str]

    @classmethod
    def read(cls, typed: str) -> Person:
        """What was typed. Raises SettingsError where it could mean many people."""
        typed = " ".join(typed.split())
        if "@" in typed.strip("@") and " " not in typed:
            return cls(typed, PersonKind.EMAIL, _email(typed))
        digits = re.sub(r"\D", "", typed)
        if not _WORD.search(typed) and _FEWEST_DIGITS <= len(digits) <= _MOST_DIGITS:
            return cls(typed, PersonKind.PHONE, _phone(typed))
        if len(_WORD.findall(typed)) > 1:
            return cls(typed, PersonKind.NAME, _name(typed))
        raise SettingsError(
            say("{typed} could mean many people.", typed=typed or "-"),
            advice=say("Write a whole name, an e-mail address or a phone number."),
        )

    def stands_in_order(self, content: Mapping[str, Any]) -> bool:
        """Whether an order, as its shop sent it, is of this person or speaks of them."""
        if self.kind is PersonKind.NAME:
            wanted = set(_words(self.typed))
            if any(wanted <= set(_words(name)) for name in _names(content)):
                return True
        return any(
            self.pattern.search(text) is not None
            for field, text in _texts(content)
            if not self._is_number(field, text)
        )

    def blank(self, text: str, field: str = "") -> str:
        """``text``, which stands in ``field`` of JSON values, without this person."""
        return text if field and self._is_number(field, text) else self.pattern.sub(BLANK, text)

    def _is_number(self, field: str, text: str) -> bool:
        """Whether it is the number of an order or a product that only happens to be the phone's."""
        return self.kind is PersonKind.PHONE and text.isdecimal() and not _PHONE_FIELD.search(field)


def traces(content: Mapping[str, Any]) -> list[Person]:
    """By what else the buyer of an order may be named in texts about it: its names, addresses and phones."""
    found: dict[str, Person] = {}
    contacts = [text for field, text in _texts(content) if "@" in text or _PHONE_FIELD.search(field)]
    for typed in (*_names(content), *contacts):
        try:
            found.setdefault(typed, Person.read(typed))
        except SettingsError:
            continue
    return list(found.values())


def blanked(data: Any, people: Sequence[Person], field: str = "") -> Any:
    """JSON values with these people blanked in every text of them, but for what Mostik counts by."""
    if isinstance(data, str):
        for person in people:
            data = person.blank(data, field)
        return data
    if isinstance(data, Mapping):
        return {
            name: value if name in _IDENTIFIERS else blanked(value, people, str(name))
            for name, value in data.items()
        }
    if isinstance(data, list | tuple):
        return [blanked(value, people, field) for value in data]
    return data


def _email(typed: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.+\-]){re.escape(typed)}(?![\w\-]|\.\w)", re.IGNORECASE)


def _phone(typed: str) -> re.Pattern[str]:
    """The number with or without its country and the leading zero, however it is divided."""
    compact = re.sub(r"[^\d+]", "", typed)
    own = re.sub(r"\D", "", _COUNTRY.sub("", compact))
    spaced = _BETWEEN_DIGITS.join(own)
    return re.compile(
        rf"(?<![\d+])(?:(?:\+|00)?\d{{2,3}}{_BETWEEN_DIGITS})?0?{_BETWEEN_DIGITS}{spaced}(?!\d)"
    )


def _name(typed: str) -> re.Pattern[str]:
    words = [re.escape(word) for word in typed.split()]
    ways = {r"[\s,]+".join(words), r"[\s,]+".join(reversed(words))}
    return re.compile(rf"(?<!\w)(?:{'|'.join(sorted(ways))})(?!\w)", re.IGNORECASE)


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def _texts(data: Any, field: str = "") -> Iterator[tuple[str, str]]:
    """Every text in JSON values, with the name of the field that it stands in."""
    if isinstance(data, Mapping):
        for name, value in data.items():
            yield from _texts(value, str(name))
    elif isinstance(data, list | tuple):
        for value in data:
            yield from _texts(value, field)
    elif isinstance(data, str):
        yield field, data
    elif isinstance(data, int) and not isinstance(data, bool):
        yield field, str(data)


def _names(content: Any) -> Iterator[str]:
    """The names of people in an order: fields named so, and first and last names that stand side by side."""
    if isinstance(content, Mapping):
        for field, value in content.items():
            if not isinstance(value, str):
                yield from _names(value)
                continue
            if "first" in field.lower():
                last = content.get(field.lower().replace("first", "last"))
                yield f"{value} {last}" if isinstance(last, str) else value
            elif _NAME_FIELD.search(field):
                yield value
    elif isinstance(content, list | tuple):
        for part in content:
            yield from _names(part)
