"""The dry run: a shop and a warehouse that can be read and not written, so that no call site can forget it.

Every method of the ports is named here as reading or writing; a name that is in neither list cannot be
called.
"""

from __future__ import annotations

from typing import Any, Final, cast

from sync.errors import Bug
from sync.ports import Shop, Warehouse
from sync.sentences import say

SHOP_READS: Final = frozenset(
    {
        "features",
        "check",
        "order_statuses",
        "order_number_fields",
        "catalogs",
        "warehouses",
        "price_groups",
        "categories",
        "order_pages",
        "orders_by_id",
        "order_changes",
        "read_order",
        "products",
        "product_count",
        "descriptions",
        "find_product",
        "payment_ways",
        "feed_is_new",
        "feed_waits",
        "document_fields",
        "document_series",
        "kept_document",
    }
)
SHOP_WRITES: Final = frozenset(
    {
        "set_order_status",
        "set_order_number",
        "set_stock",
        "set_prices",
        "create_product",
        "update_product",
        "set_marks",
        "publish",
        "keep_document",
    }
)
WAREHOUSE_READS: Final = frozenset(
    {
        "features",
        "check",
        "close",
        "base_currency",
        "locations",
        "price_groups",
        "product_groups",
        "vat_groups",
        "payment_types",
        "users",
        "currency_rate",
        "products",
        "product_ids",
        "product_names",
        "newest_product",
        "stock_levels",
        "price_levels",
        "products_sold_since",
        "stock_now",
        "find_partners",
        "search_partners",
        "partner",
        "known_shops",
        "marks",
        "open_marks",
        "missing_documents",
        "tagged_documents",
        "documents_noting",
        "documents",
        "open_order_lines",
    }
)
WAREHOUSE_WRITES: Final = frozenset(
    {
        "create_products",
        "update_products",
        "create_location",
        "update_partner",
        "rebuild_marks",
        "write_document",
        "replace_document",
        "withdraw_document",
        "turn_into_sale",
        "set_mark_state",
        "printed_document",  # the program may note that it was printed
    }
)


class _ReadOnly:
    def __init__(self, inner: object, reads: frozenset[str]) -> None:
        self._inner = inner
        self._reads = reads

    def __getattr__(self, name: str) -> Any:
        if name in self._reads:
            return getattr(self._inner, name)
        raise Bug(say("A preview tried to write."), detail=f"the call was {name}")


def read_only_shop(shop: Shop) -> Shop:
    """The shop, for reading only; a write raises Bug and reaches nobody."""
    return cast("Shop", _ReadOnly(shop, SHOP_READS))


def read_only_warehouse(warehouse: Warehouse) -> Warehouse:
    """The warehouse, for reading only; a write raises Bug and reaches nobody."""
    return cast("Warehouse", _ReadOnly(warehouse, WAREHOUSE_READS))
