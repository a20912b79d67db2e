from __future__ import annotations

import pytest

from sync.model import ProductGroup
from sync.warehouses.warehouse_pro.goods_scope import Scope, with_subgroups

GROUPS = [
    ProductGroup(1, "-1", "Служебна"),
    ProductGroup(2, "AAA", "Кухня"),
    ProductGroup(3, "AAAAAA", "Чаши"),
    ProductGroup(4, "AAAAAAAAB", "Детски"),
    ProductGroup(5, "AAB", "Храни"),
    ProductGroup(6, "", "Без място"),
]


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ((2,), {2, 3, 4}),
        ((3,), {3, 4}),
        ((4, 5), {4, 5}),
        ((1,), {1}),
        ((6,), {6}),  # a group without a place in the tree stands for itself, not for everything
        ((99,), set()),
    ],
)
def test_subgroups(chosen: tuple[int, ...], expected: set[int]) -> None:
    assert with_subgroups(GROUPS, chosen) == expected


def test_group_minus_one_is_group_one() -> None:
    assert Scope(frozenset({1})).holds(-1)
    assert not Scope(frozenset({2})).holds(-1)
    assert not Scope(frozenset({1})).holds(None)
    assert Scope(None).holds(None)
