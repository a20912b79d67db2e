"""Which partner of the warehouse an order is written under, and what is filled in there.

By themselves only a company number whose check digits are right and the buyer's own e-mail prove who it is. A
name does so where the owner chose it; otherwise names and phones are only mentioned.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sync.model import NewPartner, Order, Partner
from sync.plan.buyer import Buyer, folded, read_buyer
from sync.plan.company_numbers import NumberKind
from sync.plan.partner_book import PartnerBook, has_number
from sync.plan.partner_changes import changes_of_partner
from sync.profile import PartnerLinking
from sync.sentences import Sentence, say

__all__ = ["PartnerBook", "PartnerChoice", "choose_partner", "looked_up"]

MOST_SUGGESTIONS = 3
"""How many similar partners are mentioned beside a new one."""


@dataclass(frozen=True, slots=True)
class PartnerChoice:
    """The partner of one order: a known one's id, a new one, or None where the order is held.

    ``updates`` are fields of :class:`sync.model.Partner` to set on a known partner. ``findings`` are told
    beside the order. None of the sentences holds a person's number.
    """

    partner: int | NewPartner | None
    updates: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Sentence, ...] = ()
    hold: Sentence | None = None
    advice: Sentence | None = None


@dataclass(frozen=True, slots=True)
class _Found:
    """What a search came to: one partner, none, or too many (``hold``)."""

    partner: Partner | None = None
    told: tuple[Sentence, ...] = ()
    hold: Sentence | None = None
    advice: Sentence | None = None


def looked_up(
    orders: Iterable[Order], settings: PartnerLinking, country: str
) -> tuple[set[str], set[str], set[str]]:
    """Company numbers (digits only), e-mails (lower case) and names to ask the warehouse for, so that a
    :class:`PartnerBook` of the answer serves these orders; ``country`` is the warehouse's.

    Names are asked for even where they do not link, because a partner of the same name is mentioned.
    """
    numbers: set[str] = set()
    emails: set[str] = set()
    names: set[str] = set()
    for order in orders if settings.link else ():
        buyer = read_buyer(order, country)
        if buyer.is_private and settings.one_for_private_buyers is not None:
            continue
        number = buyer.number.company_number
        # With a branch its company is asked for, to be mentioned.
        numbers.update({number, number[:9]} if len(number) == 13 else {number})
        emails.add(buyer.email)
        names.add(buyer.name)
    return numbers - {""}, emails - {""}, names - {""}


def choose_partner(order: Order, book: PartnerBook, settings: PartnerLinking, country: str) -> PartnerChoice:
    """The partner for ``order``; ``country`` is the warehouse's.

    ``book`` holds what the warehouse answered to :func:`looked_up`.
    """
    buyer = read_buyer(order, country)
    told = _told_of_number(buyer)
    if buyer.number.kind is NumberKind.WRONG and buyer.wants_invoice:
        return PartnerChoice(
            None,
            hold=say("The buyer wants an invoice, but the company number in the order fails the check."),
            advice=say("Ask the buyer for the right number and correct it in the shop."),
        )
    collective = settings.one_for_private_buyers
    if collective is not None and (buyer.is_private or not settings.link):
        return PartnerChoice(collective, findings=told)
    found = _search(buyer, book, settings, country) if settings.link else _Found()
    told += found.told
    if found.hold:
        return PartnerChoice(None, findings=told, hold=found.hold, advice=found.advice)
    if found.partner:
        updates, differences = changes_of_partner(found.partner, buyer, settings, country)
        return PartnerChoice(found.partner.id, updates, told + differences)
    similar = _suggestions(buyer, book, country) if settings.link else ()
    return _new_partner(buyer, settings, told + similar)


def _told_of_number(buyer: Buyer) -> tuple[Sentence, ...]:
    if buyer.number.kind is NumberKind.PERSONAL:
        return (say("The buyer wrote a person’s own number instead of a company number. It is not stored."),)
    if buyer.number.kind is NumberKind.WRONG:
        return (
            say(
                "The company number in the order fails the check. It is not stored, and the buyer is "
                "treated as a private one."
            ),
        )
    return ()


def _new_partner(buyer: Buyer, settings: PartnerLinking, told: tuple[Sentence, ...]) -> PartnerChoice:
    if not settings.create_missing:
        return PartnerChoice(
            None,
            findings=told,
            hold=say("The customer {name} is not in the warehouse.", name=buyer.name or "?"),
            advice=say("Make the partner in the warehouse, or allow new partners in the step for orders."),
        )
    if not buyer.name:
        return PartnerChoice(
            None,
            findings=told,
            hold=say("The order names no buyer: no company, no person and no e-mail of the buyer’s own."),
            advice=say("Fill in the buyer’s name in the shop."),
        )
    if buyer.company and buyer.number.kind is NumberKind.NONE:
        told += (
            say(
                "The order names the company {name} without a company number. If none ever comes, make the "
                "field optional in the shop’s checkout.",
                name=buyer.company,
            ),
        )
    if buyer.name_was_cut:
        told += (say("The buyer’s name is too long for the warehouse and was cut: {name}", name=buyer.name),)
    return PartnerChoice(buyer.as_partner(), findings=told)


# ---------------------------------------------------------------- search


def _search(buyer: Buyer, book: PartnerBook, settings: PartnerLinking, country: str) -> _Found:
    """The partner by number, then by e-mail, then by name where the owner chose it."""
    number = buyer.number.company_number
    same = book.with_number(number) if number else []
    if len(same) > 1:
        return _Found(
            hold=say(
                "{count} partners of the warehouse have the company number {number}: {names}.",
                count=len(same),
                number=number,
                names=_names(same),
            ),
            advice=say("Merge them in the warehouse, so that one is left."),
        )
    if same:
        return _Found(same[0])
    by_email = _by_email(buyer, book, country)
    if by_email.partner or by_email.hold or not settings.by_name:
        return by_email
    return _by_name(buyer, book, country)


def _by_email(buyer: Buyer, book: PartnerBook, country: str) -> _Found:
    if not buyer.email:
        return _Found()
    meant = _meant_by(buyer, book.with_email(buyer.email), country)
    if len(meant) > 1:
        return _Found(
            hold=say(
                "The e-mail {email} belongs to {count} partners of the warehouse: {names}.",
                email=buyer.email,
                count=len(meant),
                names=_names(meant),
            ),
            advice=say("Merge them in the warehouse, or leave the e-mail with one of them only."),
        )
    return _Found(meant[0]) if meant else _Found()


def _by_name(buyer: Buyer, book: PartnerBook, country: str) -> _Found:
    meant = _meant_by(buyer, book.named(buyer.name), country)
    if len(meant) > 1:
        return _Found(
            hold=say(
                "{count} partners of the warehouse are called {name}.", count=len(meant), name=buyer.name
            ),
            advice=say("Enter the buyer’s e-mail with the right one of them in the warehouse."),
        )
    if not meant:
        return _Found()
    warning = say(
        "Linked to the partner {name} by the name alone. Another person may have the same name.",
        name=meant[0].name,
    )
    return _Found(meant[0], told=(warning,))


def _meant_by(buyer: Buyer, candidates: list[Partner], country: str) -> list[Partner]:
    """Those candidates, found by e-mail or name, who can be this buyer; one, where it is clear.

    A company is never taken for another one that shares its e-mail: the candidate must have the same VAT
    number, or none and the same name. A private buyer is rather the candidate without a number.
    """
    without_number = [partner for partner in candidates if not has_number(partner, country)]
    same_name = [partner for partner in candidates if folded(partner.name) == folded(buyer.name)]
    if buyer.number.is_company:
        vat_number = buyer.number.vat_number
        same_vat = [
            partner for partner in candidates if vat_number in (partner.vat_number, partner.company_number)
        ]
        if vat_number and same_vat:
            return same_vat
        return [partner for partner in same_name if partner in without_number]
    if buyer.company:
        return same_name or without_number
    if len(candidates) > 1 and without_number:
        return without_number
    return candidates


# ---------------------------------------------------------------- suggestions


def _suggestions(buyer: Buyer, book: PartnerBook, country: str) -> tuple[Sentence, ...]:
    """What is said beside a new partner: known ones that look alike, each mentioned once."""
    sentences: dict[int, Sentence] = {}
    number = buyer.number
    if len(number.company_number) == 13:
        for partner in book.with_number(number.company_number[:9]):
            sentences.setdefault(partner.id, say("{name} is the company of this branch.", name=partner.name))
    if number.vat_number:
        for partner in book.with_vat_number(number.vat_number):
            sentences.setdefault(partner.id, say("{name} has the same VAT number.", name=partner.name))
    for partner in book.with_email(buyer.email):
        sentences.setdefault(
            partner.id, say("{name} has the same e-mail, but another name or number.", name=partner.name)
        )
    for partner in book.named(buyer.name):
        if not (number.is_company and has_number(partner, country)):
            sentences.setdefault(
                partner.id, say("A partner named {name} is already there.", name=partner.name)
            )
    for partner in book.with_phone(buyer.phone):
        sentences.setdefault(partner.id, say("{name} has the same phone number.", name=partner.name))
    return tuple(sentences.values())[:MOST_SUGGESTIONS]


def _names(partners: Iterable[Partner]) -> str:
    return ", ".join(f"{partner.name} ({partner.id})" for partner in partners)
