"""What stands before every resource: budget, maintenance, key, host, plan and media types, in this order
(facts 1.1, 1.2, 1.8, 1.9).
"""

from __future__ import annotations

import hmac
from typing import Final

from sync.simulators.cloudcart.backend import Backend
from sync.simulators.cloudcart.calls import JSON_API, Answer, Request, maintenance, plain
from sync.simulators.cloudcart.errors import refusal
from sync.simulators.cloudcart.limits import Budget, Verdict

_WITH_A_BODY: Final = ("POST", "PATCH")
_ANY: Final = ("*/*", "application/*")


def host_of(request: Request) -> str:
    """The Host header in small letters, without a port."""
    return request.headers.get("host", "").lower().rsplit(":", 1)[0]


def budget_verdict(backend: Backend, budget: Budget, request: Request) -> Verdict | None:
    """Count the call. Another name of the shop than the primary one may have no budget at all (facts 8.8)."""
    hosts = backend.shop.settings.hosts
    primary_only = backend.quirks.quota_hosts == "primary" and bool(hosts)
    return budget.take(backend.quirks, has_quota=not primary_only or host_of(request) == hosts[0].lower())


def check_edge(backend: Backend) -> Answer | None:
    """503 while the shop is being worked on."""
    until = backend.shop.settings.maintenance_until
    return maintenance() if until is not None and backend.now() < until else None


def check_caller(backend: Backend, request: Request) -> None:
    """No key, unknown host, wrong key: in this order. Then the plan."""
    if not request.key:
        raise refusal(401)
    hosts = backend.shop.settings.hosts
    if hosts and host_of(request) not in {host.lower() for host in hosts}:
        raise refusal(404)
    given = request.key.encode()
    if not any(key.active and hmac.compare_digest(key.value.encode(), given) for key in backend.shop.keys):
        raise refusal(401)
    if backend.shop.settings.plan_expired:
        raise refusal(402, "Your plan has expired.")


def check_media(backend: Backend, request: Request) -> Answer | None:
    """406 for another Accept than JSON:API, 415 for another type of a body; the framework writes the 406 as
    plain JSON.
    """
    accepted = [part.split(";")[0].strip() for part in request.headers.get("accept", "*/*").split(",")]
    if not any(each in (JSON_API, *_ANY) for each in accepted):
        if backend.quirks.not_acceptable_body == "errors":
            raise refusal(406)
        return plain({"message": "Not Acceptable"}, 406)
    sends = request.verb in _WITH_A_BODY or (request.verb == "DELETE" and request.body)
    if sends and request.headers.get("content-type", "").split(";")[0].strip() != JSON_API:
        raise refusal(415)
    return None
