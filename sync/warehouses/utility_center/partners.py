"""Customers, read, made and changed through Utility Center."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Final

from sync.errors import Bug, Refused, Unknown
from sync.model import MarkKey, NewPartner, Partner
from sync.plan.buyer import folded
from sync.ports import Clock
from sync.sentences import say
from sync.warehouses.remote.keeper import Keeper
from sync.warehouses.remote.once import Once
from sync.warehouses.utility_center.client import Client, Row
from sync.warehouses.utility_center.fields import count, flag, name_of, number_names, numbers_of_partner, word
from sync.warehouses.warehouse_pro.texts import cut, plain

_FIELDS: Final = ("name", "company_number", "vat_number", "email", "phone", "city", "address", "contact")
_ROOM: Final = 255
_MADE: Final = "partner made for order "
_EMAILS: Final = re.compile(r"[\s,;]+")


class Partners:
    """The partners of one warehouse."""

    def __init__(self, client: Client, keeper: Keeper, clock: Clock) -> None:
        self._client = client
        self._keeper = keeper
        self._once = Once(keeper, clock, "partner")

    def find(
        self, company_numbers: Collection[str], emails: Collection[str], names: Collection[str]
    ) -> list[Partner]:
        """Partners with one of these company numbers (digits only), e-mails (lower case) or names, by id.

        A number may be written with letters or blanks and an e-mail field may hold several, so all are read
        and compared here.
        """
        numbers, mails = set(company_numbers) - {""}, set(emails) - {""}
        wanted = {folded(name) for name in names} - {""}
        if not (numbers or mails or wanted):
            return []
        found = [
            _partner(row)
            for row in self._client.rows("Partners")
            if not flag(row, "deleted") and _fits(row, numbers, mails, wanted)
        ]
        return sorted(found, key=lambda partner: partner.id)

    def is_there(self, partner_id: int) -> bool:
        """Whether the partner is there and not deleted."""
        row = self._client.one("Partners", partner_id)
        return row is not None and not flag(row, "deleted")

    def search(self, words: str, limit: int) -> list[Partner]:
        """At most ``limit`` partners in which each of the words stands, whatever the case, by name."""
        wanted = words.casefold().split()
        found = [
            partner
            for partner in (
                _partner(row) for row in self._client.rows("Partners") if not flag(row, "deleted")
            )
            if all(any(each in cell for cell in _searched(partner)) for each in wanted)
        ]
        return sorted(found, key=lambda partner: (partner.name.casefold(), partner.id))[:limit]

    def one(self, partner_id: int) -> Partner | None:
        """This partner; None where it is not there or was deleted."""
        row = self._client.one("Partners", partner_id)
        return None if row is None or flag(row, "deleted") else _partner(row)

    def make(self, partner: NewPartner, order: MarkKey) -> int:
        """Make the partner of an order; its id. Raises Unknown where an earlier answer was lost and he is not
        to be seen.
        """
        kept = self._keeper.recall(f"{_MADE}{_key(order)}")
        if kept and self.is_there(int(kept)):
            return int(kept)
        names = self._names(self._client.any("Partners") or {})
        sent = {names[name]: _fit(getattr(partner, name)) for name in _FIELDS}

        def find() -> int | None:
            # Only a try whose answer was lost is looked up: a partner of the same name may be somebody else.
            return self._same(partner, names) if self._once.unsettled(_key(order)) is not None else None

        def send() -> int:
            answer = self._client.post("Partner", sent)
            made = count(answer, "id") or count(answer, "partner_id") or self._same(partner, names)
            if not made:
                raise Unknown(
                    say("Utility Center took the new partner but does not show it."),
                    advice=say("Mostik looks it up before it tries again."),
                )
            return made

        made, _there = self._once.make(
            _key(order), {}, find=find, send=send, noted=lambda ident: self._note(order, ident)
        )
        return made

    def _note(self, order: MarkKey, partner_id: int) -> None:
        """His order may still be refused; tried again, it stands under him and makes no second one."""
        self._keeper.remember(f"{_MADE}{_key(order)}", str(partner_id))

    def _same(self, partner: NewPartner, names: Mapping[str, str]) -> int | None:
        """The newest partner who equals this one."""
        wanted = tuple(_fit(getattr(partner, name)).strip() for name in ("name", "email", "company_number"))

        def fits(row: Row) -> bool:
            found = _partner(row)
            return (found.name, found.email, found.company_number) == wanted and not flag(row, "deleted")

        rows = self._client.matching("Partners", fits, **{names["name"]: wanted[0]})
        return max((count(row, "id") for row in rows), default=None)

    def update(self, partner_id: int, fields: Mapping[str, str]) -> None:
        """Set fields of a partner, all others as they are."""
        unknown = sorted({*fields} - {*_FIELDS})
        if unknown:
            raise Bug(
                say("Mostik meant to change a field that partners do not have."), detail=", ".join(unknown)
            )
        if not fields:
            return
        row = self._client.one("Partners", partner_id)
        if row is None or flag(row, "deleted"):
            raise Refused(
                say("The partner {partner} is no longer in the warehouse.", partner=partner_id),
                advice=say("Choose another partner in the step Orders, or bring this one back."),
            )
        names = self._names(row)
        # Whether the service keeps what a PUT leaves out is not known, so the whole row goes back.
        self._client.put("Partner", {**row, **{names[name]: _fit(value) for name, value in fields.items()}})

    def _names(self, row: Row) -> dict[str, str]:
        """How the service calls the fields, seen in one of its rows."""
        company, vat = number_names(row)
        if word(row, company)[:1].isalpha() and not word(row, vat)[:1].isalpha():
            company, vat = vat, company
        names = {name: name_of(row, name) for name in _FIELDS}
        if "name" not in row:
            names["name"] = "company"
        return {**names, "company_number": company, "vat_number": vat}


def _fit(text: str) -> str:
    """A text as it may stand in a column; a blank one is a space, as the program writes it."""
    return cut(plain(text), _ROOM) or " "


def _key(order: MarkKey) -> str:
    return f"{order.shop_key}:{order.external_id}"


def _searched(partner: Partner) -> list[str]:
    cells = (
        partner.name, partner.company_number, partner.vat_number, partner.email, partner.phone, partner.city,
    )  # fmt: skip
    return [cell.casefold() for cell in cells]


def _fits(row: Row, numbers: Collection[str], emails: Collection[str], names: Collection[str]) -> bool:
    if numbers and any(_digits(number) in numbers for number in numbers_of_partner(row)):
        return True
    if emails and any(mail in emails for mail in _EMAILS.split(word(row, "email").lower())):
        return True
    return bool(names) and folded(word(row, "name")) in names


def _digits(written: str) -> str:
    return re.sub(r"[^0-9]", "", written)


def _partner(row: Row) -> Partner:
    company_number, vat_number = numbers_of_partner(row)
    return Partner(
        id=count(row, "id"),
        name=word(row, "name"),
        company_number=company_number,
        vat_number=vat_number,
        email=word(row, "email"),
        phone=word(row, "phone"),
        city=word(row, "city"),
        address=word(row, "address"),
        contact=word(row, "contact"),
    )
