"""Which product here is which product there, and why not. Pure: no reading, no writing.

:mod:`sync.matching.folding` makes texts comparable, :mod:`sync.matching.barcodes` reads barcodes,
:mod:`sync.matching.index` finds goods by code, and :mod:`sync.matching.match` compares two catalogues.
"""

from __future__ import annotations

from sync.matching.index import Found, Index
from sync.matching.match import match
from sync.matching.result import Difference, Match, MatchState

__all__ = ["Difference", "Found", "Index", "Match", "MatchState", "match"]
