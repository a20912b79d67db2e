"""The screens of receipts, as scenes for the pictures and the test of the layout."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

from storage.paths import Paths
from sync.profile import Profile, SecretName
from sync.simulators.fiscal import Interruption, Loss, Moment
from tests.e2e.bridge import NOW, TOKEN
from tests.gui.harness import DeskForTests
from tests.gui.receipts_place import RunningClock, receipts_place
from tests.gui.sample_scenes import scenes_folder
from wizard.app import App
from wizard.receipts_audit import AuditFileScreen
from wizard.receipts_screen import ReceiptsScreen, Shown
from wizard.receipts_work import with_receipts
from wizard.screen import Screen, State


@cache
def _worked_with() -> Profile:
    """A connection with a receipt that is printed, one in doubt and others that wait."""
    folder = scenes_folder() / "receipts"
    desk = DeskForTests(_home())
    with receipts_place(folder, desk, orders=5, audit=True) as place:
        desk.clock = RunningClock()  # type: ignore[assignment]  # a device answers in real time
        first, second = place.orders[:2]
        with_receipts(desk, place.profile.id, lambda receipts: receipts.print_these([first]))
        place.device.interrupt(
            Interruption(Loss.CABLE, Moment.EXECUTED, place.device.messages.index("35") + 1)
        )
        with_receipts(desk, place.profile.id, lambda receipts: receipts.print_these([second]))
        return place.profile


def _home() -> Path:
    return scenes_folder() / "receipts-home"


def _taken_over(app: App) -> Profile:
    profile = _worked_with()
    app.desk.secrets.save(profile.id, SecretName.SHOP_TOKEN, TOKEN)
    target = app.desk.paths.state_file(profile.id)
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(Paths(_home()).state_file(profile.id), target)
    return profile


def _list(app: App) -> Screen:
    profile = _taken_over(app)
    return ReceiptsScreen(app, profile.id, "Kalina Home", app.go_home)


class _InDoubt(ReceiptsScreen):
    """The list of what is in doubt, with its one row marked."""

    def shown(self) -> None:
        super().shown()
        self.shown_filter = Shown.IN_DOUBT
        self.app.rebuild()

    def restore(self, state: State) -> None:
        super().restore(state)
        if self.table is not None:
            self.table.select(self.table.shown)
            self._selected()


def _doubt(app: App) -> Screen:
    profile = _taken_over(app)
    return _InDoubt(app, profile.id, "Kalina Home", app.go_home)


def _audit(app: App) -> Screen:
    profile = _taken_over(app)
    screen = AuditFileScreen(app, profile.id, "Kalina Home", app.go_home)
    screen.month = NOW.date().replace(day=1)
    return screen


SCENES = {"receipts-list": _list, "receipts-doubt": _doubt, "receipts-audit": _audit}
