"""Rows as resource objects, with what is included, linked and left out (facts 1.3, 1.7, 8.1, 8.7, 8.13)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from sync.simulators.cloudcart.backend import Backend
from sync.simulators.cloudcart.calls import BASE
from sync.simulators.cloudcart.order_names import renamed_order, renamed_tax
from sync.simulators.cloudcart.query import Query
from sync.simulators.cloudcart.resources import RESOURCES
from sync.simulators.cloudcart.schema import Relation, Resource, related
from sync.simulators.cloudcart.tables import Ident, Row
from sync.simulators.cloudcart.wire import shown

_ALIASES: Final = {
    "property-options": {"options": "property-options"},
    "properties": {"options": "property-options"},
}


class Presenter:
    """Shows rows for one query."""

    def __init__(self, backend: Backend, query: Query, *, with_links: bool) -> None:
        self._backend = backend
        self._query = query
        self._with_links = with_links
        self._linked: dict[str, set[str]] = {}

    def document(self, resource: Resource, data: Row | list[Row] | None) -> dict[str, Any]:
        """``data``, and ``included`` without repeats where something is asked for and found."""
        rows = data if isinstance(data, list) else [] if data is None else [data]
        found = self._collect(resource, rows)
        primary = {(resource.name, row["id"]) for row in rows}
        shown_rows = [self.one(resource, row) for row in rows]
        made: dict[str, Any] = {
            "data": shown_rows if isinstance(data, list) else next(iter(shown_rows), None)
        }
        included = [
            self.one(RESOURCES[name], row)
            for (name, ident), row in found.items()
            if (name, ident) not in primary
        ]
        if self._query.include:
            made["included"] = included
        return made

    def one(self, resource: Resource, row: Row) -> dict[str, Any]:
        """One resource object."""
        made: dict[str, Any] = {
            "type": resource.name,
            "id": str(row["id"]),
            "attributes": self._attributes(resource, row),
        }
        relationships = dict(self._relationships(resource, row))
        if relationships:
            made["relationships"] = relationships
        if self._with_links:
            made["links"] = {"self": f"{BASE}/{resource.name}/{row['id']}"}
        return made

    def identifiers(self, relation: Relation, row: Row) -> Any:
        """The linkage of a relation: one identifier or None, or a list."""
        rows = related(self._backend, row, relation)
        found = [{"type": relation.target, "id": str(each["id"])} for each in rows]
        return found if relation.many else next(iter(found), None)

    def _attributes(self, resource: Resource, row: Row) -> dict[str, Any]:
        backend = self._backend
        values = {
            name: shown(
                resource.computed[name](backend, row) if name in resource.computed else row.get(name),
                kind,
                backend.quirks,
                backend.zone,
            )
            for name, kind in resource.attributes.items()
        }
        if resource.name == "orders":
            values = renamed_order(backend, row, values)
        elif resource.name == "order-tax":
            values = renamed_tax(backend, values)
        elif resource.name == "products" and backend.quirks.product_types == "command_line":
            values["product_type"] = _type_by_variants(row)
        wanted = self._query.fields.get(resource.name)
        if wanted is not None:
            values = {name: value for name, value in values.items() if name in wanted}
        for name in self._query.append.get(resource.name, ()):
            values[name] = row.get(f"_{name}", {})
        return values

    def _relationships(self, resource: Resource, row: Row) -> Iterator[tuple[str, dict[str, Any]]]:
        linkage = self._backend.quirks.linkage
        asked = self._linked.get(resource.name, set())
        for relation in resource.relations:
            member: dict[str, Any] = {}
            if linkage == "always" or (linkage == "included" and relation.name in asked):
                member["data"] = self.identifiers(relation, row)
            if self._with_links:
                here = f"{BASE}/{resource.name}/{row['id']}"
                member["links"] = {
                    "self": f"{here}/relationships/{relation.name}",
                    "related": f"{here}/{relation.name}",
                }
            if member:
                yield relation.name, member

    def _collect(self, resource: Resource, rows: Iterable[Row]) -> dict[tuple[str, Ident], Row]:
        """Everything on the include paths, each once, in the order of being met."""
        found: dict[tuple[str, Ident], Row] = {}
        for path in self._query.include:
            here, level = resource, list(rows)
            for step in path.split("."):
                name = _ALIASES.get(here.name, {}).get(step, step)
                relation = here.relation(name)
                if relation is None:
                    break
                self._linked.setdefault(here.name, set()).add(name)
                level = [each for row in level for each in related(self._backend, row, relation)]
                found.update({(relation.target, each["id"]): each for each in level})
                here = RESOURCES[relation.target]
        return found


def _type_by_variants(row: Row) -> str:
    return "multiple" if row.get("p1_id") else str(row["product_type"])
