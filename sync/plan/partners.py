"""Which partner of the warehouse an order is written under, and what is filled in there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sync.model import NewPartner, Order, Partner
from sync.profile import PartnerLinking
from sync.sentences import Sentence


@dataclass(frozen=True, slots=True)
class PartnerChoice:
    """The partner of one order: a known one's id, a new one, or None where the order is held.

    ``updates`` are fields of :class:`sync.model.Partner` to set on a known partner. ``findings`` are told
    beside the order.
    """

    partner: int | NewPartner | None
    updates: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Sentence, ...] = ()
    hold: Sentence | None = None
    advice: Sentence | None = None


class PartnerBook:
    """The partners that may be meant by the orders of a run, found by number, e-mail or name."""

    def __init__(self, partners: Sequence[Partner]) -> None:
        raise NotImplementedError(partners)

    def add(self, partner_id: int, made: NewPartner) -> None:
        """Note a partner that was just written, so that the customer's next order finds it."""
        raise NotImplementedError(partner_id, made)


def looked_up(
    orders: Iterable[Order], settings: PartnerLinking, country: str
) -> tuple[set[str], set[str], set[str]]:
    """Company numbers, e-mails (lower case) and names to ask the warehouse for, in this order."""
    raise NotImplementedError(orders, settings, country)


def choose_partner(order: Order, book: PartnerBook, settings: PartnerLinking, country: str) -> PartnerChoice:
    """The partner for ``order``; ``country`` is the warehouse's."""
    raise NotImplementedError(order, book, settings, country)
