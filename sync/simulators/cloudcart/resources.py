"""Every resource of the simulator by its name (facts 2).

Of the 47 of the platform those are left out that no warehouse needs: discount codes, subscribers, blogs,
posts, tags, redirects, segments, authors, product options. Their addresses answer 404.
"""

from __future__ import annotations

from typing import Final

from sync.simulators.cloudcart.resources_catalogue import CATALOGUE
from sync.simulators.cloudcart.resources_orders import ORDERS_AND_PEOPLE
from sync.simulators.cloudcart.schema import ALL, Resource, attributes, to_one, words

PAYMENT_PROVIDERS: Final = Resource(
    "payment-providers",
    attributes(
        text="provider title image_url", flag="active", whole="width height", iso="created_at updated_at"
    ),
    filters=words("active"),
)
SHIPPING_PROVIDERS: Final = Resource(
    "shipping-providers", attributes(text="name type", flag="active", whole="sort_order")
)
STORES: Final = Resource("stores", attributes(text="name address phone", flag="active"))
STORE_QUANTITY: Final = Resource(
    "store-quantity",
    attributes(whole="qty shop_id product_id variant_id"),
    (
        to_one("store", "stores", "shop_id"),
        to_one("product", "products", "product_id"),
        to_one("variant", "variants", "variant_id"),
    ),
    verbs=ALL,
    sortable=words("id shop_id qty product_id variant_id"),
)
UNITS: Final = Resource("units", attributes(text="name short_name type"))
WEBHOOKS: Final = Resource(
    "webhooks",
    attributes(
        text="url event",
        flag="active",
        whole="new_version api_key_id",
        plain="request_headers",
        iso="created_at updated_at",
    ),
    verbs=ALL,
    sortable=words("id url event"),
)

RESOURCES: Final = {
    resource.name: resource
    for resource in (
        *CATALOGUE,
        *ORDERS_AND_PEOPLE,
        PAYMENT_PROVIDERS,
        SHIPPING_PROVIDERS,
        STORES,
        STORE_QUANTITY,
        UNITS,
        WEBHOOKS,
    )
}
OF_STORES_APP: Final = frozenset({"stores", "store-quantity"})
INDEXED: Final = {
    "variants": ("item_id", "sku", "barcode"),
    "products": ("url_handle", "category_id", "vendor_id"),
    "variant-options": ("parameter_id",),
    "images": ("parent_id",),
    "product-to-discount": ("product_id",),
    "store-quantity": ("variant_id", "product_id"),
    "customers": ("email",),
    "customer-billing-address": ("customer_id",),
    "customer-shipping-address": ("customer_id",),
    "orders": ("customer_id", "usn", "invoice_number"),
    "order-products-options": ("order_product_id", "order_id"),
    **{
        f"order-{part}": ("order_id",)
        for part in (
            "products",
            "payment",
            "shipping",
            "total",
            "tax",
            "discount",
            "modification",
            "shipping-address",
            "billing-address",
            "fulfillment",
        )
    },
}
