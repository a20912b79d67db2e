"""Streamsoft Firmino by its public REST API (www.firmino.pl/api)."""

from sync.warehouses.firmino.adapter import Firmino

__all__ = ["Firmino"]
