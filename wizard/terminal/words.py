"""The words for modules, changes and results, the same in preview and summary."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sync.audit import Verdict
from sync.plan.actions import ActionKind, Module
from sync.run.events import Step
from sync.run.report import RowState
from sync.sentences import mark

MODULES: Final[Mapping[Module, str]] = {
    Module.ORDERS: mark("Orders"),
    Module.PRODUCTS: mark("Products and prices"),
    Module.STOCK: mark("Warehouses and stock"),
}

KINDS: Final[Mapping[ActionKind, str]] = {
    ActionKind.IMPORT_ORDER: mark("Orders into the warehouse"),
    ActionKind.CHANGE_ORDER: mark("Changed orders in the warehouse"),
    ActionKind.WITHDRAW_ORDER: mark("Orders taken back from the warehouse"),
    ActionKind.PRINT_RECEIPT: mark("Fiscal receipts"),
    ActionKind.TURN_INTO_SALE: mark("Orders turned into sales"),
    ActionKind.SET_ORDER_STATUS: mark("Order statuses in the shop"),
    ActionKind.WRITE_ORDER_NUMBER: mark("Document numbers to the shop"),
    ActionKind.KEEP_DOCUMENT: mark("Printed documents to the shop"),
    ActionKind.SEND_STOCK: mark("Stock levels to the shop"),
    ActionKind.SEND_PRICE: mark("Prices to the shop"),
    ActionKind.CREATE_SHOP_PRODUCT: mark("New products in the shop"),
    ActionKind.UPDATE_SHOP_PRODUCT: mark("Changed products in the shop"),
    ActionKind.CREATE_WAREHOUSE_PRODUCT: mark("New goods in the warehouse"),
    ActionKind.UPDATE_WAREHOUSE_PRODUCT: mark("Changed goods in the warehouse"),
    ActionKind.CREATE_LOCATION: mark("New locations in the warehouse"),
    ActionKind.LINK_PRODUCT: mark("Linked products"),
}

STATES: Final[Mapping[RowState, str]] = {
    RowState.DONE: mark("Done"),
    RowState.FAILED: mark("Failed"),
    RowState.UNKNOWN: mark("Not known whether it was done"),
    RowState.HELD: mark("Waits for you"),
    RowState.AMBIGUOUS: mark("Ambiguous"),
    RowState.WAITS: mark("Waits"),
    RowState.SKIPPED: mark("Skipped"),
    RowState.REMOVED: mark("Removed"),
    RowState.TOLD: mark("To know"),
}

STEPS: Final[Mapping[Step, str]] = {
    Step.CONNECT: mark("Connecting"),
    Step.READ_ORDERS: mark("Reading the orders"),
    Step.READ_PRODUCTS: mark("Reading the products"),
    Step.PLAN: mark("Planning"),
    Step.WRITE: mark("Writing"),
    Step.FINISH: mark("Finishing"),
}

VERDICTS: Final[Mapping[Verdict, str]] = {
    Verdict.EQUAL: mark("Equal"),
    Verdict.CHANGED_HERE: mark("Changed here since"),
    Verdict.CHANGED_IN_SHOP: mark("Changed in the shop since"),
    Verdict.WRONG: mark("Wrong"),
}

_MODULE_OF_KIND: Final[Mapping[ActionKind, Module]] = {
    ActionKind.IMPORT_ORDER: Module.ORDERS,
    ActionKind.CHANGE_ORDER: Module.ORDERS,
    ActionKind.WITHDRAW_ORDER: Module.ORDERS,
    ActionKind.PRINT_RECEIPT: Module.ORDERS,
    ActionKind.TURN_INTO_SALE: Module.ORDERS,
    ActionKind.SET_ORDER_STATUS: Module.ORDERS,
    ActionKind.WRITE_ORDER_NUMBER: Module.ORDERS,
    ActionKind.KEEP_DOCUMENT: Module.ORDERS,
    ActionKind.SEND_STOCK: Module.STOCK,
    ActionKind.CREATE_LOCATION: Module.STOCK,
}


def module_of(kind: ActionKind) -> Module:
    """The module under which changes of this kind are counted."""
    return _MODULE_OF_KIND.get(kind, Module.PRODUCTS)
