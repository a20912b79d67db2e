"""GombaShop on the step connect: the folder of its exports, and the place of the feed that it pulls.

The vendor's guide names an "API Идентификатор" and a "Ключ". Nothing of their protocol is published, so they
have no field here; what would need them is said in :mod:`sync.shops.gombashop.outside`.
"""

from __future__ import annotations

import tkinter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tkinter import filedialog
from typing import Any
from urllib.parse import urlsplit

from pydantic import ValidationError

from sync.model import Choice
from sync.profile import ShopSettings
from sync.sentences import Sentence, say
from sync.systems import GombaShopShop
from wizard.new_warehouse import CURRENCIES
from wizard.setup import Setup
from wizard.steps.connect_secrets import KeyringState
from wizard.steps.feed_place import FeedPlacePart
from wizard.steps.shop_panel import ShopPanel
from wizard.steps.ticks import GOMBASHOP_TICKS, TickWords
from wizard.theme import Font, Space, Tone, size
from wizard.widgets import (
    ChoiceField,
    Form,
    LinkButton,
    Option,
    PushButton,
    Segments,
    Surface,
    TextField,
    Toggle,
    Words,
)

FEEDS_FOLDER = "feeds"
"""In the user's folder: what the feeds of his connections say."""


def _address_problem(address: str) -> Sentence | None:
    """What is wrong with the shop's address; None where it can be one, and while it is empty."""
    if not address:
        return None
    parts = urlsplit(address if "//" in address else f"https://{address}")
    if parts.scheme not in ("http", "https") or not parts.hostname or "." not in parts.hostname:
        return say("Write it like https://sampleshop.gombashop.com.")
    return None


