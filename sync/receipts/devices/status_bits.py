"""What the status bytes of the ISL families and Datecs X mean. Keys are (byte, bit), both from 0.

The order is that of telling: what a hand mends first, what a program did wrong last.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sync.receipts.device import DeviceStatus, DeviceWarning
from sync.receipts.problems import Problem

Bit = tuple[int, int]


@dataclass(frozen=True, slots=True)
class StatusBits:
    """``problems`` keep the device from acting, ``only_before`` matter before a receipt is opened (a clock
    that is not set is told with every answer). ``receipt_open`` and ``other_text_open`` are states.
    """

    problems: Mapping[Bit, Problem]
    only_before: Mapping[Bit, Problem]
    warnings: Mapping[Bit, DeviceWarning]
    receipt_open: tuple[Bit, ...]
    other_text_open: tuple[Bit, ...]
    fiscalised: Bit | None = None
    error_number: int | None = None
    """The byte whose lower seven bits are an error number."""

    def failure(self, status: bytes, errors: Mapping[int, Problem]) -> Problem | None:
        """Why the command that these bytes belong to was not carried out; None where it was.

        ``errors`` names the error numbers that are known.
        """
        number = 0 if self.error_number is None else status[self.error_number] & 0x7F
        if number in errors:
            return errors[number]
        for bit, problem in self.problems.items():
            if _is_set(status, bit):
                return problem
        return Problem.OTHER if number else None

    def read(self, status: bytes, errors: Mapping[int, Problem]) -> DeviceStatus:
        """The state that these bytes tell, when no command went before that could have failed."""
        found = [
            problem
            for bit, problem in {**self.problems, **self.only_before}.items()
            if _is_set(status, bit) and problem not in _OF_A_COMMAND
        ]
        number = 0 if self.error_number is None else status[self.error_number] & 0x7F
        if number in errors and errors[number] not in _OF_A_COMMAND:
            found.append(errors[number])
        if self.fiscalised is not None and not _is_set(status, self.fiscalised):
            found.append(Problem.NOT_FISCALISED)
        return DeviceStatus(
            problems=tuple(dict.fromkeys(found)),
            warnings=tuple(name for bit, name in self.warnings.items() if _is_set(status, bit)),
            receipt_open=any(_is_set(status, bit) for bit in self.receipt_open),
            other_text_open=any(_is_set(status, bit) for bit in self.other_text_open),
            raw=status,
        )


# A status that follows such a failure may still carry its bit: it says nothing about the device.
_OF_A_COMMAND: Final = frozenset(
    {Problem.NOT_UNDERSTOOD, Problem.OTHER_PROTOCOL, Problem.NOT_ALLOWED_NOW, Problem.OVERFLOW, Problem.OTHER}
)


def _is_set(status: bytes, bit: Bit) -> bool:
    return bool(status[bit[0]] >> bit[1] & 1)


_COMMON_PROBLEMS: Final[dict[Bit, Problem]] = {
    (2, 0): Problem.PAPER_OUT,
    (0, 6): Problem.COVER_OPEN,
    (0, 4): Problem.PRINTER_FAULT,
    (4, 0): Problem.FISCAL_MEMORY,
    (4, 4): Problem.FISCAL_MEMORY,
    (5, 0): Problem.FISCAL_MEMORY,
    (5, 2): Problem.FISCAL_MEMORY,
    (1, 3): Problem.BATTERY,
    (1, 2): Problem.MEMORY_RESET,
    (0, 1): Problem.OTHER_PROTOCOL,
    (0, 0): Problem.NOT_UNDERSTOOD,
    (1, 0): Problem.OVERFLOW,
    (1, 1): Problem.NOT_ALLOWED_NOW,
}
_COMMON_WARNINGS: Final[dict[Bit, DeviceWarning]] = {
    (2, 1): DeviceWarning.PAPER_LOW,
    (2, 4): DeviceWarning.JOURNAL_NEAR_END,
    (4, 3): DeviceWarning.MEMORY_NEAR_END,
}
_CLOCK: Final[dict[Bit, Problem]] = {(0, 2): Problem.CLOCK_NOT_SET}
_FISCAL_OPEN: Final = (2, 3)
_OTHER_TEXT_OPEN: Final = (2, 5)


def _with(first: dict[Bit, Problem], *, without: tuple[Bit, ...] = ()) -> dict[Bit, Problem]:
    """The common bits, with those of one family before them and without those it uses otherwise."""
    rest = {bit: problem for bit, problem in _COMMON_PROBLEMS.items() if bit not in without}
    return {**first, **rest}


DATECS_P: Final = StatusBits(
    problems=_with({(4, 6): Problem.OVERHEATED}),
    only_before={**_CLOCK, (2, 2): Problem.JOURNAL_FULL},
    warnings=_COMMON_WARNINGS,
    receipt_open=(_FISCAL_OPEN, (1, 4)),
    other_text_open=(_OTHER_TEXT_OPEN, (1, 5)),
    fiscalised=(5, 3),
)
DATECS_C: Final = StatusBits(
    problems=_with({}),
    only_before=_CLOCK,
    warnings={**_COMMON_WARNINGS, (1, 5): DeviceWarning.NOT_SENT_YET},
    receipt_open=(_FISCAL_OPEN, (1, 4)),
    other_text_open=(_OTHER_TEXT_OPEN,),
    fiscalised=(5, 3),
)
DAISY: Final = StatusBits(
    problems=_with({(1, 6): Problem.WRONG_PASSWORD, (1, 5): Problem.PRINTER_FAULT}),
    only_before=_CLOCK,
    warnings={(2, 1): DeviceWarning.PAPER_LOW, (4, 3): DeviceWarning.MEMORY_NEAR_END},
    receipt_open=(_FISCAL_OPEN,),
    other_text_open=(_OTHER_TEXT_OPEN,),
    fiscalised=(5, 3),
    error_number=3,
)
ELTRADE: Final = StatusBits(
    problems=_with({(1, 5): Problem.COVER_OPEN, (1, 4): Problem.MEMORY_RESET}, without=((0, 6),)),
    only_before=_CLOCK,
    warnings=_COMMON_WARNINGS,
    receipt_open=(_FISCAL_OPEN,),
    other_text_open=(_OTHER_TEXT_OPEN,),
    fiscalised=(5, 3),
)
INCOTEX: Final = StatusBits(
    # 0.4 and 5.0 are reserved there or mean something else, 1.3 is about invoices, which Mostik never prints.
    problems=_with({(1, 5): Problem.LOCKED_BY_PASSWORDS}, without=((0, 4), (1, 3))),
    only_before=_CLOCK,
    warnings={(2, 1): DeviceWarning.PAPER_LOW},
    receipt_open=(_FISCAL_OPEN,),
    other_text_open=(_OTHER_TEXT_OPEN,),
    fiscalised=(5, 3),
    error_number=3,
)
DATECS_X: Final = StatusBits(
    problems={
        (2, 0): Problem.PAPER_OUT,
        (0, 6): Problem.COVER_OPEN,
        (0, 4): Problem.PRINTER_FAULT,
        (4, 0): Problem.FISCAL_MEMORY,
        (4, 4): Problem.FISCAL_MEMORY,
        (4, 6): Problem.FISCAL_MEMORY,
        (0, 1): Problem.OTHER_PROTOCOL,
        (0, 0): Problem.NOT_UNDERSTOOD,
        (1, 0): Problem.OVERFLOW,
        (1, 1): Problem.NOT_ALLOWED_NOW,
    },
    only_before={**_CLOCK, (2, 2): Problem.JOURNAL_FULL},
    warnings=_COMMON_WARNINGS,
    receipt_open=(_FISCAL_OPEN,),
    other_text_open=(_OTHER_TEXT_OPEN,),
    fiscalised=(5, 3),
)
INCOTEX_ERRORS: Final[dict[int, Problem]] = {
    1: Problem.OVERFLOW,
    3: Problem.NOT_ALLOWED_NOW,
    4: Problem.SUMS_DIFFER,
    6: Problem.TOO_MANY_LINES,
    10: Problem.NOT_ALLOWED_NOW,
    12: Problem.TOO_MANY_LINES,
    14: Problem.SUMS_DIFFER,
    18: Problem.NOT_ALLOWED_NOW,
    21: Problem.NOT_ENOUGH_CASH,
    24: Problem.FISCAL_MEMORY,
    37: Problem.VAT_GROUP_MISSING,
    42: Problem.PAYMENT_FORBIDDEN,
    43: Problem.NOT_ALLOWED_NOW,
    73: Problem.BATTERY,
    75: Problem.OVERFLOW,
    76: Problem.CLOCK_NOT_SET,
    77: Problem.JOURNAL_FULL,
    78: Problem.JOURNAL_FULL,
    79: Problem.JOURNAL_FULL,
}
