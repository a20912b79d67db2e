"""What a buyer wrote as company number: ЕИК, NIP, a foreign VAT number, a person's number, or a mistake."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class NumberKind(StrEnum):
    """What the text turned out to be."""

    COMPANY = "company"
    """A ЕИК of 9 or 13 digits or a NIP whose check digits are right."""
    FOREIGN_VAT = "foreign VAT"
    """A VAT number of another country; only its structure is known to be right."""
    PERSONAL = "personal"
    """The number of a person (ЕГН, ЛНЧ, PESEL): never stored, never shown."""
    NONE = "none"
    """Nothing that could be a number."""
    WRONG = "wrong"
    """Something is written, but it fails every test."""


@dataclass(frozen=True, slots=True)
class CompanyNumber:
    """A number that was read. ``company_number`` digits only, ``vat_number`` with the country's letters;
    each empty where there is none. ``country`` is whose number it is (``GR`` for EL; ``XI`` stays).
    """

    kind: NumberKind
    company_number: str = ""
    vat_number: str = ""
    country: str = ""


def read_company_number(text: str, country: str) -> CompanyNumber:
    """The number in ``text``; ``country`` is the two-letter code of the buyer's address, else the
    warehouse's.
    """
    raise NotImplementedError(text, country)
