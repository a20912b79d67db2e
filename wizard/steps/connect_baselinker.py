"""BaseLinker on the step connect: its token is all that it needs."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sync.profile import BaseLinkerShop, ShopSettings
from wizard.steps.shop_panel import ShopPanel
from wizard.widgets import Form, Option, Surface


class BaseLinkerPanel(ShopPanel):
    """The token. What else a draft holds, such as the address of a simulator, is kept as it is."""

    platform = "baselinker"
    _kept: Mapping[str, Any] = MappingProxyType({})

    def option(self) -> Option:
        return Option(self.platform, "BaseLinker", self.text("API token"))

    def read(self, shop: Mapping[str, Any]) -> None:
        self._kept = dict(shop)

    def collect(self) -> dict[str, Any]:
        return {**self._kept, "platform": self.platform}

    def settings(self) -> ShopSettings | None:
        return BaseLinkerShop.model_validate(self.collect())

    def running_text(self) -> str:
        return self.text("Asking BaseLinker…")

    def explanation(self) -> str:
        return self.text(
            "Open BaseLinker’s panel in your browser and sign in. Choose Account & other, then My "
            "account, then API. Make a token there, or take one that is there already, and copy it. "
            "Come back here and press Paste. Whoever has the token can read and change your shop, so "
            "send it to nobody."
        )

    def fill(self, place: Surface) -> None:
        form = Form(place)
        form.pack(fill="x")
        self.fill_key(form, self.text("API token"))
