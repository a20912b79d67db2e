"""A local stand-in for GombaShop as far as anything of it is public: a shop that pulls its products from a
file or feed, and the three files that it exports.

Written from the project's fact sheet on Seliton and GombaShop (section 2, "facts 2.2" and so on). There is no
HTTP API here, because none is published. All people are invented.
"""

from __future__ import annotations

from sync.simulators.gombashop.exports import Form, orders_file, products_file, stock_file
from sync.simulators.gombashop.generate import generated_shop
from sync.simulators.gombashop.puller import FeedPuller, PullReport, UnreadableFeed
from sync.simulators.gombashop.server import ExportServer
from sync.simulators.gombashop.shop import Item, Order, OrderLine, Shop

__all__ = [
    "ExportServer",
    "FeedPuller",
    "Form",
    "Item",
    "Order",
    "OrderLine",
    "PullReport",
    "Shop",
    "UnreadableFeed",
    "generated_shop",
    "orders_file",
    "products_file",
    "stock_file",
]
