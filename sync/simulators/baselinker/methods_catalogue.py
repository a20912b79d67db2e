"""What products stand in.

Catalogues, warehouses, price groups, categories, manufacturers, tags (facts 2.4).
"""

from __future__ import annotations

from typing import Any

from sync.simulators.baselinker import errors, products
from sync.simulators.baselinker.backend import Backend, changing, find_row, page_of, reading
from sync.simulators.baselinker.errors import ConnectorError
from sync.simulators.baselinker.parameters import Parameters, as_integer

Row = dict[str, Any]

MANUFACTURERS_PAGE = 1000
_CATEGORY_FIELDS = ("category_id", "name", "parent_id")


def get_inventories(backend: Backend, _: Parameters) -> Row:
    """All catalogues."""
    shapes = backend.shapes
    return {
        "inventories": [
            {
                **row,
                "reservations": shapes.flag(backend.reservations_on(row)),
                "is_default": shapes.flag(row["is_default"]),
            }
            for row in backend.account.inventories
        ]
    }


def add_inventory(backend: Backend, parameters: Parameters) -> Row:
    """Create a catalogue, or change the one named; a change leaves out what was not sent."""
    sent: Row = {}
    for name, length in (
        ("name", 100),
        ("description", 1000),
        ("default_language", 2),
        ("default_warehouse", 30),
    ):
        if parameters.has(name):
            sent[name] = parameters.text(name, length)
    for name in ("languages", "warehouses"):
        if parameters.has(name):
            sent[name] = [str(item) for item in parameters.items(name)]
    if parameters.has("price_groups"):
        sent["price_groups"] = parameters.integers("price_groups")
    if parameters.has("default_price_group"):
        sent["default_price_group"] = parameters.needed_integer("default_price_group")
    if parameters.has("reservations"):
        sent["reservations"] = parameters.flag("reservations")
    inventories = backend.account.inventories
    if parameters.integer("inventory_id"):
        row = backend.inventory(parameters)
        row.update(sent)
        return {"inventory_id": row["inventory_id"]}
    inventory_id = backend.account.next_id("inventory", (row["inventory_id"] for row in inventories))
    empty: Row = {
        "inventory_id": inventory_id,
        "name": "",
        "description": "",
        "languages": ["pl"],
        "default_language": "pl",
        "price_groups": [],
        "default_price_group": 0,
        "warehouses": [],
        "default_warehouse": "",
        "reservations": False,
        "is_default": not inventories,
    }
    inventories.append({**empty, **sent})
    return {"inventory_id": inventory_id}


def delete_inventory(backend: Backend, parameters: Parameters) -> Row:
    """Remove a catalogue with its products and categories."""
    row = backend.inventory(parameters)
    for product_id in list(backend.product_index.ids(row["inventory_id"], with_variants=True)):
        if product_id in backend.account.products:  # not gone with its main product
            products.delete(backend, product_id)
    account = backend.account
    account.categories[:] = [
        item for item in account.categories if item.get("inventory_id", 0) != row["inventory_id"]
    ]
    account.inventories.remove(row)
    return {}


def get_inventory_warehouses(backend: Backend, _: Parameters) -> Row:
    """All warehouses; the key used elsewhere is ``<type>_<id>``."""
    shapes = backend.shapes
    return {
        "warehouses": [
            {
                **row,
                "stock_edition": shapes.flag(row["stock_edition"]),
                "is_default": shapes.flag(row["is_default"]),
            }
            for row in backend.account.warehouses
        ]
    }


def _own_warehouse(backend: Backend, warehouse_id: int) -> Row:
    row = find_row(backend.account.warehouses, "warehouse_id", warehouse_id)
    if row["warehouse_type"] != "bl":
        raise ConnectorError(
            errors.READ_ONLY_WAREHOUSE, "Automatically created warehouses cannot be changed."
        )
    return row


