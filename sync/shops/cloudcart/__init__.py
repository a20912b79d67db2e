"""CloudCart, a Bulgarian shop platform, by its public API v2."""

from sync.shops.cloudcart.adapter import CloudCart

__all__ = ["CloudCart"]
