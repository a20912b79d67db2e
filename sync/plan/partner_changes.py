"""What an order changes in a partner that the warehouse already knows."""

from __future__ import annotations

import re

from sync.model import Partner
from sync.plan.buyer import Buyer, folded, phone_digits
from sync.plan.partner_book import has_number, same_number
from sync.profile import PartnerLinking
from sync.sentences import Sentence, say


def changes_of_partner(
    partner: Partner, buyer: Buyer, settings: PartnerLinking, country: str
) -> tuple[dict[str, str], tuple[Sentence, ...]]:
    """Fields to set in ``partner``, and what is told instead; ``country`` is the warehouse's.

    Blanks are filled. What is there stays, unless ``update_known`` is "always"; with "ask" the owner is told
    what differs in name, numbers, contact person and address.
    """
    if has_number(partner, country) and not buyer.number.is_company and not _same(partner.name, buyer.name):
        told = say(
            "The order stands under the company {name}, found by the e-mail, though the order gives no "
            "company number.",
            name=partner.name,
        )
        # What a person wrote is not the company's name, address or phone.
        return {}, (told,)
    said = _said(buyer)
    differing = {name: value for name, value in said.items() if value and not _equal(name, partner, value)}
    blanks = {name: value for name, value in differing.items() if _is_blank(name, partner)}
    if settings.update_known == "always":
        return differing, ()
    # Street and city belong together: one of another place must not stand beside what is there.
    if ("city" in differing) != ("city" in blanks):
        blanks.pop("address", None)
    if ("address" in differing) != ("address" in blanks):
        blanks.pop("city", None)
    if settings.update_known == "never":
        return blanks, ()
    told_of = {name: value for name, value in differing.items() if not _is_blank(name, partner)}
    return blanks, tuple(
        _difference(name, partner, value) for name, value in told_of.items() if name in _BY_YES
    )


_BY_YES = ("name", "company_number", "vat_number", "contact", "address")
"""What changes in a known partner only by the owner's yes."""


def _said(buyer: Buyer) -> dict[str, str]:
    """What the order says, by field of a partner. An e-mail that stands in for a name is no name."""
    return {
        "name": "" if buyer.name == buyer.email else buyer.name,
        "company_number": buyer.number.company_number,
        "vat_number": buyer.number.vat_number,
        "contact": buyer.contact,
        "email": buyer.email,
        "phone": buyer.phone,
        "city": buyer.city,
        "address": buyer.address,
    }


def _is_blank(name: str, partner: Partner) -> bool:
    known: str = getattr(partner, name)
    if name in ("company_number", "vat_number"):
        # An upgrade of Warehouse Pro once wrote "BG" alone where there was no number.
        return not any(letter.isdigit() for letter in known)
    return not folded(known)


def _equal(name: str, partner: Partner, value: str) -> bool:
    known: str = getattr(partner, name)
    if name in ("company_number", "vat_number"):
        return same_number(known, value)
    if name == "email":
        return value in re.split(r"[\s,;]+", known.lower())
    if name == "phone":
        return phone_digits(known) == phone_digits(value) != "" or _same(known, value)
    if name == "address":
        # Warehouses often keep the postcode or the floor in one of both only.
        return _holds(known, value) or _holds(value, known)
    return _same(known, value)


def _same(text: str, other: str) -> bool:
    return folded(text) == folded(other)


def _holds(text: str, part: str) -> bool:
    return bool(folded(part)) and f" {folded(part)} " in f" {folded(text)} "


def _difference(name: str, partner: Partner, value: str) -> Sentence:
    known: str = getattr(partner, name)
    who = partner.name
    if name == "name":
        return say(
            "The name differs: {old} in the warehouse, {new} in the order. Left as it is.",
            old=known,
            new=value,
        )
    # The number in the warehouse may be a person's own, so only the order's is shown.
    if name == "company_number":
        return say("{name}: the order gives the company number {new}. Left as it is.", name=who, new=value)
    if name == "vat_number":
        return say("{name}: the order gives the VAT number {new}. Left as it is.", name=who, new=value)
    if name == "contact":
        return say(
            "{name}: the contact person differs, {old} in the warehouse, {new} in the order. Left as it is.",
            name=who,
            old=known,
            new=value,
        )
    return say(
        "{name}: the address differs, {old} in the warehouse, {new} in the order. Left as it is.",
        name=who,
        old=known,
        new=value,
    )
