"""What the step warehouses proposes to link at first."""

from __future__ import annotations

import pytest

from sync.model import Location, ShopWarehouse
from wizard.steps.stock_answers import links_of, proposal

SHOP, STORE, ONLINE = (
    Location(1, "1", "Магазин", ""),
    Location(2, "2", "Склад", ""),
    Location(3, "3", "Онлайн", ""),
)
ONE = ShopWarehouse("shop", "CloudCart", writable=True)
FOREIGN = ShopWarehouse("amazon", "Amazon", writable=False)


@pytest.mark.parametrize(
    ("locations", "warehouses", "links"),
    [
        ((SHOP,), (ONE,), {1: "shop"}),
        ((SHOP, STORE, ONLINE), (ONE,), {3: "shop"}),
        ((SHOP, STORE), (ONE, FOREIGN), {1: "shop"}),
        ((SHOP, STORE), (ONE, ShopWarehouse("b", "склад", writable=True)), {2: "b"}),
        ((SHOP, STORE), (ONE, ShopWarehouse("b", "Втори", writable=True)), {}),
        ((SHOP,), (FOREIGN,), {}),
        ((), (ONE,), {}),
    ],
)
def test_equal_names_else_the_location_for_orders(
    locations: tuple[Location, ...], warehouses: tuple[ShopWarehouse, ...], links: dict[int, str]
) -> None:
    found = proposal(locations, warehouses, sends=True)
    assert links_of(found) == links
