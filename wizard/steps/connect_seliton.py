"""Seliton on the step connect: the shop's address, the sign-in by an application of the owner's, and what its
interface does not tell.
"""

from __future__ import annotations

import tkinter
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from pydantic import ValidationError

from sync.http import is_loopback
from sync.model import Choice
from sync.profile import SecretName, ShopSettings
from sync.sentences import Sentence, say
from sync.shops.seliton.sign_in import Tokens, redirect_address
from sync.systems import SelitonShop
from wizard.new_warehouse import CURRENCIES
from wizard.setup import Setup
from wizard.steps.connect_secrets import KeyringState, SecretPart
from wizard.steps.connect_seliton_more import MorePart
from wizard.steps.connect_seliton_sign_in import SignInPart
from wizard.steps.shop_panel import ShopPanel
from wizard.theme import Font, Space, Tone, size
from wizard.widgets import (
    ChoiceField,
    Form,
    LinkButton,
    NumberField,
    Option,
    Segments,
    Surface,
    TextField,
    Words,
)

_GROSS: Final = "with"
_NET: Final = "without"
_PORT: Final = 8731
_LOWEST_PORT: Final = 1024
_HIGHEST_PORT: Final = 65535


def _address_problem(address: str) -> Sentence | None:
    """What is wrong with the shop's address; None where it can be tried, and while it is empty."""
    if not address:
        return None
    parts = urlsplit(address if "//" in address else f"https://{address}")
    if parts.scheme == "http" and not is_loopback(address):
        return say("The key would be sent openly. Write the address with https.")
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        return say("Write it like https://sampleshop.myseliton.com.")
    return None


