"""A small shop of Seliton on a socket, for the contract tests, and every reading of what the fact sheet
leaves open.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sync.clock import TurnedClock
from sync.http import TimeOuts
from sync.model import Order
from sync.ports import OrderQuery
from sync.shops.seliton import Seliton
from sync.shops.seliton.adapter import SelitonSecrets
from sync.shops.seliton.sign_in import Tokens
from sync.simulators.seliton import (
    Bought,
    Quirks,
    SelitonSimulator,
)
from sync.simulators.seliton import (
    Shop as Books,
)
from sync.simulators.seliton.server import CLIENT_ID, CLIENT_WORDS
from sync.systems import SelitonShop
from tests.unit.seliton.browsing import sign_in

SOFIA = ZoneInfo("Europe/Sofia")
NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class Place:
    """A small shop: a mug, a bar of soap, and what nobody has given a code."""

    simulator: SelitonSimulator
    clock: TurnedClock
    shop: Seliton
    mug: int
    soap: int
    kept: list[Tokens]

    def open(self, token: str = "", *, refresh: str = "", **settings: Any) -> Seliton:
        """The shop once more, opened otherwise."""
        secrets = SelitonSecrets(
            token or self.simulator.owner.token(),
            refresh,
            CLIENT_WORDS,
            feed=self.simulator.feed_url,
            xml=self.simulator.doors.xml_secret,
        )
        return Seliton(
            settings_of(self.simulator, **settings),
            secrets,
            self.clock,
            SOFIA,
            time_outs=TimeOuts(2, 2, 20),
            keep=self.kept.append,
        )

    def buy(self, *lines: Bought, **details: Any) -> int:
        bought = lines or (Bought(self.mug, Decimal(2)), Bought(self.soap))
        return self.simulator.buyer.order(bought, **details)

    def order(self, number: int) -> Order:
        raw = self.shop.orders_by_id([str(number)])[str(number)]
        return self.shop.read_order(raw.raw)

    def listed(self, since: datetime = LONG_AGO, status: str = "") -> list[str]:
        return [raw.id for page in self.shop.order_pages(OrderQuery(since, status)) for raw in page]


def settings_of(simulator: SelitonSimulator, **settings: Any) -> SelitonShop:
    usual: dict[str, Any] = {
        "url": simulator.url,
        "sign_in_url": simulator.url,
        "application": CLIENT_ID,
        "requests_per_minute": 600,
    }
    return SelitonShop(**{**usual, **settings})


def make_place(quirks: Quirks | None = None, **settings: Any) -> Iterator[Place]:
    clock = TurnedClock(NOW)
    with SelitonSimulator(Books(), quirks=quirks, clock=clock) as simulator:
        owner = simulator.owner
        mug = owner.add_product(
            "1001", "Чаша „Роза“", price=Decimal("6.00"), quantity=Decimal(14), barcode="3800000000017"
        )
        soap = owner.add_product("1002", "Сапун", price=Decimal("2.50"), quantity=Decimal(3))
        owner.add_product("", "Без код", price=Decimal(1), quantity=Decimal(1))
        place = Place(simulator, clock, None, mug, soap, [])  # type: ignore[arg-type]  # opened in the next line
        place.shop = place.open(**settings)
        yield place
        place.shop.close()


@pytest.fixture
def place() -> Iterator[Place]:
    yield from make_place()


READINGS: tuple[tuple[Quirks, dict[str, Any]], ...] = (
    (Quirks(errors="always_200", default_limit=2, largest_limit=2, dates="seconds", money="number"), {}),
    (Quirks(dates="iso", quantities="text", ids="text", empty="empty_text"), {}),
    (Quirks(default_order="newest_first", largest_limit=1, empty="left_out"), {}),
    (Quirks(slash="optional", unknown_parameter="refused", unknown_field="refused"), {}),
    (Quirks(language_keys_sent="lower", new_product="hidden", same_code="refused"), {}),
    (Quirks(availability="follows_quantity", fractional_quantity="refused"), {}),
)


@pytest.fixture(params=range(len(READINGS)))
def any_place(request: pytest.FixtureRequest) -> Iterator[Place]:
    quirks, settings = READINGS[request.param]
    yield from make_place(quirks, **settings)


def signed_in(place: Place) -> Tokens:
    """What the whole flow gives, as a browser goes through it."""
    return sign_in(place.simulator, settings_of(place.simulator), place.clock)
