"""A plain HTTP caller for the BaseLinker simulator, and a clock that tests turn by hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import requests

from sync.simulators.baselinker import Account, BaseLinkerSimulator, LimitRules, Quirks, small_account

TOKEN = "1-23-TEST"
NOON = datetime(2026, 11, 20, 12, 0, 0, tzinfo=UTC)
Answer = dict[str, Any]


class TurnedClock:
    """Stands still until it is turned."""

    def __init__(self, start: datetime = NOON) -> None:
        self.time = start

    def now(self) -> datetime:
        """The moment it was turned to."""
        return self.time

    def turn(self, **by: float) -> None:
        """Later by so much, e.g. ``turn(minutes=3)``."""
        self.time += timedelta(**by)


class Shop:
    """A simulator that runs, its clock, and a session that calls it."""

    def __init__(self, simulator: BaseLinkerSimulator, clock: TurnedClock) -> None:
        self.simulator = simulator
        self.clock = clock
        self.panel = simulator.panel
        self.session = requests.Session()
        self.session.headers["X-BLToken"] = TOKEN

    def post(self, method: str, parameters: Any = None, **options: Any) -> requests.Response:
        """The raw response; a time-out that no healthy answer needs keeps a broken test short."""
        data = {"method": method, "parameters": json.dumps({} if parameters is None else parameters)}
        options.setdefault("timeout", 10)
        return self.session.post(self.simulator.url, data=data, **options)

    def answer(self, method: str, **parameters: Any) -> Answer:
        """The parsed answer, whatever its status."""
        response = self.post(method, parameters)
        assert response.status_code == 200
        found = json.loads(response.content.decode("utf-8"))
        assert isinstance(found, dict)
        return found

    def call(self, method: str, **parameters: Any) -> Answer:
        """The answer of a call that has to succeed, without its status."""
        found = self.answer(method, **parameters)
        assert found.pop("status") == "SUCCESS", found
        return found

    def refusal(self, method: str, **parameters: Any) -> tuple[str, str]:
        """Code and text of a call that has to be refused."""
        found = self.answer(method, **parameters)
        assert found["status"] == "ERROR", found
        return found["error_code"], found["error_message"]

    def quirks(self, **switches: Any) -> None:
        """Exchange the account's habits."""
        self.simulator.quirks = Quirks(**switches)

    def order_ids(self, **parameters: Any) -> list[int]:
        """Ids of one getOrders answer, in its order."""
        return [row["order_id"] for row in self.call("getOrders", **parameters)["orders"]]

    def order(self, order_id: int, **parameters: Any) -> Answer:
        """The one order with that id."""
        (found,) = self.call("getOrders", order_id=order_id, **parameters)["orders"]
        assert isinstance(found, dict)
        return found


@contextmanager
def running(
    account: Account | None = None, *, quirks: Quirks | None = None, limits: LimitRules | None = None
) -> Iterator[Shop]:
    """A simulator with a turned clock; without a limit unless one is given."""
    clock = TurnedClock()
    rules = limits or LimitRules(per_minute=None)
    served = account if account is not None else small_account(token=TOKEN)
    with BaseLinkerSimulator(served, quirks=quirks, limits=rules, clock=clock) as simulator:
        shop = Shop(simulator, clock)
        with shop.session:
            yield shop


def mug(shop: Shop, **fields: Any) -> int:
    """A product with 7 pieces in bl_205 at 10 in price group 105; its id."""
    known: dict[str, Any] = {"sku": "MUG-1", "ean": "5901234123457", "tax_rate": 23}
    known.update({"stock": {"bl_205": 7}, "prices": {"105": 10}})
    return shop.panel.add_product(307, fields.pop("name", "Kubek żółty"), **{**known, **fields})


def line(**fields: Any) -> dict[str, Any]:
    """An order line of 2 x 10.00 at 23 %."""
    return {"name": "Kubek", "sku": "MUG-1", "price_brutto": 10, "tax_rate": 23, "quantity": 2, **fields}
