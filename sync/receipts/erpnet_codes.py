"""What the codes of an ErpNet.FP server mean. Source: its ErrorCodes.md of July 2026."""

from __future__ import annotations

from typing import Final

from sync.receipts.device import DeviceWarning
from sync.receipts.problems import Problem

_CODES: Final[dict[str, Problem]] = {
    "E102": Problem.BATTERY,
    "E103": Problem.CLOCK_NOT_SET,
    "E104": Problem.MEMORY_RESET,
    "E105": Problem.MEMORY_RESET,
    "E108": Problem.BUSY,
    "E301": Problem.PAPER_OUT,
    "E302": Problem.COVER_OPEN,
    "E303": Problem.PRINTER_FAULT,
    "E304": Problem.OVERHEATED,
    "E401": Problem.NOT_UNDERSTOOD,
    "E402": Problem.NOT_UNDERSTOOD,
    "E403": Problem.SUMS_DIFFER,
    "E404": Problem.NOT_ALLOWED_NOW,
    "E405": Problem.NOT_ALLOWED_NOW,
    "E406": Problem.PAYMENT_FORBIDDEN,
    "E407": Problem.NOT_UNDERSTOOD,
    "E408": Problem.WRONG_PASSWORD,
    "E411": Problem.VAT_GROUP_MISSING,
    "E412": Problem.PAYMENT_FORBIDDEN,
    "E413": Problem.PAYMENT_FORBIDDEN,
}
_FAMILIES: Final = {
    "E2": Problem.FISCAL_MEMORY,
    "E3": Problem.PRINTER_FAULT,
    "E5": Problem.NOT_SENT,
    "E6": Problem.CARD_TERMINAL,
}
# Said before anything is sent to the device, or of the receipt as a whole: then surely nothing was printed.
SURELY_NOT_PRINTED: Final = frozenset({"E403", "E405", "E407", "E408", "E410", "E411", "E412", "E413"})
_REFUSALS: Final = frozenset({"E2", "E3", "E4", "E5"})
_REPLY_NOT_UNDERSTOOD: Final = "E409"
WARNINGS: Final = {
    "W201": DeviceWarning.MEMORY_NEAR_END,
    "W202": DeviceWarning.MEMORY_NEAR_END,
    "W301": DeviceWarning.PAPER_LOW,
    "W501": DeviceWarning.NOT_SENT_YET,
}
# A status may tell of what went wrong with an earlier command; that keeps nothing from printing.
ABOUT_A_COMMAND: Final = "E4"


def is_refusal(code: str) -> bool:
    """Whether a single command (a report, a duplicate, cash) that ended so was surely not carried out."""
    return code[:2] in _REFUSALS and code != _REPLY_NOT_UNDERSTOOD


def problem_of_code(code: str) -> Problem:
    """What an error code says of the device or the receipt."""
    return _CODES.get(code) or _FAMILIES.get(code[:2], Problem.OTHER)
