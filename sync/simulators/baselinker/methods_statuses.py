"""Order statuses and their groups (facts 2.1; the writing methods are of 2026 and medium sure)."""

from __future__ import annotations

from typing import Any

from sync.simulators.baselinker import errors, orders
from sync.simulators.baselinker.backend import Backend, changing, find_row, reading
from sync.simulators.baselinker.errors import ConnectorError
from sync.simulators.baselinker.parameters import Parameters

Row = dict[str, Any]

_SHOWN = ("id", "name", "name_for_customer", "color")


def get_order_status_list(backend: Backend, _: Parameters) -> Row:
    """All statuses in the account's order."""
    return {"statuses": [{name: row.get(name, "") for name in _SHOWN} for row in backend.account.statuses]}


def get_order_status_groups(backend: Backend, _: Parameters) -> Row:
    """The groups that statuses are filed in."""
    return {"status_groups": backend.account.status_groups}


def add_order_status(backend: Backend, parameters: Parameters) -> Row:
    """Create a status, or change the one named by ``status_id``. Types: 0 other to 6 return."""
    sent: Row = {}
    for name, length in (
        ("name", 30),
        ("short_name", 17),
        ("name_for_customer", 250),
        ("color", 7),
        ("comments", 255),
    ):
        if parameters.has(name):
            sent[name] = parameters.text(name, length)
    for name in ("type", "group_id"):
        if parameters.has(name):
            sent[name] = parameters.integer(name)
    status_id = parameters.integer("status_id")
    if status_id:
        find_row(backend.account.statuses, "id", status_id).update(sent)
    else:
        status_id = backend.account.next_id("status", (row["id"] for row in backend.account.statuses))
        row = {"id": status_id, "name": "", "name_for_customer": "", "color": "#808080", "type": 0}
        backend.account.statuses.append({**row, **sent})
    backend.orders_changed()
    return {"status_id": status_id}


def delete_order_status(backend: Backend, parameters: Parameters) -> Row:
    """Remove a status; its orders move to ``target_status_id``."""
    status = find_row(backend.account.statuses, "id", parameters.needed_integer("status_id"))
    target = parameters.needed_integer("target_status_id")
    if target == status["id"]:
        raise ConnectorError(errors.STATUS_ID, "The target has to be another status.")
    find_row(backend.account.statuses, "id", target)
    for order in backend.account.orders.values():
        if order["order_status_id"] == status["id"]:
            orders.change_status(backend, order, target)
    backend.account.statuses.remove(status)
    backend.orders_changed()
    return {}


def add_order_status_group(backend: Backend, parameters: Parameters) -> Row:
    """Create a group of statuses."""
    group_id = backend.account.next_id(
        "status_group", (row["group_id"] for row in backend.account.status_groups)
    )
    backend.account.status_groups.append({"group_id": group_id, "name": parameters.text("name", 30)})
    return {"group_id": group_id}


METHODS = {
    **reading(getOrderStatusList=get_order_status_list, getOrderStatusGroups=get_order_status_groups),
    **changing(
        addOrderStatus=add_order_status,
        deleteOrderStatus=delete_order_status,
        addOrderStatusGroup=add_order_status_group,
    ),
}
