"""Webhooks over the API (facts 2.11)."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlsplit

from sync.simulators.cloudcart.backend import Backend
from sync.simulators.cloudcart.errors import invalid
from sync.simulators.cloudcart.incoming import Document, Rule, rules, taken
from sync.simulators.cloudcart.tables import Row

EVENTS: Final = (
    *(
        f"{subject}.{what}"
        for subject in ("category", "vendor", "product", "discount", "customer", "subscriber")
        for what in ("created", "updated", "deleted")
    ),
    "order.created",
    "order.updated",
)
_RULES: Final = {
    "url": Rule(required=True, longest=None),
    "event": Rule(required=True),
    **rules(flag="active", whole="new_version", plain="request_headers"),
}


def write(backend: Backend, row: Row | None, document: Document) -> Row:
    """One event to one address; what is saved without headers loses those it had (by the switch)."""
    values = taken(document, _RULES, backend, creating=row is None)
    _check_address(values)
    if "event" in values and values["event"] not in EVENTS:
        detail = f"List of valid events: {', '.join(EVENTS)}"
        raise invalid(detail, "/data/attributes/event")
    values.update(_headers(backend, values, row))
    if row is None:
        return _create(backend, values, document)
    if "api_key_id" in document.attributes:
        raise invalid("The api key id field is read only.", "/data/attributes/api_key_id")
    backend.table("webhooks").change(row, {**values, "updated_at": backend.now()})
    return row


def _create(backend: Backend, values: Row, document: Document) -> Row:
    cap = backend.shop.settings.hook_cap
    if cap is not None and len(backend.table("webhooks")) >= cap:
        raise invalid("You have reached the webhooks limit of your plan.", "/data")
    now = backend.now()
    key_id = document.attributes.get("api_key_id", backend.shop.keys[0].ident)
    if backend.shop.key(key_id) is None:
        raise invalid("The selected api key id is invalid.", "/data/attributes/api_key_id")
    usual = {"active": "yes", "new_version": 1, "api_key_id": key_id, "created_at": now, "updated_at": now}
    return backend.table("webhooks").insert({**usual, **values})


def _check_address(values: Row) -> None:
    if "url" not in values:
        return
    parts = urlsplit(values["url"])
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise invalid("The url format is invalid.", "/data/attributes/url")


def _headers(backend: Backend, values: Row, row: Row | None) -> dict[str, Any]:
    """The custom headers as a map."""
    if "request_headers" not in values:
        kept = row is not None and backend.quirks.hook_headers_on_save == "kept"
        return {} if kept else {"request_headers": {}}
    given = values["request_headers"]
    if isinstance(given, list) and backend.quirks.hook_headers_form == "map_or_list":
        given = {each.get("name"): each.get("value") for each in given if isinstance(each, dict)}
    if given is not None and not isinstance(given, dict):
        raise invalid("The request headers must be an object.", "/data/attributes/request_headers")
    return {"request_headers": {str(name): str(value) for name, value in (given or {}).items()}}
