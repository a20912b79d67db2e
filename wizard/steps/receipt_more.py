"""The rarer choices of the step receipts: the sale number, VAT letters and the audit file."""

from __future__ import annotations

import tkinter
from collections.abc import Callable
from datetime import date
from typing import Any, Final

from sync.model import Choice
from sync.receipts.settings import VAT_LETTERS, AuditPayment
from sync.sentences import Sentence, say
from wizard.setup import Setup
from wizard.steps.order_answers import rate_key
from wizard.steps.part import Part
from wizard.steps.receipt_answers import read_ranges, show_ranges
from wizard.theme import Font, Space, size
from wizard.widgets import (
    CheckList,
    ChoiceField,
    DateField,
    Form,
    Option,
    Segments,
    Surface,
    TextField,
    Toggle,
    Words,
)
from wizard.widgets.mapping import MappedThing, MappingTable

NONE: Final = ""
_OWN, _PLATFORM = "own", "platform"


class NumberPart(Part):
    """The unique sale number (УНП), and the letters of VAT groups."""

    def __init__(self, setup: Setup, answers: dict[str, Any], changed: Callable[[], None]) -> None:
        super().__init__(setup, changed)
        self.answers = answers
        self.code: TextField | None = None
        self.ranges: TextField | None = None
        self.letters: MappingTable | None = None
        self._ranges = show_ranges(answers["ranges"])

    def problem(self) -> Sentence | None:
        code = str(self.answers["operator_code"])
        if len(code) != 4 or not (code.isascii() and code.isalnum() and code == code.upper()):
            return say("The operator’s code in the УНП has four signs, such as 0001")
        if read_ranges(self._ranges) is None:
            return say("Write the numbers as in 1-5000, 90001-95000")
        return None

    def first_wrong(self) -> tkinter.Misc | None:
        return self.ranges if read_ranges(self._ranges) is None else self.code

    def fill(self, place: Surface) -> None:
        form = Form(place)
        form.pack(fill="x")
        self.code = form.row(
            self.text("Operator’s code"),
            TextField(form, self.answers["operator_code"], width=8, on_change=self._typed),
        )
        self.code.hint(self.text("Four signs; the УНП is the device’s number, this code and a counter."))
        lists = self.setup.shop_lists
        fields = [Choice(each.id, each.name) for each in (lists.number_fields if lists else ())]
        field = ChoiceField(
            form,
            [Choice(NONE, self.text("Nowhere in the shop")), *fields],
            self.answers["number_field"],
            on_change=lambda: self._chose("number_field", field.value or NONE),
        )
        form.row(self.text("In the shop, the УНП stands in"), field)
        note = Toggle(
            form,
            self.text("Write the УНП into the note of the warehouse’s document"),
            value=self.answers["number_in_note"],
            on_change=lambda: self._chose("number_in_note", note.value),
        )
        form.wide(note)
        self.ranges = form.row(
            self.text("Numbers for Mostik"),
            TextField(form, self._ranges, placeholder="1-5000", on_change=self._typed_ranges),
        )
        self.ranges.hint(
            self.text("Only where another program numbers sales of the same device. Empty: all are Mostik’s.")
        )
        registered = Toggle(
            form,
            self.text("The business is registered for VAT"),
            value=self.answers["vat_registered"],
            on_change=lambda: self._registered(registered.value),
        )
        form.wide(registered)
        self._fill_letters(place)

    def _fill_letters(self, place: Surface) -> None:
        lists = self.setup.warehouse_lists
        rates = list(dict.fromkeys(rate_key(group.rate) for group in (lists.vat_groups if lists else ())))
        rates = list(dict.fromkeys([*rates, *self.answers["vat_letters"]]))
        self.letters = None
        if not self.answers["vat_registered"] or not rates:
            return
        choices = [
            Choice(NONE, self.text("As the device has it")),
            *(Choice(letter, letter) for letter in VAT_LETTERS),
        ]
        self.letters = MappingTable(
            place,
            (self.text("VAT rate"), "", self.text("Letter on the device")),
            [MappedThing(rate, f"{rate} %") for rate in rates],
            choices,
            {rate: self.answers["vat_letters"].get(rate, NONE) for rate in rates},
            left_out=NONE,
            on_change=self._mapped,
        )
        self.letters.pack(fill="x", pady=(size(place, Space.S), 0))

    def _typed(self) -> None:
        assert self.code is not None
        self._chose("operator_code", self.code.value.upper())

    def _typed_ranges(self) -> None:
        assert self.ranges is not None
        self._ranges = self.ranges.value
        read = read_ranges(self._ranges)
        if read is not None:
            self.answers["ranges"] = read
        self.ranges.error("" if read is not None else self.text("Write them as in 1-5000, 90001-95000."))
        self.changed()

    def _registered(self, registered: bool) -> None:
        self.answers["vat_registered"] = registered
        self.draw()
        self.changed()

    def _mapped(self) -> None:
        assert self.letters is not None
        self.answers["vat_letters"] = {rate: letter for rate, letter in self.letters.values.items() if letter}
        self.changed()

    def _chose(self, name: str, value: Any) -> None:
        self.answers[name] = value
        self.changed()


