"""What the sheet leaves open about Seliton; a client has to work under every setting, or refuse with a
sentence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Quirks:
    """How this shop behaves where nothing is published."""

    # --- REST ---------------------------------------------------------------------------------------------
    # The vendor's client never looks at the status of an error.
    errors: Literal["by_status", "always_200"] = "by_status"
    default_limit: int = 20
    largest_limit: int | None = 100
    default_order: Literal["oldest_first", "newest_first"] = "oldest_first"
    dates: Literal["text", "seconds", "iso"] = "text"
    money: Literal["text", "number"] = "text"
    quantities: Literal["number", "text"] = "number"
    ids: Literal["number", "text"] = "number"
    # What stands where nothing is known.
    empty: Literal["null", "empty_text", "left_out"] = "null"
    # A slash after the plural is what the client sends; whether it must is not known.
    slash: Literal["required", "optional"] = "required"
    language_keys_sent: Literal["lower", "any"] = "any"
    fractional_quantity: Literal["kept", "cut", "refused"] = "kept"
    # Whether a written quantity changes productAvailabilityStatus by itself.
    availability: Literal["independent", "follows_quantity"] = "independent"
    new_product: Literal["hidden", "visible"] = "visible"
    same_code: Literal["accepted", "refused"] = "accepted"
    unknown_field: Literal["ignored", "refused"] = "ignored"
    unknown_parameter: Literal["ignored", "refused"] = "ignored"
    # Whether the REST API is there at all.
    rest: Literal["served", "gone"] = "served"

    # --- Tokens -------------------------------------------------------------------------------------------
    token_seconds: int | None = None
    refresh: Literal["none", "refresh_token"] = "none"

    # --- Orders -------------------------------------------------------------------------------------------
    # The names of states and of total lines are not published.
    order_states: tuple[str, ...] = ("new", "processing", "shipped", "completed", "cancelled")
    payment_states: tuple[str, ...] = ("not_paid", "paid", "refunded")
    # By what is meant: the word in orderTotalLineType.
    subtotal_type: str = "subtotal"
    shipping_type: str = "shipping"
    coupon_type: str = "coupon"
    tax_type: str = "tax"
    # Whether the taxes that are part of the prices stand as a line of their own too.
    tax_line: Literal["none", "added", "informative"] = "none"
    # orderItemPrice and orderItemTotal: with or without tax. Without, a tax line adds it.
    item_prices: Literal["with_tax", "without_tax"] = "with_tax"
    item_code: Literal["variant", "product"] = "variant"

    # --- The feed -----------------------------------------------------------------------------------------
    feed_stock: Literal["quantity", "label", "quantity_and_label", "free_text", "none"] = "quantity_and_label"
    feed_currency: Literal["attribute", "left_out"] = "attribute"
    feed_image_scheme: Literal["https", "none"] = "https"

    # --- The XML API --------------------------------------------------------------------------------------
    xml_api: Literal["installed", "not_installed"] = "installed"
    # The grammar of its answers is not on record: these are our own words.
    xml_accepted: bytes = b'<?xml version="1.0" encoding="UTF-8"?><response><result>ok</result></response>'
    xml_refused: bytes = b'<?xml version="1.0" encoding="UTF-8"?><response><error>refused</error></response>'
