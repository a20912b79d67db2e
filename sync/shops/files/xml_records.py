"""Which elements of an XML file are its records, and which are lines within a record."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sync.errors import SettingsError
from sync.sentences import say
from sync.shops.files.xml_events import walk

_MOST_PATHS: Final = 2_000


class _Survey:
    """How often each path comes, in all and within one parent, and whether it has fields of its own."""

    def __init__(self) -> None:
        self.count: dict[str, int] = {}
        self.most_in_one: dict[str, int] = {}
        self.has_fields: set[str] = set()
        self.kinds: dict[str, set[str]] = {}
        self._path: list[str] = []
        self._inside: list[dict[str, int]] = [{}]

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        parent = "/".join(self._path)
        self._path.append(name)
        path = "/".join(self._path)
        if parent:
            self.has_fields.add(parent)
            self.kinds.setdefault(parent, set()).add(path)
        if any(not each.startswith("xmlns") for each in attributes):
            self.has_fields.add(path)
        self.count[path] = self.count.get(path, 0) + 1
        if len(self.count) > _MOST_PATHS:
            raise SettingsError(say("The XML file has too many different elements for a table."))
        siblings = self._inside[-1]
        siblings[name] = siblings.get(name, 0) + 1
        self.most_in_one[path] = max(self.most_in_one.get(path, 0), siblings[name])
        self._inside.append({})

    def words(self, text: str) -> None:
        """Texts tell nothing about records."""

    def closed(self) -> None:
        self._path.pop()
        self._inside.pop()


def recognise_records(path: Path) -> tuple[tuple[str, str], ...]:
    """The (record, line) paths that the file offers, the likeliest first.

    A record is the outermost element with fields that repeats within its parent; a line repeats within a
    record. Where nothing repeats, the file has a single record: the first element with fields below the
    root. Raises as :func:`~sync.shops.files.xml_events.walk`, and SettingsError where no element has fields.
    """
    survey = _Survey()
    for _ in walk(path, survey):
        pass
    candidates = [each for each in survey.count if each in survey.has_fields and "/" in each]
    repeated = [each for each in candidates if survey.most_in_one[each] > 1]
    records = sorted(repeated, key=lambda each: (each.count("/"), -survey.count[each])) or candidates[:1]
    if not records:
        raise SettingsError(say("The file {name} holds no records.", name=path.name))
    found: dict[tuple[str, str], None] = {}
    for record in records:
        lines = [each for each in repeated if each.startswith(f"{record}/")]
        lines.sort(key=lambda each: (each.count("/"), -survey.count[each]))
        lines += [each for each in candidates if _is_container(each, record, survey)]
        for line in lines[:1]:
            found[record, line[len(record) + 1 :]] = None
        found[record, ""] = None
    return tuple(found)


def _is_container(path: str, record: str, survey: _Survey) -> bool:
    """Whether this is the only kind of element in another of the record: lines, of which every record of
    the file happens to have one.
    """
    parent = path.rpartition("/")[0]
    return parent.startswith(f"{record}/") and survey.kinds[parent] == {path}
