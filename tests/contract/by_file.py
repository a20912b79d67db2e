"""A shop that is joined by files, as its owner exports and imports them."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sync.clock import TurnedClock
from sync.ports import OrderQuery, RawOrder
from sync.shops.by_file.adapter import ByFile
from sync.shops.by_file.settings import (
    ByFileShop,
    OrderField,
    OrderFile,
    OutFile,
    ProductField,
    ProductFile,
    TableSettings,
)
from sync.shops.files import DateForm, DecimalSign

SOFIA = ZoneInfo("Europe/Sofia")
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
ALL = OrderQuery(datetime(2026, 1, 1, tzinfo=UTC))

ORDER_COLUMNS = {
    OrderField.NUMBER: "Поръчка",
    OrderField.DATE: "Дата",
    OrderField.STATUS: "Статус",
    OrderField.CODE: "Код",
    OrderField.PRODUCT: "Артикул",
    OrderField.QUANTITY: "Брой",
    OrderField.PRICE: "Цена",
    OrderField.DELIVERY_PRICE: "Доставка",
    OrderField.TOTAL: "Общо",
    OrderField.PAYMENT_WAY: "Плащане",
    OrderField.PAID: "Платена",
    OrderField.NAME: "Клиент",
    OrderField.EMAIL: "Имейл",
    OrderField.CITY: "Град",
}
PRODUCT_COLUMNS = {
    ProductField.ID: "№",
    ProductField.CODE: "Код",
    ProductField.BARCODE: "Баркод",
    ProductField.NAME: "Име",
    ProductField.PRICE: "Цена",
    ProductField.QUANTITY: "Наличност",
}


def line(number: str, code: str, pieces: str, price: str, **cells: str) -> dict[str, str]:
    """A row of the orders export."""
    return {
        "Поръчка": number,
        "Дата": "21.11.2026 10:30",
        "Статус": "нова",
        "Код": code,
        "Артикул": f"Стока {code}",
        "Брой": pieces,
        "Цена": price,
        "Доставка": "",
        "Общо": "",
        "Плащане": "Банков превод",
        "Платена": "не",
        "Клиент": "Елена Маринова",
        "Имейл": "elena@example.com",
        "Град": "Русе",
        **cells,
    }


def product(
    number: str, code: str, name: str, price: str, stock: str = "", barcode: str = ""
) -> dict[str, str]:
    """A row of the product export."""
    return {"№": number, "Код": code, "Баркод": barcode, "Име": name, "Цена": price, "Наличност": stock}


def as_csv(rows: Sequence[dict[str, str]], separator: str = ";", encoding: str = "utf-8-sig") -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), delimiter=separator)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


@dataclass
class Files:
    """The shop's folder. ``change``: settings that differ from the usual ones."""

    folder: Path
    clock: TurnedClock = field(default_factory=lambda: TurnedClock(NOW))

    def settings(
        self, *, out: bool = True, orders: dict[str, Any] | None = None, **change: Any
    ) -> ByFileShop:
        table = TableSettings(separator=";")
        return ByFileShop(
            name="Калина",
            orders=OrderFile(
                **{
                    "path": str(self.orders_path),
                    "table": table,
                    "columns": ORDER_COLUMNS,
                    "decimal": DecimalSign.COMMA,
                    "date_form": DateForm.DAY_FIRST,
                    **(orders or {}),
                }
            ),
            products=ProductFile(
                path=str(self.products_path), table=table, columns=PRODUCT_COLUMNS, decimal=DecimalSign.COMMA
            ),
            out=OutFile(path=str(self.out_path), decimal=DecimalSign.COMMA) if out else None,
            folder=str(self.folder / "kept"),
            **change,
        )

    def open(self, **change: Any) -> ByFile:
        return ByFile(self.settings(**change), self.clock, SOFIA)

    @property
    def orders_path(self) -> Path:
        return self.folder / "orders.csv"

    @property
    def products_path(self) -> Path:
        return self.folder / "products.csv"

    @property
    def out_path(self) -> Path:
        return self.folder / "stock.csv"

    def write(self, path: Path, content: bytes) -> None:
        """Another export; the minute in which it was saved is the clock's, so that nothing depends on
        speed.
        """
        path.write_bytes(content)
        moment = self.clock.now().timestamp() + len(content)
        os.utime(path, (moment, moment))

    def orders(self, *rows: dict[str, str], **form: Any) -> None:
        self.write(self.orders_path, as_csv(rows, **form))

    def products(self, *rows: dict[str, str], **form: Any) -> None:
        self.write(self.products_path, as_csv(rows, **form))

    def given_out(self) -> dict[str, dict[str, str]]:
        """The file that the shop imports, by code."""
        with self.out_path.open(encoding="utf-8", newline="") as file:
            return {row["code"]: row for row in csv.DictReader(file, delimiter=";")}


def listed(shop: ByFile, query: OrderQuery = ALL) -> dict[str, RawOrder]:
    return {raw.id: raw for page in shop.order_pages(query) for raw in page}
