"""Orders with all that hangs on them, and the people who place them (facts 2.7 to 2.9)."""

from __future__ import annotations

from typing import Final

from sync.simulators.cloudcart.schema import (
    ALL,
    Resource,
    attributes,
    back,
    to_many,
    to_one,
    words,
)

_NAMES: Final = "first_name last_name"
_PLACE: Final = (
    " country_iso2 country_name city_name state_name street_name street_number post_code text formatted"
)

CUSTOMERS: Final = Resource(
    "customers",
    attributes(
        text=f"{_NAMES} email alternative_phone banned_reason note",
        flag="active banned is_activated marketing newsletter email_confirmed imported",
        whole="timezone_id group_id default_address_id default_billing_address_id income completed_orders"
        " orders_total orders_total_price",
        moment="date_added updated_at date_banned last_order_date",
    ),
    (
        to_one("group", "customer-groups", "group_id"),
        to_many("orders", "orders", "customer_id"),
        to_one("shipping-address", "customer-shipping-address", "default_address_id"),
        to_many("shipping-addresses", "customer-shipping-address", "customer_id"),
        to_one("billing-address", "customer-billing-address", "default_billing_address_id"),
        to_many("billing-addresses", "customer-billing-address", "customer_id"),
    ),
    verbs=ALL,
    sortable=words("id first_name last_name email date_added updated_at date_banned"),
    single_by=words("email"),
)
CUSTOMER_GROUPS: Final = Resource("customer-groups", attributes(text="name"))
_OF_CUSTOMER: Final = (to_one("customer", "customers", "customer_id"),)
CUSTOMER_SHIPPING: Final = Resource(
    "customer-shipping-address",
    attributes(
        text=f"{_NAMES} phone phone_country_iso2 phone_e164 country_iso3 full_name {_PLACE}",
        whole="customer_id",
    ),
    _OF_CUSTOMER,
    verbs=ALL,
    sortable=words("id"),
)
# The ЕИК and МОЛ are taken and never shown (2.7).
CUSTOMER_BILLING: Final = Resource(
    "customer-billing-address",
    attributes(
        text=f"{_NAMES} phone phone_country_iso2 phone_e164 country_iso3 full_name company_name company_vat"
        f" {_PLACE}",
        whole="customer_id",
    ),
    _OF_CUSTOMER,
    verbs=ALL,
    sortable=words("id"),
)
ORDERS: Final = Resource(
    "orders",
    attributes(
        text="customer_first_name customer_last_name customer_email customer_ip customer_geoip status"
        " status_fulfillment currency invoice_number receipt_number credit_number usn note_customer"
        " note_administrator",
        whole="customer_id customer_group_id price_products_subtotal price_subtotal price_total weight"
        " cart_id campaign_id",
        decimal="quantity",
        flag="vat_included email_sent abandoned notify_customer",
        moment="invoice_date receipt_date credit_date desired_delivery_date date_added updated_at"
        " date_archived",
    ),
    (
        to_many("products", "order-products", "order_id"),
        back("payment", "order-payment", "order_id"),
        to_many("discounts", "order-discount", "order_id"),
        to_many("modifications", "order-modification", "order_id"),
        to_many("totals", "order-total", "order_id"),
        to_many("taxes", "order-tax", "order_id"),
        back("shipping", "order-shipping", "order_id"),
        back("shipping-address", "order-shipping-address", "order_id"),
        back("billing-address", "order-billing-address", "order_id"),
    ),
    verbs=words("GET PATCH"),
    sortable=words("id date_added updated_at date_archived"),
    includes=words("shipping.provider products.options"),
    filters=words("start_date end_date geo_zone_id geo_zone_name"),
    appends=words("meta"),
)
ORDER_PRODUCTS: Final = Resource(
    "order-products",
    attributes(
        text="name sku barcode p1 p2 p3 v1 v2 v3 vendor_name category_name unit_name unit_short_name",
        whole="order_id product_id variant_id weight price order_price order_discount_id order_fulfillment_id"
        " vendor_id category_id",
        decimal="quantity",
        flag="sale new digital tracked",
    ),
    (to_many("options", "order-products-options", "order_product_id"),),
    sortable=words(
        "order_id quantity product_id variant_id name weight price order_price vendor_id vendor_name"
        " category_id category_name"
    ),
)
ORDER_PRODUCTS_OPTIONS: Final = Resource(
    "order-products-options", attributes(text="name value", whole="order_id order_product_id price")
)
ORDER_PAYMENT: Final = Resource(
    "order-payment",
    attributes(
        text="provider provider_name provider_reference_id status payment_status",
        whole="order_id amount down_payment",
        flag="allow_capture_authorization",
        plain="provider_data",
        moment="date_created date_modified",
    ),
    filters=words("start_date end_date"),
)
ORDER_SHIPPING: Final = Resource(
    "order-shipping",
    attributes(
        text="provider_name order_amount_formatted geo_zone_name",
        whole="order_id provider_id provider_amount provider_insurance order_insurance geo_zone_id",
        decimal="order_amount_input",
        flag="order_has_insurance",
    ),
    (to_one("provider", "shipping-providers", "provider_id"),),
)
ORDER_TOTAL: Final = Resource("order-total", attributes(text="code title", whole="order_id value sort_order"))
ORDER_TAX: Final = Resource(
    "order-tax", attributes(text="name type", whole="order_id value class_id tax_id", decimal="rate")
)
ORDER_DISCOUNT: Final = Resource(
    "order-discount",
    attributes(
        text="name code discount_type",
        whole="order_id discount_id order_product_id parent_id type_value order_over",
        flag="apply_regular_price",
    ),
)
# The page on it was not read: its attributes here are our own.
ORDER_MODIFICATION: Final = Resource(
    "order-modification", attributes(text="name type", whole="order_id value")
)
_ORDER_ADDRESS: Final = (
    f"{_NAMES} phone company_name company_vat state_iso2 address1 integration latitude longitude {_PLACE}"
)
ORDER_SHIPPING_ADDRESS: Final = Resource(
    "order-shipping-address", attributes(text=_ORDER_ADDRESS, whole="order_id")
)
ORDER_BILLING_ADDRESS: Final = Resource(
    "order-billing-address",
    attributes(text=f"{_ORDER_ADDRESS} company_person company_registration_number", whole="order_id"),
)
ORDER_FULFILLMENT: Final = Resource(
    "order-fulfillment",
    attributes(
        text="shipping_tracking_url shipping_tracking_number",
        whole="order_id",
        day="shipping_date_expedition shipping_date_delivery",
        moment="date_fulfilled",
    ),
    (to_one("order", "orders", "order_id"),),
    verbs=ALL,
    sortable=words("id order_id date_fulfilled shipping_date_delivery shipping_date_expedition"),
)

ORDERS_AND_PEOPLE: Final = (
    CUSTOMERS,
    CUSTOMER_GROUPS,
    CUSTOMER_SHIPPING,
    CUSTOMER_BILLING,
    ORDERS,
    ORDER_PRODUCTS,
    ORDER_PRODUCTS_OPTIONS,
    ORDER_PAYMENT,
    ORDER_SHIPPING,
    ORDER_TOTAL,
    ORDER_TAX,
    ORDER_DISCOUNT,
    ORDER_MODIFICATION,
    ORDER_SHIPPING_ADDRESS,
    ORDER_BILLING_ADDRESS,
    ORDER_FULFILLMENT,
)
PARTS_OF_ORDER: Final = tuple(
    resource.name for resource in ORDERS_AND_PEOPLE if resource.name.startswith("order-")
)
