"""The partners of the warehouse that a run's orders may mean, found by number, e-mail, name or phone."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import fields

from sync.model import NewPartner, Partner
from sync.plan.buyer import folded, phone_digits
from sync.plan.company_numbers import NumberKind, read_company_number


class PartnerBook:
    """Partners read from the warehouse, and those made since. Every look-up answers in the order of ids."""

    def __init__(self, partners: Sequence[Partner]) -> None:
        self._by_number: defaultdict[str, dict[int, Partner]] = defaultdict(dict)
        self._by_vat_number: defaultdict[str, dict[int, Partner]] = defaultdict(dict)
        self._by_email: defaultdict[str, dict[int, Partner]] = defaultdict(dict)
        self._by_name: defaultdict[str, dict[int, Partner]] = defaultdict(dict)
        self._by_phone: defaultdict[str, dict[int, Partner]] = defaultdict(dict)
        for partner in partners:
            self._enter(partner)

    def add(self, partner_id: int, made: NewPartner) -> None:
        """Note a partner that was just written, so that the customer's next order finds it."""
        values = {field.name: getattr(made, field.name) for field in fields(Partner) if field.name != "id"}
        self._enter(Partner(id=partner_id, **values))

    def with_number(self, company_number: str) -> list[Partner]:
        """Partners with this ЕИК or NIP (digits only); a VAT number counts where it stands alone."""
        return _by_id(self._by_number.get(company_number))

    def with_vat_number(self, vat_number: str) -> list[Partner]:
        """Partners with this VAT number (with the country's letters), in either of their two numbers."""
        return _by_id(self._by_vat_number.get(vat_number))

    def with_email(self, email: str) -> list[Partner]:
        """Partners with this e-mail (lower case), also among several in their field."""
        return _by_id(self._by_email.get(email))

    def named(self, name: str) -> list[Partner]:
        """Partners of this name, whatever its case, quotes and hyphens."""
        return _by_id(self._by_name.get(folded(name)))

    def with_phone(self, phone: str) -> list[Partner]:
        """Partners with this phone number, with or without the country's code."""
        return _by_id(self._by_phone.get(phone_digits(phone)))

    def _enter(self, partner: Partner) -> None:
        for written in (partner.company_number, partner.vat_number):
            _note(self._by_vat_number, _compact(written), partner)
        # A branch has the VAT number of its company, so that one tells who it is only where it stands alone.
        _note(self._by_number, _plain(partner.company_number) or _plain(partner.vat_number), partner)
        for email in re.split(r"[\s,;]+", partner.email.lower()):
            _note(self._by_email, email, partner)
        for phone in re.split(r"[,;/]", partner.phone):
            _note(self._by_phone, phone_digits(phone), partner)
        _note(self._by_name, folded(partner.name), partner)


def has_number(partner: Partner, country: str) -> bool:
    """Whether the partner is kept as a company: a person's own number there does not make it one.
    ``country`` is the warehouse's.
    """
    kinds = {
        read_company_number(written, country).kind for written in (partner.company_number, partner.vat_number)
    }
    return not kinds <= {NumberKind.NONE, NumberKind.PERSONAL}


def same_number(written: str, other: str) -> bool:
    """Whether two written numbers differ at most in spaces, hyphens and the letters BG or PL."""
    return _plain(written) == _plain(other)


def _compact(written: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", written.upper())


def _plain(written: str) -> str:
    return re.sub(r"^(BG|PL)(?=[0-9])", "", _compact(written))


def _note(index: defaultdict[str, dict[int, Partner]], key: str, partner: Partner) -> None:
    if key:
        index[key][partner.id] = partner


def _by_id(found: dict[int, Partner] | None) -> list[Partner]:
    return [found[partner_id] for partner_id in sorted(found)] if found else []