def add_inventory_warehouse(backend: Backend, parameters: Parameters) -> Row:
    """Create (no id, or 0) or change a warehouse.

    A new one is in no catalogue until addInventory lists it.
    """
    sent: Row = {}
    for name, length in (("name", 100), ("description", 1000)):
        if parameters.has(name):
            sent[name] = parameters.text(name, length)
    for name, length in (("country", 2), ("address", 200), ("postcode", 20), ("city", 80)):
        if parameters.has(name):
            sent[name] = parameters.text(name, length)
    if parameters.has("stock_edition"):
        sent["stock_edition"] = parameters.flag("stock_edition")
    warehouse_id = parameters.integer("warehouse_id")
    if warehouse_id:
        _own_warehouse(backend, warehouse_id).update(sent)
        return {"warehouse_id": warehouse_id}
    rows = backend.account.warehouses
    warehouse_id = backend.account.next_id("warehouse", (row["warehouse_id"] for row in rows))
    empty = {"warehouse_type": "bl", "warehouse_id": warehouse_id, "name": "", "description": ""}
    rows.append({**empty, "stock_edition": True, "is_default": False, **sent})
    return {"warehouse_id": warehouse_id}


def delete_inventory_warehouse(backend: Backend, parameters: Parameters) -> Row:
    """Remove a warehouse, from the catalogues that list it too."""
    row = _own_warehouse(backend, parameters.needed_integer("warehouse_id"))
    key = f"bl_{row['warehouse_id']}"
    for inventory in backend.account.inventories:
        inventory["warehouses"] = [item for item in inventory["warehouses"] if item != key]
    backend.account.warehouses.remove(row)
    return {}


def get_inventory_price_groups(backend: Backend, _: Parameters) -> Row:
    """All price groups with their currency; prices in them are gross."""
    flag = backend.shapes.flag
    return {
        "price_groups": [
            {**row, "is_default": flag(row["is_default"])} for row in backend.account.price_groups
        ]
    }


def add_inventory_price_group(backend: Backend, parameters: Parameters) -> Row:
    """Create or change a price group."""
    sent: Row = {}
    for name, length in (("name", 100), ("description", 1000), ("currency", 3), ("price_group_type", 30)):
        if parameters.has(name):
            sent[name] = parameters.text(name, length)
    rows = backend.account.price_groups
    group_id = parameters.integer("price_group_id")
    if group_id:
        find_row(rows, "price_group_id", group_id).update(sent)
        return {"price_group_id": group_id}
    group_id = backend.account.next_id("price_group", (row["price_group_id"] for row in rows))
    empty = {
        "price_group_id": group_id,
        "name": "",
        "description": "",
        "currency": "PLN",
        "is_default": not rows,
    }
    rows.append({**empty, **sent})
    return {"price_group_id": group_id}


def delete_inventory_price_group(backend: Backend, parameters: Parameters) -> Row:
    """Remove a price group, from the catalogues that list it too."""
    row = find_row(
        backend.account.price_groups, "price_group_id", parameters.needed_integer("price_group_id")
    )
    for inventory in backend.account.inventories:
        inventory["price_groups"] = [
            item for item in inventory["price_groups"] if item != row["price_group_id"]
        ]
    backend.account.price_groups.remove(row)
    return {}


def get_inventory_categories(backend: Backend, parameters: Parameters) -> Row:
    """Categories of one catalogue; without ``inventory_id`` those common to all."""
    inventory_id = backend.inventory(parameters)["inventory_id"] if parameters.has("inventory_id") else 0
    return {
        "categories": [
            {name: row[name] for name in _CATEGORY_FIELDS}
            for row in backend.account.categories
            if row.get("inventory_id", 0) == inventory_id
        ]
    }


def add_inventory_category(backend: Backend, parameters: Parameters) -> Row:
    """Create or change a category; the parent has to be there first (facts 4.15).

    A parent of its own is allowed.
    """
    rows = backend.account.categories
    inventory_id = backend.inventory(parameters)["inventory_id"] if parameters.has("inventory_id") else 0
    category_id = parameters.integer("category_id")
    parent_id = parameters.integer("parent_id")
    if parent_id:
        find_row(rows, "category_id", parent_id)
    if category_id:
        row = find_row(rows, "category_id", category_id)
        if parameters.has("name"):
            row["name"] = parameters.text("name", 200)
        if parameters.has("parent_id"):
            row["parent_id"] = parent_id
        return {"category_id": category_id}
    category_id = backend.account.next_id("category", (row["category_id"] for row in rows))
    name = parameters.text("name", 200)
    rows.append(
        {"category_id": category_id, "name": name, "parent_id": parent_id, "inventory_id": inventory_id}
    )
    return {"category_id": category_id}


