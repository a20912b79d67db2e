"""Switches for everything that the facts on micro.bg's External App API leave open.

The sheet (section 5.2) restates a document of the vendor that nobody here has seen at work. Each default is
the reading nearest to the sheet's words; a client has to work under every setting, or refuse with a sentence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Quirks:
    """How this service behaves where the sheet does not say, or says two things."""

    # --- The frame of an answer ---------------------------------------------------------------------------
    # The document's text says success, its examples and the one live answer say status.
    success_key: Literal["status", "success", "both"] = "status"
    no_errors: Literal["list", "null"] = "list"
    # _INVALID_API_ID is the only error on record; all others are our own words.
    error_words: Literal["codes", "sentences"] = "codes"
    # What data is beside errors.
    refused_data: Literal["null", "list", "left_out"] = "null"

    # --- How values look ----------------------------------------------------------------------------------
    ids: Literal["number", "text"] = "number"
    numbers: Literal["number", "text"] = "number"
    truths: Literal["number", "json", "text"] = "number"
    empty_text: Literal["empty", "null"] = "empty"
    # "partner Deleted 1 yes / 2 no vs items 1/0; IsVat likewise".
    deleted: Literal["partners_1_2", "1_0", "1_2"] = "partners_1_2"
    is_vat: Literal["company_1_2", "1_0", "1_2"] = "company_1_2"
    # The vendor's names of a group's fields are not on record beyond parentId.
    group_names: Literal["short", "long"] = "short"
    item_price_name: Literal["Price", "PriceOut"] = "Price"
    # AmountVat beside "Amount (ex VAT)": the tax alone, or the amount with it.
    amount_vat: Literal["tax", "with_tax"] = "tax"
    # VatIn and VatOut of a line.
    line_vat: Literal["per_unit", "per_line"] = "per_unit"
    # "Sign +-1", also where an order does not move the stock.
    order_sign: Literal[-1, 1, 0] = -1
    no_ext_app_doc_id: Literal["null", "zero", "left_out"] = "null"
    payments_shown: bool = False

    # --- Lists --------------------------------------------------------------------------------------------
    rows_as: Literal["list", "map"] = "list"
    # An Id filter: a list with one row, or the row itself.
    single: Literal["list", "object"] = "list"
    not_found: Literal["empty", "null", "refused"] = "empty"
    from_id: Literal["inclusive", "exclusive"] = "inclusive"
    from_date: Literal["inclusive", "exclusive"] = "inclusive"
    # Without a limit, and the most that a limit gets.
    default_limit: int | None = None
    largest_limit: int | None = None
    deleted_rows: Literal["shown", "hidden"] = "shown"
    # What a caller sends as a filter that the function does not have.
    unknown_filter: Literal["ignored", "refused"] = "ignored"
    # Filters of getOperations beside Id: the sheet names none. Any of OperType, ObjectId, PartnerId,
    # ExtAppDocId, Acct.
    operation_filters: frozenset[str] = frozenset()
    # Whether ByExtAppDocId=1 makes getOperations take Id as an ExtAppDocId.
    by_ext_app_doc_id_reads: bool = False
    code_filter: Literal["main", "added_codes_too"] = "main"
    # getItemQuantities: a row for every item, or only where something ever moved.
    quantity_rows: Literal["every_item", "moved"] = "every_item"
    groups_by_path: Literal["subtree", "one"] = "subtree"
    # getMeasures is referred to and not described.
    measures: Literal["unknown", "answered"] = "unknown"
    moving_stock_touches_items: bool = False

    # --- Prices -------------------------------------------------------------------------------------------
    # PricesWithVat left out, in reading prices and in what is sent.
    prices_read: Literal["company", "with_vat", "without_vat"] = "company"
    prices_sent: Literal["company", "with_vat", "without_vat"] = "company"
    # PriceGroup left out.
    default_price_group: int = 1
    # Discount of a line: PriceOut is the Price less the discount; or PriceOut is the Price and only the
    # amount is less; or the Price sent is already reduced and the discount merely noted.
    discount: Literal["taken_off", "off_amount", "in_price"] = "taken_off"

    # --- What is written ----------------------------------------------------------------------------------
    # Where Id, Module, Mode, ByExtAppDocId and AutoGenerateCode of a writing call stand.
    control_fields: Literal["either", "parameters", "data"] = "either"
    unknown_field: Literal["ignored", "refused"] = "ignored"
    # Fields left out of a change, also the lines and payments of an operation: kept, or blank.
    edit: Literal["part", "whole"] = "part"
    # insertItem, insertPartner, insertGroup, saveOperation and the changes.
    created_answer: Literal["object_with_id", "bare_id", "row", "nothing"] = "object_with_id"
    same_code: Literal["refused", "accepted"] = "refused"
    deleting: Literal["marks", "removes"] = "marks"
    line_object: Literal["ignored", "taken", "refused"] = "ignored"
    # Saving an own operation again under another OperType, such as an order as a sale: it becomes that, in
    # its place; is refused; keeps its type without a word; or a second operation appears beside it.
    other_type: Literal["turned", "refused", "kept", "second"] = "turned"
    # A new operation, without ByExtAppDocId, with an ExtAppDocId that is there already.
    same_ext_app_doc_id: Literal["second", "refused"] = "second"
    payments_again: Literal["replaced", "added"] = "replaced"
    second_invoice: Literal["refused", "same", "another"] = "refused"
    invoiced: Literal["editable", "locked"] = "editable"
    # After PaymentToDate "the API stops": all of it, or all but getCompanyData.
    after_payment_date: Literal["stops", "company_readable"] = "stops"
