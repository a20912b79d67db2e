"""Products, variants, what they are made of and where they belong (facts 2.1 to 2.6, 1.5 to 1.7)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from sync.simulators.cloudcart.schema import (
    ALL,
    Resource,
    Tables,
    attributes,
    back,
    listed,
    to_many,
    to_one,
    words,
)
from sync.simulators.cloudcart.tables import Row


def _name_of(target: str, column: str) -> Callable[[Tables, Row], object]:
    def name(tables: Tables, row: Row) -> object:
        found = tables.table(target).get(row.get(column))
        return None if found is None else found["name"]

    return name


PRODUCTS: Final = Resource(
    "products",
    attributes(
        text="name url_handle description short_description description_title seo_title seo_description"
        " app_import xml_import_id xml_import_product_id xml_import_name unit_short_name product_type"
        " p1 p2 p3",
        flag="active digital sale new tracking shipping draft continue_selling featured imported",
        whole="status_id out_of_stock_id sort_order threshold per_row p1_id p2_id p3_id category_id vendor_id"
        " image_id views price_from price_to unit_id",
        decimal="minimum",
        moment="featured_from new_from publish_date active_to date_added date_modified",
    ),
    (
        to_one("variant", "variants", "default_variant_id"),
        to_many("variants", "variants", "item_id"),
        to_one("image", "images", "image_id"),
        to_many("images", "images", "parent_id"),
        to_one("category", "categories", "category_id"),
        listed("categories", "categories", "_categories"),
        to_one("vendor", "vendors", "vendor_id"),
        to_one("parameter1", "variant-parameters", "p1_id"),
        to_one("parameter2", "variant-parameters", "p2_id"),
        to_one("parameter3", "variant-parameters", "p3_id"),
        listed("property-options", "property-options", "_property_options"),
        listed("linked-products", "products", "_linked_products"),
        to_many("product-to-discount", "product-to-discount", "product_id"),
    ),
    verbs=ALL,
    sortable=words("id name date_added date_modified sort_order views"),
    includes=words("variant.images variants.images property-options.property"),
    filters=words("sku barcode property_id property_option_id"),
    single_by=words("url_handle"),
    appends=words("meta discount"),
    computed={f"p{place}": _name_of("variant-parameters", f"p{place}_id") for place in (1, 2, 3)},
)
VARIANTS: Final = Resource(
    "variants",
    attributes(
        text="sku barcode unit_text unit_type unit_name unit_short_name unit_value_formatted v1 v2 v3",
        whole="price weight delivery_price item_id v1_id v2_id v3_id unit_id base_unit_id",
        decimal="quantity minimum unit_value base_unit_value",
    ),
    (
        to_one("product", "products", "item_id"),
        to_one("option1", "variant-options", "v1_id"),
        to_one("option2", "variant-options", "v2_id"),
        to_one("option3", "variant-options", "v3_id"),
        listed("images", "images", "_images"),
    ),
    verbs=ALL,
    sortable=words("id quantity price weight"),
    includes=words("option1.parameter option2.parameter option3.parameter"),
    filters=words("has_images"),
    appends=words("discount"),
    computed={f"v{place}": _name_of("variant-options", f"v{place}_id") for place in (1, 2, 3)},
)
VARIANT_PARAMETERS: Final = Resource(
    "variant-parameters",
    attributes(text="name display_type", whole="sort", flag="visible in_listing show_label"),
    (
        to_many("variant-options", "variant-options", "parameter_id"),
        to_many("options", "variant-options", "parameter_id"),
    ),
    verbs=ALL,
    single_by=words("name"),
)
VARIANT_OPTIONS: Final = Resource(
    "variant-options",
    attributes(text="name image color", whole="sort parameter_id", flag="visible"),
    (to_one("parameter", "variant-parameters", "parameter_id"),),
    verbs=ALL,
    single_by=words("name"),
)
PROPERTIES: Final = Resource(
    "properties",
    attributes(text="name display_type", whole="sort"),
    (to_many("property-options", "property-options", "property_id"),),
    verbs=ALL,
    single_by=words("name"),
)
PROPERTY_OPTIONS: Final = Resource(
    "property-options",
    attributes(text="value url_handle description seo_title seo_description image", whole="sort property_id"),
    (to_one("property", "properties", "property_id"),),
    verbs=ALL,
    single_by=words("name"),
)
CATEGORIES: Final = Resource(
    "categories",
    attributes(
        text="name url_handle description seo_title seo_description color icon image_url image",
        whole="order taxonomy_id parent_id",
        flag="display_child",
        moment="created_at updated_at",
    ),
    (to_one("parent", "categories", "parent_id"), listed("properties", "properties", "_properties")),
    verbs=ALL,
    sortable=words("id name created_at updated_at order"),
    includes=words("properties.options"),
    single_by=words("url_handle"),
)
VENDORS: Final = Resource(
    "vendors",
    attributes(
        text="name url_handle description seo_title seo_description image_url background",
        moment="created_at updated_at",
    ),
    verbs=ALL,
    sortable=words("id name created_at updated_at"),
    single_by=words("url_handle"),
)
IMAGES: Final = Resource(
    "images",
    attributes(
        text="src name video_url background",
        whole="sort_order gallery_id image_id parent_id width height",
        flag="active",
        moment="date_added last_edited",
        plain="thumbs",
    ),
    (to_one("product", "products", "parent_id"),),
    verbs=words("GET POST DELETE"),
    sortable=words("id name date_added last_edited sort_order parent_id"),
)
PRODUCT_TO_DISCOUNT: Final = Resource(
    "product-to-discount",
    attributes(whole="price discount_id product_id variant_id"),
    (
        to_one("discount", "discounts", "discount_id"),
        to_one("product", "products", "product_id"),
        to_one("variant", "variants", "variant_id"),
    ),
    verbs=ALL,
)
DISCOUNTS: Final = Resource(
    "discounts",
    attributes(text="name discount_type", whole="type_value order_over", flag="active"),
    (back("product-to-discount", "product-to-discount", "discount_id"),),
)

CATALOGUE: Final = (
    PRODUCTS,
    VARIANTS,
    VARIANT_PARAMETERS,
    VARIANT_OPTIONS,
    PROPERTIES,
    PROPERTY_OPTIONS,
    CATEGORIES,
    VENDORS,
    IMAGES,
    PRODUCT_TO_DISCOUNT,
    DISCOUNTS,
)
