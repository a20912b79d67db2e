"""Feeds as bytes: CSV and XML, whatever stands in a name, and what is never given out."""

from __future__ import annotations

import csv
import io
import xml.etree.ElementTree as ET
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.errors import Refused, SettingsError, Unreachable
from sync.shops.feeds import FeedField, FeedForm, FeedItem, fewest_rows, replace_feed, write_items

CUP = FeedItem("CM048М", "Чаша „Роса“, 0,5 л", Decimal("12.90"), Decimal(15), Decimal(7), True, False, True)


def _bytes(items: list[FeedItem], form: FeedForm) -> bytes:
    stream = io.BytesIO()
    assert write_items(stream, items, form) == len(items)
    return stream.getvalue()


def test_a_csv_names_its_columns_and_leaves_the_unknown_empty() -> None:
    text = _bytes([CUP, FeedItem("B")], FeedForm()).decode("utf-8")
    assert text.splitlines() == [
        "sku,name,price,old_price,quantity,new,hidden,promo",
        'CM048М,"Чаша „Роса“, 0,5 л",12.9,15,7,1,0,1',
        "B,,,,,,,",
    ]


def test_columns_separator_encoding_decimals_and_words_are_the_shops() -> None:
    form = FeedForm(
        columns={FeedField.PRICE: "Цена", FeedField.SKU: "Код", FeedField.HIDDEN: "Скрит"},
        separator=";",
        encoding="windows-1251",
        decimal=",",
        yes="Да",
        no="Не",
    )
    assert _bytes([CUP], form).decode("windows-1251").splitlines() == ["Цена;Код;Скрит", "12,9;CM048М;Не"]


def test_xml_holds_what_xml_may_hold() -> None:
    item = FeedItem("A&B", "a\x00b <i>\x1f", Decimal("1E+3"))
    form = FeedForm("xml", columns={FeedField.SKU: "Код", FeedField.NAME: "name", FeedField.PRICE: "price"})
    (found,) = ET.fromstring(_bytes([item], form)).iter("item")
    assert [each.text for each in found] == ["A&B", "ab <i>", "1000"]


@settings(max_examples=60)
@given(
    st.lists(
        st.builds(
            FeedItem,
            sku=st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1),
            name=st.text(st.characters(codec="utf-8")),
            price=st.none() | st.decimals(0, 10**9, places=4),
            quantity=st.none() | st.decimals(-(10**6), 10**6, places=3),
        ),
        unique_by=lambda item: item.sku,
        max_size=5,
    ),
    st.sampled_from(["csv", "xml"]),
)
def test_what_is_written_is_read_again(items: list[FeedItem], kind: str) -> None:
    form = FeedForm("csv" if kind == "csv" else "xml")
    content = _bytes(items, form)
    if kind == "csv":
        rows = [dict(row) for row in csv.DictReader(io.StringIO(content.decode("utf-8"), newline=""))]
    else:
        rows = [{cell.tag: cell.text or "" for cell in item} for item in ET.fromstring(content)]
    assert [row["sku"] for row in rows] == [item.sku for item in items]
    for row, item in zip(rows, items, strict=True):
        assert (Decimal(row["price"]) if row["price"] else None) == item.price
        assert (Decimal(row["quantity"]) if row["quantity"] else None) == item.quantity


@pytest.mark.parametrize("items", [[FeedItem("A"), FeedItem("A")], [FeedItem(" ")], [FeedItem("a\nb")]])
def test_a_key_stands_once_and_can_be_found(items: list[FeedItem]) -> None:
    with pytest.raises(Refused):
        write_items(io.BytesIO(), items, FeedForm())


def test_a_key_that_the_encoding_lacks_is_refused_and_a_name_is_not() -> None:
    form = FeedForm(encoding="windows-1251")
    assert b"?" in _bytes([FeedItem("A", "żółć")], form)
    with pytest.raises(Refused, match="cannot be written"):
        write_items(io.BytesIO(), [FeedItem("ż")], form)


def test_a_form_without_the_key_or_with_a_name_twice_is_refused() -> None:
    for columns in ({FeedField.NAME: "a"}, {FeedField.SKU: "a", FeedField.NAME: "a"}, {FeedField.SKU: ""}):
        with pytest.raises(SettingsError):
            FeedForm(columns=columns)
    for separator, encoding in (("", "utf-8"), (".", "utf-8"), (",", "nothing")):
        with pytest.raises(SettingsError):
            FeedForm(separator=separator, encoding=encoding)
    with pytest.raises(SettingsError):
        FeedForm("xml", item="a b")


def test_the_old_feed_stays_where_the_new_one_is_empty_short_or_wrong(tmp_path: Path) -> None:
    path = tmp_path / "products.csv"
    replace_feed(path, [FeedItem(str(number)) for number in range(10)], FeedForm())
    before = path.read_bytes()
    for items in ([], [FeedItem("1")] * 2, [FeedItem(str(number)) for number in range(7)]):
        with pytest.raises(Refused):
            replace_feed(path, items, FeedForm(), fewest_rows(10))
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "folder").write_text("a file", encoding="utf-8")
    with pytest.raises(Unreachable, match="cannot be written"):
        replace_feed(tmp_path / "folder" / "products.csv", [CUP], FeedForm())


def test_fewest_rows_is_four_fifths_of_the_last_feed_and_never_none() -> None:
    assert [fewest_rows(last) for last in (0, 1, 9, 10, 1000)] == [1, 1, 8, 8, 800]
