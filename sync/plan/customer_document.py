"""Which paper the customer gets: receipt, invoice or export invoice (the truth table of
``docs/customer-document.md``).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Final

from sync.model import CustomerDocument, CustomerPaper, Order
from sync.plan.buyer import read_buyer
from sync.plan.company_numbers import EU_COUNTRIES, CompanyNumber
from sync.profile import Orders
from sync.sentences import Sentence, say

_OWN_RATES: Final[Mapping[str, frozenset[Decimal]]] = {
    "BG": frozenset({Decimal(20), Decimal(9), Decimal(0)}),
    "PL": frozenset({Decimal(23), Decimal(8), Decimal(5), Decimal(0)}),
}
"""The VAT rates of a warehouse's own country, in per cent: others are those of the buyer's (OSS)."""


class Destination(StrEnum):
    """Where the goods go, seen from the warehouse; in VAT this counts, not where the buyer lives."""

    SAME_COUNTRY = "same country"
    OTHER_EU_COUNTRY = "other EU country"
    OUTSIDE_EU = "outside the EU"


def destination(order: Order, country: str) -> Destination:
    """Where the goods of ``order`` go; an address without a country is the warehouse's own ``country``."""
    place = order.delivery if order.delivery.country else order.billing
    goes_to = place.country or country
    if goes_to == country:
        return Destination.SAME_COUNTRY
    # Northern Ireland keeps the EU's VAT on goods; its postcodes, and only they, begin with BT.
    northern_ireland = goes_to == "XI" or (goes_to == "GB" and place.postcode.upper().startswith("BT"))
    # For VAT Monaco is France.
    if goes_to in EU_COUNTRIES or goes_to == "MC" or northern_ireland:
        return Destination.OTHER_EU_COUNTRY
    return Destination.OUTSIDE_EU


def customer_document(
    order: Order, settings: Orders, country: str
) -> tuple[CustomerDocument, tuple[Sentence, ...]]:
    """The customer's paper for ``order`` and what is told beside it; ``country`` is the warehouse's.

    VAT rates are never changed here: every line keeps the rate that the order says, so that 0 % stands on an
    invoice only where the shop charged 0 %.
    """
    default = settings.customer_document
    if not settings.choose_document:
        missing = order.wants_invoice and default is CustomerDocument.RECEIPT
        return default, (say("The buyer asked for an invoice."),) if missing else ()
    number = read_buyer(order, country).number
    goes_to = destination(order, country)
    if goes_to is Destination.OUTSIDE_EU:
        told = say("The goods leave the EU, but the order charges VAT. The rates stay as in the order.")
        return CustomerDocument.EXPORT_INVOICE, (told,) if _charges_vat(order) else ()
    if not (number.is_company or order.wants_invoice):
        return default, ()
    if goes_to is Destination.OTHER_EU_COUNTRY and _is_of_other_eu_country(number, country):
        told = say(
            "The buyer has a VAT number of another EU country, but the order charges VAT. The rates stay "
            "as in the order."
        )
        return CustomerDocument.INVOICE, (told,) if _charges_vat(order) else ()
    return CustomerDocument.INVOICE, ()


def customer_paper(order: Order, document: CustomerDocument, country: str) -> CustomerPaper:
    """The chosen paper with what its VAT means, told from the rates of the order alone.

    OSS only where a private buyer of another EU country was charged a rate that the warehouse's own country
    does not have: whoever stays below the limit of sales charges its own rates there.
    """
    if destination(order, country) is not Destination.OTHER_EU_COUNTRY:
        return CustomerPaper(document)
    rates = {line.vat_rate for line in order.lines if line.vat_rate is not None}
    if _is_of_other_eu_country(read_buyer(order, country).number, country):
        return CustomerPaper(document, intra_eu=bool(rates) and not any(rates))
    return CustomerPaper(document, oss=bool(rates - _OWN_RATES.get(country, frozenset(rates))))


def _is_of_other_eu_country(number: CompanyNumber, country: str) -> bool:
    return number.is_company and number.country != country and number.country in EU_COUNTRIES | {"XI"}


def _charges_vat(order: Order) -> bool:
    return any(line.vat_rate is not None and line.vat_rate > 0 for line in order.lines)
