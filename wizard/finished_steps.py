"""Which steps of the wizard are complete by the answers of a draft. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from wizard.answers import answer_of, asks_for_receipts, connection_name, is_saved, modules_of

_ORDER: Final = ("connect", "modules", "orders", "products", "warehouses", "receipts")


def finished_steps(draft: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """The steps whose answers are complete, up to the first that is not; steps of modules that are off are
    passed over. Connecting is finished when the connection has a name and the shop its key.
    """
    modules = modules_of(draft)
    there = {
        "orders": modules.orders,
        "products": modules.products or modules.stock,
        "warehouses": modules.orders or modules.stock,
        "receipts": modules.orders and asks_for_receipts(draft),
    }
    finished: list[str] = []
    for step in _ORDER:
        if there.get(step, True):
            if not _is_answered(draft, step):
                break
            finished.append(step)
    return finished


def _is_answered(draft: Mapping[str, Mapping[str, Any]], step: str) -> bool:
    if step == "receipts" and step not in draft and is_saved(draft):
        return True  # it was saved before anybody asked for receipts
    if step == "connect" and not _is_connected(draft):
        return False
    return answer_of(draft, step) is not None


def _is_connected(draft: Mapping[str, Mapping[str, Any]]) -> bool:
    return bool(connection_name(draft)) and bool(draft["connect"].get("shop_key"))
