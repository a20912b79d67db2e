"""CloudCart on the step connect: the shop's address, its key, and what its API does not tell."""

from __future__ import annotations

import tkinter
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from pydantic import ValidationError

from sync.http import is_loopback
from sync.model import Choice
from sync.profile import CloudCartShop, ShopSettings
from sync.sentences import Sentence, say
from wizard.new_warehouse import CURRENCIES
from wizard.setup import Setup
from wizard.steps.shop_panel import ShopPanel
from wizard.theme import Space, size
from wizard.widgets import ChoiceField, Form, NumberField, Option, Segments, Surface, TextField

OWN: Final = "own"
_PLANS: Final[Mapping[str, tuple[str, int]]] = {
    "starter": ("Starter (50)", 50),
    "pro": ("CC Pro (100)", 100),
    "master": ("CC Master (150)", 150),
}
"""The plans with an API by their own names, and the requests a minute that each allows."""
_SHARE_PERCENT: Final = 60
_MOST: Final = 800


def share_of(requests: int) -> int:
    """Mostik's part of the shop's requests a minute, which couriers and other programs use too."""
    return max(1, requests * _SHARE_PERCENT // 100)


def _address_problem(address: str) -> Sentence | None:
    """What is wrong with the shop's address; None where it can be tried, and while it is empty."""
    if not address:
        return None
    parts = urlsplit(address if "//" in address else f"https://{address}")
    if parts.scheme == "http" and not is_loopback(address):
        return say("The key would be sent openly. Write the address with https.")
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        return say("Write it like https://sampleshop.cloudcart.net.")
    return None


class CloudCartPanel(ShopPanel):
    """Address, key, plan, currency, and when the shop lowers its own quantity."""

    platform = "cloudcart"

    def __init__(
        self,
        setup: Setup,
        changed: Callable[[], None],
        noted: Callable[[], None],
        test: Callable[[], None],
        explain: Callable[[], None],
    ) -> None:
        super().__init__(setup, changed, noted, test, explain)
        self._url = ""
        self._plan = "starter"
        self._own: int | None = None
        self._currency = CURRENCIES[0]
        self._lowers = ""
        self._kept: Mapping[str, Any] = {}

    def option(self) -> Option:
        return Option(self.platform, "CloudCart", self.text("API key"))

    # ---- what it stands for

    def read(self, shop: Mapping[str, Any]) -> None:
        self._kept = dict(shop)
        self._url = str(shop.get("url") or "")
        self._currency = str(shop.get("currency") or self._currency)
        self._lowers = str(shop.get("lowers_stock") or "")
        share = shop.get("requests_per_minute")
        if isinstance(share, int):
            by_share = {share_of(requests): plan for plan, (_, requests) in _PLANS.items()}
            self._plan = by_share.get(share, OWN)
            self._own = -(-share * 100 // _SHARE_PERCENT) if self._plan == OWN else None

    def collect(self) -> dict[str, Any]:
        found = {**self._kept, "platform": self.platform, "url": self._url, "currency": self._currency}
        found["lowers_stock"] = self._lowers
        found.pop("requests_per_minute", None)
        if self._requests is not None:
            found["requests_per_minute"] = share_of(self._requests)
        return found

    @property
    def _requests(self) -> int | None:
        """The requests a minute of the whole shop; None where none can be read."""
        return self._own if self._plan == OWN else _PLANS[self._plan][1]

    def settings(self) -> ShopSettings | None:
        if not self._url or self._requests is None or _address_problem(self._url) is not None:
            return None
        try:
            return CloudCartShop.model_validate(self.collect())
        except ValidationError:
            return None

    def problem(self) -> Sentence | None:
        return None if self._lowers else say("Say when the shop lowers its quantity")

    def running_text(self) -> str:
        return self.text("Asking CloudCart…")

    def explanation(self) -> str:
        return self.text(
            "Open your shop’s panel in your browser and sign in. Choose Settings, then API keys. Make a key "
            "for Mostik alone and copy it. Come back here and press Paste. The plan Baby Pack has no API. "
            "Whoever has the key can read and change your shop, so send it to nobody."
        )

    # ---- widgets

    def first_empty(self) -> tkinter.Misc | None:
        if not self._url:
            return self.address.control
        return super().first_empty()

    def fill(self, place: Surface) -> None:
        form = Form(place)
        form.pack(fill="x")
        example = "https://sampleshop.cloudcart.net"
        self.address = form.row(
            self.text("Address"),
            TextField(form, self._url, on_change=self._typed, placeholder=example),
        )
        self._say_problem()
        row = form.row(self.text("Plan"), Surface(form))
        self.plan = Segments(
            row,
            [
                *(Option(plan, name) for plan, (name, _) in _PLANS.items()),
                Option(OWN, self.text("Another number")),
            ],
            value=self._plan,
            on_change=self._plan_chosen,
        )
        self.plan.pack(fill="x")
        self._number_place = Surface(row)
        self._show_number()
        self.currency = form.row(
            self.text("Prices in"),
            ChoiceField(
                form,
                [Choice(code, code) for code in dict.fromkeys((*CURRENCIES, self._currency))],
                self._currency,
                on_change=self._typed,
            ),
        )
        self.lowers = form.row(
            self.text("The shop lowers its quantity at"),
            Segments(
                form,
                [Option("paid", self.text("Paid / Sent")), Option("pending", self.text("Pending / Sent"))],
                value=self._lowers,
                on_change=self._said,
            ),
        )
        self.fill_key(form, self.text("API key"))

    def _show_number(self) -> None:
        for child in self._number_place.winfo_children():
            child.destroy()
        self._number_place.pack_forget()
        if self._plan != OWN:
            return
        self._number_place.pack(fill="x", pady=(size(self._number_place, Space.S), 0))
        self.number = NumberField(self._number_place, None, on_change=self._numbered)
        if self._own is not None:
            self.number.value = str(self._own)
        self.number.pack(fill="x")
        self._say_share()

    def _say_share(self) -> None:
        if self._own is None:
            self.number.hint(self.text("Requests a minute of your plan, from 1 to {most}.", most=_MOST))
        else:
            self.number.hint(
                self.text(
                    "Requests a minute of your plan. Mostik uses {share} of them, because other programs "
                    "need some too.",
                    share=share_of(self._own),
                )
            )

    def _say_problem(self) -> None:
        problem = _address_problem(self._url)
        self.address.error(self.say(problem) if problem else "")

    # ---- what is chosen and typed

    def _typed(self) -> None:
        self._url = self.address.value.strip()
        self._currency = self.currency.value or self._currency
        self._say_problem()
        self.changed()

    def _plan_chosen(self) -> None:
        self._plan = self.plan.value
        self._show_number()
        self.changed()

    def _numbered(self) -> None:
        typed = self.number.number
        whole = typed is not None and typed == int(typed) and 1 <= typed <= _MOST
        self._own = int(typed) if typed is not None and whole else None
        self._say_share()
        self.changed()

    def _said(self) -> None:
        self._lowers = self.lowers.value
        self._noted()
