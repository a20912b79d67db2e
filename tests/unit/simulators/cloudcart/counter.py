"""A plain HTTP caller for the simulator of CloudCart, with a small shop behind it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import requests

from sync.clock import TurnedClock
from sync.simulators.cloudcart import SAMPLE_KEY, CloudCartSimulator, NewVariant, Quirks

NOON = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)  # 12:00 in Sofia
JSON_API = "application/vnd.api+json"
Fields = dict[str, Any]


class Counter:
    """A running shop with a cup (5 pieces at 9.99) and a shirt in two colours and sizes."""

    def __init__(self, simulator: CloudCartSimulator, clock: TurnedClock) -> None:
        self.simulator = simulator
        self.clock = clock
        self.owner = simulator.owner
        self.buyer = simulator.buyer
        self.judge = simulator.judge
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.headers.update({"X-CloudCart-ApiKey": SAMPLE_KEY, "Accept": JSON_API})
        self.owner.add_payment_way("cod", "Наложен платеж")
        self.category = self.owner.add_category("Дом")
        self.mug = self.owner.add_product(
            "Чаша", price="9.99", quantity=5, sku="MUG", barcode="3800000000017"
        )
        self.cup = self.owner.variant_of(self.mug)
        self.shirt = self.owner.add_product(
            "Тениска",
            parameters=("Цвят", "Размер"),
            variants_of=[
                NewVariant("19.90", 2, f"TEE-{color[0]}{size}", options=(color, size), weight=200)
                for color in ("Черен", "Бял")
                for size in ("S", "M")
            ],
        )

    def call(self, verb: str, path: str, **options: Any) -> requests.Response:
        """The raw response; a time-out that no healthy answer needs keeps a broken test short."""
        options.setdefault("timeout", 10)
        return self.session.request(verb, self.simulator.url + path, **options)

    def get(self, path: str, **params: Any) -> Fields:
        """The document of a read that has to be answered."""
        response = self.call(
            "GET", path, params={name.replace("__", "-"): value for name, value in params.items()}
        )
        assert response.status_code == 200, response.text
        found = response.json()
        assert isinstance(found, dict)
        return found

    def query(self, path: str, query: str) -> Any:
        """The data of a read with this query."""
        response = self.call("GET", f"{path}?{query}")
        assert response.status_code == 200, response.text
        return response.json()["data"]

    def ids(self, path: str, query: str = "") -> list[int]:
        """The ids of a page, in its order."""
        return [int(each["id"]) for each in self.query(path, query)]

    def attributes(self, path: str) -> Fields:
        """The attributes of one object."""
        found = self.get(path)["data"]["attributes"]
        assert isinstance(found, dict)
        return found

    def write(
        self,
        verb: str,
        path: str,
        attributes: Fields | None = None,
        *,
        pointing: Fields | None = None,
        kind: str | None = None,
        content_type: str = JSON_API,
    ) -> requests.Response:
        """A write whose type and id follow from the address. pointing: (type, id) by relation, or a list of
        them.
        """
        steps = path.strip("/").split("/")
        data: Fields = {"type": kind or steps[0], "attributes": attributes or {}}
        if len(steps) > 1:
            data["id"] = steps[1]
        if pointing:
            data["relationships"] = {name: {"data": _linkage(given)} for name, given in pointing.items()}
        headers = {"Content-Type": content_type}
        return self.call(verb, path, json={"data": data}, headers=headers)

    def made(self, path: str, attributes: Fields | None = None, **pointing: Any) -> int:
        """The id of an object that has to be created."""
        named = {name.replace("_", "-"): given for name, given in pointing.items()}
        response = self.write("POST", path, attributes, pointing=named)
        assert response.status_code == 201, response.text
        return int(response.json()["data"]["id"])

    def patched(self, path: str, attributes: Fields | None = None, **pointing: Any) -> Fields:
        """The attributes after a change that has to succeed."""
        response = self.write("PATCH", path, attributes, pointing=pointing)
        assert response.status_code == 200, response.text
        found = response.json()["data"]["attributes"]
        assert isinstance(found, dict)
        return found

    def refused(self, verb: str, path: str, attributes: Fields | None = None, **pointing: Any) -> Fields:
        """The one error of a write that has to be refused."""
        response = self.write(verb, path, attributes, pointing=pointing)
        return only_error(response)

    def quirks(self, **switches: Any) -> None:
        """Exchange the shop's habits."""
        self.simulator.quirks = Quirks(**switches)

    def later(self, **by: float) -> None:
        """Turn the clock."""
        self.clock.turn(timedelta(**by))

    def pieces(self, variant: int | None = None) -> int:
        """What is left of a variant, the cup by default."""
        return int(self.judge.variant(variant or self.cup).quantity)


def only_error(response: requests.Response) -> Fields:
    """The one error of a refusal, which carries the status of the answer."""
    assert response.status_code >= 400, response.text
    (found,) = response.json()["errors"]
    assert found["status"] == str(response.status_code)
    assert isinstance(found, dict)
    return found


def _linkage(given: Any) -> Any:
    if isinstance(given, list):
        return [_linkage(each) for each in given]
    return None if given is None else {"type": given[0], "id": str(given[1])}
