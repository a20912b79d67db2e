"""GombaShop as a shop: a feed that it pulls, and the files that it exports.

No API of GombaShop is public. Everything here stands on its documented synchronisation from a file or feed
and on its exported files; where the vendor's own protocol would go is said in :mod:`.outside`.
"""

from __future__ import annotations

from sync.shops.gombashop.adapter import GombaShop

__all__ = ["GombaShop"]
