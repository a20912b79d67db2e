"""The exported files: every measured trap is in them."""

from __future__ import annotations

import csv
import io
from collections import Counter
from decimal import Decimal

import pytest
import requests

from sync.simulators.gombashop import (
    ExportServer,
    Form,
    generated_shop,
    orders_file,
    products_file,
    stock_file,
)

SHOP = generated_shop()


def _rows(content: bytes, encoding: str = "utf-8-sig", separator: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(encoding)), delimiter=separator))


def test_the_common_form() -> None:
    for content in (orders_file(SHOP), products_file(SHOP), stock_file(SHOP)):
        assert content.startswith(b"\xef\xbb\xbf")
        assert b"\r" not in content
        widths = {len(row) for row in _rows(content)}
        assert len(widths) == 1


def test_orders_have_a_doubled_header_and_no_quantities() -> None:
    headers, *rows = _rows(orders_file(SHOP))
    assert (len(headers), headers.count("Пощенски код")) == (32, 2)
    assert [row[1] for row in rows] == sorted((row[1] for row in rows), reverse=True)
    assert {row[6] for row in rows} == {"yes", "no"}
    assert {row[13] for row in rows} == {"Да", "Не"}
    for row in rows:
        goods, delivery, discount, total = (Decimal(text) for text in row[28:])
        assert goods + delivery - discount == total
    numbers = [row[2] for row in rows]
    assert len(set(numbers)) == len(numbers)
    assert {len(number) for number in numbers} == {4, 6, 8}
    assert any(number.isdigit() for number in numbers)
    assert any(" | " in row[27] for row in rows)
    assert any("(Цвят: Червен; )" in row[27] for row in rows)
    assert any("&quot;" in row[27] for row in rows)


def test_money_is_in_leva_before_2026_and_in_euro_after() -> None:
    for order in SHOP.orders:
        rate = Decimal("1.95583") if order.at.year < 2026 else Decimal(1)
        for line in order.lines:
            prices = [item.price for item in SHOP.items.values() if item.name == line.name]
            assert line.price in [(price * rate).quantize(Decimal("0.01")) for price in prices]
    assert {order.at.year for order in SHOP.orders} == {2025, 2026}


def test_products_repeat_share_and_look_alike() -> None:
    headers, *rows = _rows(products_file(SHOP))
    assert len(headers) == 15
    assert len(rows) > len({row[0] for row in rows}) == len(SHOP.items)
    assert len({tuple(row) for row in rows}) == len(SHOP.items)
    skus = Counter(item.sku for item in SHOP.items.values())
    assert skus[""] > 0
    assert any(times > 1 for sku, times in skus.items() if sku)
    assert any(sku.endswith("М") and sku.startswith("CM") for sku in skus)
    assert any(row[7] == "0.00" for row in rows)
    assert all(row[7] == row[8] for row in rows if row[9] == "0")


def test_stock_has_names_alone_and_words_for_a_number() -> None:
    _, *rows = _rows(stock_file(SHOP))
    assert any(row[1] == "не се следи" for row in rows)
    names = Counter(row[0] for row in rows)
    assert any(times > 1 for times in names.values())
    for row in rows:
        if row[1] != "не се следи":
            assert int(row[1]) * Decimal(row[3]) == Decimal(row[4])


def test_other_tools_write_other_forms() -> None:
    form = Form("windows-1251", ";", prices="comma_with_currency", flags="Да/Не", repeated=0, entities=False)
    content = products_file(SHOP, form)
    _, first, *rows = _rows(content, "cp1251", ";")
    assert first[7] == "4,90 EUR"
    assert {row[12] for row in rows} == {"Да", "Не"}
    assert len(rows) == len(SHOP.items) - 1
    assert any('"Роса"' in row[1] for row in rows)


def test_files_are_served_whole_or_broken() -> None:
    with ExportServer(SHOP) as server:
        for name, writer in (("orders", orders_file), ("products", products_file), ("stock", stock_file)):
            assert requests.get(f"{server.url}{name}.csv", timeout=10).content == writer(SHOP)
        assert requests.get(f"{server.url}customers.csv", timeout=10).status_code == 404
        whole, url = stock_file(SHOP), f"{server.url}stock.csv"
        server.broken = "short"
        assert requests.get(url, timeout=10).content == whole[: len(whole) // 2]
        server.broken = "empty"
        assert requests.get(url, timeout=10).content == b""
        server.broken = "html"
        assert requests.get(url, timeout=10).headers["Content-Type"].startswith("text/html")
        server.broken = "cut"
        with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
            requests.get(url, timeout=10)
