"""The JSON names of columns: snake_case (facts 9.2), with the exceptions that the sheet shows."""

from __future__ import annotations

import re
from typing import Final

from sync.simulators.utility_center.quirks import Quirks
from sync.simulators.utility_center.tables import Table

_WORD_BORDER: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def snake_case(column: str) -> str:
    """PriceOut10 becomes price_out10, VATValue vat_value, MOL2 mol2."""
    return _WORD_BORDER.sub("_", column).lower()


def names_of(table: Table, quirks: Quirks) -> dict[str, str]:
    """JSON name of each column, in the table's order."""
    special = _special(quirks)
    return {column.name: special.get(column.name, snake_case(column.name)) for column in table.columns}


def _special(quirks: Quirks) -> dict[str, str]:
    tax_number, number = ("vat_id", "tax_id") if quirks.vat_id_is == "TaxNo" else ("tax_id", "vat_id")
    return {
        **{f"BarCode{place}": f"{quirks.bar_code_name}{place}" for place in (1, 2, 3)},
        "eMail": quirks.email_name,
        "TaxNo": tax_number,
        "Bulstat": number,
        "Acct": quirks.number_name,
        "OperType": quirks.type_name,
    }