class SelitonPanel(ShopPanel):
    """Address, application, sign-in, currency and VAT; the token may also be pasted as it is."""

    platform = "seliton"

    def __init__(
        self,
        setup: Setup,
        changed: Callable[[], None],
        noted: Callable[[], None],
        test: Callable[[], None],
        explain: Callable[[], None],
    ) -> None:
        super().__init__(setup, changed, noted, test, explain)
        self._url = self._application = ""
        self._port: int | None = _PORT
        self._currency = CURRENCIES[0]
        self._prices = _GROSS
        self._kept: Mapping[str, Any] = {}
        self.application_secret = SecretPart(setup, self._typed_secret, SecretName.SELITON_APPLICATION)
        self.refresh = SecretPart(setup, changed, SecretName.SELITON_REFRESH)
        self.sign_in = SignInPart(setup, self._for_sign_in, self.application_secret, self._signed_in)
        self.more = MorePart(setup, self._more_changed)

    def option(self) -> Option:
        return Option(self.platform, "Seliton", self.text("Sign-in in the browser"))

    # ---- what it stands for

    @property
    def _secrets(self) -> tuple[SecretPart, ...]:
        return (self.secret, self.application_secret, self.refresh, self.more.feed, self.more.xml)

    def keep(self) -> None:
        for secret in self._secrets:
            secret.keep()

    def forget(self) -> None:
        self.sign_in.cancel()
        for secret in self._secrets:
            secret.forget()

    def found(self, state: KeyringState) -> None:
        for secret in self._secrets:
            secret.found(state)
        self.sign_in.refresh()

    def read(self, shop: Mapping[str, Any]) -> None:
        self._kept = dict(shop)
        self._url = str(shop.get("url") or "")
        self._application = str(shop.get("application") or "")
        port = shop.get("redirect_port")
        self._port = port if isinstance(port, int) else _PORT
        self._currency = str(shop.get("currency") or self._currency)
        self._prices = _NET if shop.get("prices_include_vat") is False else _GROSS
        self.more.read(shop)

    def collect(self) -> dict[str, Any]:
        kept = {name: self._kept[name] for name in _NOT_ASKED if name in self._kept}
        return {
            **kept,
            **self.more.collect(),
            "platform": self.platform,
            "url": self._url,
            "application": self._application,
            "redirect_port": self._port or _PORT,
            "currency": self._currency,
            "prices_include_vat": self._prices == _GROSS,
        }

    def settings(self) -> ShopSettings | None:
        return self._settings()

    def _settings(self) -> SelitonShop | None:
        if not self._url or self._port is None or _address_problem(self._url) is not None:
            return None
        try:
            return SelitonShop.model_validate(self.collect())
        except ValidationError:
            return None

    def _for_sign_in(self) -> SelitonShop | None:
        return self._settings()

    @property
    def complete(self) -> bool:
        return super().complete and self.more.complete

    def running_text(self) -> str:
        return self.text("Asking Seliton…")

    def explanation(self) -> str:
        return self.text(
            "Open dev.seliton.com in your browser and register an application for Mostik alone. As its "
            "redirect address give the one that stands here. It shows an id and a secret: copy both here and "
            "press Sign in. If Seliton gave you a token another way, paste it as it is. Whoever has it can "
            "read and change your shop, so send it to nobody."
        )

    # ---- widgets

    def first_empty(self) -> tkinter.Misc | None:
        if not self._url:
            return self.address.control
        if self.secret.there:
            return None
        return self.application.control if not self._application else self.secret_field.control

    def fill(self, place: Surface) -> None:
        gap = size(place, Space.S)
        form = Form(place)
        form.pack(fill="x")
        self.address = form.row(
            self.text("Address"),
            TextField(form, self._url, on_change=self._typed, placeholder="https://sampleshop.myseliton.com"),
        )
        self.application = form.row(
            self.text("Application id"), TextField(form, self._application, on_change=self._typed)
        )
        self.secret_field = form.row(self.text("Its secret"), self.application_secret.make(form))
        self._fill_redirect(form)
        signing = Surface(form)
        form.row("", signing)
        self.sign_in.build(signing)
        self.currency = form.row(
            self.text("Prices in"),
            ChoiceField(
                form,
                [Choice(code, code) for code in dict.fromkeys((*CURRENCIES, self._currency))],
                self._currency,
                on_change=self._typed,
            ),
        )
        self.prices = form.row(
            self.text("Prices are kept"),
            Segments(
                form,
                [Option(_GROSS, self.text("with VAT")), Option(_NET, self.text("without VAT"))],
                value=self._prices,
                on_change=self._typed,
            ),
        )
        self.fill_key(form, self.text("Token"))
        more = Surface(place)
        more.pack(fill="x", pady=(gap, 0))
        self.more.build(more)
        self._say_problem()

    def _fill_redirect(self, form: Form) -> None:
        row = Surface(form)
        row.columnconfigure(1, weight=1)
        self.port = NumberField(row, None, on_change=self._port_typed)
        self.port.value = str(self._port or "")
        self.port.grid(row=0, column=0, sticky="nw")
        self.redirect = Words(row, font=Font.SMALL, tone=Tone.QUIET, wrap=True)
        self.redirect.grid(row=0, column=1, sticky="ew", padx=(size(row, Space.S), 0))
        self.copy = LinkButton(row, self.text("Copy"), self._copy, icon_name="clipboard")
        self.copy.grid(row=0, column=2, sticky="ne", padx=(size(row, Space.S), 0))
        form.row(self.text("Redirect port"), row)
        self._say_redirect()

    def _say_redirect(self) -> None:
        settings = self._redirect
        words = (
            self.text("Register the application with the redirect address {address}", address=settings)
            if settings
            else self.text("A port from {lowest} to {highest}.", lowest=_LOWEST_PORT, highest=_HIGHEST_PORT)
        )
        self.redirect.say(words, Tone.QUIET if settings else Tone.BAD)

    @property
    def _redirect(self) -> str:
        """The redirect address; "" where the port cannot be one."""
        if self._port is None:
            return ""
        return redirect_address(SelitonShop(url="", redirect_port=self._port))

    def _copy(self) -> None:
        window = self.setup.app.window
        window.clipboard_clear()
        window.clipboard_append(self._redirect)

    def _say_problem(self) -> None:
        problem = _address_problem(self._url)
        self.address.error(self.say(problem) if problem else "")

    # ---- what is chosen and typed

    def _typed(self) -> None:
        self._url = self.address.value.strip()
        self._application = self.application.value.strip()
        self._currency = self.currency.value or self._currency
        self._prices = self.prices.value
        self._say_problem()
        self.sign_in.refresh()
        self.changed()

    def _typed_secret(self) -> None:
        self.sign_in.refresh()
        self.changed()

    def _port_typed(self) -> None:
        typed = self.port.number
        whole = typed is not None and typed == int(typed) and _LOWEST_PORT <= typed <= _HIGHEST_PORT
        self._port = int(typed) if typed is not None and whole else None
        self._say_redirect()
        self.sign_in.refresh()
        self.changed()

    def _more_changed(self) -> None:
        self.changed()

    def _signed_in(self, tokens: Tokens) -> None:
        """The browser came back: the tokens stand in their fields, and the test begins by itself."""
        # An empty one takes the place of what an earlier sign-in left.
        self.setup.typed[SecretName.SELITON_REFRESH] = tokens.refresh
        self.token.take(tokens.access)
        self._test()


_NOT_ASKED: Final = (
    "sign_in_url",
    "requests_per_minute",
    "look_back_days",
)
"""What a draft may hold that this panel has no field for."""
