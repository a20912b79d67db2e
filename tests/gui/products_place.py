"""The sample shop on a socket, the sample warehouse in a file, and the wizard before its step products."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from storage.profiles import Profiles
from sync.clock import TurnedClock
from sync.profile import Profile, SecretName
from sync.simulators.baselinker import BaseLinkerSimulator
from sync.simulators.sample.loading import load_account
from tests.e2e.bridge import NOW, TOKEN, sample_profile
from tests.sample_warehouse import copy_warehouse
from wizard.answers import ABOUT, draft_of
from wizard.app import App
from wizard.desk import Desk
from wizard.match_check import MatchCheck
from wizard.readings import ShopLists, WarehouseLists, read_shop, read_warehouse
from wizard.screen import Screen
from wizard.setup import Setup
from wizard.steps import steps_of_wizard
from wizard.wizard_frame import Draft

ZONE = ZoneInfo("Europe/Sofia")


@dataclass
class ProductsPlace:
    """Both systems, and windows on them."""

    folder: Path
    simulator: BaseLinkerSimulator
    profile: Profile
    lists: tuple[ShopLists, WarehouseLists] | None = None

    def draft(self, **products: object) -> Draft:
        """A draft with every step before products answered; ``products`` are answers of the step itself."""
        draft = draft_of(self.profile)
        draft[ABOUT]["saved"] = False
        draft["products"] = dict(products)
        if not products:
            del draft["products"]
        return draft

    def wizard(self, app: App, at: str, draft: Draft) -> Setup:
        """The wizard at a step, with its lists read."""
        done = ("connect", "modules", "orders", "products")
        setup = Setup(app, steps_of_wizard(), self.profile.id, draft=draft, done=done, at=at)
        setup.typed[SecretName.SHOP_TOKEN] = TOKEN
        if self.lists is None:
            with closing(setup.warehouse()) as warehouse:
                self.lists = (read_shop(setup.shop()), read_warehouse(warehouse))
        setup.shop_lists, setup.warehouse_lists = self.lists
        return setup

    def save(self, desk: Desk) -> None:
        """Make the connection, with its token."""
        Profiles(desk.paths, desk.clock.now).create(self.profile)
        desk.secrets.save(self.profile.id, SecretName.SHOP_TOKEN, TOKEN)

    def check(self, app: App) -> Screen:
        """The match check of the saved connection."""
        return MatchCheck(app, self.profile.id)


@contextmanager
def products_place(folder: Path) -> Iterator[ProductsPlace]:
    """Make both systems; the shop stops at the end."""
    folder.mkdir(parents=True, exist_ok=True)
    copy_warehouse(folder / "warehouse.sqlite", ZONE)
    with BaseLinkerSimulator(load_account(TOKEN), clock=TurnedClock(NOW)) as simulator:
        yield ProductsPlace(folder, simulator, sample_profile(folder, simulator.url))
