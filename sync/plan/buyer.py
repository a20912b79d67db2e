"""Who bought, as an order says it: name, number, e-mail, phone and address, cleaned for a warehouse."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from sync.model import NewPartner, Order
from sync.plan.company_numbers import CompanyNumber, read_company_number

FIELD_LENGTH: Final = 255
"""What a text column of Warehouse Pro's partners holds."""

# Addresses that a marketplace makes for one order and forwards: the next order of the same buyer has another
# one, so they prove nothing and reach nobody for long. As domains: Allegro (help.allegro.com), Amazon
# (marketplace.amazon.de and its sisters; some others use "marketplace." before their name too, eMAG among
# them), eBay (members.ebay.com), Kaufland, bol.com, TikTok Shop, and every market that runs on Mirakl.
_PROXY_DOMAINS: Final = re.compile(
    r"(.+\.)?("
    r"allegromail\.[a-z.]+|allegrogroup\.pl|marketplace\.[a-z.-]+|members\.ebay\.[a-z.]+|"
    r"kaufland-(marktplatz|marketplace)\.[a-z.]+|verkopen\.bol\.com|scs\.tiktokw\.[a-z.]+|mirakl\.net"
    r")"
)
# What is typed, or filled in by an integrator, where there is no e-mail: shared by strangers.
_NO_MAILBOX: Final = frozenset({"noemail", "nomail", "noreply", "donotreply", "nyama", "niama", "brak"})


@dataclass(frozen=True, slots=True)
class Buyer:
    """The buyer of one order.

    ``email`` in lower case and empty where it is a marketplace's or no e-mail at all. ``name`` is the
    company's, else the person's, else the e-mail, and at most 255 characters long; ``name_was_cut`` tells
    whether it was longer. ``contact`` is the person who ordered for a company. ``company`` is the company's
    name on the bill, whether or not a number came with it.
    """

    number: CompanyNumber
    name: str
    name_was_cut: bool
    company: str
    contact: str
    email: str
    phone: str
    city: str
    address: str
    wants_invoice: bool
    street: str = ""
    postcode: str = ""
    country: str = ""

    @property
    def is_private(self) -> bool:
        """Whether the order may stand under one partner for all private buyers: nothing asks for a paper in
        a name of its own.
        """
        return not (self.number.is_company or self.company or self.wants_invoice)

    def as_partner(self) -> NewPartner:
        """The partner to be made for this buyer."""
        return NewPartner(
            name=self.name,
            company_number=self.number.company_number,
            vat_number=self.number.vat_number,
            email=self.email,
            phone=self.phone,
            city=self.city,
            address=self.address,
            contact=self.contact,
            street=self.street,
            postcode=self.postcode,
            country=self.country,
        )


def read_buyer(order: Order, country: str) -> Buyer:
    """The buyer of ``order``; ``country`` is the warehouse's, for an address that names none."""
    billing, delivery = order.billing, order.delivery
    number = read_company_number(order.company_number, billing.country or delivery.country or country)
    company = _line(billing.company) or (_line(delivery.company) if number.is_company else "")
    person = _line(billing.name) or _line(delivery.name)
    email = contact_email(order.email)
    # A company's name in the delivery address alone may be a parcel point, so it is the last resort.
    name = company or person or _line(delivery.company) or email
    # Street, postcode and city belong together, so all three come from one address.
    place = billing if _line(billing.street) or _line(billing.city) else delivery
    abroad = place.country if place.country and place.country != country else ""
    return Buyer(
        number=number,
        name=cut(name),
        name_was_cut=cut(name) != name,
        company=cut(_line(billing.company)),
        contact=cut(person) if company else "",
        email=email,
        phone=cut(_line(order.phone)),
        city=cut(_line(place.city)),
        address=cut(", ".join(part for part in (_line(place.street), _line(place.postcode), abroad) if part)),
        wants_invoice=order.wants_invoice,
        street=cut(_line(place.street)),
        postcode=cut(_line(place.postcode)),
        country=place.country or country,
    )


def contact_email(text: str) -> str:
    """The buyer's own e-mail in lower case, or "": a marketplace's proxy and a placeholder are nobody's."""
    email = unicodedata.normalize("NFKC", text).strip().lower()
    if len(email) > FIELD_LENGTH or not re.fullmatch(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;.]+", email):
        return ""
    mailbox, _, domain = email.partition("@")
    if _PROXY_DOMAINS.fullmatch(domain) or re.sub(r"[._-]", "", mailbox) in _NO_MAILBOX:
        return ""
    return email


def folded(text: str) -> str:
    """``text`` for comparing names and addresses: no case, no quotes or hyphens, single spaces."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    kept = (letter if letter.isalnum() or unicodedata.combining(letter) else " " for letter in plain)
    return " ".join("".join(kept).split())


def phone_digits(text: str) -> str:
    """The last nine digits of a phone number, so that +359 and 0 before it are the same; "" if it is too
    short to tell anybody by.
    """
    digits = re.sub(r"[^0-9]", "", text)
    return digits[-9:] if len(digits) >= 8 else ""


def cut(text: str) -> str:
    """At most 255 characters as SQL Server counts them (an emoji is two), never between a letter and its
    accent.
    """
    shortened = text[:FIELD_LENGTH]
    while len(shortened.encode("utf-16-le")) > 2 * FIELD_LENGTH:
        shortened = shortened[:-1]
    while shortened and len(shortened) < len(text) and unicodedata.combining(text[len(shortened)]):
        shortened = shortened[:-1]
    return shortened.rstrip(" \u200d")


def _line(text: str) -> str:
    """``text`` in one line without invisible characters, or "" where it holds no letter, digit or sign."""
    composed = unicodedata.normalize("NFC", text)
    # The joiner is invisible too, but it holds an emoji together.
    kept = "".join(
        " " if unicodedata.category(letter) == "Cc" else letter
        for letter in composed
        if unicodedata.category(letter) not in ("Cf", "Cs") or letter == "\u200d"
    )
    line = " ".join(kept.split())
    return line if any(unicodedata.category(letter)[0] in "LNS" for letter in line) else ""
