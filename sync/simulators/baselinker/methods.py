"""Every method of the simulated API, by name."""

from __future__ import annotations

from collections.abc import Mapping

from sync.simulators.baselinker import (
    methods_catalogue,
    methods_documents,
    methods_invoices,
    methods_orders_reading,
    methods_orders_writing,
    methods_products,
    methods_receipts,
    methods_statuses,
    methods_stock_prices,
    methods_storages,
)
from sync.simulators.baselinker.backend import Method

METHODS: Mapping[str, Method] = {
    **methods_orders_reading.METHODS,
    **methods_statuses.METHODS,
    **methods_orders_writing.METHODS,
    **methods_invoices.METHODS,
    **methods_receipts.METHODS,
    **methods_catalogue.METHODS,
    **methods_products.METHODS,
    **methods_stock_prices.METHODS,
    **methods_storages.METHODS,
    **methods_documents.METHODS,
}
