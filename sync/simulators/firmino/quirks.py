"""What the pages of Firmino's API leave open.

Each default is the reading nearest to the pages, or to what a published client relies on where they are
silent; a client has to work under every setting, or refuse with a sentence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Quirks:
    """How this service behaves where nobody has written it down."""

    # --- The frame of an answer ---------------------------------------------------------------------------
    # Published clients look for the words under all of these names; "errors" is a map by field.
    error_place: Literal["response", "message", "error", "errors"] = "response"
    # The HTTP status of a refusal; one client reads the body of a 4xx too, the other does not.
    refused_status: int = 200
    # A wrong password: the status, with a page of the server instead of JSON; or 200 and success false.
    wrong_login: Literal["401", "403", "200"] = "401"
    not_found: Literal["refused", "null"] = "refused"
    # Where get, update, delete, download, payoff, unpaid, mail and complete take the id. One client sends it
    # in the path for download and payoff and in the body for update.
    id_place: Literal["either", "body", "path"] = "either"
    # The header companyShortName, which one client sends where a login has several companies.
    company_header: Literal["ignored", "required"] = "ignored"

    # --- find ---------------------------------------------------------------------------------------------
    # One client reads response.list, and is ready for a bare list and for response.content.
    found_as: Literal["list", "bare", "content"] = "list"
    # The pages name no paging at all; one client sends size.
    paging: Literal["none", "size", "page_from_0", "page_from_1", "offset"] = "size"
    default_size: int | None = None
    largest_size: int | None = None
    default_order: Literal["oldest_first", "newest_first"] = "newest_first"
    # Which fields text looks through beside names, codes and numbers of documents.
    text_finds: Literal["names", "notes_too", "nothing"] = "names"
    # Whether text has to be a part of a field, or the whole of it.
    text_match: Literal["part", "whole"] = "part"
    # On record: type of articles, countryCode of customers; fromDate, toDate and year stand on the page of
    # another kind of document.
    document_filters: frozenset[str] = frozenset({"fromDate", "toDate", "year"})
    unknown_filter: Literal["ignored", "refused"] = "ignored"
    # Whether found documents carry their items and notes.
    found_documents: Literal["whole", "head"] = "whole"

    # --- Articles -----------------------------------------------------------------------------------------
    # "Ilość w magazynie", in the singular, while the program has many warehouses.
    quantity_means: Literal["all_warehouses", "one_warehouse"] = "all_warehouses"
    order_lowers_quantity: bool = False
    # Where goods leave by a goods issue (WZ) instead, a sale document moves nothing.
    sale_lowers_quantity: bool = True
    below_zero: Literal["allowed", "refused"] = "allowed"
    quantity_sent: Literal["taken", "only_on_add", "ignored"] = "taken"
    # The table says four places, its example answers "0.00".
    quantity_places: Literal[2, 4] = 4
    # One of the two prices sent: the other is worked out, or stays as it was.
    other_price: Literal["worked_out", "kept"] = "worked_out"
    same_code: Literal["accepted", "refused"] = "accepted"

    # --- Documents ----------------------------------------------------------------------------------------
    # The page on orders has notes and printNotes, the one on sales only printNotes.
    order_notes: Literal["both", "print_notes", "notes", "none"] = "both"
    sale_notes: Literal["both", "print_notes", "notes", "none"] = "print_notes"
    # ordinalNumber is in the table of sales only.
    order_ordinal: Literal["shown", "left_out"] = "shown"
    # Lines without idArticle: words only, or joined to the article of that name as the BaseLinker wizard
    # does.
    line_without_article: Literal["words", "linked_by_name"] = "words"
    # A customer in a document without an id: refused, or added on the way.
    customer_without_id: Literal["refused", "added"] = "refused"
    update: Literal["part", "whole"] = "part"
    paid_documents: Literal["editable", "locked"] = "editable"
    unknown_field: Literal["ignored", "refused"] = "ignored"
    too_long: Literal["refused", "cut"] = "refused"
    # payoff of a document that is paid already.
    payoff_again: Literal["accepted", "refused"] = "accepted"
    # The state once unpaid has taken the settlements away.
    after_unpaid: Literal["unpaid", "new"] = "unpaid"
    # What add-end-doc does to the order's own state, and complete.
    completed_order: Literal["paid", "kept"] = "kept"
    # How much of the final document add-end-doc answers with.
    end_answer: Literal["whole", "id"] = "whole"

    # --- download -----------------------------------------------------------------------------------------
    # One client reads bytes of PDF; else base64 in response, in an object there, or a link to fetch.
    download: Literal["pdf", "base64", "base64_object", "link"] = "pdf"
    # Content-Type of the bytes.
    download_type: Literal["application/pdf", "application/octet-stream"] = "application/pdf"
    download_marks_printed: bool = False
