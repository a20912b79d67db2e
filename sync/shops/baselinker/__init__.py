"""BaseLinker (Base.com) through its connector: orders, catalogues, stock, prices, invoices.

Facts about the protocol stand in docstrings beside the code that relies on them, with how sure they are:
"documented" by the maker, "recorded" from real answers, "seen" in working clients, or unknown.
"""

from sync.shops.baselinker.adapter import BaseLinker
from sync.shops.baselinker.documents import Invoices

__all__ = ["BaseLinker", "Invoices"]
