"""VAT groups of Bulgarian fiscal devices: which letter a rate has (Ordinance N-18, article 27)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Final

from sync.receipts.problems import Problem, problem_error

LETTERS: Final = "АБВГДЕЖЗ"
"""The eight groups, in Cyrillic. А: 0 % or exempt; Б: 20 %; В: liquid fuels; Г: 9 %."""
_BASIC_RATE: Final = Decimal(20)
_FEWEST_FIELDS: Final = 4
_BY_LAW: Final = {Decimal(0): "А", Decimal(20): "Б", Decimal(9): "Г"}


@dataclass(frozen=True, slots=True)
class VatLetters:
    """Letters for rates. ``registered``: whether the trader is registered for VAT; who is not uses А alone.

    ``programmed`` are the device's own rates by letter, where it told them (None: the group is off);
    ``chosen`` are the owner's letters by rate, which go before everything else.
    """

    registered: bool = True
    programmed: Mapping[str, Decimal | None] | None = None
    chosen: Mapping[Decimal, str] = field(default_factory=dict)

    def letter(self, rate: Decimal, device: str) -> str:
        """The letter of ``rate`` (per cent). Raises Refused where ``device`` lacks the group."""
        if not self.registered:
            return "А"
        if rate in self.chosen:
            return self.chosen[rate]
        letter: str | None = _BY_LAW.get(rate)
        if self.programmed is None and letter is not None:
            return letter
        if self.programmed is not None:
            # Group В is for fuels although its rate is that of Б.
            wanted = ([letter] if letter else []) + [each for each in LETTERS if each != "В"]
            for each in wanted:
                if self.programmed.get(each) == rate:
                    return each
        raise problem_error(Problem.VAT_GROUP_MISSING, device, rate=f"{rate.normalize():f}")


def read_rates(fields: list[str]) -> dict[str, Decimal | None] | None:
    """Rates by letter from a device's own list, such as ``0.00,20.00,20.00,9.00``; None where it is none.

    The makers' lists differ in their form, so only what is certainly one is taken: at least four fields,
    each a percentage or empty, and the first two groups as the law has them.
    """
    rates: dict[str, Decimal | None] = {}
    for letter, told in zip(LETTERS, fields, strict=False):
        written = told.strip().rstrip("%").strip()
        if not written:
            rates[letter] = None
            continue
        try:
            rate = Decimal(written)
        except InvalidOperation:
            return None
        if not (rate.is_finite() and 0 <= rate < 100):
            return None
        rates[letter] = rate
    lawful = rates.get("А") == 0 and rates.get("Б") == _BASIC_RATE
    return rates if len(fields) >= _FEWEST_FIELDS and lawful else None
