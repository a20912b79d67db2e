"""An order in the recorded shapes, and what happens where it cannot be understood."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from sync.errors import Refused
from sync.model import Order
from sync.shops.baselinker.json_text import parsed
from sync.shops.baselinker.orders import listed_order, read_order

LINE: dict[str, Any] = {
    "storage": "db",
    "storage_id": "307",
    "order_product_id": "555",
    "product_id": "2685",
    "variant_id": "0",
    "name": "Mug",
    "attributes": "",
    "sku": "M-1",
    "ean": "5901234123457",
    "location": "",
    "warehouse_id": 205,
    "auction_id": "0",
    "price_brutto": 20.1,
    "tax_rate": 23,
    "quantity": 3,
    "weight": 1,
    "bundle_id": 0,
}
ORDER: dict[str, Any] = {
    "order_id": 143476260,
    "shop_order_id": "",
    "external_order_id": "ab-1",
    "order_source": "allegro",
    "order_source_id": "1023",
    "order_status_id": 101,
    "confirmed": True,
    "date_confirmed": 1669800007,
    "date_add": 1669800000,
    "user_login": "buyer",
    "phone": "+48 600 000 000",
    "email": "a@example.com",
    "user_comments": " quickly ",
    "admin_comments": "",
    "currency": "PLN",
    "payment_method": "Card",
    "payment_method_cod": "0",
    "payment_done": 72.3,
    "delivery_method": "Courier",
    "delivery_price": 12,
    "delivery_fullname": "Żaneta Świątek",
    "delivery_company": "",
    "delivery_address": "Długa 1",
    "delivery_city": "Łódź",
    "delivery_postcode": "90-001",
    "delivery_country_code": "pl",
    "invoice_fullname": "Иван Иванов",
    "invoice_company": "Фирма ООД",
    "invoice_nip": "BG 175074752",
    "want_invoice": "1",
    "extra_field_1": "x",
    "extra_field_2": "",
    "order_page": "https://example.com/page",
    "products": [LINE],
}


def read(**changes: Any) -> Order:
    row = parsed(json.dumps({**ORDER, **changes}).encode())
    raw = listed_order(row).raw.raw
    return read_order(json.loads(json.dumps(raw)), lambda number: {"205": "bl_205"}.get(number, number))


def read_line(**changes: Any) -> Any:
    return read(products=[{**LINE, **changes}]).lines[0]


def test_a_recorded_order() -> None:
    order = read()
    assert order.id == "143476260"
    assert order.number == "ab-1"
    assert order.status_id == "101"
    assert order.confirmed_at == datetime(2022, 11, 30, 9, 20, 7, tzinfo=UTC)
    assert order.added_at == datetime(2022, 11, 30, 9, 20, tzinfo=UTC)
    assert order.total == Decimal("72.3")
    assert order.paid == Decimal("72.3")
    assert order.cash_on_delivery is False
    assert order.wants_invoice is True
    assert order.company_number == "BG 175074752"
    assert order.comment == "quickly"
    assert order.delivery.country == "PL"
    assert order.billing.company == "Фирма ООД"
    assert order.extra_fields == {"extra_field_1": "x"}
    assert order.panel_url == ""
    line = order.lines[0]
    assert (line.id, line.product_id, line.warehouse_id) == ("555", "2685", "bl_205")
    assert (line.quantity, line.unit_price, line.vat_rate) == (Decimal(3), Decimal("20.1"), Decimal(23))


@pytest.mark.parametrize(
    ("fields", "number"),
    [
        ({"external_order_id": "", "shop_order_id": 77}, "77"),
        ({"external_order_id": "", "shop_order_id": ""}, "143476260"),
        ({"external_order_id": "", "shop_order_id": 0}, "143476260"),
    ],
    ids=repr,
)
def test_the_number_for_people(fields: dict[str, Any], number: str) -> None:
    assert read(**fields).number == number


def test_a_discount_stays_a_line() -> None:
    order = read(products=[LINE, {**LINE, "name": "Discount", "price_brutto": "-5.05", "quantity": "1"}])
    assert order.lines[1].unit_price == Decimal("-5.05")
    assert order.total == Decimal("67.25")
    assert order.discount == 0


def test_a_variant_counts_as_the_product() -> None:
    assert read_line(variant_id=99).product_id == "99"
    assert read_line(variant_id="").product_id == "2685"


@pytest.mark.parametrize("storage", ["shop", "warehouse", ""])
def test_a_product_of_another_store_is_not_linked(storage: str) -> None:
    assert read_line(storage=storage).product_id == ""


def test_unlinked_lines_and_unknown_warehouses() -> None:
    assert read_line(product_id="0").product_id == ""
    assert read_line(product_id="").product_id == ""
    assert read_line(warehouse_id=0).warehouse_id == ""
    assert read_line(warehouse_id="999").warehouse_id == "999"


@pytest.mark.parametrize(
    ("told", "exemption"), [(-1, "exempt"), (-0.02, "not subject"), (-0.03, "reverse charge")]
)
def test_exemptions(told: float, exemption: str) -> None:
    line = read_line(tax_rate=told)
    assert (line.vat_rate, line.vat_exemption) == (Decimal(0), exemption)


def test_custom_fields_and_files() -> None:
    file = {"title": "scan", "url": "https://example.com/f.pdf"}
    order = read(custom_extra_fields={"135": "INV 1", "172": file, "9": ""})
    assert order.extra_fields["custom_extra_field_135"] == "INV 1"
    assert order.extra_fields["custom_extra_field_172"] == "https://example.com/f.pdf"
    assert "custom_extra_field_9" not in order.extra_fields
    assert read(custom_extra_fields=[]).extra_fields == {"extra_field_1": "x"}


def test_an_unconfirmed_order() -> None:
    order = read(confirmed=False, date_confirmed=0)
    assert order.confirmed_at is None
    listed = listed_order({**ORDER, "confirmed": "0", "date_confirmed": 0})
    assert (listed.confirmed, listed.raw.confirmed_at) == (0, None)


@pytest.mark.parametrize(
    "changes",
    [
        {"currency": ""},
        {"currency": "zł"},
        {"date_add": "yesterday"},
        {"date_add": 0, "date_confirmed": 0},
        {"want_invoice": "perhaps"},
        {"payment_done": "much"},
        {"products": "none"},
        {"products": [{**LINE, "price_brutto": ""}]},
        {"products": [{**LINE, "quantity": None}]},
        {"products": [{**LINE, "tax_rate": 230}]},
    ],
    ids=repr,
)
def test_what_cannot_be_understood_names_the_order(changes: dict[str, Any]) -> None:
    with pytest.raises(Refused) as caught:
        read(**changes)
    assert "143476260" in caught.value.sentence.text()


def test_an_order_without_a_number_is_refused() -> None:
    with pytest.raises(Refused):
        listed_order({**ORDER, "order_id": ""})
