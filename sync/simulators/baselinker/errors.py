"""Refusals of the connector: SUCCESS's counterpart with a code and a text (facts 1.2, 1.3)."""

from __future__ import annotations

# Known codes (facts 1.3).
NO_CREDENTIAL = "ERROR_EMPTY_TOKEN"
BAD_CREDENTIAL = "ERROR_BAD_TOKEN"
UNKNOWN_METHOD = "ERROR_UNKNOWN_METHOD"
PARSE_JSON_PARAMETERS = "ERROR_PARSE_JSON_PARAMETERS"
STORAGE_ID = "ERROR_STORAGE_ID"
PRODUCT_ID = "ERROR_PRODUCT_ID"
LIMIT_EXCEEDED = "ERROR_BLOCKED_TOKEN"
USER_ACCOUNT_BLOCKED = "ERROR_USER_ACCOUNT_BLOCKED"

# Codes of our own making: the facts know the situation but not the code (1.3 last rows, 7.5). No client may
# rely on them, which is why they carry a word that the platform would not use.
ORDER_ID = "ERROR_SIMULATED_ORDER_ID"
ORDER_LINE_ID = "ERROR_SIMULATED_ORDER_PRODUCT_ID"
STATUS_ID = "ERROR_SIMULATED_STATUS_ID"
PARAMETER = "ERROR_SIMULATED_PARAMETER"
TOO_MANY = "ERROR_SIMULATED_TOO_MANY_ITEMS"
TEXT_TOO_LONG = "ERROR_SIMULATED_TEXT_TOO_LONG"
TAG = "ERROR_SIMULATED_TAG"
MISSING_PRODUCT = "ERROR_SIMULATED_MISSING_PRODUCT"
MISSING_ROW = "ERROR_SIMULATED_MISSING_ROW"
INVOICE_EXISTS = "ERROR_SIMULATED_INVOICE_EXISTS"
STORAGE_DOCUMENTS = "ERROR_SIMULATED_STORAGE_DOCUMENTS"
FILE_FORMAT = "ERROR_SIMULATED_FILE_FORMAT"
DOCUMENT_CONFIRMED = "ERROR_SIMULATED_DOCUMENT_CONFIRMED"
READ_ONLY_WAREHOUSE = "ERROR_SIMULATED_WAREHOUSE"


class ConnectorError(Exception):
    """A call that is answered with ``status`` ERROR."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(f"{code}: {text}")
        self.code = code
        self.text = text
