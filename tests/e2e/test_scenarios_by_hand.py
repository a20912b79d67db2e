"""Neither side leads: only what the owner chose is sent or brought, and the rest stays as it is."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sync.profile import Leader
from sync.run.by_hand import (
    catalog_of_new,
    key_of_new_in_shop,
    key_of_new_in_warehouse,
    keys_of_pair,
    run_by_hand,
)
from sync.run.report import Report
from tests.e2e.small_bridge import CATALOG, SmallBridge, failures, said

RETAIL = "301"


def _by_hand(bridge: SmallBridge) -> None:
    assert bridge.profile.products
    bridge.change_products(leader=Leader.BY_HAND)
    bridge.settled_run()
    bridge.simulator.forget_requests()


def _run(bridge: SmallBridge, leader: Leader, keys: Collection[str]) -> Report:
    report: Report = bridge.in_connection(lambda connection: run_by_hand(connection, leader, keys))
    assert not failures(report), said(report)
    return report


def _only_here(bridge: SmallBridge, count: int) -> list[tuple[int, str]]:
    """Goods with codes that no product of the shop has."""
    there = {product["sku"] for product in bridge.simulator.account.products.values()}
    rows = bridge.query(
        "SELECT ID, Code FROM Goods WHERE Type = 0 AND Code <> '' AND (Deleted IS NULL OR Deleted = 0)"
        " AND (SELECT COUNT(*) FROM Goods AS o WHERE o.Code = Goods.Code) = 1 ORDER BY ID"
    )
    return [(int(good), str(code)) for good, code in rows if code not in there][:count]


def _price(bridge: SmallBridge, product: int) -> float:
    return float(bridge.simulator.account.products[product]["prices"][RETAIL])


def _skus(bridge: SmallBridge) -> set[str]:
    return {str(product["sku"]) for product in bridge.simulator.account.products.values()}


def test_sync_now_leaves_products_and_prices_alone(small: SmallBridge) -> None:
    _by_hand(small)
    product = small.products[0]
    small.change_warehouse("UPDATE Goods SET PriceOut2 = 99 WHERE ID = ?", small.good(product))
    before = (_price(small, product), _skus(small))
    small.turn(days=2)
    small.settled_run()
    assert (_price(small, product), _skus(small)) == before


def test_the_chosen_price_is_sent_and_no_other(small: SmallBridge) -> None:
    _by_hand(small)
    one, other = small.products[:2]
    before = _price(small, other)
    for product in (one, other):
        small.change_warehouse("UPDATE Goods SET PriceOut2 = 99 WHERE ID = ?", small.good(product))
    _run(small, Leader.WAREHOUSE, keys_of_pair(Leader.WAREHOUSE, str(CATALOG), str(one), [RETAIL]))
    assert _price(small, one) == 99
    assert _price(small, other) == before
    _run(small, Leader.WAREHOUSE, keys_of_pair(Leader.WAREHOUSE, str(CATALOG), str(one), [RETAIL]))
    assert (
        len([each for each in small.simulator.requests if each.method == "updateInventoryProductsPrices"])
        == 1
    )


def test_the_chosen_good_is_made_in_the_shop_once(small: SmallBridge) -> None:
    _by_hand(small)
    (good, code), *_ = _only_here(small, 2)
    before = _skus(small)
    for _ in range(2):
        _run(small, Leader.WAREHOUSE, [key_of_new_in_shop(str(CATALOG), good)])
    assert _skus(small) - before == {code}
    assert len(small.simulator.account.products) == len(before) + 1


def test_the_chosen_product_is_brought_into_the_warehouse_and_no_other(small: SmallBridge) -> None:
    made = [_add_product(small, sku) for sku in ("NEW-1", "NEW-2")]
    _by_hand(small)
    before = small.query("SELECT COUNT(*) FROM Goods")[0][0]
    _run(small, Leader.SHOP, [key_of_new_in_warehouse(str(CATALOG), str(made[1]))])
    assert small.query("SELECT Code FROM Goods WHERE Code LIKE 'NEW-%'") == [("NEW-2",)]
    assert small.query("SELECT COUNT(*) FROM Goods")[0][0] == before + 1
    assert small.simulator.writes() == 0


def test_a_price_of_the_shop_is_brought_for_the_chosen_product_only(small: SmallBridge) -> None:
    _by_hand(small)
    one, other = small.products[:2]
    for product in (one, other):
        small.simulator.account.products[product]["prices"][RETAIL] = 77
    small.simulator.refresh()
    kept = small.query("SELECT PriceOut2 FROM Goods WHERE ID = ?", small.good(other))
    _run(small, Leader.SHOP, keys_of_pair(Leader.SHOP, str(CATALOG), str(one), [RETAIL]))
    assert small.query("SELECT PriceOut2 FROM Goods WHERE ID = ?", small.good(one)) == [(77.0,)]
    assert small.query("SELECT PriceOut2 FROM Goods WHERE ID = ?", small.good(other)) == kept


def test_a_connection_that_chose_nothing_has_no_catalogue_for_new_products(small: SmallBridge) -> None:
    products = small.profile.products
    assert products
    catalogs: list[Any] = small.in_connection(lambda connection: list(connection.shop.catalogs()))
    assert catalog_of_new(products, catalogs) == str(CATALOG)
    assert catalog_of_new(products.model_copy(update={"catalogs": ()}), catalogs) == ""


def _add_product(bridge: SmallBridge, sku: str) -> int:
    account = bridge.simulator.account
    number = max(account.products) + 1
    like = account.products[bridge.products[0]]
    account.add_products(
        [{**like, "product_id": number, "sku": sku, "ean": "", "prices": dict(like["prices"])}]
    )
    bridge.simulator.refresh()
    return number
