"""What a simulated device is like, what state it is in, and what the facts leave open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Final, Literal

from sync.simulators.fiscal.money import Leftover

USUAL_RATES: Final[Mapping[str, Decimal]] = MappingProxyType(
    {"А": Decimal(0), "Б": Decimal(20), "В": Decimal(20), "Г": Decimal(9)}
)
"""Per cent by VAT letter; a letter that is not here is a group which the device lacks (facts 2.1)."""


@dataclass(frozen=True, slots=True)
class Passwords:
    """Who may work on the device: numbers 1 to ``operators``, all with one ``password``, of ``shortest`` to
    ``longest`` digits. ``wrong_until_locked``: so many wrong ones in a row lock it until it is switched off
    (facts 2.4).
    """

    password: str
    operators: int
    shortest: int = 1
    longest: int = 8
    wrong_until_locked: int = 3


@dataclass(frozen=True, slots=True)
class Settings:
    """One device: its numbers, what it prints and how slow it is.

    Widths in characters, a longer text is cut. ``long_work``: seconds that a report takes, with its busy
    signs meanwhile; ``printing``: of each printed line.
    """

    serial: str
    fiscal_memory: str
    model: str
    passwords: Passwords | None
    firmware: str = "1.00BG"
    eik: str = "131234567"
    rates: Mapping[str, Decimal] = field(default_factory=lambda: USUAL_RATES)
    item_width: int = 36
    text_width: int = 42
    lines_at_most: int = 512
    first_document: int = 1
    leftover: Leftover = "largest group"
    duplicates_at_most: int = 1
    cash_only_storno: bool = False
    printing: float = 0.02
    long_work: float = 3.0


@dataclass(slots=True)
class Condition:
    """What is wrong with the device just now. Set it in a test; nothing that a client says changes it, but
    setting the clock does mend the clock.
    """

    paper_out: bool = False
    paper_low: bool = False
    cover_open: bool = False
    mechanism_fault: bool = False
    clock_not_set: bool = False
    low_battery: bool = False
    fiscal_memory_full: bool = False
    fiscal_memory_failed: bool = False
    read_only: bool = False
    not_fiscalised: bool = False
    unsent_documents: bool = False


@dataclass(frozen=True, slots=True)
class Quirks:
    """How the device behaves where the sheet does not say. A client has to work under every setting."""

    # A receipt that was open when the power went: goes on, or is annulled as the device starts. For Datecs
    # the sheet says "allows the PC to resume a transaction interrupted by power failure".
    after_power: Literal["goes on", "annulled"] = "goes on"
    # Whether the last document number counts a receipt from its opening, or from its end.
    number_from: Literal["close", "open"] = "close"
    # A receipt annulled before payment: takes a document number or does not. None: as the family does.
    annulled_takes_number: bool | None = None
    # The answer to a payment of exactly what was due: "D" with 0 or "R" with 0. None: as the family does.
    exact_payment: Literal["D", "R"] | None = None
    # Datecs X: the number that 76 tells where no receipt is open.
    x_number: Literal["last document", "last receipt"] = "last document"
    # Datecs X: whether a refusal stands in the status bits too, or in the error code alone (facts 0.3).
    x_status_tells_errors: bool = False
    # Whether it tells its VAT rates, in a form like that of its other lists; the sheet gives none.
    tells_rates: bool = True
    # What the figures of the last receipt are once one was annulled.
    after_annulled: Literal["nothing", "last closed", "the annulled"] = "nothing"
    # After a receipt its figures can be read until the next one; else they are 0.
    last_receipt_readable: bool = True
    # Whether the device still knows the last sequence number after a loss of power.
    sequence_survives_power: bool = False
    # A text longer than the paper: cut, or refused as a syntax error.
    long_text: Literal["cut", "refused"] = "cut"
    # Z takes the cash out of the drawer's figure.
    z_empties_drawer: bool = False
    # "operator-error storno refused after the 7th" of the next month (facts 1.5).
    late_error_refused: bool = True
    # The device prints Z itself at 23:59:59 where it has turnover and power, and no receipt is open.
    automatic_z: bool = True


@dataclass(slots=True)
class WrongPasswords:
    """How often a wrong password came, for tests; the device counts in a row and forgets when switched
    off.
    """

    in_all: int = 0
    in_a_row: int = 0
    locked: bool = False
