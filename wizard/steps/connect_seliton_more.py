"""What Seliton does not publish, on the step connect: how orders are priced, its words, its other doors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from sync.model import Choice
from sync.profile import SecretName
from wizard.setup import Setup
from wizard.steps.connect_secrets import SecretPart
from wizard.steps.part import Part
from wizard.theme import Space, size
from wizard.widgets import (
    ChoiceField,
    Form,
    LinkButton,
    NumberField,
    Option,
    Segments,
    Surface,
    TextField,
    Toggle,
)

_SWITCHES: Final = ("fractional_quantity", "sends_availability", "variants_share_code", "xml_api")
_LANGUAGES: Final = ("BG", "EN", "PL", "RO", "EL", "DE")
_HIGHEST_RATE: Final = 50
_LISTS: Final = ("paid_statuses", "statuses")
_USUAL: Final[Mapping[str, Any]] = {
    "order_prices": "by the sums",
    "catalogue": "rest",
    "language": "BG",
    "vat_rate": "20",
    "paid_statuses": ("paid",),
    "statuses": (),
    "fractional_quantity": False,
    "sends_availability": True,
    "variants_share_code": False,
    "xml_api": False,
    "xml_user": "",
    "xml_order_parameter": "",
    "xml_status_parameter": "",
}


class MorePart(Part):
    """A link, and behind it the answers for which there is a safe default."""

    def __init__(self, setup: Setup, changed: Callable[[], None]) -> None:
        super().__init__(setup, changed)
        self.feed = SecretPart(setup, changed, SecretName.SELITON_FEED)
        self.xml = SecretPart(setup, changed, SecretName.SELITON_XML, password=True)
        self._values: dict[str, Any] = dict(_USUAL)
        self.is_open = False

    def read(self, shop: Mapping[str, Any]) -> None:
        """Take what the draft holds."""
        for name, usual in _USUAL.items():
            value = shop.get(name, usual)
            self._values[name] = tuple(value) if name in _LISTS else value
        self._values["vat_rate"] = f"{Decimal(str(self._values['vat_rate'])).normalize():f}"

    def collect(self) -> dict[str, Any]:
        """The answers; what is as usual is left out."""
        return {
            name: list(value) if name in _LISTS else value
            for name, value in self._values.items()
            if value != _USUAL[name]
        }

    @property
    def complete(self) -> bool:
        """Whether the doors that were switched on have what they are opened with."""
        feed = self._values["catalogue"] != "feed" or self.feed.there
        return feed and (not self._values["xml_api"] or (bool(self._values["xml_user"]) and self.xml.there))

    # ---- widgets

    def fill(self, place: Surface) -> None:
        words = self.text("Fewer answers") if self.is_open else self.text("More about this shop")
        icon = "chevron-up" if self.is_open else "chevron-down"
        self.link = LinkButton(place, words, self._toggle, icon_name=icon)
        self.link.pack(anchor="w")
        if not self.is_open:
            return
        form = Form(place)
        form.pack(fill="x", pady=(size(place, Space.S), 0))
        self.order_prices = form.row(
            self.text("Prices in orders"),
            Segments(
                form,
                [
                    Option("by the sums", self.text("as they add up")),
                    Option("with VAT", self.text("with VAT")),
                    Option("without VAT", self.text("without VAT")),
                ],
                value=self._values["order_prices"],
                on_change=self._typed,
            ),
        )
        self.vat_rate = form.row(
            self.text("VAT of products, %"),
            NumberField(form, Decimal(self._values["vat_rate"]), on_change=self._typed),
        )
        self.vat_rate.hint(self.text("Counts only where the shop keeps prices without VAT."))
        codes = dict.fromkeys((*_LANGUAGES, self._values["language"]))
        self.languages = form.row(
            self.text("Products named in"),
            ChoiceField(
                form, [Choice(code, code) for code in codes], self._values["language"], on_change=self._typed
            ),
        )
        self.paid = form.row(
            self.text("Words for paid"),
            TextField(form, ", ".join(self._values["paid_statuses"]), on_change=self._typed),
        )
        self.paid.hint(self.text("As the shop’s orders bear them, with commas between."))
        self.statuses = form.row(
            self.text("Further statuses"),
            TextField(form, ", ".join(self._values["statuses"]), on_change=self._typed),
        )
        self.statuses.hint(
            self.text("Mostik knows those that orders bear. Type others, with commas between.")
        )
        self.catalogue = form.row(
            self.text("Catalogue from"),
            Segments(
                form,
                [Option("rest", self.text("REST interface")), Option("feed", "Super XML Export")],
                value=self._values["catalogue"],
                on_change=self._redrawn,
            ),
        )
        if self._values["catalogue"] == "feed":
            self.feed_address = form.row(self.text("Export address"), self.feed.make(form))
            self.feed_address.hint(
                self.text("Copy it whole from the shop’s panel. Whoever has it reads your catalogue.")
            )
        self._fill_switches(form)

    def _fill_switches(self, form: Form) -> None:
        words = {
            "fractional_quantity": (
                self.text("The shop keeps parts of a piece"),
                self.text("Otherwise quantities are rounded down to whole pieces."),
            ),
            "sends_availability": (
                self.text("Send “in stock” and “out of stock” along with each quantity"),
                "",
            ),
            "variants_share_code": (
                self.text("Variants stand under the code of their product in the warehouse too"),
                self.text("Otherwise an order’s line of a variant is known by the variant’s own code only."),
            ),
            "xml_api": (
                self.text("Use the XML API (not yet confirmed by the vendor)"),
                self.text(
                    "A paid module, of which Mostik knows the door only: it can set statuses of orders."
                ),
            ),
        }
        self.switches: dict[str, Toggle] = {}
        for name in _SWITCHES:
            switch = Toggle(
                form,
                words[name][0],
                hint=words[name][1],
                value=self._values[name],
                on_change=self._redrawn if name == "xml_api" else self._typed,
            )
            self.switches[name] = form.row("", switch)
        self.fields: dict[str, TextField] = {}
        if not self._values["xml_api"]:
            return
        labels = {
            "xml_user": self.text("XML API user"),
            "xml_order_parameter": self.text("Name for the order"),
            "xml_status_parameter": self.text("Name for the status"),
        }
        for name, label in labels.items():
            self.fields[name] = form.row(label, TextField(form, self._values[name], on_change=self._typed))
            if name == "xml_user":
                self.xml_password = form.row(self.text("XML API password"), self.xml.make(form))
        self.fields["xml_status_parameter"].hint(
            self.text("The parameters of updateorder, from the guide that comes with the module.")
        )

    def _toggle(self) -> None:
        self.is_open = not self.is_open
        self.draw()

    # ---- what is chosen and typed

    def _take(self) -> None:
        self._values["order_prices"] = self.order_prices.value
        self._values["catalogue"] = self.catalogue.value
        self._values["language"] = self.languages.value or self._values["language"]
        rate = self.vat_rate.number
        right = rate is not None and 0 <= rate <= _HIGHEST_RATE
        if rate is not None and right:
            self._values["vat_rate"] = f"{rate.normalize():f}"
        self.vat_rate.error("" if right else self.text("A rate from 0 to {highest}.", highest=_HIGHEST_RATE))
        self._values["paid_statuses"] = _listed(self.paid.value)
        self._values["statuses"] = _listed(self.statuses.value)
        for name, switch in self.switches.items():
            self._values[name] = switch.value
        for name, entry in self.fields.items():
            self._values[name] = entry.value.strip()

    def _typed(self) -> None:
        self._take()
        self.changed()

    def _redrawn(self) -> None:
        """Another choice brings or takes fields."""
        self._take()
        self.draw()
        self.changed()


def _listed(written: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.strip() for each in written.split(",") if each.strip()))
