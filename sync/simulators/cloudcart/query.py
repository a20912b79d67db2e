"""The query of a call: page, filters, sort, fields, include, append (facts 1.4 to 1.7)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from sync.simulators.cloudcart.errors import Refusal, bad_query
from sync.simulators.cloudcart.quirks import Quirks
from sync.simulators.cloudcart.schema import Resource

DEFAULT_SIZE: Final = 20
LARGEST_SIZE: Final = 100
_BRACKETS: Final = re.compile(r"(\w+)\[([\w-]+)\]")


@dataclass(frozen=True, slots=True)
class Query:
    """What a call asks for. sort: (column, descending). fields and append: by resource."""

    number: int = 1
    size: int = DEFAULT_SIZE
    filters: dict[str, str] = field(default_factory=dict)
    sort: tuple[tuple[str, bool], ...] = ()
    fields: dict[str, frozenset[str]] = field(default_factory=dict)
    include: tuple[str, ...] = ()
    append: dict[str, frozenset[str]] = field(default_factory=dict)


class QueryReader:
    """Reads the pairs for one resource; every mistake is a refusal with 400 or 422 by the switches."""

    def __init__(self, resource: Resource, quirks: Quirks, appends: dict[str, frozenset[str]]) -> None:
        self._resource = resource
        self._quirks = quirks
        self._appends = appends

    def read(self, pairs: Iterable[tuple[str, str]]) -> Query:
        """The query; what is no known family of parameters is ignored."""
        families: dict[str, dict[str, str]] = {"page": {}, "filter": {}, "fields": {}, "append": {}}
        single = {"sort": "", "include": ""}
        for name, value in pairs:
            found = _BRACKETS.fullmatch(name)
            if found and found[1] in families:
                families[found[1]][found[2]] = value
            elif name in single:
                single[name] = value
            elif name.partition("[")[0] in families:
                raise self._bad(f"The {name} parameter is not understood.", name)
        return Query(
            number=self._page(families["page"], "number", 1, None),
            size=self._page(families["page"], "size", DEFAULT_SIZE, LARGEST_SIZE),
            filters=self._filters(families["filter"]),
            sort=tuple(self._sort(each) for each in _parts(single["sort"])),
            fields={name: frozenset(_parts(value)) for name, value in families["fields"].items()},
            include=tuple(self._include(each) for each in _parts(single["include"])),
            append=self._append(families["append"]),
        )

    def _bad(self, detail: str, parameter: str) -> Refusal:
        return bad_query(self._quirks.query_error_status, detail, parameter)

    def _page(self, given: dict[str, str], name: str, usual: int, most: int | None) -> int:
        text = given.get(name, str(usual))
        value = int(text) if text.isascii() and text.isdecimal() else 0
        if value < 1 or (most is not None and value > most):
            limits = f"between 1 and {most}" if most else "at least 1"
            raise self._bad(f"The page.{name} must be {limits}.", f"page.{name}")
        return value

    def _filters(self, given: dict[str, str]) -> dict[str, str]:
        resource = self._resource
        known = resource.columns() | resource.filters | resource.single_by
        for name in given:
            if name not in known:
                raise self._bad(f"Filter parameter {name} is not allowed.", f"filter.{name}")
        return given

    def _sort(self, text: str) -> tuple[str, bool]:
        name = text.removeprefix("-")
        if name not in self._resource.sortable:
            raise self._bad(f"Sort parameter {name} is not allowed.", "sort")
        return name, text.startswith("-")

    def _include(self, path: str) -> str:
        allowed = self._resource.includes | {relation.name for relation in self._resource.relations}
        if path not in allowed:
            status = self._quirks.include_error_status or self._quirks.query_error_status
            raise bad_query(status, f"Include path {path} is not allowed.", "include")
        return path

    def _append(self, given: dict[str, str]) -> dict[str, frozenset[str]]:
        asked = {name: frozenset(_parts(value)) for name, value in given.items()}
        for name, values in asked.items():
            if not values <= self._appends.get(name, frozenset()):
                raise bad_query(422, f"The append {name} parameter is not allowed.", f"append.{name}")
        return asked


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]