class AuditPart(Part):
    """The monthly audit file (Appendix 38 of Ordinance N-18), for a shop that chose it in place of receipts
    on paper."""

    def __init__(self, setup: Setup, answers: dict[str, Any], changed: Callable[[], None]) -> None:
        super().__init__(setup, changed)
        self.answers = answers
        kept = answers["audit"] or {}
        self.values: dict[str, Any] = {
            **kept,
            "company_number": str(kept.get("company_number") or ""),
            "shop_number": str(kept.get("shop_number") or ""),
            "domain": str(kept.get("domain") or ""),
            "own_site": bool(kept.get("own_site", True)),
            "created": kept.get("created"),
            "ways": dict(kept.get("ways") or {}),
            "transaction_field": str(kept.get("transaction_field") or ""),
        }
        self.ways: list[str] = []
        """The shop's ways of paying, once they are known."""
        self.wanted = answers["audit"] is not None
        self.on: Toggle | None = None
        self.table: MappingTable | None = None
        self._fields: dict[str, TextField | DateField] = {}

    def problem(self) -> Sentence | None:
        if not self.wanted:
            return None
        for name in ("company_number", "shop_number", "domain", "created"):
            if not self.values[name]:
                return say("Fill in what the audit file needs")
        number = str(self.values["company_number"])
        if not (number.isdecimal() and 9 <= len(number) <= 13):
            return say("The ЕИК has 9 to 13 digits")
        shop = str(self.values["shop_number"])
        if not (shop.isascii() and shop.isalnum() and len(shop) <= 10):
            return say("The shop’s number has up to 10 letters and digits")
        return None

    def first_wrong(self) -> tkinter.Misc | None:
        for name, field in self._fields.items():
            if name in self.values and not self.values[name]:
                return field
        return next(iter(self._fields.values()), self.on)

    def fill(self, place: Surface) -> None:
        self._fields = {}
        self.on = Toggle(
            place,
            self.text("The shop sends the revenue agency a file each month"),
            hint=self.text(
                "For shops whose customers get a document by e-mail in place of a receipt on paper "
                "(Ordinance N-18, Appendix 38). Mostik makes the file; you send it."
            ),
            value=self.wanted,
            on_change=self._switched,
        )
        self.on.pack(fill="x")
        if not self.wanted:
            return
        form = Form(place)
        form.pack(fill="x", pady=(size(place, Space.S), 0))
        self._text(form, "company_number", self.text("ЕИК"))
        self._text(form, "shop_number", self.text("Shop’s number in the register"))
        self._text(form, "domain", self.text("Shop’s address (domain)"))
        site = Segments(
            form,
            [Option(_OWN, self.text("Own site")), Option(_PLATFORM, self.text("On a platform"))],
            value=_OWN if self.values["own_site"] else _PLATFORM,
            on_change=lambda: self._set("own_site", site.value == _OWN),
        )
        form.row(self.text("The shop is"), site)
        made = self.values["created"]
        day = DateField(
            form,
            date.fromisoformat(made) if made else None,
            today=lambda: self.setup.desk.clock.now().date(),
            on_change=lambda: self._set("created", day.day.isoformat() if day.day else None),
        )
        self._fields["created"] = form.row(self.text("Shop made on"), day)
        self._text(form, "transaction_field", self.text("Order’s field with the card payment’s number"))
        lists = self.setup.shop_lists
        statuses = [Option(status.id, status.name) for status in (lists.statuses if lists else ())]
        delivered = CheckList(
            form,
            statuses,
            chosen=self.values.get("delivered_statuses") or (),
            on_change=lambda: self._set("delivered_statuses", list(delivered.chosen)),
        )
        form.row(self.text("Means delivered (none ticked: every order)"), delivered)
        self._fill_ways(place)

    def _fill_ways(self, place: Surface) -> None:
        words = {
            AuditPayment.BANK: self.text("Bank transfer"),
            AuditPayment.VIRTUAL_POS: self.text("Card, by the bank’s virtual POS"),
            AuditPayment.POSTAL_TRANSFER: self.text("Postal money transfer"),
            AuditPayment.PAYMENT_SERVICE: self.text("Payment service"),
            AuditPayment.OTHER_WITHOUT_RECEIPT: self.text("Another way without a receipt"),
            AuditPayment.WITH_RECEIPT: self.text("With a receipt"),
        }
        ways = list(dict.fromkeys([*self.ways, *self.values["ways"]]))
        if not ways:
            return
        Words(place, self.text("Payment methods in the file"), font=Font.STRONG).pack(
            anchor="w", pady=(size(place, Space.M), 0)
        )
        self.table = MappingTable(
            place,
            (self.text("Payment method"), "", self.text("In the file")),
            [MappedThing(way, way or self.text("None named")) for way in ways],
            [
                Choice(NONE, self.text("Not said yet")),
                *(Choice(each.value, words[each]) for each in AuditPayment),
            ],
            {way: str(self.values["ways"].get(way, {}).get("payment", NONE)) for way in ways},
            left_out=NONE,
            on_change=self._mapped,
        )
        self.table.pack(fill="x")
        chosen = {str(rule.get("payment")) for rule in self.values["ways"].values()}
        form = Form(place)
        form.pack(fill="x", pady=(size(place, Space.S), 0))
        for payment, name, label in (
            (AuditPayment.VIRTUAL_POS, "pos_number", self.text("Number of the virtual POS")),
            (AuditPayment.PAYMENT_SERVICE, "provider", self.text("ЕИК and name of the payment service")),
        ):
            if payment.value in chosen:
                self._of_ways(form, payment, name, label)

    def _of_ways(self, form: Form, payment: AuditPayment, name: str, label: str) -> None:
        rules = [rule for rule in self.values["ways"].values() if rule.get("payment") == payment.value]
        known = next((str(rule[name]) for rule in rules if rule.get(name)), "")
        field = TextField(form, known, on_change=lambda: self._fill_in(payment, name, field.value))
        form.row(label, field)

    def _fill_in(self, payment: AuditPayment, name: str, value: str) -> None:
        for rule in self.values["ways"].values():
            if rule.get("payment") == payment.value:
                rule[name] = value
        self._keep()

    def _text(self, form: Form, name: str, label: str) -> None:
        field = TextField(form, self.values[name], on_change=lambda: self._set(name, field.value))
        self._fields[name] = form.row(label, field)

    def _set(self, name: str, value: Any) -> None:
        self.values[name] = value
        self._keep()

    def _switched(self) -> None:
        assert self.on is not None
        self.wanted = self.on.value
        self.draw()
        self._keep()

    def _mapped(self) -> None:
        assert self.table is not None
        before = self.values["ways"]
        kinds = {str(rule.get("payment")) for rule in before.values()}
        self.values["ways"] = {
            way: {**before.get(way, {}), "payment": payment}
            for way, payment in self.table.values.items()
            if payment
        }
        self._keep()
        if kinds != {str(rule.get("payment")) for rule in self.values["ways"].values()}:
            # A kind that wants a number of its own came or went.
            self.draw()

    def _keep(self) -> None:
        self.answers["audit"] = dict(self.values) if self.wanted else None
        self.changed()