def delete_inventory_category(backend: Backend, parameters: Parameters) -> Row:
    """Remove a category: its products are deleted with it, its subcategories move up."""
    rows = backend.account.categories
    row = find_row(rows, "category_id", parameters.needed_integer("category_id"))
    for child in rows:
        if child["parent_id"] == row["category_id"] and child is not row:
            child["parent_id"] = 0 if row["parent_id"] == row["category_id"] else row["parent_id"]
    for product_id, product in list(backend.account.products.items()):
        if (
            as_integer(product.get("category_id", 0)) == row["category_id"]
            and product_id in backend.account.products
        ):
            products.delete(backend, product_id)
    rows.remove(row)
    return {}


def get_inventory_manufacturers(backend: Backend, parameters: Parameters) -> Row:
    """1000 on a page; all when no page is asked for."""
    rows = backend.account.manufacturers
    return {
        "manufacturers": page_of(rows, parameters, MANUFACTURERS_PAGE) if parameters.has("page") else rows
    }


def add_inventory_manufacturer(backend: Backend, parameters: Parameters) -> Row:
    """Create or change a manufacturer; ``name`` is the older name of ``manufacturer_name``."""
    rows = backend.account.manufacturers
    name = parameters.text("manufacturer_name", 200) or parameters.text("name", 200)
    manufacturer_id = parameters.integer("manufacturer_id")
    if manufacturer_id:
        find_row(rows, "manufacturer_id", manufacturer_id)["name"] = name
        return {"manufacturer_id": manufacturer_id}
    manufacturer_id = backend.account.next_id("manufacturer", (row["manufacturer_id"] for row in rows))
    rows.append({"manufacturer_id": manufacturer_id, "name": name})
    return {"manufacturer_id": manufacturer_id}


def get_inventory_tags(backend: Backend, _: Parameters) -> Row:
    """The tags that the panel knows; the API cannot make new ones."""
    return {"tags": backend.account.tags}


def get_inventory_extra_fields(backend: Backend, _: Parameters) -> Row:
    """The account's own product fields."""
    return {"extra_fields": backend.account.product_extra_fields}


def get_inventory_integrations(backend: Backend, _: Parameters) -> Row:
    """The integrations that texts can be told apart by."""
    return {"integrations": backend.account.integrations}


def get_inventory_available_text_field_keys(backend: Backend, parameters: Parameters) -> Row:
    """Keys that ``text_fields`` may have in this catalogue.

    Plain, with a language, and with an integration.
    """
    inventory = backend.inventory(parameters)
    names = ["name", "description", "description_extra1", "description_extra2"]
    names += ["description_extra3", "description_extra4", "features"]
    names += [f"extra_field_{row['extra_field_id']}" for row in backend.account.product_extra_fields]
    keys = [*names, *(f"{name}|{language}" for language in inventory["languages"] for name in names)]
    return {"text_field_keys": dict.fromkeys(keys, "")}


METHODS = {
    **reading(
        getInventories=get_inventories,
        getInventoryWarehouses=get_inventory_warehouses,
        getInventoryPriceGroups=get_inventory_price_groups,
        getInventoryCategories=get_inventory_categories,
        getInventoryManufacturers=get_inventory_manufacturers,
        getInventoryTags=get_inventory_tags,
        getInventoryExtraFields=get_inventory_extra_fields,
        getInventoryIntegrations=get_inventory_integrations,
        getInventoryAvailableTextFieldKeys=get_inventory_available_text_field_keys,
    ),
    **changing(
        addInventory=add_inventory,
        deleteInventory=delete_inventory,
        addInventoryWarehouse=add_inventory_warehouse,
        deleteInventoryWarehouse=delete_inventory_warehouse,
        addInventoryPriceGroup=add_inventory_price_group,
        deleteInventoryPriceGroup=delete_inventory_price_group,
        addInventoryCategory=add_inventory_category,
        deleteInventoryCategory=delete_inventory_category,
        addInventoryManufacturer=add_inventory_manufacturer,
    ),
}
