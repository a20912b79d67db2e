"""Which goods take part: those of the chosen groups and their subgroups, never the program's own good."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from sync.model import ProductGroup
from sync.ports import ProductScope
from sync.warehouses.warehouse_pro import tables
from sync.warehouses.warehouse_pro.codes import SYSTEM_ROW
from sync.warehouses.warehouse_pro.database import Database
from sync.warehouses.warehouse_pro.seed_names import NAMES
from sync.warehouses.warehouse_pro.statements import select
from sync.warehouses.warehouse_pro.values import text, whole

_TREE_CODE: Final = re.compile(r"([A-Z]{3})+")
"""Three capital letters a level; the program's own group has the code -1 and no subgroups."""


class Scope:
    """The groups whose goods take part; None: all. ``first``: the lowest id of a good that takes part."""

    def __init__(self, groups: frozenset[int] | None, first: int = SYSTEM_ROW) -> None:
        self._groups = groups
        self.first = first

    @property
    def is_everything(self) -> bool:
        return self._groups is None

    def holds(self, group_id: int | None) -> bool:
        """Whether a good of this group takes part. The program's first goods carry -1 for group 1."""
        return self._groups is None or abs(whole(group_id)) in self._groups


def product_groups(database: Database) -> list[ProductGroup]:
    """The groups of goods in the order of the tree, the program's own first."""
    sql = select(tables.GOODS_GROUPS, ("ID", "Code", "Name"))
    found = [ProductGroup(int(ident), text(code), text(name)) for ident, code, name in database.rows(sql)]
    return sorted(found, key=lambda group: (group.code, group.id))


def read_scope(database: Database, scope: ProductScope) -> Scope:
    """The scope with all subgroups as they are now. A chosen group that is gone stands for no goods."""
    first = _first_good(database)
    if not scope.group_ids:
        return Scope(None, first)
    return Scope(with_subgroups(product_groups(database), scope.group_ids), first)


def _first_good(database: Database) -> int:
    """The program's own good (ID 1) is nothing to sell as long as it bears the name it was made with."""
    row = database.one(select(tables.GOODS, ("Name",), where=("ID",)), (SYSTEM_ROW,))
    untouched = row is not None and text(row[0]) in {names.system_good for names in NAMES.values()}
    return SYSTEM_ROW + 1 if untouched else SYSTEM_ROW


def with_subgroups(groups: Sequence[ProductGroup], chosen: Sequence[int]) -> frozenset[int]:
    """The ids of the chosen groups and of all groups below them. Pure."""
    codes = tuple(group.code for group in groups if group.id in chosen and _TREE_CODE.fullmatch(group.code))
    below = {group.id for group in groups if codes and group.code.startswith(codes)}
    return frozenset(below | {group.id for group in groups if group.id in chosen})
