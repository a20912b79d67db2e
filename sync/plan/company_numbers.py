"""What a buyer wrote as company number: ЕИК, NIP, a foreign VAT number, a person's number, or a mistake.

Check digits: ЕИК by weights 1-8, then 3-10, modulo 11 (a branch's 13 digits end in a check digit of their
own), ЕГН by the date of birth and weights modulo 11, ЛНЧ by weights modulo 10, NIP by weights modulo 11,
PESEL by the date of birth and weights modulo 10. Structures of VAT numbers: the European Commission's list
for VIES.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final


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
    each empty where there is none. ``country`` is whose number it is (``GR`` for a number that begins with
    EL; Northern Ireland's ``XI`` stays).
    """

    kind: NumberKind
    company_number: str = ""
    vat_number: str = ""
    country: str = ""

    @property
    def is_company(self) -> bool:
        """Whether the buyer is known to be a company."""
        return self.kind in (NumberKind.COMPANY, NumberKind.FOREIGN_VAT)


VAT_STRUCTURES: Final = {
    "AT": r"U\d{8}",
    "BE": r"[01]\d{9}",
    "CY": r"\d{8}[A-Z]",
    "CZ": r"\d{8,10}",
    "DE": r"\d{9}",
    "DK": r"\d{8}",
    "EE": r"\d{9}",
    "EL": r"\d{9}",
    "ES": r"[A-Z]\d{7}[A-Z0-9]|\d{8}[A-Z]",
    "FI": r"\d{8}",
    "FR": r"[A-HJ-NP-Z0-9]{2}\d{9}",
    "HR": r"\d{11}",
    "HU": r"\d{8}",
    "IE": r"\d[A-Z0-9+*]\d{5}[A-Z]|\d{7}[A-W][A-I]",
    "IT": r"\d{11}",
    "LT": r"\d{9}|\d{12}",
    "LU": r"\d{8}",
    "LV": r"\d{11}",
    "MT": r"\d{8}",
    "NL": r"[A-Z0-9+*]{9}B\d{2}",
    "PT": r"\d{9}",
    "RO": r"\d{2,10}",
    "SE": r"\d{12}",
    "SI": r"\d{8}",
    "SK": r"\d{10}",
    "XI": r"\d{9}|\d{12}|(GD|HA)\d{3}",
    # Not of the EU, but neighbours whose buyers write the letters.
    "CH": r"E\d{9}(MWST|TVA|IVA)?",
    "GB": r"\d{9}|\d{12}|(GD|HA)\d{3}",
}
"""VAT numbers after the letters, for every country but Bulgaria and Poland, whose check digits are tested."""

EU_LETTERS: Final = frozenset(VAT_STRUCTURES) - {"XI", "CH", "GB"} | {"BG", "PL"}
EU_COUNTRIES: Final = EU_LETTERS - {"EL"} | {"GR"}

_LETTERS_OF: Final = {"GR": "EL", "UK": "GB"}
_COUNTRY_OF: Final = {"EL": "GR", "UK": "GB"}

# Words that buyers write before the number; "NIP UE" is Polish, "ИН по ЗДДС" stands on Bulgarian forms.
_WORDS_BEFORE: Final = re.compile(
    r"^(?:ЕИК|БУЛСТАТ|ИН|ПО|ЗДДС|ДДС|ЕГН|ЛНЧ|НОМЕР|EIK|BULSTAT|DDS|EGN|NIP|PESEL|VATIN|VATID|VAT|UE|NO)+"
    r"(?=[^A-Z]|[A-Z]{1,3}\d)"
)
_LOOK_ALIKES: Final = str.maketrans("АВЕКМНОРСТУХ", "ABEKMHOPCTYX")
_OUTSIDE_EU: Final = re.compile(r"(?=(?:[A-Z]*[0-9]){4})[A-Z0-9]{4,20}")


