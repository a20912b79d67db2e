"""The numbers that the tables of Warehouse Pro hold, by the names of what they mean. Pure.

Source: the seed rows and the published codes of the maker's open-source sister program, and rows that
Warehouse Pro itself wrote.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sync.model import DocumentKind, PaymentMethod

SALE: Final = 2
CONSIGNMENT_SALE: Final = 16
ORDER: Final = 19
NO_DOCUMENT: Final = 0
"""The document type in a mark of ours that belongs to a good or a location."""

TYPE_OF_KIND: Final[Mapping[DocumentKind, int]] = {DocumentKind.ORDER: ORDER, DocumentKind.SALE: SALE}
SIGN_OF_TYPE: Final[Mapping[int, int]] = {ORDER: 0, SALE: -1}
"""What a row does to the stock."""
LARGEST_NUMBER: Final = 2_000_000_000

SYSTEM_ROW: Final = 1
"""The ID of the program's own first row in each list."""
NO_LOT: Final = 1

SERVICE_FLAGS: Final = 8 | 16 | 32
"""Goods.Type: kept without stock (8), a charge spread over a delivery (16), a discount (32)."""
SERVICE: Final = 8

DUE: Final = -1
PAID: Final = 1
"""Payments.Mode: what a document costs, and what was paid for it."""
MONEY_IN: Final = 1
"""Payments.Sign and CashBook.Sign of a sale."""
CASH_TYPE: Final = 1
"""The payment type that every due row carries, whatever the customer pays by."""
CASH_BOOK_SALE: Final = 8
"""CashBook.OperType: income from a sale (a kind of turnover, not of document)."""

CASH: Final = 1
METHODS: Final[Mapping[int, PaymentMethod]] = {
    CASH: PaymentMethod.CASH,
    2: PaymentMethod.BANK,
    3: PaymentMethod.CARD,
    4: PaymentMethod.VOUCHER,
    5: PaymentMethod.ADVANCE,
}

PRICE_IN: Final = "PriceIn"
RETAIL: Final = "PriceOut2"
PRICE_GROUPS: Final[Mapping[str, str]] = {
    "PriceOut1": "Цена на едро",
    RETAIL: "Цена на дребно",
    **{f"PriceOut{number + 2}": f"Ценова група {number}" for number in range(1, 9)},
    PRICE_IN: "Доставна цена",
}
"""The price columns of a good in the program's order (group 0, 1, 2 … 10) with the program's own names."""
PRICE_COLUMNS: Final = tuple(PRICE_GROUPS)


def price_column(group: int) -> str:
    """The price column of a price group's number, as objects and partners name theirs; retail if unknown."""
    return PRICE_COLUMNS[group] if 0 <= group < len(PRICE_COLUMNS) else RETAIL


def kind_of_type(oper_type: int) -> DocumentKind:
    """What a document of this type is to Mostik; marks without a document count as orders."""
    return DocumentKind.SALE if oper_type == SALE else DocumentKind.ORDER
