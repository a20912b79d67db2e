"""Seliton (Summer Cart) as a shop: REST v1, the Super XML Export feed, and a seat for its XML API."""

from sync.shops.seliton.adapter import Seliton

__all__ = ["Seliton"]