class GombaShopPanel(ShopPanel):
    """Address, exports, feed, and what the shop does with products that the feed lacks."""

    platform = "gombashop"

    def __init__(
        self,
        setup: Setup,
        changed: Callable[[], None],
        noted: Callable[[], None],
        test: Callable[[], None],
        explain: Callable[[], None],
    ) -> None:
        super().__init__(setup, changed, noted, test, explain)
        self.feed = FeedPlacePart(setup, changed, lambda: f"products.{self._form}")
        self._kept: Mapping[str, Any] = {}
        self._url = ""
        self._exports = ""
        self._form = "csv"
        self._currency = CURRENCIES[0]
        self._missing = ""
        self._promotions = False

    def option(self) -> Option:
        return Option(self.platform, "GombaShop", self.text("Feed and exported files"))

    @property
    def ticks(self) -> Sequence[TickWords]:
        return GOMBASHOP_TICKS

    # ---- what it stands for

    def read(self, shop: Mapping[str, Any]) -> None:
        self._kept = dict(shop)
        self._url = str(shop.get("url") or "")
        self._exports = str(shop.get("exports") or "")
        self._form = str(shop.get("form") or self._form)
        self._currency = str(shop.get("currency") or self._currency)
        self._missing = str(shop.get("missing") or "")
        self._promotions = bool(shop.get("promotions"))
        if isinstance(shop.get("feed"), Mapping):
            self.feed.read(shop["feed"])

    def collect(self) -> dict[str, Any]:
        found = {
            **self._kept,
            "platform": self.platform,
            "url": self._url,
            "exports": self._exports,
            "folder": self._kept.get("folder") or self._own_folder(),
            "feed": self.feed.collect(),
            "form": self._form,
            "currency": self._currency,
            "promotions": self._promotions,
        }
        found.pop("missing", None)
        return {**found, "missing": self._missing} if self._missing else found

    def settings(self) -> ShopSettings | None:
        if not self._missing or _address_problem(self._url) is not None:
            return None
        try:
            return GombaShopShop.model_validate(self.collect())
        except ValidationError:
            return None

    @property
    def complete(self) -> bool:
        return self.settings() is not None and self.feed.complete

    def _own_folder(self) -> str:
        return str(self.setup.desk.paths.home / FEEDS_FOLDER / self.setup.profile_id)

    def keep(self) -> None:
        self.feed.password.keep()

    def forget(self) -> None:
        self.feed.password.forget()

    def found(self, state: KeyringState) -> None:
        self.feed.found(state)

    def running_text(self) -> str:
        return self.text("Reading the exports…")

    def explanation(self) -> str:
        return self.text(
            "In GombaShop’s panel export products, orders and the report of stock as CSV, and save them in "
            "one folder; the newest of each counts, whatever it is called. Then open Synchronisation there, "
            "give it the address of the feed, take the code (sku) as its key and say which column is what. "
            "The API identifier and the key of the module “Microinvest Синхронизация” are not needed: how "
            "they are used is not published."
        )

    # ---- widgets

    def first_empty(self) -> tkinter.Misc | None:
        if not self._url:
            return self.address.control
        if not self._exports:
            return self.folder.control
        missing = self.feed.first_empty()
        if missing is not None:
            return missing
        return None if self._missing else next(iter(self.missing.buttons.values()))

    def resting_place(self) -> tkinter.Misc:
        return self.address.control

    def invite_another(self, focus: tkinter.Misc | None) -> None:
        """Nothing is typed anew as a whole here."""

    def fill(self, place: Surface) -> None:
        form = Form(place)
        form.pack(fill="x")
        self.address = form.row(
            self.text("Address"),
            TextField(form, self._url, on_change=self._typed, placeholder="https://sampleshop.gombashop.com"),
        )
        self._say_problem()
        row = Surface(form)
        row.columnconfigure(0, weight=1)
        self.folder = TextField(row, self._exports, on_change=self._typed)
        self.folder.hint(self.text("The folder in which you save what you export from GombaShop."))
        self.folder.grid(row=0, column=0, sticky="ew")
        PushButton(row, self.text("Choose…"), self.choose_folder, icon_name="folder2-open").grid(
            row=0, column=1, sticky="n", padx=(size(row, Space.S), 0)
        )
        form.row(self.text("Exports"), row)
        feed = Surface(form)
        self.feed.build(feed)
        form.row(self.text("Feed goes to"), feed)
        self.form = form.row(
            self.text("Form of the feed"),
            Segments(
                form, [Option("csv", "CSV"), Option("xml", "XML")], value=self._form, on_change=self._formed
            ),
        )
        self.missing = form.row(
            self.text("What the feed lacks"),
            Segments(
                form,
                [
                    Option("ignore", self.text("is ignored")),
                    Option("move", self.text("is moved")),
                    Option("remove", self.text("is removed")),
                ],
                value=self._missing,
                on_change=self._typed,
            ),
        )
        form.row(
            "",
            Words(
                form,
                self.text(
                    "As GombaShop’s synchronisation is set. “Ignored” is best; otherwise Mostik names every "
                    "product of the shop in the feed, with what the last export says of it."
                ),
                font=Font.SMALL,
                tone=Tone.QUIET,
                wrap=True,
            ),
        )
        self.currency = form.row(
            self.text("Prices in"),
            ChoiceField(
                form,
                [Choice(code, code) for code in dict.fromkeys((*CURRENCIES, self._currency))],
                self._currency,
                on_change=self._typed,
            ),
        )
        self.promotions = form.wide(
            Toggle(
                form,
                self.text("Old prices and promotions come from the warehouse too"),
                hint=self.text("Choose a second price group for the old price on the step Products."),
                value=self._promotions,
                on_change=self._typed,
            )
        )
        last = Surface(form)
        last.columnconfigure(0, weight=1)
        LinkButton(last, self.text("How do I set it up?"), self._explain, icon_name="question-circle").grid(
            row=0, column=0, sticky="w"
        )
        self.make_button(last).grid(row=0, column=1, sticky="e", padx=(size(last, Space.S), 0))
        form.row("", last)

    def _say_problem(self) -> None:
        problem = _address_problem(self._url)
        self.address.error(self.say(problem) if problem else "")

    # ---- what is chosen and typed

    def _typed(self) -> None:
        self._url = self.address.value.strip()
        self._exports = self.folder.value.strip()
        self._missing = self.missing.value
        self._currency = self.currency.value or self._currency
        self._promotions = self.promotions.value
        self._say_problem()
        self.changed()

    def _formed(self) -> None:
        self._form = self.form.value
        self.feed.name_changed()
        self.changed()

    def choose_folder(self) -> None:
        """Let the owner choose the folder in the system's own window for that."""
        chosen = filedialog.askdirectory(
            parent=self.place,
            title=self.text("Choose the folder of the exports"),
            initialdir=self._exports if self._exports and Path(self._exports).is_dir() else str(Path.home()),
        )
        if chosen and self.is_shown:
            self.folder.value = str(Path(chosen))
            self._typed()
