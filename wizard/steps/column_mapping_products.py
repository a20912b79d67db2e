"""The columns of the product export."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from sync.shops.by_file.guessing import guess_product_columns
from sync.shops.by_file.settings import ProductField, ProductFile, missing_product_fields
from wizard.column_look import Looked, Preview, decimal_sign_of, preview_products
from wizard.steps.column_mapping import ColumnMappingStep


class ProductColumnsStep(ColumnMappingStep[ProductField]):
    """See the module."""

    id: ClassVar[str] = "product columns"
    part: ClassVar[str] = "products"
    usual = tuple(ProductField)

    def name(self) -> str:
        return self.text("Columns of the products")

    def title(self) -> str:
        return self.text("Say what the columns of the products mean")

    def consequence(self) -> str:
        return self.text("A quantity that is no number is unknown, and never taken for 0.")

    def fields(self) -> Mapping[ProductField, str]:
        return {
            ProductField.NAME: self.text("Name of the product"),
            ProductField.CODE: self.text("Code of the product (SKU)"),
            ProductField.BARCODE: self.text("Barcode of the product"),
            ProductField.ID: self.text("Number in the shop"),
            ProductField.PRICE: self.text("Price"),
            ProductField.QUANTITY: self.text("Quantity in the shop"),
            ProductField.VAT: self.text("VAT, %"),
        }

    def guess(self, columns: Sequence[str]) -> Mapping[ProductField, str]:
        return guess_product_columns(columns)

    def missing(self) -> Sequence[ProductField]:
        return missing_product_fields(
            {ProductField(name): each for name, each in self.chosen.columns.items()}
        )

    def settings(self) -> ProductFile:
        return ProductFile.model_validate(self.file_answers())

    def read_rows(self) -> Preview:
        return preview_products(self.settings(), self.currency, self.setup.desk.clock)

    def guess_further(self, looked: Looked) -> None:
        fields = (ProductField.PRICE, ProductField.QUANTITY)
        columns = [self.chosen.columns[each] for each in fields if each in self.chosen.columns]
        self.guess_decimal(decimal_sign_of(looked, columns))

    def columns_of_preview(self) -> Sequence[str]:
        return (self.text("Code"), self.text("Name"), self.text("Price"), self.text("Quantity"))

    def found_words(self, preview: Preview) -> str:
        clear = self.count("{count} product is clear.", "{count} products are clear.", preview.good)
        if not preview.wrong:
            return clear
        wrong = self.count(
            "{count} row is not; see below.", "{count} rows are not; see below.", preview.wrong
        )
        return f"{clear} {wrong}"
