"""A shop of CloudCart on a socket, the sample warehouse in a file, and the wizard at its step products."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from sync.clock import TurnedClock
from sync.profile import CloudCartShop, Profile, SecretName
from sync.simulators.cloudcart import SAMPLE_KEY, CloudCartSimulator, sample_shop
from tests.e2e.bridge import NOW, sample_profile
from tests.sample_warehouse import copy_warehouse
from wizard.answers import ABOUT, draft_of
from wizard.app import App
from wizard.readings import ShopLists, WarehouseLists, read_shop, read_warehouse
from wizard.setup import Setup
from wizard.steps import steps_of_wizard
from wizard.wizard_frame import Draft

_ZONE = ZoneInfo("Europe/Sofia")


@dataclass
class CloudCartPlace:
    """Both systems, and windows on them."""

    warehouse_file: Path
    simulator: CloudCartSimulator
    profile: Profile
    lists: tuple[ShopLists, WarehouseLists] | None = None

    def draft(self, **products: object) -> Draft:
        """A draft with every step before products answered; ``products`` are answers of the step itself."""
        draft = draft_of(self.profile)
        draft[ABOUT]["saved"] = False
        for entry in ("products", "warehouses"):
            draft.pop(entry, None)
        if products:
            draft["products"] = dict(products)
        return draft

    def wizard(self, app: App, draft: Draft) -> Setup:
        """The wizard at the step products, with its lists read."""
        done = ("connect", "modules", "orders")
        setup = Setup(app, steps_of_wizard(), self.profile.id, draft=draft, done=done, at="products")
        setup.typed[SecretName.SHOP_TOKEN] = SAMPLE_KEY
        if self.lists is None:
            with closing(setup.warehouse()) as warehouse:
                self.lists = (read_shop(setup.shop()), read_warehouse(warehouse))
        setup.shop_lists, setup.warehouse_lists = self.lists
        return setup


@contextmanager
def cloudcart_place(folder: Path) -> Iterator[CloudCartPlace]:
    """Make both systems; the shop stops at the end."""
    folder.mkdir(parents=True, exist_ok=True)
    copy_warehouse(folder / "warehouse.sqlite", _ZONE)
    with CloudCartSimulator(sample_shop(NOW), per_minute=None, clock=TurnedClock(NOW)) as simulator:
        profile = sample_profile(folder, "http://127.0.0.1:1")
        shop = CloudCartShop(url=simulator.origin, requests_per_minute=800)
        connect = profile.connect.model_copy(update={"shop": shop})
        yield CloudCartPlace(
            folder / "warehouse.sqlite", simulator, profile.model_copy(update={"connect": connect})
        )
