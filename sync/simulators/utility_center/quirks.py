"""Switches for everything that the facts on the service leave open.

The sheet knows little of this service, so many readings are possible. Each default is the one that follows
the sheet's words most closely; a client has to work under every setting, or refuse with a sentence.
Sections named "facts n" are those of the fact sheet on Warehouse Pro, "market 3.2" the REST table of the
market sheet.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Quirks:
    """How this service behaves where the sheet does not say, or says two things."""

    # --- Names of JSON fields -----------------------------------------------------------------------------
    # facts 9.2 "snake_case of the columns" gives bar_code1 and e_mail; market 3.2 writes barcode1-3.
    bar_code_name: Literal["barcode", "bar_code"] = "barcode"
    email_name: Literal["email", "e_mail"] = "email"
    # facts 2.4 and 9.2 name tax_id and vat_id as the pair of TaxNo (VAT number) and Bulstat, in two orders.
    vat_id_is: Literal["TaxNo", "Bulstat"] = "TaxNo"
    # POST /Operation returns document_number; by its column it would be acct in rows.
    number_name: Literal["document_number", "acct"] = "document_number"
    # POST /Operation takes operation_type; by its column it would be oper_type in rows that are read.
    type_name: Literal["operation_type", "oper_type"] = "operation_type"

    # --- How values look ----------------------------------------------------------------------------------
    # facts 1.7: -1 and 0 in the tables; the sheet does not say what JSON shows.
    truths: Literal["minus_one", "json"] = "minus_one"
    # facts 1.8: a single space in the tables.
    blank_text: Literal["space", "empty", "null"] = "space"
    dates: Literal["iso_moment", "iso_day", "blank_between", "dotted"] = "iso_moment"
    numbers: Literal["number", "text"] = "number"

    # --- Lists --------------------------------------------------------------------------------------------
    # facts 9.2: paging stands in headers, so a list is bare; one under a name of its own is the other way.
    list_body: Literal["bare", "under_items"] = "bare"
    # 500 is what one client asks for (facts 9.2), called the default in market 3.2.
    default_page_size: int = 500
    # A larger page_size is lowered to this one.
    largest_page_size: int | None = None
    first_page: Literal[1, 0] = 1
    beyond_last_page: Literal["empty", "last_page", "not_found"] = "empty"
    pages_of_nothing: Literal[1, 0] = 1
    paging_headers: Literal["always", "when_asked"] = "always"
    newest_first: bool = False
    deleted_rows: Literal["shown", "hidden"] = "shown"
    # Numbering markers and drafts (facts 3.3) among the operations.
    marker_rows: Literal["shown", "hidden"] = "shown"

    # --- Filters ------------------------------------------------------------------------------------------
    # market 3.2: "equality on nearly any field", so some have none; named as in JSON.
    not_filterable: frozenset[str] = frozenset()
    unknown_filter: Literal["ignored", "refused", "nothing"] = "ignored"
    # market 3.2: "* = LIKE". The database below has wildcards of its own, which may work as well.
    wildcards: Literal["star", "like", "like_with_sets"] = "star"
    case_sensitive: bool = False

    # --- Addresses and answers ----------------------------------------------------------------------------
    # Whether /Item, /Partner, ... answer GET with the first row that fits.
    single_readable: bool = False
    refused_key: Literal[401, 403] = 401
    error_code: Literal["number", "text"] = "number"
    created_status: Literal[200, 201] = 200
    # What a created item, partner, payment or invoice answers; "nothing" is an empty body.
    created_answer: Literal["row", "id", "nothing"] = "row"
    # facts 9.2: POST /Operation "returns document_number": by itself, or in every stored row.
    operation_answer: Literal["object", "rows"] = "object"
    document_number_as: Literal["number", "text"] = "number"

    # --- What is written ----------------------------------------------------------------------------------
    unknown_field: Literal["ignored", "refused"] = "ignored"
    # facts 11.11: the database accepts any id.
    unknown_ids: Literal["refused", "accepted"] = "refused"
    too_long_text: Literal["cut", "refused"] = "cut"
    # facts 8: MySQL's utf8 has no room for emoji.
    emoji: Literal["kept", "question_mark", "refused"] = "kept"
    # PUT of a part of the fields: the others keep their value, or become blank.
    put: Literal["part", "whole"] = "part"
    # facts 9.2: "later rows need only the line fields"; facts 3.4: the note is repeated on lines [C].
    note: Literal["repeated", "own"] = "repeated"
    # facts 3.4: the column PriceOut is already reduced. Whether the service reduces what it is sent is open.
    discount: Literal["in_price", "taken_off"] = "in_price"
    # facts 12.1: the sign of a customer order's rows. -1 lowers the stock too.
    order_sign: Literal[0, -1] = 0
    # facts 4.1: a due row belongs to every sale; 9.2 names numbering, Store and lots as the service's work.
    due_row: Literal["by_client", "by_operation"] = "by_client"
    # facts 3.5, 12.10: JSON's sign is the column's, or its opposite, or what is sent does not matter.
    payment_sign: Literal["column", "opposite", "by_type"] = "column"
    # facts 9.2: POST /Document answers 409 "when it exists": an invoice of that operation, or that number.
    invoice_exists_by: Literal["operation", "invoice_number"] = "operation"
