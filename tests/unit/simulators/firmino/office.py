"""A plain caller for the simulator of Firmino, with a small company behind it."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import requests

from sync.simulators.firmino import FirminoSimulator, Quirks

NOON = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
Fields = dict[str, Any]


class Office:
    """A running simulator with one article and one customer."""

    def __init__(self, simulator: FirminoSimulator) -> None:
        self.simulator = simulator
        self.program = simulator.program
        self.judge = simulator.judge
        self.session = requests.Session()
        self.session.auth = simulator.credentials
        self.timeout = 10.0
        self.cup = self.program.add_article("KUB-1", "Kubek", gross=Decimal("12.30"), quantity=Decimal(5))
        self.buyer = self.program.add_customer("MILA", "Mila sp. z o.o.", email="mila@example.org")

    def raw(self, action: str, content: Any = None) -> requests.Response:
        """The raw answer; a time-out that no healthy answer needs keeps a broken test short."""
        return self.session.post(
            f"{self.simulator.url}{action}", json=content or {}, timeout=self.timeout, allow_redirects=False
        )

    def call(self, action: str, **content: Any) -> Any:
        """The response of a call that has to succeed."""
        answer = self.raw(action, content).json()
        assert answer["success"] is True, answer
        return answer["response"]

    def refused(self, action: str, **content: Any) -> str:
        """The words of a call that has to be refused with HTTP 200."""
        response = self.raw(action, content)
        assert response.status_code == 200
        answer = response.json()
        assert answer["success"] is False, answer
        return str(answer["response"])

    def quirks(self, **switches: Any) -> None:
        """Exchange the service's habits."""
        self.simulator.quirks = Quirks(**switches)

    def order(self, **fields: Any) -> Fields:
        """An order of 2 cups at 12.30 gross, as a call sends it."""
        item = {"idArticle": self.cup, "quantity": "2", "price": "12.30", "vatRate": "23"}
        known: Fields = {"customer": {"id": self.buyer}, "priceType": "gross", "items": [item]}
        return {**known, **fields}
