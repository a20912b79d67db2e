"""Customers of micro.bg: found among all, made once, changed field by
field.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Final

from sync.errors import Bug, Refused, Unknown
from sync.model import MarkKey, NewPartner, Partner
from sync.plan.buyer import folded
from sync.ports import Clock
from sync.sentences import say
from sync.warehouses.microbg.client import Client, Row, rows_in, whole
from sync.warehouses.microbg.values import is_deleted, text
from sync.warehouses.remote.keeper import Keeper
from sync.warehouses.remote.once import Once
from sync.warehouses.warehouse_pro.texts import cut, plain

_NAMES: Final[Mapping[str, str]] = {
    "name": "Name",
    "company_number": "TaxID",
    "vat_number": "VatID",
    "email": "eMail",
    "phone": "Phone",
    "city": "City",
    "address": "Address",
    "contact": "MOL",
}
_CLIENT: Final = 1
_ROOM: Final = 255
_MADE: Final = "partner made for order "
_EMAILS: Final = re.compile(r"[\s,;]+")


class Partners:
    """The partners of one company."""

    def __init__(self, client: Client, keeper: Keeper, clock: Clock) -> None:
        self._client = client
        self._keeper = keeper
        self._once = Once(keeper, clock, "partner")

    def find(
        self, company_numbers: Collection[str], emails: Collection[str], names: Collection[str]
    ) -> list[Partner]:
        """Partners with one of these company numbers (digits only), e-mails (lower case) or names, by id.

        A number may be written with letters or blanks and an e-mail field may hold several, which the
        service’s own filters would miss, so all are read and compared here.
        """
        numbers, mails = set(company_numbers) - {""}, set(emails) - {""}
        wanted = {folded(name) for name in names} - {""}
        if not (numbers or mails or wanted):
            return []
        found = {
            whole(row.get("id")): _partner(row)
            for row in self._client.rows("getPartners")
            if not is_deleted(row) and _fits(row, numbers, mails, wanted)
        }
        return [found[ident] for ident in sorted(found)]

    def search(self, words: str, limit: int) -> list[Partner]:
        """At most ``limit`` partners in which each of the words stands, whatever the case, by name."""
        wanted = words.casefold().split()
        found = []
        for row in self._client.rows("getPartners"):
            partner = _partner(row)
            cells = [
                each.casefold()
                for each in (
                    partner.name,
                    partner.company_number,
                    partner.vat_number,
                    partner.email,
                    partner.phone,
                    partner.city,
                )
            ]
            if not is_deleted(row) and all(any(word in cell for cell in cells) for word in wanted):
                found.append(partner)
        return sorted(found, key=lambda partner: (partner.name.casefold(), partner.id))[:limit]

    def one(self, partner_id: int) -> Partner | None:
        """This partner; None where it is not there or was deleted."""
        row = self._row(partner_id)
        return None if row is None or is_deleted(row) else _partner(row)

    def _row(self, partner_id: int) -> Row | None:
        rows = rows_in(self._client.read("getPartners", Id=partner_id))
        return next((row for row in rows if whole(row.get("id")) == partner_id), None)

    def make(self, partner: NewPartner, order: MarkKey) -> int:
        """Make the partner of an order; its id."""
        key = f"{order.shop_key}:{order.external_id}"
        kept = self._keeper.recall(f"{_MADE}{key}")
        if kept and self.one(int(kept)) is not None:
            return int(kept)
        sent = {_NAMES[name]: _fit(getattr(partner, name)) for name in _NAMES}

        def same() -> int | None:
            fitting = [
                whole(row.get("id"))
                for row in self._client.rows(
                    "getPartners", **({"Email": partner.email} if partner.email else {})
                )
                if not is_deleted(row) and all(text(row, name) == value for name, value in sent.items())
            ]
            return max(fitting, default=None)

        def send() -> int:
            answer = rows_in(self._client.make("insertPartner", {**sent, "PartnerType": _CLIENT}))
            made = whole(answer[0].get("id")) if answer else 0
            return made or same() or _unseen()

        made, _there = self._once.make(
            key,
            {},
            find=lambda: same() if self._once.unsettled(key) is not None else None,
            send=send,
            # His order may still be refused; tried again, it stands under him and makes no second one.
            noted=lambda ident: self._keeper.remember(f"{_MADE}{key}", str(ident)),
        )
        return made

    def update(self, partner_id: int, fields: Mapping[str, str]) -> None:
        """Set fields of a partner, all others as they are."""
        unknown = sorted({*fields} - {*_NAMES})
        if unknown:
            raise Bug(
                say("Mostik meant to change a field that partners do not have."), detail=", ".join(unknown)
            )
        if not fields:
            return
        row = self._row(partner_id)
        if row is None or is_deleted(row):
            raise Refused(
                say("The partner {partner} is no longer in the warehouse.", partner=partner_id),
                advice=say("Choose another partner in the step Orders, or bring this one back."),
            )
        changed = {_NAMES[name]: _fit(value) for name, value in fields.items()}
        self._client.change("editPartner", {**row, **changed})


def _unseen() -> int:
    raise Unknown(
        say("micro.bg took the new partner but does not show it."),
        advice=say("Mostik looks it up before it tries again."),
    )


def _partner(row: Row) -> Partner:
    return Partner(whole(row.get("id")), *(text(row, column) for column in _NAMES.values()))


def _fits(row: Row, numbers: Collection[str], emails: Collection[str], names: Collection[str]) -> bool:
    digits = {re.sub(r"[^0-9]", "", text(row, column)) for column in ("TaxID", "VatID")}
    if numbers and digits & set(numbers):
        return True
    if emails and set(_EMAILS.split(text(row, "eMail").lower())) & set(emails):
        return True
    return bool(names) and folded(text(row, "Name")) in names


def _fit(written: str) -> str:
    return cut(plain(written), _ROOM)
