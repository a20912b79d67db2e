"""Which order of the sample is which: its moment, status, country, payment and what is odd about it.

250 orders, numbered in the order in which they came: 60 from the end of October, 130 that were confirmed in
one second by a bulk action on 5 November (the buyers came in the days before), 48 from the two weeks after,
12 not yet confirmed. Forty stand in an early status and reach the chosen one only later.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from sync.simulators.sample.people import BRITAIN, BULGARIA, GERMANY, GREECE, POLAND, ROMANIA, Country

TOTAL: Final = 250
EARLY, SAME_SECOND, UNCONFIRMED = 60, 130, 12
FIRST_ORDER_ID: Final = 48001

NEW, TO_DO, TAKEN, SENT, DELIVERED, CANCELLED, PROBLEM, WAITS_FOR_MONEY = range(24101, 24109)
CHOSEN_STATUS: Final = TO_DO

BULK_MOMENT: Final = datetime(2026, 11, 5, 8, 0, 0, tzinfo=UTC)
FIRST_MOMENT: Final = datetime(2026, 10, 24, 6, 12, 0, tzinfo=UTC)

CARD, BANK, PAYPAL, ON_DELIVERY, LEASING, POLISH_TRANSFER = (
    "Плащане с карта",
    "Банков превод",
    "PayPal",
    "Наложен платеж",
    "Лизинг",
    "Przelewy24",
)


@dataclass(frozen=True, slots=True)
class Slot:
    """One planned order; ``place`` counts from 0. ``later`` is whether it reaches the chosen status only
    later.
    """

    place: int
    added: datetime
    confirmed: datetime | None
    status: int
    later: bool
    country: Country
    currency: str
    payment: str

    @property
    def order_id(self) -> int:
        return FIRST_ORDER_ID + self.place


def slots() -> Iterator[Slot]:
    """All planned orders, ascending by number and by the moment they came."""
    for place in range(TOTAL):
        country, currency = _country_and_currency(place)
        added, confirmed = _moments(place)
        later = _is_later(place)
        payment = _payment(place, country)
        yield Slot(place, added, confirmed, _status(place, payment, later), later, country, currency, payment)


def _moments(place: int) -> tuple[datetime, datetime | None]:
    """When the order came and when it was confirmed. Two orders lie on both sides of the night of the
    clock change.
    """
    bulk_end = EARLY + SAME_SECOND
    if place in (6, 7):
        moment = datetime(2026, 10, 25, 0, 30, tzinfo=UTC) + timedelta(
            hours=place - 6
        )  # 03:30 in Sofia, twice
        return moment, moment + timedelta(seconds=40)
    if place < 6:
        moment = FIRST_MOMENT + timedelta(hours=2 * place + 1, minutes=7 * place)
        return moment, moment + timedelta(seconds=11)
    if place < EARLY:
        moment = datetime(2026, 10, 25, 5, 3, 20, tzinfo=UTC) + timedelta(hours=3.1 * (place - 8))
        if place == EARLY - 1:
            moment = datetime(2026, 10, 31, 21, 59, 59, tzinfo=UTC)  # one second before November in Sofia
        return moment, moment + timedelta(seconds=7 + place * 13 % 600)
    if place < bulk_end:
        return datetime(2026, 11, 1, 5, 0, tzinfo=UTC) + timedelta(minutes=43 * (place - EARLY)), BULK_MOMENT
    if place < TOTAL - UNCONFIRMED:
        moment = BULK_MOMENT + timedelta(hours=7.4 * (place - bulk_end + 1), minutes=place % 50)
        waited = timedelta(hours=18) if place == bulk_end + 5 else timedelta(seconds=9 + place * 17 % 900)
        return moment, moment + waited
    moment = datetime(2026, 11, 20, 6, 0, tzinfo=UTC) + timedelta(hours=2.4 * (place - TOTAL + UNCONFIRMED))
    return moment, None


def _is_later(place: int) -> bool:
    bulk_end = EARLY + SAME_SECOND
    if place < EARLY:
        return place % 6 == 1
    if place < bulk_end:
        return (place - EARLY) % 6 == 0 and place < EARLY + 120
    return place < TOTAL - UNCONFIRMED and place % 5 == 0


def _status(place: int, payment: str, later: bool) -> int:
    bulk_end = EARLY + SAME_SECOND
    if later:
        return WAITS_FOR_MONEY if payment in (BANK, PAYPAL, POLISH_TRANSFER) else NEW
    if place >= TOTAL - UNCONFIRMED:
        return NEW
    if place < EARLY:
        return (DELIVERED, DELIVERED, SENT, DELIVERED, CANCELLED, SENT, TO_DO)[place % 7]
    if place < bulk_end:
        return {3: SENT, 8: SENT, 11: CANCELLED, 14: PROBLEM, 17: NEW, 21: WAITS_FOR_MONEY}.get(
            (place - EARLY) % 23, TO_DO
        )
    return {2: NEW, 6: SENT, 9: CANCELLED}.get(place % 12, TO_DO)


def _country_and_currency(place: int) -> tuple[Country, str]:
    if place % 13 == 4:
        return POLAND, "EUR" if place in (4, 212) else "PLN"
    if place % 21 == 9:
        return ROMANIA, "RON"
    if place % 25 == 12:
        return GERMANY, "EUR"
    if place % 31 == 14:
        return GREECE, "EUR"
    if place % 41 == 20:
        return BRITAIN, "EUR"
    return BULGARIA, "BGN" if place % 15 == 2 else "EUR"


def _payment(place: int, country: Country) -> str:
    if place in (33, 201):
        return LEASING
    if country is POLAND:
        return (POLISH_TRANSFER, ON_DELIVERY, PAYPAL)[place % 3]
    if country is BULGARIA:
        return (ON_DELIVERY, CARD, ON_DELIVERY, BANK, ON_DELIVERY, CARD, PAYPAL)[place % 7]
    return (CARD, PAYPAL, BANK)[place % 3]
