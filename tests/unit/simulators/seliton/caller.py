"""A plain caller for the simulator of Seliton, with a small shop behind it."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import requests

from sync.clock import TurnedClock
from sync.simulators.seliton import Quirks, SelitonSimulator

NOON = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
Fields = dict[str, Any]


class Caller:
    """A running simulator with one product, and a token for everything."""

    def __init__(self, simulator: SelitonSimulator, clock: TurnedClock) -> None:
        self.simulator = simulator
        self.owner = simulator.owner
        self.buyer = simulator.buyer
        self.judge = simulator.judge
        self.clock = clock
        self.session = requests.Session()
        self.timeout = 10.0
        self.token = self.owner.token()
        self.cup = self.owner.add_product(
            "KD-1", "Чаша", price=Decimal("12.00"), quantity=Decimal(5), barcode="3800000000017"
        )

    def raw(self, verb: str, path: str, content: Any = None, **asked: Any) -> requests.Response:
        """The raw answer; a time-out that no healthy answer needs keeps a broken test short."""
        return self.session.request(
            verb,
            f"{self.simulator.api_url}{path}",
            params={**asked, "access_token": self.token},
            json=content,
            timeout=self.timeout,
            allow_redirects=False,
        )

    def call(self, verb: str, path: str, content: Any = None, **asked: Any) -> Any:
        """The answer of a call that has to succeed."""
        response = self.raw(verb, path, content, **asked)
        answer = response.json()
        assert "error" not in answer, answer
        assert response.status_code == 200
        return answer

    def refused(self, verb: str, path: str, content: Any = None, **asked: Any) -> tuple[int, str]:
        """The status and the words of a call that has to be refused."""
        response = self.raw(verb, path, content, **asked)
        return response.status_code, response.json()["error"]["message"]

    def quirks(self, **switches: Any) -> None:
        """Exchange the shop's habits."""
        self.simulator.quirks = Quirks(**switches)
