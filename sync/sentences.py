"""Sentences for the owner, kept apart from the language they are read in.

A :class:`Sentence` is an English template and its fields. The engine makes it with :func:`say`, events and
tables carry it as data, and only the window or the terminal turns it into words of the owner's language with
:meth:`Sentence.text`. So a summary written on a Bulgarian screen can be read again on a Polish one.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

Translate = Callable[[str], str]

_FORMATTER: Final = string.Formatter()


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence for the owner: an English ``template`` with ``{fields}``, and the fields' values as text.

    The template is the key of the translation, so it is always a literal in the code.
    """

    template: str
    fields: Mapping[str, str] = field(default_factory=dict)

    def text(self, translate: Translate | None = None) -> str:
        """The sentence in words; without ``translate`` in English. A missing field stays visible as
        ``{name}``, and a translation whose braces are broken is left for the English words.
        """
        for template in (translate(self.template), self.template) if translate else (self.template,):
            words = _filled(template, self.fields)
            if words is not None:
                return words
        return self.template

    def __str__(self) -> str:
        return self.text()

    def __hash__(self) -> int:
        return hash((self.template, tuple(sorted(self.fields.items()))))

    def as_data(self) -> dict[str, Any]:
        """The sentence as JSON values, for events and stored rows."""
        return {"template": self.template, "fields": dict(self.fields)}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Sentence:
        """The sentence that :meth:`as_data` wrote."""
        fields = data.get("fields") or {}
        return cls(str(data["template"]), {str(name): str(value) for name, value in fields.items()})


def _filled(template: str, fields: Mapping[str, str]) -> str | None:
    """``template`` with its fields; None where its braces are broken or name no plain field."""
    try:
        return _FORMATTER.vformat(template, (), _Shown(fields))
    except (ValueError, LookupError, AttributeError):
        return None


class _Shown(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "{" + name + "}"


def say(template: str, /, **fields: object) -> Sentence:
    """A sentence from a literal English template; the message catalogues are extracted from calls of this
    name.
    """
    return Sentence(template, {name: _plain(value) for name, value in fields.items()})


def mark(template: str) -> str:
    """Marks a literal for the message catalogues where no sentence is made yet."""
    return template


def _plain(value: object) -> str:
    if isinstance(value, Decimal):
        written = format(value, "f")
        plain = written.rstrip("0").rstrip(".") if "." in written else written
        return "0" if plain == "-0" else plain
    return str(value)
