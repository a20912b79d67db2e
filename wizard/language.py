"""The owner's language: sentences through gettext, numbers, money and moments by locale.

The messages lie in ``assets/locale``; the language is the system's unless the owner chose one.
"""

from __future__ import annotations

import gettext
import locale
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Final

from babel.dates import format_datetime
from babel.numbers import format_currency, format_decimal

from sync.money import Money
from sync.sentences import Sentence

LANGUAGES: Final[Mapping[str, str]] = {"en": "English", "bg": "Български", "pl": "Polski"}
DOMAIN: Final = "mostik"
ENVIRONMENT: Final = "MOSTIK_LANGUAGE"


def locale_folder() -> Path:
    """Where the message catalogues lie, in a checkout and in an installation alike."""
    return Path(__file__).resolve().parent.parent / "assets" / "locale"


def system_language() -> str:
    """``bg``, ``pl`` or ``en``: from MOSTIK_LANGUAGE, else from the system's settings."""
    candidates = [os.environ.get(name, "") for name in (ENVIRONMENT, "LC_ALL", "LC_MESSAGES", "LANG")]
    candidates.append(locale.getlocale()[0] or "")
    for candidate in candidates:
        code = candidate.replace("-", "_").split("_")[0].split(".")[0].lower()
        if code in LANGUAGES:
            return code
        known_by_windows = {"bulgarian": "bg", "polish": "pl", "english": "en"}.get(code)
        if known_by_windows:
            return known_by_windows
    return "en"


# A preview shows 50,000 rows, and the same few thousand numbers come again and again in them.
@lru_cache(maxsize=20_000)
def _number(value: Decimal, language: str) -> str:
    return str(format_decimal(value, locale=language))


@lru_cache(maxsize=20_000)
def _money(amount: Decimal, currency: str, language: str) -> str:
    return str(format_currency(amount, currency, locale=language))


@dataclass(frozen=True, slots=True)
class Language:
    """Turns sentences, counts, numbers, amounts and moments into words of one language."""

    code: str
    catalogue: gettext.NullTranslations

    @classmethod
    def load(cls, code: str | None = None) -> Language:
        """The language with this code, else the system's; English where its catalogue is missing."""
        wanted = code if code is not None and code in LANGUAGES else system_language()
        return cls(wanted, gettext.translation(DOMAIN, locale_folder(), [wanted], fallback=True))

    def say(self, sentence: Sentence) -> str:
        """A sentence in words."""
        return sentence.text(self.catalogue.gettext)

    def text(self, template: str, /, **fields: object) -> str:
        """A literal text of the screen with its fields."""
        translated = self.catalogue.gettext(template)
        return translated.format(**fields) if fields else translated

    def count(self, one: str, many: str, number: int, /, **fields: object) -> str:
        """A text that depends on a number (``{count}``), in the plural form of the language."""
        shown = self.number(Decimal(number))
        return self.catalogue.ngettext(one, many, number).format(count=shown, **fields)

    def quoted(self, name: str) -> str:
        """A name in the language's own quotation marks."""
        return self.text("“{name}”", name=name)

    def number(self, value: Decimal) -> str:
        """A number with the language's own separators."""
        return _number(value, self.code)

    def money(self, value: Money) -> str:
        """An amount with its currency."""
        return _money(value.amount, value.currency, self.code)

    def moment(self, moment: datetime, zone: tzinfo) -> str:
        """A moment, short, in ``zone``."""
        return format_datetime(moment.astimezone(zone), "short", locale=self.code)
