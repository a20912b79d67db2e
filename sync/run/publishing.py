"""Shops whose changes are gathered and given out together, such as one that pulls a feed.

A bulk of stock or prices is given out before it is confirmed; what else changed goes out at the end of the
run. What could not be given out waits where it is gathered, and every later run tries again.
"""

from __future__ import annotations

from typing import cast

from sync.ports import Publishing
from sync.run.connection import Connection


def forget_what_another_got(connection: Connection) -> None:
    """Where nothing was ever gathered here, what was sent before is not in it, so it is compared anew."""
    shop = _publishing(connection)
    if shop is not None and shop.feed_is_new:
        connection.journal.forget_sent()


def publish(connection: Connection) -> None:
    """Give out what is not yet. Raises MostikError where that cannot be."""
    shop = _publishing(connection)
    if shop is not None:
        shop.publish()


def _publishing(connection: Connection) -> Publishing | None:
    shop = connection.shop
    return cast("Publishing", shop) if shop.features.publishes else None
