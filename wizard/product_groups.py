"""Groups of goods as a tree: a subgroup's code begins with its parent's. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sync.model import ProductGroup

_OWN_CODE = "-1"
"""The program's own group stands beside the tree and has no subgroups."""


@dataclass(frozen=True, slots=True)
class GroupNode:
    """A group in the tree; ``parent`` None at the root, ``depth`` 0 there."""

    group: ProductGroup
    parent: int | None
    depth: int


def group_tree(groups: Iterable[ProductGroup]) -> list[GroupNode]:
    """All groups in the order of the tree, each after its parent, the program's own first."""
    nodes: list[GroupNode] = []
    above: list[GroupNode] = []
    for group in sorted(groups, key=lambda group: (group.code.strip(), group.id)):
        code = group.code.strip()
        while above and not _is_below(code, above[-1].group.code.strip()):
            above.pop()
        node = GroupNode(group, above[-1].group.id if above else None, len(above))
        nodes.append(node)
        above.append(node)
    return nodes


def _is_below(code: str, parent: str) -> bool:
    return bool(parent) and parent != _OWN_CODE and code != parent and code.startswith(parent)


def with_subgroups(groups: Iterable[ProductGroup], chosen: Collection[int]) -> frozenset[int]:
    """The chosen groups that are there, and all below them."""
    found: set[int] = set()
    for node in group_tree(groups):
        if node.group.id in chosen or node.parent in found:
            found.add(node.group.id)
    return frozenset(found)


def topmost(groups: Iterable[ProductGroup], chosen: Collection[int]) -> tuple[int, ...]:
    """The chosen groups that are there, without those that lie below another chosen one, in tree order."""
    covered: set[int] = set()
    kept: list[int] = []
    for node in group_tree(groups):
        if node.parent in covered:
            covered.add(node.group.id)
        elif node.group.id in chosen:
            covered.add(node.group.id)
            kept.append(node.group.id)
    return tuple(kept)


def group_names(groups: Sequence[ProductGroup], chosen: Sequence[int]) -> list[str]:
    """The names of these groups, in the order of the tree; one that is gone is left out."""
    return [node.group.name for node in group_tree(groups) if node.group.id in chosen]
