"""A plain caller for the simulator of micro.bg that signs by itself, with a small shop behind it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any

import requests

from sync.clock import TurnedClock
from sync.simulators.microbg import MicrobgSimulator, Quirks

NOON = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
Fields = dict[str, Any]


def signed(content: Any, secret: str) -> str:
    """The Request field, worked out from the sheet's words and not by the simulator's own hand."""
    packed = base64.b64encode(json.dumps(content).encode()).decode()
    encoded = packed.replace("+", "%2B").replace("/", "%2F").replace("=", "%3D")
    return encoded + hmac.new(secret.encode(), encoded.encode(), hashlib.sha256).hexdigest()


class Desk:
    """A running simulator with one object, item and partner beside those of the start."""

    def __init__(self, simulator: MicrobgSimulator, clock: TurnedClock) -> None:
        self.simulator = simulator
        self.program = simulator.program
        self.judge = simulator.judge
        self.clock = clock
        self.session = requests.Session()
        self.timeout = 10.0
        self.shop = self.program.add_location("Магазин", PriceGroup=2)
        self.cup = self.program.add_good(
            "Чаша",
            Code="C-1",
            Barcode="3800000000017",
            PriceIn=6,
            PriceOut1=10,
            PriceOut2=12,
            stock={self.shop: 5},
        )
        self.buyer = self.program.add_partner("Мила ЕООД", TaxID="900000016", eMail="mila@example.org")

    def form(self, content: Any, **changed: str) -> requests.Response:
        """The raw answer to a signed form; a time-out that no healthy answer needs keeps a broken test
        short.
        """
        fields = {
            "ApiId": self.simulator.api_id,
            "Request": signed(content, self.simulator.secret),
            **changed,
        }
        return self.session.post(self.simulator.url, data=fields, timeout=self.timeout, allow_redirects=False)

    def raw(self, function: str, data: Fields | None = None, **parameters: Any) -> requests.Response:
        """The raw answer to a call; PHP writes an empty list for an empty map."""
        content: Fields = {
            "functionName": function,
            "parameters": parameters or [],
            "functionData": data or [],
        }
        return self.form(content)

    def call(self, function: str, data: Fields | None = None, **parameters: Any) -> Any:
        """The data of a call that has to succeed."""
        answer = self.raw(function, data, **parameters).json()
        assert answer["status"] is True, answer
        assert answer["errors"] == []
        return answer["data"]

    def refused(self, function: str, data: Fields | None = None, **parameters: Any) -> str:
        """The word of a call that has to be refused, with HTTP 200 all the same."""
        response = self.raw(function, data, **parameters)
        return refusal(response)

    def quirks(self, **switches: Any) -> None:
        """Exchange the service's habits."""
        self.simulator.quirks = Quirks(**switches)

    def order(self, **fields: Any) -> Fields:
        """An order of 2 cups at 12.00."""
        known: Fields = {
            "OperType": 19,
            "ObjectId": self.shop,
            "PartnerId": self.buyer,
            "Items": [{"ItemId": self.cup, "Qtty": 2, "Price": 12}],
        }
        return {**known, **fields}

    def save(self, mark: int, **fields: Any) -> int:
        """The identifier of an operation that has to be created or updated by its ExtAppDocId."""
        return int(self.call("saveOperation", self.order(ExtAppDocId=mark, **fields), ByExtAppDocId=1)["id"])

    def operation(self, ident: int) -> Fields:
        """One operation as the service shows it."""
        (found,) = self.call("getOperations", Id=ident)
        assert isinstance(found, dict)
        return found


def refusal(response: requests.Response) -> str:
    """The word of an answer that has to be a refusal."""
    assert response.status_code == 200
    answer = response.json()
    assert answer["status"] is False, answer
    assert answer["data"] is None
    (error,) = answer["errors"]
    assert isinstance(error, str)
    return error.partition(":")[0]