def read_company_number(text: str, country: str) -> CompanyNumber:
    """The number in ``text``; ``country`` is the two-letter code of the buyer's address, else the
    warehouse's.

    Letters before the number decide whose it is, otherwise the country does, and then the check digits: ten
    digits are a NIP in Poland and may be a ЕГН anywhere else. Spaces, hyphens and words like "ЕИК" or "NIP"
    are passed over. A text without a digit, or of zeros alone, says nothing.
    """
    written = _compact(text)
    digits = re.sub(r"\D", "", written)
    if not digits.strip("0"):
        return CompanyNumber(NumberKind.NONE)
    home = _COUNTRY_OF.get(country.upper(), country.upper())
    return (
        _with_letters(written)
        or _of_country(written, home)
        or _of_person(written)
        or CompanyNumber(NumberKind.WRONG)
    )


def _compact(text: str) -> str:
    """Capitals and digits alone, full-width and Cyrillic look-alikes as plain ones, no words before."""
    plain = unicodedata.normalize("NFKC", text).upper()
    kept = "".join(
        str(unicodedata.decimal(letter)) if letter.isdecimal() else letter
        for letter in plain
        if letter.isalnum() or letter in "+*"
    )
    kept = _WORDS_BEFORE.sub("", kept)
    return re.sub(r"^БГ(?=\d)", "BG", kept).translate(_LOOK_ALIKES)


def _with_letters(written: str) -> CompanyNumber | None:
    """The number that begins with the letters of a country, if its structure and check digits are right."""
    letters, rest = written[:2], written[2:]
    if letters == "BG":
        return _of_bulgaria(rest, letters)
    if letters == "PL":
        return _of_poland(rest, letters)
    return _of_abroad(rest, _LETTERS_OF.get(letters, letters))


def _of_country(written: str, country: str) -> CompanyNumber | None:
    """The number without letters, as the country of the buyer's address reads it."""
    if country == "BG":
        return _of_bulgaria(written, "")
    if country == "PL":
        return _of_poland(written, "")
    if not country:
        return _of_company_in_bulgaria(written, "") or _of_person(written) or _of_poland(written, "")
    if found := _of_abroad(written, _LETTERS_OF.get(country, country)):
        return found
    if country in EU_COUNTRIES:
        return None
    # Elsewhere structures are not known. A person's number is looked for first, so that it is not kept.
    return _of_person(written) or _of_elsewhere(written, country)


def _of_company_in_bulgaria(written: str, letters: str) -> CompanyNumber | None:
    if not is_eik(written):
        return None
    # A branch has the VAT number of its company.
    return CompanyNumber(NumberKind.COMPANY, written, letters + written[:9] if letters else "", "BG")


def _of_bulgaria(written: str, letters: str) -> CompanyNumber | None:
    if found := _of_company_in_bulgaria(written, letters) or _of_person(written):
        return found
    if _is_lnch(written):
        return CompanyNumber(NumberKind.PERSONAL)
    # A Bulgarian VAT number of ten digits that is no person's belongs to a foreigner's registration.
    if letters and _is_vat_number_of_foreigner(written):
        return CompanyNumber(NumberKind.FOREIGN_VAT, "", letters + written, "BG")
    return None


def _of_poland(written: str, letters: str) -> CompanyNumber | None:
    if is_nip(written):
        return CompanyNumber(NumberKind.COMPANY, written, letters + written if letters else "", "PL")
    return None


def _of_abroad(written: str, letters: str) -> CompanyNumber | None:
    structure = VAT_STRUCTURES.get(letters)
    if structure is None or not re.fullmatch(structure, written) or _one_digit_only(written):
        return None
    return CompanyNumber(NumberKind.FOREIGN_VAT, "", letters + written, _COUNTRY_OF.get(letters, letters))


