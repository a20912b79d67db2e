"""Microinvest Warehouse Pro by its database, and the embedded warehouse: a SQLite file with the same
tables."""

from __future__ import annotations

from sync.warehouses.warehouse_pro.adapter import WarehousePro
from sync.warehouses.warehouse_pro.connect import open_embedded

__all__ = ["WarehousePro", "open_embedded"]
