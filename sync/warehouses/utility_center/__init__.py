"""Warehouse Pro through the REST service of Microinvest Utility Center: the maker's own program writes."""

from sync.warehouses.utility_center.adapter import UtilityCenter

__all__ = ["UtilityCenter"]
