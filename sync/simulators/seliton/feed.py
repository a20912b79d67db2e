"""The Super XML Export feed: every product in one document (facts 1.3)."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from decimal import Decimal
from typing import Final

from sync.simulators.seliton.quirks import Quirks
from sync.simulators.seliton.shop import Row, Shop

NAMESPACE: Final = "http://schemas.summercart.com/dealer/v1"
MODULE: Final = "com.seliton.superxmlexport"


def feed(shop: Shop, quirks: Quirks, *, namespace: str = NAMESPACE, products: bool = True) -> bytes:
    """The document. Hidden products are not in it (our reading; the sheet says nothing)."""
    root = ET.Element("SummerCart", {"xmlns": namespace})
    store = ET.SubElement(root, "Store")
    listed = ET.SubElement(store, "Products")
    if products:
        for row in shop.rows["products"].values():
            if row.get("productIsActive"):
                _product(listed, shop, row, quirks)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _product(parent: ET.Element, shop: Shop, row: Row, quirks: Quirks) -> None:
    product = ET.SubElement(parent, "Product")
    _text(product, "ProductID", row["productId"])
    _text(product, "ProductCode", row.get("productCode"))
    _text(product, "ProductBarcode", row.get("productBarcode"))
    for name, column in (
        ("ProductName", "productName"),
        ("ProductDescription", "productDescription"),
        ("ProductDetailedDescription", "productDetailedDescription"),
    ):
        _languages(product, name, row.get(column))
    brand = shop.rows["brands"].get(row.get("brandID") or 0)
    _languages(product, "BrandName", brand["brandName"] if brand else None)
    price = ET.SubElement(product, "ProductPrice")
    if quirks.feed_currency == "attribute":
        price.set("currencycode", shop.currency)
    price.text = f"{row.get('productPrice') or Decimal(0):.2f}"
    if row.get("productDistributorPrice") is not None:
        _text(product, "ProductDistributorPrice", f"{row['productDistributorPrice']:.2f}")
    _stock(product, row, quirks)
    if row.get("productWeight") is not None:
        _text(product, "ProductWeight", row["productWeight"])
    _text(product, "ProductUrl", f"http://shop.example/product-{row['productId']}.html")
    _categories(product, shop, row)
    images = ET.SubElement(product, "ProductImages")
    for image in row.get("productImages") or []:
        scheme = "https:" if quirks.feed_image_scheme == "https" else ""
        _text(ET.SubElement(images, "ProductImage"), "ImagePath", f"{scheme}//{image['productImage']}")


def _stock(product: ET.Element, row: Row, quirks: Quirks) -> None:
    quantity = row.get("productQuantity")
    in_stock = row.get("productAvailabilityStatus") == "in_stock"
    if quirks.feed_stock in ("quantity", "quantity_and_label") and quantity is not None:
        _text(product, "ProductQuantity", int(quantity))
    if quirks.feed_stock in ("label", "quantity_and_label"):
        _text(product, "ProductQuantityLabel", "InStock" if in_stock else "OutOfStock")
    if quirks.feed_stock == "free_text":
        _text(product, "AvailabilityLabel", "В НАЛИЧНОСТ" if in_stock else "")


def _categories(product: ET.Element, shop: Shop, row: Row) -> None:
    for each in row.get("productCategories") or []:
        names: list[Row] = []
        category = shop.rows["categories"].get(int(each["categoryID"]))
        while category is not None:
            names.insert(0, category["categoryName"] or {})
            category = shop.rows["categories"].get(category.get("categoryParentID") or 0)
        if not names:
            continue
        element = ET.SubElement(product, "Category")
        branch = {key: "|".join(str(name.get(key, "")) for name in names) for key in names[-1]}
        _languages(element, "CategoryBranch", branch)
        _languages(element, "CategoryName", names[-1])


def _languages(parent: ET.Element, name: str, texts: Row | None) -> None:
    if texts:
        element = ET.SubElement(parent, name)
        for language, text in texts.items():
            _text(element, language, text)


def _text(parent: ET.Element, name: str, value: object) -> None:
    ET.SubElement(parent, name).text = "" if value is None else str(value)
