"""Orders from the order export: tolerant of its traps, and exact where money is concerned.

The file names no currency: amounts before 2026 are leva, from 2026 on euro (fact sheet, 2.3, trap c). Times
are the shop's local ones. Newest rows come first, and older exports may lie beside newer ones: of an order
that several files have, the newest file counts.
"""

from __future__ import annotations

import html
import json
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from sync.errors import Refused
from sync.matching.folding import fold
from sync.model import Address, Choice, Order, OrderLine
from sync.ports import OrderQuery, RawOrder
from sync.sentences import Sentence, mark, say
from sync.shops.files import (
    DateForm,
    DecimalSign,
    Misread,
    read_amount,
    read_flag,
    read_moment,
    recognise_date_forms,
    recognise_decimal_sign,
)
from sync.shops.gombashop.exports import USED, Export, ExportKind, Exports
from sync.shops.gombashop.lines import Completions, content_of, line_of

EURO_SINCE: Final = date(2026, 1, 1)
STATUSES: Final = (
    "Нова",
    "Потвърдена",
    "Обработва се",
    "Очаквана наличност",
    "Доставка",
    "Отхвърлена",
    "Завършена",
    "Върната",
)
"""The list that the sister platform documents; what else stands in the files joins it."""
INCOMPLETE: Final = mark("The export of GombaShop does not say how much of each product order {order} has.")
CHANGED: Final = mark("Order {order} has changed in the shop since you completed its lines.")
LINES: Final = "lines"
"""Where the completed lines stand in a raw order."""
_CASH_ON_DELIVERY: Final = fold("Наложен платеж")
_NUMBER: Final = re.compile(r"[0-9A-Za-zА-Яа-я_/-]{1,40}")
_PAYMENT: Final = "Избран метод за плащане"
_AT_ONCE: Final = 500
_AMOUNTS: Final = ("Общо продукти", "Доставка", "Отстъпка", "Обща стойност")
_COLUMNS: Final = USED[ExportKind.ORDERS]
_KEPT: Final = tuple(name for name in _COLUMNS if name not in _AMOUNTS)


@dataclass(frozen=True, slots=True)
class _Manner:
    """How a file writes dates and numbers."""

    dates: DateForm
    sign: DecimalSign


@dataclass(frozen=True, slots=True)
class _Wrong:
    """A row that cannot be used. ``why`` is for the technical detail."""

    name: str
    row: int
    why: str

    @property
    def sentence(self) -> Sentence:
        return say("Row {row} of {name} cannot be read.", row=self.row, name=self.name)


