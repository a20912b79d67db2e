"""What is remembered of sales and their receipts: the words of the receipts' journal, and its interface.

Every sale has one sale number for all of its papers. A paper (a receipt or its storno) goes one way through
its states, and only one paper of a kind may exist, or perhaps exist, for a sale; the journal itself refuses a
second.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Literal, Protocol

from sync.receipts.receipt import PrintedReceipt, Receipt, StornoReason
from sync.sentences import Sentence


@dataclass(frozen=True, slots=True)
class SaleLine:
    """A line of a sale. ``price`` of one piece and ``amount`` of all, gross EUR, not rounded; ``amount``
    below 0 is a discount; ``vat_rate`` in per cent.
    """

    text: str
    vat_rate: Decimal
    quantity: Decimal
    price: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Sale:
    """An imported order, as its receipt needs it. ``number`` is the order's for people, ``sale_number`` its
    УНП (empty: none could be given). ``total`` gross EUR, two decimals; None where the order's currency has
    no lawful way to euro.

    ``in_shop``: whether the shop has the sale number. ``doubtful``: the sale was found again after a state
    file was restored, so it is not known whether a receipt of it was printed.
    """

    order_id: str
    number: str
    sale_number: str
    made_at: datetime
    payment_way: str
    delivery_way: str
    cash_on_delivery: bool
    lines: tuple[SaleLine, ...]
    total: Decimal | None
    in_shop: bool = False
    doubtful: bool = False
    ordered_at: datetime | None = None
    transaction: str = ""
    """The reference of a card payment, where the shop has a field for it."""


@dataclass(frozen=True, slots=True)
class OrderStanding:
    """How the order of a sale stands in the inbox: its state there, the shop's status, and whether its
    document is written.
    """

    state: str
    status_id: str
    written: bool


class PaperKind(StrEnum):
    """What was or is to be printed."""

    SALE = "sale"
    STORNO = "storno"


class PaperState(StrEnum):
    """Where a paper stands, from first to last."""

    PLANNED = "planned"
    """Wanted; nothing was sent."""
    INTENT = "intent"
    """The device's last document number is noted; nothing of the receipt was sent."""
    PRINTING = "printing"
    """From here on bytes of the receipt may have left."""
    PRINTED = "printed"
    FAILED = "failed"
    """Surely not printed."""
    UNKNOWN = "unknown"
    """Not known whether it exists."""
    LEFT = "left"
    """The owner said that it is to be left as it is."""


MAY_EXIST = frozenset({PaperState.PRINTING, PaperState.PRINTED, PaperState.UNKNOWN, PaperState.LEFT})
"""Where the paper exists, or perhaps does: nothing more of its kind is printed then."""
IN_DOUBT = frozenset({PaperState.PRINTING, PaperState.UNKNOWN})


@dataclass(frozen=True, slots=True)
class Paper:
    """One try at a receipt or its storno. ``last_document`` is the device's last number before the first
    byte, ``last_amount`` what it told of its last receipt (EUR), ``task`` the server's name of the try where
    there is no such number.

    ``printed`` once it exists. ``by_word``: the owner said so, or that it does not exist. ``doubted``: its
    end was once unknown; such a one is never printed again by itself. ``refused``: the device did not take
    the receipt as it is.
    """

    id: int
    order_id: str
    kind: PaperKind
    state: PaperState
    receipt: Receipt
    begun_at: datetime
    device: str = ""
    fiscal_memory: str = ""
    last_document: int | None = None
    last_amount: Decimal | None = None
    task: str = ""
    original: PrintedReceipt | None = None
    reason: StornoReason | None = None
    printed: PrintedReceipt | None = None
    ended_at: datetime | None = None
    why: Sentence | None = None
    doubted: bool = False
    by_word: bool = False
    refused: bool = False

    @property
    def may_exist(self) -> bool:
        return self.state in MAY_EXIST

    @property
    def in_doubt(self) -> bool:
        return self.state in IN_DOUBT


@dataclass(frozen=True, slots=True)
class ProtocolLine:
    """Something about numbers and receipts that must be to be read later: a gap, an owner's word."""

    at: datetime
    sentence: Sentence


class Refusals(Protocol):
    """Remembers how often a device refused a password."""

    def refused_passwords(self, device: str) -> int: ...
    def note_refused_passwords(self, device: str, count: int) -> None: ...


class ReceiptJournal(Refusals, Protocol):
    """The receipts' part of a connection's journal. Every method is one transaction on disk."""

    # sales and their numbers
    def sale(self, order_id: str) -> Sale | None: ...
    def sales(
        self, since: datetime | None = None, *, lacking: Literal["number", "in shop"] | None = None
    ) -> Mapping[str, Sale]:
        """Sales made at or after ``since``, by order, in the order in which they were made; None: all.

        ``lacking``: only those that are not doubtful and have no number, or whose number the shop lacks.
        """

    def standings(self, order_ids: Collection[str]) -> Mapping[str, OrderStanding]:
        """How these orders stand in the inbox."""

    def put_sale(self, sale: Sale) -> None:
        """Store a sale over what is there. Raises Bug where its number belongs to another one."""

    def has_sale_number(self, sale_number: str) -> bool:
        """Whether a sale has this number."""

    def highest_sequence(self, device: str) -> int:
        """The highest sequence that may have been given for a device, by whatever connection; 0: none."""

    def claim_sequence(self, device: str, choose: Callable[[int], int]) -> int:
        """Claim the sequence that ``choose`` makes of the highest one given so far, and return it."""

    def fence(self) -> None:
        """Note outside the state file how far this journal is."""

    def was_restored(self) -> bool:
        """Whether more was numbered or printed than this journal knows: it is a restored backup."""

    def accept_restored(self) -> None:
        """What a restored journal does not know was dealt with."""

    def done_without_sale(self, since: datetime) -> Sequence[str]:
        """Orders called done that have no sale and were first seen at or after ``since``, the newest
        first.
        """

    # papers
    def begin_paper(
        self,
        order_id: str,
        kind: PaperKind,
        receipt: Receipt,
        *,
        original: PrintedReceipt | None = None,
        reason: StornoReason | None = None,
    ) -> Paper:
        """Note a wanted paper. Raises Refused where one of this kind exists, or perhaps does."""

    def put_paper(self, paper: Paper) -> None:
        """Store what became of a paper."""

    def paper(self, paper_id: int) -> Paper | None: ...
    def papers(
        self, *, order_ids: Collection[str] | None = None, states: Collection[PaperState] | None = None
    ) -> Sequence[Paper]:
        """Papers, the oldest first."""

    # the protocol
    def add_protocol(self, sentence: Sentence) -> None: ...
    def protocol(self) -> Sequence[ProtocolLine]:
        """All lines, the oldest first."""
