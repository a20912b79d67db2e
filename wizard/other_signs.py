"""Signs of another program besides the documents that it wrote. Everything here blocks, for a second at
most.
"""

from __future__ import annotations

import socket
from typing import Final

from sync.errors import Refused
from sync.ports import Shop
from sync.profile import Connect, DatabaseWarehouse
from sync.sentences import Sentence, say
from sync.shops.cloudcart import CloudCart

UTILITY_CENTER_PORT: Final = 8700
_PATIENCE: Final = 1.0


def other_signs(connect: Connect, port: int = UTILITY_CENTER_PORT) -> tuple[Sentence, ...]:
    """What on the warehouse's own computer speaks for another program that joins shops. Nothing is sent."""
    warehouse = connect.warehouse
    if not isinstance(warehouse, DatabaseWarehouse):
        return ()
    host = host_of(warehouse.server)
    if not _answers(host, port):
        return ()
    return (
        say(
            "Microinvest Utility Center seems to run on {host} (port {port}): it joins shops to Warehouse "
            "Pro too.",
            host=host,
            port=port,
        ),
    )


def signs_in_shop(shop: Shop) -> tuple[Sentence, ...]:
    """What in the shop itself speaks for another program, where its platform shows it. A shop that refuses to
    show it has none to tell of.
    """
    if not isinstance(shop, CloudCart):
        return ()
    try:
        return tuple(shop.signs_of_others())
    except Refused:
        return ()


def host_of(server: str) -> str:
    """The computer in the address of a database server, which may name an instance or a port besides."""
    host = server.strip().removeprefix("tcp:").split("\\")[0].split(",")[0].strip()
    return "127.0.0.1" if host.lower() in ("", ".", "(local)", "localhost") else host


def _answers(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=_PATIENCE):
            return True
    except OSError:
        return False
