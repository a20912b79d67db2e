"""Documents that callers send: their shape, their attributes by rules, their relations (facts 1.2, 1.8)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from sync.simulators.cloudcart.backend import Backend
from sync.simulators.cloudcart.errors import Error, Refusal, error, non_compliant, refusal
from sync.simulators.cloudcart.schema import Relation, Resource
from sync.simulators.cloudcart.tables import Ident, Row
from sync.simulators.cloudcart.wire import day, decimal, flag, moment, whole

LONGEST: Final = 191


@dataclass(frozen=True, slots=True)
class Rule:
    """What an attribute has to be. shortest, longest: of a text; most: of a number."""

    kind: Literal["text", "whole", "decimal", "flag", "moment", "day", "plain"] = "text"
    required: bool = False
    shortest: int = 0
    longest: int | None = LONGEST
    most: int | None = None


Rules = Mapping[str, Rule]


@dataclass(slots=True)
class Document:
    """The ``data`` of a write. pointed: by relation, one id, a list of ids, or None."""

    resource: Resource
    attributes: dict[str, Any]
    pointed: dict[str, Ident | list[Ident] | None] = field(default_factory=dict)

    def one(self, name: str) -> Any:
        """The id that a relation to one points at, None without."""
        return self.pointed.get(name)


def rules(**by_kind: str) -> dict[str, Rule]:
    """``rules(text="name", flag="active")``: optional attributes by kind; ``long_text`` has no length."""
    kinds: dict[str, Rule] = {
        "text": Rule(),
        "long_text": Rule(longest=None),
        "whole": Rule("whole"),
        "decimal": Rule("decimal"),
        "flag": Rule("flag"),
        "moment": Rule("moment"),
        "day": Rule("day"),
        "plain": Rule("plain"),
    }
    return {name: kinds[kind] for kind, names in by_kind.items() for name in names.split()}


def read_document(backend: Backend, resource: Resource, body: bytes, ident: str | None = None) -> Document:
    """The document for a new object, or with ``ident`` for a change of that one."""
    data = _data(body)
    for member in ("type", *(() if ident is None else ("id",))):
        if member not in data:
            raise non_compliant(f"The member {member} is required.", "/data")
    if data["type"] != resource.name:
        raise refusal(409, f"The resource type {data['type']} is not supported here.", pointer="/data/type")
    if ident is not None and str(data["id"]) != ident:
        raise refusal(
            409, f"The resource id {data['id']} is not the one of this address.", pointer="/data/id"
        )
    if ident is None and "id" in data:
        raise refusal(403, "Client-generated ids are not supported.", pointer="/data/id")
    attributes = data.get("attributes", {})
    if not isinstance(attributes, dict):
        raise non_compliant("The member attributes must be an object.", "/data/attributes")
    pointed = data.get("relationships", {})
    if not isinstance(pointed, dict):
        raise non_compliant("The member relationships must be an object.", "/data/relationships")
    made = Document(resource, attributes)
    for name, member in pointed.items():
        relation = resource.relation(name)
        if relation is not None:
            given = member.get("data") if isinstance(member, dict) else "nothing"
            made.pointed[name] = pointed_at(backend, relation, given, f"/data/relationships/{name}")
    return made


def read_linkage(backend: Backend, relation: Relation, body: bytes) -> list[Ident]:
    """The ids in the body of a write to a relation of many."""
    found = pointed_at(backend, relation, _parsed(body).get("data"), "/data")
    if not isinstance(found, list):
        raise non_compliant("The member data must be an array.", "/data")
    return found


def pointed_at(backend: Backend, relation: Relation, given: Any, pointer: str) -> Ident | list[Ident] | None:
    """The ids of linkage that has the right shape and points at what is there."""
    if relation.many:
        if not isinstance(given, list):
            raise _wrong_relation(relation, "to-many", pointer)
        return [_pointed_at(backend, relation, each, "to-many", pointer) for each in given]
    if given is None:
        return None
    return _pointed_at(backend, relation, given, "to-one", pointer)


def taken(document: Document, known: Rules, backend: Backend, *, creating: bool) -> Row:
    """The attributes that ``known`` has, understood; all mistakes together as one refusal with 422."""
    problems: list[Error] = []
    values: Row = {}
    for name, rule in known.items():
        pointer = f"/data/attributes/{name}"
        if name not in document.attributes:
            if creating and rule.required:
                problems.append(error(422, f"The {_spoken(name)} field is required.", pointer=pointer))
            continue
        value = document.attributes[name]
        problem = None
        if value is None or value == "":
            problem = "field is required" if rule.required else None
            values[name] = value if rule.kind == "text" else None
        else:
            values[name], problem = _understood(value, rule, backend)
        if problem:
            problems.append(error(422, f"The {_spoken(name)} {problem}.", pointer=pointer))
    if problems:
        raise Refusal(422, problems)
    return values


def refuse_read_only(document: Document, known: Rules, *, always: bool, backend: Backend) -> None:
    """422 for attributes that are shown and cannot be written, where the shop refuses them."""
    if not always and backend.quirks.read_only_attributes == "ignored":
        return
    names = document.attributes.keys() & (document.resource.attributes.keys() - known.keys())
    if names:
        raise Refusal(
            422,
            [
                error(422, f"The {_spoken(name)} field is read only.", pointer=f"/data/attributes/{name}")
                for name in sorted(names)
            ],
        )


def required_relation(document: Document, name: str) -> Ident:
    """What a relation points at that cannot be left out."""
    found = document.one(name)
    if found is None:
        relation = document.resource.relation(name)
        assert relation is not None
        raise _wrong_relation(relation, "to-one", f"/data/relationships/{name}")
    return found  # type: ignore[no-any-return]  # a relation to one holds an id


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        raise refusal(400, "Invalid JSON: Syntax error", title="Invalid JSON") from None
    if not isinstance(found, dict):
        raise non_compliant("Expecting JSON to decode to an object.")
    return found


def _data(body: bytes) -> dict[str, Any]:
    found = _parsed(body)
    if "data" not in found:
        raise non_compliant("The member data is required.")
    if not isinstance(found["data"], dict):
        raise non_compliant("The member data must be an object.", "/data")
    return found["data"]


def _wrong_relation(relation: Relation, kind: str, pointer: str) -> Refusal:
    detail = (
        f"The {relation.name} field must be a {kind} relationship containing {relation.target} resources."
    )
    return refusal(422, detail, pointer=pointer)


def _pointed_at(backend: Backend, relation: Relation, given: Any, kind: str, pointer: str) -> Ident:
    if not isinstance(given, dict) or given.get("type") != relation.target or "id" not in given:
        raise _wrong_relation(relation, kind, pointer)
    row = backend.find(relation.target, given["id"])
    if row is None:
        status = backend.quirks.missing_related
        raise refusal(status, "The related resource does not exist.", pointer=pointer)
    ident: Ident = row["id"]
    return ident


def _understood(value: Any, rule: Rule, backend: Backend) -> tuple[Any, str | None]:
    """The value as it is stored, and what is wrong with it."""
    match rule.kind:
        case "text":
            return _text(value, rule)
        case "whole":
            return _number(whole(value), rule, "must be an integer")
        case "decimal":
            return _number(decimal(value), rule, "must be a number")
        case "flag":
            found = flag(value)
            return found, None if found else "must be yes or no"
        case "moment":
            at = moment(value, backend.zone)
            return at, None if at else "does not match the format Y-m-d H:i:s"
        case "day":
            found = day(value)
            return found, None if found else "does not match the format Y-m-d"
        case _:
            return value, None


def _text(value: Any, rule: Rule) -> tuple[Any, str | None]:
    if not isinstance(value, str):
        return None, "must be a string"
    if len(value) < rule.shortest:
        return None, f"must be at least {rule.shortest} characters"
    if rule.longest is not None and len(value) > rule.longest:
        return None, f"may not be greater than {rule.longest} characters"
    return value, None


def _number(value: Any, rule: Rule, wrong: str) -> tuple[Any, str | None]:
    if value is None:
        return None, wrong
    if value < 0:
        return None, "must be at least 0"
    if rule.most is not None and value > rule.most:
        return None, f"may not be greater than {rule.most}"
    return value, None


def _spoken(name: str) -> str:
    return name.replace("_", " ")
