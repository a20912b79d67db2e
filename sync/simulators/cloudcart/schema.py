"""What a resource is: its attributes with their kinds, its relations, and what queries may ask of it.

Kinds: ``text``, ``whole`` (integers and money in minor units), ``decimal``, ``flag`` (yes/no), ``moment``
(``Y-m-d H:i:s``), ``iso`` (with offset), ``day``, ``plain`` (as it is).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, Protocol

from sync.simulators.cloudcart.tables import Row, Table

Kind = Literal["text", "whole", "decimal", "flag", "moment", "iso", "day", "plain"]
READ: Final = frozenset({"GET"})
ALL: Final = frozenset({"GET", "POST", "PATCH", "DELETE"})


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation of a resource.

    to_one: ``column`` of the row holds the other's id. back: the other's ``column`` holds ours, the first
    one counts. to_many: the same, all of them. listed: ``column`` of the row is a list of ids.
    """

    name: str
    target: str
    kind: Literal["to_one", "back", "to_many", "listed"]
    column: str

    @property
    def many(self) -> bool:
        """Whether its data is a list."""
        return self.kind in ("to_many", "listed")


class Tables(Protocol):
    """Where rows of any resource are found."""

    def table(self, name: str) -> Table:
        """The rows of a resource."""


@dataclass(frozen=True, slots=True)
class Resource:
    """One JSON:API type.

    includes: nested paths beside the relations' own names. filters: named ones beside the columns.
    single_by: filters that answer one object. computed: attributes made when shown, which no filter knows.
    """

    name: str
    attributes: Mapping[str, Kind]
    relations: tuple[Relation, ...] = ()
    verbs: frozenset[str] = READ
    sortable: frozenset[str] = frozenset()
    includes: frozenset[str] = frozenset()
    filters: frozenset[str] = frozenset()
    single_by: frozenset[str] = frozenset()
    appends: frozenset[str] = frozenset()
    computed: Mapping[str, Callable[[Tables, Row], object]] = field(default_factory=dict)

    def relation(self, name: str) -> Relation | None:
        """The relation of that name, or None."""
        return next((relation for relation in self.relations if relation.name == name), None)

    def columns(self) -> frozenset[str]:
        """What equality filters know: attributes that are stored, the id, and the ids pointed with."""
        pointing = {relation.column for relation in self.relations if relation.kind == "to_one"}
        return frozenset({"id", *(self.attributes.keys() - self.computed.keys()), *pointing})


def words(text: str) -> frozenset[str]:
    """Names divided by blanks."""
    return frozenset(text.split())


def attributes(**names_by_kind: str) -> dict[str, Kind]:
    """``attributes(text="name sku", whole="price")``: names divided by blanks, by their kind."""
    kinds: dict[str, Kind] = {
        "text": "text",
        "whole": "whole",
        "decimal": "decimal",
        "flag": "flag",
        "moment": "moment",
        "iso": "iso",
        "day": "day",
        "plain": "plain",
    }
    return {name: kinds[kind] for kind, names in names_by_kind.items() for name in names.split()}


def to_one(name: str, target: str, column: str) -> Relation:
    """The row points at one other."""
    return Relation(name, target, "to_one", column)


def back(name: str, target: str, column: str) -> Relation:
    """One other points at the row."""
    return Relation(name, target, "back", column)


def to_many(name: str, target: str, column: str) -> Relation:
    """Others point at the row."""
    return Relation(name, target, "to_many", column)


def listed(name: str, target: str, column: str) -> Relation:
    """The row lists others."""
    return Relation(name, target, "listed", column)


def related(tables: Tables, row: Row, relation: Relation) -> list[Row]:
    """The rows at the other end, at most one where the relation is to one."""
    table = tables.table(relation.target)
    if relation.kind == "to_one":
        found = table.get(row.get(relation.column))
        return [] if found is None else [found]
    if relation.kind == "listed":
        rows = (table.get(ident) for ident in row.get(relation.column) or ())
        return [each for each in rows if each is not None]
    rows_there = table.where(relation.column, row["id"])
    return rows_there[:1] if relation.kind == "back" else rows_there
