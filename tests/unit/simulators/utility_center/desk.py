"""A plain HTTP caller for the simulator of Utility Center, with a small shop behind it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import requests

from sync.clock import TurnedClock
from sync.simulators.utility_center import Quirks, UtilityCenterSimulator

NOON = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
Fields = dict[str, Any]


class Desk:
    """A running simulator with one location, good, partner and user beside the system's own."""

    def __init__(self, simulator: UtilityCenterSimulator, clock: TurnedClock) -> None:
        self.simulator = simulator
        self.program = simulator.program
        self.judge = simulator.judge
        self.clock = clock
        self.session = requests.Session()
        self.shop = self.program.add_location("Магазин")
        self.cup = self.program.add_good(
            "Чаша", BarCode1="3800000000017", PriceIn=4.0, PriceOut2=12.0, stock={self.shop: 5}
        )
        self.buyer = self.program.add_partner("Мила ЕООД", TaxNo="BG900000016", Bulstat="900000016")
        self.seller = self.program.add_user("Онлайн")

    def call(self, verb: str, path: str, **options: Any) -> requests.Response:
        """The raw response; a time-out that no healthy answer needs keeps a broken test short."""
        options.setdefault("timeout", 10)
        return self.session.request(verb, self.simulator.url + path, **options)

    def rows(self, path: str, **query: Any) -> list[Fields]:
        """The rows of a list that has to be answered."""
        response = self.call("GET", path, params=query)
        assert response.status_code == 200, response.text
        found = response.json()
        assert isinstance(found, list)
        return found

    def post(self, path: str, body: Any) -> Any:
        """The answer of a write that has to succeed."""
        response = self.call("POST", path, json=body)
        assert response.status_code == 200, response.text
        return response.json()

    def refused(self, verb: str, path: str, **options: Any) -> tuple[int, str]:
        """Status and message of a call that has to be refused, with its code equal to the status."""
        response = self.call(verb, path, **options)
        assert response.status_code >= 400
        body = response.json()
        assert body.keys() == {"code", "message"}
        assert int(body["code"]) == response.status_code
        return response.status_code, body["message"]

    def quirks(self, **switches: Any) -> None:
        """Exchange the service's habits."""
        self.simulator.quirks = Quirks(**switches)

    def line(self, **fields: Any) -> Fields:
        """The first row of a sale of 2 cups at 12.00."""
        known: Fields = {
            "operation_type": 2,
            "good_id": self.cup,
            "partner_id": self.buyer,
            "object_id": self.shop,
            "operator_id": self.seller,
            "qtty": 2,
            "price_out": 12,
        }
        return {**known, **fields}

    def write(self, *rows: Fields) -> int:
        """The number of a document that has to be written; the usual sale without rows."""
        return int(self.post("/Operation", list(rows) or [self.line()])["document_number"])


@contextmanager
def opened(*, key: str = "") -> Iterator[Desk]:
    """A desk at noon in Sofia, with a server of its own."""
    clock = TurnedClock(NOON)
    with UtilityCenterSimulator(key=key, clock=clock) as simulator:
        desk = Desk(simulator, clock)
        with desk.session:
            yield desk
