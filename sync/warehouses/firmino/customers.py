"""Customers of Firmino: found among all, made once, changed field by field.

A customer needs a full name, a short name of at most 25 letters that no other has, and a place. Who was made
for an order bears the order's tag in his note, by which he is found after a lost answer.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sync.errors import Bug, Refused, Unknown
from sync.model import MarkKey, NewPartner, Partner
from sync.plan.buyer import folded
from sync.ports import Clock
from sync.sentences import say
from sync.tags import read_tag, tagged_note
from sync.warehouses.firmino.client import Client
from sync.warehouses.firmino.values import Row, ident, text
from sync.warehouses.remote.keeper import Keeper
from sync.warehouses.remote.once import Once

_RESOURCE: Final = "customers"
_MADE: Final = "partner made for order "
_HOME: Final = "PL"
_ROOM: Final[Mapping[str, int]] = {
    "fullName": 500, "shortName": 25, "locality": 30, "countryCode": 2, "tin": 20, "street": 120,
    "postCode": 30, "phone": 50, "email": 250, "note": 250,
}  # fmt: skip
_NO_PLACE: Final = "-"
_EMAILS: Final = re.compile(r"[\s,;]+")
_TRIES: Final = 1000
_BELIEVED_FOR: Final = timedelta(seconds=30)
"""So long a list is believed for customers whom nobody has tried to make before."""


class Customers:
    """The customers of one company."""

    def __init__(self, client: Client, keeper: Keeper, clock: Clock) -> None:
        self._client = client
        self._keeper = keeper
        self._clock = clock
        self._once = Once(keeper, clock, "partner")
        self._listed: list[Row] = []
        self._listed_at: datetime | None = None

    def rows(self) -> list[Row]:
        """All customers by ascending id."""
        self._listed = sorted(self._client.rows(_RESOURCE), key=ident)
        self._listed_at = self._clock.now()
        return self._listed

    def _rows_of_late(self) -> list[Row]:
        """All customers as they were read a moment ago, and those that were made since."""
        fresh = self._listed_at is not None and self._clock.now() - self._listed_at < _BELIEVED_FOR
        return self._listed if fresh else self.rows()

    def find(
        self, company_numbers: Collection[str], emails: Collection[str], names: Collection[str]
    ) -> list[Partner]:
        """Customers with one of these numbers (digits only), e-mails (lower case) or names, by id.

        What Firmino’s own search looks through is not said, so all are read and compared here.
        """
        numbers, mails = set(company_numbers) - {""}, set(emails) - {""}
        wanted = {folded(name) for name in names} - {""}
        if not (numbers or mails or wanted):
            return []
        return [_partner(row) for row in self.rows() if _fits(row, numbers, mails, wanted)]

    def search(self, words: str, limit: int) -> list[Partner]:
        """At most ``limit`` customers in which each of the words stands, whatever the case, by name."""
        wanted = words.casefold().split()
        found = []
        for row in self.rows():
            cells = [text(row, name).casefold() for name in ("fullName", "tin", "email", "phone", "locality")]
            if all(any(word in cell for cell in cells) for word in wanted):
                found.append(_partner(row))
        return sorted(found, key=lambda partner: (partner.name.casefold(), partner.id))[:limit]

    def one(self, partner_id: int) -> Partner | None:
        """This customer; None where he is not there."""
        row = self._row(partner_id)
        return None if row is None else _partner(row)

    def _row(self, partner_id: int) -> Row | None:
        try:
            row = self._client.get(_RESOURCE, partner_id)
        except Refused:
            # "Not there" and "no" are not told apart, so the list decides.
            row = None
        if row is not None:
            return row
        return next((row for row in self.rows() if ident(row) == partner_id), None)

    # ------------------------------------------------------------ writing

    def make(self, partner: NewPartner, order: MarkKey) -> int:
        """Make the customer of an order; his id."""
        key = f"{order.shop_key}:{order.external_id}"
        kept = self._keeper.recall(f"{_MADE}{key}")
        if kept and self.one(int(kept)) is not None:
            return int(kept)

        def same() -> int | None:
            lost = self._once.unsettled(key) is not None
            rows = self.rows() if lost else self._rows_of_late()
            return max((ident(row) for row in rows if read_tag(text(row, "note")) == order), default=None)

        def send() -> int:
            taken = {text(row, "shortName").casefold() for row in self._rows_of_late()}
            sent = {**_fields(partner), "shortName": _short_name(partner.name, taken)}
            sent["note"] = tagged_note(order, "")[: _ROOM["note"]]
            made = ident(self._client.make(f"{_RESOURCE}/add", sent)) or same()
            self._listed.append({**sent, "id": made})
            if not made:
                raise Unknown(
                    say("Firmino took the new customer but does not show him."),
                    advice=say("Mostik looks it up before it tries again."),
                )
            return made

        made, _there = self._once.make(
            key,
            {},
            find=same,
            send=send,
            # His order may still be refused; tried again, it stands under him and makes no second one.
            noted=lambda one: self._keeper.remember(f"{_MADE}{key}", str(one)),
        )
        return made

    def update(self, partner_id: int, fields: Mapping[str, str]) -> None:
        """Set fields of a customer, all others as they are. Firmino has none for a contact person."""
        if not fields:
            return
        row = self._row(partner_id)
        if row is None:
            raise Refused(
                say("The partner {partner} is no longer in the warehouse.", partner=partner_id),
                advice=say("Choose another partner in the step Orders, or bring this one back."),
            )
        changed = _changed(row, fields)
        if changed:
            # Whether what is left out stays is not said, so the whole row goes back.
            whole = {name: value for name, value in row.items() if isinstance(value, str) and name != "id"}
            self._client.change(_RESOURCE, partner_id, {**whole, **changed})


def _fields(partner: NewPartner) -> dict[str, Any]:
    tin, country = _number_and_country(partner)
    street = partner.street or partner.address.removesuffix(f", {partner.country}").removesuffix(
        f", {partner.postcode}"
    )
    found = {
        "fullName": partner.name,
        "locality": partner.city or _NO_PLACE,
        "countryCode": country,
        "tin": tin,
        "street": street,
        "postCode": partner.postcode,
        "phone": partner.phone,
        "email": partner.email,
    }
    return {name: _fit(name, value) for name, value in found.items() if value}


def _number_and_country(partner: NewPartner) -> tuple[str, str]:
    """The NIP without letters for a Polish firm; for others the VAT number with them. A number tells its
    country better than an address.
    """
    letters = partner.vat_number[:2].upper() if partner.vat_number[:2].isalpha() else ""
    country = {"EL": "GR"}.get(letters, letters) or partner.country or _HOME
    if country == _HOME:
        return partner.company_number or partner.vat_number.removeprefix(_HOME), country
    return partner.vat_number or partner.company_number, country


def _short_name(name: str, taken: Collection[str]) -> str:
    """A short name that nobody has."""
    room = _ROOM["shortName"]
    plain = " ".join(name.split()) or "Mostik"
    for place in range(1, _TRIES):
        ending = "" if place == 1 else f" {place}"
        short = f"{plain[: room - len(ending)].rstrip()}{ending}"
        if short.casefold() not in taken:
            return short
    raise Refused(say("Firmino has too many customers of the name {name}.", name=plain))


def _changed(row: Row, fields: Mapping[str, str]) -> dict[str, str]:
    names = {"name": "fullName", "email": "email", "phone": "phone", "city": "locality", "address": "street"}
    changed: dict[str, str] = {}
    for name, value in fields.items():
        if name in names:
            changed[names[name]] = _fit(names[name], value)
        elif name in ("company_number", "vat_number"):
            # One field holds both; a number that it has in the other way of writing stays.
            if _digits(text(row, "tin")) != _digits(value):
                changed["tin"] = _fit("tin", value)
        elif name != "contact":
            raise Bug(say("Mostik meant to change a field that partners do not have."), detail=name)
    return {name: value for name, value in changed.items() if value != text(row, name)}


def _fit(name: str, written: str) -> str:
    return " ".join(written.split())[: _ROOM[name]].rstrip()


def _partner(row: Row) -> Partner:
    tin = re.sub(r"[\s-]", "", text(row, "tin")).upper()
    place = text(row, "locality")
    address = ", ".join(part for part in (_street(row), text(row, "postCode")) if part)
    return Partner(
        id=ident(row),
        name=text(row, "fullName"),
        company_number=_digits(tin),
        vat_number=tin if tin[:2].isalpha() else "",
        email=text(row, "email"),
        phone=text(row, "phone"),
        city="" if place == _NO_PLACE else place,
        address=address,
    )


def _street(row: Row) -> str:
    house = "/".join(part for part in (text(row, "houseNo"), text(row, "flatNo")) if part)
    return " ".join(part for part in (text(row, "street"), house) if part)


def _fits(row: Row, numbers: Collection[str], emails: Collection[str], names: Collection[str]) -> bool:
    if numbers and _digits(text(row, "tin")) in numbers:
        return True
    if emails and any(mail in emails for mail in _EMAILS.split(text(row, "email").lower())):
        return True
    return bool(names) and folded(text(row, "fullName")) in names


def _digits(written: str) -> str:
    return re.sub(r"[^0-9]", "", written)
