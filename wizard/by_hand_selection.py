"""Which of the marked products can be moved by hand, and by which keys a run is limited to them. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sync.matching import MatchState
from sync.model import Catalog
from sync.profile import Leader, Products
from sync.run.by_hand import catalog_of_new, key_of_new_in_shop, key_of_new_in_warehouse, keys_of_pair
from wizard.match_rows import MatchRow


@dataclass(frozen=True, slots=True)
class Selection:
    """What is marked: ``products`` of them can be moved, ``left_out`` cannot as they stand."""

    keys: frozenset[str] = frozenset()
    products: int = 0
    left_out: int = 0


def selection(
    rows: Iterable[MatchRow], leader: Leader, settings: Products, catalogs: Iterable[Catalog]
) -> Selection:
    """What moves when these rows are sent to the shop (the warehouse leads) or brought here (the shop does).

    A pair moves in both directions, what stands alone only to the side where it is missing; what is not clear
    yet stays.
    """
    new_into = catalog_of_new(settings, catalogs)
    keys: set[str] = set()
    products = left_out = 0
    for row in rows:
        found = _keys(row, leader, settings, new_into)
        keys.update(found)
        products += bool(found)
        left_out += not found
    return Selection(frozenset(keys), products, left_out)


def _keys(row: MatchRow, leader: Leader, settings: Products, new_into: str) -> list[str]:
    found = row.found
    match row.state:
        case MatchState.LINKED | MatchState.MATCHED:
            groups = [link.shop_group for link in settings.prices]
            return keys_of_pair(leader, row.catalog, row.shop_id, groups)
        case MatchState.ONLY_HERE if leader is Leader.WAREHOUSE and not found.code_shared:
            if found.product is not None and row.catalog == new_into:
                return [key_of_new_in_shop(row.catalog, found.product.id)]
        case MatchState.ONLY_THERE if leader is Leader.SHOP and not found.code_shared:
            return [key_of_new_in_warehouse(row.catalog, row.shop_id)]
    return []
