"""Profiles, orders and moments for the tests of storage."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sync.model import Link, LinkedBy, ProductRole
from sync.ports import InboxOrder, InboxState
from sync.profile import BaseLinkerShop, Connect, EmbeddedWarehouse, Modules, Orders, Profile, Schedule
from sync.sentences import say

START: Final = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)


def minute(number: int) -> datetime:
    return START + timedelta(minutes=number)


def profile(connection_id: str, name: str = "Пекарна „Зора“") -> Profile:
    return Profile(
        id=connection_id,
        name=name,
        connect=Connect(
            shop=BaseLinkerShop(), warehouse=EmbeddedWarehouse(path="shop.sqlite"), shop_key="bl-1"
        ),
        modules=Modules(orders=True),
        orders=Orders(start=START, statuses=("100", "101")),
        schedule=Schedule(enabled=True, orders_every=5),
        confirmed_first_run=True,
    )


def order(order_id: str, state: InboxState = InboxState.READY, **changes: Any) -> InboxOrder:
    example = InboxOrder(
        id=order_id,
        status_id="100",
        confirmed_at=START,
        raw={
            "order_id": int(order_id),
            "name": "Łódź żółw щъркел 🍞",
            "price": 12.5,
            "lines": [{"sku": "A-1"}],
        },
        content_hash="abc",
        state=state,
        seen_at=minute(1),
    )
    return replace(example, **changes)


def whole_order(order_id: str) -> InboxOrder:
    """One with every field set."""
    from sync.model import DocumentKind, DocumentRef

    return order(
        order_id,
        InboxState.DONE,
        why=say("The good {name} is not there.", name="Хляб {бял}"),
        attempts=3,
        skip_runs=4,
        document=DocumentRef(DocumentKind.SALE, 1234567890),
        imported_hash="def",
        followed=True,
    )


def link(good: int, shop_id: str, catalog: str = "7", **changes: Any) -> Link:
    return replace(Link(good, catalog, shop_id, LinkedBy.SKU, ProductRole.PLAIN), **changes)
