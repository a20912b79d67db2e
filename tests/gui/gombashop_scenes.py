"""A shop of GombaShop on the step connect, and an order whose lines the owner completes, as scenes."""

from __future__ import annotations

import atexit
from collections.abc import Callable
from contextlib import ExitStack
from functools import cache

from storage.profiles import Profiles
from sync.clock import TurnedClock
from tests.e2e.furnished import embedded
from tests.e2e.gombashop_pair import NOW, GombaShopPair, make_pair
from tests.gui.sample_scenes import scenes_folder
from wizard.app import App
from wizard.lines_screen import LinesScreen
from wizard.screen import Screen
from wizard.setup import Setup
from wizard.steps import steps_of_wizard
from wizard.wizard_frame import Draft


@cache
def _pair() -> GombaShopPair:
    """A shop with two orders in its export."""
    folder = scenes_folder() / "gombashop"
    folder.mkdir(parents=True, exist_ok=True)
    stack = ExitStack()
    atexit.register(stack.close)
    pair = make_pair(folder, stack.enter_context(embedded(folder)), TurnedClock(NOW))
    pair.buy(("1001", 2), ("1003", 3))
    pair.buy(("A-2", 1))
    pair.export()
    return pair


def _connect(app: App) -> Screen:
    shop = _pair().profile.connect.shop.model_dump(mode="json")
    shop["feed"] = {"to": "ftp", "host": "ftp.kalina.example", "user": "kalina", "folder": "public_html/feed"}
    draft: Draft = {"about": {"name": "Калина"}, "connect": {"shop": shop}}
    return Setup(app, steps_of_wizard(), "gombashop", draft=draft)


def _lines(app: App) -> Screen:
    pair = _pair()
    if not app.desk.paths.state_file(pair.profile.id).exists():
        Profiles(app.desk.paths, app.desk.clock.now).create(pair.profile)
    return LinesScreen(app, pair.profile, pair.shop.orders[0].number, app.go_home)


SCENES: dict[str, Callable[[App], Screen]] = {"connect-gombashop": _connect, "order-lines": _lines}