def _of_elsewhere(written: str, country: str) -> CompanyNumber | None:
    letters = re.match(r"[A-Z]{2}", written)
    if letters and letters[0] in EU_LETTERS:
        return None
    if not _OUTSIDE_EU.fullmatch(written) or _one_digit_only(written):
        return None
    return CompanyNumber(NumberKind.FOREIGN_VAT, "", written if letters else country + written, country)


def _of_person(written: str) -> CompanyNumber | None:
    # "BG" before a ЕГН is how a person registered for VAT writes it.
    digits = re.sub(r"^(BG|PL)", "", written)
    if is_egn(digits) or is_pesel(digits):
        return CompanyNumber(NumberKind.PERSONAL)
    return None


# ---------------------------------------------------------------- check digits


def is_eik(number: str) -> bool:
    """Whether ``number`` is a ЕИК: 9 digits, or 13 for a branch, with right check digits."""
    if not re.fullmatch(r"[0-9]{9}|[0-9]{13}", number) or _one_digit_only(number):
        return False
    right = _eik_digit(number[:8], range(1, 9), range(3, 11)) == int(number[8])
    if len(number) == 13:
        return right and _eik_digit(number[8:12], (2, 7, 3, 5), (4, 9, 5, 7)) == int(number[12])
    return right


def is_nip(number: str) -> bool:
    """Whether ``number`` is a Polish NIP of 10 digits with a right check digit."""
    if not re.fullmatch(r"[0-9]{10}", number) or _one_digit_only(number):
        return False
    return _weighted(number[:9], (6, 5, 7, 2, 3, 4, 5, 6, 7)) % 11 == int(number[9])


def is_egn(number: str) -> bool:
    """Whether ``number`` is a ЕГН: 10 digits that begin with a real date of birth and end in a right check
    digit.
    """
    if not re.fullmatch(r"[0-9]{10}", number):
        return False
    month = int(number[2:4])
    # Born before 1900: month + 20; from 2000 on: month + 40.
    century = {0: 1900, 1: 1800, 2: 2000}.get(month // 20)
    if century is None or not _is_date(century + int(number[:2]), month % 20, int(number[4:6])):
        return False
    return _weighted(number[:9], (2, 4, 8, 5, 10, 9, 7, 3, 6)) % 11 % 10 == int(number[9])


def is_pesel(number: str) -> bool:
    """Whether ``number`` is a Polish PESEL: 11 digits that begin with a real date of birth and end in a right
    check digit.
    """
    if not re.fullmatch(r"[0-9]{11}", number):
        return False
    month = int(number[2:4])
    # The month carries the century: + 80 for the 1800s, + 20 for the 2000s, and so on.
    century = {4: 1800, 0: 1900, 1: 2000, 2: 2100, 3: 2200}[month // 20]
    if not _is_date(century + int(number[:2]), month % 20, int(number[4:6])):
        return False
    return -_weighted(number[:10], (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)) % 10 == int(number[10])


def _is_lnch(number: str) -> bool:
    """Whether ``number`` is a ЛНЧ, the number of a foreigner who lives in Bulgaria."""
    if not re.fullmatch(r"[0-9]{10}", number) or _one_digit_only(number):
        return False
    return _weighted(number[:9], (21, 19, 17, 13, 11, 9, 7, 3, 1)) % 10 == int(number[9])


def _is_vat_number_of_foreigner(number: str) -> bool:
    if not re.fullmatch(r"[0-9]{10}", number) or _one_digit_only(number):
        return False
    return -_weighted(number[:9], (4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11 == int(number[9])


def _eik_digit(digits: str, first: Sequence[int], second: Sequence[int]) -> int:
    rest = _weighted(digits, first) % 11
    return rest if rest < 10 else _weighted(digits, second) % 11 % 10


def _weighted(digits: str, weights: Sequence[int]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=True))


def _one_digit_only(number: str) -> bool:
    """Whether one digit is repeated: some such numbers pass the check (1111111111 as NIP), but nobody has
    them; they are typed to get past a field.
    """
    return len(set(number)) == 1


def _is_date(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
