"""The fields of each resource, under their wire names, with their kinds (facts 1.1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

Kind = Literal["text", "languages", "flag", "whole", "money", "quantity", "choice", "list", "moment", "map"]


@dataclass(frozen=True, slots=True)
class Field:
    """One field. read_only: silently ignored when written. choices: of a choice. start: what a new row
    has.
    """

    kind: Kind
    read_only: bool = False
    choices: tuple[str, ...] = ()
    start: Any = None


def _fields(kind: Kind, prefix: str, names: str, *, read_only: bool = False) -> dict[str, Field]:
    return {f"{prefix}{name}": Field(kind, read_only) for name in names.split()}


PRODUCT: Final[Mapping[str, Field]] = {
    **_fields("languages", "product", "Name Description DetailedDescription PageTitle MetaKeywords"),
    **_fields("languages", "product", "MetaDescription"),
    "productIsActive": Field("flag", start=True),
    "productAvailabilityStatus": Field("choice", choices=("in_stock", "out_of_stock"), start="in_stock"),
    "availabilityLabelID": Field("whole"),
    **_fields("text", "product", "Code Barcode"),
    **_fields("flag", "product", "NameXHTML DescriptionXHTML DetailedDescriptionXHTML"),
    "brandID": Field("whole"),
    "productCategories": Field("list"),
    **_fields("flag", "product", "HomePageFeatured HomePageFeaturedFromCategory IsNew"),
    **_fields("money", "product", "Price DistributorPrice BonusPointsPrice"),
    **_fields("quantity", "product", "Weight Quantity"),
    "productBonusPointsMode": Field(
        "choice", choices=("money_only", "points_and_money", "points_only"), start="money_only"
    ),
    "productFeaturedStyle": Field(
        "choice", choices=("normal", "double_width", "double_height", "double_double"), start="normal"
    ),
    "productCreatedTimestamp": Field("moment", read_only=True),
    "productImages": Field("list"),
}
CUSTOMER: Final[Mapping[str, Field]] = {
    "customerEmail": Field("text"),
    "customerPassword": Field("text"),
    "customerStatus": Field(
        "choice", choices=("disabled", "active", "pending_approval", "rejected"), start="active"
    ),
    **_fields("whole", "customer", "GroupID ReferrerID"),
    "customerBonusPoints": Field("whole", read_only=True, start=0),
    "customerAddresses": Field("list"),
}
CATEGORY: Final[Mapping[str, Field]] = {
    **_fields("languages", "category", "Name Description SEOTitle SEOKeywords SEODescription"),
    **_fields("whole", "category", "ParentID Sort"),
    "categoryStatus": Field("choice", choices=("visible", "hidden"), start="visible"),
    **_fields("whole", "category", "ProductCount DeepProductCount", read_only=True),
}
BRAND: Final[Mapping[str, Field]] = {
    **_fields("languages", "brand", "Name Description SEOTitle SEOKeywords SEODescription"),
    "brandProductCount": Field("whole", read_only=True, start=0),
}
ATTRIBUTE: Final[Mapping[str, Field]] = {
    "attributeName": Field("languages"),
    "attributeType": Field(
        "choice",
        choices=("text", "select", "radio_buttons", "text_ml", "multiple_select", "checkbox"),
        start="text",
    ),
}
PAGE: Final[Mapping[str, Field]] = _fields(
    "languages", "page", "Title Content SEOTitle SEOKeywords SEODescription"
)
SCRIPT_CODE: Final[Mapping[str, Field]] = _fields("text", "scriptCode", "Name Content")
_ADDRESS: Final = (
    "FirstName LastName Company Phone Fax Address1 Address2 City CityID State StateCode Country CountryCode2 "
    "Zip VatNumber"
)
_BILLING: Final = "TaxNumber TaxOffice PersonalNumber InvoiceContactPerson BankName BankAccount"
ORDER: Final[Mapping[str, Field]] = {
    "orderCreatedAt": Field("moment"),
    **_fields("text", "order", "Status PaymentStatus LanguageCode IPAddress CustomerInstructions"),
    **_fields("text", "order", "CustomerEmail InvoiceNumber InvoicePreparedBy CouponCode Terms"),
    **_fields("flag", "order", "IsDirectPayment QuantitiesInStockReduced ShipToBillingAddress"),
    **_fields("flag", "order", "BillingIsCompany DiscountFreeShipping"),
    **_fields("whole", "", "customerID shippingModuleID paymentModuleID checkoutModuleID"),
    "orderInvoiceDate": Field("moment"),
    **_fields("text", "orderShipping", "MethodCode MethodName ModuleName TrackingNo Notes"),
    **_fields("text", "orderPayment", "ModuleName Integration Notes TransactionNo"),
    "orderCheckoutModuleName": Field("text"),
    **_fields("text", "orderBilling", f"{_ADDRESS} {_BILLING}"),
    **_fields("text", "orderShipping", _ADDRESS),
    **_fields("money", "order", "Total TotalPayAmount CustomerCurrencyTotal"),
    **_fields("text", "order", "CurrencyCode TotalPayCurrencyCode CustomerCurrencyCode"),
    "orderItems": Field("list"),
    "orderTotalLines": Field("list"),
}
SCHEMAS: Final[Mapping[str, Mapping[str, Field]]] = {
    "attributes": ATTRIBUTE,
    "brands": BRAND,
    "categories": CATEGORY,
    "customers": CUSTOMER,
    "orders": ORDER,
    "pages": PAGE,
    "products": PRODUCT,
    "scriptCodes": SCRIPT_CODE,
}
# Filters by a part of a text, and where they look.
CONTAINS: Final = {
    "products": ("nameContains", "productName"),
    "brands": ("nameContains", "brandName"),
    "categories": ("nameContains", "categoryName"),
    "attributes": ("nameContains", "attributeName"),
    "scriptCodes": ("nameContains", "scriptCodeName"),
    "customers": ("emailContains", "customerEmail"),
    "pages": ("titleContains", "pageTitle"),
}


def blank(resource: str) -> dict[str, Any]:
    """What a new row has before anything is sent."""
    starts: dict[str, Any] = {"list": (), "languages": None}
    return {
        name: list(starts[each.kind]) if each.kind == "list" else each.start
        for name, each in SCHEMAS[resource].items()
    }
