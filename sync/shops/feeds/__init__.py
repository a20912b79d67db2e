"""Feeds that a shop pulls: written as CSV or XML, never empty or cut, and delivered to where the shop looks.

:class:`FeedItem` is what a feed says of a product and :class:`FeedForm` how it is written.
:func:`replace_feed` writes one to a file at once; :class:`FeedStore` keeps what every feed must say,
and :class:`Publisher` gives it out through a delivery (:class:`FileDelivery`, :class:`FtpDelivery`; what
:class:`FeedServer` serves is a file as well). docs/feeds.md shows how they are put together.
"""

from __future__ import annotations

from sync.shops.feeds.delivery import Delivery, FileDelivery
from sync.shops.feeds.form import ALL_COLUMNS, FeedForm
from sync.shops.feeds.ftp import FtpDelivery, FtpPlace
from sync.shops.feeds.items import FeedField, FeedItem
from sync.shops.feeds.publisher import Publisher
from sync.shops.feeds.serving import FeedServer, address_on, new_word, own_address
from sync.shops.feeds.standing import StandingFeed, fewest_rows, refuse_too_few, replace_feed
from sync.shops.feeds.store import FeedStore, Given
from sync.shops.feeds.writing import write_items

__all__ = [
    "ALL_COLUMNS",
    "Delivery",
    "FeedField",
    "FeedForm",
    "FeedItem",
    "FeedServer",
    "FeedStore",
    "FileDelivery",
    "FtpDelivery",
    "FtpPlace",
    "Given",
    "Publisher",
    "StandingFeed",
    "address_on",
    "fewest_rows",
    "new_word",
    "own_address",
    "refuse_too_few",
    "replace_feed",
    "write_items",
]
