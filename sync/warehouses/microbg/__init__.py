"""micro.bg, Microinvest's warehouse in the cloud, by its External App API."""

from sync.warehouses.microbg.adapter import MicroBg

__all__ = ["MicroBg"]
