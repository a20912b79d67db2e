"""What an empty document tells of the company: its currency, and whether it pays VAT."""

from __future__ import annotations

from sync.warehouses.firmino.client import Client
from sync.warehouses.firmino.papers import SALES
from sync.warehouses.firmino.values import Row, part, text


class Company:
    """Read once, by ``init``, which writes nothing (the maker's page on sale documents)."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._draft: Row | None = None

    @property
    def draft(self) -> Row:
        """The empty sale document with the company's defaults."""
        if self._draft is None:
            found = self._client.read(f"{SALES}/init")
            self._draft = found if isinstance(found, dict) else {}
        return self._draft

    @property
    def vat_payer(self) -> bool:
        """Whether its documents are invoices by default (``fas``) and not bills (``fhan``)."""
        return text(self.draft, "documentType") != "fhan"

    @property
    def currency(self) -> str:
        """The currency of its documents, three letters."""
        found = text(part(self.draft, "currency"), "code").upper()
        return found if len(found) == 3 else "PLN"
