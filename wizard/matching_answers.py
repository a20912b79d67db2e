"""What the owner said in the match check, remembered at once: in the connection's journal, or with the draft
of one that is not saved yet. Reading and writing block.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol

from storage.paths import Paths
from storage.profiles import Profiles
from sync.model import Link, LinkedBy, ProductRole
from sync.ports import Journal

ENTRY: Final = "matching"
"""The draft's entry: ``links`` as [good, catalogue, shop id, role], ``apart`` as [catalogue, shop id], and
between which ``systems`` they hold.
"""
_LINKS: Final = "links"
_APART: Final = "apart"
CHECKED: Final = "match check made"
"""The note of a connection's journal: when its owner last saw the match check."""
_CHECKED: Final = "checked"
_SYSTEMS: Final = "systems"
"""Another shop or warehouse has other numbers, so that the answers mean nothing there."""


@dataclass(frozen=True, slots=True)
class Known:
    """The links there are, and the products of the shop that are none of the goods (catalogue, shop id).
    ``checked``: the owner has seen the match check.
    """

    links: tuple[Link, ...] = ()
    apart: frozenset[tuple[str, str]] = frozenset()
    checked: bool = False


class MatchingAnswers(Protocol):
    """Where answers are kept. Every method raises MostikError where it cannot be done."""

    def known(self) -> Known: ...
    def link(self, link: Link) -> None: ...
    def unlink(self, link: Link) -> None: ...
    def set_apart(self, catalog: str, shop_id: str) -> None: ...
    def note_checked(self) -> None: ...


class JournalAnswers:
    """The answers of a saved connection, in its journal."""

    def __init__(self, paths: Paths, now: Callable[[], datetime], connection_id: str) -> None:
        self._profiles = Profiles(paths, now)
        self._now = now
        self._id = connection_id

    def known(self) -> Known:
        with self._profiles.open(self._id, write=False) as journal:
            checked = journal.recall(CHECKED) is not None
            return Known(tuple(journal.links()), journal.settled_apart(), checked)

    def note_checked(self) -> None:
        """Raises Unreachable while a run goes on."""
        with self._profiles.open(self._id, write=True) as journal:
            journal.remember(CHECKED, self._now().isoformat())

    def link(self, link: Link) -> None:
        """Raises Refused where one of the two has another link, Unreachable while a run goes on."""
        with self._profiles.open(self._id, write=True) as journal:
            journal.add_links([link])

    def unlink(self, link: Link) -> None:
        with self._profiles.open(self._id, write=True) as journal:
            journal.remove_links([link])

    def set_apart(self, catalog: str, shop_id: str) -> None:
        with self._profiles.open(self._id, write=True) as journal:
            journal.settle_apart(catalog, shop_id)


class DraftAnswers:
    """The answers of a connection that is not saved yet. ``save`` keeps the draft on disk."""

    def __init__(self, draft: dict[str, dict[str, Any]], save: Callable[[], None]) -> None:
        self._draft, self._save = draft, save

    def known(self) -> Known:
        return answers_of(self._draft)

    def link(self, link: Link) -> None:
        known = self.known()
        others = [
            each
            for each in known.links
            if (each.catalog, each.shop_id) != (link.catalog, link.shop_id)
            and (each.catalog, each.warehouse_id) != (link.catalog, link.warehouse_id)
        ]
        self._keep(Known((*others, link), known.apart - {(link.catalog, link.shop_id)}, known.checked))

    def unlink(self, link: Link) -> None:
        self._keep(self._without(link.catalog, link.shop_id))

    def set_apart(self, catalog: str, shop_id: str) -> None:
        known = self._without(catalog, shop_id)
        self._keep(Known(known.links, known.apart | {(catalog, shop_id)}, known.checked))

    def note_checked(self) -> None:
        known = self.known()
        self._keep(Known(known.links, known.apart, checked=True))

    def _without(self, catalog: str, shop_id: str) -> Known:
        known = self.known()
        links = tuple(each for each in known.links if (each.catalog, each.shop_id) != (catalog, shop_id))
        return Known(links, known.apart, known.checked)

    def _keep(self, known: Known) -> None:
        self._draft[ENTRY] = {
            _SYSTEMS: _systems(self._draft),
            _LINKS: [
                [link.warehouse_id, link.catalog, link.shop_id, link.role.value] for link in known.links
            ],
            _APART: [list(each) for each in sorted(known.apart)],
            **({_CHECKED: True} if known.checked else {}),
        }
        self._save()


def answers_of(draft: Mapping[str, Mapping[str, Any]]) -> Known:
    """What a draft holds for its two systems; an entry that cannot be read counts as not answered."""
    entry = draft.get(ENTRY, {})
    if entry.get(_SYSTEMS) != _systems(draft):
        return Known()
    links = tuple(
        Link(int(row[0]), str(row[1]), str(row[2]), LinkedBy.HAND, _role(row))
        for row in entry.get(_LINKS, ())
        if len(row) >= 3
    )
    return Known(
        links,
        frozenset((str(row[0]), str(row[1])) for row in entry.get(_APART, ()) if len(row) == 2),
        entry.get(_CHECKED) is True,
    )


def _systems(draft: Mapping[str, Mapping[str, Any]]) -> list[str]:
    connect = draft.get("connect", {})
    return [str(connect.get("shop_key", "")), json.dumps(connect.get("warehouse"), sort_keys=True)]


def _role(row: list[Any]) -> ProductRole:
    roles = {role.value: role for role in ProductRole}
    return roles.get(row[3], ProductRole.PLAIN) if len(row) > 3 else ProductRole.PLAIN


def carry_over(draft: Mapping[str, Mapping[str, Any]], journal: Journal) -> None:
    """Write the draft's answers into the journal of the connection that was just made, all or none.

    Also right for a scratch journal before a preview. Called twice, it changes nothing more.
    """
    known = answers_of(draft)
    if not known.links and not known.apart and not known.checked:
        return
    with journal.transaction():
        if known.checked:
            journal.remember(CHECKED, "in the wizard")
        journal.add_links(known.links)
        for catalog, shop_id in sorted(known.apart):
            journal.settle_apart(catalog, shop_id)
