"""Shops whose changes are gathered and given out together, such as one that pulls a feed.

A bulk of stock or prices is given out before it is confirmed; what else changed goes out at the end of the
run. What could not be given out waits where it is gathered, and every later run tries again.
"""

from __future__ import annotations

from typing import cast

from sync.ports import Publishing
from sync.run.connection import Connection
from sync.run.product_planning import COMPARED_AT


def forget_what_another_got(connection: Connection) -> None:
    """Where nothing was ever gathered here, what was sent before is not in it, so it is compared anew. So it
    is where something waits to be given out: it goes out in any case, and is not what was sent last.
    """
    shop = _publishing(connection)
    if shop is None:
        return
    if shop.feed_is_new:
        connection.journal.forget_sent()
    elif shop.feed_waits:
        connection.journal.remember(COMPARED_AT, "")


def publish(connection: Connection) -> None:
    """Give out what is not yet. Raises MostikError where that cannot be."""
    shop = _publishing(connection)
    if shop is not None:
        shop.publish()


def _publishing(connection: Connection) -> Publishing | None:
    shop = connection.shop
    return cast("Publishing", shop) if shop.features.publishes else None
