"""The unique sale number (УНП): its form, its counter for each device, ranges, and the special values.

``DDDDDDDD-OOOO-SSSSSSS``: the fiscal device's individual number, the operator's code, a sequence of seven
digits that is formed for each device apart, ascending by one for every sale. One sale has one number, on all
its receipts and on its storno. Source: Ordinance N-18, Annex 29, items 8 to 10, and article 31.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from sync.errors import SettingsError
from sync.sentences import say

LAST_SEQUENCE: Final = 9_999_999
BEFORE_THE_PROGRAM: Final = "OO000000-0000-0000000"
"""Of a sale that is older than the program: two Latin capital letters O."""
# The strictest form, which every maker's device accepts.
_FORM: Final = re.compile(r"([A-Z]{2}[0-9]{6})-([A-Z0-9]{4})-([0-9]{7})")
_DEVICE: Final = re.compile(r"[A-Z]{2}[0-9]{6}")
_OPERATOR: Final = re.compile(r"[A-Z0-9]{4}")


@dataclass(frozen=True, slots=True)
class SaleNumber:
    """A sale number. Raises ValueError for parts that are none."""

    device: str
    operator: str
    sequence: int

    def __post_init__(self) -> None:
        if not (is_device_number(self.device) and is_operator_code(self.operator)):
            raise ValueError("no device number or no operator code")
        if not 0 <= self.sequence <= LAST_SEQUENCE:
            raise ValueError("the sequence has seven digits")

    def __str__(self) -> str:
        return f"{self.device}-{self.operator}-{self.sequence:07d}"

    @classmethod
    def read(cls, text: str) -> SaleNumber | None:
        """The number that ``text`` is; None where it is none."""
        match = _FORM.fullmatch(text)
        return cls(match[1], match[2], int(match[3])) if match else None


def is_device_number(text: str) -> bool:
    """Whether ``text`` is an individual number of a fiscal device: two Latin capitals and six digits."""
    return _DEVICE.fullmatch(text) is not None


def is_operator_code(text: str) -> bool:
    """Whether ``text`` may stand for the operator: four Latin capitals or digits."""
    return _OPERATOR.fullmatch(text) is not None


def recall_number(device: str) -> str:
    """The number on a storno for a recall of goods without their receipt: the device's own two letters."""
    if not is_device_number(device):
        raise ValueError("no device number")
    return f"{device[:2]}000000-0000-0000000"


@dataclass(frozen=True, slots=True)
class NumberRange:
    """The sequences that belong to Mostik where another program numbers sales of the same device too."""

    first: int = 1
    last: int = LAST_SEQUENCE

    def __post_init__(self) -> None:
        if not 1 <= self.first <= self.last <= LAST_SEQUENCE:
            raise ValueError("a range goes from 1 to 9,999,999 at most, upwards")


@dataclass(frozen=True, slots=True)
class SaleCounter:
    """How far the numbers of one device are used. ``last`` is the highest sequence that may have been given,
    0 for none.

    Immutable: whoever stores it keeps the new counter in the same transaction as the order that got the
    number, and only then lets the number out.
    """

    device: str
    last: int = 0
    ranges: tuple[NumberRange, ...] = (NumberRange(),)

    def __post_init__(self) -> None:
        if not is_device_number(self.device):
            raise ValueError("no device number")
        if not self.ranges:
            raise ValueError("a counter needs a range")
        ordered = sorted(self.ranges, key=lambda each: each.first)
        if any(following.first <= one.last for one, following in pairwise(ordered)):
            raise ValueError("two ranges overlap")

    def next(self, operator: str) -> tuple[SaleNumber, SaleCounter]:
        """The next number, and the counter to keep before it is used.

        Raises SettingsError where the ranges are used up.
        """
        for each in sorted(self.ranges, key=lambda each: each.first):
            sequence = max(each.first, self.last + 1)
            if sequence <= each.last:
                return SaleNumber(self.device, operator, sequence), replace(self, last=sequence)
        raise SettingsError(
            say(
                "All sale numbers that Mostik may give for the fiscal device {device} are used.",
                device=self.device,
            ),
            advice=say("Set a new range of sale numbers for this device."),
        )

    def after_doubt(self, highest_known: int) -> tuple[SaleCounter, int]:
        """The counter past ``highest_known``, and how many numbers are thereby left out.

        After a crash, or with a restored backup, a number given twice is worse than a gap.
        """
        if highest_known <= self.last:
            return self, 0
        moved = replace(self, last=min(highest_known, LAST_SEQUENCE))
        return moved, moved.last - self.last
