"""The columns of the orders export."""

from __future__ import annotations

import tkinter
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final, Literal

from sync.model import Choice
from sync.sentences import Sentence, say
from sync.shops.by_file.guessing import guess_order_columns
from sync.shops.by_file.settings import OrderField, OrderFile, missing_order_fields
from sync.shops.files import DateForm
from wizard.column_look import Looked, Preview, date_forms_of, decimal_sign_of, preview_orders
from wizard.steps.column_mapping import ColumnMappingStep
from wizard.widgets import ChoiceField, Form, Option, Segments
from wizard.wizard_frame import WizardFrame

_AMOUNTS: Final = (
    OrderField.QUANTITY,
    OrderField.PRICE,
    OrderField.DELIVERY_PRICE,
    OrderField.FEE,
    OrderField.DISCOUNT,
    OrderField.TOTAL,
)
_DIVIDERS: Final = ("|", ";", ",", "\\n")
PriceIs = Literal["each", "line"]


class OrderColumnsStep(ColumnMappingStep[OrderField]):
    """See the module."""

    id: ClassVar[str] = "order columns"
    part: ClassVar[str] = "orders"
    with_lines: ClassVar[bool] = True
    usual = (OrderField.NUMBER, OrderField.DATE, OrderField.CODE, OrderField.QUANTITY, OrderField.PRICE)

    def __init__(self, wizard: WizardFrame) -> None:
        super().__init__(wizard)
        self._dates = ""
        self._offered: tuple[DateForm, ...] = tuple(DateForm)
        self._divider = ""
        self._price_is: PriceIs = "each"

    def name(self) -> str:
        return self.text("Columns of the orders")

    def title(self) -> str:
        return self.text("Say what the columns of the orders mean")

    def consequence(self) -> str:
        return self.text(
            "An order with a row that is not clear is held back whole, and you are told the row."
        )

    def fields(self) -> Mapping[OrderField, str]:
        return {
            OrderField.NUMBER: self.text("Order number"),
            OrderField.DATE: self.text("Date of the order"),
            OrderField.CODE: self.text("Code of the product (SKU)"),
            OrderField.BARCODE: self.text("Barcode of the product"),
            OrderField.PRODUCT: self.text("Name of the product"),
            OrderField.QUANTITY: self.text("Pieces"),
            OrderField.PRICE: self.text("Price"),
            OrderField.VAT: self.text("VAT, %"),
            OrderField.CURRENCY: self.text("Currency"),
            OrderField.TOTAL: self.text("Total of the order"),
            OrderField.DELIVERY_PRICE: self.text("Price of the delivery"),
            OrderField.DISCOUNT: self.text("Discount on the order"),
            OrderField.FEE: self.text("Fee"),
            OrderField.STATUS: self.text("Status"),
            OrderField.PAYMENT_WAY: self.text("Way of paying"),
            OrderField.PAID: self.text("Paid"),
            OrderField.DELIVERY_WAY: self.text("Way of delivery"),
            OrderField.NAME: self.text("Customer’s name"),
            OrderField.EMAIL: self.text("E-mail"),
            OrderField.PHONE: self.text("Phone"),
            OrderField.STREET: self.text("Address"),
            OrderField.CITY: self.text("Town"),
            OrderField.POSTCODE: self.text("Postcode"),
            OrderField.COUNTRY: self.text("Country (two letters)"),
            OrderField.COMPANY: self.text("Company"),
            OrderField.COMPANY_NUMBER: self.text("Company number"),
            OrderField.COMMENT: self.text("Customer’s comment"),
        }

    def guess(self, columns: Sequence[str]) -> Mapping[OrderField, str]:
        return guess_order_columns(columns)

    def missing(self) -> Sequence[OrderField]:
        return missing_order_fields({OrderField(name): each for name, each in self.chosen.columns.items()})

    def settings(self) -> OrderFile:
        return OrderFile.model_validate(self.file_answers())

    def read_rows(self) -> Preview:
        return preview_orders(self.settings(), self.currency, self.setup.desk.clock, self.zone)

    def columns_of_preview(self) -> Sequence[str]:
        return (
            self.text("Order"),
            self.text("Date"),
            self.text("Goods"),
            self.text("Total"),
        )

    def found_words(self, preview: Preview) -> str:
        clear = self.count("{count} order is clear.", "{count} orders are clear.", preview.good)
        if not preview.wrong:
            return clear
        wrong = self.count("{count} is not; see below.", "{count} are not; see below.", preview.wrong)
        return f"{clear} {wrong}"

    # ---- dates, lines and prices

    def read_further(self, answers: Mapping[str, Any]) -> None:
        self._dates = str(answers.get("date_form") or "")
        self._divider = str(answers.get("list_separator") or "")
        self._price_is = "line" if answers.get("price_is") == "line" else "each"

    def further_answers(self) -> dict[str, Any]:
        found: dict[str, Any] = {"list_separator": self._divider, "price_is": self._price_is}
        if self._dates:
            found["date_form"] = self._dates
        return found

    def further_problem(self) -> Sentence | None:
        return None if self._dates else say("Say how the dates are written")

    def first_open(self) -> tkinter.Misc | None:
        return super().first_open() or (None if self._dates else self.dates.control)

    def guess_further(self, looked: Looked) -> None:
        columns = [self.chosen.columns[each] for each in _AMOUNTS if each in self.chosen.columns]
        self.guess_decimal(decimal_sign_of(looked, columns, self._divider.replace("\\n", "\n")))
        dates = self.chosen.columns.get(OrderField.DATE)
        forms = tuple(date_forms_of(looked, dates)) if dates else ()
        self._offered = forms or tuple(DateForm)
        if len(forms) == 1:
            self._dates = forms[0].value
        elif self._dates not in self._offered:
            self._dates = ""

    def fill_further(self, form: Form) -> None:
        words = {
            DateForm.YEAR_FIRST: self.text("Year, month, day: 2026-11-22"),
            DateForm.DAY_FIRST: self.text("Day, month, year: 22.11.2026"),
            DateForm.MONTH_FIRST: self.text("Month, day, year: 11/22/2026"),
            DateForm.UNIX: self.text("Seconds since 1970"),
        }
        self.dates = form.row(
            self.text("Dates"),
            ChoiceField(
                form,
                [Choice(each.value, words[each]) for each in DateForm],
                self._dates or None,
                on_change=self._chosen_further,
            ),
        )
        if len(self._offered) > 1 and not self._dates:
            self.dates.error(self.text("The dates of the file can be read in more than one way."))
        self.divider = form.row(
            self.text("Goods of an order"),
            ChoiceField(
                form,
                [
                    Choice("", self.text("One in each row")),
                    *(Choice(each, self._divider_words(each)) for each in _DIVIDERS),
                ],
                self._divider,
                on_change=self._chosen_further,
            ),
        )
        self.price_is = form.row(
            self.text("The price is"),
            Segments(
                form,
                [Option("each", self.text("of one piece")), Option("line", self.text("of the whole row"))],
                value=self._price_is,
                on_change=self._chosen_further,
            ),
        )

    def _divider_words(self, divider: str) -> str:
        if divider == "\\n":
            return self.text("All in one row, each in a line of its cell")
        return self.text("All in one row, divided by {sign}", sign=divider)

    def _chosen_further(self) -> None:
        self._dates = self.dates.value or ""
        self.dates.error("")
        self._divider = self.divider.value or ""
        self._price_is = "line" if self.price_is.value == "line" else "each"
        self.choice_made()
