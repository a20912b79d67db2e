"""How a file is written: what was recognised, with a way to say it otherwise."""

from __future__ import annotations

import tkinter
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from sync.model import Choice
from sync.shops.files import DecimalSign, Encoding, TableForm, TableKind
from wizard.column_look import Looked
from wizard.setup import Setup
from wizard.steps.part import Part
from wizard.theme import Space, size
from wizard.widgets import ChoiceField, Form, NumberField, Option, Segments, Surface, Toggle, Words

if TYPE_CHECKING:
    from wizard.steps.column_mapping import Chosen

_FIRST_ROWS: Final = 10
_HIGHEST_RATE: Final = 50


class FormPart(Part):
    """Fields for encoding, separator and header, or for the records of XML; and for the decimal sign.

    ``look_anew`` is called with another form, ``changed`` where something else was said, and ``further``
    fills in what only this kind of export needs.
    """

    def __init__(
        self,
        setup: Setup,
        look_anew: Callable[[TableForm], None],
        changed: Callable[[], None],
        looked: Looked,
        chosen: Chosen,
        further: Callable[[Form], None],
    ) -> None:
        super().__init__(setup, changed)
        self._look_anew = look_anew
        self._further = further
        self._looked = looked
        self._chosen = chosen

    def fill(self, place: Surface) -> None:
        form, looked = self._looked.form, self._looked
        Words(
            place,
            self.count("{count} row.", "{count} rows.", looked.row_count),
            wrap=True,
        ).pack(fill="x")
        fields = Form(place)
        fields.pack(fill="x", pady=(size(place, Space.S), 0))
        if form.kind is TableKind.XML:
            self._fill_xml(fields, form)
        else:
            self._fill_csv(fields, form)
        self.decimal = fields.row(
            self.text("Decimal sign"),
            Segments(
                fields,
                [
                    Option(DecimalSign.COMMA.value, self.text("Comma: 6,50")),
                    Option(DecimalSign.POINT.value, self.text("Point: 6.50")),
                ],
                value=self._chosen.decimal,
                on_change=self._decimal_said,
            ),
        )

        self._further(fields)
        self.include_vat = fields.wide(
            Toggle(
                fields,
                self.text("Prices include VAT"),
                value=self._chosen.prices_include_vat,
                on_change=self._vat_said,
            )
        )
        self.rate = fields.row(
            self.text("Rate of VAT"),
            NumberField(fields, self._chosen.vat_rate, unit="%", on_change=self._vat_said),
        )
        self.rate.enable(not self._chosen.prices_include_vat)

    def _fill_csv(self, fields: Form, form: TableForm) -> None:
        self.encoding = fields.row(
            self.text("Encoding"),
            ChoiceField(
                fields,
                [
                    Choice(Encoding.UTF_8, "UTF-8"),
                    Choice(Encoding.UTF_8_BOM, "UTF-8 (BOM)"),
                    Choice(Encoding.UTF_16, "UTF-16"),
                    Choice(Encoding.WINDOWS_1251, self.text("Windows, Cyrillic (1251)")),
                    Choice(Encoding.WINDOWS_1250, self.text("Windows, Polish (1250)")),
                ],
                form.encoding,
                on_change=self._form_chosen,
            ),
        )
        self.separator = fields.row(
            self.text("Between the columns"),
            Segments(
                fields,
                [
                    Option(";", self.text("Semicolon ;")),
                    Option(",", self.text("Comma ,")),
                    Option("\t", self.text("Tab")),
                    Option("|", self.text("Bar |")),
                ],
                value=form.separator,
                on_change=self._form_chosen,
            ),
        )
        rows = range(1, max(_FIRST_ROWS, form.header_row) + 1)
        self.header = fields.row(
            self.text("Names of the columns"),
            ChoiceField(
                fields,
                [
                    *(Choice(str(row), self.text("Row {row}", row=row)) for row in rows),
                    Choice("0", self.text("The file has none")),
                ],
                str(form.header_row),
                on_change=self._form_chosen,
            ),
        )

    def _fill_xml(self, fields: Form, form: TableForm) -> None:
        offered = dict.fromkeys(((form.record, form.line), *self._looked.records))
        self._records = list(offered)
        self.record = fields.row(
            self.text("A row is"),
            ChoiceField(
                fields,
                [Choice(str(place), _path(*each)) for place, each in enumerate(self._records)],
                "0",
                on_change=self._form_chosen,
            ),
        )

    def first_field(self) -> tkinter.Misc:
        """Where the keyboard goes when something is open here."""
        return next(iter(self.decimal.buttons.values()))

    def _form_chosen(self) -> None:
        form = self._looked.form
        if form.kind is TableKind.XML:
            record, line = self._records[int(self.record.value or 0)]
            self._look_anew(replace(form, record=record, line=line))
            return
        self._look_anew(
            replace(
                form,
                encoding=Encoding(self.encoding.value or form.encoding),
                separator=self.separator.value or form.separator,
                header_row=int(self.header.value or form.header_row),
            )
        )

    def _vat_said(self) -> None:
        self._chosen.prices_include_vat = self.include_vat.value
        self.rate.enable(not self.include_vat.value)
        number = self.rate.number
        self._chosen.vat_rate = number if number is not None and 0 <= number <= _HIGHEST_RATE else None
        self.changed()

    def _decimal_said(self) -> None:
        self._chosen.decimal = self.decimal.value
        self.changed()


def _path(record: str, line: str) -> str:
    return f"{record} / {line}" if line else record
