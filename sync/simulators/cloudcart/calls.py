"""One call and its answer, as far as the simulator looks at them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Final

from sync.simulators.cloudcart.errors import Refusal, error

BASE: Final = "/api/v2"
JSON_API: Final = "application/vnd.api+json"
PLAIN_JSON: Final = "application/json"


@dataclass(frozen=True, slots=True)
class Request:
    """A call. query: pairs as they came. headers: names in small letters, without the key. key: None where
    the header is not there.
    """

    verb: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    key: str | None = field(default=None, repr=False)

    @property
    def steps(self) -> tuple[str, ...]:
        """The address below ``/api/v2``, step by step; empty for every other address."""
        if not self.path.startswith(f"{BASE}/"):
            return ()
        return tuple(self.path.removeprefix(BASE).strip("/").split("/"))

    @property
    def kind(self) -> str:
        """Verb and address with ``{id}`` in place of the second step, such as ``PATCH /variants/{id}``."""
        steps = self.steps
        return f"{self.verb} /{'/'.join((*steps[:1], *('{id}' for _ in steps[1:2]), *steps[2:]))}"

    @property
    def address(self) -> str:
        """Verb and address as it is, such as ``PATCH /variants/17``."""
        return f"{self.verb} /{'/'.join(self.steps)}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back. content_type None where there is no content."""

    status: int
    body: bytes = b""
    content_type: str | None = None
    headers: dict[str, str] = field(default_factory=dict)


def document(content: dict[str, Any], status: int = 200, headers: dict[str, str] | None = None) -> Answer:
    """An answer of JSON:API. Letters beyond ASCII are escaped, as PHP does."""
    body = {**content, "jsonapi": {"version": "1.0"}}
    return Answer(status, json.dumps(body).encode(), JSON_API, headers or {})


def plain(content: Any, status: int = 200, headers: dict[str, str] | None = None) -> Answer:
    """An answer of plain JSON."""
    return Answer(status, json.dumps(content).encode(), PLAIN_JSON, headers or {})


def nothing() -> Answer:
    """204."""
    return Answer(204)


def refused(refusal: Refusal) -> Answer:
    """The document of a refusal."""
    content = {"errors": refusal.errors}
    return Answer(refusal.status, json.dumps(content).encode(), JSON_API)


def server_error(log_id: int) -> Answer:
    """500 with the number of a line in the platform's log (facts 1.8)."""
    return refused(Refusal(500, [{**error(500), "details": log_id}]))


def maintenance() -> Answer:
    """503 of a shop that is being worked on."""
    return refused(Refusal(503, [error(503, "Try again few minutes later")]))