class OrderFiles:
    """The orders in the exports. ``zone``: of the shop's clock."""

    def __init__(self, exports: Exports, completions: Completions, zone: tzinfo) -> None:
        self._exports = exports
        self._completions = completions
        self._zone = zone
        self._manners: dict[str, _Manner] = {}

    def statuses(self) -> list[Choice]:
        """The known statuses and those of the files, by their names."""
        names = dict.fromkeys(STATUSES)
        for export in self._exports.of(ExportKind.ORDERS):
            for row in export.table.rows():
                if row.problem is None:
                    names.setdefault(export.cells(row, ("Статус",))["Статус"])
        return [Choice(name, name) for name in names if name]

    def payment_ways(self) -> list[Choice]:
        """The ways of paying of all orders in the files, most recent file first."""
        names: dict[str, None] = {}
        for export in self._exports.of(ExportKind.ORDERS):
            for row in export.table.rows():
                if row.problem is None:
                    names.setdefault(export.cells(row, (_PAYMENT,))[_PAYMENT])
        return [Choice(name, name) for name in names if name]

    def pages(self, query: OrderQuery) -> Iterator[Sequence[RawOrder]]:
        """Pages of orders, the earliest first.

        Raises Refused after the last page where rows of a file cannot be read: what could be read counts.
        """
        wrong: list[_Wrong] = []
        # The newest stand first in a file, so all have to be seen before the first is told; packed, a hundred
        # thousand of them take little room.
        packed = [
            (raw.confirmed_at or query.since, raw.id, raw.status_id, _packed(raw.raw))
            for raw in self._all(wrong, query.since)
            if not query.status_id or raw.status_id == query.status_id
        ]
        packed.sort(key=lambda each: each[:2])
        for start in range(0, len(packed), _AT_ONCE):
            yield [
                RawOrder(ident, status, placed, _unpacked(content))
                for placed, ident, status, content in packed[start : start + _AT_ONCE]
            ]
        if wrong:
            first = wrong[0]
            raise Refused(
                first.sentence
                if len(wrong) == 1
                else say(
                    "{count} rows of the exported orders cannot be read; the first is row {row} of {name}.",
                    count=len(wrong),
                    row=first.row,
                    name=first.name,
                ),
                advice=say("Export the orders again, and do not save the file in a spreadsheet."),
                detail=first.why,
            )

    def by_id(self, order_ids: Sequence[str]) -> dict[str, RawOrder]:
        """These orders as the newest file has them; one that no file has is missing."""
        wanted = set(order_ids)
        return {raw.id: raw for raw in self._all([]) if raw.id in wanted}

    def newest(self) -> tuple[str, datetime] | None:
        """Number and moment of the latest order of the newest file."""
        for export in self._exports.of(ExportKind.ORDERS)[:1]:
            orders = [raw for _row, raw in self._of(export, [], None) if raw.confirmed_at is not None]
            if orders:
                last = max(orders, key=lambda raw: raw.confirmed_at or datetime.min.replace(tzinfo=UTC))
                assert last.confirmed_at is not None
                return last.id, last.confirmed_at
        return None

    def _all(self, wrong: list[_Wrong], since: datetime | None = None) -> Iterator[RawOrder]:
        seen: set[str] = set()
        for export in self._exports.of(ExportKind.ORDERS):
            here: dict[str, tuple[object, ...]] = {}
            for row, raw in self._of(export, wrong, since):
                if raw.id in seen:
                    continue
                content = (raw.status_id, raw.confirmed_at, raw.raw["content"], *raw.raw["amounts"].values())
                if raw.id not in here:
                    here[raw.id] = content
                    yield raw
                elif here[raw.id] != content:
                    wrong.append(_Wrong(export.name, row, "the order stands twice, each time otherwise"))
            seen.update(here)

    def _of(
        self, export: Export, wrong: list[_Wrong], since: datetime | None
    ) -> Iterator[tuple[int, RawOrder]]:
        manner = self._manner(export)
        for row in export.table.rows():
            cells = export.cells(row, _COLUMNS)
            if row.problem is not None:
                wrong.append(_Wrong(export.name, row.number, row.problem.text()))
                continue
            try:
                placed = read_moment(cells["Дата"], manner.dates, self._zone)
                if since is not None and placed < since:
                    continue
                yield row.number, self._raw(cells, placed, manner)
            except Misread as misread:
                wrong.append(_Wrong(export.name, row.number, misread.sentence.text()))

    def _raw(self, cells: Mapping[str, str], placed: datetime, manner: _Manner) -> RawOrder:
        number = cells["Номер на поръчката"]
        if not _NUMBER.fullmatch(number):
            raise Misread(say("“{number}” is no number of an order.", number=number[:40]))
        currency = "EUR" if placed.astimezone(self._zone).date() >= EURO_SINCE else "BGN"
        amounts = {name: _amount(cells[name], manner.sign, currency) for name in _AMOUNTS}
        content = content_of(cells["Продукти"], amounts["Общо продукти"], currency)
        raw: dict[str, Any] = {
            "cells": {name: cells[name] for name in _KEPT},
            "amounts": amounts,
            "currency": currency,
            "placed": placed.isoformat(),
            "content": content,
        }
        lines = self._completions.find(number, content)
        if lines is not None:
            raw[LINES] = lines
        elif self._completions.outdated(number, content):
            raw["outdated"] = True
        return RawOrder(number, cells["Статус"], placed, raw)

    def _manner(self, export: Export) -> _Manner:
        """Dates and decimals by all rows of the file; where both would do, as the shop itself writes them."""
        known = self._manners.get(export.table.fingerprint.digest)
        if known is None:
            forms = recognise_date_forms(_column(export, ("Дата",)))
            # The same amounts come again and again.
            sign = recognise_decimal_sign(dict.fromkeys(_column(export, _AMOUNTS)))
            usual = DateForm.YEAR_FIRST if DateForm.YEAR_FIRST in forms or not forms else DateForm.DAY_FIRST
            known = _Manner(usual if usual in forms or not forms else forms[0], sign or DecimalSign.POINT)
            self._manners[export.table.fingerprint.digest] = known
        return known


def _packed(raw: Mapping[str, Any]) -> bytes:
    return zlib.compress(json.dumps(raw, ensure_ascii=False).encode("utf-8"), 1)


