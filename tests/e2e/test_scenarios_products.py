"""Products that are linked, made and changed, and new warehouses of the shop."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from sync.model import Link, LinkedBy
from sync.plan.actions import ActionKind, Module
from sync.profile import Leader, PriceLink, UpdateMode
from sync.run.events import ItemBegan
from sync.run.report import RowState, RunState
from sync.simulators.baselinker.faults import Fault, FaultKind
from tests.e2e.small_bridge import (
    CATALOG,
    MAIN,
    POLISH_CATALOG,
    SHOPS,
    SmallBridge,
    failures,
    row_of,
    rows_of,
    said,
)

THREE = (("N-1", "Ново 1", 5.0), ("N-2", "Ново 2", 6.0), ("N-3", "Ново 3", 7.0))


def _with_sku(bridge: SmallBridge, sku: str) -> list[dict[str, Any]]:
    return [product for product in bridge.simulator.account.products.values() if product.get("sku") == sku]


def _link_count(bridge: SmallBridge) -> int:
    count: int = bridge.in_journal(lambda journal: len(list(journal.links())))
    return count


# ---------------------------------------------------------------- the warehouse leads


@pytest.mark.parametrize("visible", [True, False])
def test_missing_products_are_made_in_the_shop_once(small: SmallBridge, visible: bool) -> None:
    group = small.new_group(*THREE)
    small.change_products(create_missing=True, new_visible=visible, groups=(group,))
    planned = small.preview().planned
    report = small.settled_run()
    assert report.done[ActionKind.CREATE_SHOP_PRODUCT] == 3 == planned[ActionKind.CREATE_SHOP_PRODUCT]
    for code, name, price in THREE:
        (product,) = _with_sku(small, code)
        assert product["text_fields"]["name"] == name
        assert float(product["prices"]["301"]) == price
        assert product["stock"] == {MAIN: 16, SHOPS: 16}
    small.assert_nothing_left()
    small.turn(hours=25)
    small.assert_nothing_left()


@pytest.mark.parametrize("kind", [FaultKind.RESET_AFTER, FaultKind.HTML_502_AFTER, FaultKind.HANG_AFTER])
def test_a_lost_answer_makes_no_second_product(small: SmallBridge, kind: FaultKind) -> None:
    group = small.new_group(*THREE)
    small.change_products(create_missing=True, groups=(group,))
    if kind is FaultKind.HANG_AFTER:
        small.simulator.faults.release_all()
    fault = small.simulator.faults.add(Fault(kind, method="addInventoryProduct", at_request=2))
    fault.release.set()
    small.run()
    small.turn(minutes=3)
    small.run()
    small.turn(minutes=3)
    assert [len(_with_sku(small, code)) for code, _name, _price in THREE] == [1, 1, 1]
    assert _link_count(small) == 3
    small.assert_nothing_left()


def test_a_lost_answer_whose_look_up_fails_too_makes_no_second_product(small: SmallBridge) -> None:
    group = small.new_group(*THREE)
    small.change_products(create_missing=True, groups=(group,))
    small.simulator.faults.add(Fault(FaultKind.RESET_AFTER, method="addInventoryProduct", at_request=2))
    small.when(
        lambda event: isinstance(event, ItemBegan) and event.action.kind is ActionKind.CREATE_SHOP_PRODUCT,
        lambda: _fault(small, FaultKind.HTML_503, "getInventoryProductsList"),
    )
    small.run()
    small.simulator.faults.clear()
    small.turn(minutes=3)
    small.run()
    assert [len(_with_sku(small, code)) for code, _name, _price in THREE] == [1, 1, 1]
    small.assert_nothing_left()


def _fault(bridge: SmallBridge, kind: FaultKind, method: str) -> None:
    bridge.simulator.faults.add(Fault(kind, method=method, times=None))


@pytest.mark.parametrize("kind", [FaultKind.EMPTY_PAGE, FaultKind.REPEATED_PAGE])
def test_a_catalogue_that_was_listed_short_makes_no_second_product(
    small: SmallBridge, kind: FaultKind
) -> None:
    """All goods of the group are in the shop already; one answer does not show them."""
    product = small.products[0]
    group = int(small.query("SELECT GroupID FROM Goods WHERE ID = ?", small.good(product))[0][0])
    small.change_products(create_missing=True, groups=(group,))
    small.simulator.faults.add(Fault(kind, method="getInventoryProductsList"))
    before = len(_with_sku(small, small.simulator.account.products[product]["sku"]))
    small.run()
    small.turn(minutes=3)
    small.run()
    assert len(_with_sku(small, small.simulator.account.products[product]["sku"])) == before == 1
    small.turn(hours=25)
    small.run()
    small.assert_nothing_left()


def test_one_product_that_the_shop_refuses_stops_no_other(small: SmallBridge) -> None:
    group = small.new_group(("N-1", "Ново 1", 5.0), ("Н" * 60, "Дълъг код", 6.0), ("N-3", "Ново 3", 7.0))
    small.change_products(create_missing=True, groups=(group,))
    report = small.run()
    assert _with_sku(small, "N-1")
    assert _with_sku(small, "N-3")
    assert report.state is RunState.AMBER or not failures(report)


def test_names_are_updated_only_where_it_is_chosen(small: SmallBridge) -> None:
    product = small.products[2]
    small.simulator.panel.edit_product(product, text_fields={"name": "Стар надпис"})
    small.change_products(update_name=True, mode=UpdateMode.ADD_ONLY)
    report = small.settled_run()
    assert report.planned.get(ActionKind.UPDATE_SHOP_PRODUCT) is None, "add only"
    small.turn(hours=25)
    small.change_products(update_name=True, mode=UpdateMode.ADD_AND_UPDATE)
    report = small.settled_run()
    assert report.done[ActionKind.UPDATE_SHOP_PRODUCT] > 0
    name = small.query("SELECT Name FROM Goods WHERE ID = ?", small.good(product))[0][0]
    assert small.simulator.account.products[product]["text_fields"]["name"] == name
    small.assert_nothing_left()


def test_by_hand_nothing_happens_but_links(small: SmallBridge) -> None:
    group = small.new_group(*THREE)
    small.change(modules=small.profile.modules.model_copy(update={"orders": False, "stock": False}))
    small.simulator.panel.edit_product(small.products[2], text_fields={"name": "Стар надпис"})
    small.change_products(
        leader=Leader.BY_HAND, create_missing=True, update_name=True, groups=(1, 2, 3, 4, 5, group)
    )
    report = small.run()
    assert set(report.planned) == {ActionKind.LINK_PRODUCT}, said(report)
    assert small.simulator.writes() == 0
    small.assert_nothing_left()


# ---------------------------------------------------------------- the shop leads


def _lead_by_shop(bridge: SmallBridge, **more: Any) -> None:
    bridge.change(modules=bridge.profile.modules.model_copy(update={"orders": False, "stock": False}))
    bridge.change_products(leader=Leader.SHOP, create_missing=True, update_name=True, **more)


def test_where_the_shop_leads_its_products_become_goods(small: SmallBridge) -> None:
    _lead_by_shop(small)
    parent = small.simulator.panel.add_product(CATALOG, "Тениска", sku="T-0", tax_rate=20, prices={"301": 20})
    variants = [
        small.simulator.panel.add_product(
            CATALOG, size, parent_id=parent, sku=f"T-{size}", tax_rate=20, prices={"301": price}
        )
        for size, price in (("S", 21), ("M", 22))
    ]
    plain = small.simulator.panel.add_product(
        CATALOG, "Книга", sku="B-1", tax_rate=9, prices={"301": 12}, stock={MAIN: 3}
    )
    before = small.query("SELECT COUNT(*) FROM Goods")[0][0]
    report = small.settled_run()
    assert report.done[ActionKind.CREATE_WAREHOUSE_PRODUCT] == 3, said(report)
    assert small.query("SELECT COUNT(*) FROM Goods")[0][0] == before + 3
    made = {
        code: (name, price)
        for code, name, price in small.query(
            "SELECT Code, Name, PriceOut2 FROM Goods ORDER BY ID DESC LIMIT 3"
        )
    }
    assert made == {"T-S": ("Тениска S", 21), "T-M": ("Тениска M", 22), "B-1": ("Книга", 12)}
    assert any("9" in row.why.text() for row in rows_of(report, RowState.TOLD)), "its VAT is told"
    links = small.in_journal(lambda journal: {link.shop_id: link for link in journal.links()})
    assert {str(each) for each in (*variants, plain)} <= set(links)
    assert str(parent) not in links
    small.assert_nothing_left()


def test_where_the_shop_leads_prices_and_names_come_here(small: SmallBridge) -> None:
    _lead_by_shop(small)
    small.settled_run()
    product = small.products[2]
    small.simulator.panel.set_price(product, 301, 77.5)
    small.simulator.panel.edit_product(product, text_fields={"name": "Нов надпис"})
    small.turn(minutes=3)
    report = small.run()
    assert report.done == {ActionKind.UPDATE_WAREHOUSE_PRODUCT: 1}, said(report)
    rows = small.query("SELECT Name, PriceOut2 FROM Goods WHERE ID = ?", small.good(product))
    assert rows == [("Нов надпис", 77.5)]
    assert small.simulator.writes() == 0
    small.assert_nothing_left()


def test_one_good_that_cannot_be_made_stops_no_other(small: SmallBridge) -> None:
    _lead_by_shop(small)
    small.settled_run()
    small.change_warehouse(
        "CREATE TRIGGER no_such_good BEFORE INSERT ON Goods WHEN NEW.Code = 'B-1' "
        "BEGIN SELECT RAISE(ABORT, 'CHECK constraint failed'); END"
    )
    for code in ("B-1", "B-2", "B-3"):
        small.simulator.panel.add_product(CATALOG, f"Книга {code}", sku=code, tax_rate=20)
    report = small.run()
    assert report.done[ActionKind.CREATE_WAREHOUSE_PRODUCT] == 2, said(report)
    assert [row.title for row in failures(report)] == ["Книга B-1"]
    small.change_warehouse("DROP TRIGGER no_such_good")
    small.run()
    small.assert_nothing_left()


# ---------------------------------------------------------------- settled by hand


def test_what_is_ambiguous_is_settled_by_hand_and_remembered(small: SmallBridge) -> None:
    twin = small.products[2]
    sku = small.simulator.account.products[twin]["sku"]
    small.simulator.panel.add_product(
        CATALOG, "Близнак", sku=sku, tax_rate=20, prices={"301": 3}, stock={MAIN: 1}
    )
    good = small.good(twin)
    report = small.run()
    assert rows_of(report, RowState.AMBIGUOUS), said(report)
    assert _link_count(small) == len(small.products) - 2
    small.in_journal(lambda journal: journal.add_links([Link(good, str(CATALOG), str(twin), LinkedBy.HAND)]))
    small.turn(hours=25)
    small.run()
    small.set_good_stock(twin, 66)
    small.run()
    assert small.shop_stock(twin) == 66
    links = small.in_journal(lambda journal: {link.shop_id: link for link in journal.links()})
    assert links[str(twin)].by is LinkedBy.HAND
    small.turn(hours=25)
    small.assert_nothing_left()


def test_what_is_settled_apart_stays_apart(small: SmallBridge) -> None:
    product = small.products[2]
    small.in_connection(lambda connection: connection.journal.settle_apart(str(CATALOG), str(product)))
    before = small.shop_stock(product)
    small.settled_run()
    small.set_good_stock(product, 66)
    small.turn(hours=25)
    small.run()
    assert small.shop_stock(product) == before
    links = small.in_journal(lambda journal: {link.shop_id for link in journal.links()})
    assert str(product) not in links
    small.assert_nothing_left()


def test_a_linked_product_that_the_shop_deleted_is_told_and_no_longer_sent(small: SmallBridge) -> None:
    small.settled_run()
    product = small.products[2]
    good = small.good(product)
    small.simulator.panel.delete_product(product)
    small.turn(hours=25)
    report = small.run()
    assert row_of(report, f"match:{CATALOG}:{product}").state is RowState.REMOVED, said(report)
    small.change_warehouse("UPDATE Store SET Qtty = Qtty + 5 WHERE GoodID = ?", good)
    small.change_warehouse("UPDATE Goods SET PriceOut2 = 99 WHERE ID = ?", good)
    small.turn(minutes=3)
    small.assert_nothing_left()


# ---------------------------------------------------------------- two catalogues


def test_two_catalogues_get_the_same_stock_and_their_own_prices(small: SmallBridge) -> None:
    product = small.products[2]
    row = small.simulator.account.products[product]
    polish = small.simulator.panel.add_product(
        POLISH_CATALOG,
        "Herbata",
        sku=row["sku"],
        ean=row["ean"],
        tax_rate=23,
        prices={"302": 1},
        stock={MAIN: 0},
    )
    small.change_products(
        catalogs=(str(CATALOG), str(POLISH_CATALOG)),
        prices=(
            PriceLink(warehouse_group="PriceOut2", shop_group="301"),
            PriceLink(warehouse_group="PriceOut2", shop_group="302", factor=Decimal(4)),
        ),
    )
    small.set_good_stock(product, 31)
    small.change_warehouse("UPDATE Goods SET PriceOut2 = 10 WHERE ID = ?", small.good(product))
    small.settled_run()
    assert small.shop_stock(product) == small.shop_stock(polish) == 31
    assert float(small.simulator.account.products[polish]["prices"]["302"]) == 40
    assert float(small.simulator.account.products[product]["prices"]["301"]) == 10
    small.assert_nothing_left()


def test_new_products_are_made_in_the_first_catalogue_only(small: SmallBridge) -> None:
    group = small.new_group(*THREE)
    small.change_products(catalogs=(str(CATALOG), str(POLISH_CATALOG)), create_missing=True, groups=(group,))
    small.settled_run()
    assert [product["inventory_id"] for product in _with_sku(small, "N-1")] == [CATALOG]
    small.turn(hours=25)
    small.assert_nothing_left()


def test_a_catalogue_that_is_missing_is_told_and_compared_once_it_is_there(small: SmallBridge) -> None:
    small.simulator.faults.add(Fault(FaultKind.EMPTY_PAGE, method="getInventories", times=None))
    report = small.run()
    assert row_of(report, f"catalog:{CATALOG}").state is RowState.HELD, said(report)
    small.simulator.faults.clear()
    small.turn(minutes=3)
    report = small.settled_run()
    assert report.done[ActionKind.LINK_PRODUCT] == len(small.products)
    small.assert_nothing_left()


# ---------------------------------------------------------------- warehouses


def _add_warehouse(bridge: SmallBridge, name: str = "Склад Варна") -> None:
    account = bridge.simulator.account
    account.warehouses.append(
        {
            "warehouse_type": "bl",
            "warehouse_id": 903,
            "name": name,
            "description": "",
            "stock_edition": True,
            "is_default": False,
        }
    )
    catalog = next(row for row in account.inventories if row["inventory_id"] == CATALOG)
    catalog["warehouses"].append("bl_903")


def test_a_new_warehouse_of_the_shop_becomes_a_location_once(small: SmallBridge) -> None:
    small.settled_run()
    _add_warehouse(small)
    small.change_stock(fetch_new_warehouses=True)
    before = small.query("SELECT COUNT(*) FROM Objects")[0][0]
    planned = small.preview().planned
    assert planned[ActionKind.CREATE_LOCATION] == 1
    report = small.run()
    assert report.done[ActionKind.CREATE_LOCATION] == 1, said(report)
    small.run()
    assert small.query("SELECT COUNT(*) FROM Objects")[0][0] == before + 1
    small.assert_nothing_left()
    location = small.query("SELECT ID FROM Objects WHERE Name = 'Склад Варна'")[0][0]
    product = small.products[2]
    small.change_warehouse(
        "UPDATE Store SET Qtty = 9 WHERE GoodID = ? AND ObjectID = ?", small.good(product), location
    )
    small.run()
    assert small.shop_stock(product, "bl_903") == 9
    small.assert_nothing_left()


def test_a_location_that_was_made_and_not_remembered_is_not_made_again(small: SmallBridge) -> None:
    """The power went off in between: the mark in the warehouse remembers it."""
    _add_warehouse(small)
    small.change_stock(fetch_new_warehouses=True)
    small.run()
    made = small.query("SELECT COUNT(*) FROM Objects WHERE Name = 'Склад Варна'")
    small.in_journal(_forget_the_location)
    small.run()
    assert small.query("SELECT COUNT(*) FROM Objects WHERE Name = 'Склад Варна'") == made == [(1,)]
    small.run()
    small.assert_nothing_left()


def _forget_the_location(journal: Any) -> None:
    from storage.tables import NoteRow

    with journal.database.writing():
        journal.database.write(NoteRow.delete().where(NoteRow.name == "location of bl_903"))


def test_a_shop_without_a_list_of_warehouses_stops_no_order(small: SmallBridge) -> None:
    small.settled_run()
    small.change_stock(fetch_new_warehouses=True)
    order = small.order()
    small.simulator.faults.add(Fault(FaultKind.HTML_503, method="getInventoryWarehouses", times=6))
    report = small.run()
    assert small.document(order), said(report)
    assert report.state is RunState.AMBER
    assert [row for row in failures(report) if row.module is Module.STOCK]
