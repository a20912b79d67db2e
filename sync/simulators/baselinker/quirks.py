"""Switches for everything that the facts on BaseLinker leave uncertain or that differs between accounts.

Each default is the reading that the fact sheet holds most likely; the section that speaks of it stands
beside the switch. A client has to work under every setting here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

EmptyMap = Literal["list", "object", "text", "mixed"]


@dataclass(frozen=True, slots=True)
class Quirks:
    """How this account's server behaves where the documentation does not say."""

    # 7.3: the field that getOrders ascends by. "cursor" takes the field of the cursor given: date_confirmed
    # for ``date_confirmed_from`` or none, date_add for ``date_from``, order_id for ``id_from``. The
    # documented paging can only be complete when this holds.
    orders_sorted_by: Literal["cursor", "date_confirmed", "date_add", "order_id"] = "cursor"
    # 7.3: what decides between orders of one and the same second.
    tie_break: Literal["order_id", "date_add", "insertion", "reverse_insertion"] = "order_id"

    # 4.4, 7.4: how PHP writes a map without entries; "mixed" goes round all three in turn.
    empty_map: EmptyMap = "list"
    # Another way for single fields, by their name, e.g. ``{"prices": "text"}``.
    empty_map_of: Mapping[str, EmptyMap] = field(default_factory=dict)
    # 2.1, getOrderSources: a map whose keys are 0, 1, 2... arrives as a list.
    sequential_map_as_list: bool = False
    # 0.9: {} was seen on the wire, "" stands in the documentation.
    empty_warnings: Literal["object", "text", "list"] = "object"
    # 3.1: "2022" is the style before 2023-08-16, with some ids as strings and without the newer fields;
    # "strings" sends every number as text.
    numbers: Literal["current", "2022", "strings"] = "current"
    # 4.1: "recorded" mixes true/false and "1"/"0" as the recordings do; the others write all booleans in
    # one way.
    booleans: Literal["recorded", "true", "text", "number"] = "recorded"
    # 1.1 says UTF-8 and no more: letters beyond ASCII as they are, or as PHP's default escapes.
    escape_unicode: bool = False
    # 4.22: the account's language.
    warnings_language: Literal["pl", "en"] = "pl"

    # 0.12: support has switched getJournalList on.
    journal_activated: bool = False
    # 2.1: rows of one getJournalList answer; undocumented.
    journal_page: int = 100
    # 2.1, journal type 5: the row carries the vanished order's id and points to the result, or the reverse.
    merge_row_on: Literal["vanished", "result"] = "vanished"

    # 2.1, 7.6: which of the three names this server understands.
    commission_parameter: Literal["include_commissions", "include_commission_data", "with_commision"] = (
        "include_commissions"
    )
    # 7.5: a change of an order that does not exist is refused, or answers SUCCESS and does nothing.
    unknown_order: Literal["error", "silent"] = "error"
    # 4.11: orders older than ``archive_after``, or archived by hand, are not found any more.
    archived_orders_vanish: bool = False
    archive_after: timedelta = timedelta(days=90)
    # 2.3: what a second addInvoice for one order answers.
    second_invoice: Literal["same_id", "new_invoice", "error"] = "same_id"

    # 7.5: more than 1000 products in one update are refused, or the first 1000 are taken.
    over_bulk_cap: Literal["error", "first_rows"] = "error"
    # 7.5: deleteInventoryProduct of a product that is not there.
    missing_product_deletion: Literal["error", "silent"] = "error"
    # 7.8: the account keeps storage documents, and a stock update is "refused" with an error, "warned"
    # about product by product, "ignored" with SUCCESS and a full counter, "adjusted" silently as without
    # documents, or "document": adjusted by a confirmed document. With any value but "off", average_cost can
    # only be set at creation or while it is 0 (2.8).
    storage_documents: Literal["off", "refused", "warned", "ignored", "adjusted", "document"] = "off"
    # 2.6: overrides the ``reservations`` of every inventory; None leaves each its own.
    reservations_on: bool | None = None
    # A text beyond its documented length is cut, or refused; undocumented.
    too_long_text: Literal["cut", "error"] = "cut"
