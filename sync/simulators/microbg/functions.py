"""Which function name does what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from sync.simulators.microbg import entries, money, operations, reading
from sync.simulators.microbg.operation_reading import operations as get_operations
from sync.simulators.microbg.tables import ITEMS, PARTNERS
from sync.simulators.microbg.task import Task

Function = Callable[[Task], Any]

READING: Final[Mapping[str, Function]] = {
    "getCompanyData": reading.company_data,
    "getBankAccounts": reading.bank_accounts,
    "getTaxGroups": reading.tax_groups,
    "getPaymentTypes": reading.payment_types,
    "getObjects": reading.objects,
    "getMeasures": reading.measures,
    "getGroups": reading.groups,
    "getPartners": reading.partners,
    "getItems": reading.items,
    "getItemQuantities": reading.item_quantities,
    "getItemPrices": reading.item_prices,
    "getOperations": get_operations,
}
WRITING: Final[Mapping[str, Function]] = {
    "insertGroup": entries.insert_group,
    "renameGroup": entries.rename_group,
    "deleteGroup": entries.delete_group,
    "insertPartner": entries.inserter(PARTNERS),
    "editPartner": entries.editor(PARTNERS),
    "deletePartner": entries.deleter(PARTNERS),
    "insertItem": entries.inserter(ITEMS),
    "editItem": entries.editor(ITEMS),
    "deleteItem": entries.deleter(ITEMS),
    "saveOperation": operations.save,
    "deleteOperation": operations.delete,
    "addPayment": money.add_payment,
    "createInvoice": money.create_invoice,
}
NOT_SIMULATED: Final = ("createCostAllocation",)
"""The sheet names it and none of its fields; it is always refused."""
EXPIRED_READABLE: Final = ("getCompanyData",)
