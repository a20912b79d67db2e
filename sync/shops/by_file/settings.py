"""What the owner said about the files of his shop: where they are, and which column means what."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, ClassVar, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from sync.shops.files.amounts import DecimalSign
from sync.shops.files.dates import DateForm
from sync.shops.files.encoding import Encoding
from sync.shops.files.form import TableForm, TableKind


class _Settings(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class OrderField(StrEnum):
    """What a column of an orders export can mean. The columns of one order may repeat in each of its rows."""

    NUMBER = "number"
    DATE = "date"
    STATUS = "status"
    CODE = "code"
    BARCODE = "barcode"
    PRODUCT = "product"
    QUANTITY = "quantity"
    PRICE = "price"
    VAT = "vat"
    CURRENCY = "currency"
    DELIVERY_PRICE = "delivery price"
    FEE = "fee"
    DISCOUNT = "discount"
    TOTAL = "total"
    PAYMENT_WAY = "payment way"
    PAID = "paid"
    DELIVERY_WAY = "delivery way"
    NAME = "name"
    EMAIL = "email"
    PHONE = "phone"
    STREET = "street"
    CITY = "city"
    POSTCODE = "postcode"
    COUNTRY = "country"
    COMPANY = "company"
    COMPANY_NUMBER = "company number"
    COMMENT = "comment"


LINE_FIELDS: Final = (
    OrderField.CODE,
    OrderField.BARCODE,
    OrderField.PRODUCT,
    OrderField.QUANTITY,
    OrderField.PRICE,
    OrderField.VAT,
)
"""Those that belong to one line of an order; all others belong to the whole order."""


class ProductField(StrEnum):
    """What a column of a product export can mean."""

    ID = "id"
    CODE = "code"
    BARCODE = "barcode"
    NAME = "name"
    PRICE = "price"
    QUANTITY = "quantity"
    VAT = "vat"


class TableSettings(_Settings):
    """How a file is read, as the owner confirmed it (:class:`sync.shops.files.TableForm`)."""

    kind: TableKind = TableKind.CSV
    encoding: Encoding = Encoding.UTF_8
    separator: str = Field(default=",", min_length=1, max_length=1)
    header_row: int = Field(default=1, ge=0, le=1000)
    record: str = ""
    line: str = ""

    @classmethod
    def of(cls, form: TableForm) -> TableSettings:
        return cls(
            kind=form.kind,
            encoding=form.encoding,
            separator=form.separator,
            header_row=form.header_row,
            record=form.record,
            line=form.line,
        )

    @property
    def form(self) -> TableForm:
        return TableForm(self.kind, self.encoding, self.separator, self.header_row, self.record, self.line)


class _FileTable(_Settings):
    path: str = Field(min_length=1)
    """A file, or a folder of which every file that fits ``pattern`` is read, the newest last."""
    pattern: str = "*"
    table: TableSettings = TableSettings()
    as_chosen: bool = False
    """Read it as ``table`` says, also where the file itself looks otherwise by now. Otherwise a file that was
    opened in a spreadsheet and saved with another encoding or separator is still read.
    """
    decimal: DecimalSign = DecimalSign.POINT
    prices_include_vat: bool = True
    vat_rate: Decimal = Field(default=Decimal(20), ge=0, le=50)
    """Per cent of VAT where prices are without it and no column tells the rate."""


class OrderFile(_FileTable):
    """The export of orders: one row for each line (rows of one number are one order), or one row an order
    whose cells hold the lines' values one after another, divided by ``list_separator``.
    """

    columns: Mapping[OrderField, str]
    date_form: DateForm = DateForm.YEAR_FIRST
    list_separator: str = Field(default="", max_length=3)
    """What divides the lines in one cell; "" where every row is a line. A line break is written as "\\n"."""
    price_is: Literal["each", "line"] = "each"
    """Whether the price is of one piece or of the whole line."""

    @model_validator(mode="after")
    def _can_be_used(self) -> Self:
        missing = missing_order_fields(self.columns)
        if missing:
            raise ValueError(f"no column for {', '.join(missing)}")
        return self


class ProductFile(_FileTable):
    """The export of products: one row for each product or variant."""

    columns: Mapping[ProductField, str]

    @model_validator(mode="after")
    def _can_be_used(self) -> Self:
        missing = missing_product_fields(self.columns)
        if missing:
            raise ValueError(f"no column for {', '.join(missing)}")
        return self


class OutField(StrEnum):
    """What the file of stock and prices can say; the code is always in it."""

    CODE = "code"
    NAME = "name"
    PRICE = "price"
    QUANTITY = "quantity"


class OutFile(_Settings):
    """The file with stock and prices that the shop imports."""

    path: str = Field(min_length=1)
    kind: TableKind = TableKind.CSV
    encoding: Encoding = Encoding.UTF_8
    separator: str = Field(default=";", min_length=1, max_length=1)
    decimal: DecimalSign = DecimalSign.POINT
    columns: Mapping[OutField, Annotated[str, Field(min_length=1)]] = {
        OutField.CODE: "code",
        OutField.NAME: "name",
        OutField.PRICE: "price",
        OutField.QUANTITY: "quantity",
    }
    """Which columns it has, in this order, and how they are called."""
    key: Literal["code", "id"] = "code"
    """By what the shop knows a product: its code, or its own number."""

    @model_validator(mode="after")
    def _can_be_used(self) -> Self:
        if OutField.CODE not in self.columns or len(set(self.columns.values())) < len(self.columns):
            raise ValueError("the file needs the code, and each column a name of its own")
        return self


class ByFileShop(_Settings):
    """A shop that is joined by files. Which it is, a key of ours says (``Connect.shop_key``)."""

    sends_notices: ClassVar[bool] = False
    platform: Literal["by file"] = "by file"
    name: str = Field(default="", max_length=60)
    currency: str = Field(default="EUR", pattern="^[A-Z]{3}$")
    """The currency of every amount that names none itself."""
    orders: OrderFile | None = None
    products: ProductFile | None = None
    out: OutFile | None = None
    folder: str = ""
    """Where Mostik keeps what it gave out. It belongs to this connection alone."""
    statuses: tuple[str, ...] = ()
    """Statuses of orders that no order of the file bears yet."""

    @property
    def url(self) -> str:
        """Where it is reached: its first file."""
        first = self.orders or self.products
        return first.path if first is not None else ""

    @model_validator(mode="after")
    def _does_something(self) -> Self:
        if self.orders is None and self.products is None:
            raise ValueError("neither orders nor products")
        if self.out is not None and self.products is None:
            raise ValueError("stock and prices need the export of products")
        if self.out is not None and not self.folder:
            raise ValueError("what is given out needs a folder of Mostik's own")
        return self


def missing_order_fields(columns: Mapping[OrderField, str]) -> list[OrderField]:
    """What still needs a column before orders can be read; of code, barcode and name one is enough."""
    needed = [OrderField.NUMBER, OrderField.DATE, OrderField.QUANTITY, OrderField.PRICE]
    found = [each for each in needed if not columns.get(each)]
    if not any(columns.get(each) for each in (OrderField.CODE, OrderField.BARCODE, OrderField.PRODUCT)):
        found.append(OrderField.CODE)
    return found


def missing_product_fields(columns: Mapping[ProductField, str]) -> list[ProductField]:
    """What still needs a column before products can be read; of number, code and barcode one is enough."""
    found = [] if columns.get(ProductField.NAME) else [ProductField.NAME]
    if not any(columns.get(each) for each in (ProductField.ID, ProductField.CODE, ProductField.BARCODE)):
        found.append(ProductField.CODE)
    return found
