"""The exported files behind an address on this machine, whole or broken on purpose."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal

from sync.simulators.delivery import DeliveringHandler
from sync.simulators.gombashop.exports import Form, orders_file, products_file, stock_file
from sync.simulators.gombashop.shop import Shop
from sync.simulators.local_server import LocalService

CSV_TYPE: Final = "text/csv; charset=utf-8"
_FILES: Final[dict[str, Callable[[Shop, Form], bytes]]] = {
    "/orders.csv": orders_file,
    "/products.csv": products_file,
    "/stock.csv": stock_file,
}
Broken = Literal["", "cut", "short", "empty", "html"]


class ExportServer(LocalService):
    """Serves ``orders.csv``, ``products.csv`` and ``stock.csv`` as the shop is at the moment.

    broken: "cut" breaks the connection in the middle; "short" sends half as if it were all, as a file still
    being written looks; "empty" sends nothing; "html" a page of something in between.
    """

    def __init__(self, shop: Shop, form: Form | None = None, port: int = 0) -> None:
        self.shop = shop
        self.form = form or Form()
        self.broken: Broken = ""
        super().__init__(type("BoundFiles", (_Files,), {"site": self}), port)

    @property
    def url(self) -> str:
        """Where the files are, with a slash at its end."""
        return f"http://127.0.0.1:{self.port}/"


class _Files(DeliveringHandler):
    """One connection."""

    site: ExportServer

    def serve(self, verb: str) -> None:
        writer = _FILES.get(self.path.partition("?")[0])
        if verb != "GET" or writer is None:
            self.send_page(404, "404 Not Found")
            return
        content = writer(self.site.shop, self.site.form)
        match self.site.broken:
            case "cut":
                self.send(200, content, CSV_TYPE, keep=len(content) // 2)
            case "short":
                self.send(200, content[: len(content) // 2], CSV_TYPE)
            case "empty":
                self.send(200, b"", CSV_TYPE)
            case "html":
                self.send_page(200, "Sign in to this network")
            case "":
                self.send(200, content, CSV_TYPE)
