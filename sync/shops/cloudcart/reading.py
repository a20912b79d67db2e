"""A resource of JSON:API with what belongs to it, whether its links are written out or not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sync.shops.cloudcart.client import Resource


def attributes(resource: Resource) -> Mapping[str, Any]:
    """The attributes of a resource, with its id as text."""
    found = resource.get("attributes")
    return {**(found if isinstance(found, dict) else {}), "id": ident(resource)}


def ident(resource: Resource) -> str:
    """The id, as text."""
    return str(resource.get("id") or "")


class Included:
    """What came along with a page, by type and id and by the order that it belongs to."""

    def __init__(self, resources: Iterable[Resource]) -> None:
        self._by_id: dict[tuple[str, str], Resource] = {}
        self._by_order: dict[tuple[str, str], list[Resource]] = {}
        for resource in resources:
            kind = str(resource.get("type") or "")
            self._by_id[kind, ident(resource)] = resource
            order = attributes(resource).get("order_id")
            if order is not None:
                self._by_order.setdefault((kind, str(order)), []).append(resource)

    def of(self, resource: Resource, name: str, kinds: Sequence[str]) -> list[Mapping[str, Any]]:
        """The attributes of what a resource is related to under ``name``.

        Whether an answer always writes the links out is not documented; where it does not, everything of
        these ``kinds`` that names the resource as its order belongs to it.
        """
        linked = _linkage(resource, name)
        if linked is not None:
            return [attributes(self._by_id[key]) for key in linked if key in self._by_id]
        return [
            attributes(each) for kind in kinds for each in self._by_order.get((kind, ident(resource)), [])
        ]

    def one(self, resource: Resource, name: str) -> Mapping[str, Any] | None:
        """The attributes of the one thing that a resource is linked to, or None."""
        for key in _linkage(resource, name) or ():
            if key in self._by_id:
                return attributes(self._by_id[key])
        return None

    def by_id(self, kind: str, wanted: str) -> Mapping[str, Any] | None:
        """The attributes of this resource, where it came along."""
        found = self._by_id.get((kind, wanted))
        return None if found is None else attributes(found)


def _linkage(resource: Resource, name: str) -> list[tuple[str, str]] | None:
    relationships = resource.get("relationships")
    related = relationships.get(name) if isinstance(relationships, dict) else None
    if not isinstance(related, dict) or "data" not in related:
        return None
    data = related["data"]
    rows = data if isinstance(data, list) else [data] if isinstance(data, dict) else []
    return [(str(row.get("type") or ""), str(row.get("id") or "")) for row in rows if isinstance(row, dict)]
