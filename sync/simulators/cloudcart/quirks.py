"""Switches for everything that the facts on CloudCart leave open or say in two ways.

"8.n" is a row of the sheet's table of conflicts, other numbers are its sections. Each default is the reading
that the sheet holds most likely; a client has to work under every setting, or refuse with a sentence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

HookBody = Literal["array", "object", "json_api", "wrapped"]


@dataclass(frozen=True, slots=True)
class Quirks:
    """How this shop's server behaves where the sheet does not say, or says two things."""

    # --- Queries and envelopes ----------------------------------------------------------------------------
    # 8.3, 1.6: what a disallowed sort, filter, include or page size answers.
    query_error_status: Literal[422, 400] = 422
    # 1.6: the page on orders says 400 for includes; None is as above.
    include_error_status: Literal[400] | None = None
    # 1.2: the 406 of the framework is no errors[] document.
    not_acceptable_body: Literal["message", "errors"] = "message"
    # 1.3: what stands where there is no previous or next page, if links were asked for.
    missing_links: Literal["omitted", "null"] = "omitted"
    # 8.13, 1.3: which relations carry their identifiers.
    linkage: Literal["included", "always", "never"] = "included"
    # 1.4: the order of a list without a sort; nothing is said about it.
    default_order: Literal["id", "newest_first"] = "id"
    # 1.5: equality in the database below, which usually takes "ABC" and "abc" for equal.
    text_filter: Literal["any_case", "exact"] = "any_case"
    # 1.5: filter[end_date]=2026-01-31 is inclusive; of the whole day, or of its first second.
    end_date_covers: Literal["whole_day", "midnight"] = "whole_day"
    # 1.8: a relation to something that is not there; not described.
    missing_related: Literal[404, 422] = 404
    # 2.7 says 422 for customers; for the other resources nothing is said.
    read_only_attributes: Literal["ignored", "refused"] = "ignored"

    # --- How values look ----------------------------------------------------------------------------------
    # 8.12, 2: decimal columns as 5 and 2.5, as 5.0, or as "5.000"; whole numbers and money as 5 or "5".
    decimals_as: Literal["number", "float", "text"] = "number"
    integers_as: Literal["number", "text"] = "number"
    # 2: "mostly strings yes/no, some tinyint".
    flags_as: Literal["yes_no", "number"] = "yes_no"
    # 8.14: the zone of times without an offset.
    moments_in: Literal["site", "utc"] = "site"
    # 2.1: the words of product_type; "command_line" calls a product with variants "multiple".
    product_types: Literal["wiki", "command_line"] = "wiki"

    # --- Limit of requests --------------------------------------------------------------------------------
    # 8.4, 8.5, 8.8.
    limit_body: Literal["flat", "json_api"] = "flat"
    limit_reset: Literal["unix", "date"] = "unix"
    quota_hosts: Literal["any", "primary"] = "any"
    # 1.9: whether a refused call uses up the budget as well.
    refused_calls_count: bool = False

    # --- Catalogue ----------------------------------------------------------------------------------------
    # 8.9: POST /products makes a variant of its own.
    default_variant: bool = False
    # 8.15: "soft" can be restored for 10 days, "hard" also empties product_id of the orders' lines.
    product_deletion: Literal["soft", "hard"] = "soft"
    # 2.1: sending parameter1..3 once more as they are.
    same_parameter_again: Literal["kept", "deletes"] = "kept"
    # 2.5: one client pads names of less than 3 letters.
    shortest_category_name: Literal[2, 3] = 2
    # 1.8: what stores and store-quantity answer without the app.
    stores_missing_status: Literal[422, 404] = 422
    # 3: whether the quantity of a variant follows the sum of its stores.
    stores_summed: bool = True
    # 3: what the shop's own sales do to a quantity that is not there, where continue_selling allows them.
    oversold: Literal["negative", "zero"] = "negative"

    # --- People -------------------------------------------------------------------------------------------
    # 8.16: a company's VAT number that the state's register refuses, or a register that does not answer.
    vies_failure: Literal["refused", "error", "ignored"] = "refused"
    # 2.7: shown as changeable and listed as read-only.
    default_billing_address: Literal["changeable", "read_only"] = "changeable"

    # --- Orders -------------------------------------------------------------------------------------------
    # 8.1: price_total, or total, subtotal, tax, discount, shipping_price.
    order_money_names: Literal["price", "plain", "both"] = "price"
    # 8.7: the name of the status, and what status_id holds.
    order_status_name: Literal["status", "status_id", "both"] = "status"
    status_id_holds: Literal["slug", "number"] = "slug"
    # 8.7: what can be patched beside the status: usn and invoice, or the administrator's note.
    order_patch: Literal["api_page", "entity_page", "both"] = "both"
    # 2.8: completed needs paid and fulfilled, or one of them.
    completed_needs: Literal["both", "either"] = "both"
    # 2.8: whether lists hold archived orders; "gone" answers 404 for their ids too.
    archived_orders: Literal["listed", "hidden", "gone"] = "listed"
    # 2.8: price_subtotal is that of the products without, or with the discounts.
    subtotal: Literal["after_discount", "before_discount"] = "after_discount"
    # 2.9: order_price of a line is already lowered by its share of a voucher, or not.
    voucher_in_line_prices: bool = False
    # 2.9: where an extra charge is found.
    fees_in: Literal["total", "modification"] = "total"
    # 8.11: names in order-tax, and whether order-total has any rows.
    tax_names: Literal["wiki", "columns"] = "wiki"
    order_totals: Literal["listed", "none"] = "listed"

    # --- Webhooks -----------------------------------------------------------------------------------------
    # 8.2, 2.12: the notice of an order; its fields as the wiki or as one receiver names them.
    hook_body: HookBody = "array"
    hook_fields: Literal["wiki", "receiver"] = "wiki"
    hook_money: Literal["minor", "decimal"] = "minor"
    # 8.2: the name of the ЕИК in the billing address; None leaves it out.
    hook_eik_name: Literal["eik", "company_registration_number", "company_bulstat"] | None = "eik"
    # 8.6: which writes tell of products.
    product_hooks: Literal["panel", "api_too", "stock_too"] = "panel"
    # 2.12: customer.* for writes over the API is unconfirmed.
    customer_hooks_from_api: bool = True
    # 2.11: a save without request_headers empties them, or not; and the forms they may have.
    hook_headers_on_save: Literal["replaced", "kept"] = "replaced"
    hook_headers_form: Literal["map", "map_or_list"] = "map_or_list"
    # 2.12: an older page says 7.
    hook_attempts: Literal[6, 7] = 6
    # 2.12: "not ordered": which of several notices that are due goes first.
    due_first: Literal["oldest", "newest"] = "oldest"
