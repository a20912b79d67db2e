"""What columns probably mean, by their names in three languages."""

from __future__ import annotations

from sync.shops.by_file.guessing import guess_order_columns, guess_product_columns
from sync.shops.by_file.settings import OrderField as O
from sync.shops.by_file.settings import ProductField as P
from sync.shops.files.csv_rows import told_apart
from sync.simulators.gombashop.exports import ORDER_HEADERS, PRODUCT_HEADERS


def test_an_english_export() -> None:
    columns = [
        "Order ID",
        "Created at",
        "Financial Status",
        "Lineitem sku",
        "SKU",
        "Lineitem quantity",
        "Price",
    ]
    found = guess_order_columns(columns)
    assert found == {
        O.NUMBER: "Order ID", O.DATE: "Created at", O.PAID: "Financial Status", O.CODE: "SKU",
        O.QUANTITY: "Lineitem quantity", O.PRICE: "Price",
    }  # fmt: skip


def test_a_polish_export() -> None:
    columns = [
        "Nr zamówienia",
        "Data zamówienia",
        "Symbol",
        "Nazwa towaru",
        "Ilość",
        "Cena brutto",
        "NIP",
        "Uwagi",
    ]
    assert list(guess_order_columns(columns).values()) == [
        "Nr zamówienia", "Data zamówienia", "Symbol", "Nazwa towaru", "Ilość", "Cena brutto", "NIP", "Uwagi",
    ]  # fmt: skip


def test_a_bulgarian_export_whose_names_are_alike() -> None:
    found = guess_order_columns(told_apart(ORDER_HEADERS))
    assert (found[O.DATE], found[O.NUMBER], found[O.STATUS]) == ("Дата", "Номер на поръчката", "Статус")
    assert (found[O.DELIVERY_PRICE], found[O.DELIVERY_WAY]) == ("Доставка", "Начин за доставка")
    assert (found[O.TOTAL], found[O.POSTCODE]) == ("Обща стойност", "Пощенски код")
    assert found[O.PAYMENT_WAY] == "Избран метод за плащане"
    products = guess_product_columns(PRODUCT_HEADERS)
    assert products == {P.ID: "#", P.CODE: "sku", P.NAME: "Име на продукт", P.PRICE: "Цена"}


def test_paths_of_xml_and_names_of_nobody() -> None:
    found = guess_order_columns(["OrderNumber", "Lines/Line/Sku", "Lines/Line/Qty", "@id", "Foo"])
    assert found == {O.NUMBER: "OrderNumber", O.CODE: "Lines/Line/Sku", O.QUANTITY: "Lines/Line/Qty"}
    assert guess_product_columns(["1", "2", "3"]) == {}