def _unpacked(packed: bytes) -> dict[str, Any]:
    raw: dict[str, Any] = json.loads(zlib.decompress(packed))
    return raw


def _column(export: Export, columns: tuple[str, ...]) -> Iterator[str]:
    for row in export.table.rows():
        if row.problem is None:
            yield from export.cells(row, columns).values()


@lru_cache(maxsize=50_000)
def _amount(cell: str, sign: DecimalSign, currency: str) -> str:
    if not cell:
        return "0"
    amount = read_amount(cell, sign)
    if amount.currency and amount.currency != currency:
        raise Misread(say("The amount {amount} is not in {currency}.", amount=cell, currency=currency))
    return str(amount.value)


# ---------------------------------------------------------------- an order as Mostik understands it


def read_order(raw: Mapping[str, Any]) -> Order:
    """The order in a raw answer of :class:`OrderFiles`.

    Raises Refused where its lines are not completed, or where its amounts do not add up.
    """
    cells: Mapping[str, str] = raw["cells"]
    amounts = {name: Decimal(amount) for name, amount in raw["amounts"].items()}
    number = cells["Номер на поръчката"]
    goods, delivery, discount, total = (amounts[name] for name in _AMOUNTS)
    if goods + delivery - discount != total:
        raise Refused(
            say("Order {order}: {goods} and {delivery} less {discount} do not make {total}.",
                order=number, goods=goods, delivery=delivery, discount=discount, total=total),
            advice=say("Export the orders again from GombaShop."),
        )  # fmt: skip
    if LINES not in raw:
        raise Refused(
            Sentence(CHANGED if raw.get("outdated") else INCOMPLETE, {"order": number}),
            advice=say("Open this line and complete the order; it comes in with the next sync."),
        )
    placed = datetime.fromisoformat(raw["placed"])
    invoice = _flag(cells["Клиентът има нужда от фактура"])
    way = cells[_PAYMENT]
    return Order(
        id=number,
        number=number,
        status_id=cells["Статус"],
        added_at=placed,
        confirmed_at=placed,
        currency=str(raw["currency"]),
        lines=tuple(_line(place, told) for place, told in enumerate(raw[LINES], 1)),
        delivery_way=cells["Начин за доставка"],
        delivery_price=delivery,
        discount=discount,
        payment_way=way,
        cash_on_delivery=_CASH_ON_DELIVERY in fold(way),
        paid=total if _flag(cells["Платена"]) else Decimal(0),
        email=cells["Имейл"],
        phone=cells["Телефон"] or cells["Телефон за доставка"],
        delivery=Address(
            name=_plain(cells["Лице за доставка"] or cells["Клиент"]),
            street=_plain(cells["Адрес за доставка"]),
            postcode=cells["Пощенски код"],
            city=_plain(cells["Град за доставка"]),
        ),
        billing=_billing(cells, invoice=invoice),
        company_number=(cells["ЕИК"] or cells["ИН по ЗДДС"]) if invoice else "",
        wants_invoice=invoice,
        comment=_plain(cells["Бележка на клиента"]),
        source="GombaShop",
        extra_fields={"promo": cells["Промокод"]} if cells["Промокод"] else {},
    )


def asks_for_lines(why: Sentence) -> bool:
    """Whether this is why an order waits for its lines."""
    return why.template in (INCOMPLETE, CHANGED)


def _line(place: int, told: Mapping[str, Any]) -> OrderLine:
    line = line_of(told)
    return OrderLine(
        id=str(place),
        name=line.name,
        quantity=line.quantity,
        unit_price=line.price,
        # The shop keeps the line's rate to itself; the good's own group decides.
        vat_rate=None,
        product_id=line.product_id,
        sku=line.sku,
        attributes=line.options,
    )


def _billing(cells: Mapping[str, str], *, invoice: bool) -> Address:
    return Address(
        name=_plain(cells["Клиент"]),
        company=_plain(cells["Фирма"]) if invoice else "",
        street=_plain((cells["Адрес за фактура"] if invoice else "") or cells["Адрес"]),
        postcode=cells["Пощенски код (2)"] or cells["Пощенски код"],
        city=_plain((cells["Град за фактура"] if invoice else "") or cells["Град"]),
    )


def _plain(text: str) -> str:
    return html.unescape(text).strip()


def _flag(cell: str) -> bool:
    try:
        return read_flag(cell)
    except Misread:
        return False
