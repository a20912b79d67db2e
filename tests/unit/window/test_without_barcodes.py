"""What the wizard proposes where the warehouse program keeps no bar codes."""

from __future__ import annotations

from datetime import UTC, datetime

from sync.ports import ShopFacts, WarehouseFacts
from sync.profile import LineLinking
from sync.warehouses.firmino.adapter import CLOSED
from wizard.readings import ShopLists, WarehouseLists
from wizard.steps.order_answers import OrderLists
from wizard.steps.order_answers import proposal as of_orders
from wizard.steps.product_answers import proposal as of_products

_NOW = datetime(2026, 11, 22, tzinfo=UTC)


def test_the_ean_is_neither_offered_nor_proposed() -> None:
    shop = ShopLists(ShopFacts(()))
    usual, without = WarehouseLists(WarehouseFacts(())), WarehouseLists(WarehouseFacts(()), closed=CLOSED)
    assert usual.linkings == tuple(LineLinking)
    assert without.linkings == (LineLinking.SKU, LineLinking.NAME)
    assert of_orders(OrderLists(shop, usual, None), _NOW, "PL")["link_lines"] == ["sku", "ean"]
    assert of_orders(OrderLists(shop, without, None), _NOW, "PL")["link_lines"] == ["sku", "name"]
    assert of_products(shop, without).match_by == (LineLinking.SKU, LineLinking.NAME)
